"""What the person has said about other machines: nothing leaves this one without.

    CSG_POSTGRES  a libpq connection string or URI, or `service=NAME`; a password in it is refused: it would stand in
                  psql's command line, for all to see
    CSG_SHARE     globs of repositories as they are called elsewhere (host/path), separated by spaces
    CSG_MACHINE   what this machine is called; else its host name

Each from the environment, else from config.env, as all settings.
"""

import os
import re
from typing import List, Mapping, Optional
from urllib.parse import parse_qsl, urlsplit

from csg.base import config, files, paths, rules, wording

NAMES = ("CSG_POSTGRES", "CSG_SHARE", "CSG_MACHINE")
_LONGEST = 2000  # characters of a connection string
_MACHINE = 64  # characters, as the table's check has it
_PAIR = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)")


class Settings:
    """What is in force.

    conninfo  for psql       machine  what this one is called       globs  what is shared
    problem   why nothing is shared all the same: one line with its mend; "" if nothing is wrong"""

    def __init__(self, conninfo: str, globs: List[str], machine: str) -> None:
        self.conninfo = conninfo
        self.globs = globs
        self.machine = machine
        self.problem = ""

    def shares(self, repository: str) -> bool:
        """May what Sessions do in this repository (host/path) be told to other machines?"""
        return bool(repository) and any(rules.matches(glob, repository) for glob in self.globs)


def load(environ: Mapping[bytes, bytes], home: bytes) -> Optional[Settings]:
    """The settings; None where there is no CSG_POSTGRES."""
    values = _values(environ, home)
    conninfo = values.get("CSG_POSTGRES", "").strip()
    if not conninfo:
        return None
    settings = Settings(conninfo, values.get("CSG_SHARE", "").split(), _machine(values.get("CSG_MACHINE", "")))
    settings.problem = problem(conninfo)
    if not settings.problem and not settings.globs:
        settings.problem = "CSG_SHARE says which repositories are shared (as github.com/our-team/*): without it none is"
    return settings


def problem(conninfo: str) -> str:
    """What is wrong with a connection string, with the mend; "" if nothing is.  It is not repeated."""
    if len(conninfo) > _LONGEST or not conninfo.isprintable():
        return "CSG_POSTGRES: a connection string of one line is wanted, as service=csg"
    if has_password(conninfo):
        return (
            "CSG_POSTGRES: a password does not belong there, since others on this machine could read it: put it into "
            "~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD, chmod 600), and leave it out"
        )
    if not re.match(r"postgres(ql)?://", conninfo) and "=" not in conninfo:
        return "CSG_POSTGRES: service=NAME, host=… dbname=… or postgresql://… is wanted"
    return ""


def has_password(conninfo: str) -> bool:
    """Does it hold one, in either of libpq's two forms?"""
    if re.match(r"postgres(ql)?://", conninfo):
        try:
            parts = urlsplit(conninfo)
            named = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
            return parts.password is not None or any(name in ("password", "sslpassword") for name in named)
        except ValueError:
            return True
    return any(name.lower() in ("password", "sslpassword") for name, _ in _PAIR.findall(conninfo))


def _machine(stated: str) -> str:
    name = wording.name(stated.strip() or os.uname().nodename, _MACHINE)
    return name or "machine"


def _values(environ: Mapping[bytes, bytes], home: bytes) -> "dict[str, str]":
    values = {}
    try:
        data = files.head(paths.config_file(environ, home))
    except OSError:
        pass
    else:
        values = {name: value for _, name, value in config.parse(paths.text(data), [], "") if name in NAMES}
    for name in NAMES:
        stated = environ.get(name.encode())
        if stated is not None:
            values[name] = paths.text(stated)
    return values
