"""A Resident answers as the command does, and the net below it catches what it did not answer."""

import itertools
import json
import os
import re
import threading
import time
import unittest
from typing import Any, Dict, List, Optional

from tests.e2e.mcp_client import Client
from tests.e2e.resident import Resident
from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import Answer, edit_event, event

C = "cccccccc-0000-4000-8000-000000000003"


def entries(fields: Dict[str, Any], failed: bool, response: Dict[str, Any]) -> List[Dict[str, Any]]:
    """How a call has begun and ended, as the client keeps it (shapes seen in 2.1.330)."""
    call = fields["tool_use_id"]
    begins = {"type": "tool_use", "id": call, "name": fields["tool_name"], "input": fields["tool_input"]}
    ends: Dict[str, Any] = {"tool_use_id": call, "type": "tool_result", "content": "x"}
    if failed:
        ends["is_error"] = True
    common = {"isSidechain": "agent_id" in fields, "cwd": fields["cwd"], "sessionId": fields["session_id"]}
    if "agent_id" in fields:
        common["agentId"] = fields["agent_id"]
    return [
        {**common, "message": {"role": "assistant", "content": [{"type": "text", "text": "x"}, begins]}},
        {**common, "type": "user", "message": {"role": "user", "content": [ends]}, "toolUseResult": response},
    ]


