"""A report on a terminal: bars."""

from typing import Any, Dict, List

from csg.base import wording
from csg.views import report_words, terminal

_WIDEST = 120  # columns; a longer line says no more
_BARS = 24  # columns of the longest bar


def text(facts: Dict[str, Any], width: int, colour: bool) -> List[str]:
    """What `reckoning.facts` gives, as lines of at most `width` columns."""
    return _Report(facts, max(20, min(width, _WIDEST)), colour).lines()


class _Report:
    def __init__(self, facts: Dict[str, Any], width: int, colour: bool) -> None:
        self.facts, self.width, self.colour = facts, width, colour
        self.words = report_words.Words(facts, (self._label() - len(" and ")) // 2)
        self.bar = "\u2588" if terminal.can_say("\u2588") else "#"

    def lines(self) -> List[str]:
        facts = self.facts
        counted = (wording.count(len(facts["sessions"]), "session"), wording.count(facts["edits"], "edit"))
        found = [terminal.cut("%s: %s, %s" % (self.words.period(), *counted), self.width)]
        parts = self.words.parts()
        if not facts["warnings"]["given"] and not facts["holds"]["given"]:
            found += ["", *self._wrapped("no session met another in this time")]
        for heading, rows, below in parts:
            if heading == "By day" and not any(value for _, value, _, _ in rows):
                continue
            found += ["", self._paint("1", terminal.cut(heading, self.width)), *self._bars(rows)]
            found += [self._paint("2", line) for line in self._wrapped(below)] if below else []
        advice = self.words.advice()
        if advice:
            found += ["", self._paint("1", "What would help")]
            for one in advice:
                first, *rest = self._wrapped(one, 2)
                found += ["- " + first, *["  " + line for line in rest]]
            found += [self._paint("2", line) for line in self._wrapped(report_words.THRESHOLDS)]
        for one in self.words.honest():
            found += ["", *[self._paint("2", line) for line in self._wrapped(one)]]
        return found

    def _bars(self, rows: List[report_words.Row]) -> List[str]:
        most = max(value for _, value, _, _ in rows) or 1.0
        number = max(terminal.columns(shown) for _, _, shown, _ in rows)
        label = min(max(terminal.columns(name) for name, _, _, _ in rows), self._label())
        room = self.width - label - number - 5
        bars = max(0, min(_BARS, room // 2 if room < 2 * _BARS else _BARS))
        found = []
        for name, value, shown, more in rows:
            length = max(1, round(bars * value / most)) if value and bars else 0
            cells = terminal.cut(name, label)
            cells += " " * (label - terminal.columns(cells))
            line = "  %s %s " % (cells, terminal.fit(shown, number, right=True))
            rest = self.bar * length + " " * (bars - length)
            said = terminal.cut(more, max(0, self.width - terminal.columns(line) - bars - 1))
            found.append(
                (line + self._paint("36", rest) + " " + said).rstrip()
                if said
                else line + self._paint("36", self.bar * length)
            )
        return [line.rstrip() for line in found]

    def _label(self) -> int:
        """Columns of a row's name at most."""
        return max(12, self.width * 2 // 5)

    def _wrapped(self, said: str, less: int = 0) -> List[str]:
        return terminal.wrap(said, self.width - less)

    def _paint(self, code: str, shown: str) -> str:
        return terminal.coloured(shown, code, self.colour)
