"""What leaves this machine: nothing that the person has not named, and no password in a command line."""

import unittest

from csg.machines import sharing
from tests.support import SandboxCase

WITH_PASSWORD = [
    "host=db user=me password=secret",
    "host=db PASSWORD='se cret'",
    "host=db password = secret",
    "user=me sslpassword=x host=db",
    "postgresql://me:secret@db/csg",
    "postgres://me:@db/csg",
    "postgresql://db/csg?user=me&password=secret",
    "postgresql://db/csg?sslpassword=x",
]
WITHOUT = [
    "service=csg",
    "host=db dbname=csg user=me sslmode=verify-full",
    "host=db user='password=x'",
    "postgresql://me@db:5433/csg?sslmode=verify-full",
    "passfile=/home/me/.pgpass host=db",
]


class Conninfo(unittest.TestCase):
    def test_a_password_is_refused_and_not_repeated(self) -> None:
        for conninfo in WITH_PASSWORD:
            said = sharing.problem(conninfo)
            self.assertIn("~/.pgpass", said, conninfo)
            self.assertNotIn("secret", said)

    def test_without_one_it_is_fine(self) -> None:
        for conninfo in WITHOUT:
            self.assertEqual(sharing.problem(conninfo), "", conninfo)

    def test_what_is_none(self) -> None:
        for conninfo in ("csg", "a\nb=c", "x" * 3000, "mysql://db/csg"):
            self.assertTrue(sharing.problem(conninfo), conninfo)


class Loaded(SandboxCase):
    def load(self, **environ: str) -> "sharing.Settings | None":
        given = {**self.box.environ, **environ}
        return sharing.load({k.encode(): v.encode() for k, v in given.items()}, self.box.home.encode())

    def test_nothing_is_shared_unless_it_is_said(self) -> None:
        self.assertIsNone(self.load())
        self.assertIsNone(self.load(CSG_SHARE="**"))
        settings = self.load(CSG_POSTGRES="service=csg")
        assert settings is not None
        self.assertIn("CSG_SHARE", settings.problem)
        self.assertFalse(settings.shares("github.com/our/shop"))

    def test_globs(self) -> None:
        settings = self.load(CSG_POSTGRES="service=csg", CSG_SHARE="github.com/our/* gitlab.example.com/**")
        assert settings is not None
        self.assertEqual(settings.problem, "")
        for name, shared in {
            "github.com/our/shop": True,
            "github.com/ours/shop": False,
            "github.com/our/group/shop": False,
            "gitlab.example.com/a/b/c": True,
            "": False,
        }.items():
            self.assertEqual(settings.shares(name), shared, name)

    def test_the_settings_file_and_the_machines_name(self) -> None:
        self.box.make(self.box.home)
        with open(self.box.home + "/config.env", "w", encoding="ascii") as file:
            file.write("CSG_POSTGRES=service=csg\nCSG_SHARE=github.com/our/*\nCSG_MACHINE='the <desk>`'\n")
        settings = self.load()
        assert settings is not None
        self.assertEqual(settings.conninfo, "service=csg")
        self.assertNotIn("<", settings.machine)
        self.assertNotIn("`", settings.machine)
        self.assertIsNone(self.load(CSG_POSTGRES=""))
