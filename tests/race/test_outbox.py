"""Nothing is lost between "the Poster found nothing" and "a hook saw a Poster" (csg/state/outbox.py)."""

import os

from tests.e2e.fake_slack import SlackCase

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
home = sys.argv[1].encode()
drain, late = poster._drain, [0]
def drain_then_late(home):
    empty = drain(home)
    if late[0] < 3:
        late[0] += 1
        events.mirror(home, time.time(), "intent", "one", text="late %d" % late[0])
        assert not outbox.idle(home)
    return empty
poster._drain = drain_then_late
poster.main(home, outbox.lock(home))
assert outbox.idle(home)
assert late[0] == 3
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
        told = [text for thread in self.slack.texts() for text in thread if text.startswith("\U0001f4cc")]
        self.assertEqual(sorted(told), sorted("\U0001f4cc `%s %d`" % (name, i) for name in names for i in range(20)))
        self.assertEqual(self.slack.most_at_once, 1)
        for name in names:
            (thread,) = self.slack.texts("session `%s`" % name)
            self.assertEqual(thread[1:], ["\U0001f4cc `%s %d`" % (name, i) for i in range(20)])

    def test_another_writer_has_made_only_half_of_the_outbox(self) -> None:
        self.box.start("one", SLACK_BOT_TOKEN="")
        os.makedirs(os.path.join(self.box.home, "outbox", "tmp"))
        self.run_python(
            "import time\nfrom csg.state import events, outbox\nhome = sys.argv[1].encode()\n"
            "events.mirror(home, time.time(), 'intent', 'one', text='x')\nassert outbox.depth(home) == 1\n"
        )

    def test_the_last_moment(self) -> None:
        self.box.start("one", SLACK_BOT_TOKEN="")
        self.run_python(_LAST_MOMENT)
        self.assertEqual(self.waiting(), [])
        told = ["\U0001f4cc `late %d`" % i for i in (1, 2, 3)]
        self.assertEqual(self.slack.texts()[0][1:], told)

    def test_a_test_of_the_lock_hides_it_from_nobody(self) -> None:
        self.run_python(
            "from csg.state import outbox\n"
            "import fcntl, os\n"
            "home = sys.argv[1].encode()\n"
            "assert outbox.idle(home)\n"
            "fd = os.open(home + b'/outbox/lock', os.O_RDONLY)\n"
            "fcntl.flock(fd, fcntl.LOCK_SH)\n"  # another hook, in the middle of its test
            "assert outbox.idle(home)\n"
            "assert outbox.lock(home) is None\n"
            "os.close(fd)\n"
            "held = outbox.lock(home)\n"
            "assert held is not None and not outbox.idle(home)\n"
        )
        self.assertTrue(os.path.exists(os.path.join(self.box.home, "outbox", "lock")))
