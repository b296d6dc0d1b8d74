"""The live view as rows of a screen: facts and a view's state in, rows out.  Pure."""

from typing import Any, Dict, List, Optional, Sequence

from csg.base import wording
from csg.views import terminal, top_events, top_portrait, top_rows, top_table, top_words
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span
from csg.views.top_view import FILTER, KEYS, ONE, SESSION, TELL, Key, View

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


class Screen:
    """rows: as many as the screen has.  keys: what can be chosen, in order, seen or not."""

    __slots__ = ("keys", "rows")

    def __init__(self, rows: List[Row], keys: List[Key]) -> None:
        self.rows = rows
        self.keys = keys


def screen(facts: Facts, view: View, width: int, height: int) -> Screen:
    """A screen of that size; the view is settled on what there is, and scrolled to where that can be seen."""
    shown = top_table.matching(facts, view.filter)
    body = top_table.rows(facts, shown, view.filter, min(width, top_table.WIDEST))
    keys = [row.key for row in body if row.key is not None]
    view.settle(keys)
    rows = [Row([(_head(facts, shown), "title")])]
    room = max(0, height - 2)
    if view.shows == KEYS:
        rows += _window([Row([("  %-16s" % key, "name"), (says, "")]) for key, says in _KEYS], 0, room)
    elif view.shows == ONE and view.chosen is not None:
        about = top_portrait.rows(facts, view.chosen, width)
        view.scroll = max(0, min(view.scroll, len(about) - room))
        rows += _window(about, view.scroll, room)
    else:
        below = _events(facts, shown, view.filter, width)
        lines = min(len(below), max(room // 3, room - len(body)) - 1) if room >= 8 and below else 0
        room -= lines + 1 if lines else 0
        rows += _scrolled(body, view, room)
        if lines:
            rows += [Row([("\u2500" * width, "dim")]), *below[-lines:]]
    rows = rows[: max(0, height - 1)]
    rows += [Row([]) for _ in range(height - 1 - len(rows))]
    rows.append(Row(_foot(facts, view, width)))
    for row in rows:
        row.spans = top_rows.cut(row.spans, width)
    return Screen(rows[-height:] if height > 0 else [], keys)


def _head(facts: Facts, shown: Sequence[Dict[str, Any]]) -> str:
    said = ["csg top: " + (wording.count(len(facts.sessions), "session") if facts.sessions else "no live sessions")]
    if len(shown) != len(facts.sessions):
        said.append("%d shown" % len(shown))
    if facts.contested:
        said.append(wording.count(len(facts.contested), "contested file"))
    waiting = sum([s["waiting"] for s in facts.sessions])
    if waiting:
        said.append("%s waiting" % wording.count(waiting, "message"))
    return ", ".join(said)


def _events(facts: Facts, shown: Sequence[Dict[str, Any]], wanted: str, width: int) -> List[Row]:
    rows = [top_events.row(facts, event, width) for event in facts.events[-200:]]
    if wanted:
        ids, low = {s["id"] for s in shown}, wanted.casefold()
        kept = zip(rows, facts.events[-200:])
        rows = [row for row, event in kept if event.session in ids or low in row.text().casefold()]
    return rows


def _scrolled(body: List[Row], view: View, room: int) -> List[Row]:
    """The part of it that shows what is chosen, with its marks."""
    at = next((i for i, row in enumerate(body) if row.key is not None and row.key == view.chosen), 0)
    if body and body[at].key is not None:
        body[at].chosen = True
        body[at].spans = [("> ", body[at].spans[1][1]), *body[at].spans[1:]]
    first = 0 if body and all(row.key is None for row in body[:at]) else at  # with the headings above it
    view.offset = max(0, min(view.offset, first, len(body) - room))
    if at >= view.offset + room:
        view.offset = at - room + 1
    return _window(body, view.offset, room)


def _window(rows: List[Row], first: int, room: int) -> List[Row]:
    return rows[first : first + room]


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
