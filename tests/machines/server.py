"""A PostgreSQL server of the test's own: TLS that is verified, passwords by SCRAM.

Found in Debian's place or on PATH; where there is none the tests are skipped, unless CSG_REQUIRE_POSTGRES=1 says that
this would be a failure.  It does not run as root: then it runs as the user `postgres`, whom Debian's package makes.
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from typing import Dict, List, Optional

from tests.support import made_once

#: Members and what they are for; each one's password is made up.
TEAM = "shop_team"
PASSWORD = "made-up-%s"


class NoServer(Exception):
    """There is no PostgreSQL though CSG_REQUIRE_POSTGRES=1."""


def find() -> str:
    """The folder with initdb and postgres, or ""."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    path = found[-1] if found else shutil.which("initdb") or ""
    return os.path.dirname(path)


def need() -> str:
    """`find`, for a test: without one SkipTest, or NoServer with CSG_REQUIRE_POSTGRES=1."""
    folder = find()
    if folder and (os.geteuid() or _account()) and shutil.which("openssl"):
        return folder
    reason = "PostgreSQL's server and openssl are not installed, or root finds no user postgres to run it as"
    if os.environ.get("CSG_REQUIRE_POSTGRES") == "1":
        raise NoServer(reason)
    raise unittest.SkipTest("skipped: " + reason)


def _account() -> "Optional[pwd.struct_passwd]":
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


class Server:
    """A cluster and its server.

    people   have a login and belong to TEAM, which works on `repositories`"""

    def __init__(self, people: List[str], repositories: List[str]) -> None:
        self._bin = need()
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="csg-pg-"))
        os.chmod(self.path, 0o755)
        self._account = _account() if os.geteuid() == 0 else None
        self.data = os.path.join(self.path, "data")
        self.port = self._free_port()
        self._process: Optional[subprocess.Popen[bytes]] = None
        self.certificate = os.path.join(self.path, "root.crt")
        if self._account:
            os.chown(self.path, self._account.pw_uid, self._account.pw_gid)
        name = "postgres-" + "-".join([*people, *repositories]).replace("/", "-")
        self._copy(made_once(name, lambda path: self._make(path, people, repositories)), self.data)
        shutil.copyfile(os.path.join(self.data, "server.crt"), self.certificate)
        os.chmod(self.certificate, 0o644)
        self.start()

    def _free_port(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return int(free.getsockname()[1])

    def words(self, *words: str) -> List[str]:
        """A command line, as the account that the server runs as."""
        runuser = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if self._account else []
        return [*runuser, *words]

    def _run(self, *words: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            self.words(*words), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", timeout=120
        )
        assert done.returncode == 0, (words, done.stdout.decode("utf-8", "replace"))
        return done.stdout

    @staticmethod
    def _copy(data: str, path: str) -> None:
        subprocess.run(["cp", "-a", data, path], check=True, timeout=120)  # whoever owns it

    def _make(self, template: str, people: List[str], repositories: List[str]) -> None:
        """A cluster with all that the tests start from, to be copied: to make it takes longer than many of them."""
        initdb = [self._bin + "/initdb", "-D", self.data, "-U", "admin", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run(*initdb, "--locale=C", "--wal-segsize=1")  # small, since it is copied
        key, certificate = os.path.join(self.data, "server.key"), os.path.join(self.data, "server.crt")
        make = ["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=localhost"]
        self._run(*make, "-out", certificate, "-keyout", key, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        self._run("chmod", "600", key)
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "ssl": "on",
            "fsync": "off",
            "max_connections": 60,
            "password_encryption": "'scram-sha-256'",
            "logging_collector": "off",
        }
        text = "".join("%s = %s\n" % setting for setting in settings.items())
        self._run("sh", "-c", "cat >>%s/postgresql.conf" % self.data, stdin=text.encode())
        access = "local all admin trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        self._run("sh", "-c", "cat >%s/pg_hba.conf" % self.data, stdin=access.encode())
        self.start()
        from csg.machines import schema

        self.admin("create database csg")
        self.admin(schema.sql(TEAM, repositories), "csg")
        for person in people:
            self.add(person)
        self.stop()
        os.rename(self.data, template)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = open(os.path.join(self.path, "log"), "ab")
        with log:
            own = ["-p", str(self.port), "-k", self.path]
            words = self.words(self._bin + "/postgres", "-D", self.data, *own)
            self._process = subprocess.Popen(words, stdout=log, stderr=log, cwd="/")
        limit = time.monotonic() + 60
        ready = [self._bin + "/pg_isready", "-q", "-h", self.path, "-p", str(self.port)]
        while subprocess.run(ready, timeout=20).returncode:
            assert self._process.poll() is None and time.monotonic() < limit, self.log()
            time.sleep(0.05)

    def stop(self, how: str = "fast") -> None:
        """Stop it: "smart", "fast" or "immediate"."""
        if self._process is not None and self._process.poll() is None:
            self._run(self._bin + "/pg_ctl", "-D", self.data, "-m", how, "-w", "stop")
            self._process.wait(60)

    def place(self, name: str) -> str:
        """A directory of the server's account; its path."""
        path = os.path.join(self.path, name)
        self._run("mkdir", "-m", "700", path)
        return path

    def put(self, path: str, text: str) -> None:
        """Write a file as the server's account."""
        self._run("sh", "-c", 'umask 077; cat >"$1"', "sh", path, stdin=text.encode())

    def copy(self) -> str:
        """Stop it, copy its data aside, start it; the copy's path."""
        self.stop()
        self._run("cp", "-a", self.data, self.data + ".copy")
        self.start()
        return self.data + ".copy"

    def restore(self, copy: str) -> None:
        """Stop it, and start it with the data of an earlier day."""
        self.stop()
        shutil.rmtree(self.data)
        self._run("mv", copy, self.data)
        self.start()

    def remove(self) -> None:
        """Stop it, and take it all away."""
        self.stop("immediate")
        shutil.rmtree(self.path, ignore_errors=True)

    def log(self) -> str:
        """What the server said."""
        with open(os.path.join(self.path, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def pid(self) -> int:
        """Of the server's first process."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    @property
    def psql(self) -> str:
        """psql itself, not Debian's wrapper."""
        return self._bin + "/psql"

    def admin(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as the superuser; what it prints."""
        words = [self.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.path, "-p", str(self.port)]
        return self._run(*words, "-U", "admin", "-d", database, stdin=sql.encode()).decode()

    def add(self, person: str, team: str = TEAM) -> None:
        """A person with a login, in a team."""
        self.admin("create role %s login password '%s'; grant %s to %s" % (person, PASSWORD % person, team, person))

    def conninfo(self, person: str, port: int = 0) -> str:
        """How this person connects; the password is in the passfile (`passfile`)."""
        where = "host=localhost hostaddr=127.0.0.1 port=%d dbname=csg user=%s" % (port or self.port, person)
        return "%s sslmode=verify-full sslrootcert=%s connect_timeout=5" % (where, self.certificate)

    def passfile(self, person: str, home: str) -> None:
        """Write the person's ~/.pgpass."""
        path = os.path.join(home, ".pgpass")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write("localhost:*:csg:%s:%s\n" % (person, PASSWORD % person))

    def environ(self, person: str, home: str) -> Dict[str, str]:
        """What a machine of this person's has in its environment."""
        self.passfile(person, home)
        return {"CSG_POSTGRES": self.conninfo(person)}
