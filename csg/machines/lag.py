"""A transaction that was left open on the server: nothing is lost by it, but rows are read again until it ends.

Its number is the watermark, which stands still meanwhile.  For how long is known here by looking; whose it is, the
server tells any member: pg_locks has each transaction's lock, pg_stat_activity its user's name (when it began and
what it does, only to that user and to pg_read_all_stats).
"""

import json
import time
from typing import Any, Callable, Dict, List, Optional

from csg.base import wording

LONG = 60.0  # seconds that it may take without being spoken of
_EACH = 60.0  # seconds between two questions whose it is
_WHOSE = (
    "select json_build_array(l.pid, a.usename, a.datname, a.application_name)::text "
    "from pg_locks l left join pg_stat_activity a on a.pid = l.pid "
    "where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted "
    "and l.pid is distinct from pg_backend_pid() order by age(l.transactionid) desc limit 1"
)


class Lag:
    """What is known of it."""

    def __init__(self, long: float = LONG) -> None:
        self._long = long
        self._watermark = 0
        self._since = 0.0
        self._asked = 0.0
        #: {"t": since when (seconds), "who": words}, or None.
        self.facts: Optional[Dict[str, Any]] = None

    def saw(self, watermark: int, behind: bool) -> None:
        """An answer came: its watermark, and whether something newer is over already."""
        if watermark != self._watermark or not behind:
            self._watermark, self._since, self._asked = watermark, time.monotonic(), 0.0
            self.facts = None

    def ask(self, ask: Callable[[str], List[str]]) -> None:
        """Find out whose it is, if it is old and that was not asked of late.  Failed."""
        stood = time.monotonic() - self._since
        if stood < self._long or (self._asked and time.monotonic() - self._asked < _EACH):
            return
        self._asked = time.monotonic()
        self.facts = {"t": time.time() - stood, "who": who(ask(_WHOSE))}


def who(lines: List[str]) -> str:
    """The answer in words."""
    try:
        pid, user, database, program = json.loads(lines[0])
    except (ValueError, TypeError, IndexError):
        return "somebody"
    if pid is None:
        return "a transaction that was prepared (pg_prepared_xacts)"
    words = "%s in %s, server process %d" % (_named(user), _named(database), int(pid))
    return words + (", " + _named(program) if program else "")


def _named(value: object) -> str:
    return wording.name(value, 63) if isinstance(value, str) else "somebody"
