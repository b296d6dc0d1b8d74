"""Each system call that csg makes, failing: what can be told is told all the same, in that very run."""

from typing import List

from tests.fault import strace, sweep


class Failing(sweep.Sweep):
    def ways(self, call: strace.Call) -> List[str]:
        """One error in turn, and two where a file is opened."""
        errors = call.errors()
        turns = 2 if call.name.startswith("open") else 1
        return [errors[(call.number + turn) % len(errors)] for turn in range(min(turns, len(errors)))]
