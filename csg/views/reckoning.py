"""The facts of a report: warnings and what became of them, who met whom over what, and for how long."""

from typing import Any, Dict, Iterable, List, Set, Tuple

from csg.base import paths, policy
from csg.base.here import Here
from csg.views import advice, lanes, marks, outcomes, working_hours

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
MOST = 10  # files, pairs and places that are named

#: When Sessions were at work, by directory name.
Spans = Dict[bytes, List[working_hours.Span]]


def facts(here: Here, since: float, only_here: bool = False) -> Dict[str, Any]:
    """What --json shows."""
    cast = lanes.Cast(here, since, only_here)
    met = [(mark, cast.outcomes.of(mark)) for mark in cast.marks if mark.kind in marks.MEETINGS]
    spans = working_hours.at_work(cast.marks, cast.window, here.now)
    contested, pairs, shared = _files(cast), _pairs(cast), _overlap(cast, spans)
    value = {
        "version": SHAPE,
        **cast.facts(),
        "sessions": [one.facts() for one in sorted(cast.everyone.values(), key=lambda one: (one.started, one.id))],
        "edits": sum(1 for mark in cast.marks if mark.kind == marks.EDIT),
        "warnings": _counted([outcome for mark, outcome in met if mark.kind != marks.HOLD]),
        "holds": _held(met),
        "files": contested[:MOST],
        "pairs": pairs[:MOST],
        "commands": _commands(cast),
        "overlap": shared[:MOST],
        "days": _days(cast, spans, here.now),
        "left_off": {
            "files": len(contested[MOST:]),
            "pairs": len(pairs[MOST:]),
            "overlap": len(shared[MOST:]),
        },
    }
    value["advice"] = advice.given(value, advice.Timing(cast.marks, met, cast.window), contested, pairs)
    return value


def _counted(outcomes_: List[str]) -> Dict[str, int]:
    found = {"given": len(outcomes_)}
    for outcome in (outcomes.HEEDED, outcomes.WENT_AHEAD, outcomes.OPEN, outcomes.UNKNOWN):
        found[outcome.replace(" ", "_")] = outcomes_.count(outcome)
    return found


def _held(met: Iterable[Tuple[marks.Mark, str]]) -> Dict[str, int]:
    """`refused`: those that no repeating lets through; the rest by what became of them."""
    holds = [(mark, outcome) for mark, outcome in met if mark.kind == marks.HOLD]
    paused = [outcome for mark, outcome in holds if mark.decision != policy.DENIED]
    found = {"given": len(holds), "refused": len(holds) - len(paused)}
    for outcome in (outcomes.REPEATED, outcomes.HEEDED, outcomes.OPEN, outcomes.UNKNOWN):
        found[outcome] = paused.count(outcome)
    return found


def _files(cast: lanes.Cast) -> List[Dict[str, Any]]:
    """The files over which Sessions met, the most contested first."""
    found: Dict[bytes, Dict[str, Any]] = {}
    edits: Dict[bytes, int] = {}
    for mark in cast.marks:
        if mark.kind == marks.EDIT:
            edits[mark.files[0]] = edits.get(mark.files[0], 0) + 1
        elif mark.kind in marks.MEETINGS:
            for path in mark.files:
                one = found.setdefault(path, {"conflicts": 0, "holds": 0, "sessions": set(), "root": b"", "t": 0.0})
                one["holds" if mark.kind == marks.HOLD else "conflicts"] += 1
                one["sessions"] |= {mark.name, *mark.others}
                one["root"], one["t"] = cast.everyone[mark.name].root, mark.t
    rows = [
        {
            "path": paths.text(path),
            "root": paths.text(one["root"]),
            "conflicts": one["conflicts"],
            "holds": one["holds"],
            "edits": edits.get(path, 0),
            "sessions": _ids(cast, one["sessions"]),
            "last": one["t"],
        }
        for path, one in found.items()
    ]
    return sorted(rows, key=lambda row: (-row["conflicts"] - row["holds"], -len(row["sessions"]), row["path"]))


