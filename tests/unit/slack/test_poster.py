"""The Poster in this process, step by step, against the fake Slack."""

import json
import os
import posix
import time
from typing import Any, List
from unittest import mock

from csg.slack import poster, sender
from csg.state import events, outbox, sessions
from tests.e2e.fake_slack import CHANNEL, TOKEN, FakeSlack, always
from tests.unit.state.test_outbox import HomeCase


class PosterCase(HomeCase):
    def setUp(self) -> None:
        super().setUp()
        self.slack = FakeSlack()
        self.addCleanup(self.slack.stop)
        self.configure()
        posix.environ[b"CSG_SLACK_HURRY"] = b"500"
        self.addCleanup(posix.environ.pop, b"CSG_SLACK_HURRY", None)

    def configure(self, channel: str = CHANNEL) -> None:
        with open(os.path.join(self.path, "config.env"), "w", encoding="ascii") as file:
            file.write("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=%s\nSLACK_API_URL=%s\n" % (TOKEN, channel, self.slack.url))

    def start(self, name: str = "one", started: float = 5.0) -> None:
        sessions.start(self.home, sessions.observe(name, b"/w", {b"CLAUDE_PID": b"1"}, started))
        self.record("start", name)

    def end(self, name: str = "one") -> None:
        sessions.end(self.home, name, {b"CLAUDE_PID": b"1"})
        self.record("end", name, reason="other")

    def record(self, kind: str, name: str = "one", **more: Any) -> None:
        events.record(self.home, time.time(), kind, name, **more)

    def post(self) -> None:
        held = outbox.lock(self.home)
        assert held is not None
        poster.main(self.home, held)
        self.assertTrue(outbox.idle(self.home))

    def said(self) -> List[str]:
        with open(os.path.join(self.path, "events.log"), encoding="ascii") as file:
            return [line["what"] for line in map(json.loads, file) if line["event"] in ("slack", "error")]

    def waiting(self) -> int:
        return outbox.depth(self.home)


class Telling(PosterCase):
    def test_header_before_what_was_spooled_first(self) -> None:
        # a hook that is slow to spool its start: the edit's file is the older one
        sessions.start(self.home, sessions.observe("one", b"/w", {}, 5.0))
        self.record("edit", path="/w/a.py")
        self.record("start")
        self.post()
        (thread,) = self.slack.texts()
        self.assertEqual(len(thread), 2)
        self.assertIn("session `one`", thread[0])
        self.assertIn("`a.py`", thread[1])

    def test_merging_and_throttle(self) -> None:
        posix.environ[b"CSG_SLACK_HURRY"] = b"100"  # a file rests for 0.6 seconds
        self.start()
        for i in range(40):
            self.record("edit", path="/w/%d.py" % (i % 8))
        self.post()
        self.record("edit", path="/w/0.py")  # named a moment ago
        self.record("edit", path="/w/7.py")  # only counted so far
        self.post()
        time.sleep(0.7)
        self.record("edit", path="/w/0.py")
        self.post()
        self.end()
        self.post()
        self.assertEqual(
            self.slack.texts()[0][1:4],
            [
                "\u270f\ufe0f editing `0.py`, `1.py`, `2.py`, `3.py`, `4.py`, +3",
                "\u270f\ufe0f editing `7.py`",
                "\u270f\ufe0f editing `0.py`",
            ],
        )
        self.assertIn("43 edits, 8 files, 0 conflicts", self.slack.texts()[0][-1])

    def test_only_neighbours_are_merged(self) -> None:
        self.start()
        self.record("edit", path="/w/a.py")
        self.record("edit", path="/w/b.py")
        self.record("intent", text="x")
        self.record("edit", path="/w/c.py")
        self.record("release", path="/w/a.py")
        self.record("release", path="/w/b.py")
        self.post()
        self.assertEqual(
            self.slack.texts()[0][1:],
            [
                "\u270f\ufe0f editing `a.py`, `b.py`",
                "\U0001f4cc `x`",
                "\u270f\ufe0f editing `c.py`",
                "\U0001f513 released `a.py`, `b.py`",
            ],
        )

    def test_another_agent_of_the_same_session(self) -> None:
        self.start()
        self.record("conflict", path="/w/a", decision="warned", others=["one"])
        self.post()
        self.assertEqual(len(self.slack.texts()[0]), 2)
        self.assertIn("with another agent of its own (warned)", self.slack.texts()[0][1])

    def test_over_before_the_mirror_saw_it(self) -> None:
        self.record("end", reason="other")
        self.record("swept", "two", why="idle")
        self.post()
        self.assertEqual((self.slack.texts(), self.waiting()), ([], 0))

    def test_remains_are_gone(self) -> None:
        self.start()
        sessions.end(self.home, "one", {b"CLAUDE_PID": b"1"})
        os.rename(os.path.join(self.path, "ended"), os.path.join(self.path, "elsewhere"))
        self.record("intent", text="x")
        self.record("end", reason="other")
        self.post()
        (thread,) = self.slack.texts()
        self.assertIn("\U0001f7e2 `/w`: session `one`", thread[0])
        self.assertEqual(len(thread), 3)

    def test_a_straggler_does_not_open_what_is_closed(self) -> None:
        self.start()
        self.end()
        self.record("edit", path="/w/late.py")
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual(thread[0].reactions, ["white_check_mark"])
        self.assertIn("late.py", thread[-1].text)

    def test_swept_and_back(self) -> None:
        self.start()
        self.record("swept", why="idle")
        self.post()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["headstone"])
        self.record("attach")
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual(thread[0].reactions, ["large_green_circle"])
        self.assertEqual(thread[-1].text, "\u21a9\ufe0f resumed")

    def test_another_channel_another_thread(self) -> None:
        self.start()
        self.post()
        path = os.path.join(self.path, "state", "one", "thread.json")
        with open(path, encoding="ascii") as file:
            record = json.load(file)
        with open(path, "w", encoding="ascii") as file:
            json.dump(dict(record, asked="COLD", channel="COLD"), file)
        self.record("intent", text="x")
        self.post()
        self.assertEqual([len(thread) for thread in self.slack.texts()], [1, 2])


