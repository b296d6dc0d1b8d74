"""One statement there and back: this machine's rows are put in, others' come out.  Pure but for `send`.

The watermark is the oldest transaction that was still running: whoever began before it has committed by now, and is
read; whoever commits later has a number of its own that is not below it.  The largest number seen so far would lose
what commits late.  So rows can come twice, and are known by (owner, machine, seq).

The newest row that this machine knows to be there is asked for as well: where it is gone, the table was emptied, or the
server set back to an earlier day.
"""

import json
import re
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from csg.machines.psql import Failed, Psql

DEADLINE = 5.0  # seconds
MOST = 200  # rows in one statement
_BODY = 8192  # bytes, as the table's check has it
_SNAPSHOT = re.compile(r"(\d{1,20}):(\d{1,20})$")


class Row(NamedTuple):
    """What is said about one repository.  body: JSON, at most 8 KB."""

    seq: int
    repository: str
    body: str


class Arrival(NamedTuple):
    """What another machine said.  age: seconds since the server took it; body: the decoded object, {} if it is none."""

    owner: str
    machine: str
    seq: int
    repository: str
    age: float
    body: Dict[str, Any]


class Answer(NamedTuple):
    """watermark: for the next exchange.

    arrivals  in each machine's own order
    open      a transaction with an older number than others that are over was still open somewhere on the server
    lost      the row that was asked for is not there"""

    watermark: int
    arrivals: List[Arrival]
    open: bool = False
    lost: bool = False


def statement(
    machine: str, rows: Sequence[Row], repositories: Sequence[str], watermark: int, window: float, there: int = 0
) -> str:
    """What is asked.

    repositories  those that others are asked about
    window        how far back the first look (watermark 0) goes, in seconds
    there         the number of a row of this machine's that must be there; 0: none is known to be"""
    given = json.dumps([[row.seq, row.repository, row.body] for row in rows])
    insert = (
        "with i as (insert into csg.claim (machine, seq, repo, body) "
        "select %s, (r->>0)::bigint, r->>1, r->>2 from json_array_elements(%s::json) r on conflict do nothing) "
        % (quoted(machine), quoted(given))
        if rows
        else ""
    )
    since = "txid >= %d" % watermark if watermark else "at > now() - interval '%d seconds'" % int(window)
    some = "array[%s]::text[]" % ", ".join(quoted(name) for name in repositories)
    missing = (
        " union all select 'lost' where not exists (select from csg.claim "
        "where owner = current_user and machine = %s and seq = %d)" % (quoted(machine), there)
        if there
        else ""
    )
    return (
        "%sselect txid_snapshot_xmin(s) || ':' || txid_snapshot_xmax(s) from txid_current_snapshot() s union all "
        "select json_build_array(owner, machine, seq, repo, extract(epoch from now() - at), body)::text from csg.claim "
        "where %s and repo = any (%s) and (owner <> current_user or machine <> %s)%s"
        % (insert, since, some, quoted(machine), missing)
    )


def quoted(text: str) -> str:
    """A literal (standard_conforming_strings, which is on unless somebody goes back to 2010).  No NUL: it ends text."""
    return "'%s'" % text.replace("\0", "").replace("'", "''")


def parsed(lines: Sequence[str]) -> Answer:
    """What came.  Failed for what is no answer to `statement`."""
    watermark, newest, arrivals = 0, 0, []
    for line in lines:
        snapshot = _SNAPSHOT.match(line)
        if snapshot:
            watermark, newest = int(snapshot.group(1)), int(snapshot.group(2))
        elif line.startswith("["):
            arrivals.append(_arrival(line))
    if not watermark:
        raise Failed("the server's answer has no watermark", False)
    # a table that was cleaned gives its rows in any order
    ordered = sorted((one for one in arrivals if one is not None), key=lambda one: one.seq)
    return Answer(watermark, ordered, watermark < newest, "lost" in lines)


def _arrival(line: str) -> "Arrival | None":
    try:
        owner, machine, seq, repository, age, text = json.loads(line)
        body = json.loads(text) if len(text) <= _BODY else None
    except (ValueError, TypeError, RecursionError):
        return None
    texts = all(isinstance(one, str) for one in (owner, machine, repository))
    if not texts or type(seq) is not int or not isinstance(age, (int, float)):
        return None
    return Arrival(owner, machine, seq, repository, max(0.0, float(age)), body if isinstance(body, dict) else {})


def send(
    psql: Psql, machine: str, rows: Sequence[Row], repositories: Sequence[str], watermark: int, window: float
) -> Answer:
    """Ask the server.  Failed."""
    return parsed(psql.ask(statement(machine, rows, repositories, watermark, window), DEADLINE))


def kept(rows: Sequence[Row]) -> Tuple[List[Row], List[Row]]:
    """Those that fit, and those whose body the table would refuse."""
    fits = [row for row in rows if len(row.body.encode("utf-8", "surrogatepass")) <= _BODY]
    return fits, [row for row in rows if row not in fits]
