"""event_text: every kind of event that csg records has a sign and plain words."""

import io
import os
import re
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.views import event_text, history, terminal
from tests.support import TOP

ONE = "11111111-2222-4333-8444-555555555555"
TWO = "21111111-2222-4333-8444-555555555555"
NAMES = {ONE: "prices", TWO: "tests"}
HOSTILE = "a\n\x1b[31m`b`<c>\u202e"


def said(kind: str, session: str = "s-1", **fields: Any) -> str:
    return event_text.said(history.Event(1.0, kind, session, fields), NAMES, b"/work/shop")


def recorded() -> "set[str]":
    """The kinds that the sources record, where they are written out."""
    found = set()
    call = r"(?:call|self)\.log\(\s*\"(\w+)\"(?: if \w+ else \"(\w+)\")?"
    record = r"(?:events\.record(?:_once)?|saying\.log)\(\s*[^\"]*?,\s*\"(\w+)\""
    for folder, _, names in os.walk(os.path.join(TOP, "csg")):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text = file.read()
                for match in re.finditer("%s|%s" % (call, record), text):
                    found |= {kind for kind in match.groups() if kind}
    return found | {"committed", "restored"}  # settling has them in a variable


class Sign(unittest.TestCase):
    def test_every_kind_that_is_recorded_has_one(self) -> None:
        kinds = recorded()
        self.assertIn("conflict", kinds)
        self.assertIn("continue", kinds)
        self.assertEqual(kinds, set(event_text.KINDS))

    def test_one_column_each_in_any_encoding(self) -> None:
        for encoding in ("utf-8", "ascii", "iso-8859-1"):
            with mock.patch("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding)):
                for kind in (*event_text.KINDS, "something new"):
                    sign, colour = event_text.sign(kind)
                    self.assertEqual(terminal.columns(sign), 1, kind)
                    sign.encode(encoding)
                    self.assertRegex(colour, "^[0-9;]*$")

    def test_a_conflict_does_not_look_like_an_edit(self) -> None:
        for encoding in ("utf-8", "ascii"):
            with mock.patch("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding)):
                self.assertNotEqual(event_text.sign("conflict")[0], event_text.sign("edit")[0])


class Said(unittest.TestCase):
    def test_in_plain_words(self) -> None:
        path = "/work/shop/src/cart.py"
        for expected, event in (
            ("starts", {"kind": "start", "cwd": "/work/shop", "source": "startup"}),
            ("starts in src (resumed)", {"kind": "start", "cwd": "/work/shop/src", "source": "resume"}),
            ("goes on (compacted)", {"kind": "continue", "cwd": "/work/shop", "source": "compact"}),
            ("is first seen, already at work", {"kind": "attach", "cwd": "/work/shop"}),
            ("edits src/cart.py", {"kind": "edit", "path": path, "tool": "Edit"}),
            ("writes src/cart.py", {"kind": "edit", "path": path, "tool": "Write"}),
            ("edits src/cart.py with a shell command", {"kind": "edit", "path": path, "tool": "Bash"}),
            ("commits src/cart.py", {"kind": "committed", "path": path}),
            ("takes back src/cart.py", {"kind": "restored", "path": path}),
            ("claims src/cart.py and 2 more files", {"kind": "claim", "path": path, "files": 3}),
            ("claims src/cart.py", {"kind": "claim", "path": path, "files": 1}),
            ("releases src/cart.py", {"kind": "release", "path": path}),
            ("is about to: round prices", {"kind": "intent", "text": "round prices"}),
            ("takes back what it was about to do", {"kind": "intent", "text": ""}),
            ("ends", {"kind": "end", "reason": "other"}),
            ("ends (logout)", {"kind": "end", "reason": "logout"}),
            ("is dropped: its process is gone", {"kind": "swept", "why": "process gone"}),
            ("is dropped: taken over", {"kind": "swept", "why": "taken over"}),
            ("error: it broke", {"kind": "error", "what": "it broke"}),
            ("Slack: no such channel", {"kind": "slack", "what": "no such channel"}),
        ):
            fields: Dict[str, Any] = dict(event)
            self.assertEqual(said(fields.pop("kind"), **fields), expected)

    def test_a_conflict_names_the_others_and_what_came_of_it(self) -> None:
        path = "/work/shop/src/cart.py"
        for decision, words in (
            ("warned", "warned"),
            ("held", "held"),
            ("asked", "its person was asked"),
            ("denied", "refused"),
            ("told afterwards", "told afterwards"),
        ):
            text = said("conflict", path=path, decision=decision, others=[ONE, TWO, "s-9", "s-1"])
            who = "prices (11111111), tests (21111111), session s-9 and another agent of its own"
            self.assertEqual(text, "conflict over src/cart.py with %s: %s" % (who, words))

    def test_many_are_counted(self) -> None:
        text = said("tell", to=["s-%d" % n for n in range(100, 200)], text="hello")
        named = ", ".join("session s-%d" % n for n in range(100, 105))
        self.assertEqual(text, "tells %s and 95 more: hello" % named)

    def test_of_a_long_name_the_beginning_is_said(self) -> None:
        text = event_text.who(ONE, {ONE: "teach the cart about cents, and round them as the bank does"})
        self.assertEqual(text, "teach the cart about cents, and rou\u2026 (11111111)")

    def test_a_command(self) -> None:
        text = said("git", command="git stash", decision="held", others=[ONE])
        self.assertEqual(text, "git stash is held: prices (11111111) is at work there")
        for root, where in (("/work/shop", ""), ("/work/api", " in ../api")):
            text = said("git", command="git stash", decision="held", others=[], root=root)
            self.assertEqual(text, "git stash%s is held" % where)
        text = said("git", command="git add -A", decision="warned", others=[ONE, TWO])
        self.assertTrue(text.startswith("git add -A goes ahead with a warning: prices (11111111) and tests"), text)
        text = said("kill", command="kill 12", decision="held", others=[TWO])
        self.assertEqual(text, "kill 12 is held: it would hit tests (21111111)")

    def test_a_message_is_whole(self) -> None:
        text = said("tell", to=[ONE, TWO], text="word " * 190)
        self.assertEqual(text, "tells prices (11111111) and tests (21111111): " + "word " * 190)

    def test_an_event_of_another_version_says_its_fields(self) -> None:
        self.assertEqual(said("moved", to=["a", "b"], n=3), "moved  to=a, b  n=3")

    def test_foreign_text_stays_on_its_line_whatever_the_kind(self) -> None:
        fields = dict.fromkeys(("cwd", "path", "tool", "command", "decision", "text", "what", "why"), HOSTILE)
        fields.update(reason=HOSTILE, source=HOSTILE)
        names = {HOSTILE: HOSTILE}
        for kind in (*event_text.KINDS, HOSTILE):
            for odd in (fields, {**fields, "others": [HOSTILE], "to": [HOSTILE], HOSTILE: HOSTILE}):
                text = event_text.said(history.Event(1.0, kind, HOSTILE, dict(odd)), names, b"/")
                self.assertTrue(text.isprintable(), (kind, text))
                self.assertNotIn("<c>", text)

    def test_fields_of_another_type_break_nothing(self) -> None:
        for kind in event_text.KINDS:
            values: List[Any] = [None, 3, 1.5, [], [None, 3], {"a": 1}, True, "\0", "/\ud800", 10**400]
            for value in values:
                odd: Dict[str, Any] = dict.fromkeys(
                    ("cwd", "path", "text", "others", "to", "files", "decision", "what"), value
                )
                self.assertTrue(said(kind, **odd), (kind, value))


if __name__ == "__main__":
    unittest.main()
