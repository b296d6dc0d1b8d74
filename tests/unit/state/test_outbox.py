import json
import os
import posix
import shutil
import stat
import tempfile
import time
import unittest
from typing import Any, Dict, List

from csg.base import config, files, paths, slack_settings
from csg.slack import box as boxes
from csg.state import events, outbox, sessions


class HomeCase(unittest.TestCase):
    """A home in this process, without any of Slack's settings in the environment."""

    def setUp(self) -> None:
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="csg-test-"))
        self.addCleanup(shutil.rmtree, self.path)
        self.home = os.fsencode(self.path)
        for name in (b"SLACK_BOT_TOKEN", b"SLACK_CHANNEL_ID", b"SLACK_API_URL", b"CLAUDE_SESSION_GUARD_CONFIG"):
            if name in posix.environ:
                self.addCleanup(posix.environ.__setitem__, name, posix.environ.pop(name))
        self.addCleanup(events.spooled.clear)
        self.write_config("xoxb-1")
        self._box = self.box()  # the last that the settings named

    def write_config(self, token: str, more: str = "") -> None:
        path = os.path.join(self.path, "config.env")
        with open(path, "w", encoding="utf-8") as file:
            file.write("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=C1\n%s" % (token, more))
        os.chmod(path, 0o600)

    def settings(self) -> slack_settings.Settings:
        settings = slack_settings.load(posix.environ, self.home)
        assert settings
        return settings

    def box(self) -> bytes:
        """The settings' box."""
        settings = slack_settings.load(posix.environ, self.home)
        if settings is not None:
            self._box = boxes.of(self.home, settings)
        return self._box

    def entries(self) -> List[Dict[str, Any]]:
        outbox.collect(self.box())
        return [boxes.get(self.box(), name) for name in outbox.names(self.box())]