class Refusals(PosterCase):
    def test_a_final_answer_is_said_once_and_stops_the_mirror(self) -> None:
        for code in ("invalid_auth", "not_in_channel", "missing_scope", "channel_not_found", "is_archived"):
            with self.subTest(code):
                self.slack.fault = always(code)
                before, said = len(self.slack.calls), len(self.said()) if self.slack.calls else 0
                self.start()
                self.post()
                self.record("intent", text="x")
                self.post()
                self.assertEqual(len(self.slack.calls), before + 1)
                self.assertEqual(len(self.said()), said + 1)
                self.assertIn(code, self.said()[-1])
                self.assertIn("csg test", self.said()[-1])
                self.assertEqual(outbox.stopped(self.home, self.settings()).why, code)  # type: ignore[union-attr]
                self.configure(CHANNEL + " ")  # written anew
                os.utime(os.path.join(self.path, "config.env"), (before + 1, before + 1))
        self.slack.fault = None
        self.post()
        self.assertEqual(self.waiting(), 0)
        self.assertEqual(len(self.slack.texts()[0]), 6)
        self.assertIsNone(outbox.last_error(self.home))

    def test_missing_scope_for_reactions(self) -> None:
        self.slack.fault = lambda method, number: "missing_scope" if method.startswith("reactions") else ""
        self.start()
        self.post()
        self.assertIn("reactions:write", self.said()[0])
        self.slack.fault = None
        outbox.resume(self.home)
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual((len(thread), thread[0].reactions), (1, ["large_green_circle"]))

    def test_a_message_that_is_refused_goes_again_and_plainer(self) -> None:
        self.slack.fault = lambda method, number: "invalid_blocks" if number == 0 else ""
        self.start()
        self.record("intent", text="x")
        self.post()
        (thread,) = self.slack.threads()
        self.assertNotIn("blocks", thread[0].fields)
        self.assertEqual((thread[0].text, len(thread)), ("/w: session one", 2))

    def test_a_message_that_is_always_refused_does_not_wedge(self) -> None:
        refuse = [0]

        def fault(method: str, number: int) -> str:
            refuse[0] += method == "chat.postMessage"
            return "msg_too_long" if refuse[0] in (2, 3) else ""

        self.slack.fault = fault
        self.start()
        self.record("intent", text="first")
        self.record("intent", text="second")
        self.post()
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `second`"])
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (0, 1))
        self.assertEqual(self.said(), ["Slack refused a message (msg_too_long): 1 event moved to outbox/dead"])

    def test_when_all_are_refused_it_is_not_the_message(self) -> None:
        self.slack.fault = always("something_new")
        self.start()
        for i in range(9):
            self.record("intent", text=str(i))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (8, 2))
        self.assertIsNotNone(outbox.stopped(self.home, self.settings()))

    def test_the_thread_is_gone(self) -> None:
        self.start()
        self.post()
        self.slack.messages.clear()  # a person deleted it
        self.record("intent", text="x")
        self.post()
        (thread,) = self.slack.texts()
        self.assertEqual(thread[1:], ["\U0001f4cc `x`"])
        self.slack.fault = always("thread_not_found")
        self.record("intent", text="y")
        self.record("intent", text="z")
        self.post()
        self.assertLess(len(self.slack.calls), 20)

    def test_reactions_that_are_there_already(self) -> None:
        self.slack.fault = lambda method, number: "already_reacted" if method == "reactions.add" else ""
        self.start()
        self.post()
        self.slack.fault = lambda method, number: "no_reaction" if method == "reactions.remove" else ""
        self.end()
        self.post()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["white_check_mark"])
        self.assertEqual(self.said(), [])

    def test_a_token_that_is_none(self) -> None:
        self.write_config("xoxb-\u00e9", "SLACK_API_URL=%s\n" % self.slack.url)
        self.start()
        self.post()
        self.assertEqual(self.slack.calls, [])
        self.assertIn("character that no token has", self.said()[0])


