"""What the operations give, as text for a model or a person.  Pure: values in, text out.

Foreign text in the values has passed `wording.name` already.
"""

from csg.base import paths, wording
from csg.talk import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_AWAY = "away"
_STATUSES = {
    terms.HELD: "held by another session",
    terms.ELSEWHERE: "free here, but held in another worktree of this repository: the two versions will meet at merge",
    _AWAY: "free here, but held in a clone on another machine: the two versions will meet at merge",
    terms.YOURS: "held by this session",
}


def sessions(value: "Mapping[str, Any]") -> str:
    """What `listing` gives."""
    found = value["sessions"]
    here = "on this machine and others" if any(s["machine"] for s in found) else "on this machine"
    where = here if value["scope"] == "all" else "in `%s`" % value["place"].replace("/.git", "")
    lines = [
        "%s at work %s%s."
        % (
            wording.count(len(found) + value["more_sessions"], "live session"),
            where,
            "" if value["self"] or not found else "; csg cannot tell whether one of them is you",
        )
    ]
    for s in found:
        facts = [s["client"]] if s["client"] else []
        facts += ["repository `%s`" % s["repository"]] if s["repository"] else []
        facts += ["branch `%s`" % s["branch"]] if s["branch"] else []
        facts.append("machine `%s` of `%s`" % (s["machine"], s["owner"]) if s["machine"] else "cwd `%s`" % s["cwd"])
        state = "its process is gone" if s["state"] == "gone" else s["state"]
        lines.append(
            "- session `%s`%s (%s): %s, %slast active %s"
            % (
                s["id"] if s["machine"] else wording.short(s["id"]),
                " (this is you)" if s["self"] else "",
                ", ".join(facts),
                state,
                "" if s["machine"] else "started %s, " % wording.ago(s["age_seconds"]),
                wording.ago(s["active_seconds"]),
            )
        )
        if s["intent"]:
            lines.append("  intent: `%s`" % s["intent"])
        elif s["prompt"]:
            lines.append("  latest prompt: `%s`" % s["prompt"])
        if s["files"]:
            held = ["`%s` (%s)" % (_short(f["path"], s["cwd"]), wording.ago(f["age_seconds"])) for f in s["files"]]
            held += ["%d more" % s["more_files"]] if s["more_files"] else []
            lines.append("  holds " + ", ".join(held))
    if value["more_sessions"]:
        lines.append("- and %d more, longer inactive" % value["more_sessions"])
    if value["other_places"]:
        lines.append("%s in other places." % wording.count(value["other_places"], "more live session"))
    return "\n".join(lines)


def files(value: "Mapping[str, Any]", cwd: bytes) -> str:
    """What `checking.check` and `claiming.claim` give; paths below `cwd` are shown as seen from there."""
    here, lines = wording.name(paths.text(cwd), terms.PATH), []
    quiet: dict[str, list[str]] = {terms.FREE: [], terms.CLAIMED: []}
    for row in value["files"]:
        if row["status"] in quiet:
            quiet[row["status"]].append("`%s`" % row["path"])
            continue
        away = row["status"] == terms.ELSEWHERE and all(h.get("machine") or h["yours"] for h in row["holders"])
        lines.append("`%s`: %s" % (row["path"], _STATUSES[_AWAY if away else row["status"]]))
        lines += ["  - " + _holder_line(holder, here, row["kind"] != terms.FILE) for holder in row["holders"]]
        if row["more_holders"]:
            lines.append("  - and %d more" % row["more_holders"])
    for status, names in quiet.items():
        if names:
            more = " and %d more" % (len(names) - 50) if len(names) > 50 else ""
            lines.append("%s: %s%s" % (status, ", ".join(names[:50]), more))
    return "\n".join(lines)


def released(value: "Mapping[str, Any]", cwd: bytes) -> str:
    """What `claiming.release` gives."""
    here = wording.name(paths.text(cwd), terms.PATH)
    lines = ["released %s" % _short(path, here) for path in value["released"]]
    lines += ["released %d more" % value["more_released"]] if value["more_released"] else []
    lines += ["not held: %s" % path for path in value["not_held"]]
    return "\n".join(lines) or "nothing was held"


def intent(value: "Mapping[str, Any]") -> str:
    """What `intent.keep` gives."""
    said = "`%s`" % value["intent"] if value["intent"] else "none"
    return "intent of session `%s`: %s" % (wording.short(value["session"]), said)


def told(value: "Mapping[str, Any]") -> str:
    """What `messages.tell` gives."""
    away = {one["session"]: one["machine"] for one in value.get("elsewhere", ())}
    names = ", ".join(
        [
            "`%s` (on %s)" % (one, away[one]) if one in away else "`%s`" % wording.short(one)
            for one in value["told"][: terms.SESSIONS]
        ]
    )
    more = " and %d more" % (len(value["told"]) - terms.SESSIONS) if len(value["told"]) > terms.SESSIONS else ""
    lines = [
        "left for %s %s%s: read at the next hook" % ("session" if len(value["told"]) == 1 else "sessions", names, more)
    ]
    lines += ["not told: session `%s`: %s" % (wording.short(m["session"]), m["why"]) for m in value["missed"]]
    return "\n".join(lines)


def _holder_line(holder: "Mapping[str, Any]", cwd: str, named: bool) -> str:
    text = "`%s`: " % _short(holder["path"], cwd) if named else ""
    text += "this session" if holder["yours"] else "session `%s`" % _identifier(holder)
    if holder["client"] and not holder["yours"]:
        text += " (%s)" % holder["client"]
    if holder["agent"]:
        text += ", agent `%s`" % holder["agent"]
    if holder["branch"] and not holder["yours"]:
        text += " on branch `%s`" % holder["branch"]
    if holder["worktree"]:
        text += " in worktree `%s`" % holder["worktree"]
    if holder.get("machine"):
        text += " on machine `%s` of `%s`" % (holder["machine"], holder["owner"])
    text += ", claimed " + wording.ago(holder["age_seconds"])
    if holder["edits"] > 1:
        text += " (%d times)" % holder["edits"]
    if holder["lines"]:
        text += ", " + holder["lines"]
    if not holder["yours"]:
        text += {"running": "; its process is running", "gone": "; its process is gone"}.get(holder["process"], "")
        if holder["intent"]:
            text += "; intent: `%s`" % holder["intent"]
        elif holder["prompt"]:
            text += "; latest prompt: `%s`" % holder["prompt"]
    return text


def _identifier(holder: "Mapping[str, Any]") -> str:
    """Those on other machines have short ids already."""
    return str(holder["session"]) if holder.get("machine") else wording.short(holder["session"])


def _short(path: str, cwd: str) -> str:
    """A path as it is seen from `cwd`; both have passed wording.name."""
    start = cwd.rstrip("/") + "/"
    return path[len(start) :] if path.startswith(start) else path
