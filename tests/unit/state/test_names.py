import os
import tempfile
import unittest

from csg.base import wire
from csg.state import names, roster, sessions, worked
from csg.state.claims import Target, file, note, publish

NOW = 1_700_000_000.0


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.fsencode(os.path.realpath(folder.name))
        self.home = self.top + b"/home"
        self.session = sessions.observe("s", self.top, {b"CLAUDE_PID": b"%d" % os.getpid()}, NOW)
        sessions.start(self.home, self.session)

    def end(self) -> None:
        self.assertTrue(sessions.end(self.home, "s", {b"CLAUDE_PID": b"%d" % os.getpid()}))


class Names(Case):
    def test_the_first_line_that_says_something(self) -> None:
        for text, line in (
            ("fix the\tprices\nand more", "fix the prices"),
            ("\n  \n  hello  \n", "hello"),
            ("/compact", ""),
            ("<task-notification>\n<x>", ""),
            ("!ls", ""),
            ("", ""),
            ("x" * 200, "x" * 79 + "\u2026"),
        ):
            self.assertEqual(names.first_line(text), line)

    def test_intent_then_prompt_then_branch(self) -> None:
        self.session.branch = "main"
        self.assertEqual(names.called(self.session, "i", "p"), "i")
        self.assertEqual(names.called(self.session, "", "p"), "p")
        self.assertEqual(names.called(self.session, "", ""), "main")

    def test_the_latest_prompt_stays_after_the_end(self) -> None:
        self.assertEqual(names.prompt(self.home, b"s"), "")
        names.keep_prompt(self.home, b"s", "one", NOW)
        names.keep_prompt(self.home, b"s", "two \ud800", NOW)
        names.keep_prompt(self.home, b"s", "/clear", NOW)
        self.assertEqual(names.prompt(self.home, b"s"), "two \ud800")
        self.end()
        self.assertEqual(names.prompt(self.home, b"s"), "")
        self.assertEqual(names.of_ended(self.home, b"s"), "two \ud800")
        names.keep_prompt(self.home, b"s", "three", NOW)
        self.assertEqual(names.prompt(self.home, b"s"), "")
        sessions.start(self.home, self.session)
        self.assertEqual(names.prompt(self.home, b"s"), "two \ud800")

    def test_a_damaged_record(self) -> None:
        with open(roster.directory(self.home, b"s") + b"/prompt.json", "w") as file:
            file.write(wire.encode({"text": ["x"]}))
        self.assertEqual(names.prompt(self.home, b"s"), "")


class Worked(Case):
    def edits(self, name: str, t: float) -> Target:
        target = Target(self.top + b"/" + name.encode())
        publish(self.home, b"s", target, t, "call-%d" % t, "", 1, "Edit")
        return target

    def seen(self, since: float = 0.0) -> "list[tuple[bytes, float]]":
        return [(edit.path[len(self.top) + 1 :], edit.t) for edit in worked.edits(self.home, b"s", since)]

    def test_edits_outlive_a_release_an_end_and_a_return(self) -> None:
        a = self.edits("a", NOW)
        note(self.home, b"s", a.key, [{"t": NOW + 1, "released": None, "path": os.fsdecode(a.path)}])
        self.edits("b", NOW + 2)
        self.assertEqual(self.seen(), [(b"a", NOW), (b"b", NOW + 2)])
        self.end()
        self.assertEqual(self.seen(), [(b"a", NOW), (b"b", NOW + 2)])
        self.assertEqual(worked.names(self.home), [b"s"])
        sessions.start(self.home, self.session)
        self.assertFalse(os.path.exists(file(self.home, b"s", a.key)), "it holds nothing")
        self.edits("a", NOW + 5)
        self.end()
        self.assertEqual(self.seen(NOW + 1), [(b"b", NOW + 2), (b"a", NOW + 5)])

    def test_what_is_too_old_goes_at_an_end(self) -> None:
        self.edits("a", NOW)
        self.end()
        ended = roster.ended_directory(self.home, b"s")
        (kept,) = [name for name in os.listdir(ended) if name.startswith(b"worked.")]
        os.utime(ended + b"/" + kept, (1, 1))
        sessions.start(self.home, self.session)
        self.end()
        self.assertEqual(self.seen(), [])

    def test_what_is_withdrawn_or_ahead_is_no_edit(self) -> None:
        a = self.edits("a", NOW)
        note(self.home, b"s", a.key, [{"t": NOW, "withdrawn": "call-%d" % NOW}])
        publish(self.home, b"s", a, NOW, "x", "", 1, "claim")
        self.assertEqual(self.seen(), [])
