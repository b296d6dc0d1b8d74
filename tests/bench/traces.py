"""What a client leaves behind that tells what its hooks did."""

import glob
import json
import os
from typing import Any, Dict, List, Set


def children(pid: int) -> Set[int]:
    """The client's processes; none where there is no /proc."""
    found: Set[int] = set()
    for name in glob.glob("/proc/%d/task/*/children" % pid):  # proc(5)
        try:
            with open(name, encoding="ascii") as file:
                found.update(map(int, file.read().split()))
        except OSError:  # the thread has ended
            pass
    return found


def faults(pid: int) -> int:
    """Page faults of the client's processes that have ended: more after each, as every process has some.

    -1 where there is no /proc."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            return int(file.read().rpartition(") ")[2].split()[8])  # proc(5): cminflt
    except OSError:
        return -1


def hooks(user: str) -> List[Dict[str, Any]]:
    """What the transcripts in this home say of hooks: nothing of a command that was silent (2.1.330)."""
    found = []
    for name in glob.glob(os.path.join(glob.escape(user), ".claude", "projects", "*", "*.jsonl")):
        with open(name, encoding="utf-8") as file:
            for line in file:
                attachment = json.loads(line).get("attachment") or {}
                if str(attachment.get("type")).startswith("hook_"):
                    found.append(attachment)
    return found
