"""known: what Sessions are called and where files are, also of Sessions that ended; chosen: which Events are meant."""

import os
import unittest
from typing import Any, List

from csg.base import paths
from csg.state import names, roster, sessions
from csg.views import chosen, history, known
from tests.support import Sandbox

A, B, C = ["%s-2222-4333-8444-555555555555" % (letter * 8) for letter in "abc"]


class KnownCase(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.home = os.fsencode(self.box.home)
        self.shop = self.box.repository()

    def start(self, identifier: str, cwd: str = "", intent: str = "", prompt: str = "") -> sessions.Session:
        session = sessions.observe(identifier, os.fsencode(cwd or self.shop), {}, 1000.0)
        sessions.start(self.home, session)
        if intent:
            names.set_intent(self.home, session.name, intent, 1000.0)
        names.keep_prompt(self.home, session.name, prompt, 1000.0)
        return session

    def end(self, identifier: str) -> None:
        self.assertTrue(sessions.end(self.home, identifier, {}))

    def event(self, kind: str, session: str = "", **fields: Any) -> history.Event:
        return history.Event(5000.0, kind, session, fields)


class Names(KnownCase):
    def test_intent_prompt_branch(self) -> None:
        self.start(A, intent="round prices", prompt="do it")
        self.start(B, prompt="do it")
        self.start("Third Client", "")
        who = known.Known(self.home)
        self.assertEqual((who.names[A], who.names[B], who.names["Third Client"]), ("round prices", "do it", "main"))
        self.assertEqual(who.names[paths.text(paths.safe_name("Third Client"))], "main")
        self.assertEqual(who.root(A), os.fsencode(self.shop))

    def test_of_one_that_ended_the_log_says_the_intent(self) -> None:
        self.start(A, prompt="do it")
        self.end(A)
        self.start(B)
        self.end(B)
        who = known.Known(self.home)
        self.assertEqual((who.names[A], who.names[B]), ("do it", "main"))
        for event in (self.event("intent", A, text="one"), self.event("intent", A, text="two")):
            who.learn(event)
        self.assertEqual(who.names[A], "two")
        self.assertEqual(who.root(A), os.fsencode(self.shop))
        who.learn(self.event("intent", A, text=""))
        self.assertEqual(who.names[A], "do it")

    def test_of_one_that_is_live_the_disk_says_it(self) -> None:
        session = self.start(A, intent="now")
        who = known.Known(self.home)
        who.learn(self.event("intent", A, text="long ago"))
        self.assertEqual(who.names[A], "now")
        names.set_intent(self.home, session.name, "later", 1.0)
        who.refresh(A)
        self.assertEqual(who.names[A], "later")

    def test_of_one_without_a_record(self) -> None:
        who = known.Known(self.home)
        who.learn(self.event("edit", C))
        self.assertEqual((who.names[C], who.root(C)), ("", b""))
        who.learn(self.event("intent", C, text="mend"))
        self.assertEqual((who.names[C], who.meant("mend"), who.meant("cccc")), ("mend", [C], [C]))

    def test_a_branch_is_no_name_to_be_meant_by(self) -> None:
        self.start(A)
        self.start(B, intent="main roads")
        who = known.Known(self.home)
        self.assertEqual(who.meant("main"), [B])
        self.assertEqual((who.meant("aaaa"), who.meant("nobody"), who.meant("")), ([A], [], []))

    def test_a_damaged_record(self) -> None:
        session = self.start(A)
        with open(roster.directory(self.home, session.name) + b"/session.json", "wb") as file:
            file.write(b"{torn")
        self.assertEqual(known.Known(self.home).meant("aaaa"), [])


class Places(KnownCase):
    def test_is_here(self) -> None:
        api = self.box.repository("api")
        inside, places = self.box.make("work", "shop", "src"), known.Places(os.fsencode(self.shop))
        for path, here in (
            (self.shop + "/a", True),
            (inside + "/gone/a", True),
            (api + "/a", False),
            (self.box.work + "/a", None),
            ("/", None),
        ):
            self.assertIs(places.is_here(os.fsencode(path)), here, path)
        outside = known.Places(os.fsencode(self.box.work))
        self.assertIs(outside.is_here(os.fsencode(self.box.work + "/a")), True)
        self.assertIs(outside.is_here(b"/elsewhere/a"), None)

    def test_what_is_gone_is_as_its_session_saw_it(self) -> None:
        places = known.Places(os.fsencode(self.shop))
        self.assertEqual(places.base(b"/gone/tree/src/a", b"/gone/tree"), b"/gone")
        self.assertEqual(places.base(b"/gone/tree/src/a"), b"/")
        self.assertEqual(places.shown(b"/gone/a"), b"/gone/a")


class Chosen(KnownCase):
    def setUp(self) -> None:
        super().setUp()
        self.start(A)
        self.who = known.Known(self.home)

    def here(self, *some: history.Event) -> List[bool]:
        choice = chosen.Chosen(self.who, places=known.Places(os.fsencode(self.shop)))
        return [choice.wants(event) for event in some]

    def test_here_is_where_the_file_is_else_where_the_session_is(self) -> None:
        elsewhere = self.box.repository("api") + "/x"
        found = self.here(
            self.event("edit", A, path=self.shop + "/x"),
            self.event("edit", A, path=elsewhere),
            self.event("edit", C, path=self.shop + "/x"),
            self.event("git", C, command="git stash", root=self.shop),
            self.event("start", C, cwd=self.shop + "/src"),
            self.event("start", C, cwd=os.path.dirname(elsewhere)),
            self.event("end", A),
            self.event("end", C),
            self.event("tell", C, to=[A]),
            self.event("error", what="x"),
            self.event("edit", C, path="relative\0"),
        )
        self.assertEqual(found, [True, False, True, True, True, False, True, False, True, False, False])

    def test_whom_it_concerns(self) -> None:
        odd = "An Id"
        choice = chosen.Chosen(self.who, sessions=[odd])
        for event, wanted in (
            (self.event("edit", odd), True),
            (self.event("conflict", A, others=[paths.text(paths.safe_name(odd))]), True),
            (self.event("tell", A, to=[odd]), True),
            (self.event("edit", A), False),
            (self.event("conflict", A, others=[None, 3]), False),
        ):
            self.assertIs(choice.wants(event), wanted)

    def test_since_and_kinds(self) -> None:
        choice = chosen.Chosen(self.who, 5000.0, ["edit"])
        self.assertEqual([choice.wants(self.event(kind)) for kind in ("edit", "end")], [True, False])
        self.assertFalse(chosen.Chosen(self.who, 5000.1).wants(self.event("edit")))
        self.assertEqual(chosen.kinds(" edit, git,"), ["edit", "git"])


if __name__ == "__main__":
    unittest.main()
