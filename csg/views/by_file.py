"""Which files are at work on, and who edits each: the facts, and a table of them."""

import itertools
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from csg.base import config, paths, processes, wording
from csg.base.here import Here
from csg.state import claims, elsewhere, holdings, names, roster, sessions
from csg.talk import naming, wanted
from csg.views import columns, event_text, known, status_table, terminal

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_SHRINKING = {"LINES": 16, "FILE": 18, "WHO": 20}
_DROPPING = ("LINES", "EDITS", "LAST")
_RIGHT = ("EDITS", "LAST")
_WHO = 40  # columns at most
_RED = "31"


def facts(here: Here, meant: Sequence[wanted.Wanted], earlier: bool, only_here: bool) -> Dict[str, Any]:
    """What --json shows: files that live Sessions hold, those that several hold first, then the latest edited.

    meant      only these; none: all      earlier    also what they edited before, be it released or committed since
    only_here  those of the repository (or below the directory) that it is run in"""
    window, places = config.load(here.environ, here.home).window, known.Places(here.cwd)
    found: Dict[str, List[Dict[str, Any]]] = {}
    for path, row in itertools.chain(_own(here, window, earlier), _elsewhere(here, window, places)):
        real = paths.from_text(path)
        if (not meant or any(one.matches(real) for one in meant)) and (not only_here or places.is_here(real)):
            found.setdefault(path, []).append(row)
    files = [_file(path, rows) for path, rows in found.items()]
    files.sort(key=lambda file: (not file["contested"], -file["last"], file["path"]))
    scope = "repository" if only_here else "all"
    return {"version": SHAPE, "now": here.now, "window": window, "scope": scope, "earlier": earlier, "files": files}


def _file(path: str, rows: List[Dict[str, Any]]) -> Dict[str, Any]:
    rows.sort(key=lambda row: (not row["held"], -row["last"], row["id"]))
    return {
        "path": path,
        "contested": sum(row["held"] and not row["machine"] for row in rows) > 1,
        "edits": sum(row["edits"] for row in rows),
        "last": max(row["last"] for row in rows),
        "sessions": rows,
    }


def _own(here: Here, window: float, earlier: bool) -> Iterator[Tuple[str, Dict[str, Any]]]:
    """What this machine's Sessions did with which file."""
    for name in roster.present(here.home):
        session = sessions.load(here.home, name)
        if session:
            yield from _files(here.home, session, here.now, window, earlier).items()


def _files(
    home: bytes, session: sessions.Session, now: float, window: float, earlier: bool
) -> Dict[str, Dict[str, Any]]:
    """Of one Session: path -> what it did with it."""
    found: Dict[str, Dict[str, Any]] = {}
    called, branch, process = naming.called(home, session), session.branch_now(), session.process()
    for key in holdings.keys(home, session.name):
        lines = holdings.records(home, session.name, key, 0.0 if earlier else now - window)
        held: Dict[bytes, List[holdings.Holding]] = {}
        for holding in holdings.held_in(session.name, holdings.standing(lines), now, window):
            held.setdefault(holding.path, []).append(holding)
        for line in holdings.standing(lines, released=True):
            holds = held.get(paths.from_text(line["path"]), [])
            if not holds and (not earlier or line.get("tool") == claims.AHEAD):
                continue
            row = found.setdefault(
                line["path"],
                {
                    "id": session.id,
                    "name": called,
                    "client": session.client,
                    "machine": "",
                    "owner": "",
                    "branch": branch,
                    "process": process,
                    "edits": 0,
                    "last": 0.0,
                    "held": bool(holds),
                    "lines": _places(holds),
                },
            )
            row["edits"] += line.get("tool") != claims.AHEAD
            row["last"] = max(row["last"], float(line["t"]))
    return found


def _elsewhere(here: Here, window: float, places: known.Places) -> Iterator[Tuple[str, Dict[str, Any]]]:
    """What Sessions on other machines hold: by the path that the file has, or would have, in this checkout, or in the
    main one of its repository."""
    for one in elsewhere.everybody(here.home):
        intent = names.intent(here.home, one.name)
        for holding in elsewhere.held(here.home, one, here.now, window):
            clone, common = one.clone(holding.common), holding.common
            main = common[: -len(b"/.git")] if common.endswith(b"/.git") else common
            path = (places.here if common == places.common else main).rstrip(b"/") + b"/" + holding.inside()
            yield (
                paths.text(path),
                {
                    "id": one.id,
                    "name": intent,
                    "client": one.client,
                    "machine": one.machine,
                    "owner": one.owner,
                    "branch": clone.branch if clone else "",
                    "process": processes.UNKNOWN,
                    "edits": holding.edits,
                    "last": holding.newest,
                    "held": True,
                    "lines": holding.places,
                },
            )


def _places(holds: List[holdings.Holding]) -> Any:
    """The lines that all agents of a Session changed, as a Holding has them."""
    if not holds or any(holding.places is None for holding in holds):
        return None
    if not all(holding.places for holding in holds):
        return []
    return sorted({place for holding in holds for place in holding.places or ()})


def table(facts: Dict[str, Any], cwd: bytes, width: int, colour: bool) -> List[str]:
    """The facts as lines of at most `width` columns; paths as somebody in `cwd` would say them."""
    if not facts["files"]:
        return ["nobody holds a file" if not facts["earlier"] else "no live session has edited a file"]
    places, rows = known.Places(cwd), []
    for file in facts["files"]:
        shown = wording.name(paths.text(places.shown(paths.from_text(file["path"]))), 400)
        rows += [_row(shown if not n else "", file, s, facts["now"]) for n, s in enumerate(file["sessions"])]
    widths = columns.widths(rows, _SHRINKING, _DROPPING, width)
    lines, number = [columns.heading(widths, _RIGHT)], 0
    for file in facts["files"]:
        for session in file["sessions"]:
            row = rows[number]
            number += 1
            mark = status_table.mark() if file["contested"] and row["FILE"] else ""
            row["FILE"] = mark + terminal.fit(row["FILE"][len(mark) :], widths["FILE"] - len(mark))
            row["WHO"] = event_text.cell(session["id"], status_table.names([session]), widths["WHO"])
            row["LINES"] = terminal.cut(row["LINES"], widths.get("LINES", 0))
            colours = {"FILE": _RED} if mark else {} if session["held"] else {"WHO": "2"}
            lines.append(columns.line(row, widths, _RIGHT, colours if colour else {}))
    return lines


def _row(shown: str, file: Dict[str, Any], session: Dict[str, Any], now: float) -> columns.Row:
    lines = wording.lines(session["lines"]) if session["held"] else "not held"
    if session["held"] and not session["edits"]:
        lines = "claimed"
    return {
        "FILE": (status_table.mark() if file["contested"] and shown else "") + shown,
        "WHO": event_text.cell(session["id"], status_table.names([session]), _WHO).rstrip(),
        "EDITS": str(session["edits"]),
        "LAST": status_table.age(now - session["last"]),
        "LINES": _where(session) + lines + (", process gone" if session["process"] == processes.GONE else ""),
    }


def _where(session: Dict[str, Any]) -> str:
    return "on %s; " % wording.name(session["machine"], 30) if session.get("machine") else ""
