"""A report as a page: the same words as on a terminal, with bars.  No script."""

from typing import Any, Dict, List

from csg.views import page, report_words

_STYLE = """
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 16px; }
.grid section { padding: 14px 18px 16px; min-width: 0; }
.grid h2 { margin: 0 0 10px; }
.row { margin: 0 0 9px; }
.row .what { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; }
.row .what bdi { overflow-wrap: anywhere; }
.row b { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.row .bar { height: 8px; border-radius: 4px; background: var(--lane); margin: 3px 0 2px; overflow: hidden; }
.row .bar i { display: block; height: 100%; border-radius: 4px; background: var(--edit); }
.warnings i { background: var(--conflict) !important; } .holds i { background: var(--hold) !important; }
.hours i { background: var(--commit) !important; } .pairs i { background: var(--message) !important; }
.help { padding: 14px 18px; margin: 0 0 16px; border-left: 4px solid var(--commit); }
.help h2 { margin: 0 0 8px; } .help ul { margin: 0; padding: 0 0 0 18px; } .help li { margin: 0 0 6px; }
.nothing { padding: 14px 18px; }
@media print { .grid { grid-template-columns: 1fr 1fr; } .grid section { break-inside: avoid; } }
"""
#: What colours a part, by the beginning of its heading.
_KINDS = {"Warnings": "warnings", "Holds": "holds", "Sessions": "pairs", "Hours": "hours"}


def document(facts: Dict[str, Any]) -> bytes:
    """What `reckoning.facts` gives, as one page."""
    words = report_words.Words(facts)
    tiles = [
        (len(facts["sessions"]), "sessions"),
        (facts["edits"], "edits"),
        (facts["warnings"]["given"], "warnings"),
        (facts["holds"]["given"], "holds"),
        (report_words.hours(sum(one["together"] for one in facts["overlap"])), "several at work"),
    ]
    body = ["<main>", "<h1>How sessions met</h1>", '<p class="dim">%s</p>' % page.escaped(words.period())]
    body.append('<ul class="tiles">')
    body += ["<li><b>%s</b><span>%s</span></li>" % (number, name) for number, name in tiles]
    body += ["</ul>", *_help(words), '<div class="grid">']
    for heading, rows, below in words.parts():
        kind = _KINDS.get(heading.split()[0], "")
        body.append('<section class="panel %s"><h2>%s</h2>' % (kind, page.escaped(heading)))
        most = max(value for _, value, _, _ in rows) or 1.0
        body += [_row(row, most) for row in rows]
        body.append('<p class="dim small">%s</p></section>' % page.escaped(below) if below else "</section>")
    body.append("</div>")
    if not facts["warnings"]["given"] and not facts["holds"]["given"]:
        body.append('<p class="panel nothing">No session met another in this time.</p>')
    body += ['<p class="dim small" style="margin-top: 14px">%s</p>' % page.escaped(one) for one in words.honest()]
    return page.document("How sessions met", "\n".join([*body, "</main>"]), _STYLE)


def _help(words: report_words.Words) -> List[str]:
    advice = words.advice()
    if not advice:
        return []
    items = ["<li>%s</li>" % page.escaped(one) for one in advice]
    small = '<p class="dim small" style="margin: 8px 0 0">%s</p>' % page.escaped(report_words.THRESHOLDS)
    return ['<section class="panel help"><h2>What would help</h2><ul>', *items, "</ul>", small, "</section>"]


def _row(row: report_words.Row, most: float) -> str:
    name, value, shown, more = row
    said = '<div class="dim small">%s</div>' % page.escaped(more) if more else ""
    part = 100.0 * value / most
    return (
        '<div class="row"><div class="what"><bdi>%s</bdi><b>%s</b></div>'
        '<div class="bar"><i style="width: %.1f%%"></i></div>%s</div>'
    ) % (page.escaped(name), page.escaped(shown), part, said)
