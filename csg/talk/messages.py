"""What one Session says to another, or to all of its repository."""

from csg.base import errors, files, processes, wording
from csg.state import elsewhere, events, names, notices, roster, sessions
from csg.talk import asking, naming, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MESSAGES, _SPAN = 10, 600.0  # at most so many messages of one sender in so many seconds


def tell(asker: asking.Asker, to: str, text: str, outside: bool = False) -> "dict[str, Any]":
    """Leave a message for the Session `to` (an id or its beginning), or for all others of this repository.

    One on another machine is meant by what it is called here, or by its machine's name, which means all of this
    repository there; "all" are those of this machine.
    Who gets it reads it at its next hook, with the sender's id.  `outside`: an asker that is no Session may
    speak too; the message is then from somebody outside any Session.  CsgError when nobody can get it, or when
    the sender has said too much of late."""
    text = " ".join(text.split())
    if not 0 < len(text) <= terms.MESSAGE:
        raise errors.CsgError("a message has 1 to %d characters; this one has %d" % (terms.MESSAGE, len(text)))
    sender = None if outside and asker.me is None else asker.writer()
    beyond = [] if to == terms.EVERYBODY else _beyond(asker, to)
    receivers = [] if beyond else _receivers(asker, to, sender)
    try:
        _pace(roster.directory(asker.home, sender.name) if sender else asker.home, asker.now)
    except FileNotFoundError:
        raise errors.CsgError("this session has ended meanwhile") from None
    notice = {"kind": "message", "from": sender.id if sender else "", "text": text, "all": to == terms.EVERYBODY}
    if sender and sender.client:
        notice["client"] = sender.client
    meant: list[elsewhere.Facts | sessions.Session] = [*beyond, *receivers]
    told: list[elsewhere.Facts | sessions.Session] = []
    missed: list[dict[str, str]] = []
    for one in meant:
        why = _leave(asker, one.name, notice)
        if why:
            missed.append({"session": wording.name(one.id), "why": why})
        else:
            told.append(one)
    if not told:
        raise errors.CsgError("not told: session %s: %s" % (wording.short(missed[0]["session"]), missed[0]["why"]))
    told_ids = [one.id for one in told]
    events.record(asker.home, asker.now, "tell", sender.id if sender else "", to=told_ids, text=text)
    value: dict[str, Any] = {"told": [wording.name(identifier) for identifier in told_ids], "missed": missed}
    there = [one for one in told if isinstance(one, elsewhere.Facts)]
    if there:
        value["elsewhere"] = [{"session": wording.name(one.id), "machine": wording.name(one.machine)} for one in there]
    return value


def _beyond(asker: asking.Asker, to: str) -> "list[elsewhere.Facts]":
    """Those on other machines that are meant, unless somebody here is.  CsgError if that is not clear."""
    everyone = asker.elsewhere()
    if not everyone or naming.meant(asker.home, asker.everyone(), to):
        return []
    place = asker.place()
    there = [one for one in everyone if one.machine == to and one.clone(place) is not None]
    if there and len({one.owner for one in there}) == 1:
        return there
    fits = there or naming.fitting(everyone, to, lambda one: one.id, lambda one: names.intent(asker.home, one.name))
    if len(fits) > 1:
        said = ["%s (on %s)" % (wording.name(one.id), wording.name(one.machine)) for one in fits[:10]]
        raise errors.CsgError("several sessions fit %s: %s" % (wording.quoted(to), ", ".join(sorted(said))))
    if not fits and any(one.machine == to for one in everyone):
        raise errors.CsgError("no session on %s works in this repository" % wording.quoted(to))
    return fits


def _leave(asker: asking.Asker, name: bytes, notice: "dict[str, Any]") -> str:
    """Leave it for one; why that cannot be done, or ""."""
    try:
        if notices.leave(asker.home, name, asker.now, notice):
            return ""
    except OSError as error:
        return "its notices cannot be written: %s" % error.strerror
    live = roster.last_active(asker.home, name)
    return "it has too many unread notices" if live else "it has ended"


def _receivers(asker: asking.Asker, to: str, sender: "sessions.Session | None") -> "list[sessions.Session]":
    others = [s for s in asker.everyone() if sender is None or s.name != sender.name]
    if to == terms.EVERYBODY:
        place = asker.place()
        found = [s for s in others if s.place() == place and s.process() != processes.GONE]
        if not found:
            where = "csg status or list_sessions shows those elsewhere"
            beyond = [wording.name(one.id) for one in asker.elsewhere(place)]
            if beyond:
                where = "on other machines: %s; tell each by its id, or by its machine's name" % ", ".join(beyond[:10])
            raise errors.CsgError("no other live session works in this repository (%s)" % where)
        return found
    fits = naming.meant(asker.home, others, to)
    if len(fits) == 1:
        if fits[0].process() == processes.GONE:
            raise errors.CsgError("session %s cannot be told: its process is gone" % wording.short(fits[0].id))
        return fits
    if fits:
        raise errors.CsgError(
            "several sessions fit %s: %s"
            % (wording.quoted(to), ", ".join(sorted([wording.name(s.id) for s in fits[:10]])))
        )
    if sender and to and sender.id.startswith(to):
        raise errors.CsgError("session %s is this one" % wording.short(sender.id))
    raise errors.CsgError(
        "no live session's id begins with %s, nor is one called so "
        "(csg status or list_sessions shows them; %r is all of this repository)" % (wording.quoted(to), terms.EVERYBODY)
    )


def _pace(where: bytes, now: float) -> None:
    """Count one more message of a sender; CsgError if that is one too many.

    One empty file each, named by its time.  It is made before the others are counted, so that two at the
    same moment cannot both be the last that is allowed."""
    sent = where + b"/sent"
    files.make_inside(sent)
    mine = b"%016d%s" % (int(now * 1e6), files.unique())
    files.create(sent + b"/" + mine)
    recent = []
    for name in files.names(sent):
        t = int(name[:16]) / 1e6 if name[:16].isdigit() else 0.0
        if now - _SPAN < t < now + _SPAN:
            recent.append(t)
        else:
            files.remove(sent + b"/" + name)
    if len(recent) > _MESSAGES:
        files.remove(sent + b"/" + mine)
        raise errors.CsgError(
            "%d messages in %s are the limit: the next can be sent in %s; say more in one message"
            % (_MESSAGES, wording.duration(_SPAN), wording.duration(max(1.0, min(recent) + _SPAN - now)))
        )
