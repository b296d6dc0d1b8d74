"""PostToolUse of a shell command: the files that it changed (`shell_changes`) become Claims, after the fact.

The hook is asynchronous and its own output can come too late, so what it finds goes to its own Session
as a Notice.
"""

from csg.base import errors, files, paths, policy, wording
from csg.hooks import actions, edit_places, shell_began, shell_changes, telling
from csg.hooks import call as calls
from csg.state import claims, holdings, sessions, told

_SLACK = 2.0  # seconds that clocks and file systems may differ by, and that a busy machine starts this late
_NAMED = 3  # holders named in one Notice; the others are counted


def after(call: calls.Call) -> None:
    """Handle the event; nothing is said to it."""
    command = call.input("command")
    response = call.event.get("tool_response")
    response = response if isinstance(response, dict) else {}
    if response.get("interrupted") is True:
        return
    started = began = shell_began.when(call)
    if started and "duration_ms" in call.event:  # a note has the file systems' own time
        began -= _SLACK
    call.attempt(shell_began.forget)
    places = _places(response)
    for number, (path, how) in enumerate(shell_changes.find(call, command, response, began)):
        target = claims.Target(path)
        if files.is_directory(path) or calls.settings(call).ignores(paths.text(target.inside)):
            continue
        if how != shell_changes.SAID and _may_be_anothers(command, target, how, _others(call, target), began):
            continue
        identifier = "%s-%d" % (call.tool_call(), number)
        if _claim(call, target, identifier, places.get(path, [])):
            _tell(call, target, _others(call, target), identifier)
    if "git" in command:
        from csg.hooks import settling

        settling.after(call, command, started)  # Claims are dated by this very clock


def _others(call: calls.Call, target: claims.Target) -> "list[holdings.Holding]":
    """What siblings hold of the file, also in other worktrees, and other agents of this Session."""
    window = calls.settings(call).window
    names = claims.holders(call.home, call.name, target.key)
    agents, _ = holdings.own(call.home, call.name, call.agent, call.pid, target, call.now, window)
    return agents + holdings.look(call.home, names, target, call.now, window)


def _may_be_anothers(
    command: str, target: claims.Target, how: str, others: "list[holdings.Holding]", began: float
) -> bool:
    """Did somebody else claim the file while the command ran, and does the command not name it?

    The client compares the tree before and after: it cannot tell whose change it sees.  Nor can a look at the
    disk, which also sees what the command only read."""
    if not any(holding.newest >= began for holding in others if not holding.elsewhere):
        return False
    return how == shell_changes.SEEN or paths.text(target.path[target.path.rfind(b"/") + 1 :]) not in command


def _places(response: "dict[str, object]") -> "dict[bytes, list[int]]":
    """The lines that the client says changed, by file; it describes a few of them."""
    diff = response.get("bashEditDiff")
    described = diff.get("files") if isinstance(diff, dict) else None
    found = {}
    for file in described if isinstance(described, list) else []:
        stated = file.get("filePath") if isinstance(file, dict) else None
        if isinstance(stated, str) and stated[:1] == "/" and not file.get("created") and not file.get("deleted"):
            try:
                found[paths.canonical(paths.from_text(stated))] = edit_places.changed(file.get("hunks"))
            except ValueError:
                continue
    return found


def _claim(call: calls.Call, target: claims.Target, identifier: str, at: "list[int]") -> bool:
    """Add the Claim; False where another hook did so for this very call."""
    for _ in range(3):
        if not calls.attached(call):
            raise errors.NotForUs
        try:
            first, mine, _ = claims.publish(
                call.home, call.name, target, call.now, identifier, call.agent, call.pid, "Bash", at
            )
        except FileNotFoundError:  # ended or swept this moment
            continue
        if not mine:
            return not told.answered(call.home, call.name, target.key, identifier)
        if first:
            call.log("edit", path=paths.text(target.path), tool="Bash")
        else:
            call.mirror("edit", path=paths.text(target.path), tool="Bash")
        break
    return True


def _tell(call: calls.Call, target: claims.Target, others: "list[holdings.Holding]", identifier: str) -> None:
    """Tell this Session and the holders, unless that is no news or the settings say to keep quiet."""
    who = (call.agent, call.pid)
    known = told.news(holdings.records(call.home, call.name, target.key, 0.0), who, call.now)
    news = [holding for holding in others if holding.news() not in known]
    named = [holding for holding in news if not holding.elsewhere]
    kind = policy.EDIT if named else policy.OVERLAP
    named = named or news
    root = target.repository.root if target.repository is not None else b""
    if not named or actions.action(call, kind, paths.text(target.inside), root) == policy.OFF:
        return
    notice = {"kind": "shell", "agent": call.agent, "path": paths.text(target.path), "others": _said(call, named)}
    if telling.leave(call, call.name, notice):
        news_told = [holding.news() for holding in named]
        claims.note(call.home, call.name, target.key, told.records(call.now, who, "", news_told))
    telling.holders(call, named, identifier, policy.TOLD)
    call.log(
        "conflict",
        path=paths.text(target.path),
        tool="Bash",
        decision="told afterwards",
        others=sorted({paths.text(holding.name) for holding in named}),
    )


def _said(call: calls.Call, named: "list[holdings.Holding]") -> str:
    """What goes after "which": who is at work on the file, where if not here, and since when not."""
    who = list(dict.fromkeys([_who(call, holding) for holding in named]))
    more = " and %d more" % (len(who) - _NAMED) if len(who) > _NAMED else ""
    where, end = "on too", ""
    if named[0].elsewhere:
        where, end = "on in another worktree", "; the versions will meet at merge"
    newest = max(holding.newest for holding in named)
    return "%s%s %s at work %s, the last edit %s%s" % (
        ", ".join(who[:_NAMED]),
        more,
        "is" if len(who) == 1 else "are",
        where,
        wording.ago(call.now - newest),
        end,
    )


def _who(call: calls.Call, holding: holdings.Holding) -> str:
    if holding.name == call.name:
        who = "agent %s" % wording.name(holding.agent, 40) if holding.agent else "the main agent"
        return who + " of this session" + (" in another process (pid %d)" % holding.pid if holding.pid else "")
    session = sessions.load(call.home, holding.name)
    identifier = wording.short(session.id if session else paths.text(holding.name))
    return "session %s%s" % (identifier, wording.beside(session.client if session else ""))
