"""What a thread needs said of the next entries in its queue, if anything; the words are in `messages`.

One message says all that waits for a Session, a line each.  What people need not know this minute (edits, conflicts,
releases) is told at most once a minute and Session, counted by file and by pair; starts, ends, intents and holds are
told at once, with what came before them, and never counted away.
"""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from csg.base import paths
from csg.slack import messages
from csg.slack.entries import Entry
from csg.slack.thread import Thread
from csg.state import fields, outbox, sessions

#: Seconds between two messages of what may wait.
QUIET = 60.0
_OPENING = ("start", "attach", "continue")
_CLOSING = ("end", "swept")
_MEETING = ("conflict", "git", "met")
_HOLDS = ("held", "asked", "denied")


def may_wait(entry: Entry) -> bool:
    """Is it of the kind that is told once a minute?"""
    if entry.kind in _MEETING:
        return entry.text("decision") not in _HOLDS
    return entry.kind in ("edit", "release")


def together(queue: Sequence[Entry]) -> List[Entry]:
    """The first entries of a queue that one message tells: up to a start or an end, which are told alone."""
    if queue[0].kind in _OPENING or queue[0].kind in _CLOSING:
        return [queue[0]]
    batch: List[Entry] = []
    for entry in queue:
        if entry.kind in _OPENING or entry.kind in _CLOSING or (batch and entry.to != batch[0].to):
            break
        batch.append(entry)
    return batch


def due(queue: Sequence[Entry], batch: Sequence[Entry], thread: Thread, now: float, quiet: float) -> float:
    """How many seconds until these entries are to be told; 0.0: now.  `quiet`: between two that may wait (QUIET)."""
    if len(queue) > len(batch) or not all(may_wait(entry) for entry in batch):
        return 0.0
    since = now - thread.told
    return quiet - since if 0 <= since < quiet else 0.0


def session(home: bytes, queue: Sequence[Entry]) -> sessions.Session:
    """What is known of the Session now, else what its entries tell of it."""
    name = queue[0].name
    known: List[Any] = [outbox.facts(home, name), *(entry.fields.get("facts") for entry in queue)]
    known += [{"session": entry.session} for entry in queue if entry.session]
    return sessions.Session(name, next((f for f in known if isinstance(f, dict) and f), {}))


def compose(home: bytes, thread: Thread, batch: Sequence[Entry], base: bytes) -> str:
    """The message about the entries, "" if they need none; sets the thread's state.

    base   the directory that paths are seen from"""
    entry = batch[0]
    kind = entry.kind
    if kind in _OPENING:
        was, thread.state = thread.state, "live"
        return messages.again(entry.text("source") or "resume") if kind == "continue" or was != "live" else ""
    if kind in _CLOSING:
        thread.state = "closed" if kind == "end" else "swept"
        seconds = entry.t - thread.started if thread.started else 0.0
        reason = entry.text("reason") or entry.text("why")
        return messages.closing(kind, reason, seconds, thread.edits, len(thread.files), thread.conflicts)
    lines: List[str] = []
    run: List[Entry] = []
    for one in batch:
        if one.kind == "intent":
            lines += _counted(home, run, base)
            lines.append(messages.intent(one.text("text")))
            run = []
        else:
            run.append(one)
    return messages.whole(lines + _counted(home, run, base))


def note(thread: Thread, batch: Sequence[Entry], now: float) -> None:
    """Count in the thread what has been told."""
    if any(may_wait(entry) for entry in batch):
        thread.told = now
    for entry in batch:
        if entry.kind == "edit":
            thread.count(entry.paths(), edits(entry))
        elif entry.kind in _MEETING:
            thread.conflicts += 1


def edits(entry: Entry) -> int:
    """How many edits an entry stands for: one, or those of which it was made (`thinning`)."""
    return max(1, min(int(entry.number("edits")), 1 << 30)) if entry.kind == "edit" else 0


def _counted(home: bytes, run: Sequence[Entry], base: bytes) -> List[str]:
    """What happened between two intents, a line for each kind of thing."""
    lines: List[str] = []
    edited: Dict[str, None] = {}
    number = 0
    for entry in run:
        if entry.kind == "edit":
            number += edits(entry)
            edited.update(dict.fromkeys(entry.paths()))
    if edited:
        lines.append(messages.editing(list(edited), number, base))
    meetings: Dict[Tuple[str, ...], Tuple[Entry, int]] = {}
    for entry in run:
        if entry.kind in _MEETING:
            others = (entry.text("by"),) if entry.kind == "met" else tuple(entry.texts("others"))
            what = entry.text("command") or entry.text("path")
            key = (entry.kind, what, entry.text("tool"), entry.text("decision"), *others)
            first, times = meetings.get(key, (entry, 0))
            meetings[key] = (first, times + 1)
    lines += [_meeting(home, first, times, base) for first, times in meetings.values()]
    let_go = list(dict.fromkeys(entry.text("path") for entry in run if entry.kind == "release"))
    if let_go:
        lines.append(messages.released(let_go, base))
    return lines


def _meeting(home: bytes, entry: Entry, times: int, base: bytes) -> str:
    path, command, decision = entry.text("path"), entry.text("command"), entry.text("decision")
    if entry.kind == "met":
        shell = entry.text("tool") == "Bash"
        by = entry.text("by")
        who = (_intent(entry, paths.text(paths.safe_name(by)) if by else ""), by)
        return messages.met(path, command, shell, decision, who, base, times)
    own = paths.text(entry.name)
    others = [
        (_intent(entry, name), _identifier(home, name)) for name in dict.fromkeys(entry.texts("others")) if name != own
    ]
    if entry.kind == "git":
        return messages.git(command, decision, others, times)
    return messages.conflict(path, decision, others, base, times)


def _identifier(home: bytes, name: str) -> str:
    """The id of the Session whose directory is called `name`."""
    try:
        known = sessions.load(home, paths.from_text(name))
    except ValueError:  # no name of a directory
        return name
    return known.id if known else name


def _intent(entry: Entry, name: str) -> str:
    """That Session's intent when it happened, which its own thread tells; its prompt is nobody's business here."""
    called = entry.fields.get("called")
    return fields.text(called, name) if isinstance(called, dict) else ""


def closed_elsewhere(thread: Thread) -> Optional[str]:
    """The last words in a thread whose Session goes on in another channel; None if it has ended."""
    if thread.state != "live":
        return None
    thread.state = "closed"
    return messages.moved()
