"""csg killed at each system call it makes: whoever is told nothing is told when the call is repeated."""

from typing import List

from tests.fault import strace, sweep


class Killed(sweep.Sweep):
    def ways(self, call: strace.Call) -> List[str]:
        return ["KILL"]
