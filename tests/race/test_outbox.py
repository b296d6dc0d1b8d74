"""Nothing is lost between "the Poster found nothing" and "a hook saw a Poster", and no edit is lost or doubled on its
way into the Outbox (csg/state/outbox.py)."""

import json
import os
import random
import time

from tests.e2e.fake_slack import MINE, SlackCase

#: What a hook does, over and over, with pauses in which the Outbox runs empty and the Poster ends.
_HOOKS = """
import random, time
from csg.slack import delivery
from csg.state import events
home, session, chance = sys.argv[1].encode(), sys.argv[2], random.Random(sys.argv[2])
for i in range(20):
    events.mirror(home, time.time(), "intent", session, text="%s %d" % (session, i))
    delivery.start(leaving=False)
    time.sleep(chance.random() * 0.3)
"""
#: The narrowest case: an entry that comes when the Poster has found nothing and has not yet let go, from
#: a hook that therefore starts none.
_LAST_MOMENT = """
import time
from csg.slack import poster
from csg.state import events, outbox
serve, late = poster._serve, [0]
def serve_then_late(*those):
    empty = serve(*those)
    if late[0] < 3:
        late[0] += 1
        events.mirror(home, time.time(), "intent", "one", text="late %d" % late[0])
        assert not outbox.idle(mine)
    return empty
poster._serve = serve_then_late
poster.main(home, mine, outbox.lock(mine))
assert outbox.idle(mine)
assert late[0] == 3
"""

#: Edits of one Session, by several processes at once.
_EDITS = """
import time
from csg.state import events, outbox
home = sys.argv[1].encode()
for i in range(300):
    events.mirror(home, time.time(), "edit", "one", path="/%s/%d" % (sys.argv[2], i), tool="Edit")
    time.sleep(0.01)
"""
#: What a Poster does with them: it may be killed at any point.
_COLLECTING = """
import os
from csg.state import outbox
new, told = mine + b"/new/", mine + b"/told/"
os.makedirs(told, exist_ok=True)
open(sys.argv[2], "w").close()
while True:
    outbox.collect(mine)
    for name in outbox.names(mine):
        if os.path.exists(told + name):
            os.makedirs(mine + b"/doubled", exist_ok=True)
        os.rename(new + name, told + name)
"""


class LostWakeup(SlackCase):
    hurry = 100.0

    def test_many_hooks_and_short_posters(self) -> None:
        names = ["s%d" % i for i in range(6)]
        for name in names:
            self.box.start(name, SLACK_BOT_TOKEN="")  # on record, not yet mirrored
        hooks = [self.python(_HOOKS, name) for name in names]
        for hook in hooks:
            self.assertEqual(hook.wait(60), 0)
        self.drained()  # nobody starts a Poster any more
        lines = "\n".join(text for thread in self.slack.texts() for text in thread).split("\n")
        told = [line for line in lines if line.startswith("\U0001f4cc")]
        self.assertEqual(sorted(told), sorted("\U0001f4cc `%s %d`" % (name, i) for name in names for i in range(20)))
        self.assertEqual(self.slack.most_at_once, 1)
        for name in names:
            (thread,) = self.slack.texts("session `%s`" % name)
            self.assertEqual("\n".join(thread[1:]).split("\n"), ["\U0001f4cc `%s %d`" % (name, i) for i in range(20)])

    def test_another_writer_has_made_only_half_of_the_outbox(self) -> None:
        self.box.start("one", SLACK_BOT_TOKEN="")
        self.run_python(
            MINE + "import os, time\nfrom csg.state import events, outbox\nos.makedirs(mine + b'/tmp')\n"
            "events.mirror(home, time.time(), 'intent', 'one', text='x')\nassert outbox.depth(mine) == 1\n"
        )

    def test_the_last_moment(self) -> None:
        self.box.start("one", SLACK_BOT_TOKEN="")
        self.run_python(MINE + _LAST_MOMENT)
        self.assertEqual(self.waiting(), [])
        told = ["\U0001f4cc `late %d`" % i for i in (1, 2, 3)]
        self.assertEqual(self.slack.texts()[0][1:], told)

    def test_a_test_of_the_lock_hides_it_from_nobody(self) -> None:
        self.run_python(
            MINE + "from csg.state import outbox\n"
            "import fcntl, os\n"
            "assert outbox.idle(mine)\n"
            "fd = os.open(mine + b'/lock', os.O_RDONLY)\n"
            "fcntl.flock(fd, fcntl.LOCK_SH)\n"  # another hook, in the middle of its test
            "assert outbox.idle(mine)\n"
            "assert outbox.lock(mine) is None\n"
            "os.close(fd)\n"
            "held = outbox.lock(mine)\n"
            "assert held is not None and not outbox.idle(mine)\n"
            "assert os.path.exists(mine + b'/lock')\n"
        )


class Edits(SlackCase):
    def test_none_is_lost_or_doubled_by_writers_and_collectors_that_are_killed(self) -> None:
        self.box.start("one", SLACK_BOT_TOKEN="")
        chance = random.Random(14)
        writers = [self.python(_EDITS, name) for name in "abcd"]
        kills = 0
        while any(writer.poll() is None for writer in writers) or kills < 20:
            begun = os.path.join(self.box.work, "begun%d" % kills)
            collector = self.python(MINE + _COLLECTING, begun)
            while not os.path.exists(begun):
                time.sleep(0.001)
            time.sleep(0.5 * chance.random() ** 2)
            collector.kill()
            collector.wait(60)
            kills += 1
        self.assertEqual([writer.returncode for writer in writers], 4 * [0])
        self.run_python(MINE + "from csg.state import outbox\noutbox.collect(mine)\n")
        (box,) = [entry.path for entry in os.scandir(os.path.join(self.box.home, "outbox"))]
        self.assertFalse(os.path.exists(box + "/doubled"))
        told = []
        for place in ("told", "new"):
            for file in os.scandir(os.path.join(box, place)):
                with open(file.path, encoding="ascii") as lines:
                    told.append(json.loads(lines.read()))
        self.assertEqual(sorted(e["path"] for e in told), sorted("/%s/%d" % (n, i) for n in "abcd" for i in range(300)))
        self.assertGreater(len([entry for entry in told if "at" in entry]), 100, "many came in a line each")
        for name in "abcd":
            own = sorted((e["mono"], e["path"]) for e in told if e["path"].startswith("/%s/" % name))
            self.assertEqual([path for _, path in own], ["/%s/%d" % (name, i) for i in range(300)])
