"""A timeline as a page: the facts, made small and safe to show, for the script that draws them."""

from typing import Any, Dict, List, Tuple

from csg.base import paths, wording
from csg.views import lanes, marks, page, scale, timeline_keys, timeline_script, timeline_style, timeline_text

_TEXT = 500  # characters of a message, a command or a reason
_TILES = ("sessions", "edits", "files", "conflicts", "holds", "commits")

_BODY = """<main>
<h1>%(title)s</h1>
<p class="dim">%(period)s</p>
<ul class="tiles">%(tiles)s</ul>
<noscript><p><b>This page draws itself with JavaScript, which is off here.</b> In a terminal:
<code>csg timeline</code>.</p></noscript>
<div class="bar screen"><input id="filter" type="search" list="files" autocomplete="off" spellcheck="false"
 placeholder="Filter by file, session or text" aria-label="Filter by file, session or text">
<datalist id="files"></datalist>
<span id="count" class="dim small" role="status"></span>
<span class="zoom"><button type="button" id="out" aria-label="Zoom out">&minus;</button>
<button type="button" id="fit">Fit</button><button type="button" id="in" aria-label="Zoom in">+</button></span></div>
<div class="bar" id="kinds" role="group" aria-label="What is shown"></div>
<div class="panel" id="chart"><div id="labels"></div><div id="scroll"></div></div>
<p class="keys dim small screen"><span><kbd>&larr;</kbd> <kbd>&rarr;</kbd> <kbd>&uarr;</kbd> <kbd>&darr;</kbd>
 between marks</span><span><kbd>Enter</kbd> details</span><span><kbd>Esc</kbd> close</span><span><kbd>/</kbd>
 filter</span><span><kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom</span></p>
%(honest)s
<h2>What met</h2>
<div class="panel met"><table><thead><tr><th>Time</th><th>What became of it</th><th>File or command</th>
<th>Session</th><th>With</th></tr></thead><tbody id="met"></tbody></table>
<p id="none" class="dim" style="padding: 10px 14px; margin: 0">Nothing met in what is shown.</p></div>
<p id="more" class="dim small"></p>
<div id="tip" class="panel screen" role="tooltip"></div>
<div id="details" class="panel screen" role="dialog" aria-label="Details" hidden><button class="close" id="close"
 type="button" aria-label="Close">&times;</button><div id="about" aria-live="polite"></div></div>
</main>"""


def document(facts: Dict[str, Any]) -> bytes:
    """What `lanes.facts` gives, as one page."""
    names = sorted({lane["repository"] for lane in facts["lanes"] if lane["repository"]})
    title = "What sessions did" + (" in " + wording.name(names[0]) if len(names) == 1 else "")
    counted = lanes.summary(facts)
    tiles = ["<li><b>%d</b><span>%s</span></li>" % (counted[name], name) for name in _TILES]
    fields = {
        "title": page.escaped(title),
        "period": page.escaped(period(facts)),
        "tiles": "".join(tiles),
        "honest": honest(facts),
    }
    script = "(() => {%s%s})();" % (timeline_script.DRAWING, timeline_keys.CONTROL)
    return page.document(title, _BODY % fields, timeline_style.CSS, script, _data(facts))


def period(facts: Dict[str, Any]) -> str:
    """`Nov 26 15:00 to Nov 26 19:00 (4 hours)`, local time."""
    since, now = facts["since"], facts["now"]
    ends = ["%s %s" % (scale.day(t), scale.moment(t)) for t in (since, now)]
    return "%s to %s (%s)" % (*ends, wording.duration(now - since))


def honest(facts: Dict[str, Any]) -> str:
    """What the facts do not hold, as a paragraph; "" where they hold everything."""
    since = facts["every_edit_since"]
    if since <= facts["since"]:
        return ""
    when = "%s %s" % (scale.day(since), scale.moment(since))
    return '<p class="dim small">Before %s only the first edit of each file is on record.</p>' % page.escaped(when)


def _data(facts: Dict[str, Any]) -> Dict[str, Any]:
    numbers = {lane["id"]: number for number, lane in enumerate(facts["lanes"])}
    groups: Dict[Tuple[str, str], int] = {}
    shown = []
    busy = _busy(facts)
    for lane in facts["lanes"]:
        group = groups.setdefault((lane["repository"], lane["root"]), len(groups))
        first, last = timeline_text.span(lane, facts)
        shown.append(
            {
                "name": timeline_text.called(lane),
                "id": wording.short(lane["id"]),
                "branch": wording.name(lane["branch"]),
                "group": group,
                "from": first,
                "to": last,
                "ended": lane["ended"],
                "state": "live" if lane["live"] else "",
                "busy": busy.get(lane["id"], []),
            }
        )
    files: Dict[Tuple[str, str], int] = {}
    roots = {lane["id"]: lane["root"] for lane in facts["lanes"]}
    made = [_mark(mark, numbers, roots, files) for mark in facts["marks"]]
    return {
        "since": facts["since"],
        "now": facts["now"],
        "kinds": list(marks.KINDS),
        "lanes": shown,
        "groups": [[wording.name(name or "no repository"), wording.name(root, 300)] for name, root in groups],
        "files": [[_file(path, root), wording.name(path, 400)] for path, root in files],
        "marks": made,
    }


def _mark(
    mark: Dict[str, Any], numbers: Dict[str, int], roots: Dict[str, str], files: Dict[Tuple[str, str], int]
) -> Dict[str, Any]:
    value: Dict[str, Any] = {
        "t": round(mark["t"], 3),
        "k": marks.KINDS.index(mark["kind"]),
        "lane": numbers[mark["session"]],
    }
    if "files" in mark:
        root = roots[mark["session"]]
        value["files"] = [files.setdefault((path, root), len(files)) for path in mark["files"]]
    if "others" in mark:
        value["others"] = [numbers[other] for other in mark["others"] if other != mark["session"]]
    if "event" in mark:
        value["was"] = wording.name(mark["event"], 20)
    for field in ("tool", "decision", "outcome", "agent"):
        if field in mark:
            value[field] = wording.name(mark[field], 60)
    if "text" in mark:
        value["text"] = wording.name(mark["text"], _TEXT)
    return value


def _file(path: str, root: str) -> str:
    base = paths.from_text(root or "/")
    return wording.name(paths.text(paths.relative(paths.from_text(path), base)))


def _busy(facts: Dict[str, Any]) -> Dict[str, List[List[float]]]:
    """For each Session when it was at work: a window's length from each thing that it did on."""
    found: Dict[str, List[List[float]]] = {}
    ends = {lane["id"]: timeline_text.span(lane, facts)[1] for lane in facts["lanes"]}
    for mark in facts["marks"]:
        if mark["kind"] == marks.EDIT:
            spans = found.setdefault(mark["session"], [])
            last = min(mark["t"] + facts["window"], ends[mark["session"]])
            if spans and mark["t"] <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], last)
            else:
                spans.append([mark["t"], max(last, mark["t"])])
    return found
