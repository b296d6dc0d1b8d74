"""A timeline on a terminal: a row for each Session, time from left to right, and what met below it."""

from typing import Any, Dict, List, Tuple

from csg.base import paths, wording
from csg.views import event_text, lanes, marks, scale, terminal

_LISTED = 20  # conflicts and holds
_WIDEST = 200  # columns; a pipe has no end
_ID = 9  # columns of an id, with the gap before it

#: How a row is drawn where no kind of event is meant: (sign, in ASCII, SGR parameters of its colour).
_DRAWN = {
    "time": ("\u2500", "-", "2"),
    "few": ("\u2219", ".", "36"),
    "some": ("\u2022", "o", "36"),
    "many": ("\u25cf", "O", "36"),
    "over": ("\u2502", "|", "33"),
    "cross": ("\u253c", "+", "33"),
    "joined": ("\u256a", "*", "33"),
    marks.HOLD: ("\u25a0", "#", "1;31"),
}
#: The others, by the log's word for them.
_SIGNS = {
    marks.START: "start",
    marks.CONFLICT: "conflict",
    marks.GIT: "git",
    marks.KILL: "kill",
    marks.COMMIT: "committed",
    marks.MESSAGE: "tell",
    marks.END: "end",
}
#: A cell shows the first of these that fell into it.
_ORDER = (
    *(marks.HOLD, marks.CONFLICT, marks.KILL, marks.GIT, marks.COMMIT, marks.MESSAGE),
    *(marks.END, marks.EDIT, marks.START),
)


def text(facts: Dict[str, Any], width: int, colour: bool) -> List[str]:
    """What `lanes.facts` gives, as lines of at most `width` columns."""
    width = max(20, min(width, _WIDEST))
    if not facts["lanes"]:
        return ["nothing happened in this time"]
    return _Chart(facts, width, colour).lines()


