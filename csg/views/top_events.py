"""One Event as a row of the live view.  Pure."""

from typing import List

from csg.views import event_text, terminal, top_rows, top_words
from csg.views.history import Event
from csg.views.top_facts import Facts
from csg.views.top_rows import Row, Span

#: Styles of the colours that `event_text` names.
_STYLES = {"2": "dim", "31": "bad", "32": "good", "33": "warn", "35": "talk", "36": "head"}


def row(facts: Facts, event: Event, width: int) -> Row:
    """When, of what kind, who, what."""
    return Row(lambda: _spans(facts, event, width))


def _spans(facts: Facts, event: Event, width: int) -> List[Span]:
    sign, colour = event_text.sign(event.kind)
    style = _STYLES.get(colour, "")
    room = max(8, min(28, width // 4))
    who = top_words.called(facts, event.session) if event.session else "somebody" if event.kind == "tell" else ""
    who = terminal.cut(who, room)
    said = event_text.said(event, facts.names, facts.bases.get(event.session, b"") or b"/")
    clock = top_rows.clock(event.t, facts.now)
    space = " " * (room - terminal.columns(who) + 2)
    return [(clock + " ", "dim"), (sign + " ", style), (who + space, "name"), (said, style)]
