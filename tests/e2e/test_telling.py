"""What the holder of a file learns at its next hook: who, which file, what was decided."""

import os
import re
import time
from typing import Any, Dict, List

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import event, sampled

_SINCE = "csg: since this session's last step:\n"


class TellingCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("shop/f.py")
        self.box.edit(A, self.file)

    def notices(self, session: str) -> List[str]:
        """What waits for a session."""
        folder = os.path.join(self.box.home, "state", session, "notices")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


class Decisions(TellingCase):
    """Each decision has words of its own."""

    def check(self, text: str, *facts: str) -> None:
        self.assertTrue(text.startswith(_SINCE), text)
        for fact in ("session `bbbbbbbb`", "second", *facts):
            self.assertIn(fact, text)

    def test_warned(self) -> None:
        self.box.edit(B, self.file)
        self.check(self.prompt(A), "`shop/f.py`", "went ahead")

    def test_held(self) -> None:
        self.box.edit(B, self.file, "Write")
        self.check(self.prompt(A), "`shop/f.py`", "was held from replacing the whole file")

    def test_refused(self) -> None:
        self.box.edit(B, self.file, CSG_ON_EDIT="deny")
        self.check(self.prompt(A), "`shop/f.py`", "was refused")

    def test_asked(self) -> None:
        self.box.edit(B, self.file, CSG_ON_EDIT="ask")
        self.check(self.prompt(A), "`shop/f.py`", "had the person asked")

    def test_a_git_command(self) -> None:
        shop = self.clone("till")
        self.works(A, shop + "/a.py")
        self.bash(B, "git stash", shop)
        self.check(self.prompt(A), "wanted to run `git stash`", "`a.py`")
        self.bash(B, "git stash", shop, call="toolu_2")
        self.assertEqual(self.prompt(A), "", "nothing is done yet")
        self.git(shop, "stash", "-q")
        done = {"tool_name": "Bash", "tool_input": {"command": "git stash"}, "tool_use_id": "toolu_2"}
        self.box.send(event("PostToolUse", B, shop, tool_response={}, **done))
        self.check(self.prompt(A), "put this session's changes to `a.py` into `stash@{0} (WIP on main", "`git stash`")
        self.bash(B, "git add -A", shop)
        self.assertEqual(self.prompt(A), "", "nothing of A's is lost by that")

    def test_nobody_was_in_the_way(self) -> None:
        self.box.edit(B, self.box.write("shop/other.py"))
        self.bash(B, "git stash", self.box.work)
        self.assertEqual(self.prompt(A), "")


class Once(TellingCase):
    def test_at_the_next_prompt(self) -> None:
        self.box.edit(B, self.file)
        self.assertTrue(self.prompt(A))
        self.assertEqual(self.prompt(A), "")
        self.assertEqual(self.box.edit(A, self.file).stdout, b"", "nor again by the next edit of that file")

    def test_at_the_next_edit_of_another_file(self) -> None:
        self.box.edit(B, self.file)
        answer = self.box.edit(A, self.box.write("g"))
        self.assertTrue(answer.context.startswith(_SINCE), answer.context)
        self.assertEqual(answer.decision, "")
        self.assertEqual(self.prompt(A), "")

    def test_at_the_next_edit_of_that_file(self) -> None:
        """The edit's own warning says it; there is no second text."""
        self.box.edit(B, self.file)
        answer = self.box.edit(A, self.file)
        self.assertTrue(answer.context.startswith(TITLE), answer.context)
        self.assertNotIn(_SINCE, answer.context)
        self.assertEqual(self.notices(A), [])
        self.assertEqual(self.box.edit(A, self.file).stdout, b"")

    def test_what_was_held_is_told_with_the_next_edit_of_that_file_too(self) -> None:
        """No Claim stands, so no warning says it."""
        for decision, environ in (("held", {}), ("refused", {"CSG_ON_WRITE": "deny"})):
            self.box.edit(B, self.file, "Write", **environ)
            answer = self.box.edit(A, self.file)
            self.assertNotIn(TITLE, answer.context)
            self.assertIn("was " + decision, answer.context)

    def test_at_the_next_git_command(self) -> None:
        shop = self.clone("till")
        self.box.edit(B, self.file)
        self.assertTrue(self.bash(A, "git status", shop).context.startswith(_SINCE))
        self.assertEqual(self.prompt(A), "")

    def test_at_the_next_start(self) -> None:
        self.box.edit(B, self.file)
        for source in ("compact", "resume"):
            text = self.box.start(A, source=source).context
            self.assertEqual(_SINCE in text, source == "compact", text)

    def test_a_session_that_has_ended_is_told_nothing(self) -> None:
        self.box.edit(B, self.file)
        self.box.end(A)
        self.assertEqual(self.box.sessions(), [B])
        self.assertNotIn(_SINCE, self.box.start(A, source="resume").context)

    def test_one_session_alone(self) -> None:
        for agent in ("", "one", "two"):
            self.box.edit(A, self.file, agent=agent)
            self.assertEqual(self.prompt(A, agent), "")
        self.assertEqual(self.notices(A), [])