def append(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def write_down(path: str, fields: Dict[str, Any], failed: bool, response: Dict[str, Any]) -> None:
    """The client adds it to a transcript."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    append(path, "".join(json.dumps(one) + "\n" for one in entries(fields, failed, response)))


class ResidentCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.file = os.path.join(self.shop, "a.py")
        self.box.write(self.file, "one\ntwo\nthree\n")

    def resident(self, **environ: Optional[str]) -> Resident:
        one = Resident(self.box, **environ)
        self.addCleanup(one.kill)
        return one

    def event(self, tool: str = "Edit", name: str = "a.py", session: str = B, call: str = "", **given: Any) -> Any:
        """A PreToolUse."""
        fields = edit_event(session, os.path.join(self.shop, name), tool, self.shop, call)
        fields["tool_input"].update(given)
        return fields

    def shell(self, command: str, session: str = B, call: str = "") -> Any:
        fields = edit_event(session, "", "Bash", self.shop, call)
        return dict(fields, tool_input={"command": command, "description": "x"})


class Same(ResidentCase):
    """Byte for byte what a command hook would have printed, all else being the same: two homes, one of each."""

    def setUp(self) -> None:
        super().setUp()
        self.homes = [self.box.make(name, "home") for name in ("commands", "residents")]
        self.one = self.resident(CLAUDE_SESSION_GUARD_HOME=self.homes[1])
        self.said: List[str] = []
        self.calls = itertools.count()

    def both(self, fields: Dict[str, Any], **environ: str) -> None:
        """An event that both homes have a command for."""
        for home in self.homes:
            self.box.send(fields, CLAUDE_SESSION_GUARD_HOME=home, **environ)

    def others_edit(self, name: str = "a.py", session: str = A, **given: Any) -> None:
        self.both(self.event(name=name, session=session, call="toolu_%s_%d" % (session[:4], next(self.calls)), **given))

    def check(self, fields: Dict[str, Any], *words: str) -> str:
        """What both say, which has these words; "" means silence."""
        told = self.box.send(fields, CLAUDE_SESSION_GUARD_HOME=self.homes[0]).stdout.decode().rstrip("\n")
        text = self.one.answer(fields)
        self.assertEqual(self.steady(told), self.steady(text), fields)
        for word in words:
            self.assertIn(word, text) if word else self.assertEqual(text, "")
        self.said.append(text)
        return text

    @staticmethod
    def steady(text: str) -> str:
        return re.sub(r"\d+ seconds? ago", "a moment ago", text)

    def claims(self, home: str) -> List[Dict[str, Any]]:
        """What is on disk of a home's sessions, but for times and processes."""
        self.one.client.request("ping")  # it notes first what it has said
        found = []
        state = os.path.join(home, "state")
        for name in sorted(os.listdir(state)):
            folder = os.path.join(state, name, "claims")
            for key in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, key), encoding="ascii") as file:
                    lines = [json.loads(line) for line in file]
                found += [{**line, "t": 0, "by": 0, "name": name} for line in lines]
        return found

    def test_edits(self) -> None:
        for session in (A, B):
            self.both(event("SessionStart", session, self.shop, source="startup"))
        self.check(self.event(old_string="one\n", new_string="1\n", replace_all=False), "")
        self.others_edit(old_string="three\n", new_string="3\n")
        self.check(self.event(old_string="two\n", new_string="2\n"), "line 3 (yours: line 2)")
        self.check(self.event(old_string="two\n", new_string="2\n"), "")
        self.check(self.event("Write", content="x"), '"deny"', "goes through when it is repeated")
        self.check(self.event("Write", content="x"), "")
        self.others_edit(old_string="three\n", new_string="3\n")
        self.check(self.event(old_string="e\n", new_string="E\n", replace_all=True), "yours: lines 1 and 3")
        edits = [{"old_string": "one\n", "new_string": "a\n"}, {"old_string": "three\n", "new_string": "b\n"}]
        self.others_edit("src/c.py", old_string="one\n", new_string="1\n")
        self.check(self.event("MultiEdit", edits=edits), "")
        self.check(self.event("MultiEdit", "src/c.py", edits=[{"old_string": "one\n", "new_string": "a\n"}]), "yours")
        self.others_edit("n.ipynb")
        self.check(self.event("NotebookEdit", "n.ipynb", cell_id="1", new_source="x"), TITLE[3:])
        self.check(dict(self.event(name="b.py"), agent_id="sub1", agent_type="x"), "")
        self.check(self.event(name="b.py"), "agent `sub1`")
        self.check(self.event(name="none/\u00e9 new.py", old_string="", new_string="x"), "")
        self.assertEqual(*[self.claims(home) for home in self.homes])
        # the holders learn the same
        asks = event("UserPromptSubmit", A, self.shop)
        prompts = [self.box.send(asks, CLAUDE_SESSION_GUARD_HOME=home) for home in self.homes]
        self.assertEqual(*[self.steady(prompt.context) for prompt in prompts])
        self.assertIn("went ahead", prompts[0].context)

    def test_commands(self) -> None:
        self.others_edit()
        self.check(self.shell("ls"), "")
        self.check(self.shell("git stash"), '"deny"')
        self.check(self.shell("git stash"), "")
        self.check(self.shell("git switch -c other"), "other")
        self.check(self.shell("rm a.py"), "a.py")
        self.check(self.shell("sed -i s/one/x/ a.py && git commit -qam 'x'"), "a.py")
        self.assertEqual(*[self.claims(home) for home in self.homes])

    def test_settings_are_read_anew(self) -> None:
        self.others_edit()
        configs = [os.path.join(home, "config.env") for home in self.homes]
        for text, words in (
            ("CSG_ON_EDIT=ask\n", '"ask"'),
            ("CSG_ON_EDIT=deny\n", '"deny"'),
            ("CSG_ON_EDIT=off\n", ""),
            ("CSG_RULES=a.py=off\n", ""),
            ("CSG_ON_EDIT=pause\n", "repeated"),
        ):
            for path in configs:
                self.box.write(path, text)
                os.chmod(path, 0o600)
            self.check(self.event(), words)

    def test_another_worktree_and_notices(self) -> None:
        self.git(self.shop, "worktree", "add", "-q", "../other", "-b", "topic")
        self.both(edit_event(A, os.path.join(self.box.work, "other", "b.py"), "Edit", self.box.work))
        for home in self.homes:
            self.box.csg("tell", B[:8], "stop", environ={"CLAUDE_SESSION_GUARD_HOME": home})
        self.check(self.event("Write", "b.py", content=""), "worktree", "with this edit, the two versions")
        for home in self.homes:
            done = self.box.csg("tell", B[:8], "stop", environ={"CLAUDE_SESSION_GUARD_HOME": home})
            self.assertEqual(done.returncode, 0, done.stderr)
        self.check(self.event(name="b.py"), "stop")
        self.check(self.event(name="b.py"), "")
        self.both(edit_event(A, os.path.join(self.box.work, "other", "a.py"), "Edit", self.box.work))
        self.check(self.event(old_string="one\n", new_string=""), "with this edit, the two versions")

    def test_what_is_no_event(self) -> None:
        good = self.event(call="toolu_1")
        for odd in (
            dict(good, session_id=""),
            dict(good, cwd="relative"),
            dict(good, cwd=""),
            dict(good, hook_event_name="Nonsense"),
            dict(good, tool_name=""),
            dict(good, tool_name="Read"),
            dict(good, tool_input={}),
            dict(good, tool_input={"file_path": "\0"}),
            dict(good, tool_input={"file_path": "/" + "x" * 100_000}),
            dict(good, session_id="../../x"),
            dict(good, tool_name="MultiEdit", tool_input={"file_path": self.file + "x", "edits": "junk"}),
        ):
            self.check(odd, "")
        self.assertEqual(self.one.client.call("hook"), {"content": []})
        self.assertEqual(self.one.client.request("tools/call", name="hook", arguments=[1])["result"], {"content": []})
        self.check(self.event(), TITLE[3:])

    def test_it_survives_what_one_event_does(self) -> None:
        os.mkfifo(os.path.join(self.shop, "pipe"))
        self.check(self.event(name="pipe", old_string="x"), "")
        os.rename(self.homes[1] + "/state", self.homes[1] + "/aside")
        self.box.write(self.homes[1] + "/state", "no directory")
        self.assertEqual(self.one.answer(self.event()), "")
        os.unlink(self.homes[1] + "/state")
        os.rename(self.homes[1] + "/aside", self.homes[1] + "/state")
        self.others_edit()
        self.check(self.event(), TITLE[3:])


