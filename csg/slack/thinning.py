"""An Outbox that grew too long: runs of edits are made one, and what is too much even so is put aside, ends last."""

import os
from typing import Any, Dict, List, Sequence

from csg.base import wording
from csg.slack import box as boxes
from csg.slack import composing, saying
from csg.slack.entries import Entry, Waiting

_PATHS = 2000  # distinct files that one entry names


def thin(waiting: Waiting) -> bool:
    """Make it short enough again; True if entries have changed, so that they are to be read anew.  OSError."""
    size = sum(_size(waiting.box, queue) for queue in waiting.queues()) if waiting.count() > 1000 else 0
    if waiting.count() <= boxes.MOST and size <= boxes.MOST_BYTES:
        return False
    merged = sum(_merge(waiting.box, queue) for queue in waiting.queues())
    over = waiting.count() - merged - boxes.MOST
    given_up = 0
    if over > 0:
        everything = [
            entry for queue in waiting.queues() for entry in queue if os.path.exists(_path(waiting.box, entry))
        ]
        for entry in sorted(everything, key=lambda entry: (_worth(entry), entry.file))[:over]:
            boxes.bury(waiting.box, entry.file)
            given_up += 1
    what = "the outbox was too long: %s told by number only" % wording.count(merged, "edit")
    what += ", %s moved to outbox/dead" % wording.count(given_up, "event") if given_up else ""
    saying.log(waiting.home, "slack", what)
    return True


def _worth(entry: Entry) -> int:
    """What is put aside first has the least."""
    if entry.kind in ("start", "attach", "continue", "end", "swept"):
        return 2
    return 0 if composing.may_wait(entry) else 1


def _merge(box: bytes, queue: Sequence[Entry]) -> int:
    """Make each run of edits in a queue one entry; how many entries went."""
    gone = 0
    run: List[Entry] = []
    for entry in [*queue, None]:
        if entry is not None and entry.kind == "edit" and (not run or entry.to == run[0].to):
            run.append(entry)
            continue
        if len(run) > 1:
            boxes.replace(box, run[0].file, _one(run), [other.file for other in run[1:]])
            gone += len(run) - 1
        run = [entry] if entry is not None and entry.kind == "edit" else []
    return gone


def _one(run: Sequence[Entry]) -> Dict[str, Any]:
    named: Dict[str, None] = {}
    for entry in run:
        named.update(dict.fromkeys(entry.paths()))
    return dict(run[0].fields, edits=sum(composing.edits(entry) for entry in run), paths=list(named)[:_PATHS])


def _size(box: bytes, queue: Sequence[Entry]) -> int:
    return sum(_length(_path(box, entry)) for entry in queue)


def _length(path: bytes) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _path(box: bytes, entry: Entry) -> bytes:
    return box + b"/new/" + entry.file
