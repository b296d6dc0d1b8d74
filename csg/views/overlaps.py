"""Files that are at work on in several working trees, by pairs of Sessions, as lines for a terminal.

Foreign text in the facts has passed `wording.name` already."""

from typing import Any, Dict, List

from csg.base import paths, wording
from csg.talk import overlapping

_COLOURS = {overlapping.CLEAN: "32", overlapping.CONFLICT: "31", overlapping.UNKNOWN: "2"}


def lines(value: Dict[str, Any], cwd: bytes, colour: bool) -> List[str]:
    """What `overlapping.overlaps` gives; worktrees as seen from `cwd`."""
    if not value["pairs"]:
        return ["no file is at work on in two working trees"]
    found: List[str] = []
    for pair in value["pairs"]:
        first, second = [_session(session) for session in pair["sessions"]]
        found.append("%s and %s" % (first, second))
        for file in pair["files"]:
            said = "the versions %s" % file["says"] if file["says"] else "not known whether the versions merge"
            if file["merge"] == overlapping.CONFLICT:
                said += " of the first"
            text = "  %s: %s" % (file["path"], said)
            found.append("\033[%sm%s\033[0m" % (_COLOURS[file["merge"]], text) if colour else text)
            for place, edits, age in zip(file["worktrees"], file["edits"], file["age_seconds"]):
                seen = wording.name(paths.text(paths.relative(paths.from_text(place), cwd)), 400)
                found.append("    %s: %s, the last %s" % (seen, wording.count(edits, "edit"), wording.ago(age)))
    return found


def _session(session: Dict[str, Any]) -> str:
    text = "this session" if session["yours"] else "session %s" % wording.short(session["session"])
    text += " on %s" % session["branch"] if session["branch"] else ""
    return text + (" (its process is gone)" if session["process"] == "gone" else "")
