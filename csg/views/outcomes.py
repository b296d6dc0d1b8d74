"""What became of warnings and holds: did the Session go ahead, or leave the file alone?"""

import bisect
from typing import Dict, Iterable, List, Sequence, Tuple

from csg.state import worked
from csg.views import marks, participants

#: What can become of one.
WENT_AHEAD = "went ahead"  # warned, it edited that file again within the window
REPEATED = "repeated"  # held, it made the call again within the window
HEEDED = "heeded"  # neither; and its window has passed, or it went on elsewhere, or it ended
OPEN = "open"  # neither so far
UNKNOWN = "unknown"  # its later edits are not on record any more, or no edit would show it

_LATER = 0.002  # seconds: the call that was warned of is an edit at that very time


class Outcomes:
    """Tells of each Mark what became of it."""

    def __init__(
        self,
        home: bytes,
        everyone: Dict[bytes, participants.Participant],
        some: Iterable[marks.Mark],
        now: float,
        window: float,
    ) -> None:
        """`some`: all Marks, in order; times in seconds."""
        self._home, self._everyone, self._now, self._window = home, everyone, now, window
        self._edits: Dict[bytes, List[Tuple[float, bytes]]] = {}
        self._ends: Dict[bytes, List[float]] = {}
        self._passes: Dict[bytes, Sequence[Tuple[float, str]]] = {}
        for mark in some:
            if mark.kind == marks.EDIT:
                self._edits.setdefault(mark.name, []).append((mark.t, mark.files[0]))
            elif mark.kind == marks.END:
                self._ends.setdefault(mark.name, []).append(mark.t)

    def of(self, mark: marks.Mark) -> str:
        """One of the words above; "" if nothing can become of such a Mark."""
        if mark.kind not in marks.MEETINGS:
            return ""
        who = self._everyone.get(mark.name)
        if who is None or not who.kept or (mark.t < self._now - marks.DAYS and not who.live):
            return UNKNOWN
        if mark.was in ("git", "kill"):
            return self._of_command(mark) if mark.kind == marks.HOLD else UNKNOWN
        later = self._edits.get(mark.name, [])
        first = bisect.bisect_right(later, (mark.t + _LATER, b"\xff"))
        last = bisect.bisect_right(later, (mark.t + self._window, b"\xff"))
        if any(later[number][1] in mark.files for number in range(first, last)):
            return REPEATED if mark.kind == marks.HOLD else WENT_AHEAD
        return self._left(mark, first < len(later))

    def _of_command(self, mark: marks.Mark) -> str:
        if mark.name not in self._passes:
            self._passes[mark.name] = worked.passes(self._home, mark.name)
        for t, does in self._passes[mark.name]:
            if mark.t < t <= mark.t + self._window and (" " + mark.text) in does:
                return REPEATED
        return self._left(mark, False)

    def _left(self, mark: marks.Mark, elsewhere: bool) -> str:
        ended = any(t >= mark.t for t in self._ends.get(mark.name, ()))
        return HEEDED if elsewhere or ended or self._now > mark.t + self._window else OPEN
