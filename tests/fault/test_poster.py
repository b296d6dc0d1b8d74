"""The Poster killed, the disk full, entries damaged: the next one finishes, nothing is lost."""

import glob
import os

from tests.e2e.fake_slack import SlackCase

#: Posters one after the other, each killed at the n-th thing it does that an audit hook hears of (PEP 578):
#: files opened, renamed or removed, connections made.  Prints how many steps there were to tell.
_DOOMED = """
import os, posix, random, signal, time
from csg.base import slack_settings
from csg.slack import api, box, poster
from csg.state import events, outbox
home, names, chance = sys.argv[1].encode(), sys.argv[2:], random.Random(50)
mine = box.of(home, slack_settings.load(posix.environ, home))
for name in names:
    events.record(home, time.time(), "start", name)
def doomed(left):
    def count(event, details):
        if event in ("open", "os.rename", "os.remove", "os.utime", "socket.connect", "urllib.Request"):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    lock = outbox.lock(mine)
    assert lock is not None
    sys.addaudithook(count)
    poster.main(home, mine, lock)
killed = steps = 0
while killed < 50:
    if outbox.depth(mine) < 6:
        for name in names:
            events.record(home, time.time(), "edit", name, path="/w/%s%d.py" % (name, steps))
            events.record(home, time.time(), "intent", name, text="step %d" % steps)
        steps += 1
    child = os.fork()
    if not child:
        try:
            doomed(chance.randrange(1, 60))
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    killed += status == signal.SIGKILL
for name in names:
    events.record(home, time.time(), "end", name, reason="other")
with open(os.fsdecode(home) + "/steps", "w") as file:
    file.write(str(steps))
"""
_INTENT = """
import time
from csg.state import events
events.record(sys.argv[1].encode(), time.time(), "intent", "one", text="a")
"""


class Killed(SlackCase):
    hurry = 200.0

    def test_fifty_times(self) -> None:
        names = ["one", "two", "three"]
        for name in names:
            self.box.start(name, SLACK_BOT_TOKEN="")  # on record, not yet mirrored
        self.run_python(_DOOMED, *names)
        with open(os.path.join(self.box.home, "steps"), encoding="ascii") as file:
            steps = int(file.read())
        self.assertGreater(steps, 3)
        self.assertEqual(self.post(), 0)
        self.assertEqual(self.waiting(), [])
        self.assertEqual(self.dead(), [])
        self.assertEqual(self.slack.problems, [])
        for name in names:
            told = [t for t in self.slack.threads() if "session `%s`" % name in t[0].text and len(t) > 1]
            self.assertEqual(len(told), 1, name)
            texts = [message.text for message in told[0][1:]]
            texts = [text for i, text in enumerate(texts) if i == 0 or text != texts[i - 1]]
            texts = "\n".join(texts).split("\n")
            expected = []
            for step in range(steps):
                expected += ["\u270f\ufe0f editing `/w/%s%d.py`" % (name, step), "\U0001f4cc `step %d`" % step]
            self.assertEqual(texts[:-1], expected)
            self.assertIn("%d edits in %d files, 0 conflicts" % (steps, steps), texts[-1])
            self.assertEqual(told[0][0].reactions, ["white_check_mark"])

    def test_what_a_killed_hook_leaves_is_cleared(self) -> None:
        self.run_python(_INTENT)
        (tmp,) = glob.glob(os.path.join(self.box.home, "outbox", "*", "tmp"))
        leftover = os.path.join(tmp, "1000000000000000.1-ab")
        with open(leftover, "w", encoding="ascii"):
            pass
        self.assertEqual(self.post(), 0)
        self.assertFalse(os.path.exists(leftover))


class Damaged(SlackCase):
    hurry = 200.0

    def test_entries(self) -> None:
        self.box.start("good", SLACK_BOT_TOKEN="")
        new = os.path.join(self.box.home, "outbox", "new")  # where it was before there were boxes
        os.makedirs(new)
        bad = [b"", b"{", b"[]", b"{}", b'{"name": "../../etc"}', b'{"name": 5}', b"\xff\xfe", b'{"name": "a\\u0000"}']
        now = int(os.stat(new).st_mtime * 1e6)
        for i, data in enumerate(bad):
            with open(os.path.join(new, "%016d.1-%d" % (now + i, i)), "wb") as file:
                file.write(data)
        with open(os.path.join(new, "%016d.1-z" % (now + 99)), "wb") as file:
            file.write(b'{"name": "good", "event": "intent", "session": "good", "text": 7, "t": "x"}')
        self.assertEqual(self.post(), 0)
        self.assertEqual(len(self.dead()), len(bad))
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc intent taken back"])
        self.assertEqual(len(self.said()), len(bad))

    def test_thread(self) -> None:
        self.box.start("one")
        self.drained()
        path = os.path.join(self.box.home, "state", "one", "thread.json")
        for junk in ("{", "[1]", '{"ts": 5, "posted": [], "files": {}, "done": "x", "edits": "many"}', ""):
            with open(path, "w", encoding="ascii") as file:
                file.write(junk)
            self.box.csg("claim", "go on", "--session", "one")
            self.drained()
            self.assertEqual(self.slack.texts()[-1][-1], "\U0001f4cc `go on`")
        self.assertEqual(self.said(), [])

    def test_an_outbox_that_cannot_be_written(self) -> None:
        os.makedirs(self.box.home, exist_ok=True)
        with open(os.path.join(self.box.home, "outbox"), "w", encoding="ascii"):
            pass  # a file where the directory should be: works for root too
        answer = self.box.start("one")
        self.assertEqual((answer.code, answer.stderr), (0, b""))
        self.assertEqual([line["event"] for line in self.box.log()], ["start"])
