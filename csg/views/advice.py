"""What would help, derived from a report's facts.  Each piece says the numbers that it follows from.

What is said of files and Sessions stays raw here; whoever shows it makes it safe."""

import math
from typing import Any, Dict, List, Tuple

from csg.views import marks, outcomes

#: From how much on something is worth saying.
MEETINGS = 3  # of one pair
SESSIONS = 3  # that contested one file,
TIMES = 4  # so often together
COMMANDS = 3  # held in one checkout
IGNORED, SHARE = 6, 2 / 3  # warnings that were gone ahead with, and of those whose outcome is known
MISSED = 3  # edits beyond the window,
FAR = 3.0  # at most so many windows after the other's
LATE, EARLY = 5, 0.6  # warnings gone ahead with whose cause was older than that part of the window
NAMED = 3  # pairs and files, the foremost

#: The kinds of advice.
WORKTREE, MERGE, SPLIT, CHECKOUT = "worktree", "merge", "split", "checkout"
PAUSE, LONGER, SHORTER = "pause", "longer window", "shorter window"


class Timing:
    """How edits and warnings of different Sessions follow on each other.

    missed  seconds between a Session's edit of a file and the next one's, where that came after the window
    late    how many warnings were gone ahead with though the other's last edit was long past"""

    def __init__(self, some: List[marks.Mark], met: List[Tuple[marks.Mark, str]], window: float) -> None:
        self.missed: List[float] = []
        self.late = 0
        last: Dict[bytes, Dict[bytes, float]] = {}  # file -> Session -> its last edit
        became = {id(mark): outcome for mark, outcome in met}
        for mark in some:
            if mark.kind == marks.EDIT:
                edits = last.setdefault(mark.files[0], {})
                others = [t for name, t in edits.items() if name != mark.name]
                own = edits.get(mark.name, 0.0)
                if others and own < max(others) and window < mark.t - max(others) <= FAR * window:
                    self.missed.append(mark.t - max(others))
                edits[mark.name] = mark.t
            elif mark.kind == marks.COMMIT:
                for path in mark.files:
                    last.get(path, {}).pop(mark.name, None)
            elif mark.kind == marks.END:
                for edits in last.values():
                    edits.pop(mark.name, None)
            elif mark.kind == marks.CONFLICT and became.get(id(mark)) == outcomes.WENT_AHEAD:
                edits = last.get(mark.files[0], {})
                ages = [mark.t - edits[other] for other in mark.others if other in edits]
                self.late += bool(ages) and min(ages) > EARLY * window
        self.missed.sort()


def given(
    facts: Dict[str, Any], timing: Timing, files: List[Dict[str, Any]], pairs: List[Dict[str, Any]]
) -> List[Dict[str, Any]]:
    """The pieces, the most telling first: `kind`, and the numbers, ids and paths that it speaks of."""
    found: List[Dict[str, Any]] = []
    for pair in pairs[:NAMED]:
        if pair["meetings"] >= MEETINGS and pair["same_checkout"] is not None:
            kind = WORKTREE if pair["same_checkout"] else MERGE
            numbers = {"meetings": pair["meetings"], "files": len(pair["files"])}
            found.append({"kind": kind, "sessions": pair["sessions"], **numbers})
    for file in files[:NAMED]:
        times = file["conflicts"] + file["holds"]
        if len(file["sessions"]) >= SESSIONS and times >= TIMES:
            where = {"path": file["path"], "root": file["root"]}
            found.append({"kind": SPLIT, "meetings": times, "sessions": file["sessions"], **where})
    for one in facts["commands"]:
        if one["root"] and one["holds"] >= COMMANDS:
            found.append({"kind": CHECKOUT, "root": one["root"], "meetings": one["holds"]})
    return found + _settings(facts, timing)


def _settings(facts: Dict[str, Any], timing: Timing) -> List[Dict[str, Any]]:
    found: List[Dict[str, Any]] = []
    ahead = facts["warnings"]["went_ahead"]
    known = ahead + facts["warnings"]["heeded"]
    if ahead >= IGNORED and ahead >= SHARE * known and timing.late < LATE:
        found.append({"kind": PAUSE, "ahead": ahead, "known": known})
    if len(timing.missed) >= MISSED and timing.late < LATE:
        most = timing.missed[math.ceil(0.8 * len(timing.missed)) - 1]
        minutes = int(math.ceil(most / 300.0) * 5)
        found.append({"kind": LONGER, "edits": len(timing.missed), "minutes": minutes, "window": facts["window"]})
    if timing.late >= LATE and len(timing.missed) < MISSED and 2 * timing.late >= ahead:
        minutes = max(1, int(EARLY * facts["window"] / 60.0))
        found.append({"kind": SHORTER, "warnings": timing.late, "minutes": minutes, "window": facts["window"]})
    return found
