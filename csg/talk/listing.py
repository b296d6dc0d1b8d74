"""Who is here: the live Sessions, what each is about to do and holds."""

from csg.base import paths, processes, wording
from csg.state import elsewhere, holdings, names, roster, sessions
from csg.talk import asking, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def list_sessions(asker: asking.Asker, everywhere: bool) -> "dict[str, Any]":
    """The live Sessions, the asker's own first, then the latest active; those of this repository, or all."""
    place, me = asker.place(), asker.me
    everyone = asker.everyone() + asking.guests(asker.home)
    chosen = [s for s in everyone if everywhere or s.place() == place]
    active = {s.name: roster.last_active(asker.home, s.name) for s in chosen}
    chosen.sort(key=lambda s: (not me or s.name != me.name, -active[s.name], s.id))
    shown = [_listed(asker, session, active[session.name]) for session in chosen[: terms.SESSIONS]]
    beyond = asker.elsewhere(b"" if everywhere else place)
    shown += [_beyond(asker, one, b"" if everywhere else place) for one in beyond[: terms.SESSIONS - len(shown)]]
    return {
        "scope": "all" if everywhere else "repository",
        "place": wording.name(paths.text(place), terms.PATH),
        "self": wording.name(me.id) if me else "",
        "sessions": shown,
        "more_sessions": len(chosen) + len(beyond) - len(shown),
        "other_places": len(everyone) - len(chosen),
    }


def _listed(asker: asking.Asker, session: sessions.Session, active: float) -> "dict[str, Any]":
    held, more = _newest(asker, session.name, active)
    process = session.process()
    return {
        "id": wording.name(session.id),
        "self": bool(asker.me and session.name == asker.me.name),
        "client": wording.client(session.client),
        "machine": "",
        "owner": "",
        "repository": wording.name(paths.text(session.repository_name())),
        "branch": wording.name(session.branch_now()),
        "cwd": wording.name(paths.text(session.cwd), terms.PATH),
        "intent": wording.name(names.intent(asker.home, session.name), terms.INTENT),
        "prompt": wording.name(names.prompt(asker.home, session.name)),
        "state": "gone" if process == processes.GONE else "editing" if held else "idle",
        "process": process,
        "age_seconds": asker.age(session.started),
        "active_seconds": asker.age(active),
        "edits": sum(file["edits"] for file in held),
        "files": held,
        "more_files": more,
    }


def _beyond(asker: asking.Asker, one: elsewhere.Facts, common: bytes) -> "dict[str, Any]":
    """One on another machine: paths as seen from its repository's top; when it started is not known."""
    clone = one.clone(common)
    held = elsewhere.held(asker.home, one, asker.now, asker.window, clone.common if clone else b"")
    active = asker.age(max([one.active] + [holding.newest for holding in held]))
    rows = [
        {
            "path": wording.name(paths.text(holding.inside()), terms.PATH),
            "age_seconds": asker.age(holding.newest),
            "edits": holding.edits,
        }
        for holding in held[: terms.FILES]
    ]
    return {
        "id": wording.name(one.id),
        "self": False,
        "client": wording.client(one.client),
        "machine": wording.name(one.machine),
        "owner": wording.name(one.owner),
        "repository": wording.name(clone.repository if clone else "", terms.PATH),
        "branch": wording.name(clone.branch if clone else ""),
        "cwd": "",
        "intent": wording.name(names.intent(asker.home, one.name), terms.INTENT),
        "prompt": "",
        "state": "editing" if held else "idle",
        "process": processes.UNKNOWN,
        "age_seconds": active,
        "active_seconds": active,
        "edits": sum(holding.edits for holding in held[: terms.FILES]),
        "files": rows,
        "more_files": len(held) - len(rows),
    }


def _newest(asker: asking.Asker, name: bytes, active: float) -> "tuple[list[dict[str, Any]], int]":
    """The files a Session holds, newest first, as many as are shown; how many more it touched of late.

    Only what is shown is opened: a machine may have a thousand Sessions."""
    if not asker.may_hold(active):
        return [], 0
    held, more = holdings.newest(asker.home, name, asker.now, asker.window, terms.FILES)
    found: dict[bytes, dict[str, Any]] = {}
    for holding in sorted(held, key=lambda holding: -holding.newest):  # one for each agent
        age = asker.age(holding.newest)
        file = {"path": wording.name(paths.text(holding.path), terms.PATH), "age_seconds": age, "edits": 0}
        found.setdefault(holding.path, file)["edits"] += holding.edits
    return list(found.values()), more
