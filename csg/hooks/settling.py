"""Claims on work that git has: a file that is in HEAD as it is in the working tree has nothing at stake.

A Session's own end with its commit, or when it takes a file back (`after`).  Of others' it shows at the
conflict: the file is clean, and the index was written after the newest Claim (`at_stake`).
"""

from csg.base import files, paths
from csg.git import repository
from csg.hooks import call as calls
from csg.state import claims, holdings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.repository import Repository

#: What a line is searched for; the facts decide.
_WORDS = ("commit", " ci", "checkout", "restore", "reset", "--continue")


def at_stake(call: calls.Call, target: claims.Target, held: "list[holdings.Holding]") -> "list[holdings.Holding]":
    """Those of the holdings (of this very file) whose work git does not have."""
    if target.repository is None or not held:
        return held
    written = files.modified(target.repository.gitdir + b"/index")
    if all(holding.newest >= written for holding in held):
        return held
    from csg.git import facts

    file = facts.Checkout(call.home, target.repository, call.environ).files([target.path])[target.path]
    return [holding for holding in held if holding.newest >= written] if file.clean() else held


#: cold


def after(call: calls.Call, command: str, began: float) -> None:
    """PostToolUse of a shell command that ran git: what this Session claimed before it and is clean now is let go.

    began  when the command started (seconds), or earlier"""
    if "stash" in command or not any(word in command for word in _WORDS):
        return  # what is put away comes back
    by_root: dict[bytes, dict[bytes, bytes]] = {}
    for key in holdings.keys(call.home, call.name):
        for path in _before(call, key, began):
            found = repository.find(paths.parent(path))
            if found is not None:
                by_root.setdefault(found.root, {})[path] = key
    why = "committed" if "commit" in command or " ci" in command else "restored"
    for root, held in by_root.items():
        found = repository.find(root)
        if found is not None:
            _let_go(call, found, held, why)


def _before(call: calls.Call, key: bytes, began: float) -> "list[bytes]":
    """The files with this key that this Session holds, and has not claimed again since then but by this very call."""
    since, own = call.now - calls.settings(call).window, call.tool_call() + "-"
    held = set()
    later = set()
    for line in holdings.standing(holdings.records(call.home, call.name, key, since)):
        if line["t"] >= since and line.get("root"):
            held.add(line["path"])
            if line["t"] >= began and not line["id"].startswith(own):
                later.add(line["path"])
    return [paths.from_text(path) for path in held - later]


def _let_go(call: calls.Call, repo: "Repository", held: "dict[bytes, bytes]", why: str) -> None:
    """`held`: path -> key."""
    from csg.git import facts

    for path, file in facts.Checkout(call.home, repo, call.environ).files(held).items():
        if file.clean():
            text = paths.text(path)
            claims.note(call.home, call.name, held[path], [{"t": call.now, "released": None, "path": text}])
            call.log(why, path=text)
