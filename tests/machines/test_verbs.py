"""`csg machines` and doctor, as a person who sets it up meets them."""

import json
import os
import re

from tests.machines.case import REPOSITORY, MachinesCase
from tests.machines.server import PASSWORD
from tests.support import event


class Trial(MachinesCase):
    def said(self, code: int, *words: str, **environ: str) -> str:
        done = self.desk.box.csg("machines", *words, cwd=self.desk.clone, environ=environ)
        self.assertEqual(done.returncode, code, done)
        return (done.stdout + done.stderr).decode()

    def test_what_goes_well(self) -> None:
        said = self.said(0, "test").split("\n")
        self.assertRegex(said[0], r"^psql: /.*psql \(version \d+\)$")
        self.assertRegex(said[1], r"^connected: as alice in csg, PostgreSQL ")
        self.assertEqual(said[2], "schema: there; repositories of this user's teams: 1")
        self.assertRegex(said[3], r"^round trip: example\.com/shop, said and heard in \d+ ms$")
        self.assertIn("machines", self.desk.box.csg("doctor", cwd=self.desk.clone).stdout.decode())

    def test_each_failure_has_one_line_with_its_mend(self) -> None:
        good = self.server.conninfo("alice")
        cases = {
            good + " password=secret": "~/.pgpass",
            good.replace("user=alice", "user=bob"): "put it into ~/.pgpass",
            good.replace("port=%d" % self.server.port, "port=9"): "no server answers",
            good.replace(self.server.certificate, "/nonexistent"): "sslrootcert must name a file that is there",
            good.replace("host=localhost", "host=elsewhere.example"): "host must be that one",
            "service=nowhere": "there is no such section",
            good.replace("dbname=csg", "dbname=postgres"): "csg machines sql | psql DATABASE",
            "csg": "service=NAME",
        }
        for conninfo, mend in cases.items():
            self.desk.box.write(os.path.join(self.desk.box.user, ".pgpass"), "localhost:*:*:alice:made-up-alice\n")
            os.chmod(os.path.join(self.desk.box.user, ".pgpass"), 0o600)
            said = self.said(1, "test", CSG_POSTGRES=conninfo).strip().split("\n")
            errors = [line for line in said if line.startswith("csg: ")]
            self.assertEqual(len(errors), 1, said)
            self.assertIn(mend, errors[0], conninfo)
            self.assertNotIn("secret", " ".join(said))

    def test_not_set_up(self) -> None:
        self.assertIn("CSG_POSTGRES names no database", self.said(1, "test", CSG_POSTGRES=""))
        self.assertIn("other machines: off", self.said(0, "status", CSG_POSTGRES=""))
        self.assertIn("CSG_SHARE says which", self.said(1, "status", CSG_SHARE=""))

    def test_status_follows(self) -> None:
        self.assertIn("idle", self.said(0, "status"))
        self.desk.start("a1")
        self.until(lambda: "connected" in self.said(0, "status"))
        facts = json.loads(self.said(0, "status", "--json"))
        self.assertEqual((facts["state"], facts["machine"], facts["sessions"]), ("on", "desk", []))
        self.lap.start("b1")
        self.lap.edit("b1", "a.py")
        self.until(
            lambda: re.search(r"`b1-\w+` \(lap of bob\) on `main` \(not pushed\), 1 file", self.said(0, "status"))
        )

    def test_no_secret_is_anywhere(self) -> None:
        self.desk.start("a1")
        self.desk.edit("a1", "a.py")
        self.until(lambda: "connected" in self.said(0, "status"))
        secret = (PASSWORD % "alice").encode()
        for folder, _, files in os.walk(self.desk.box.home):
            for file in files:
                with open(os.path.join(folder, file), "rb") as opened:
                    self.assertNotIn(secret, opened.read(), file)
        for name in os.listdir("/proc"):
            for part in ("cmdline", "environ"):
                try:
                    with open("/proc/%s/%s" % (name, part), "rb") as opened:
                        data = opened.read()
                except OSError:
                    continue
                if b"csg" in data and name.isdigit() and int(name) != os.getpid():
                    self.assertNotIn(secret, data)

    def test_what_leaves_the_machine(self) -> None:
        """Nothing of a repository that is not named, no prompt, no absolute path, nothing of the contents."""
        other = self.desk.box.repository("secret-project")
        self.desk.start("a1")
        self.desk.box.send(event("UserPromptSubmit", "a1", self.desk.clone, prompt="my own words"))
        self.desk.edit("a1", "shared.py")
        self.desk.box.edit("a1", self.desk.box.write(other + "/private.py", "x\n"), cwd=self.desk.clone)
        self.until(lambda: "shared.py" in self.server.admin("select body from csg.claim", "csg"))
        self.desk.edit("a1", "later.py")
        self.until(lambda: "later.py" in self.server.admin("select body from csg.claim", "csg"))
        told = self.server.admin("select * from csg.claim", "csg")
        for part in ("private", "secret-project", "my own words", self.desk.box.path, "/tmp", self.desk.box.user):
            self.assertNotIn(part, told)
        self.assertEqual(self.server.admin("select distinct repo from csg.claim", "csg").strip(), REPOSITORY)
