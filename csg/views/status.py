"""Who is at work, where, and on which files: every live Session's facts."""

from typing import Any, Callable, Dict, List, Optional, Tuple

from csg.base import config, paths, processes
from csg.base.here import Here
from csg.state import holdings, names, notices, roster, sessions
from csg.views import known, machines

#: The key of a Claims file -> its lines, see `holdings.records`.
Records = Callable[[bytes], List[Dict[str, Any]]]

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def facts(here: Here, only_here: bool = False) -> Dict[str, Any]:
    """What --json shows; `sessions` are the live ones, the latest active first; `elsewhere`: on other machines.

    only_here  those of the repository (or directory) that it is run in, and whoever holds a file there"""
    window = config.load(here.environ, here.home).window
    places = known.Places(here.cwd)
    found, local = [], set()
    for name in roster.present(here.home):
        session = sessions.load(here.home, name)
        if session is not None:
            shown = session_facts(here.home, session, here.now, window)
            found.append(shown)
            if only_here and is_local(session, shown, places):
                local.add(shown["id"])
    everyone = sorted(found, key=lambda s: (-s["last_active"], s["id"]))
    contested = contested_files(everyone)
    if only_here:
        everyone = [s for s in everyone if s["id"] in local]
        contested = [file for file in contested if _is_here(file, places)]
    return {
        "version": SHAPE,
        "now": here.now,
        "window": window,
        "scope": "repository" if only_here else "all",
        "sessions": everyone,
        "contested": contested,
        "elsewhere": elsewhere(here, here.now, window, places if only_here else None),
    }


def elsewhere(here: Here, now: float, window: float, places: Optional[known.Places]) -> List[Dict[str, Any]]:
    """The Sessions on other machines; only those of the repository of `places`, where that is given."""
    if places is not None and not places.common:
        return []
    return machines.sessions(here.home, now, window, places.common if places else b"")


def is_local(session: sessions.Session, facts: Dict[str, Any], places: known.Places) -> bool:
    """Does it work in the repository (or directory) of these places, or hold a file there?  facts: its own"""
    return _works_here(session, places) or any(_is_here(file, places) for file in _held(facts))


def _works_here(session: sessions.Session, places: known.Places) -> bool:
    if places.common:
        return session.common == places.common
    return not session.common and paths.is_below(paths.canonical(session.cwd), places.here)


def _is_here(file: Dict[str, Any], places: known.Places) -> bool:
    return bool(places.is_here(paths.from_text(file["path"])))


def _held(session: Dict[str, Any]) -> List[Dict[str, Any]]:
    return [file for file in session["files"] if file["held"]]


def contested_files(everyone: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The files that several Sessions hold, with the Sessions' ids, the latest edited first; marks them in theirs."""
    holders: Dict[str, List[Dict[str, Any]]] = {}
    for session in everyone:
        for file in session["files"]:
            if file["held"]:
                holders.setdefault(file["path"], []).append(session)
    last: Dict[str, float] = {}
    for session in everyone:
        for file in session["files"]:
            file["contested"] = file["held"] and len(holders[file["path"]]) > 1
            if file["contested"]:
                last[file["path"]] = max(last.get(file["path"], 0.0), file["last"])
    paths_by_last = sorted(last, key=lambda path: (-last[path], path))
    return [{"path": path, "last": last[path], "sessions": [s["id"] for s in holders[path]]} for path in paths_by_last]


def session_facts(
    home: bytes, session: sessions.Session, now: float, window: float, records: Optional[Records] = None
) -> Dict[str, Any]:
    """What --json shows of one Session, but for what is contested of its files.

    records  gives the lines of one of its Claims files, for whoever has read some before"""
    touched: Dict[str, Dict[str, Any]] = {}
    warned: List[Tuple[bytes, float, bool]] = []
    newest: Dict[bytes, float] = {}
    for key in holdings.keys(home, session.name):
        lines = records(key) if records else holdings.records(home, session.name, key, 0.0)
        edits = holdings.edited(lines)
        warned += [(key, t, ahead) for t, ahead in holdings.warned(lines, edits)]
        newest[key] = max([t for t, _ in edits], default=0.0)
        claimed = holdings.standing(lines)
        held = {h.path: h for h in reversed(holdings.held_in(session.name, claimed, now, window))}
        for line in claimed:
            file = touched.setdefault(line["path"], {"path": line["path"], "edits": 0, "last": 0.0, "held": False})
            file["edits"] += 1
            file["last"] = max(file["last"], float(line["t"]))
            path = paths.from_text(line["path"])
            file["held"], file["lines"] = path in held, held[path].places if path in held else None
            if path in held and line["t"] >= now - window:
                file["since"] = min(file.get("since", now), float(line["t"]))
    editing = any(file["held"] for file in touched.values())
    process, intent, prompt = session.process(), names.intent(home, session.name), names.prompt(home, session.name)
    return {
        "id": session.id,
        "name": names.called(session, intent, prompt),
        "client": session.client,
        "repository": paths.text(session.repository_name()),
        "root": paths.text(session.root),
        "branch": session.branch_now(),
        "cwd": paths.text(session.cwd),
        "host": session.host,
        "pid": session.pid,
        "process": process,
        "state": "gone" if process == processes.GONE else "editing" if editing else "idle",
        "started": session.started,
        "last_active": roster.last_active(home, session.name),
        "attached": session.attached,
        "intent": intent,
        "prompt": prompt,
        "waiting": notices.count(home, session.name),
        "edits": sum(file["edits"] for file in touched.values()),
        "warnings": _warnings(warned, newest, now, window),
        "files": sorted(touched.values(), key=lambda file: -file["last"]),
    }


def _warnings(
    warned: List[Tuple[bytes, float, bool]], newest: Dict[bytes, float], now: float, window: float
) -> Dict[str, int]:
    """What became of the warnings: heeded once the Window has passed, or another file was edited, and this one not
    again; until then one is open.

    warned  (key of the file, when, was it edited again)      newest  key -> when it was edited last"""
    counts = {"given": len(warned), "heeded": 0, "went_ahead": 0, "open": 0}
    for key, t, ahead in warned:
        elsewhere = any(last > t for other, last in newest.items() if other != key)
        counts["went_ahead" if ahead else "heeded" if elsewhere or now - t > window else "open"] += 1
    return counts
