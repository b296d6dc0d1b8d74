"""All about one Session, or one file, for the live view.  Pure."""

import functools
from typing import Any, Dict, List

from csg.base import paths, wording
from csg.views import status_table, terminal, top_events, top_rows, top_table, top_words
from csg.views.history import Event
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span, row
from csg.views.top_view import FILE, Key


def rows(facts: Facts, key: Key, width: int) -> List[Row]:
    """Who it is and which files it has, or who holds the file; below that, what happened."""
    found: List[Row] = []
    if key.kind == FILE:
        found += top_table.contested(facts, key.path, "", min(width, top_table.WIDEST))
    else:
        for s in facts.sessions:
            if s["id"] == key.session:
                found += _portrait(facts, s, min(width, top_table.WIDEST))
    for one in found:
        one.key = None
    happened = [top_events.row(facts, event, width) for event in facts.events if _is_about(event, key)]
    return [*found, row(("\u2500" * width, "dim")), *(happened or [row(("  nothing on record yet", "dim"))])]


def _is_about(event: Event, key: Key) -> bool:
    if key.kind == FILE:
        return event.text("path") == key.path
    concerned = [event.session, *event.texts("others"), *event.texts("to")]
    return key.session in concerned or paths.text(paths.safe_name(key.session)) in concerned


def _portrait(facts: Facts, s: Dict[str, Any], width: int) -> List[Row]:
    branch = wording.name(s["branch"], 60)
    lines = ["%s  %s" % (wording.name(s["repository"], 60), top_words.place(facts, s["checkout"]))]
    lines += ["on %s" % branch] if branch else []
    started, last = top_rows.clock(s["started"], facts.now), top_rows.clock(s["last_active"], facts.now)
    process = " %d %s" % (s["pid"], s["process"]) if s["pid"] else " not known"
    lines.append("started %s, last active %s, process%s" % (started, last, process))
    if s["warnings"]["given"]:
        lines.append(status_table.warned(s["warnings"]))
    if s["intent"] and s["prompt"]:
        lines.append("latest prompt: %s" % wording.name(s["prompt"], 200))
    if s["waiting"]:
        lines.append("%s waiting" % wording.count(s["waiting"], "message"))
    found = [row((" " + top_words.called(facts, s["id"]), "name"), ("  %s" % wording.name(s["id"], 60), "dim"))]
    found += [row(("   " + line.strip(), "")) for line in lines]
    found += [row(("   " + line, "warn")) for line in top_words.troubles(facts, s)]
    for file in sorted(s["files"], key=lambda f: (not f["contested"], not f["held"], -f["last"])):
        found.append(Row(functools.partial(_file, facts, s, file, width)))
    return found


def _file(facts: Facts, s: Dict[str, Any], file: Dict[str, Any], width: int) -> List[Span]:
    style = "contested" if file["contested"] else "" if file["held"] else "dim"
    last = top_rows.clock(file["last"], facts.now)
    what = top_words.since(file, facts.now) if file["held"] else "let go of, last %s" % last
    right = "%s, %s" % (wording.count(file["edits"], "edit"), what)
    room = max(12, width - terminal.columns(right) - 4)
    shown = top_rows.path(top_words.seen(file["path"], s["checkout"]), room)
    return top_rows.pair([("! " if file["contested"] else "  ", style), (shown, style)], [(right, style)], width)
