"""Who is at work, where, and on which files.

WARNED says how many warnings a session heeded of how many it was given: after
a warning that it heeds, it does not go on editing that file.
"""

import argparse
import json
import os
import shutil
import sys
import unicodedata
from typing import Any, Dict, List

from csg.base import config, paths, processes, wording
from csg.base.here import Here
from csg.state import holdings, roster, sessions

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_COLUMNS = ("ID", "REPOSITORY", "BRANCH", "AGE", "EDITS", "WARNED", "LAST FILE", "STATE", "CWD")
_SHRINKING = {"CWD": 12, "LAST FILE": 12, "BRANCH": 8, "REPOSITORY": 8, "ID": 8}  # to these widths, in this order
_COLOURS = {"editing": "32", "idle": "2", "gone": "31"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument("--json", action="store_true", help="for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print the table, or the JSON."""
    settings = config.load(here.environ, here.home)
    everyone = gather(here.home, here.now, settings.window)
    if options.json:
        shape = {"version": SHAPE, "now": here.now, "window": settings.window, "sessions": everyone}
        print(json.dumps(shape, indent=1))
        return 0
    if not everyone:
        print("no live sessions")
        return 0
    for line in _table(everyone, here):
        print(line)
    return 0


def gather(home: bytes, now: float, window: float) -> List[Dict[str, Any]]:
    """All live Sessions as --json shows them, the latest active first."""
    found = []
    for name in roster.names(home):
        session = sessions.load(home, name)
        if session is not None:
            found.append(_session(home, session, now, window))
    return sorted(found, key=lambda s: (-s["last_active"], s["id"]))


def _session(home: bytes, session: sessions.Session, now: float, window: float) -> Dict[str, Any]:
    touched: Dict[str, Dict[str, Any]] = {}
    held = {h.path for h in holdings.held_by(home, session.name, now, window)}
    given = heeded = 0
    for key in holdings.keys(home, session.name):
        lines = holdings.records(home, session.name, key, 0.0)
        counts = holdings.warnings(lines)
        given, heeded = given + counts[0], heeded + counts[1]
        for line in holdings.standing(lines):
            file = touched.setdefault(line["path"], {"path": line["path"], "edits": 0, "last": 0.0, "held": False})
            file["edits"] += 1
            file["last"] = max(file["last"], float(line["t"]))
            file["held"] = paths.from_text(line["path"]) in held
    process = session.process()
    return {
        "id": session.id,
        "repository": paths.text(session.repository_name()),
        "root": paths.text(session.root),
        "branch": session.branch_now(),
        "cwd": paths.text(session.cwd),
        "host": session.host,
        "pid": session.pid,
        "process": process,
        "state": "gone" if process == processes.GONE else "editing" if held else "idle",
        "started": session.started,
        "last_active": roster.last_active(home, session.name),
        "attached": session.attached,
        "intent": sessions.intent(home, session.name),
        "edits": sum(file["edits"] for file in touched.values()),
        "warnings": {"given": given, "heeded": heeded},
        "files": sorted(touched.values(), key=lambda file: -file["last"]),
    }


def _table(everyone: List[Dict[str, Any]], here: Here) -> List[str]:
    cwd = paths.canonical(here.cwd)
    rows = [list(_COLUMNS)]
    for s in everyone:
        last = paths.from_text(s["files"][0]["path"]) if s["files"] else b""
        base = paths.from_text(s["root"] or s["cwd"])
        rows.append(
            [
                wording.short(s["id"]),
                wording.name(s["repository"]),
                wording.name(s["branch"]),
                _age(here.now - s["started"]),
                str(s["edits"]),
                "%d/%d" % (s["warnings"]["heeded"], s["warnings"]["given"]) if s["warnings"]["given"] else "",
                wording.name(paths.text(paths.relative(last, paths.canonical(base)))) if last else "",
                s["state"],
                wording.name(paths.text(paths.relative(paths.from_text(s["cwd"]), cwd)), 400),
            ]
        )
    if not any(row[_COLUMNS.index("WARNED")] for row in rows[1:]):
        rows = [[cell for cell, column in zip(row, _COLUMNS) if column != "WARNED"] for row in rows]
    columns = rows[0]
    state = columns.index("STATE")
    widths = [max(_width(row[i]) for row in rows) for i in range(len(columns))]
    _shrink(columns, widths, _terminal_width())
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = []
    for number, row in enumerate(rows):
        cells = [_fit(cell, width, right=columns[i] == "EDITS") for i, (cell, width) in enumerate(zip(row, widths))]
        if colour:
            cells[state] = "\033[%sm%s\033[0m" % (_COLOURS.get(row[state], "1"), cells[state])
        lines.append("  ".join(cells).rstrip())
        intent = everyone[number - 1]["intent"] if number else ""
        if intent:
            said = "          \u201c%s\u201d" % wording.name(intent, 500)
            lines.append(_fit(said, _terminal_width(), False).rstrip())
    return lines


def _shrink(columns: List[str], widths: List[int], most: int) -> None:
    for column, least in _SHRINKING.items():
        over = sum(widths) + 2 * (len(widths) - 1) - most
        if over > 0:
            i = columns.index(column)
            widths[i] = max(min(least, widths[i]), widths[i] - over)


def _terminal_width() -> int:
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return 1 << 20
    return shutil.get_terminal_size().columns or 80  # some terminals say 0


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, width: int, right: bool) -> str:
    """Exactly `width` columns: padded, or the beginning cut off (the end of a path says more)."""
    if _width(text) > width:
        while text and _width(text) > width - 1:
            text = text[1:]
        text = "\u2026" + text
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _age(seconds: float) -> str:
    number, noun = wording.duration(seconds).split()
    return number + noun[0]
