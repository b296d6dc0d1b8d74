"""Nothing that a client starts may outlive its test.

Every client's environment carries a mark that its children inherit.  While `Orphans` is in force,
what a client or a hook leaves behind becomes a child of this process, not of init's
(prctl(2), PR_SET_CHILD_SUBREAPER), so it is found below this process by its mark, and nobody
else's processes are looked at.  Without /proc (macOS) nothing is found.
"""

import ctypes
import os
import signal
import sys
import time
from typing import Dict, List, Optional

MARK = "CSG_TEST_RUN"
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def adopt_orphans(adopt: bool) -> None:
    """Become, or stop being, the parent of what the clients leave behind."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)
    if not adopt:
        for pid, parent in _parents().items():
            if parent == os.getpid() and _field(pid, 0) == "Z":
                _reap(pid)


def left(mark: str) -> List[int]:
    """The processes below this one that carry the mark."""
    children: Dict[int, List[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found, below = [], [os.getpid()]
    wanted = ("%s=%s" % (MARK, mark)).encode()
    while below:
        for pid in children.get(below.pop(), []):
            below.append(pid)
            try:
                with open("/proc/%d/environ" % pid, "rb") as file:
                    if wanted in file.read().split(b"\0"):
                        found.append(pid)
            except OSError:  # ended meanwhile
                pass
    return found


def gone(mark: str, seconds: float) -> List[int]:
    """Wait until nothing carries the mark any more; what does after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        found = left(mark)
        if not found or time.monotonic() > limit:
            return found
        time.sleep(0.05)


def end(mark: str) -> None:
    """End what carries the mark, by pid: asked first, then killed."""
    for number, patience in ((signal.SIGTERM, 1.0), (signal.SIGKILL, 5.0)):
        for pid in left(mark):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        if not gone(mark, patience):
            return


def _parents() -> Dict[int, int]:
    try:
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return {}
    parents = {pid: _field(pid, 1) for pid in pids}
    return {pid: int(parent) for pid, parent in parents.items() if parent is not None}


def _field(pid: int, number: int) -> Optional[str]:
    # proc(5): after the name in parentheses come state, parent, ...
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(") ")[2].split()[number]
    except (OSError, IndexError):
        return None


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
