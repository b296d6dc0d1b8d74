"""The live view as rows of a screen: facts and a view's state in, rows out.  Pure."""

from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from csg.base import wording
from csg.views import terminal, top_events, top_portrait, top_rows, top_table, top_words
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span, row
from csg.views.top_view import FILTER, KEYS, ONE, SESSION, TELL, Key, View

_ROOMY = 8  # rows, from which on the last events are shown too
_KEYS = (
    ("up, down, k, j", "choose a session or file"),
    ("enter", "its files and its log"),
    ("esc, q, left", "back"),
    ("t", "tell it something: read at its next step"),
    ("r", "let go of what it holds (asks first)"),
    ("/", "show only what has this in its name, file, branch or id"),
    ("esc", "show everything again"),
    ("?", "this"),
    ("q", "leave"),
)


class Line(NamedTuple):
    """One line of a screen: its pieces, and whether it is what is chosen."""

    spans: List[Span]
    chosen: bool

    def text(self) -> str:
        """Without styles."""
        return "".join([text for text, _ in self.spans]).rstrip()


class Screen(NamedTuple):
    """lines: as many as the screen has.  keys: what can be chosen, in order, seen or not."""

    lines: List[Line]
    keys: List[Key]


def screen(facts: Facts, view: View, width: int, height: int) -> Screen:
    """A screen of that size; the view is settled on what there is, and scrolled to where that can be seen."""
    shown = top_table.matching(facts, view.filter)
    body = top_table.rows(facts, shown, view.filter, min(width, top_table.WIDEST))
    keys = [row.key for row in body if row.key is not None]
    view.settle(keys)
    room = max(0, height - 2)
    if view.shows == KEYS:
        middle = [row(("  %-16s" % key, "name"), (says, "")) for key, says in _KEYS]
    elif view.shows == ONE and view.chosen is not None:
        middle = top_portrait.rows(facts, view.chosen, width)
        view.scroll = max(0, min(view.scroll, len(middle) - room))
        middle = middle[view.scroll :]
    else:
        most = max(room // 3, room - len(body)) - 1 if room >= _ROOMY else 0
        below = _events(facts, shown, view.filter, width, most)
        room -= len(below) + 1 if below else 0
        middle = _scrolled(body, view, room)
        if below:
            middle += [row(("\u2500" * width, "dim")), *below]
            room = len(middle)
    rows = [row((_head(facts, shown), "title")), *middle[:room]][: max(0, height - 1)]
    rows += [row() for _ in range(height - 1 - len(rows))]
    rows.append(row(*_foot(facts, view, width)))
    return Screen([Line(one.spans(width), one.chosen) for one in rows[:height]], keys)


def _head(facts: Facts, shown: Sequence[Dict[str, Any]]) -> str:
    said = ["csg top: " + (wording.count(len(facts.sessions), "session") if facts.sessions else "no live sessions")]
    said[0] += " here" if facts.only_here else ""
    if len(shown) != len(facts.sessions):
        said.append("%d shown" % len(shown))
    if facts.contested:
        said.append(wording.count(len(facts.contested), "contested file"))
    waiting = sum([s["waiting"] for s in facts.sessions])
    if waiting:
        said.append("%s waiting" % wording.count(waiting, "message"))
    return ", ".join(said)


def _events(facts: Facts, shown: Sequence[Dict[str, Any]], wanted: str, width: int, most: int) -> List[Row]:
    """The last that happened, or the last of what the filter leaves."""
    ids, low = {s["id"] for s in shown}, wanted.casefold()
    found: List[Row] = []
    for event in reversed(facts.events):
        if len(found) >= most:
            break
        one = top_events.row(facts, event, width)
        if not low or event.session in ids or low in "".join([text for text, _ in one.spans(1000)]).casefold():
            found.append(one)
    return found[::-1]


def _scrolled(body: List[Row], view: View, room: int) -> List[Row]:
    """The part of it that shows what is chosen."""
    at = next((i for i, row in enumerate(body) if row.key is not None and row.key == view.chosen), 0)
    body[at].chosen = body[at].key is not None
    first = 0 if all(row.key is None for row in body[:at]) else at  # with the headings above it
    view.offset = max(0, min(view.offset, first, len(body) - room))
    if at >= view.offset + room:
        view.offset = at - room + 1
    return body[view.offset : view.offset + room]


def _foot(facts: Facts, view: View, width: int) -> List[Span]:
    if view.typing == FILTER:
        return _typed("/", view.typed, width)
    if view.typing == TELL:
        return _typed("tell %s: " % terminal.cut(_who(facts, view.chosen), max(8, width // 3)), view.typed, width)
    if view.releasing:
        return [(_question(facts, view.chosen), "warn"), (" y/n", "name")]
    if view.said:
        return [(view.said, "warn")]
    if view.shows == KEYS:
        return [("any key: back", "dim")]
    if view.shows == ONE:
        return [("q back  j/k scroll  t tell  r release", "dim")]
    keys = "? keys  q quit  enter open  t tell  r release"
    if view.filter:
        return [("filter: %s  esc: all  " % wording.name(view.filter, 40), "warn"), (keys, "dim")]
    return [(keys + "  / filter", "dim")]


def _typed(asked: str, typed: str, width: int) -> List[Span]:
    """What is asked, and the end of what was typed, with room for the cursor."""
    room = max(1, width - terminal.columns(asked) - 1)
    return [(asked, "name"), (top_rows.path(wording.name(typed, 1000), room), ""), ("_", "name")]


def _who(facts: Facts, key: Optional[Key]) -> str:
    if key is None:
        return ""
    if key.session:
        return top_words.called(facts, key.session)
    return "the %d sessions" % len(top_words.holders(facts, key))


def _question(facts: Facts, key: Optional[Key]) -> str:
    if key is None:
        return ""
    name = wording.name(key.path[key.path.rfind("/") + 1 :], 60)
    if key.kind == SESSION:
        s = next((s for s in facts.sessions if s["id"] == key.session), None)
        held = len([file for file in s["files"] if file["held"]]) if s is not None else 0
        return "release all that %s holds (%s)?" % (top_words.called(facts, key.session), wording.count(held, "file"))
    return "release %s for %s?" % (name, _who(facts, key))
