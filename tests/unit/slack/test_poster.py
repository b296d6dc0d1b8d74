"""The Poster's life."""

import os
import posix
import shutil
import threading
import time
from unittest import mock

from csg.slack import box as boxes
from csg.slack import poster, vigil
from csg.state import outbox
from tests.e2e.fake_slack import CHANNEL, always
from tests.unit.slack.case import PosterCase


class Trouble(PosterCase):
    def test_what_is_a_day_old_is_given_up(self) -> None:
        self.start()
        self.record("intent", text="old")
        self.record("intent", text="new")
        new = os.path.join(os.fsdecode(self.box()), "new")
        for name in sorted(os.listdir(new))[:2]:
            earlier = "%016d%s" % (int(name[:16]) - 86500 * 10**6, name[16:])
            os.rename(os.path.join(new, name), os.path.join(new, earlier))
        self.post()
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (0, 1))
        self.assertEqual(self.said(), ["1 event could not be sent to Slack for 24 hours: moved to outbox/dead"])
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `new`"])

    def test_old_news_goes_even_without_settings(self) -> None:
        self.record("intent", text="x")
        new = os.path.join(os.fsdecode(self.box()), "new")
        (name,) = os.listdir(new)
        os.rename(os.path.join(new, name), os.path.join(new, "%016d.1-a" % (int(name[:16]) - 86500 * 10**6)))
        os.remove(os.path.join(self.path, "config.env"))
        self.post()
        self.assertEqual((self.waiting(), boxes.dead(self.box()), self.slack.calls), (0, 1, []))

    def test_an_unexpected_error_is_one_line_without_the_token(self) -> None:
        self.start()
        os.mkdir(os.path.join(self.path, "state", "one", "thread.json"))
        self.post(0.3)
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"^Slack poster: OSError 22 \(\w+\.py:\d+\)$")
        self.assertEqual(self.waiting(), 1)
        self.assertEqual(self.slack.calls, [])

    def test_starts_and_ends_are_told_after_days(self) -> None:
        self.start()
        self.end()
        new = os.path.join(os.fsdecode(self.box()), "new")
        for name in os.listdir(new):
            earlier = "%016d%s" % (int(name[:16]) - 5 * 86400 * 10**6, name[16:])
            os.rename(os.path.join(new, name), os.path.join(new, earlier))
        self.post()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["white_check_mark"])
        self.assertEqual((self.waiting(), self.said()), (0, []))

    def test_a_home_that_is_gone_is_not_made_again(self) -> None:
        self.slack.fault = always("500")
        self.start()
        box = self.box()
        held = outbox.lock(box)
        assert held is not None
        aside = self.path + "-gone"
        self.addCleanup(shutil.rmtree, aside)
        gone = threading.Timer(0.4, os.rename, [self.path, aside])
        gone.start()
        poster.main(self.home, box, held)
        gone.join()
        self.assertFalse(os.path.exists(self.path))
        os.mkdir(self.path)  # for what comes after

    def test_waiting_takes_no_work(self) -> None:
        self.slack.stop()
        self.start()
        box = self.box()
        posix.environ[b"CSG_SLACK_HURRY"] = b"1"
        held = outbox.lock(box)
        assert held is not None
        before = time.process_time()
        with mock.patch.object(vigil, "_LIFE", 3.0), mock.patch.object(vigil, "_SLICE", 0.5):
            poster.main(self.home, box, held)
        self.assertLess(time.process_time() - before, 1.0)


class Boxes(PosterCase):
    """Each channel has its own."""

    def test_another_channel_another_box(self) -> None:
        self.start()
        mine = self.box()
        self.configure("C999")
        self.record("intent", text="elsewhere")
        self.assertNotEqual(self.box(), mine)
        self.assertEqual((outbox.depth(mine), outbox.depth(self.box())), (1, 1))
        self.configure(CHANNEL)
        self.post()
        self.assertEqual((outbox.depth(mine), len(self.slack.texts()[0])), (0, 1))

    def test_a_changed_channel_ends_the_old_thread_and_begins_a_new_one(self) -> None:
        self.slack.channels.add("C999")
        self.start()
        self.post()
        self.configure("C999")
        self.record("intent", text="here now")
        self.end()
        self.post()
        old, new = self.slack.threads()
        self.assertEqual(old[-1].text, "\u27a1\ufe0f goes on in another channel")
        self.assertEqual((old[0].reactions, new[0].reactions), (["white_check_mark"], ["white_check_mark"]))
        self.assertEqual(
            ({m.fields["channel"] for m in old}, {m.fields["channel"] for m in new}), ({CHANNEL}, {"C999"})
        )
        self.assertEqual(new[1].text, "\U0001f4cc `here now`")
        self.assertEqual(self.said(), [])

    def test_what_was_left_for_the_old_channel_is_told_there(self) -> None:
        self.slack.channels.add("C999")
        self.start()
        self.post()
        self.record("intent", text="before")
        self.configure("C999")
        self.record("intent", text="after")
        self.post()
        old, new = self.slack.texts()
        self.assertEqual(old[1:], ["\U0001f4cc `before`", "\u27a1\ufe0f goes on in another channel"])
        self.assertEqual(new[1:], ["\U0001f4cc `after`"])

    def test_a_client_with_a_channel_of_its_own_keeps_what_is_its(self) -> None:
        posix.environ[b"SLACK_CHANNEL_ID"] = b"C999"
        self.addCleanup(posix.environ.pop, b"SLACK_CHANNEL_ID", None)
        self.slack.fault = always("500")
        self.start()
        theirs = self.box()
        self.post(0.3)
        del posix.environ[b"SLACK_CHANNEL_ID"]
        self.slack.fault = None
        self.start("two")
        self.post()
        self.assertEqual((outbox.depth(theirs), len(self.slack.texts())), (1, 1))

    def test_what_an_older_version_left(self) -> None:
        self.start()
        box = os.fsdecode(self.box())
        os.rename(box + "/new", self.path + "/outbox/new")
        self.post()
        self.assertEqual((self.waiting(), len(self.slack.texts())), (0, 1))
        self.assertEqual(os.listdir(self.path + "/outbox/new"), [])


class Thinning(PosterCase):
    def test_edits_first_ends_last_and_it_is_said(self) -> None:
        with mock.patch.object(boxes, "MOST", 20):
            self.start()
            for i in range(60):
                self.record("edit", path="/w/%d.py" % (i % 7))
                if i % 20 == 0:
                    self.record("intent", text=str(i))
            self.end()
            self.post()
        (thread,) = self.slack.texts()
        lines = "\n".join(thread).split("\n")
        self.assertEqual([line for line in lines if "\U0001f4cc" in line], ["\U0001f4cc `%d`" % i for i in (0, 20, 40)])
        self.assertIn("60 edits in 7 files, 0 conflicts", thread[-1])
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"\Athe outbox was too long: \d+ edits told by number only\Z")

    def test_what_is_too_much_even_so(self) -> None:
        with mock.patch.object(boxes, "MOST", 12):
            for i in range(12):
                self.start(str(i))
                self.record("intent", str(i), text="x")
            self.post()
        self.assertEqual(len(self.slack.texts()), 12)
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (0, 12))
