"""The facts of a timeline: a lane for each Session, and the marks on the lanes."""

from typing import Any, Dict, List, Tuple

from csg.base import config, paths
from csg.base.here import Here
from csg.views import known, marks, outcomes, participants

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


class Cast:
    """The Sessions and Marks of a time, as far as they belong to a place."""

    def __init__(self, here: Here, since: float, only_here: bool) -> None:
        """since  seconds since the epoch; only_here: of this repository (or directory) only"""
        self._now, self._since, self._scope = here.now, since, "repository" if only_here else "all"
        self.window = config.load(here.environ, here.home).window
        happened = list(participants.happened(here.home, since))
        everyone = participants.everyone(here.home, happened)
        recent = [event for event in happened if event.t >= since]
        found = marks.read(here.home, recent, since, here.now, everyone)
        if only_here:
            places = known.Places(here.cwd)
            place = places.common or places.here
            there = {name for name, one in everyone.items() if one.place == place}
            there |= {mark.name for mark in found if any(paths.is_below(file, places.here) for file in mark.files)}
            found = [mark for mark in found if mark.name in there]
        #: In the order of time.
        self.marks = found
        named = marks.concerned(found)
        for name in named - set(everyone):
            everyone[name] = participants.Participant(name, paths.text(name))
        for name, one in everyone.items():
            if one.live and one.active >= since and (not only_here or one.place == place):
                named.add(name)
        #: Whoever the Marks are about or name, and whoever was active besides; by directory name.
        self.everyone = {name: everyone[name] for name in named}
        self.outcomes = outcomes.Outcomes(here.home, everyone, found, here.now, self.window)
        #: Since when every edit is on record, not the first of each file only.
        self.every_edit_since = max(since, here.now - marks.DAYS)

    def facts(self) -> Dict[str, Any]:
        """Which time and place that is."""
        return {
            "now": self._now,
            "since": self._since,
            "window": self.window,
            "scope": self._scope,
            "every_edit_since": self.every_edit_since,
        }


def facts(here: Here, since: float, only_here: bool = False) -> Dict[str, Any]:
    """What --json shows: `lanes` by repository, checkout and start; `marks` in the order of time, by ids."""
    cast = Cast(here, since, only_here)
    lanes = {name: dict(one.facts(), **_EMPTY, files=0) for name, one in cast.everyone.items()}
    worked: Dict[bytes, Dict[bytes, None]] = {}
    for name, one in cast.everyone.items():
        lanes[name]["started"] = one.started or None
        lanes[name]["last"] = one.active if one.live else None
    shown = []
    for mark in cast.marks:
        lane = lanes[mark.name]
        if mark.kind in _COUNTED:
            lane[_COUNTED[mark.kind]] += 1
        if mark.kind == marks.EDIT:
            worked.setdefault(mark.name, {})[mark.files[0]] = None
        if mark.kind in (marks.START, marks.END):
            lane["ended"] = mark.t if mark.kind == marks.END else None
            lane["swept"] = mark.was == "swept"
        if not cast.everyone[mark.name].live and mark.was != "swept":
            lane["last"] = mark.t
        shown.append(_mark(cast, mark))
    for name, paths_ in worked.items():
        lanes[name]["files"] = len(paths_)
    return {
        "version": SHAPE,
        **cast.facts(),
        "lanes": sorted(lanes.values(), key=_order),
        "marks": shown,
    }


#: A Mark's kind -> what counts it in a lane.
_COUNTED = {
    marks.EDIT: "edits",
    marks.CONFLICT: "conflicts",
    marks.HOLD: "holds",
    marks.GIT: "conflicts",
    marks.KILL: "conflicts",
    marks.COMMIT: "commits",
    marks.MESSAGE: "messages",
}
_EMPTY: Dict[str, Any] = {**dict.fromkeys(sorted(set(_COUNTED.values())), 0), "ended": None, "swept": False}


def _order(lane: Dict[str, Any]) -> Tuple[str, str, float, str]:
    return (lane["repository"] or "\U0010ffff", lane["root"], lane["started"] or 0.0, lane["id"])


def _mark(cast: Cast, mark: marks.Mark) -> Dict[str, Any]:
    value: Dict[str, Any] = {"t": mark.t, "kind": mark.kind, "session": cast.everyone[mark.name].id}
    if mark.was != mark.kind:
        value["event"] = mark.was
    if mark.files:
        value["files"] = [paths.text(path) for path in mark.files]
    if mark.others:
        value["others"] = [cast.everyone[name].id for name in mark.others]
    for field in ("tool", "decision", "text", "agent"):
        if getattr(mark, field):
            value[field] = getattr(mark, field)
    outcome = cast.outcomes.of(mark)
    if outcome:
        value["outcome"] = outcome
    return value


def summary(facts: Dict[str, Any]) -> Dict[str, int]:
    """How many of each there are."""
    lanes: List[Dict[str, Any]] = facts["lanes"]
    counted = {name: sum(lane[name] for lane in lanes) for name in ("edits", "conflicts", "holds", "commits")}
    paths_ = {path for mark in facts["marks"] if mark["kind"] == marks.EDIT for path in mark["files"]}
    return {"sessions": len(lanes), **counted, "files": len(paths_)}
