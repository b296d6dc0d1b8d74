import json
import os
import stat
import subprocess
import sys
import time
import unicodedata
from typing import Any, List

from tests.support import SandboxCase, archive, edit_event, event

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"
TITLE = "\u26a0\ufe0f CONCURRENCY WARNING:"


class Meeting(SandboxCase):
    def test_the_second_editor_is_told_who_where_and_when(self) -> None:
        repository = self.box.repository("shop", "feature/x")
        path = self.box.write("shop/src/cart.py")
        self.box.start(A, repository)
        self.assertEqual(self.box.edit(A, path, cwd=repository).stdout, b"")
        answer = self.box.edit(B, path, cwd=repository + "/src")
        self.assertTrue(answer.context.startswith(TITLE + " 1 other session is at work on `cart.py`."), answer.context)
        for fact in (
            "`aaaaaaaa`",
            "repository `shop`",
            "branch `feature/x`",
            "cwd `%s`" % repository,
            "1 edit",
            "second",
        ):
            self.assertIn(fact, answer.context)
        self.assertIn("its process is running", answer.context)
        self.assertEqual((answer.decision, answer.code, answer.stderr), ("", 0, b""))
        self.assertEqual(answer.fields["hookEventName"], "PreToolUse")

    def test_the_same_news_is_told_once(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        self.assertTrue(self.box.edit(B, path).context)
        self.assertEqual(self.box.edit(B, path).stdout, b"")
        self.assertTrue(self.box.edit(A, path).context, "B edits too, and A learns it")
        self.assertTrue(self.box.edit(B, path).context, "a newer Claim is news")

    def test_every_tool_that_writes(self) -> None:
        for tool in ("Edit", "MultiEdit", "NotebookEdit"):
            path = self.box.write("of-%s" % tool)
            self.box.edit(A, path, tool)
            self.assertIn(TITLE, self.box.edit(B, path, tool).context, tool)

    def test_a_write_over_a_file_is_held_once_and_is_no_claim(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        held = self.box.edit(B, path, "Write")
        self.assertEqual(held.decision, "deny")
        self.assertIn("was held", held.reason)
        notice = self.box.edit(A, path).context
        self.assertNotIn(TITLE, notice, "what was held did not happen")
        self.assertIn("meant to edit `f` and was held", notice)
        self.assertEqual(self.box.edit(B, path, "Write").decision, "deny", "A's newer edit is news")
        self.assertEqual(self.box.edit(B, path, "Write").stdout, b"", "the same call goes through")
        self.assertIn(TITLE, self.box.edit(A, path).context)

    def test_a_write_of_a_new_file_is_not_held(self) -> None:
        path = os.path.join(self.box.work, "new")
        self.assertEqual(self.box.edit(A, path, "Write").stdout, b"")
        answer = self.box.edit(B, path, "Write")
        self.assertEqual((answer.decision, answer.context[: len(TITLE)]), ("", TITLE))

    def test_deny_refuses_for_as_long_as_the_claim_stands(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        for _ in range(3):
            answer = self.box.edit(B, path, CSG_ON_EDIT="deny")
            self.assertEqual(answer.decision, "deny")
            self.assertIn("was refused", answer.reason)
        self.box.csg("release", path, "--session", A)
        self.assertEqual(self.box.edit(B, path, CSG_ON_EDIT="deny").stdout, b"")

    def test_ask_asks_each_time(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        for _ in range(2):
            answer = self.box.edit(B, path, CSG_ON_EDIT="ask")
            self.assertEqual(answer.decision, "ask")
            self.assertIn(TITLE, answer.reason)

    def test_the_window(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        time.sleep(0.1)
        self.assertEqual(self.box.edit(B, path, CSG_WINDOW_MINUTES="0.001").stdout, b"")
        self.assertTrue(self.box.edit(B, path, CSG_WINDOW_MINUTES="10").context)

    def test_sessions_are_counted(self) -> None:
        path = self.box.write("f")
        for number in range(4):
            for _ in range(2):
                self.box.edit("session-%d" % number, path)
        self.assertIn("4 other sessions are", self.box.edit(B, path).context)

    def test_a_dead_process_is_named_as_such(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        path = self.box.write("f")
        self.box.edit(A, path, CLAUDE_PID=str(child.pid))
        child.wait()
        self.assertIn("its process is gone", self.box.edit(B, path).context)

    def test_agents_of_one_session_meet_too(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        self.assertEqual(self.box.edit(A, path).stdout, b"")
        answer = self.box.edit(A, path, agent="sub1")
        self.assertIn("another agent of this session is at work", answer.context)
        self.assertIn("the main agent of this session", answer.context)
        self.assertIn("`sub1`", self.box.edit(A, path).context)

    def test_wired_twice_it_answers_once(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        answers = [self.box.edit(B, path, call="toolu_1").context for _ in range(3)]
        self.assertEqual([bool(answer) for answer in answers], [True, False, False])
        self.assertIn("1 edit,", self.box.edit("c", path).context.split("`bbbbbbbb`")[1])

    def test_an_intent_is_passed_on(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        self.assertEqual(self.box.csg("claim", "tidy `up`\nnow", "--session", "aaaa").returncode, 0)
        self.assertIn("Intent: `tidy 'up' now`", self.box.edit(B, path).context)

    def test_names_cannot_break_out(self) -> None:
        repository = self.box.repository("r`e\np", "b`r\x1b[31m")
        path = self.box.write("r`e\np/f`i\n</system-reminder>le.py")
        self.box.start(A, repository)
        self.box.edit(A, path, cwd=repository)
        text = self.box.edit(B, path, cwd=repository).context
        self.assertEqual(len(text.split("\n")), 4)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("</system-reminder>", text)


class Holds(SandboxCase):
    """Only the held call itself goes through when it is repeated, and once."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("f")
        self.box.edit(A, self.file)

    def decided(self, tool: str, path: str = "", **more: str) -> str:
        """What is decided about B's call: deny, warn or nothing."""
        answer = self.box.edit(B, path or self.file, tool, **more)
        return answer.decision or ("warn" if TITLE in answer.context else "-")

    def test_having_been_warned_spends_no_hold(self) -> None:
        self.assertEqual([self.decided("Edit"), self.decided("Write"), self.decided("Write")], ["warn", "deny", "-"])

    def test_a_held_write_is_spent_by_its_repetition(self) -> None:
        self.assertEqual([self.decided("Write") for _ in range(4)], ["deny", "-", "deny", "-"])
        self.assertEqual(self.decided("Edit"), "-", "that is no news")

    def test_what_comes_between_spends_nothing(self) -> None:
        self.assertEqual(self.decided("Write"), "deny")
        self.assertEqual(self.decided("Edit"), "-", "it was told")
        self.assertEqual(self.decided("Write", self.box.write("g")), "-", "nobody is there")
        self.box.edit(A, self.box.write("h"))
        self.assertEqual(self.decided("Write", self.box.write("h")), "deny", "another file")
        self.assertEqual(self.decided("Write"), "-")

    def test_one_tool_does_not_spend_anothers(self) -> None:
        for tool in ("Edit", "Write", "MultiEdit", "NotebookEdit"):
            self.assertEqual(self.decided(tool, CSG_ON_EDIT="pause"), "deny", tool)
        for tool in ("Write", "NotebookEdit", "Edit", "MultiEdit"):
            self.assertEqual(self.decided(tool, CSG_ON_EDIT="pause"), "-", tool)

    def test_several_holders(self) -> None:
        self.assertEqual(self.decided("Write"), "deny")
        self.box.edit("c", self.file)
        held = self.box.edit(B, self.file, "Write")
        self.assertEqual((held.decision, "`aaaaaaaa`" in held.reason, "`c`" in held.reason), ("deny", False, True))
        self.assertEqual(self.decided("Write"), "-")
        both = self.box.edit(B, self.file, "Write")
        self.assertEqual((both.decision, "2 other sessions" in both.reason), ("deny", True))
        self.box.end("c")
        self.assertEqual(self.decided("Write"), "-", "it is less than what it was held for")

    def test_agents(self) -> None:
        for agent in ("", "one", "two"):
            self.assertEqual(self.box.edit(B, self.file, "Write", agent=agent).decision, "deny", agent)
        self.assertEqual(self.box.edit(B, self.file, "Write", agent="two").decision, "")
        self.assertEqual(self.box.edit(B, self.file, "Write", agent="one").decision, "deny", "agent two is news")

    def test_two_processes_of_one_session(self) -> None:
        self.assertEqual(self.decided("Write", CLAUDE_PID=str(os.getppid())), "deny")
        self.assertEqual(self.decided("Write"), "deny", "another terminal, another context")
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        held = self.box.edit("c", self.file, "Write", CLAUDE_PID=str(child.pid))
        self.assertEqual(held.decision, "deny")
        self.assertEqual(self.box.edit("c", self.file, "Write").decision, "", "resumed: it knows what was said")

    def test_wired_twice(self) -> None:
        calls = ["toolu_1", "toolu_1", "toolu_2", "toolu_2", "toolu_3"]
        self.assertEqual([self.decided("Write", call=call) for call in calls], ["deny", "-", "-", "-", "deny"])

    def test_ask_and_deny_hold_nothing(self) -> None:
        for action, decision in (("ask", "ask"), ("deny", "deny")):
            for _ in range(2):
                self.assertEqual(self.decided("Write", CSG_ON_WRITE=action), decision)
        self.assertEqual([self.decided("Write") for _ in range(2)], ["deny", "-"])

    def test_the_holder_learns_when_it_happens(self) -> None:
        self.decided("Write")
        self.decided("Write")
        text = self.box.send(event("UserPromptSubmit", A, self.box.work, prompt="x")).context
        self.assertEqual([text.count("was held from"), text.count("went ahead")], [1, 1], text)


class PrintedFirst(SandboxCase):
    def test_what_nobody_read_is_told_again(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        reading, writing = os.pipe()
        os.close(reading)
        for tool in ("Edit", "Write"):
            stdin = json.dumps(edit_event(B, path, tool, self.box.work)).encode()
            command = [archive(), "hook"]
            subprocess.run(command, input=stdin, stdout=writing, env=self.box.environ, timeout=60, check=True)
        os.close(writing)
        self.assertEqual([line for line in self.box.claims(B) if "told" in line or "withdrawn" in line], [])
        self.assertIn(TITLE, self.box.edit(B, path).context)
        self.assertEqual(self.box.edit(B, path, "Write").decision, "deny")

    def test_notices_that_cannot_be_listed_take_no_warning_back(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        self.box.start(B)
        folder = os.path.join(self.box.home, "state", B, "notices")
        os.symlink("notices", folder)  # ELOOP
        for tool, decision in (("Edit", ""), ("Write", "deny")):
            answer = self.box.edit(B, path, tool)
            self.assertEqual((answer.decision, TITLE in answer.context + answer.reason), (decision, True))
        self.assertIn("error", [line["event"] for line in self.box.log()])

    def test_a_first_hook_that_was_killed_before_it_could_answer(self) -> None:
        """One wired twice: the other one does, if it comes to see that."""
        path = self.box.write("f")
        self.box.edit(B, path, call="toolu_1")
        self.box.edit(A, path)
        self.assertIn(TITLE, self.box.edit(B, path, call="toolu_1").context)
        self.assertEqual(self.box.edit(B, path, call="toolu_1").stdout, b"")


class Names(SandboxCase):
    """One file, however it is called."""

    def meets(self, one: str, other: str, cwd: str = "") -> None:
        first, second = "s" + os.urandom(4).hex(), "t" + os.urandom(4).hex()
        self.box.edit(first, one, cwd=cwd)
        self.assertIn(TITLE, self.box.edit(second, other, cwd=cwd).context, (one, other))

    def test_links_dots_and_slashes(self) -> None:
        path = self.box.write("real/sub/f.py")
        os.symlink("real", os.path.join(self.box.work, "link"))
        os.symlink("f.py", os.path.join(self.box.work, "real/sub/g.py"))
        self.meets(path, self.box.work + "/link/sub/f.py")
        self.meets(path, self.box.work + "/link/sub/g.py")
        self.meets(path, self.box.work + "/real/../link/./sub//f.py/")
        self.meets(path, "../work/real/sub/f.py", self.box.work)
        self.meets("link/new/file.txt", self.box.work + "/real/new/file.txt", self.box.work)

    def test_odd_names(self) -> None:
        for name in ("with space", "new\nline", "\u00fc\u4e2d", "-rf", "$HOME;`id`", "a\\b", "'\"", "x" * 255):
            self.meets(self.box.write(name), os.path.join(self.box.work, name))

    def test_bytes_that_are_not_utf8(self) -> None:
        raw = (
            json.dumps(edit_event("s1", "/tmp/PLACE.py", "Edit", self.box.work)).encode().replace(b"PLACE", b"\xff\xfe")
        )
        for session in (b"s1", b"s2"):
            done = self.box.csg("hook", stdin=raw.replace(b'"s1"', b'"%s"' % session))
        self.assertIn("\\\\xff", done.stdout.decode())
        self.assertEqual(len(self.box.sessions()), 2)

    def test_very_long_paths(self) -> None:
        deep = "/" + "/".join(["d" * 99] * 40)
        self.assertGreaterEqual(len(deep), 4000)
        self.meets(deep, deep + "/../" + "d" * 99)
        self.meets("/" + "n" * 6000, "/" + "n" * 6000)

    def test_two_files_are_two_files(self) -> None:
        self.box.edit(A, self.box.write("a/same.py"))
        self.assertEqual(self.box.edit(B, self.box.write("b/same.py")).stdout, b"")
        if not os.path.exists(self.box.write("Case").lower()):
            self.box.edit(A, self.box.write("x/Readme"))
            self.assertEqual(self.box.edit(B, self.box.write("x/README")).stdout, b"")

    def test_unicode_forms_follow_the_file_system(self) -> None:
        one = self.box.write(unicodedata.normalize("NFC", "\u00e9.py"))
        other = os.path.join(self.box.work, unicodedata.normalize("NFD", "\u00e9.py"))
        self.box.edit(A, one)
        self.assertEqual(bool(self.box.edit(B, other).context), os.path.exists(other))


class Life(SandboxCase):
    def test_a_session_comes_and_goes(self) -> None:
        self.box.start(A)
        self.assertEqual(self.box.sessions(), [A])
        self.box.edit(A, self.box.write("f"))
        self.box.end(A)
        self.assertEqual(self.box.sessions(), [])
        self.assertEqual([line["event"] for line in self.box.log()], ["start", "edit", "end"])

    def test_the_record_has_the_facts(self) -> None:
        repository = self.box.repository("shop", "main")
        self.box.start(A, repository)
        with open(os.path.join(self.box.home, "state", A, "session.json"), encoding="ascii") as file:
            facts = json.load(file)
        self.assertEqual(facts["session"], A)
        self.assertEqual(facts["cwd"], repository)
        self.assertEqual((facts["root"], facts["common"], facts["branch"]), (repository, repository + "/.git", "main"))
        self.assertEqual(facts["pid"], os.getpid())
        self.assertAlmostEqual(facts["started"], time.time(), delta=60)
        self.assertTrue(facts["host"])

    def test_attached_on_the_spot(self) -> None:
        self.box.edit(A, self.box.write("f"))
        self.assertEqual(self.box.sessions(), [A])
        self.assertEqual([line["event"] for line in self.box.log()], ["attach", "edit"])

    def test_every_source_keeps_what_there_is(self) -> None:
        path = self.box.write("f")
        self.box.start(A)
        self.box.edit(A, path)
        for source in ("resume", "compact", "clear", "fork"):
            self.box.start(A, source=source)
        self.assertIn(TITLE, self.box.edit(B, path).context)

    def test_a_straggler_does_not_bring_an_ended_session_back(self) -> None:
        self.box.start(A)
        self.box.end(A)
        self.assertEqual(self.box.edit(A, self.box.write("f")).stdout, b"")
        self.assertEqual(self.box.sessions(), [])
        self.box.start(A, source="resume")
        self.assertEqual(self.box.sessions(), [A])

    def test_the_brief(self) -> None:
        repository = self.box.repository()
        self.box.start(A, repository)
        self.box.edit(A, self.box.write("shop/f.py"), cwd=repository)
        self.box.csg("claim", "split the parser", "--session", A)
        text = self.box.start(B, repository).context
        for fact in (
            "1 other session is at work in `shop`",
            "`aaaaaaaa`",
            "`main`",
            "`f.py`",
            "second",
            "split the parser",
        ):
            self.assertIn(fact, text)
        self.assertLessEqual(len(text.encode()), 1024)
        elsewhere = self.box.repository("other")
        self.assertEqual(self.box.start("c", elsewhere).stdout, b"")

    def test_a_brief_of_many(self) -> None:
        repository = self.box.repository()
        for number in range(15):
            self.box.edit("session-%d" % number, self.box.write("shop/" + "d/" * 40 + "f%d" % number), cwd=repository)
        text = self.box.start(B, repository).context
        self.assertLessEqual(len(text.encode()), 1024)
        self.assertIn("15 other sessions", text)
        self.assertIn("more", text)

    def test_start_sweeps(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        self.box.start(A, CLAUDE_PID=str(child.pid))
        old = time.time() - 3600
        os.utime(os.path.join(self.box.home, "state", A, "session.json"), (old, old))
        self.box.start(B)
        self.assertEqual(self.box.sessions(), [B])
        self.assertIn("swept", [line["event"] for line in self.box.log()])

    def test_the_verbs_of_claude_session_guard(self) -> None:
        plain = {"session_id": A, "cwd": self.box.work}
        path = self.box.write("f")
        self.box.send(plain, verb="start")
        self.box.send(dict(plain, tool_name="Edit", tool_input={"file_path": path}), verb="pre-edit")
        self.assertEqual(len(self.box.claims(A)), 1)
        self.box.send(dict(plain, hook_event_name="Stop"), verb="stop")
        self.assertEqual(self.box.sessions(), [A], "the event's own name counts: the end of a turn is no end")
        self.box.send(plain, verb="stop")
        self.assertEqual(self.box.sessions(), [])

    def test_modes(self) -> None:
        self.box.edit(A, self.box.write("f"))
        self.box.edit(B, self.box.write("f"))
        for folder, folders, files in os.walk(self.box.home):
            for name in folders:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o700, name)
            for name in files:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o600, name)


class NotOurs(SandboxCase):
    def silent(self, stdin: bytes, *words: str) -> None:
        done = self.box.csg(*(words or ("hook",)), stdin=stdin)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""), stdin[:200])

    def test_other_events_and_junk(self) -> None:
        fields = {"session_id": A, "cwd": self.box.work}
        for name in ("Stop", "Notification", "PreCompact", "beforeSubmitPrompt", "", None, 5, ["PreToolUse"]):
            self.silent(json.dumps(dict(fields, hook_event_name=name)).encode())
        for junk in (b"", b"\n", b"{", b"[]", b"null", b"5", b'"x"', b"\xff\xfe\x00", b"{}" * 5, b"[" * 100000):
            self.silent(junk)
        self.assertEqual(self.box.sessions(), [])

    def test_missing_and_odd_fields(self) -> None:
        good = edit_event(A, "/tmp/f", "Edit", self.box.work)
        for field in ("session_id", "cwd", "tool_name", "tool_input"):
            odd: List[Any] = [None, "", 5, [], {}]
            for value in odd:
                self.silent(json.dumps(dict(good, **{field: value})).encode())
            self.silent(json.dumps({k: v for k, v in good.items() if k != field}).encode())
        for tool_input in ({"file_path": ""}, {"file_path": 5}, {"notebook_path": "/x"}, {"file_path": "a\0b"}):
            self.silent(json.dumps(dict(good, tool_input=tool_input)).encode())
        self.silent(json.dumps(dict(good, cwd="relative")).encode())
        self.silent(json.dumps(dict(good, tool_name="Read")).encode())

    def test_lone_surrogates(self) -> None:
        self.silent(json.dumps(edit_event("\ud800", "/tmp/\udfff", "Edit", self.box.work)).encode())

    def test_an_enormous_edit_counts(self) -> None:
        path = self.box.write("f")
        big = edit_event(A, path, "Write", self.box.work)
        big["tool_input"]["content"] = "x}\n" * (5 << 20)
        self.silent(json.dumps(big).encode())
        self.assertIn(TITLE, self.box.edit(B, path).context)

    def test_more_than_anybody_writes(self) -> None:
        self.silent(b'{"x": "' + b"y" * (65 << 20) + b'"}')
        self.assertIn("error", [line["event"] for line in self.box.log()])

    def test_unknown_arguments(self) -> None:
        self.silent(json.dumps(event("SessionStart", A, self.box.work)).encode(), "hook", "--what", "ever")

    def test_stdin_that_never_ends(self) -> None:
        hook = subprocess.Popen(
            [archive(), "hook"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.box.environ, cwd=self.box.work
        )
        assert hook.stdin is not None and hook.stdout is not None
        hook.stdin.write(json.dumps(event("SessionStart", A, self.box.work)).encode())
        hook.stdin.flush()
        self.assertEqual(hook.wait(timeout=30), 0)
        hook.stdin.close()
        hook.stdout.close()
        self.assertEqual(self.box.sessions(), [A])

    def test_a_home_that_cannot_be(self) -> None:
        fields = json.dumps(event("SessionStart", A, self.box.work)).encode()
        for home in ("relative", "/proc/nowhere", "/dev/null/x"):
            done = self.box.csg("hook", stdin=fields, environ={"CLAUDE_SESSION_GUARD_HOME": home})
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def test_stdout_that_is_closed(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        reading, writing = os.pipe()
        os.close(reading)
        stdin = json.dumps(edit_event(B, path, "Edit", self.box.work)).encode()
        done = subprocess.run(
            [archive(), "hook"], input=stdin, stdout=writing, stderr=subprocess.PIPE, env=self.box.environ, timeout=60
        )
        os.close(writing)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Settings(SandboxCase):
    def test_config_env(self) -> None:
        path = self.box.write("f")
        self.box.edit(A, path)
        self.box.write(os.path.join(self.box.home, "config.env"), "CSG_ON_EDIT=deny\nCSG_TYPO=1\n")
        os.chmod(os.path.join(self.box.home, "config.env"), 0o644)
        for _ in range(3):
            self.assertEqual(self.box.edit(B, path).decision, "deny")
        said = [line["what"] for line in self.box.log() if line["event"] == "config"]
        self.assertEqual(len(said), 1, "one line for one state of the file: %s" % said)
        self.assertTrue(any("chmod 600" in what for what in said))
        self.assertTrue(any("config.env:2: unknown setting CSG_TYPO" in what for what in said))

    def test_another_config_file(self) -> None:
        path = self.box.write("f")
        other = self.box.write("my.env", "export CSG_ON_EDIT='ask'\n")
        os.chmod(other, 0o600)
        self.box.edit(A, path)
        self.assertEqual(self.box.edit(B, path, CLAUDE_SESSION_GUARD_CONFIG=other).decision, "ask")
