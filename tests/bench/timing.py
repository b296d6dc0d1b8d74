"""Running candidates in turn and keeping what each run cost."""

import os
import random
import statistics
import subprocess
import time
from typing import Callable, List, Mapping, Optional

_WARM = 2


class Candidate:
    """A command with its environment and stdin.

    stdin    what it reads; a function is asked before each run
    before   done before each run, unmeasured
    against  the name of another candidate that it is to be compared with, beside the floor
    """

    def __init__(
        self,
        name: str,
        command: List[str],
        environ: Mapping[str, str],
        stdin: Optional[Callable[[], bytes]] = None,
        before: Optional[Callable[[], None]] = None,
        against: str = "",
    ) -> None:
        self.name = name
        self.command = command
        self.environ = environ
        self.stdin = stdin or (lambda: b"")
        self.before = before or (lambda: None)
        self.against = against


class Result:
    """What the runs of one candidate cost: seconds of wall and CPU; peak memory in KiB, -1 if not known."""

    def __init__(self, name: str, against: str = "") -> None:
        self.name = name
        self.against = against
        self.wall: List[float] = []
        self.cpu: List[float] = []
        self.peak = -1


def measure(candidates: List[Candidate], rounds: int) -> List[Result]:
    """Run each candidate `rounds` times; in each round all of them, in another order: each leaves the machine's caches
    to the one after it, and a crowd's look at a thousand directories leaves little."""
    results = [Result(candidate.name, candidate.against) for candidate in candidates]
    turns, order = list(zip(candidates, results)), random.Random(1)
    for number in range(rounds + _WARM):
        order.shuffle(turns)
        for candidate, result in turns:
            candidate.before()
            wall, cpu = _run(candidate)
            if number >= _WARM:
                result.wall.append(wall)
                result.cpu.append(cpu)
    for candidate, result in zip(candidates, results):
        result.peak = _peak(candidate)
    return results


#: Says at the process's end how much memory it ever held (proc(5)).  ru_maxrss would begin with the
#: parent's: it is kept over exec.
_TRACED = r"""
import posix
kept = posix._exit
def leave(code):
    status = posix.pread(posix.open("/proc/self/status", 0), 65536, 0)
    posix.write(2, status[status.find(b"VmHWM:"):].split()[1])
    kept(code)
posix._exit = leave
%s
posix._exit(0)
"""


def _peak(candidate: Candidate) -> int:
    command = list(candidate.command)
    if not os.path.exists("/proc/self/status") or not any("-c" in word or word == "-ISc" for word in command[1:3]):
        return -1
    place = next(i for i, word in enumerate(command) if word in ("-c", "-ISc")) + 1
    command[place] = _TRACED % command[place]
    seen = []
    for _ in range(5):
        candidate.before()
        done = subprocess.run(
            command,
            input=candidate.stdin(),
            env=dict(candidate.environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        seen.append(int(done.stderr or b"-1"))
    return int(statistics.median(seen))


def _run(candidate: Candidate) -> "tuple[float, float]":
    """Until stdout is at its end and the process gone: what a client waits for."""
    stdin = candidate.stdin()
    reading, writing = os.pipe()
    stdout_reading, stdout_writing = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, reading, 0),
        (os.POSIX_SPAWN_DUP2, stdout_writing, 1),
        (os.POSIX_SPAWN_DUP2, stdout_writing, 2),
    ]
    began = time.perf_counter()
    pid = os.posix_spawnp(candidate.command[0], candidate.command, candidate.environ, file_actions=actions)
    os.close(reading)
    os.close(stdout_writing)
    try:
        os.write(writing, stdin)
    except BrokenPipeError:
        pass
    os.close(writing)
    while os.read(stdout_reading, 65536):
        pass
    _, _, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    os.close(stdout_reading)
    return wall, usage.ru_utime + usage.ru_stime
