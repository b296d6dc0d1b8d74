"""What a report says, for the terminal and for the page: headings, rows and advice.  Plain text, safe to show."""

from typing import Any, Callable, Dict, List, Tuple

from csg.base import paths, wording
from csg.views import advice, scale, terminal

#: A row of a part of the report: what it is about, a number for its bar, that number in words, what is said besides.
Row = Tuple[str, float, str, str]

_NAME = 60  # characters of a Session's name, in a sentence


class Words:
    """The words for one report's facts.  `short`: how many columns a Session's name takes in a row at most."""

    def __init__(self, facts: Dict[str, Any], short: int = _NAME) -> None:
        self.facts, self._short = facts, short
        self._called = {one["id"]: wording.titled(one["client"], one["name"]) for one in facts["sessions"]}

    def who(self, identifier: str, most: int = _NAME, form: str = "%s") -> str:
        """A Session: what people call it; with its short id where others are called so too."""
        called = self._called.get(identifier, "")
        short = wording.short(identifier)
        if not called:
            return short
        several = list(self._called.values()).count(called) > 1
        name = terminal.cut(wording.name(called, _NAME), max(4, most - (len(short) + 3 if several else 0)))
        return (form % name) + (" (%s)" % short if several else "")

    def quoted(self, identifier: str) -> str:
        """The same in a sentence."""
        return self.who(identifier, form="\u201c%s\u201d")

    def period(self) -> str:
        """`Nov 19 03:20 to Nov 26 03:20 (7 days)`, local time."""
        since, now = self.facts["since"], self.facts["now"]
        ends = ["%s %s" % (scale.day(t), scale.moment(t)) for t in (since, now)]
        return "%s to %s (%s)" % (*ends, wording.duration(now - since))

    def parts(self) -> List[Tuple[str, List[Row], str]]:
        """(heading, rows, what is said below them), but for parts that have no rows."""
        facts = self.facts
        found = [
            ("Warnings", self._outcomes(facts["warnings"], _WARNINGS), ""),
            ("Holds", self._outcomes(facts["holds"], _HOLDS), ""),
            ("Files that were contested most", [self._file(one) for one in facts["files"]], self._more("files")),
            ("Sessions that met most", [self._pair(one) for one in facts["pairs"]], self._more("pairs")),
            ("Hours in which several were at work in one repository", self._hours(), self._measure()),
            ("By day", [self._day(one) for one in facts["days"]], ""),
        ]
        return [(heading, rows, below) for heading, rows, below in found if rows]

    def _outcomes(self, counted: Dict[str, int], words: Tuple[Tuple[str, str], ...]) -> List[Row]:
        if not counted["given"]:
            return []
        return [(shown, counted[name], str(counted[name]), "") for name, shown in words if counted[name]]

    def _file(self, one: Dict[str, Any]) -> Row:
        times = one["conflicts"] + one["holds"]
        more = [wording.count(len(one["sessions"]), "session"), wording.count(one["edits"], "edit")]
        if one["holds"]:
            more.insert(0, "%d held" % one["holds"])
        return (inside(one["path"], one["root"]), times, "%d" % times, ", ".join(more))

    def _pair(self, one: Dict[str, Any]) -> Row:
        over = [wording.count(len(one["files"]), "file")] if one["files"] else []
        over += [wording.count(one["commands"], "command")] if one["commands"] else []
        where = {True: ", in one checkout", False: ", in two worktrees", None: ""}[one["same_checkout"]]
        names = " and ".join([self.who(identifier, self._short) for identifier in one["sessions"]])
        return (names, one["meetings"], "%d" % one["meetings"], "over %s%s" % (" and ".join(over), where))

    def _hours(self) -> List[Row]:
        rows: List[Row] = []
        for one in self.facts["overlap"]:
            if one["together"]:
                rows.append(self._place(wording.name(one["repository"]), one))
                if len(one["checkouts"]) > 1:
                    some = [checkout for checkout in one["checkouts"] if checkout["together"]]
                    rows += [self._place("  in " + wording.name(checkout["root"]), checkout) for checkout in some]
        return rows

    def _place(self, name: str, one: Dict[str, Any]) -> Row:
        said = "of %s at work, %d at once at most" % (hours(one["at_work"]), one["most"])
        return (name, one["together"], hours(one["together"]), said)

    def _measure(self) -> str:
        window = wording.duration(self.facts["window"])
        return "At work: for %s after each step that is on record, until its end." % window

    def _day(self, one: Dict[str, Any]) -> Row:
        met = one["warnings"] + one["holds"]
        _, month, day = one["day"].split("-")
        parts = [hours(one["together"]) + " together"] if one["together"] else []
        if one["holds"]:
            parts.insert(0, "%d held" % one["holds"])
        return ("%s %d" % (scale.MONTHS[int(month) - 1], int(day)), met, str(met), ", ".join(parts))

    def _more(self, what: str) -> str:
        left = self.facts["left_off"][what]
        return "%d more are not listed" % left if left else ""

    def advice(self) -> List[str]:
        """What would help, a sentence or two each."""
        return [_ADVICE[one["kind"]](self, one) for one in self.facts["advice"]]

    def honest(self) -> List[str]:
        """What these numbers do not hold."""
        facts, found = self.facts, []
        if facts["every_edit_since"] > facts["since"]:
            since = facts["every_edit_since"]
            found.append(
                "Before %s %s only the first edit of each file is on record: what became of warnings and holds before "
                "that is not known, and hours are too few." % (scale.day(since), scale.moment(since))
            )
        if facts["warnings"]["given"] or facts["holds"]["given"]:
            found.append(
                "Heeded: no further edit of that file within %s, or work went on elsewhere, or the session ended."
                % wording.duration(facts["window"])
            )
        return found


