"""What a Session is about to do, in its own words."""

from csg.base import errors, wording
from csg.state import events, names
from csg.talk import asking, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def keep(asker: asking.Asker, text: str) -> "dict[str, Any]":
    """Keep what the asker is about to do; an empty text takes it back."""
    text = " ".join(text.split())
    if len(text) > terms.INTENT:
        raise errors.CsgError("an intent is at most %d characters; this one has %d" % (terms.INTENT, len(text)))
    me = asker.writer()
    names.set_intent(asker.home, me.name, text, asker.now)
    events.record(asker.home, asker.now, "intent", me.id, text=text)
    return {"session": wording.name(me.id), "intent": wording.name(text, terms.INTENT)}
