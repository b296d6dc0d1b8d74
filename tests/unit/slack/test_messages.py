import json
import re
import unittest
import uuid
from typing import Any, Dict

from csg.slack import messages
from csg.state import sessions

NASTY = [
    "<!channel>",
    "<@U012AB3CD>",
    "`; *bold* `",
    "&lt;!here&gt;",
    "a\nb\u202egpj.py",
    "caf\udce9",
    "@channel",
    "\U0001f680" * 50,
    "x" * 5000,
    "",
    "   ",
]


def session(**facts: Any) -> sessions.Session:
    return sessions.Session(b"one", facts)


class Text(unittest.TestCase):
    def check(self, text: str) -> None:
        self.assertLessEqual(len(text), messages.MOST)
        text.encode()  # no lone surrogate: it could not be sent
        self.assertNotIn("\n", text)
        self.assertEqual(text.count("`") % 2, 0)
        self.assertIsNone(re.search(r"[<>]|&(?!(amp|lt|gt);)", text))

    def test_foreign_text_stays_in_its_backticks(self) -> None:
        for name in NASTY:
            self.check(messages.code(name))
            self.check(messages.editing(["/w/" + name] * 9, 12, b"/w"))
            self.check(messages.released([name], b"/w"))
            self.check(messages.conflict(name, "warned", [(name, name)] * 9, b"/w"))
            self.check(messages.git(name, "held", [("", name)]))
            self.check(messages.met(name, "", False, name, (name, name), b"/w"))
            self.check(messages.met(name, name, True, "denied", ("", name), b"/w", 3))
            self.check(messages.intent(name))
            self.check(messages.closing("end", name, 5.0, 1, 2, 3))
            outside = re.sub(r"`[^`]*`", "", messages.intent(name))
            self.assertNotIn("channel", outside)

    def test_ampersand(self) -> None:
        self.assertEqual(messages.code("R&D"), "`R&amp;D`")

    def test_merging(self) -> None:
        named = ["/w/src/%d.py" % i for i in range(8)]
        self.assertEqual(
            messages.editing(named, 14, b"/w"),
            "\u270f\ufe0f 14 edits in 8 files: `src/0.py`, `src/1.py`, `src/2.py`, `src/3.py`, `src/4.py`, +3",
        )

    def test_long_paths_keep_both_ends(self) -> None:
        text = messages.editing(["/w/" + "d/" * 200 + "file.py"], 1, b"/w")
        self.assertIn("file.py`", text)
        self.assertLess(len(text), 120)

    def test_conflicts(self) -> None:
        uuid = "7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310"
        met = messages.met
        for text, wanted in (
            (messages.conflict("/w/a", "held", [("", uuid)], b"/w"), "over `a` with session `7f3a9c41` (held once)"),
            (messages.conflict("/w/a", "", [], b"/w"), "over `a` with another agent of its own"),
            (messages.git("git stash", "denied", [("", uuid)]), "are held by session `7f3a9c41` (refused)"),
            (met("/w/a", "", False, "asked", ("", uuid), b"/w"), "session `7f3a9c41` wants to edit it too"),
            (met("/w/a", "", True, "told afterwards", ("", uuid), b"/w"), "`7f3a9c41` has changed it too (told"),
            (
                messages.conflict("/w/a", "warned", [("prices", uuid)], b"/w", 7),
                "7 times over `a` with session `prices` (`7f3a9c41`) (warned)",
            ),
            (met("", "git stash", False, "held", ("", uuid), b"/w"), "wants to run `git stash` here (held once)"),
        ):
            self.assertIn(wanted, text)

    def test_closing(self) -> None:
        self.assertEqual(
            messages.closing("end", "", 7300.0, 12, 3, 1), "\u2705 closed: 2 hours, 12 edits in 3 files, 1 conflict"
        )
        self.assertIn("(`idle`): 0 edits in 0 files", messages.closing("swept", "idle", 0.0, 0, 0, 0))

    def test_why_it_closed(self) -> None:
        for reason, said in (
            ("prompt_input_exit", "closed by `/exit`: "),
            ("clear", "closed by `/clear`: "),
            ("other", "closed: "),
            ("logout", "closed (`logged out`): "),
            ("new one", "closed (`new one`): "),
        ):
            self.assertIn(said, messages.closing("end", reason, 0.0, 1, 1, 0))

    def test_many_lines(self) -> None:
        text = messages.whole(["x" * 100] * 90)
        self.assertLessEqual(len(text), messages.MOST)
        self.assertTrue(text.endswith("and 61 lines more"), text[-30:])

    def test_one_identifier_for_one_message(self) -> None:
        self.assertEqual(messages.identifier(b"a", b"b"), messages.identifier(b"a", b"b"))
        self.assertNotEqual(messages.identifier(b"a", b"b"), messages.identifier(b"ab", b""))
        self.assertEqual(uuid.UUID(messages.identifier(b"a")).version, 4)

    def test_a_refused_message_becomes_plain(self) -> None:
        for name in NASTY:
            text = messages.plain("\u270f\ufe0f editing " + messages.code(name))
            self.assertRegex(text, r"\A[^<>`*&\n]{1,300}\Z")
        self.assertEqual(messages.plain("`*`"), "(no text)")


class Header(unittest.TestCase):
    def blocks(self, midway: bool = False, **facts: Any) -> Dict[str, Any]:
        text, blocks = messages.header(session(**facts), midway)
        return {"text": text, "shown": json.dumps(blocks, ensure_ascii=False), "blocks": blocks}

    def test_facts(self) -> None:
        found = self.blocks(
            session="abc", cwd="/w/shop", common="/w/shop/.git", branch="main", host="box pid:[1]", started=1700000000.0
        )
        self.assertEqual(found["text"], "\U0001f7e2 `shop`: session `abc` on `main`")
        for part in ("`/w/shop`", "`box`", "`main`", "<!date^1700000000^", "2023-11-14 22:13 UTC", "`abc`"):
            self.assertIn(part, found["shown"])
        self.assertNotIn("pid:", found["shown"])

    def test_midway_and_bare(self) -> None:
        found = self.blocks(midway=True)
        self.assertIn("\U0001f7e1", found["text"])
        self.assertNotIn("Branch", found["shown"])

    def test_limits(self) -> None:
        long = "n" * 9000
        cwd = "/" + "<&>" * 3000
        found = self.blocks(session=long, cwd=cwd, branch=long, host=long, common="/" + long, started=1.0)
        self.assertLessEqual(len(found["blocks"][1]["fields"]), 10)
        for field in found["blocks"][1]["fields"]:
            self.assertLessEqual(len(field["text"]), 2000)
            self.assertEqual(field["text"].count("`") % 2, 0)


class Payload(unittest.TestCase):
    def test_nothing_becomes_a_link_or_mention(self) -> None:
        message = messages.post("C1", "x" * 9000, thread_ts="1.2")
        self.assertEqual(len(message["text"]), messages.MOST)
        self.assertEqual((message["parse"], message["link_names"], message["unfurl_links"]), ("none", False, False))
        self.assertEqual(message["thread_ts"], "1.2")