class _Chart:
    def __init__(self, facts: Dict[str, Any], width: int, colour: bool) -> None:
        self.facts, self.width, self.colour = facts, width, colour
        self.drawn, self.colours = _drawn()
        self.lanes: List[Dict[str, Any]] = facts["lanes"]
        self.names = {lane["id"]: called(lane) for lane in self.lanes}
        longest = max(terminal.columns(name) for name in self.names.values())
        self.label = min(longest + _ID, max(12, width // 3)) if width >= 40 else 8
        self.scale = scale.Scale(facts["since"], facts["now"], width - self.label - 1)

    def lines(self) -> List[str]:
        rows = self._rows()
        found = [*self._head(), "", self._clock()]
        place: Tuple[str, str] = ("", "")
        several = len({(lane["repository"], lane["root"]) for lane in self.lanes}) > 1
        for lane, row in zip(self.lanes, rows):
            if several and (lane["repository"], lane["root"]) != place:
                place = (lane["repository"], lane["root"])
                heading = " ".join(wording.name(part, 300) for part in place if part) or "no repository"
                found.append(self._paint("1", terminal.cut(heading, self.width)))
            found.append("%s %s" % (self._label(lane), self._painted(row)))
        return [line.rstrip() for line in (*found, *self._legend(rows), *self._meetings(), *self._honest())]

    def _head(self) -> List[str]:
        counted = lanes.summary(self.facts)
        parts = [wording.count(counted["sessions"], "session"), wording.count(counted["edits"], "edit")]
        for name in ("conflicts", "holds", "commits"):
            if counted[name]:
                parts.append(wording.count(counted[name], name[:-1]))
        span = self.facts["now"] - self.facts["since"]
        text = "since %s (%s): %s" % (when(self.facts["since"], span), wording.duration(span), ", ".join(parts))
        return terminal.wrap(text, self.width)

    def _clock(self) -> str:
        cells = [" "] * self.scale.width
        for column, shown in self.scale.clock():
            cells[column : column + len(shown)] = shown
        return self._paint("2", " " * (self.label + 1) + "".join(cells).rstrip())

    def _label(self, lane: Dict[str, Any]) -> str:
        short = wording.short(lane["id"])[:8]
        if self.label < 12 or not self.names[lane["id"]]:
            return self._paint("2", terminal.fit(terminal.cut(short, self.label), self.label))
        name = terminal.cut(self.names[lane["id"]], self.label - _ID)
        gap = " " * (self.label - terminal.columns(name) - len(short))
        return name + gap + self._paint("2", short)

    def _rows(self) -> List[List[Tuple[str, str]]]:
        """For each lane its cells: (what it is, how it looks)."""
        rows = [self._time(lane) for lane in self.lanes]
        numbers = {lane["id"]: number for number, lane in enumerate(self.lanes)}
        cells: Dict[Tuple[int, int], Dict[str, int]] = {}
        joins: List[Tuple[int, int, int]] = []
        for mark in self.facts["marks"]:
            kind, number, column = mark["kind"], numbers[mark["session"]], self.scale.column(mark["t"])
            if kind != marks.NOTE:
                here = cells.setdefault((number, column), {})
                here[kind] = here.get(kind, 0) + 1
            if mark["kind"] in marks.MEETINGS:
                joins += [(column, number, numbers[other]) for other in _others(mark)]
        for column, one, other in joins:
            self._join(rows, column, one, other)
        for (number, column), here in cells.items():
            kind = next(kind for kind in _ORDER if kind in here)
            many = "few" if here[kind] == 1 else "some" if here[kind] < 5 else "many"
            rows[number][column] = (kind, self.drawn[many if kind == marks.EDIT else kind])
        return rows

    def _time(self, lane: Dict[str, Any]) -> List[Tuple[str, str]]:
        row = [("", " ")] * self.scale.width
        first, last = span(lane, self.facts)
        for column in range(self.scale.column(first), self.scale.column(last) + 1):
            row[column] = ("time", self.drawn["time"])
        return row

    def _join(self, rows: List[List[Tuple[str, str]]], column: int, one: int, other: int) -> None:
        for number in range(min(one, other) + 1, max(one, other)):
            what = "cross" if rows[number][column][0] in ("time", "cross") else "over"
            if rows[number][column][0] != "joined":
                rows[number][column] = (what, self.drawn[what])
        if one != other:
            rows[other][column] = ("joined", self.drawn["joined"])

    def _painted(self, row: List[Tuple[str, str]]) -> str:
        if not self.colour:
            return "".join(cell for _, cell in row)
        found, before = [], ""
        for kind, cell in row:
            code = self.colours.get(kind, "")
            if code != before:
                found.append("\033[0m" if not code else "\033[0;%sm" % code)
            before = code
            found.append(cell)
        return "".join(found) + ("\033[0m" if before else "")

    def _paint(self, code: str, shown: str) -> str:
        return terminal.coloured(shown, code, self.colour)

    def _legend(self, rows: List[List[Tuple[str, str]]]) -> List[str]:
        seen = {kind for row in rows for kind, _ in row}
        parts = []
        for kind in marks.KINDS:
            if kind in seen:
                sign = self.drawn["some" if kind == marks.EDIT else kind]
                parts.append((self._paint(self.colours[kind], sign), kind))
        line, used = "", 0
        for sign, kind in parts:
            if used + len(kind) + 4 > self.width:
                break
            line += "  %s %s" % (sign, kind)
            used += len(kind) + 4
        return ["", line] if line else []

    def _meetings(self) -> List[str]:
        met = [mark for mark in self.facts["marks"] if mark["kind"] in marks.MEETINGS]
        if not met:
            return []
        found = [""]
        if len(met) > _LISTED:
            said = "%d earlier ones are not listed" % (len(met) - _LISTED)
            found.append(self._paint("2", terminal.cut(said, self.width)))
        roots = {lane["id"]: lane["root"] for lane in self.lanes}
        span_ = self.facts["now"] - self.facts["since"]
        widest = max(terminal.columns(ending(mark)) for mark in met[-_LISTED:])
        for mark in met[-_LISTED:]:
            sign = mark["kind"]
            before = "%s %s " % (when(mark["t"], span_), self.drawn[sign])
            who = " with ".join(filter(None, [self._who(mark["session"]), ", ".join(map(self._who, _others(mark)))]))
            said = "%s  %s" % (terminal.fit(ending(mark), widest), subject(mark, roots[mark["session"]]))
            indent = " " * terminal.columns(before)
            beside = terminal.columns(before + said + who) + 2 <= self.width
            said = terminal.cut(said + "  " + who if beside else said, self.width - len(indent))
            found.append(before[:-2] + self._paint(self.colours[sign], before[-2]) + " " + said)
            if not beside:
                found.append(self._paint("2", indent + terminal.cut(who, self.width - len(indent))))
        return found

    def _who(self, identifier: str) -> str:
        return terminal.cut(self.names[identifier], 24) or wording.short(identifier)

    def _honest(self) -> List[str]:
        since = self.facts["every_edit_since"]
        if since <= self.facts["since"]:
            return []
        said = "before %s only the first edit of each file is on record" % when(since, since)
        return ["", self._paint("2", terminal.cut(said, self.width))]


def _drawn() -> Tuple[Dict[str, str], Dict[str, str]]:
    """How each thing looks, and its colour."""
    signs = {kind: event_text.sign(word) for kind, word in _SIGNS.items()}
    signs.update({kind: (s if terminal.can_say(s) else plain, colour) for kind, (s, plain, colour) in _DRAWN.items()})
    signs[marks.EDIT] = signs["some"]
    return {kind: sign for kind, (sign, _) in signs.items()}, {kind: colour for kind, (_, colour) in signs.items()}


def called(lane: Dict[str, Any]) -> str:
    """What people call a lane's Session, for showing; "" if nothing is known but its id."""
    return wording.name(wording.titled(lane["client"], lane["name"]))


def span(lane: Dict[str, Any], facts: Dict[str, Any]) -> Tuple[float, float]:
    """From when to when a lane's Session was there, in seconds, within the time shown."""
    there = lane["live"] and lane["process"] != "gone"
    # that a Session is gone is noticed later, up to a day: it was there as long as it did something
    last = lane["last"] if lane["swept"] else lane["ended"] or (facts["now"] if there else lane["last"])
    first = max(facts["since"], lane["started"] or facts["since"])
    return first, max(first, last or first)


def _others(mark: Dict[str, Any]) -> List[str]:
    return [other for other in mark.get("others", ()) if other != mark["session"]]


def subject(mark: Dict[str, Any], root: str) -> str:
    """What a mark is about, for showing: its files as seen from `root`, or its command or text."""
    base, files = paths.from_text(root or "/"), mark.get("files", [])
    found = [wording.name(paths.text(paths.relative(paths.from_text(path), base))) for path in files[:3]]
    if len(files) > 3:
        found.append("%d more" % (len(files) - 3))
    return ", ".join(found) or wording.name(mark.get("text", ""))


def ending(mark: Dict[str, Any]) -> str:
    """How a meeting ended: `warned, went ahead`, `held`."""
    outcome = mark.get("outcome", "")
    shown = wording.name(mark.get("decision", ""), 40) or mark["kind"]
    return shown + (", " + outcome if outcome and outcome not in ("unknown", "open") else "")


def when(t: float, span: float) -> str:
    """`15:30`; with the day before it, where the time shown is longer than one."""
    return scale.moment(t) if span <= 86400 else "%s %s" % (scale.day(t), scale.moment(t))
