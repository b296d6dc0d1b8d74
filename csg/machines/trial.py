"""`csg machines test`: does it work, and if not, what to do."""

import json
import time
from typing import Iterator

from csg.base import errors, paths, wording
from csg.base.here import Here
from csg.git import repository
from csg.machines import exchange, remotes, sharing
from csg.machines.psql import OLDEST, Failed, Psql, program, version

_PATIENCE = 10.0  # seconds
#: What psql or the server say, and what to do.
_MENDS = (
    ("no password supplied", "put it into ~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD), and chmod 600 that file"),
    ("password authentication failed", "the password in ~/.pgpass is not this user's"),
    ("could not translate host name", "the host in CSG_POSTGRES is not known here"),
    ("Connection refused", "no server answers at that host and port"),
    ("certificate verify failed", "sslrootcert must name the certificate that signed the server's"),
    ("root certificate file", "sslrootcert must name a file that is there"),
    ("does not match host name", "the server's certificate is for another name: host must be that one"),
    ("no pg_hba.conf entry", "the server lets this user in from elsewhere or by other means (pg_hba.conf)"),
    ("definition of service", "there is no such section in ~/.pg_service.conf"),
    ('schema "csg" does not exist', "whoever administers it runs: csg machines sql | psql DATABASE"),
    ('relation "csg.', "whoever administers it runs: csg machines sql | psql DATABASE"),
    ("permission denied", "whoever administers it grants this user a team: csg machines sql --team shows how"),
    ("row-level security", "no team of this user's works on that repository: csg machines sql --team adds it"),
    ("did not answer in time", "the server, or the way to it, hangs"),
    ("timeout expired", "the server, or the way to it, hangs"),
)


def lines(here: Here) -> Iterator[str]:
    """A line a step that went well.  CsgError for the first that did not, with its mend."""
    settings = sharing.load(here.environ, here.home)
    if settings is None:
        raise errors.CsgError("CSG_POSTGRES names no database: put it into config.env, as CSG_POSTGRES=service=csg")
    if settings.problem:
        raise errors.CsgError(settings.problem)
    path = program(here.environ)
    if not path:
        raise errors.CsgError("there is no psql on PATH: install PostgreSQL's client")
    number = version(path)
    if number < OLDEST:
        raise errors.CsgError("%s is version %d: psql %d or newer is wanted" % (path, number, OLDEST))
    yield "psql: %s (version %d)" % (wording.name(path, 300), number)
    try:
        psql = Psql(path, settings.conninfo, here.environ)
        try:
            yield from _asked(psql, settings, here)
        finally:
            psql.close()
    except Failed as failed:
        raise errors.CsgError(_mended(failed.said)) from None


def _mended(said: str) -> str:
    mend = next((mend for part, mend in _MENDS if part in said), "")
    return wording.name(said, 400) + (": " + mend if mend else "")


def _asked(psql: Psql, settings: sharing.Settings, here: Here) -> Iterator[str]:
    who = psql.ask("select current_user || ' in ' || current_database() || ', PostgreSQL ' || version()", _PATIENCE)
    yield "connected: as %s" % wording.name((who[0] if who else "").split(" on ")[0], 200)
    member = psql.ask("select count(*) from csg.team_repo t where pg_has_role(t.team, 'member')", _PATIENCE)
    yield "schema: there; repositories of this user's teams: %s" % wording.name(member[0] if member else "0", 20)
    found = repository.find(paths.canonical(here.cwd))
    called = remotes.of(found, here.environ) if found is not None else ""
    if not called or not settings.shares(called):
        why = "no repository with a remote" if not called else "CSG_SHARE does not name %s" % wording.name(called, 200)
        yield "round trip: not tried, for here is %s" % why
        return
    began = time.monotonic()
    row = exchange.Row(int(time.time() * 1e6), called, json.dumps({"k": "test"}))
    machine = settings.machine[:50] + " (test)"
    exchange.send(psql, machine, [row], [called], 0, 600.0)
    back = exchange.send(psql, settings.machine, [], [called], 0, 600.0)
    if not any(one.machine == machine and one.seq == row.seq for one in back.arrivals):
        raise Failed("what was said does not come back", False)
    yield "round trip: %s, said and heard in %.0f ms" % (wording.name(called, 200), 1000 * (time.monotonic() - began))
