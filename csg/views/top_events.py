"""One Event as a row of the live view.  Pure."""

from csg.base import wording
from csg.views import top_rows, top_words
from csg.views.history import Event
from csg.views.top_facts import Facts
from csg.views.top_rows import Row


def row(facts: Facts, event: Event, width: int) -> Row:
    """When, who, what."""
    what = event.text("path") or event.text("command") or event.text("text") or event.text("what")
    who = top_words.called(facts, event.session) if event.session else ""
    said = "%s %s %s" % (who, wording.name(event.kind, 20), wording.name(what, 300))
    return Row(top_rows.cut([(top_rows.clock(event.t, facts.now) + "  ", "dim"), (said, "")], width))
