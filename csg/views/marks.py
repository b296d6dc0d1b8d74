"""What Sessions did and what they met, in the order of time: the log and every edit still on record, as one."""

import functools
from typing import Callable, Dict, Iterable, List, Optional, Set, Tuple

from csg.base import paths, policy
from csg.state import sessions, worked
from csg.views import history, participants

#: The kinds of a Mark.
START, EDIT, CONFLICT, HOLD, GIT, KILL = "start", "edit", "conflict", "hold", "git", "kill"
COMMIT, MESSAGE, NOTE, END = "commit", "message", "note", "end"
KINDS = (START, EDIT, CONFLICT, HOLD, GIT, KILL, COMMIT, MESSAGE, NOTE, END)

#: `Mark.was` of a message that came from no Session.
BY_HAND = "told by hand"

#: Those that one Session's doing and another's have in common.
MEETINGS = (CONFLICT, HOLD, GIT, KILL)

#: Seconds for which `worked` has every edit.  What is older is known from the log: the first edit of each file.
DAYS = sessions.KEPT

_STOPPED = (policy.HELD, policy.DENIED)
_SAME = 0.002  # seconds: the log rounds to milliseconds what a Claim has as it was

#: The log's kinds that are about Sessions' work -> a Mark's; the rest is about csg itself.
_KINDS = {
    **dict.fromkeys(("start", "continue", "attach"), START),
    "edit": EDIT,
    "conflict": CONFLICT,
    "git": GIT,
    "kill": KILL,
    "committed": COMMIT,
    "tell": MESSAGE,
    **dict.fromkeys(("intent", "claim", "release", "restored"), NOTE),
    **dict.fromkeys(("end", "swept"), END),
}


class Mark:
    """Something that a Session did, or that became of it.

    t         seconds since the epoch            kind      one of KINDS
    name      the Session's directory name       was       the log's own word for the kind
    files     the paths concerned, perhaps none  others    the other Sessions concerned, by directory name
    tool      what an edit was made with         decision  of a meeting: a policy decision, or "told afterwards"
    text      a command, message, intent or reason, raw    agent     the subagent that made an edit, or ""
    """

    __slots__ = ("agent", "decision", "files", "kind", "name", "others", "t", "text", "tool", "was")

    def __init__(self, t: float, kind: str, name: bytes, was: str = "") -> None:
        self.t = t
        self.kind = kind
        self.name = name
        self.was = was or kind
        self.files: List[bytes] = []
        self.others: List[bytes] = []
        self.tool = self.decision = self.text = self.agent = ""


def read(
    home: bytes,
    happened: Iterable[history.Event],
    since: float,
    now: float,
    everyone: Dict[bytes, participants.Participant],
) -> List[Mark]:
    """All Marks since then, the oldest first; of edits those that came to pass.  `happened`: the log since then."""
    found: List[Mark] = []
    on_record: Set[Tuple[bytes, bytes, float]] = set()
    for one in everyone.values():
        if one.kept:
            for edit in worked.edits(home, one.name, since):
                mark = Mark(edit.t, EDIT, one.name)
                mark.files, mark.tool, mark.agent = [edit.path], edit.tool, edit.agent
                found.append(mark)
                on_record.add((one.name, edit.path, round(edit.t, 3)))

    def told(mark: Mark) -> bool:
        whole = mark.name in everyone and everyone[mark.name].kept and mark.t >= now - DAYS
        return whole or (mark.name, mark.files[0], mark.t) in on_record

    found += _logged(happened, told)
    found.sort(key=lambda mark: mark.t)
    return found


def _logged(happened: Iterable[history.Event], told: Callable[[Mark], bool]) -> List[Mark]:
    """The log's Marks.  `told`: is an edit on record elsewhere, or never was?"""
    found: List[Mark] = []
    stopped: Dict[Tuple[bytes, Tuple[bytes, ...]], List[float]] = {}
    commits: Dict[Tuple[bytes, float], Mark] = {}
    for event in happened:
        mark = _mark(event)
        if mark is None or (mark.kind == EDIT and told(mark)):
            continue
        if mark.kind == COMMIT:  # the log has a line for each file
            first = commits.setdefault((mark.name, mark.t), mark)
            if first is not mark:
                first.files += mark.files
                continue
        if mark.kind == HOLD:
            stopped.setdefault((mark.name, tuple(mark.files)), []).append(mark.t)
        found.append(mark)
    return [mark for mark in found if not (mark.kind == EDIT and _never_was(mark, stopped))]


def _never_was(edit: Mark, stopped: Dict[Tuple[bytes, Tuple[bytes, ...]], List[float]]) -> bool:
    """The log names a Session's first edit of a file before it is known that the call is held."""
    return any(abs(t - edit.t) < _SAME for t in stopped.get((edit.name, tuple(edit.files)), ()))


def _mark(event: history.Event) -> Optional[Mark]:
    kind = _KINDS.get(event.kind)
    if kind is None:
        return None
    to = list(map(_name, event.texts("to"))) if kind == MESSAGE else []
    if not (event.session or to):
        return None
    mark = Mark(event.t, kind, _name(event.session) if event.session else to.pop(0), event.kind)
    if not event.session:  # the person's own words are shown where they went
        mark.was = BY_HAND
    mark.tool, mark.decision = event.text("tool"), event.text("decision")
    mark.files = [path for path in map(_path, [event.text("path")]) if path]
    others = event.texts("others")  # of processes their Sessions' ids, else directory names
    mark.others = to + (list(map(_name, others)) if kind == KILL else list(filter(None, map(_path, others))))
    mark.text = next((text for text in map(event.text, ("command", "text", "reason", "why", "source")) if text), "")
    if kind in (EDIT, CONFLICT) and not mark.files:
        return None
    if kind in MEETINGS and mark.decision in _STOPPED:
        mark.kind = HOLD
    return mark


_name = functools.lru_cache(maxsize=4096)(paths.safe_name)


def _path(text: str) -> bytes:
    try:
        return paths.from_text(text)
    except ValueError:
        return b""


def concerned(marks: Iterable[Mark]) -> Set[bytes]:
    """The directory names of all Sessions that the Marks are about, or that they name."""
    found: Set[bytes] = set()
    for mark in marks:
        found.add(mark.name)
        found.update(mark.others)
    return found
