"""A server that knows less than it did, or waits for somebody: what is held is told again, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from typing import Dict, Optional, Set
from unittest import mock

from csg.machines import exchange, lag, server, sharing
from csg.machines.psql import Failed, Psql, program
from tests.machines.case import REPOSITORY, MachinesCase
from tests.machines.server import PASSWORD
from tests.support import FULL


class SetBack(MachinesCase):
    def setUp(self) -> None:
        super().setUp()
        self.lap.start("b1")
        self.desk.start("a1")

    def held(self) -> Set[str]:
        """What the other machine knows of."""
        return {name for one in self.lap.remotes() for name in one["files"]}

    def rows(self) -> Set[str]:
        """The files of which something stands in the table."""
        bodies = self.server.admin("select body from csg.claim where body like '%%\"claim\"%%'", "csg")
        return {json.loads(line)["f"] for line in bodies.split("\n") if line}

    def knows(self, *names: str) -> None:
        """The other machine comes to know of these."""
        self.until(lambda: self.held() >= set(names))

    def test_a_restored_database(self) -> None:
        self.desk.edit("a1", "before.py")
        self.knows("before.py")
        copy = self.server.copy()
        self.desk.edit("a1", "lost.py")
        self.knows("lost.py")
        # on the way back its counter stands well below what machines have seen
        self.server.admin("do $$ begin for i in 1..500 loop perform txid_current(); commit; end loop; end $$")
        self.server.restore(copy)
        took = self.until(lambda: "lost.py" in self.rows())
        print("restored: what was lost is told again after %.1f s" % took, file=sys.stderr)
        self.lap.edit("b1", "there.py")
        self.until(lambda: "there.py" in {name for one in self.desk.remotes() for name in one["files"]})
        self.desk.edit("a1", "after.py")
        self.knows("before.py", "lost.py", "after.py")

    def test_a_restored_database_while_no_carrier_ran(self) -> None:
        copy = self.server.copy()
        self.desk.edit("a1", "lost.py")
        self.knows("lost.py")
        for machine in (self.desk, self.lap):
            with open(os.path.join(machine.box.home, "machines", "status"), encoding="ascii") as file:
                os.kill(int(json.load(file)["pid"]), signal.SIGKILL)
        self.server.restore(copy)
        self.assertEqual(self.rows(), set())
        self.desk.start("a2")
        self.lap.start("b2")
        self.until(lambda: "lost.py" in self.rows())
        self.knows("lost.py")

    def test_an_emptied_table(self) -> None:
        for name in ("a.py", "b.py"):
            self.desk.edit("a1", name)
        self.knows("a.py", "b.py")
        self.server.admin("truncate csg.claim", "csg")
        took = self.until(lambda: self.rows() == {"a.py", "b.py"})
        print("emptied: all of it is told again after %.1f s" % took, file=sys.stderr)
        time.sleep(2.0)
        # each is told once more, not for ever, and is one Claim for who knew it
        count = "select count(*) from csg.claim where body like '%%\"claim\"%%'"
        self.assertEqual(self.server.admin(count, "csg").strip(), "2")
        self.assertEqual(sorted(name for one in self.lap.remotes() for name in one["files"]), ["a.py", "b.py"])
        # and known to who comes later
        late = self.machine("bob", "late")
        late.start("c1")
        self.until(lambda: {name for one in late.remotes() for name in one["files"]} == {"a.py", "b.py"})

    def test_a_team_that_one_has_left(self) -> None:
        """What was said is out of sight then, as if it were lost; it is said once more and refused, not for ever."""
        self.desk.edit("a1", "a.py")
        self.knows("a.py")
        self.server.admin("delete from csg.team_repo", "csg")
        self.addCleanup(self.server.admin, "insert into csg.team_repo values ('shop_team', '%s')" % REPOSITORY, "csg")

        def refusals() -> int:
            return sum("takes nothing about" in str(line.get("what")) for line in self.desk.box.log())

        self.until(refusals)
        time.sleep(3.0)  # the other machine's too
        written = self.server.admin("select txid_current()")
        time.sleep(3.0)
        self.assertEqual(refusals(), 1)
        self.assertEqual(int(self.server.admin("select txid_current()")), int(written) + 1)


class Open(MachinesCase):
    """Somebody began a transaction that writes, and went home."""

    def begin(self, *words: str, environ: "Optional[Dict[str, str]]" = None) -> "subprocess.Popen[bytes]":
        """Its psql, which has a transaction's number by now."""
        left = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ)
        assert left.stdin is not None and left.stdout is not None
        for end in (left.wait, left.kill, left.stdout.close, left.stdin.close):
            self.addCleanup(end)
        left.stdin.write(b"begin; select txid_current();\n")
        left.stdin.flush()
        self.number = int(left.stdout.readline())
        return left

    def test_a_transaction_left_open(self) -> None:
        environ = {"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD % "bob", "PGAPPNAME": "nightly"}
        left = self.begin(self.server.psql, "-X", "-w", "-A", "-t", "-q", self.server.conninfo("bob"), environ=environ)
        number = self.number
        psql = Psql(self.server.psql, self.server.conninfo("alice"), self.environ())
        self.addCleanup(psql.close)
        seen = lag.Lag(1.0)
        mark, heard = 0, []
        limit = time.monotonic() + 2.5
        while time.monotonic() < limit:
            row = exchange.Row(int(time.time() * 1e6), REPOSITORY, "{}")
            exchange.send(psql, "lap", [row], [REPOSITORY], mark, 600.0)
            answer = exchange.send(psql, "desk", [], [REPOSITORY], mark, 600.0)
            heard.append((row.seq, {one.seq for one in answer.arrivals}))
            mark = answer.watermark
            seen.saw(mark, answer.open)
            seen.ask(lambda sql: psql.ask(sql, 5.0))
            time.sleep(0.2)
        self.assertEqual(mark, number)
        # all that came since is read each time
        said = {row for row, _ in heard}
        self.assertEqual(heard[-1][1], said)
        assert seen.facts is not None
        self.assertRegex(seen.facts["who"], r"^bob in csg, server process \d+, nightly$")
        self.assertLess(abs(time.time() - seen.facts["t"] - 2.5), 1.5)
        left.kill()
        left.wait(20)
        self.until(lambda: "nightly" not in self.server.admin("select application_name from pg_stat_activity"))
        answer = exchange.send(psql, "desk", [], [REPOSITORY], mark, 600.0)
        seen.saw(answer.watermark, answer.open)
        self.assertGreater(answer.watermark, number)
        self.assertIsNone(seen.facts)

    @unittest.skipUnless(FULL, "skipped: it takes a minute; CSG_SWEEPS=full runs it")
    def test_status_names_it(self) -> None:
        where = ["-h", self.server.path, "-p", str(self.server.port), "-U", "admin", "csg"]
        left = self.begin(self.server.psql, "-X", "-A", "-t", "-q", *where)
        self.lap.start("b1")
        self.desk.start("a1")
        self.desk.edit("a1", "a.py")

        def said() -> str:
            self.desk.edit("a1", "a.py")  # at work, so its carrier asks each second
            return self.lap.box.csg("machines", "status").stdout.decode()

        # a minute is what it may take without being spoken of
        time.sleep(lag.LONG - 10)
        self.until(lambda: "left open" in said(), 40)
        self.assertRegex(said(), r"left open on the server 1 minutes? ago: admin in csg, server process \d+")
        self.assertIn("`a1-", said())
        facts = json.loads(self.lap.box.csg("machines", "status", "--json").stdout)
        self.assertEqual((facts["state"], facts["problem"]), ("on", ""))
        self.assertGreater(facts["now"] - facts["lag"]["t"], lag.LONG)
        left.kill()
        left.wait(20)
        self.until(lambda: "left open" not in said())

    def environ(self) -> "dict[bytes, bytes]":
        return {name.encode(): value.encode() for name, value in self.desk.box.environ.items()}


class Programs(MachinesCase):
    """psql: none, too old, Debian's wrapper; and a server that takes a connection and says nothing."""

    def put(self, text: str) -> str:
        """A psql of that text, alone on a PATH with git and python3; the PATH."""
        folder = self.desk.box.make("bin")
        self.desk.box.write(os.path.join(folder, "psql"), text)
        os.chmod(os.path.join(folder, "psql"), 0o755)
        return folder

    def refused(self, path: str) -> str:
        """What the carrier says of this psql."""
        settings = sharing.Settings(self.server.conninfo("alice"), ["example.com/*"], "desk")
        with mock.patch("csg.machines.server.program", return_value=path), self.assertRaises(Failed) as raised:
            server.Server(os.fsencode(self.desk.box.home), settings).converse([], [REPOSITORY], 0.0, 600.0, 0)
        self.assertTrue(raised.exception.connection)
        return raised.exception.said

    def test_none_or_too_old(self) -> None:
        old = os.path.join(self.put("#!/bin/sh\necho 'psql (PostgreSQL) 11.22'\n"), "psql")
        self.assertEqual(self.refused(old), "%s is older than version 12" % old)
        self.assertEqual(self.refused(""), "there is no psql on PATH")
        self.assertIn("is older than", self.refused(self.put("#!/bin/sh\nexit 1\n") + "/psql"))

    def test_debians_wrapper_is_passed_over(self) -> None:
        folder = self.put("#!/usr/bin/perl\ndie 'the wrapper was started';\n")
        if not self.server.psql.startswith("/usr/lib/postgresql/"):
            self.skipTest("skipped: PostgreSQL is not where Debian puts it")
        path = folder + ":" + os.environ["PATH"]
        self.assertEqual(program({b"PATH": path.encode()}), self.server.psql)
        self.desk.box.environ["PATH"] = path
        said = self.desk.box.csg("machines", "test", cwd=self.desk.clone)
        self.assertEqual(said.returncode, 0, said)

    def test_frozen_at_connect(self) -> None:
        self.server.admin("select 1")
        os.kill(self.server.pid, signal.SIGSTOP)
        try:
            psql = Psql(self.server.psql, self.server.conninfo("alice"), {b"HOME": self.desk.box.user.encode()})
            began = time.monotonic()
            with self.assertRaises(Failed) as raised:
                psql.ask("select 1", 2.0)
            self.assertTrue(raised.exception.connection)
            self.assertLess(time.monotonic() - began, 4.0)
            self.assertRaises(ProcessLookupError, os.kill, psql.pid, 0)
        finally:
            os.kill(self.server.pid, signal.SIGCONT)