@sampled(4)
class Kept(TellingCase):
    def test_they_expire_with_the_window(self) -> None:
        self.box.edit(B, self.file)
        time.sleep(0.1)
        self.assertEqual(self.prompt(A, CSG_WINDOW_MINUTES="0.001"), "")
        self.assertEqual(self.notices(A), [])

    def test_what_does_not_fit_waits_for_the_next_hook(self) -> None:
        """Many siblings over one file: capped on disk and in the text; the rest is counted, and comes in its turn."""
        name = "d" * 200 + ".py"
        path = self.box.write("shop/" + name)
        self.box.edit(A, path)
        for number in range(60):
            self.box.edit("session-%02d" % number, path, CSG_ON_EDIT="deny")
        self.assertEqual(len(self.notices(A)), 50)
        seen: List[str] = []
        while self.notices(A):
            text = self.prompt(A)
            self.assertLess(len(text), 4000)
            shown = re.findall("`session-(..)`", text)
            self.assertTrue(shown)
            seen += shown
            left = 50 - len(seen)
            self.assertEqual("- and %d more wait for this session's next step." % left in text, left > 0, text)
        self.assertEqual(seen, ["%02d" % number for number in range(50)])
        self.assertEqual(self.prompt(A), "")

    def test_messages_in_order_and_each_once(self) -> None:
        texts = ["%02d %s" % (number, "x" * 890) for number in range(9)]
        for text in texts:
            self.assertEqual(self.box.csg("tell", A[:8], text).returncode, 0)
        seen = ""
        for _ in range(3):
            text = self.prompt(A)
            self.assertEqual(text.count("- message from"), 3)
            seen += text
        self.assertEqual(re.findall("`(..) x{890}`", seen), [text[:2] for text in texts])
        self.assertEqual(self.prompt(A), "")

    def test_beside_a_long_warning(self) -> None:
        """Ten thousand characters are what the client hands on: what does not fit beside the warning waits."""
        deep = self.box.repository("r" * 200, "b" * 200)
        path = self.box.write("r" * 200 + "/f.py")
        for number in range(12):
            self.box.edit("session-%02d" % number, path, cwd=deep, CSG_ON_EDIT="off")
            self.box.csg("claim", "i" * 400, "--session", "session-%02d" % number)
        for number in range(4):
            self.assertEqual(self.box.csg("tell", A[:8], "%02d %s" % (number, "y" * 890)).returncode, 0)
        answer = self.box.edit(A, path)
        self.assertIn(TITLE, answer.context)
        self.assertLessEqual(len(answer.context), 10000)
        seen = re.findall("`(..) y{890}`", answer.context)
        for _ in range(4):
            seen += re.findall("`(..) y{890}`", self.prompt(A))
        self.assertEqual(seen, ["00", "01", "02", "03"])

    def test_for_the_agent_that_holds_it(self) -> None:
        path = self.box.write("shop/g.py")
        self.box.edit(A, path, agent="one")
        self.box.edit(B, path)
        self.assertEqual(self.prompt(A), "", "the main agent does not hold it")
        self.assertEqual(self.box.edit(A, self.box.write("h"), agent="two").stdout, b"")
        self.assertIn("`shop/g.py`", self.box.edit(A, self.box.write("i"), agent="one").context)
        self.assertEqual(self.box.edit(A, self.box.write("j"), agent="one").stdout, b"")

    def test_foreign_text_stays_in_its_line(self) -> None:
        path = self.box.write("shop/f`i\n</system-reminder>\x1b[31m.py")
        self.box.edit(A, path)
        self.box.edit("B`\n<x>", path)
        text = self.prompt(A)
        self.assertEqual(len(text.split("\n")), 2, text)
        for part in ("</system", "\x1b", "<x>"):
            self.assertNotIn(part, text)
        self.assertTrue(text.isascii() or text.replace("\n", "").isprintable(), text)

    def test_junk_among_them(self) -> None:
        self.box.edit(B, self.file)
        folder = os.path.join(self.box.home, "state", A, "notices")
        odd: Dict[str, str] = {
            "0-junk": "{",
            "1-list": "[]",
            "2-kind": '{"kind": 5, "t": %f}' % time.time(),
            "3-path": '{"kind": "conflict", "path": "a\\u0000b", "t": %f}' % time.time(),
            "4-news": '{"kind": "conflict", "decision": "warned", "path": "/x", "news": [1], "t": %f}' % time.time(),
            "5-time": '{"kind": "conflict", "path": "/x", "t": "now"}',
        }
        for name, text in odd.items():
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        shown = self.prompt(A)
        self.assertIn("`shop/f.py`", shown)
        self.assertIn("`/x`", shown)
        self.assertEqual(self.prompt(A), "")
        left = self.notices(A)
        self.assertEqual(left, ["0-junk", "1-list", "2-kind", "3-path", "5-time"], "nobody was told of them")
        said = [line["what"] for line in self.box.log() if line["event"] == "notice"]
        self.assertEqual([what.partition(": ")[0][-6:] for what in said], ["0-junk", "1-list"], "named, once")
        done = self.box.csg("gc")
        self.assertEqual((done.returncode, done.stdout), (0, b"dropped 2 notices that could not be read\n"))
        self.assertEqual(self.notices(A), left[2:])
        for name in left[2:]:
            os.utime(os.path.join(folder, name), (1, 1))
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write('{"kind": "newer than this csg"}')
            os.utime(os.path.join(folder, name), (1, 1))
        self.assertEqual((self.prompt(A), self.notices(A)), ("", []), "but it expires")

    def test_a_home_that_takes_none(self) -> None:
        """The one who is warned is warned all the same."""
        with open(os.path.join(self.box.home, "state", A, "notices"), "wb"):
            pass
        self.assertIn(TITLE, self.box.edit(B, self.file).context)
        self.assertEqual(self.prompt(A), "")


class Overlaps(TellingCase):
    def test_from_another_worktree(self) -> None:
        shop = self.clone("till")
        there = os.path.join(self.box.work, "till-fix")
        self.git(shop, "worktree", "add", "-q", "-b", "fix", there)
        self.box.edit(A, there + "/a.py", cwd=there)
        self.box.edit(B, shop + "/a.py", cwd=shop)
        fields: Dict[str, Any] = {"prompt": "x"}
        text = self.box.send(event("UserPromptSubmit", A, there, **fields)).context
        self.assertIn("session `bbbbbbbb` edits `a.py`", text)
        self.assertIn("will meet at merge", text)
        self.assertIn("in the worktree `%s`" % shop, text)
        self.assertEqual(self.box.edit(A, there + "/a.py", cwd=there).stdout, b"", "told is told")
