"""What the live view says of Sessions and files, in words.  Pure."""

from typing import Any, Dict, List, Tuple

from csg.base import paths, wording
from csg.views import top_rows
from csg.views.top_facts import Facts
from csg.views.top_view import Key


def called(facts: Facts, identifier: str) -> str:
    """What a Session is called, for showing; its short id where it has no name."""
    return wording.name(facts.names.get(identifier, ""), 120) or wording.short(identifier)


def misled(s: Dict[str, Any]) -> bool:
    """Has the checkout gone to another branch since the Session looked?"""
    return bool(s["believes"] and s["branch"] and s["believes"] != s["branch"])


def troubles(facts: Facts, s: Dict[str, Any]) -> List[str]:
    """What else the person should know of it."""
    found = []
    if misled(s):
        now = wording.name(s["branch"], 60)
        found.append("saw branch %s last; the checkout is on %s now" % (wording.name(s["believes"], 60), now))
    stopped = s["stopped"]
    if stopped is not None:
        how = {"held": "held", "denied": "refused", "asked": "for you to decide"}[stopped.text("decision")]
        when = top_rows.clock(stopped.t, facts.now)
        found.append("%s %s: %s" % (how, when, wording.quoted(stopped.text("command"), 100)))
    if s["process"] == "gone":
        found.append("its client's process is gone")
    return found


def since(file: Dict[str, Any], now: float) -> str:
    """`lines 40 to 52, since 12:31`."""
    lines = wording.lines([(first, last) for first, last in file["lines"]] if file["lines"] is not None else None)
    since = "since %s" % top_rows.clock(file.get("since", file["last"]), now)
    return "%s, %s" % (lines, since) if lines else since


def place(facts: Facts, path: str) -> str:
    """A place for showing: `~/shop`."""
    home = paths.text(facts.home)
    return wording.name("~" + path[len(home) :] if home and (path + "/").startswith(home + "/") else path, 400)


def seen(path: str, base: str) -> str:
    """A path as seen from a directory, for showing."""
    return wording.name(paths.text(paths.relative(paths.from_text(path), paths.from_text(base))), 400)


def holders(facts: Facts, key: Key) -> List[Tuple[str, str]]:
    """Whom a Key concerns, and which file of theirs: (Session's id, path or "")."""
    if key.session:
        return [(key.session, key.path)]
    return [(identifier, key.path) for identifier, _ in facts.holders.get(key.path, [])]
