"""How much work one command line may be: whatever it says, reading it ends soon.

Plain runs are skipped by bytes.find; what remains (a step for each quote, blank, operator) is counted,
a command as a few.  A line that takes more than STEPS, or nests deeper than DEPTH, is read up to there.
"""

STEPS = 1200  # some 8 KB of dense script, outside of quotes and here-documents; under 5 ms
DEPTH = 12


class Enough(Exception):
    """Too long or too deep: what has been found must do."""


class Budget:
    """The steps that are left.  The busiest readers count `steps` down themselves."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps = STEPS

    def spend(self, steps: int) -> None:
        """Count work; Enough when it has been too much."""
        self.steps -= steps
        if self.steps < 0:
            raise Enough
