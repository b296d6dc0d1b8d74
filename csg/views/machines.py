"""Sessions on other machines, for people: is it set up, does it get through, who is there."""

from typing import Any, Dict, List

from csg.base import config, processes, wording
from csg.base.here import Here
from csg.machines import sharing, starting
from csg.state import elsewhere, fields, outbox

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def facts(here: Here) -> Dict[str, Any]:
    """What --json shows.

    state      off; wrong (what CSG_POSTGRES or CSG_SHARE say, see `problem`); idle (no session needs it); on; failing
    since      when that began (seconds), or null        problem   one line, or ""
    lag        a transaction that was left open on the server: {"t": since (seconds), "who": words}, or null
    sessions   those elsewhere that are known: see `elsewhere.shown`"""
    found: Dict[str, Any] = {"version": SHAPE, "now": here.now, "state": "off", "machine": "", "share": []}
    found.update(problem="", since=None, lag=None, sessions=[])
    settings = sharing.load(here.environ, here.home)
    if settings is None:
        return found
    found.update(machine=settings.machine, share=settings.globs)
    if settings.problem:
        found.update(state="wrong", problem=settings.problem)
        return found
    status = outbox.record(here.home + b"/machines/status")
    running = processes.runs(int(fields.number(status, "pid"))) and not _idle(here.home)
    failure = fields.text(status, "failure")
    found["state"] = "idle" if not running else "failing" if failure else "on"
    if running:
        found.update(since=fields.number(status, "t") or None, problem=failure)
        lag = status.get("lag") if status else None
        if isinstance(lag, dict):
            found["lag"] = {"t": fields.number(lag, "t"), "who": fields.text(lag, "who")}
        found["sessions"] = sessions(here.home, here.now, config.load(here.environ, here.home).window)
    return found


def sessions(home: bytes, now: float, window: float, common: bytes = b"") -> List[Dict[str, Any]]:
    """Those elsewhere that are known, the latest active first; of one repository (its common directory), or all."""
    return [elsewhere.shown(home, one, now, window, common) for one in elsewhere.everybody(home, common)]


def _idle(home: bytes) -> bool:
    try:
        return starting.idle(home)
    except OSError:
        return True


def lines(facts: Dict[str, Any]) -> List[str]:
    """The same in words."""
    if facts["state"] == "off":
        return ["other machines: off (CSG_POSTGRES names no database; the README says how to set it up)"]
    if facts["state"] == "wrong":
        return ["other machines: off: " + facts["problem"]]
    name = "other machines: this one is %s" % wording.quoted(facts["machine"], 80)
    since = " for " + wording.duration(facts["now"] - facts["since"]) if facts["since"] else ""
    if facts["state"] == "idle":
        found = [name + "; idle: no session of a shared repository is at work"]
    elif facts["state"] == "failing":
        found = ["%s; not connected%s: %s (it is tried again; csg machines test)" % (name, since, facts["problem"])]
    else:
        found = ["%s; connected%s" % (name, since)]
    if facts["lag"]:
        found.append(
            "A transaction was left open on the server %s ago: %s. Nothing is lost, "
            "but rows are read again until it ends."
            % (wording.duration(facts["now"] - facts["lag"]["t"]), wording.name(facts["lag"]["who"], 300))
        )
    return found + ["- " + line(one) for one in facts["sessions"]]


def line(one: Dict[str, Any], files: int = 0) -> str:
    """One of `sessions` in a line, with so many of its files by name."""
    where = "%s of %s" % (wording.name(one["machine"], 60), wording.name(one["owner"], 60))
    state = {None: "", True: " (pushed)", False: " (not pushed)"}[one["pushed"]]
    branch = " on " + wording.quoted(one["branch"], 80) + state if one["branch"] else ""
    count = wording.count(len(one["files"]), "file")
    if one["files"][:files]:
        more = len(one["files"]) - files
        count = "holds " + ", ".join([wording.quoted(name, 120) for name in one["files"][:files]])
        count += " and %d more" % more if more > 0 else ""
    intent = ": " + wording.name(one["intent"], 160) if one["intent"] else ""
    client = wording.beside(one["client"])
    return "%s%s (%s)%s, %s%s" % (wording.quoted(one["session"], 60), client, where, branch, count, intent)