class Spool(HomeCase):
    def test_order_mode_contents(self) -> None:
        for i in range(300):
            events.mirror(self.home, 1000.5, "edit", "One", path="/w/%d" % i, tool="Edit")
        self.assertEqual(outbox.depth(self.box()), 300)
        outbox.collect(self.box())
        names = outbox.names(self.box())
        self.assertEqual(len(names), 300)
        self.assertEqual([entry["path"] for entry in self.entries()], ["/w/%d" % i for i in range(300)])
        self.assertEqual(len({name[:16] for name in names}), 300)
        for folder in (
            self.path + "/outbox",
            *(os.fsdecode(self.box()) + "/" + name for name in ("edits", "new", "tmp")),
        ):
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        file = os.path.join(os.fsdecode(self.box()), "new", os.fsdecode(names[0]))
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        entry = self.entries()[0]
        self.assertEqual((entry["t"], entry["event"], entry["session"]), (1000.5, "edit", "One"))
        self.assertEqual(entry["name"], "%4fne")
        self.assertAlmostEqual(boxes.moment(names[0]), time.time(), delta=60)
        self.assertEqual(os.listdir(os.path.join(os.fsdecode(self.box()), "tmp")), [])
        self.assertEqual(events.spooled, [(self.home, self.box())])

    def test_facts_go_with_what_begins_and_ends(self) -> None:
        session = sessions.observe("one", b"/", {b"CLAUDE_PID": b"1"}, 5.0)
        sessions.start(self.home, session)
        events.record(self.home, 5.0, "start", "one")
        events.record(self.home, 6.0, "intent", "one", text="x")
        sessions.end(self.home, "one", {b"CLAUDE_PID": b"1"})
        events.record(self.home, 7.0, "end", "one")
        start, intent, end = self.entries()
        self.assertEqual(start["facts"]["started"], 5.0)
        self.assertNotIn("facts", intent)
        self.assertEqual(end["facts"]["session"], "one")

    def test_a_conflict_goes_to_every_thread_once(self) -> None:
        others = ["two", "three", "two", "one"]
        events.record(self.home, 5.0, "conflict", "one", path="/w/a", tool="Edit", decision="held", others=others)
        own, *rest = self.entries()
        self.assertEqual((own["event"], own["others"]), ("conflict", others))
        told = [(e["name"], e["event"], e["by"], e["decision"]) for e in rest]
        self.assertEqual(told, [(name, "met", "one", "held") for name in ("two", "three")])

    def test_what_is_not_for_people_is_not_mirrored(self) -> None:
        events.record(self.home, 5.0, "error", "one", what="x")
        events.record(self.home, 5.0, "something new", "one")
        events.record(self.home, 5.0, "start")
        self.assertEqual(outbox.depth(self.box()), 0)
        self.assertEqual(events.spooled, [])
        with open(os.path.join(self.path, "events.log"), encoding="ascii") as file:
            self.assertEqual(len(file.readlines()), 3)

    def test_the_mirror_writes_no_log(self) -> None:
        events.mirror(self.home, 5.0, "edit", "one", path="/w/a")
        self.assertEqual(outbox.depth(self.box()), 1)
        self.assertFalse(os.path.exists(os.path.join(self.path, "events.log")))

    def test_no_settings_no_outbox(self) -> None:
        for text in ("", "# SLACK_BOT_TOKEN=x\n# SLACK_CHANNEL_ID=y\n", "SLACK_BOT_TOKEN=x\nSLACK_CHANNEL_ID=\n"):
            with open(os.path.join(self.path, "config.env"), "w", encoding="ascii") as file:
                file.write(text)
            events.record(self.home, 5.0, "start", "one")
        self.assertFalse(os.path.exists(os.path.join(self.path, "outbox")))

    def test_what_the_hook_makes_of_the_settings_file(self) -> None:
        cases = {
            "export SLACK_BOT_TOKEN='x'\n  SLACK_CHANNEL_ID = C1\nSLACK_CHANNEL_ID=C1 # ours\n": 1,
            "SLACK_BOT_TOKEN=x\nSLACK_CHANNEL_ID=# none\n": 0,
            "SLACK_BOT_TOKEN=''\nSLACK_CHANNEL_ID=C1\n": 0,
            "SLACK_BOT_TOKEN=x\nSLACK_BOT_TOKEN=\nSLACK_CHANNEL_ID=C1\n": 0,
            "OLD_SLACK_BOT_TOKEN=x\nSLACK_CHANNEL_ID=C1\n": 0,
        }
        for text, spooled in cases.items():
            with self.subTest(text):
                with open(os.path.join(self.path, "config.env"), "w", encoding="ascii") as file:
                    file.write(text)
                before = outbox.depth(self.box())
                events.mirror(self.home, 5.0, "intent", "one", text="x")
                self.assertEqual(outbox.depth(self.box()) - before, spooled)
                self.assertEqual(slack_settings.load(posix.environ, self.home) is not None, bool(spooled))

    def test_environment_wins(self) -> None:
        posix.environ[b"SLACK_BOT_TOKEN"] = b""
        self.addCleanup(posix.environ.pop, b"SLACK_BOT_TOKEN", None)
        events.record(self.home, 5.0, "start", "one")
        self.assertEqual(outbox.depth(self.box()), 0)
        posix.environ[b"SLACK_BOT_TOKEN"] = b"xoxb-2"
        self.assertEqual(self.settings().token, "xoxb-2")
        self.assertEqual(self.settings().channel, "C1")

    def test_a_bad_place_for_settings_is_no_obstacle(self) -> None:
        posix.environ[b"CLAUDE_SESSION_GUARD_CONFIG"] = b"relative"
        self.addCleanup(posix.environ.pop, b"CLAUDE_SESSION_GUARD_CONFIG", None)
        events.record(self.home, 5.0, "start", "one")
        self.assertFalse(os.path.exists(os.path.join(self.path, "outbox")))


