"""The live view's table: Sessions by repository and checkout, contested files first, and who holds what.  Pure."""

from typing import Any, Dict, List, Sequence

from csg.base import paths, wording
from csg.views import terminal, top_rows, top_words
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span
from csg.views.top_view import FILE, HELD, SESSION, Key

WIDEST = 110  # columns of a table: further apart, its ends are not read together
_FILES = 3  # that only one Session holds, shown below it
_NAME = 16  # columns that a name has at least, while other columns can go
_STATES = {"editing": "good", "idle": "dim", "gone": "bad"}


def matching(facts: Facts, wanted: str) -> List[Dict[str, Any]]:
    """The Sessions that a filter leaves; it looks at ids, names, branches, places and the files they hold."""
    low = wanted.casefold()
    if not low:
        return facts.sessions
    return [s for s in facts.sessions if any(low in said.casefold() for said in _words(s))]


def _words(s: Dict[str, Any]) -> List[str]:
    held = [file["path"] for file in s["files"] if file["held"]]
    return [s["id"], s["name"], s["branch"], s["believes"], s["repository"], s["checkout"], *held]


def rows(facts: Facts, shown: Sequence[Dict[str, Any]], wanted: str, width: int) -> List[Row]:
    """The table of these Sessions; `wanted` is the filter that left them."""
    if not facts.sessions:
        return [
            Row([("  They appear here with their first step, where csg's hooks", "")]),
            Row([("  are wired in (csg install; csg doctor says what is amiss).", "")]),
        ]
    if not shown:
        return [Row([("  nothing has %s in it (esc: show everything)" % wording.quoted(wanted, 60), "")])]
    by_id = {s["id"]: s for s in facts.sessions}
    columns = _columns(facts, shown, width)
    found = [Row([("  " + _cells(columns, {c: c for c in columns}), "dim")])]
    done: List[str] = []
    place = None
    for s in shown:
        if (s["place"], s["checkout"]) != place:
            place = (s["place"], s["checkout"])
            found.append(_heading(facts, s, width))
            here = {one["id"] for one in shown if (one["place"], one["checkout"]) == place}
            for file in facts.contested:
                if file["path"] not in done and here.intersection(file["sessions"]):
                    done.append(file["path"])
                    found += contested(facts, file, by_id, s["checkout"], width)
        found += _session(facts, s, columns, width)
    return found


def _heading(facts: Facts, s: Dict[str, Any], width: int) -> Row:
    place = s["checkout"]
    home = paths.text(facts.home)
    if home and (place + "/").startswith(home + "/"):
        place = "~" + place[len(home) :]
    repository = wording.name(s["repository"], 60)
    branch = wording.name(s["branch"], 60)
    left: List[Span] = [(repository, "head"), ("  " if repository else "", "")]
    room = width - top_rows.width(left) - (terminal.columns(branch) + 5 if branch else 0)
    left.append((top_rows.path(wording.name(place, 400), max(8, room)), "dim"))
    return Row(left + ([("  on ", "dim"), (branch, "")] if branch else []))


def contested(facts: Facts, file: Dict[str, Any], by_id: Dict[str, Dict[str, Any]], base: str, width: int) -> List[Row]:
    """The file, and below it who holds it."""
    count = wording.count(len(file["sessions"]), "session")
    shown = top_rows.path(top_words.seen(file["path"], base), max(12, width - len(count) - 6))
    rows = [Row(marked(top_rows.pair([("! ", "contested"), (shown, "contested")], [(count, "contested")], width - 2)))]
    rows[0].key = Key(FILE, "", file["path"])
    for identifier in file["sessions"]:
        held = next((f for f in by_id[identifier]["files"] if f["path"] == file["path"] and f["held"]), None)
        if held is not None:
            since, short = top_words.since(held, facts.now), "  " + wording.short(identifier)
            room = max(12, width - 8 - terminal.columns(since + short))
            who = [("    " + terminal.cut(top_words.called(facts, identifier), room), ""), (short, "dim")]
            where = top_rows.pair(who, [(since, "contested")], width - 2)
            rows.append(Row(marked(where), Key(HELD, identifier, file["path"])))
    return rows


def _session(facts: Facts, s: Dict[str, Any], columns: Dict[str, int], width: int) -> List[Row]:
    cells = _values(facts, s)
    spans: List[Span] = [("  ", "")]
    for column, room in columns.items():
        style = {"SESSION": "name", "ID": "dim"}.get(column, "")
        style = _STATES.get(s["state"], "") if column == "STATE" else style
        style = "warn" if column == "BRANCH" and top_words.misled(s) else style
        spans += [(_cell(column, cells[column], room), style), ("  ", "")]
    rows = [Row(spans, Key(SESSION, s["id"], ""))]
    if s["waiting"]:
        rows.append(Row([("    %s waiting" % wording.count(s["waiting"], "message"), "warn")]))
    rows += [Row([("    " + line, "warn")]) for line in top_words.troubles(facts, s)]
    own = [file for file in s["files"] if file["held"] and not file["contested"]]
    for file in own[:_FILES]:
        since = top_words.since(file, facts.now)
        shown = top_rows.path(top_words.seen(file["path"], s["checkout"]), max(12, width - terminal.columns(since) - 8))
        spans = top_rows.pair([("    " + shown, "")], [(since, "dim")], width - 2)
        rows.append(Row(marked(spans), Key(HELD, s["id"], file["path"])))
    if own[_FILES:]:
        rows.append(Row([("      and %s" % wording.count(len(own) - _FILES, "more file"), "dim")]))
    return rows


def marked(spans: List[Span]) -> List[Span]:
    """With room for the mark of what is chosen before them."""
    return [("  ", ""), *spans]


def _values(facts: Facts, s: Dict[str, Any]) -> Dict[str, str]:
    held = len([file for file in s["files"] if file["held"]])
    return {
        "SESSION": top_words.called(facts, s["id"]),
        "ID": wording.short(s["id"]),
        "STATE": s["state"],
        "LAST": top_rows.age(facts.now - s["last_active"]),
        "FILES": str(held),
        "BRANCH": wording.name(s["believes"] or s["branch"], 60) + ("!" if top_words.misled(s) else ""),
    }


def _columns(facts: Facts, shown: Sequence[Dict[str, Any]], width: int) -> Dict[str, int]:
    """Each column's width, for all rows alike."""
    values = [_values(facts, s) for s in shown]
    found = {}
    for column, most in (("SESSION", 60), ("ID", 12), ("STATE", 7), ("LAST", 4), ("FILES", 5), ("BRANCH", width // 5)):
        need = max([len(column)] + [terminal.columns(value[column]) for value in values])
        found[column] = need if column in ("STATE", "LAST") else min(need, max(most, len(column)))
    for column in ("FILES", "ID", "BRANCH", "LAST", "STATE", ""):
        room = width - 2 - sum([found[c] + 2 for c in found if c != "SESSION"])
        if room >= min(found["SESSION"], _NAME) or not column:
            found["SESSION"] = max(1, min(found["SESSION"], room))
            break
        del found[column]
    return found


def _cell(column: str, text: str, width: int) -> str:
    text = terminal.cut(text, width)
    space = " " * (width - terminal.columns(text))
    return space + text if column in ("LAST", "FILES") else text + space


def _cells(columns: Dict[str, int], values: Dict[str, str]) -> str:
    return "  ".join([_cell(column, values[column], columns[column]) for column in columns])
