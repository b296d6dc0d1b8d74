"""The server, as the carrier knows it: connected or not, how far it was read, what it refuses."""

import posix
import time
from typing import Dict, List, Optional, Sequence, Set, Tuple

from csg.base import wording
from csg.machines import exchange
from csg.machines.psql import Failed, Psql, program
from csg.machines.sharing import Settings
from csg.state import events

_PURGE = 24 * 3600.0  # seconds between two
_REFUSED = 3600.0  # seconds until something about a repository whose rows are refused is said again
_FIRST = 600.0  # seconds that the first look goes back at least


class Server:
    """One connection, made anew where it was lost."""

    def __init__(self, home: bytes, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self._psql: Optional[Psql] = None
        self._watermark = 0
        self._refused: Dict[str, float] = {}  # repository -> until when
        self._purged = 0.0

    def close(self) -> None:
        """End psql, if there is one."""
        if self._psql is not None:
            self._psql.close()
            self._psql = None

    def converse(
        self, rows: Sequence[exchange.Row], repositories: Sequence[str], now: float, window: float
    ) -> "Tuple[Optional[List[exchange.Arrival]], Set[int]]":
        """Say these, hear what is new about these repositories; and the numbers of the rows that the server has.

        None instead where it was set back to an earlier day: then it knows nothing of what was said.  Failed."""
        rows = [row for row in rows if self._refused.get(row.repository, 0.0) < now]
        heard: List[exchange.Arrival] = []
        taken: Set[int] = set()
        for start in range(0, max(1, len(rows)), exchange.MOST):
            for some in self._batches(rows[start : start + exchange.MOST], repositories, now, window):
                answer, sent = some
                if answer.watermark < self._watermark:
                    self._watermark = 0
                    return None, set()
                self._watermark = answer.watermark
                heard += answer.arrivals
                taken.update(sent)
        if not self._purged or time.monotonic() - self._purged > _PURGE:
            self._purged = time.monotonic()
            self._ask("select csg.purge()")
        return heard, taken

    def _batches(
        self, rows: Sequence[exchange.Row], repositories: Sequence[str], now: float, window: float
    ) -> "List[Tuple[exchange.Answer, List[int]]]":
        """All at once; where one is refused, each alone, so that it holds nobody up."""
        try:
            return [(self._send(rows, repositories, window), [row.seq for row in rows])]
        except Failed as failed:
            if failed.connection or not rows:
                raise
        found: List[Tuple[exchange.Answer, List[int]]] = []
        for row in rows:
            try:
                found.append((self._send([row], repositories, window), [row.seq]))
            except Failed as alone:
                if alone.connection:
                    raise
                self._refuse(row, alone.said, now)
        return found

    def _refuse(self, row: exchange.Row, why: str, now: float) -> None:
        if row.repository not in self._refused:
            what = "csg machines: the server takes nothing about %s: %s"
            said = what % (wording.name(row.repository, 200), wording.name(why, 300))
            events.record(self._home, now, "machines", what=said)
        self._refused[row.repository] = now + _REFUSED

    def _send(self, rows: Sequence[exchange.Row], repositories: Sequence[str], window: float) -> exchange.Answer:
        statement = exchange.statement(self._settings.machine, rows, repositories, self._watermark, max(window, _FIRST))
        return exchange.parsed(self._ask(statement))

    def _ask(self, statement: str) -> "List[str]":
        if self._psql is None:
            path = program(posix.environ)
            if not path:
                raise Failed("there is no psql on PATH", True)
            try:
                self._psql = Psql(path, self._settings.conninfo, posix.environ)
            except OSError as error:
                raise Failed("psql does not start: %s" % error.strerror, True) from None
        try:
            return self._psql.ask(statement, exchange.DEADLINE)
        except Failed:
            self._psql = None
            raise
