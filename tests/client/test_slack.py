"""With the mirror on, what real clients did stands in Slack when they have ended."""

import glob
import os
import time

from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold
from tests.e2e.fake_slack import CHANNEL, TOKEN, FakeSlack


class Mirror(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.slack = FakeSlack(listening=self.network.listen())
        self.addCleanup(self.slack.stop)
        os.makedirs(self.box.home)
        path = os.path.join(self.box.home, "config.env")
        with open(path, "w", encoding="ascii") as file:
            file.write("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=%s\nSLACK_API_URL=%s\n" % (TOKEN, CHANNEL, self.slack.url))
        os.chmod(path, 0o600)
        self.box.environ["CSG_SLACK_HURRY"] = "50"

    def test_two_sessions_complete_and_closed(self) -> None:
        path = os.path.join(self.box.make("work", "shop", "src"), "till.py")
        held = Hold("A is done.")
        a = self.client([write(path, "one\ntwo\n"), held])
        a.reach(held)
        b = self.client([read(path), edit(path, "two", "three"), "B is done."])
        self.ended_well(b)
        held.release()
        self.ended_well(a)
        waiting = os.path.join(self.box.home, "outbox", "*", "new", "*")
        end = time.monotonic() + 20
        while glob.glob(waiting) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(glob.glob(waiting), [])
        first, second = ["\n".join(thread).split("\n") for thread in self.slack.texts()]
        self.assertIn("`shop`: session `%s` on `main`" % a.short, first[0])
        self.assertEqual(first[1], "\u270f\ufe0f editing `src/till.py`")
        self.assertEqual(
            first[2], "\u26a0\ufe0f conflict over `src/till.py`: session `%s` wants to edit it too (warned)" % b.short
        )
        self.assertIn("1 edit in 1 file, 1 conflict", first[-1])
        self.assertIn("`shop`: session `%s` on `main`" % b.short, second[0])
        self.assertIn("conflict over `src/till.py` with session `%s` (warned)" % a.short, second[2])
        for thread in self.slack.threads():
            self.assertEqual(
                ("\n".join(m.text for m in thread).count("\n"), thread[0].reactions), (3, ["white_check_mark"])
            )
            self.assertTrue(thread[-1].text.startswith("\u2705 closed"), thread[-1].text)
        self.assertEqual(self.slack.problems, [])
