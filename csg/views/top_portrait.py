"""All about one Session, or one file, for the live view.  Pure."""

from typing import Any, Callable, Dict, List

from csg.base import wording
from csg.views import terminal, top_events, top_rows, top_table, top_words
from csg.views.top_facts import Facts
from csg.views.top_rows import Row
from csg.views.top_view import FILE, Key


def rows(facts: Facts, key: Key, width: int) -> List[Row]:
    """All about one Session, or one file."""
    holders = [s for s in facts.sessions if key.session in ("", s["id"])]
    rows: List[Row] = []
    about: Callable[[Any], bool] = lambda event: event.session == key.session  # noqa: E731
    if key.kind == FILE:
        about = lambda event: event.text("path") == key.path  # noqa: E731
        holders = [s for s in holders if any(f["held"] and f["path"] == key.path for f in s["files"])]
        by_id = {s["id"]: s for s in holders}
        base = holders[0]["checkout"] if holders else "/"
        file = next((file for file in facts.contested if file["path"] == key.path), None)
        rows += top_table.contested(facts, file, by_id, base, min(width, top_table.WIDEST)) if file is not None else []
    for s in holders if key.kind != FILE else []:
        rows += _portrait(facts, s, width)
    for row in rows:
        row.key = None
    happened = [top_events.row(facts, event, width) for event in facts.events if about(event)]
    return [*rows, Row([("\u2500" * width, "dim")]), *(happened or [Row([("  nothing on record yet", "dim")])])]


def _portrait(facts: Facts, s: Dict[str, Any], width: int) -> List[Row]:
    rows = [Row([(" " + top_words.called(facts, s["id"]), "name"), ("  %s" % wording.name(s["id"], 60), "dim")])]
    branch = wording.name(s["branch"], 60)
    lines = ["%s  %s" % (wording.name(s["repository"], 60), wording.name(s["checkout"], 400)), "on %s" % branch]
    lines = [line.strip() for line in lines if line.strip() not in ("", "on")]
    started, last = top_rows.clock(s["started"], facts.now), top_rows.clock(s["last_active"], facts.now)
    process = " %d %s" % (s["pid"], s["process"]) if s["pid"] else " not known"
    lines.append("started %s, last active %s, process%s" % (started, last, process))
    if s["warnings"]["given"]:
        lines.append("warned %d, heeded %d" % (s["warnings"]["given"], s["warnings"]["heeded"]))
    if s["intent"] and s["prompt"]:
        lines.append("latest prompt: %s" % wording.name(s["prompt"], 200))
    if s["waiting"]:
        lines.append("%s waiting" % wording.count(s["waiting"], "message"))
    rows += [Row([("   " + line, "")]) for line in lines]
    rows += [Row([("   " + line, "warn")]) for line in top_words.troubles(facts, s)]
    files = sorted(s["files"], key=lambda f: (not f["contested"], not f["held"], -f["last"]))
    table = min(width, top_table.WIDEST)
    for file in files:
        style = "contested" if file["contested"] else "" if file["held"] else "dim"
        last = top_rows.clock(file["last"], facts.now)
        what = top_words.since(file, facts.now) if file["held"] else "let go of, last %s" % last
        right = "%s, %s" % (wording.count(file["edits"], "edit"), what)
        shown = top_rows.path(top_words.seen(file["path"], s["checkout"]), max(12, table - terminal.columns(right) - 6))
        mark = "! " if file["contested"] else "  "
        rows.append(Row(top_table.marked(top_rows.pair([(mark + shown, style)], [(right, style)], table - 2))))
    return rows
