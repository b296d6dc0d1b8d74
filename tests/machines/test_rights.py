"""What a member may do on a real server, and what is refused whatever it tries."""

import os
import subprocess
import unittest
from typing import Tuple

from csg.machines import schema
from tests.machines.case import REPOSITORY
from tests.machines.server import PASSWORD, TEAM, Server

_INSERT = "insert into csg.claim (machine, seq, repo, body) values ('%s', %d, '%s', '%s')"


class Rights(unittest.TestCase):
    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server(["alice", "bob"], [REPOSITORY])
        cls.addClassCleanup(cls.server.remove)
        for person in ("stranger", "nobody", "eve"):
            cls.server.admin("create role %s login password '%s'" % (person, PASSWORD % person))
        cls.server.admin("grant csg_member to stranger")
        cls.server.admin("create role other_team nologin; grant csg_member to other_team")
        cls.server.admin("insert into csg.team_repo values ('other_team', 'example.com/secret')", "csg")
        cls.server.admin("grant other_team to eve")

    def setUp(self) -> None:
        self.server.admin("truncate csg.claim", "csg")

    def ask(self, person: str, sql: str) -> Tuple[bool, str]:
        """Run SQL as this person, over TLS and with the password: did it go well, and what was said."""
        where = self.server.conninfo(person)
        environ = {"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD % person}
        words = [self.server.psql, "-X", "-w", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", where]
        done = subprocess.run(
            words, input=sql.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ, timeout=60
        )
        return done.returncode == 0, done.stdout.decode().strip()

    def refused(self, person: str, sql: str, why: str) -> None:
        good, said = self.ask(person, sql)
        self.assertFalse(good, "%s may: %s" % (person, sql))
        self.assertIn(why, said, sql)

    def good(self, person: str, sql: str) -> str:
        good, said = self.ask(person, sql)
        self.assertTrue(good, said)
        return said

    def test_members_of_a_team_read_what_each_says(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "{}"))
        self.assertEqual(self.good("bob", "select owner, machine, seq from csg.claim"), "alice|desk|1")

    def test_another_teams_repository_is_neither_read_nor_written(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "{}"))
        for person in ("eve", "stranger"):
            self.assertEqual(self.good(person, "select count(*) from csg.claim"), "0", person)
            self.refused(person, _INSERT % ("m", 1, REPOSITORY, "{}"), "row-level security")
        self.refused("alice", _INSERT % ("desk", 2, "example.com/secret", "{}"), "row-level security")
        self.refused("nobody", "select count(*) from csg.claim", "permission denied")

    def test_nobody_says_something_in_anothers_name(self) -> None:
        forged = "insert into csg.claim (owner, machine, seq, repo, body) values ('bob', 'm', 1, '%s', '')" % REPOSITORY
        self.refused("alice", forged, "permission denied")
        forged = "insert into csg.claim (machine, seq, repo, body, txid) values ('m', 1, '%s', '{}', 1)" % REPOSITORY
        self.refused("alice", forged, "permission denied")
        forged = "insert into csg.claim (machine, seq, repo, body, at) values ('m', 1, '%s', '{}', now())" % REPOSITORY
        self.refused("alice", forged, "permission denied")

    def test_taking_anothers_numbers_takes_nothing(self) -> None:
        self.good("alice", _INSERT % ("lap", 7, REPOSITORY, "alice"))
        self.good("bob", _INSERT % ("lap", 7, REPOSITORY, "bob") + " on conflict do nothing")
        said = self.good("bob", "select owner, body from csg.claim order by owner")
        self.assertEqual(said.split("\n"), ["alice|alice", "bob|bob"])

    def test_nothing_is_changed_or_taken_away(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "{}"))
        for sql in (
            "update csg.claim set body = 'x'",
            "delete from csg.claim",
            "truncate csg.claim",
            "insert into csg.team_repo values ('shop_team', 'example.com/mine')",
            "update csg.team_repo set repo = 'x/y'",
            "delete from csg.team_repo",
            "drop table csg.claim",
            "create table csg.mine (x int)",
        ):
            self.refused("alice", sql, "permission denied" if "drop" not in sql else "must be owner")
        self.refused("alice", "set role csg_owner", "permission denied")
        self.refused("alice", "set row_security = off; select * from csg.claim", "query would be affected")
        self.refused("alice", "alter table csg.claim disable row level security", "must be owner")
        self.assertEqual(self.good("bob", "select body from csg.claim"), "{}")

    def test_a_body_is_bounded(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "x" * 8192))
        self.refused("alice", _INSERT % ("desk", 2, REPOSITORY, "x" * 8193), "claim_body_check")
        self.refused("alice", _INSERT % ("m" * 65, 3, REPOSITORY, "x"), "claim_machine_check")

    def test_purge_keeps_a_day_whoever_asks(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "{}"))
        old = "insert into csg.claim (owner, machine, seq, repo, at, body) "
        old += "values ('bob', 'm', %d, '%s', now() - interval '%s', '{}')"
        self.server.admin(old % (1, REPOSITORY, "25 hours"), "csg")
        self.server.admin(old % (2, REPOSITORY, "23 hours"), "csg")
        self.assertEqual(self.good("alice", "select csg.purge('0 seconds')"), "1")
        self.assertEqual(self.good("alice", "select count(*) from csg.claim"), "2")
        self.refused("nobody", "select csg.purge()", "permission denied")

    def test_the_script_may_be_run_again(self) -> None:
        self.good("alice", _INSERT % ("desk", 1, REPOSITORY, "{}"))
        self.server.admin(schema.sql(TEAM, [REPOSITORY, "example.com/more"]), "csg")
        self.assertEqual(self.good("bob", "select count(*) from csg.claim"), "1")
        self.good("alice", _INSERT % ("desk", 2, "example.com/more", "{}"))