class Trouble(PosterCase):
    def test_what_is_a_day_old_is_given_up(self) -> None:
        self.start()
        self.record("intent", text="old")
        self.record("intent", text="new")
        new = os.path.join(self.path, "outbox", "new")
        for name in sorted(os.listdir(new))[:2]:
            earlier = "%016d%s" % (int(name[:16]) - 86500 * 10**6, name[16:])
            os.rename(os.path.join(new, name), os.path.join(new, earlier))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (0, 2))
        self.assertEqual(self.said(), ["2 events could not be sent to Slack for 24 hours: moved to outbox/dead"])
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `new`"])

    def test_old_news_goes_even_without_settings(self) -> None:
        self.record("intent", text="x")
        new = os.path.join(self.path, "outbox", "new")
        (name,) = os.listdir(new)
        os.rename(os.path.join(new, name), os.path.join(new, "%016d.1-a" % (int(name[:16]) - 86500 * 10**6)))
        os.remove(os.path.join(self.path, "config.env"))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home), self.slack.calls), (0, 1, []))

    def test_git_commands_go_to_both_threads(self) -> None:
        self.start()
        self.start("two")
        self.record("git", command="git stash", decision="held", others=["two"])
        self.post()
        one, two = self.slack.texts()
        self.assertEqual(one[1:], ["\u26a0\ufe0f `git stash` while files are held by session `two` (held once)"])
        self.assertEqual(two[1:], ["\u26a0\ufe0f session `one` wants to run `git stash` here (held once)"])

    def test_it_gives_up_after_a_while_and_says_why(self) -> None:
        self.slack.stop()
        self.start()
        with mock.patch.object(sender, "_PATIENCE", 0.2), mock.patch.object(sender, "_LEAST_PATIENCE", 0.2):
            self.post()
        self.assertGreater(outbox.last_post(self.home), 0)
        self.assertEqual(self.waiting(), 1)
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"not to be reached \(Connection refused\): 1 events? wait")
        error = outbox.last_error(self.home)
        assert error
        self.assertEqual(error[1], "Connection refused")
        self.slack.start()
        self.post()
        self.assertEqual((self.waiting(), outbox.last_error(self.home)), (0, None))

    def test_an_unexpected_error_is_one_line_without_the_token(self) -> None:
        self.start()
        os.mkdir(os.path.join(self.path, "state", "one", "thread.json"))
        self.post()
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"^Slack poster: IsADirectoryError 21 \(\w+\.py:\d+\)$")
        self.assertEqual(self.waiting(), 1)
        self.assertEqual(self.slack.calls, [])
