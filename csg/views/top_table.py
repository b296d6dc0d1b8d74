"""The live view's table: Sessions by repository and checkout, contested files first, and who holds what.  Pure."""

import functools
from typing import Any, Dict, List, Sequence

from csg.base import wording
from csg.views import machines, terminal, top_rows, top_words
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span, row
from csg.views.top_view import FILE, HELD, SESSION, Key

WIDEST = 110  # columns of a table: further apart, its ends are not read together
_ELSEWHERE = 20  # Sessions on other machines
_FILES = 3  # that only one Session holds, shown below it
_NAME = 16  # columns that a name has at least, while other columns can go
_MARK = 2  # columns before what can be chosen
_STATES = {"editing": "good", "idle": "dim", "gone": "bad"}


def matching(facts: Facts, wanted: str) -> List[Dict[str, Any]]:
    """The Sessions that a filter leaves; it looks at ids, names, branches, places and the files they hold."""
    low = wanted.casefold()
    return [s for s in facts.sessions if any(low in said.casefold() for said in _words(s))] if low else facts.sessions


def _words(s: Dict[str, Any]) -> List[str]:
    held = [file["path"] for file in s["files"] if file["held"]]
    return [
        s["id"],
        wording.titled(s["client"], s["name"]),
        s["branch"],
        s["believes"],
        s["repository"],
        s["checkout"],
        *held,
    ]


def rows(facts: Facts, shown: Sequence[Dict[str, Any]], wanted: str, width: int) -> List[Row]:
    """The table of these Sessions, below it those on other machines; `wanted` is the filter that left them."""
    return _here(facts, shown, wanted, width) + _elsewhere(facts, wanted, width)


def _elsewhere(facts: Facts, wanted: str, width: int) -> List[Row]:
    """Those on other machines, a row each; they cannot be chosen."""
    low = wanted.casefold()
    lines = [(one, machines.line(one, _FILES)) for one in facts.elsewhere]
    lines = [(one, text) for one, text in lines if low in text.casefold()]
    if not lines:
        return []
    found = [row(("other machines", "head"))]
    for one, text in lines[:_ELSEWHERE]:
        last = top_rows.age(facts.now - one["last_active"])
        found.append(Row(functools.partial(top_rows.pair, [("    " + text, "")], [(last, "dim")], width - _MARK)))
    if lines[_ELSEWHERE:]:
        found.append(row(("    and %d more" % len(lines[_ELSEWHERE:]), "dim")))
    return found


def _here(facts: Facts, shown: Sequence[Dict[str, Any]], wanted: str, width: int) -> List[Row]:
    if not facts.sessions:
        return [
            row(("  They appear here with their first step, where csg's hooks", "")),
            row(("  are wired in (csg install; csg doctor says what is amiss).", "")),
        ]
    if not shown:
        return [row(("  nothing has %s in it (esc: show everything)" % wording.quoted(wanted, 60), ""))]
    columns = _columns(facts, shown, width)
    heads = "  ".join([_cell(column, column, room) for column, room in columns.items()])
    found = [row((" " * _MARK + heads, "dim"))]
    done: List[str] = []
    place = None
    for s in shown:
        if (s["place"], s["checkout"]) != place:
            place = (s["place"], s["checkout"])
            found.append(Row(functools.partial(_heading, facts, s, width)))
            here = {one["id"] for one in shown if (one["place"], one["checkout"]) == place}
            for file in facts.contested:
                if file["path"] not in done and here.intersection(file["sessions"]):
                    done.append(file["path"])
                    found += contested(facts, file["path"], s["checkout"], width)
        found += _session(facts, s, columns, width)
    return found


def _heading(facts: Facts, s: Dict[str, Any], width: int) -> List[Span]:
    repository, branch = wording.name(s["repository"], 60), wording.name(s["branch"], 60)
    left: List[Span] = [(repository, "head"), ("  " if repository else "", "")]
    room = width - top_rows.width(left) - (terminal.columns(branch) + 5 if branch else 0)
    left.append((top_rows.path(top_words.place(facts, s["checkout"]), max(8, room)), "dim"))
    return left + ([("  on ", "dim"), (branch, "")] if branch else [])


