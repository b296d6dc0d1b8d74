"""What installing and uninstalling have in common: where, for which client, what is remembered, what is said."""

from typing import Callable

from csg.base.here import Here
from csg.clients import claude
from csg.setup import install_record


class Work:
    """One run.  Every part may raise CsgError.

    say    is given what is done, a line at a time
    dry    say what would be done, and do nothing; `would` is then the word for it"""

    def __init__(self, here: Here, say: Callable[[str], None], dry: bool) -> None:
        self.here = here
        self.say = say
        self.dry = dry
        self.would = "would be " if dry else ""
        self.client = claude.Client(here.environ)
        self.record = install_record.Record(here.home)