_WARNINGS = (
    ("given", "given"),
    ("heeded", "heeded"),
    ("went_ahead", "went ahead"),
    ("open", "open yet"),
    ("unknown", "not known"),
)
_HOLDS = (
    ("given", "held"),
    ("heeded", "heeded"),
    ("repeated", "repeated"),
    ("refused", "refused"),
    ("open", "open yet"),
    ("unknown", "not known"),
)


def hours(seconds: float) -> str:
    """`40 min`, `6.5 h`."""
    if seconds < 3600:
        return "%d min" % max(1, round(seconds / 60)) if seconds else "0 min"
    return "%.1f h" % (seconds / 3600)


def inside(path: str, root: str) -> str:
    """A path as seen from its checkout, for showing."""
    return wording.name(paths.text(paths.relative(paths.from_text(path), paths.from_text(root or "/"))))


def _worktree(words: Words, one: Dict[str, Any]) -> str:
    return "%s met %s in one checkout%s: start one of them in a worktree of its own (claude --worktree)." % (
        " and ".join(map(words.quoted, one["sessions"])),
        wording.count(one["meetings"], "time"),
        " over " + wording.count(one["files"], "file") if one["files"] else "",
    )


def _merge(words: Words, one: Dict[str, Any]) -> str:
    return "%s met %s over %s in two worktrees: merge early; csg overlaps says what conflicts." % (
        " and ".join(map(words.quoted, one["sessions"])),
        wording.count(one["meetings"], "time"),
        wording.count(one["files"], "file"),
    )


def _split(words: Words, one: Dict[str, Any]) -> str:
    return "%s was contested %s by %s: split it, or let one session at a time have it (csg claim)." % (
        inside(one["path"], one["root"]),
        wording.count(one["meetings"], "time"),
        wording.count(len(one["sessions"]), "session"),
    )


def _checkout(words: Words, one: Dict[str, Any]) -> str:
    return "Commands were held %s in %s, which sessions share: a worktree for each spares them that." % (
        wording.count(one["meetings"], "time"),
        wording.name(one["root"], 200),
    )


def _pause(words: Words, one: Dict[str, Any]) -> str:
    return "%d of %d warnings were gone ahead with: CSG_ON_EDIT=pause has the model read them before it edits." % (
        one["ahead"],
        one["known"],
    )


def _longer(words: Words, one: Dict[str, Any]) -> str:
    return "%d edits came later than %s after another session's edit of that file, unwarned: %s would have told." % (
        one["edits"],
        wording.duration(one["window"]),
        "CSG_WINDOW_MINUTES=%d" % one["minutes"],
    )


def _shorter(words: Words, one: Dict[str, Any]) -> str:
    return "%d warnings were about work long past, and gone ahead with: CSG_WINDOW_MINUTES=%d leaves them out." % (
        one["warnings"],
        one["minutes"],
    )


_ADVICE: Dict[str, Callable[[Words, Dict[str, Any]], str]] = {
    advice.WORKTREE: _worktree,
    advice.MERGE: _merge,
    advice.SPLIT: _split,
    advice.CHECKOUT: _checkout,
    advice.PAUSE: _pause,
    advice.LONGER: _longer,
    advice.SHORTER: _shorter,
}

#: From when on advice is given.
THRESHOLDS = (
    "Said from %d meetings of two sessions on, %d meetings of %d sessions over one file, %d held commands in a "
    "checkout, %d warnings gone ahead with, or %d edits just beyond the window."
    % (*(advice.MEETINGS, advice.TIMES, advice.SESSIONS, advice.COMMANDS, advice.IGNORED, advice.MISSED),)
)
