"""One psql on pipes, asked again and again: TLS, passwords, proxies and time limits are libpq's.

After each statement an `\\echo @@N` says that its answer is over.  Exit status 2 is the connection, 3 an error in SQL
(psql(1)).  A server that is frozen tells psql nothing, so each answer has a deadline, and then psql is killed.
"""

import glob
import os
import re
import select
import subprocess
import time
from typing import List, Mapping

from csg.base import children, paths

OLDEST = 12  # its libpq knows tcp_user_timeout
#: What libpq goes by, beside the conninfo; none of it holds a password (PGPASSWORD does, and is not handed on).
_NEEDS = (
    *("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE"),
    *("PGSYSCONFDIR", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLCRL", "PGSSLNEGOTIATION", "PGGSSENCMODE"),
    *("PGCHANNELBINDING", "PGTARGETSESSIONATTRS", "PGCONNECT_TIMEOUT", "KRB5CCNAME", "KRB5_CONFIG"),
)
_MOST = 1 << 26  # bytes of one answer
_SAID = 2000  # characters of what psql says on stderr


class Failed(Exception):
    """psql did not answer.

    connection  the server was not there, or not in time; else it refused the statement      said  psql's own words"""

    def __init__(self, said: str, connection: bool) -> None:
        super().__init__(said)
        self.said = said
        self.connection = connection


def program(environ: Mapping[bytes, bytes]) -> str:
    """The psql to run: that of PATH, but Debian's wrapper, which costs as much as psql itself, is passed over."""
    found = os.fsdecode(children.find(b"psql", environ, b"/dev/null"))
    if found:
        try:
            with open(found, "rb") as file:
                wrapper = file.read(2) == b"#!"
        except OSError:
            wrapper = False
        if not wrapper:
            return found
    own = glob.glob("/usr/lib/postgresql/*/bin/psql")
    own.sort(key=lambda path: [int(part) for part in re.findall(r"\d+", path)])
    return own[-1] if own else found


def version(path: str) -> int:
    """Its major version; 0 if it does not tell."""
    try:
        said = subprocess.run(
            [path, "--version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=children.environment(os.environ),
            timeout=10,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(rb"\) (\d+)", said)
    return int(found.group(1)) if found else 0


class Psql:
    """The process.  It ends with its parent: its stdin does."""

    def __init__(self, path: str, conninfo: str, environ: Mapping[bytes, bytes]) -> None:
        """`conninfo` holds no password (sharing.Settings).  Failed."""
        self._number = 0
        self._buffer = b""
        try:
            self._process = subprocess.Popen(
                [path, "-X", "-w", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", conninfo],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=children.environment(environ, *_NEEDS),
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise Failed("psql does not start: %s" % error.strerror, True) from None
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """The process's."""
        return self._process.pid

    def ask(self, statement: str, seconds: float) -> List[str]:
        """Run one statement; the lines of its answer.  Failed, and then this psql is over.

        statement  without the semicolon    seconds  for the whole answer, and to connect, the first time"""
        self._number += 1
        mark = b"@@%d" % self._number
        text = "%s;\n\\echo @@%d\n" % (statement, self._number)
        deadline = time.monotonic() + seconds
        try:
            self._write(text.encode("utf-8", "surrogateescape"), deadline)
            data = self._until(mark, deadline)
        except Failed:
            self.close()
            raise
        return data.decode("utf-8", "replace").split("\n")[:-1]

    def _write(self, data: bytes, deadline: float) -> None:
        assert self._process.stdin is not None
        fd = self._process.stdin.fileno()
        while data:
            try:
                data = data[os.write(fd, data) :]
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Failed("psql takes nothing more", True) from None
                select.select([], [fd], [], 0.05)
            except OSError:  # it has ended; what it said tells why
                raise self._failure() from None

    def _until(self, mark: bytes, deadline: float) -> bytes:
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        while True:
            if self._buffer.startswith(mark + b"\n"):
                data, self._buffer = b"", self._buffer[len(mark) + 1 :]
                return data
            at = self._buffer.find(b"\n" + mark + b"\n")
            if at >= 0:
                data, self._buffer = self._buffer[: at + 1], self._buffer[at + len(mark) + 2 :]
                return data
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failed("the server did not answer in time", True)
            if not select.select([fd], [], [], left)[0]:
                continue
            piece = os.read(fd, 1 << 16)
            if not piece:
                raise self._failure()
            self._buffer += piece
            if len(self._buffer) > _MOST:
                raise Failed("the server's answer is too long", False)

    def _failure(self) -> Failed:
        try:
            code = self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            code = 2
        said = b""
        assert self._process.stderr is not None
        try:
            said = os.read(self._process.stderr.fileno(), 1 << 14)
        except OSError:
            pass
        lines = [line.strip() for line in paths.text(said).split("\n") if line.strip()]
        marked = [line for mark in ("ERROR:", "FATAL:", "error:") for line in lines if mark in line]
        text = (marked or lines or [""])[0]
        return Failed(text[:_SAID] or "psql ended with status %d" % code, code != 3)

    def close(self) -> None:
        """End it."""
        process = self._process
        for pipe in (process.stdin, process.stdout, process.stderr):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was still to be written
                pass
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
