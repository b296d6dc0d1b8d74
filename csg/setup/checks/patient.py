"""What every check of doctor is given, and what it gives back."""

from typing import Callable, Iterator, Optional

from csg.base.here import Here
from csg.clients import claude, wired, wiring


class Finding:
    """What one check found.

    good  True, False, or None: neither, only worth knowing
    mend  what to do about it, where good is False
    """

    def __init__(self, name: str, good: Optional[bool], text: str, mend: str = "") -> None:
        self.name = name
        self.good = good
        self.text = text
        self.mend = mend


class Patient:
    """The machine that is looked at."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.client = claude.Client(here.environ)
        self.sources = wired.sources(self.client, here.cwd)
        self.everything = wired.find(self.sources)
        self.hooks = [w for w in self.everything if w.owner == wiring.OURS]


#: One check: looks at one thing, changes nothing, says how to mend it.  CsgError and OSError become a finding.
Check = Callable[[Patient], Iterator[Finding]]