def contested(facts: Facts, path: str, base: str, width: int) -> List[Row]:
    """The file, seen from that directory, and below it who holds it."""
    holders = facts.holders.get(path, [])

    def file() -> List[Span]:
        count = wording.count(len(holders), "session")
        shown = top_rows.path(
            top_words.seen(path, base) if base else top_words.place(facts, path), width - len(count) - 6
        )
        return top_rows.pair([("! ", "contested"), (shown, "contested")], [(count, "contested")], width - _MARK)

    def holder(identifier: str, held: Dict[str, Any]) -> List[Span]:
        since, short = top_words.since(held, facts.now), "  " + wording.short(identifier)
        room = max(12, width - 8 - terminal.columns(since + short))
        who = [("    " + terminal.cut(top_words.called(facts, identifier), room), ""), (short, "dim")]
        return top_rows.pair(who, [(since, "contested")], width - _MARK)

    found = [Row(file, Key(FILE, "", path))]
    for identifier, held in holders:
        found.append(Row(functools.partial(holder, identifier, held), Key(HELD, identifier, path)))
    return found


def _session(facts: Facts, s: Dict[str, Any], columns: Dict[str, int], width: int) -> List[Row]:
    found = [Row(lambda: _cells(facts, s, columns), Key(SESSION, s["id"], ""))]
    if s["waiting"]:
        found.append(row(("    %s waiting" % wording.count(s["waiting"], "message"), "warn")))
    found += [row(("    " + line, "warn")) for line in top_words.troubles(facts, s)]
    own = [file for file in s["files"] if file["held"] and not file["contested"]]

    def held(file: Dict[str, Any]) -> List[Span]:
        since = top_words.since(file, facts.now)
        shown = top_rows.path(top_words.seen(file["path"], s["checkout"]), max(12, width - terminal.columns(since) - 8))
        return top_rows.pair([("    " + shown, "")], [(since, "dim")], width - _MARK)

    for file in own[:_FILES]:
        found.append(Row(functools.partial(held, file), Key(HELD, s["id"], file["path"])))
    if own[_FILES:]:
        found.append(row(("      and %s" % wording.count(len(own) - _FILES, "more file"), "dim")))
    return found


def _cells(facts: Facts, s: Dict[str, Any], columns: Dict[str, int]) -> List[Span]:
    values = _values(facts, s)
    found: List[Span] = []
    for column, room in columns.items():
        style = {"SESSION": "name", "ID": "dim"}.get(column, "")
        style = _STATES.get(s["state"], "") if column == "STATE" else style
        style = "warn" if column == "BRANCH" and top_words.misled(s) else style
        found += [(_cell(column, values[column], room), style), ("  ", "")]
    return found


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
    """Each column's width, for all rows alike; where there is no room, some have none."""
    values = [_values(facts, s) for s in shown]
    found = {}
    for column, most in (("SESSION", 60), ("ID", 12), ("STATE", 7), ("LAST", 4), ("FILES", 5), ("BRANCH", width // 5)):
        need = max([len(column)] + [terminal.columns(value[column]) for value in values])
        found[column] = max(need, 7) if column == "STATE" else need if column == "LAST" else min(need, max(most, 6))
    for column in ("FILES", "ID", "BRANCH", "LAST", "STATE", ""):
        room = width - _MARK - sum([found[c] + 2 for c in found if c != "SESSION"])
        if room >= min(found["SESSION"], _NAME) or not column:
            found["SESSION"] = max(1, min(found["SESSION"], room))
            break
        del found[column]
    return found


def _cell(column: str, text: str, width: int) -> str:
    text = terminal.cut(text, width)
    space = " " * (width - terminal.columns(text))
    return space + text if column in ("LAST", "FILES") else text + space
