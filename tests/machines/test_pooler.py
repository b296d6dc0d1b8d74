"""Through PgBouncer in transaction mode: nothing of what is asked lives longer than its statement."""

import os
import shutil
import socket
import subprocess
import time
import unittest

from tests.machines.case import MachinesCase
from tests.machines.server import Server

PROGRAM = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")


class Pooler:
    """One in front of a server: TLS with the server's certificate on both sides, passwords by SCRAM."""

    def __init__(self, server: Server) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        place = server.place("pooler")
        secrets = server.admin("select rolname, rolpassword from pg_authid where rolpassword is not null")
        users = "".join('"%s" "%s"\n' % tuple(line.split("|")) for line in secrets.split())
        settings = {
            "listen_addr": "127.0.0.1",
            "listen_port": self.port,
            "unix_socket_dir": "",
            "auth_type": "scram-sha-256",
            "auth_file": place + "/users",
            "pool_mode": "transaction",
            "default_pool_size": 1,  # so two machines of one person share a backend, statement by statement
            "client_tls_sslmode": "require",
            "client_tls_key_file": server.data + "/server.key",
            "client_tls_cert_file": server.data + "/server.crt",
            "server_tls_sslmode": "verify-full",
            "server_tls_ca_file": server.certificate,
        }
        text = "[databases]\ncsg = host=localhost port=%d dbname=csg\n[pgbouncer]\n" % server.port
        server.put(place + "/users", users)
        server.put(place + "/ini", text + "".join("%s = %s\n" % setting for setting in settings.items()))
        self.log = os.path.join(server.path, "pooler.log")
        with open(self.log, "wb") as log:
            words = server.words(str(PROGRAM), place + "/ini")
            self._process = subprocess.Popen(words, stdout=log, stderr=log, cwd="/")
        limit = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                with open(self.log, encoding="utf-8") as said:
                    assert self._process.poll() is None and time.monotonic() < limit, said.read()
                time.sleep(0.05)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


@unittest.skipUnless(PROGRAM, "skipped: pgbouncer is not installed")
class Pooled(MachinesCase):
    def test_machines_meet(self) -> None:
        pooler = Pooler(self.server)
        self.addCleanup(pooler.close)
        second = self.machine("alice", "second")
        for machine in (self.desk, self.lap, second):
            machine.box.environ["CSG_POSTGRES"] = self.server.conninfo(machine.person, pooler.port)
        said = self.desk.box.csg("machines", "test", cwd=self.desk.clone)
        self.assertIn(b"said and heard in", said.stdout, said)
        self.lap.start("b1")
        for machine, name in ((self.desk, "a.py"), (second, "b.py")):
            machine.start("s1")
            machine.edit("s1", name)
        self.until(lambda: {name for one in self.lap.remotes() for name in one["files"]} == {"a.py", "b.py"})
        self.lap.edit("b1", "c.py")
        for machine in (self.desk, second):
            self.until(lambda machine=machine: ["c.py"] in [one["files"] for one in machine.remotes()])  # type: ignore[misc]
        self.assertIn("machine `desk`, of `alice`", self.lap.edit("b1", "a.py").context)
        self.assertIn("connected", self.lap.box.csg("machines", "status").stdout.decode())
        backends = self.server.admin("select count(*) from pg_stat_activity where usename = 'alice'")
        self.assertEqual(int(backends), 1)