class Stop(HomeCase):
    def setUp(self) -> None:
        super().setUp()
        files.make_directory(self.box())

    def test_in_force_until_the_file_changes(self) -> None:
        settings = self.settings()
        boxes.stop(self.box(), settings, "invalid_auth", "copy it again", True)
        was = boxes.stopped(self.box(), self.settings())
        assert was
        self.assertEqual((was.why, was.mend), ("invalid_auth", "copy it again"))
        self.assertAlmostEqual(was.again - was.t, 600, delta=5)
        self.write_config("xoxb-other", "# changed\n")
        self.assertIsNone(boxes.stopped(self.box(), self.settings()))

    def test_of_the_environment(self) -> None:
        self.addCleanup(posix.environ.pop, b"SLACK_BOT_TOKEN", None)
        posix.environ[b"SLACK_BOT_TOKEN"] = b"xoxb-2"
        boxes.stop(self.box(), self.settings(), "invalid_auth", "", True)
        self.assertIsNotNone(boxes.stopped(self.box(), self.settings()))
        posix.environ[b"SLACK_BOT_TOKEN"] = b"xoxb-3"
        self.assertIsNone(boxes.stopped(self.box(), self.settings()))
        del posix.environ[b"SLACK_BOT_TOKEN"]
        self.assertIsNone(boxes.stopped(self.box(), self.settings()))

    def test_it_tells_nothing_of_the_token(self) -> None:
        sums = set()
        for _ in range(2):
            boxes.stop(self.box(), self.settings(), "invalid_auth", "", True)
            with open(os.path.join(os.fsdecode(self.box()), "stopped"), encoding="ascii") as file:
                text = file.read()
            self.assertNotIn("xoxb-1", text)
            sums.add(json.loads(text)["sum"])
        self.assertEqual(len(sums), 2, "salted")
        self.assertNotIn(paths.checksum(b"xoxb-1"), text)

    def test_it_is_tried_again_ever_more_seldom(self) -> None:
        pauses, news = [], []
        for _ in range(8):
            news.append(boxes.stop(self.box(), self.settings(), "invalid_auth", "", True))
            was = boxes.stopped(self.box(), self.settings())
            assert was
            pauses.append(round((was.again - time.time()) / 60))
        self.assertEqual(pauses, [10, 30, 90, 270, 810, 1440, 1440, 1440])
        self.assertEqual(news, [True] + 7 * [False])
        self.assertTrue(boxes.stop(self.box(), self.settings(), "csg_token", "", False), "another reason is news")
        was = boxes.stopped(self.box(), self.settings())
        assert was
        self.assertEqual((was.again, was.tries), (0.0, 0))

    def test_spooling_goes_on(self) -> None:
        outbox.lock(self.box())
        boxes.stop(self.box(), self.settings(), "invalid_auth", "", True)
        events.mirror(self.home, time.time() + 25 * 3600, "intent", "one", text="x")
        self.assertEqual((outbox.depth(self.box()), events.spooled), (1, [(self.home, self.box())]))


class Keeping(HomeCase):
    def test_lock(self) -> None:
        self.assertTrue(outbox.idle(self.box()))
        held = outbox.lock(self.box())
        assert held is not None
        inode = os.stat(os.path.join(os.fsdecode(self.box()), "lock")).st_ino
        self.assertFalse(outbox.idle(self.box()))
        self.assertIsNone(outbox.lock(self.box()))
        os.close(held)
        self.assertTrue(outbox.idle(self.box()))
        self.assertEqual(os.stat(os.path.join(os.fsdecode(self.box()), "lock")).st_ino, inode)

    def test_error(self) -> None:
        self.assertIsNone(boxes.last_error(self.box()))
        outbox.lock(self.box())
        boxes.set_error(self.box(), 7.0, "HTTP 500")
        self.assertEqual(boxes.last_error(self.box()), (7.0, "HTTP 500"))
        boxes.set_error(self.box(), 8.0, "")
        self.assertIsNone(boxes.last_error(self.box()))

    def test_bury_and_tidy(self) -> None:
        events.mirror(self.home, 5.0, "intent", "one", text="x")
        (name,) = outbox.names(self.box())
        boxes.bury(self.box(), name)
        self.assertEqual((outbox.depth(self.box()), boxes.dead(self.box())), (0, 1))
        boxes.tidy(self.box(), time.time() + 29 * 24 * 3600)
        self.assertEqual(boxes.dead(self.box()), 1)
        boxes.tidy(self.box(), time.time() + 31 * 24 * 3600)
        self.assertEqual(boxes.dead(self.box()), 0)


class Settings(HomeCase):
    def test_the_api(self) -> None:
        self.assertEqual(self.settings().url, "")
        self.write_config("xoxb-1", "SLACK_API_URL='https://gateway.example/slack/'\n")
        self.assertEqual(self.settings().url, "https://gateway.example/slack/")

    def test_config_knows_the_names(self) -> None:
        self.write_config("xoxb-1", "SLACK_API_URL=https://gateway.example/\n")
        self.assertEqual(config.load({}, self.home).problems, [])
