"""The server, as the carrier knows it: connected or not, how far it was read, what it refuses."""

import posix
import time
from typing import Dict, List, Optional, Sequence, Set, Tuple

from csg.base import wording
from csg.machines import exchange
from csg.machines.lag import Lag
from csg.machines.own import BEAT
from csg.machines.psql import OLDEST, Failed, Psql, program, version
from csg.machines.sharing import Settings
from csg.state import events

_PURGE = 24 * 3600.0  # seconds between two
_REFUSED = 3600.0  # seconds until something about a repository whose rows are refused is said again
_FIRST = BEAT + 300.0  # seconds that a first look goes back at least, and beyond when the server was heard last


class Server:
    """One connection, made anew where it was lost."""

    def __init__(self, home: bytes, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self._psql: Optional[Psql] = None
        self._watermark = 0
        self._heard = 0.0  # when, by the monotonic clock
        self._checked = ""  # the psql whose version is known to do
        self.lag = Lag()
        self._refused: Dict[str, float] = {}  # repository -> until when
        self._purged = 0.0

    def close(self) -> None:
        """End psql, if there is one."""
        if self._psql is not None:
            self._psql.close()
            self._psql = None

    def converse(
        self, rows: Sequence[exchange.Row], repositories: Sequence[str], now: float, window: float, there: int
    ) -> "Tuple[Optional[List[exchange.Arrival]], Set[int]]":
        """Say these, hear what is new about these repositories; and the numbers of the rows that the server has.

        None instead where it does not have `there`, or was set back to an earlier day: then what was said is to be said
        again.  Failed."""
        rows = [row for row in rows if self._refused.get(row.repository, 0.0) < now]
        heard: List[exchange.Arrival] = []
        taken: Set[int] = set()
        for start in range(0, max(1, len(rows)), exchange.MOST):
            for some in self._batches(rows[start : start + exchange.MOST], repositories, now, window, there):
                answer, sent = some
                if answer.lost or answer.watermark < self._watermark:
                    self._watermark = 0
                    return None, set()
                self.lag.saw(answer.watermark, answer.open)
                self._watermark = answer.watermark
                heard += answer.arrivals
                taken.update(sent)
        if not self._purged or time.monotonic() - self._purged > _PURGE:
            self._purged = time.monotonic()
            self._ask("select csg.purge()")
        self.lag.ask(self._ask)
        self._heard = time.monotonic()
        return heard, taken

    def _batches(
        self, rows: Sequence[exchange.Row], repositories: Sequence[str], now: float, window: float, there: int
    ) -> "List[Tuple[exchange.Answer, List[int]]]":
        """All at once; where one is refused, each alone, so that it holds nobody up."""
        try:
            return [(self._send(rows, repositories, window, there), [row.seq for row in rows])]
        except Failed as failed:
            if failed.connection or not rows:
                raise
        found: List[Tuple[exchange.Answer, List[int]]] = []
        for row in rows:
            try:
                found.append((self._send([row], repositories, window, there), [row.seq]))
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

    def _send(
        self, rows: Sequence[exchange.Row], repositories: Sequence[str], window: float, there: int
    ) -> exchange.Answer:
        self._connect()
        back = max(window, _FIRST)
        if self._heard:
            back = min(back, time.monotonic() - self._heard + _FIRST)
        machine, mark = self._settings.machine, self._watermark
        return exchange.parsed(self._ask(exchange.statement(machine, rows, repositories, mark, back, there)))

    def _connect(self) -> None:
        """Have a psql.  Failed.

        What was heard from one that is lost may not be all, and another server may have taken over, whose numbers
        are not the same: so the first question of each goes by time."""
        if self._psql is not None:
            return
        self._watermark = 0
        path = program(posix.environ)
        if not path:
            raise Failed("there is no psql on PATH", True)
        if path != self._checked and version(path) < OLDEST:
            raise Failed("%s is older than version %d" % (path, OLDEST), True)
        self._checked = path
        self._psql = Psql(path, self._settings.conninfo, posix.environ)

    def _ask(self, statement: str) -> "List[str]":
        self._connect()
        assert self._psql is not None
        try:
            return self._psql.ask(statement, exchange.DEADLINE)
        except Failed:
            self._psql = None
            raise