def _pairs(cast: lanes.Cast) -> List[Dict[str, Any]]:
    """Who met whom, the most frequent first."""
    found: Dict[Tuple[bytes, bytes], Dict[str, Any]] = {}
    for mark in cast.marks:
        if mark.kind not in marks.MEETINGS:
            continue
        for other in mark.others:
            if other == mark.name:  # two agents of one Session
                continue
            one, two = sorted((mark.name, other))
            pair = found.setdefault((one, two), {"meetings": 0, "holds": 0, "files": set(), "commands": 0, "t": 0.0})
            pair["meetings"] += 1
            pair["holds"] += mark.kind == marks.HOLD
            pair["commands"] += not mark.files
            pair["files"].update(mark.files)
            pair["t"] = mark.t
    rows = []
    for (one, two), pair in found.items():
        roots = [cast.everyone[name].root for name in (one, two)]
        rows.append(
            {
                "sessions": [cast.everyone[name].id for name in (one, two)],
                "meetings": pair["meetings"],
                "holds": pair["holds"],
                "commands": pair["commands"],
                "files": sorted(map(paths.text, pair["files"])),
                "root": paths.text(roots[0]) if roots[0] == roots[1] else "",
                "same_checkout": roots[0] == roots[1] if all(roots) else None,
                "last": pair["t"],
            }
        )
    return sorted(rows, key=lambda row: (-row["meetings"], -row["last"], row["sessions"]))


def _commands(cast: lanes.Cast) -> List[Dict[str, Any]]:
    """For each checkout: how many git and shell commands were held or warned of there."""
    found: Dict[bytes, Dict[str, int]] = {}
    for mark in cast.marks:
        if mark.was == "git":
            counted = found.setdefault(cast.everyone[mark.name].root, {"holds": 0, "warnings": 0})
            counted["holds" if mark.kind == marks.HOLD else "warnings"] += 1
    rows = [dict(counted, root=paths.text(root)) for root, counted in found.items()]
    return sorted(rows, key=lambda row: (-row["holds"], -row["warnings"], row["root"]))


def _overlap(cast: lanes.Cast, spans: Spans) -> List[Dict[str, Any]]:
    """Each repository with its checkouts: how long Sessions were at work there, and how long several at once."""
    places: Dict[bytes, Dict[bytes, List[bytes]]] = {}
    for name in spans:
        one = cast.everyone[name]
        if one.place:
            places.setdefault(one.place, {}).setdefault(one.root or one.cwd, []).append(name)
    rows = []
    for roots in places.values():
        names = [name for inside in roots.values() for name in inside]
        row = _together([spans[name] for name in names])
        first = cast.everyone[names[0]]
        row["repository"] = first.repository or paths.text(first.cwd)
        row["sessions"] = len(names)
        row["checkouts"] = [
            dict(_together([spans[name] for name in inside]), root=paths.text(root), sessions=len(inside))
            for root, inside in sorted(roots.items())
        ]
        rows.append(row)
    return sorted(rows, key=lambda row: (-row["together"], -row["at_work"], row["repository"]))


def _together(several: List[List[working_hours.Span]]) -> Dict[str, Any]:
    found = working_hours.Together(several)
    return {"at_work": round(found.any, 1), "together": round(found.seconds(), 1), "most": found.most}


def _days(cast: lanes.Cast, spans: Spans, now: float) -> List[Dict[str, Any]]:
    """For each day: warnings, holds, and seconds in which several Sessions were at work in one repository."""
    since = min([mark.t for mark in cast.marks], default=now)
    found: Dict[str, Dict[str, Any]] = {
        day: {"day": day, "warnings": 0, "holds": 0, "together": 0.0} for day in working_hours.dates(since, now)
    }
    for mark in cast.marks:
        if mark.kind in marks.MEETINGS and working_hours.date(mark.t) in found:
            found[working_hours.date(mark.t)]["holds" if mark.kind == marks.HOLD else "warnings"] += 1
    for place in {cast.everyone[name].place for name in spans} - {b""}:
        there = working_hours.Together([spans[name] for name in spans if cast.everyone[name].place == place])
        for day, seconds in working_hours.by_day(there.spans).items():
            if day in found:
                found[day]["together"] = round(found[day]["together"] + seconds, 1)
    return list(found.values())


def _ids(cast: lanes.Cast, names: Set[bytes]) -> List[str]:
    return sorted(cast.everyone[name].id for name in names)
