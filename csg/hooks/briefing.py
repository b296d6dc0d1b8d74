"""What a Session that starts is told of those at work in the same place."""

from csg.base import paths, processes, wording
from csg.git import repository
from csg.state import holdings, names, roster, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.hooks import call as calls

    #: A sibling: its id, client, branch, intent and latest prompt, the files it holds with their ages (seconds), how
    #: many more.
    Row = tuple[str, str, str, str, str, Sequence[tuple[str, float]], int]

BRIEF = 1024  # bytes
_SESSIONS, _FILES = 12, 3  # looked at closely; more do not fit into a brief
#: How the client makes a checkout of one's own.
WORKTREE = "`claude --worktree`, or here the EnterWorktree tool, makes"
_WAY_OUT = "`csg check --wait SECONDS FILE` waits until a file is free, `csg tell SESSION TEXT` reaches a session"


def has_worktrees(call: "calls.Call") -> bool:
    """Does the client surely make worktrees?  It can from 2.1.49 on (its changelog), at first not for everybody, and
    with a hang until 2.1.83; one that tells its hooks its pid (2.1.250) does (seen in 2.1.330)."""
    return call.client is None and call.pid != 0


def way_out(call: "calls.Call", in_git: bool) -> str:
    """The last line of a brief about a checkout that others are at work in; "" where an earlier brief had it."""
    if call.optional("source") in ("resume", "compact"):
        return ""
    worktree = "; %s a checkout of one's own" % WORKTREE if in_git and has_worktrees(call) else ""
    return "%s%s." % (_WAY_OUT, worktree)


def text(home: bytes, reader: sessions.Session, now: float, window: float, ending: str = "") -> str:
    """The brief for a Session that starts: its siblings in the same repository; "" if it has none.

    ending  its last line, if a sibling is at work in the very same checkout
    A sibling counts while its process is not provably gone, or while it holds a file."""
    found = []
    for name in roster.others(home, reader.name):
        session = sessions.load(home, name)
        if session is None or session.place() != reader.place():
            continue
        held, more = holdings.newest(home, name, now, window, _FILES)
        # what no process is known of is there while it holds something
        if not held and (roster.is_guest(name) or session.process() == processes.GONE):
            continue
        active = held[0].newest if held else roster.last_active(home, name)
        found.append((active, session, held, more))
    if not found:
        return ""
    found.sort(key=lambda item: -item[0])
    cwd = paths.canonical(reader.cwd)
    branches: dict[bytes, str] = {}  # most work in one checkout
    rows: list[Row] = []
    for _, session, held, more in found[:_SESSIONS]:
        if session.gitdir not in branches:
            branches[session.gitdir] = repository.branch(session.gitdir) if session.gitdir else ""
        branch = branches[session.gitdir] or session.branch
        shown = [(paths.text(paths.relative(h.path, cwd)), now - h.newest) for h in held]
        intent = names.intent(home, session.name)
        prompt = "" if intent else names.prompt(home, session.name)
        rows.append((session.id, session.client, branch, intent, prompt, shown, more))
    rows += [(session.id, session.client, "", "", "", [], 0) for _, session, _, _ in found[_SESSIONS:]]
    place = reader.repository_name() or reader.cwd
    beside = any(session.root == reader.root for _, session, _, _ in found)
    return words(rows, paths.text(place), ending if beside else "")


def words(rows: "Sequence[Row]", place: str, ending: str = "") -> str:
    """At most BRIEF bytes about siblings, newest first.

    place  the repository's name, or the directory's      ending  the last line, of ASCII"""
    lines = [
        "csg: %s %s at work in %s."
        % (wording.count(len(rows), "other session"), "is" if len(rows) == 1 else "are", wording.quoted(place, 80))
    ]
    size = len(lines[0].encode()) + len(ending) + 1
    for done, row in enumerate(rows):
        line = _line(*row)
        if size + len(line.encode()) + 60 > BRIEF:
            lines.append("- and %d more (`csg status` lists them)." % (len(rows) - done))
            break
        lines.append(line)
        size += len(line.encode()) + 1
    return "\n".join([*lines, ending] if ending else lines)


def _line(
    identifier: str,
    client: str,
    branch: str,
    intent: str,
    prompt: str,
    held: "Sequence[tuple[str, float]]",
    more: int,
) -> str:
    text = "- %s%s" % (wording.quoted(wording.short(identifier)), wording.beside(client))
    if branch:
        text += " on %s" % wording.quoted(branch, 60)
    if held:
        shown = ["%s (%s)" % (wording.quoted(path, 60), wording.ago(age)) for path, age in held]
        text += " holds " + ", ".join(shown)
        if more:
            text += " and %d more" % more
    else:
        text += " holds no file now"
    if intent:
        text += "; intent: " + wording.quoted(intent, 120)
    elif prompt:
        text += "; latest prompt: " + wording.quoted(prompt, 120)
    return text + "."


#: cold


def elsewhere(home: bytes, reader: sessions.Session, now: float, window: float) -> str:
    """A line on those of the same repository on other machines; "" if there are none."""
    from csg.state import elsewhere

    some = elsewhere.everybody(home, reader.common) if reader.common else []
    if not some:
        return ""
    held = [one for who in some[:_SESSIONS] for one in elsewhere.held(home, who, now, window, reader.common)]
    held.sort(key=lambda holding: -holding.newest)
    inside = list(dict.fromkeys([paths.text(holding.inside()) for holding in held]))
    machines = sorted({who.machine for who in some})
    on = "machine %s" % wording.quoted(machines[0], 40) if len(machines) == 1 else "%d other machines" % len(machines)
    text = "csg: on %s, %s of this repository" % (on, wording.count(len(some), "session"))
    if inside:
        text += ", holding " + ", ".join([wording.quoted(path, 60) for path in inside[:_FILES]])
        text += " and %d more" % (len(inside) - _FILES) if inside[_FILES:] else ""
    return text + " (`csg status --here`)."