class Listed(ResidentCase):
    def test_no_model_sees_the_tool_and_no_other_client_has_it(self) -> None:
        one = self.resident()
        self.assertNotIn("hook", [tool["name"] for tool in one.client.request("tools/list")["result"]["tools"]])
        self.assertEqual(one.client.call("hook", hook_event_name="x"), {"content": []})
        for name in ("codex-mcp-client", "opencode", "x"):
            other = Client(self.box)
            self.addCleanup(other.kill)
            other.initialize(name=name)
            self.assertIn("error", other.request("tools/call", name="hook", arguments={}))

    def test_without_a_home_there_is_no_sign_of_it(self) -> None:
        client = Client(self.box)
        self.addCleanup(client.kill)
        client.initialize(name="claude-code")
        client.request("ping")
        self.assertFalse(os.path.exists(self.box.home))


class Net(ResidentCase):
    """What `csg hook --resident` does after a call."""

    def setUp(self) -> None:
        super().setUp()
        for session in (A, B):
            self.box.start(session, cwd=self.shop)
        self.transcript = self.box.write("b.jsonl", "")
        self.version = "2.1.330"
        self.works(A, self.file, cwd=self.shop)
        self.one = self.resident()
        self.asked()

    def hook(self, fields: Dict[str, Any], **environ: str) -> Answer:
        stdin = {**fields, "transcript_path": self.transcript}
        return Answer(self.box.csg("hook", "--resident", stdin=json.dumps(stdin).encode(), environ=environ))

    def after(self, fields: Dict[str, Any], **more: Any) -> Answer:
        """What is said when a call has ended: of a command at once, of an edit at the end of the turn."""
        if fields["tool_name"] == "Bash":
            return self.hook(dict(fields, hook_event_name="PostToolUse", tool_response={}, **more))
        self.wrote(fields, **more)
        return self.stop()

    def wrote(self, fields: Dict[str, Any], failed: bool = False, **response: Any) -> None:
        """A call has ended, and the client writes it down."""
        agent = fields.get("agent_id", "")
        place = self.transcript[:-6] + "/subagents/agent-%s.jsonl" % agent if agent else self.transcript
        write_down(place, fields, failed, response)

    def stop(self, **fields: Any) -> Answer:
        """The end of a turn, with the model's last words."""
        name, words = "Stop", 'That "was" \u00e9.\n'
        if "agent_id" in fields:
            name = "SubagentStop"
            fields["agent_transcript_path"] = self.transcript[:-6] + "/subagents/agent-%s.jsonl" % fields["agent_id"]
        said = {"version": self.version, "message": {"role": "assistant", "content": [{"type": "text", "text": words}]}}
        append(fields.get("agent_transcript_path", self.transcript), json.dumps(said) + "\n")
        return self.hook(event(name, B, self.shop, last_assistant_message=words, **fields))

    def asked(self, session: str = B, **environ: str) -> Answer:
        return self.hook(event("UserPromptSubmit", session, self.shop, prompt="x"), **environ)

    def held_by(self, session: str, name: str = "a.py") -> bool:
        mine = [line for line in self.box.claims(session) if line.get("path") == os.path.join(self.shop, name)]
        gone = {line["withdrawn"] for line in self.box.claims(session) if "withdrawn" in line}
        return any("id" in line and line["id"] not in gone for line in mine)

    def errors(self) -> List[str]:
        return [line["what"] for line in self.box.log() if line["event"] == "error"]

    def test_what_was_answered_is_not_looked_at_again(self) -> None:
        for fields in (self.event(), self.event(name="b.py"), self.shell("ls")):
            self.one.answer(fields)
            self.assertEqual(self.after(fields).stdout, b"")
        self.assertIn("deny", self.one.answer(self.event("Write")))
        passes = self.event("Write")
        self.assertEqual((self.one.answer(passes), self.after(passes).stdout), ("", b""))
        self.assertEqual(self.errors(), [])

    def test_killed_in_mid_call(self) -> None:
        """Both ways: before it had begun, and with its Claim there already."""
        self.one.stop()
        fields = self.event("Write")
        self.one.ask(fields)
        self.one.kill()
        answer = self.after(fields)
        self.assertIn("`a.py` was written without a look at the other sessions", answer.context)
        self.assertIn(TITLE, answer.context)
        self.assertEqual(answer.decision, "")
        self.assertTrue(self.held_by(B))
        self.assertIn("went ahead", self.box.send(event("UserPromptSubmit", A, self.shop)).context)
        self.assertEqual(len(self.errors()), 1)
        self.assertEqual(self.after(self.event(name="b.py")).stdout, b"", "the same outage is told of once")
        self.assertTrue(self.held_by(B, "b.py"))
        self.assertEqual(self.stop().stdout + self.asked().stdout, b"")

    def test_a_client_that_hands_on_nothing_at_the_end_of_a_turn(self) -> None:
        """It is told with the prompt, once."""
        self.version = "2.1.150"
        self.one.kill()
        fields = self.shell("ls")
        self.assertIn("this command ran without a look", self.after(fields).context)
        self.assertEqual(self.after(self.event()).stdout, b"")
        self.assertTrue(self.held_by(B))
        text = self.asked().context
        for words in ("`a.py` was written without a look", "this command ran without a look", TITLE):
            self.assertEqual(text.count(words), 1, text)
        self.assertEqual(self.asked().context, "")

    def test_several_of_one_turn(self) -> None:
        """And none of it is told twice."""
        self.one.kill()
        for name in ("b.py", "a.py", "src/c.py"):
            self.wrote(self.event(name=name))
        self.wrote(self.event(name="failed.py"), failed=True)
        text = self.stop().context
        self.assertEqual([text.count(words) for words in ("did not answer", "While that goes on", TITLE)], [2, 1, 1])
        self.assertEqual([self.held_by(B, name) for name in ("b.py", "a.py", "src/c.py")], [True] * 3)
        self.assertFalse(self.held_by(B, "failed.py"))
        self.assertEqual(self.stop().stdout + self.asked().stdout, b"")

    def test_with_the_next_command(self) -> None:
        """The hook is asynchronous there: what it says may come too late, and is told again at the turn's end, unless a
        later command shows that it came."""
        for again in (False, True):
            self.one.kill()
            self.wrote(self.event())
            fields = self.shell("ls")
            self.one = self.resident()
            self.one.answer(fields)
            self.assertIn("`a.py` was written without a look", self.after(fields).context)
            if again:
                fields = self.shell("ls")
                self.one.answer(fields)
                self.assertEqual(self.after(fields).stdout, b"")
            self.assertEqual("without a look" in self.stop().context, not again)
            self.assertEqual(self.asked().context, "")

    def test_by_the_next_resident(self) -> None:
        """With its first answer."""
        self.one.kill()
        self.wrote(self.event())
        self.one = self.resident()
        for said in (True, False):
            fields = {**self.event(name="b.py"), "transcript_path": self.transcript}
            self.assertEqual("`a.py` was written without a look" in self.one.answer(fields), said)
        self.one.client.request("ping")
        self.assertTrue(self.held_by(B))
        self.assertEqual(self.stop().stdout, b"")

    def test_of_a_subagent(self) -> None:
        """It is told itself, and holds nothing any more when it has ended."""
        self.one.kill()
        self.wrote(dict(self.event(), agent_id="s1"))
        self.assertEqual(self.stop().stdout, b"", "the main agent did nothing")
        self.assertTrue(self.held_by(B))
        self.wrote(dict(self.event(name="b.py"), agent_id="s1"))
        self.assertEqual(self.stop(agent_id="s1").stdout, b"", "of this outage")
        told = self.box.send(dict(self.event(name="x.py"), agent_id="s1")).context
        self.assertIn("`a.py` was written without a look", told)
        self.wrote(dict(self.event(name="src/c.py"), agent_id="s2"))
        self.one = self.resident()
        self.one.kill()
        self.assertIn("`src/c.py` was written", self.stop(agent_id="s2").context)

    def test_an_entry_that_comes_late(self) -> None:
        """The client writes down in the background what was done and said."""
        self.one.kill()
        late = "".join(json.dumps(one) + "\n" for one in entries(self.event(), False, {}))
        words = {
            "version": self.version,
            "message": {"role": "assistant", "content": [{"type": "text", "text": "Done."}]},
        }
        append(self.transcript, late[:50])
        timer = threading.Timer(0.3, append, (self.transcript, late[50:] + json.dumps(words) + "\n"))
        timer.start()
        self.addCleanup(timer.join)
        said = self.hook(event("Stop", B, self.shop, last_assistant_message="Done."))
        self.assertIn("`a.py` was written", said.context)

    def test_what_never_ended(self) -> None:
        """No more is heard of it, and it keeps nothing else back."""
        self.one.kill()
        append(self.transcript, json.dumps(entries(self.event(), False, {})[0]) + "\n")
        self.assertEqual(self.stop().stdout, b"")
        self.assertEqual(self.asked().stdout, b"")
        self.assertIn("`b.py` was written", self.after(self.event(name="b.py")).context)
        self.assertFalse(self.held_by(B))

    def test_what_was_there_before_is_not_its_concern(self) -> None:
        """A session that goes on, or was guarded by commands until now."""
        self.one.kill()
        other = self.box.write("other.jsonl", "")
        write_down(other, self.event(), False, {})
        self.transcript = other
        self.assertEqual(self.stop().stdout, b"")
        self.assertIn("`b.py` was written", self.after(self.event(name="b.py")).context)

    def test_junk_in_a_transcript(self) -> None:
        self.one.kill()
        for junk in (b"\xff\n", b"[]\n", b'{"message": 1, "x": "tool_use" "Write"}\n', b"\0" * 100 + b"\n"):
            with open(self.transcript, "ab") as file:
                file.write(junk)
        odd = entries(self.event(name="b.py"), False, {})
        odd[0]["message"]["content"].append({"type": "tool_use", "id": 1, "name": "Write", "input": []})
        odd[0]["cwd"] = odd[1]["toolUseResult"] = 7
        append(self.transcript, "".join(json.dumps(one) + "\n" for one in odd))
        self.assertIn("`b.py` was written", self.stop().context)
        os.unlink(self.transcript)
        os.mkfifo(self.transcript)
        self.assertEqual(self.hook(event("Stop", B, self.shop, last_assistant_message="x")).stdout, b"")
        self.assertEqual(len(self.errors()), 1)

    def test_two_looks_at_once(self) -> None:
        """One of them tells it."""
        self.one.kill()
        for turn in range(5):
            self.one = self.resident()
            self.one.kill()
            self.wrote(self.event(name="%d.py" % turn))
            said: List[bytes] = []
            both = [threading.Thread(target=lambda: said.append(self.stop().stdout)) for _ in range(2)]  # noqa: B023
            for thread in both:
                thread.start()
            for thread in both:
                thread.join()
            self.assertEqual(sorted(bool(text) for text in said), [False, True], said)
            lines = [line for line in self.box.claims(B) if str(line.get("path", "")).endswith("/%d.py" % turn)]
            self.assertEqual(len(lines), 1)

    def test_a_stopped_one_that_goes_on_does_not_take_the_claim_back(self) -> None:
        self.one.stop()
        fields = self.event("Write")
        number = self.one.ask(fields)
        self.one.give_up(number)
        self.assertIn(TITLE, self.after(fields).context)
        self.one.go_on()
        self.one.client.request("ping")
        self.assertTrue(self.held_by(B))
        self.assertEqual(self.one.answer(self.event("Edit")), "", "it is known by now")
        again = self.event("Write")
        self.assertIn("deny", self.one.answer(again), "no hold was spent")

    def test_a_new_one_that_fails_is_told_of_again(self) -> None:
        for name in ("b.py", "src/c.py"):
            self.one.kill()
            self.assertIn("did not answer", self.after(self.event(name=name)).context)
            self.one = self.resident()

    def test_a_command(self) -> None:
        self.one.kill()
        self.assertIn("this command ran without a look", self.after(self.shell("ls")).context)

    def test_lines_come_from_what_the_client_says_it_changed(self) -> None:
        self.one.kill()
        patch = [{"oldStart": 2, "oldLines": 1, "newStart": 2, "newLines": 1, "lines": ["-two", "+2"]}]
        self.after(self.event(), structuredPatch=patch)
        self.assertEqual([line["at"] for line in self.box.claims(B) if "at" in line], [[2, 2]])

    def test_no_resident_has_lived(self) -> None:
        self.assertEqual(self.asked().stdout, b"")
        self.one.kill()
        self.assertEqual(self.asked().stdout, b"", "it has lived")
        time.sleep(1.1)
        self.box.end(B, cwd=self.shop)
        self.box.start(C, cwd=self.shop, source="clear")
        for path in os.listdir(os.path.join(self.box.home, "residents")):
            os.utime(os.path.join(self.box.home, "residents", path), (1.0, 1.0))
        done = self.box.csg(
            "hook", "--resident", stdin=json.dumps(event("UserPromptSubmit", C, self.shop, prompt="x")).encode()
        )
        said = json.loads(done.stdout)
        self.assertIn("has not run since this session began", said["hookSpecificOutput"]["additionalContext"])
        self.assertIn("/mcp", said["systemMessage"])
        self.assertEqual(self.asked(C).stdout, b"", "once")

    def test_a_prompt_waits_for_a_server_that_is_about_to_be_there(self) -> None:
        self.one.kill()
        for path in os.listdir(os.path.join(self.box.home, "residents")):
            os.unlink(os.path.join(self.box.home, "residents", path))
        pid = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "30")
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(os.kill, pid, 9)
        began = time.monotonic()
        answer = self.asked(CLAUDE_PID=str(pid))
        self.assertGreaterEqual(time.monotonic() - began, 2.0)
        self.assertIn("has not run", answer.context)


if __name__ == "__main__":
    unittest.main()
