"""The Slack mirror as a person sees it: hooks and verbs as processes, a fake Slack over HTTP."""

import glob
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from typing import List, Tuple

from tests.e2e.fake_slack import CHANNEL, TOKEN, Message, SlackCase, always
from tests.support import FULL, Sandbox, archive, edit_event

PRICES = "`prices &amp; \u2039!channel\u203a`"
#: One Session's hooks, one after the other, without the start of a process for each: argv is home, id, edits.
_WRITER = """
import time
from csg.slack import delivery
from csg.state import events
home, session, edits = sys.argv[1].encode(), sys.argv[2], int(sys.argv[3])
for i in range(edits):
    path = "/w/%s/dir%d/file%d.py" % (session, i % 5, i % 40)
    events.mirror(home, time.time(), "edit", session, path=path, tool="Edit")
    if i % 50 == 49:
        events.record(home, time.time(), "intent", session, text="step %d" % (i // 50))
    delivery.start(leaving=False)
    time.sleep(0.004)
"""


BUSY = 600 if FULL else 200
#: The same of a busy one: BUSY edits, two hundred in a second, every tenth over a file that two others hold.
_BUSY = """
import time
from csg.slack import delivery
from csg.state import events
home, session, edits, *others = sys.argv[1].encode(), *sys.argv[2:]
began = time.monotonic()
for i in range(int(edits)):
    events.mirror(home, time.time(), "edit", session, path="/w/file%d.py" % (i % 40), tool="Edit")
    if i % 10 == 9:
        more = {"path": "/w/cart.py", "tool": "Edit", "decision": "warned", "others": others}
        events.record(home, time.time(), "conflict", session, **more)
    delivery.start(leaving=False)
    time.sleep(max(0.0, began + i * 0.005 - time.monotonic()))
"""
#: Looks for the token (on stdin, so that it is in no command line of ours) until a second line comes.
_WATCH = """
import glob, json, select, sys, time
token, looks, found = sys.stdin.readline().strip().encode(), 0, []
while not select.select([0], [], [], 0.03)[0]:
    looks += 1
    files = [p for p in glob.glob(sys.argv[1] + "/**", recursive=True) if not p.endswith("/config.env")]
    for path in files + glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                if token in file.read():
                    found.append(path)
        except OSError:
            continue
print(json.dumps([looks, sorted(set(found))]))
"""


class Threads(SlackCase):
    def test_a_day_in_the_life_of_two_sessions(self) -> None:
        shop = self.box.repository()
        cart = self.box.write("shop/src/cart.py")
        self.box.start("one", shop)
        self.box.edit("one", cart, cwd=shop)
        self.drained()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["large_green_circle"])
        self.box.csg("claim", "prices & <!channel>", "--session", "one")
        self.box.start("two", shop)
        self.box.edit("two", cart, cwd=shop)
        self.box.csg("release", "--all", "--session", "one")
        self.box.start("one", shop, source="compact")
        self.box.end("one", shop)
        self.box.end("two", shop)
        self.drained()
        self.assertEqual(
            [re.sub(r"\d+ seconds?", "T", "\n".join(thread)).split("\n") for thread in self.slack.texts()],
            [
                [
                    "\U0001f7e2 `shop`: session `one` on `main`",
                    "\u270f\ufe0f editing `src/cart.py`",
                    "\U0001f4cc " + PRICES,
                    "\u26a0\ufe0f conflict over `src/cart.py`: session `two` wants to edit it too (warned)",
                    "\U0001f513 released `src/cart.py`",
                    "\u21a9\ufe0f compacted",
                    "\u2705 closed: T, 1 edit in 1 file, 1 conflict",
                ],
                [
                    "\U0001f7e2 `shop`: session `two` on `main`",
                    "\u270f\ufe0f editing `src/cart.py`",
                    "\u26a0\ufe0f conflict over `src/cart.py` with session %s (`one`) (warned)" % PRICES,
                    "\u2705 closed: T, 1 edit in 1 file, 1 conflict",
                ],
            ],
        )
        for thread in self.slack.threads():
            self.assertEqual(thread[0].reactions, ["white_check_mark"])
        shown = json.dumps(self.slack.threads()[0][0].fields["blocks"])
        for part in ("shop", "main", os.uname().nodename, "<!date^", "one"):
            self.assertIn(part, shown)
        self.assertEqual(self.slack.problems, [])
        self.assertEqual(self.said(), [])

    def test_a_resumed_session_goes_on_in_its_thread(self) -> None:
        self.box.start("one")
        self.box.end("one")
        self.box.start("one", source="resume")
        self.drained()
        (thread,) = self.slack.threads()
        self.assertEqual(thread[-1].text, "\u21a9\ufe0f resumed")
        self.assertEqual(thread[0].reactions, ["large_green_circle"])
        self.box.end("one")
        self.drained()
        self.assertEqual(len(self.slack.threads()), 1)
        self.assertEqual(thread[0].reactions, ["white_check_mark"])

    def test_seen_first_in_the_middle_and_swept(self) -> None:
        gone = subprocess.Popen(["true"])
        gone.wait()
        self.box.edit("late", self.box.write("a.py"), CLAUDE_PID=str(gone.pid))
        self.drained()
        self.assertIn("\U0001f7e1", self.slack.threads()[0][0].text)
        hour_ago = time.time() - 3600
        record = os.path.join(self.box.home, "state", "late", "session.json")
        with open(record, encoding="ascii") as file:
            facts = json.load(file)
        facts["pid_started"] = "1"  # as of a process that is gone for certain
        with open(record, "w", encoding="ascii") as file:
            json.dump(facts, file)
        os.utime(record, (hour_ago, hour_ago))
        self.assertEqual(self.box.csg("gc").returncode, 0)
        self.drained()
        (thread,) = self.slack.threads()
        self.assertIn("swept (`process gone`)", thread[-1].text)
        self.assertEqual(thread[0].reactions, ["headstone"])

    def test_without_settings_nothing_of_it_runs(self) -> None:
        os.remove(os.path.join(self.box.home, "config.env"))
        self.box.start("one")
        self.box.edit("one", self.box.write("a.py"))
        self.box.end("one")
        self.assertFalse(os.path.exists(os.path.join(self.box.home, "outbox")))
        self.configure()
        self.box.start("two", SLACK_BOT_TOKEN="")  # said in the environment: none
        self.assertFalse(os.path.exists(os.path.join(self.box.home, "outbox")))

    def test_environment_alone_will_do(self) -> None:
        os.remove(os.path.join(self.box.home, "config.env"))
        self.box.environ.update(SLACK_BOT_TOKEN=TOKEN, SLACK_CHANNEL_ID=CHANNEL, SLACK_API_URL=self.slack.url)
        self.box.start("one")
        self.drained()
        self.assertEqual(len(self.slack.threads()), 1)


class Volume(SlackCase):
    sessions = ["%c0000000-0000-4000-8000-000000000000" % c for c in "abcde"]

    def write(self, edits: int) -> None:
        """Five Sessions at once, `edits` each, from start to end."""
        for session in self.sessions:
            self.box.start(session)
        writers = [self.python(_WRITER, session, str(edits)) for session in self.sessions]
        self.during()
        for writer in writers:
            self.assertEqual(writer.wait(120), 0)
        for session in self.sessions:
            self.box.end(session)

    def during(self) -> None:
        """What happens meanwhile."""

    def check(self, edits: int) -> None:
        """Every thread complete and in order; a message may stand twice where an answer was lost."""
        self.assertEqual(self.slack.problems, [])
        self.assertEqual(self.slack.most_at_once, 1, "two posters at once")
        self.assertEqual(self.dead(), [])
        for session in self.sessions:
            fits = [t for t in self.slack.threads() if session in json.dumps(t[0].fields)]
            told = [thread for thread in fits if len(thread) > 1]
            self.assertEqual(len(told), 1, "%d threads with replies" % len(told))
            (thread,) = told
            self.assertEqual(thread[0].thread, "")
            self.assertEqual(thread[0].reactions, ["white_check_mark"])
            texts = [m.text for m in thread]
            if self.slack.fault:
                texts = [t for i, t in enumerate(texts) if i == 0 or t != texts[i - 1]]
            texts = "\n".join(texts).split("\n")
            steps = [t for t in texts if t.startswith("\U0001f4cc")]
            self.assertEqual(steps, ["\U0001f4cc `step %d`" % i for i in range(edits // 50)])
            self.assertEqual([i for i, t in enumerate(texts) if t.startswith("\u2705")], [len(texts) - 1])
            self.assertIn("%d edits in 40 files, 0 conflicts" % edits, texts[-1])
            self.check_pace(thread)

    def check_pace(self, thread: List[Message]) -> None:
        """One message a minute, and one for each thing that must be known at once."""
        minutes = (thread[-1].at - thread[0].at) * self.hurry / 60
        at_once = sum("\U0001f4cc" in message.text for message in thread) + 2  # the header, the end
        self.assertLessEqual(len({message.text for message in thread}), at_once + minutes + 2)

    def test_in_order_merged_throttled_none_lost(self) -> None:
        self.write(400)
        self.drained()
        self.check(400)
        texts = [text for thread in self.slack.texts() for text in thread]
        self.assertTrue(any(re.search(r", \+\d+$", text, re.M) for text in texts), "nothing was merged")
        self.assertLess(len(texts), 400)
        times = [at for at, method in self.slack.calls if method == "chat.postMessage"]
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertGreater(min(gaps), 0.5 / self.hurry)
        self.assertGreater(statistics.mean(gaps), 1 / self.hurry)


class Busy(SlackCase):
    """Eight sessions that edit twenty times a second each: people read some lines, and nothing piles up."""

    hurry = 10.0

    def test_the_backlog_is_gone_within_a_minute(self) -> None:
        names = ["s%d" % number for number in range(8)]
        for name in names:
            self.box.start(name)
        writers = []
        for name in names:
            others = [other for other in names if other != name][:2]
            writers.append(self.python(_BUSY, name, str(BUSY), *others))
        for writer in writers:
            self.assertEqual(writer.wait(120), 0)
        ended = time.monotonic()
        self.drained()
        self.assertLess((time.monotonic() - ended) * self.hurry, 75)  # a minute, and the last messages' own time
        for name in names:
            (thread,) = self.slack.texts("session `%s`" % name)
            self.assertLess(len(thread), 8)
            told = sum(int(number) for text in thread for number in re.findall(r"(\d+) edits in", text))
            self.assertGreaterEqual(told, BUSY - 10)
        self.assertEqual((self.slack.problems, self.dead()), ([], []))
        # a Poster that a busy machine leaves behind finds more than 5,000 entries
        self.assertEqual([line for line in self.said() if "told by number only" not in line], [])


class Weather(Volume):
    """The same, with everything that a network does, and with eyes open for the token."""

    def setUp(self) -> None:
        super().setUp()
        chance = random.Random(5)
        bad = ["429", "500", "reset", "truncated", "garbage", "429", "500", "reset", "truncated", "hang"]
        every = iter(bad)  # each kind once, and then at random

        def weather(method: str, number: int) -> str:
            return next(every, "") or chance.choice(bad) if number > 4 and chance.random() < 0.3 else ""

        self.slack.fault = weather

    def during(self) -> None:
        command = [sys.executable, "-ISc", _WATCH, self.box.home]
        self.watch = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(self.watch.kill)
        assert self.watch.stdin
        self.watch.stdin.write(TOKEN.encode() + b"\n")
        self.watch.stdin.flush()
        time.sleep(1)
        self.slack.stop()
        time.sleep(0.6)
        self.slack.start()

    def test_in_order_merged_throttled_none_lost(self) -> None:
        self.write(400)
        self.drained()
        self.check(400)
        looks, found = json.loads(self.watch.communicate(b"\n", timeout=30)[0])
        self.assertGreater(looks, 10)
        self.assertEqual(found, [])
        faults = {"429", "500", "reset", "hang", "truncated", "garbage"}
        self.assertEqual(faults - set(self.slack.dealt), set(), "not every kind of weather came up")


class Latency(SlackCase):
    """A hook's latency does not know that Slack exists."""

    def test_eof_and_exit(self) -> None:
        self.slack.fault = always("hang")
        without = Sandbox()
        self.addCleanup(without.remove)
        for _ in range(5):  # a machine that is busy otherwise gets another chance
            with_slack, plain, floor = [], [], []
            for i in range(25):
                with_slack.append(_timed(self.box, i))
                plain.append(_timed(without, i))
                floor.append(_floor())
            self.assertTrue(self.waiting())
            self.assertTrue(self.posting())
            slow = [min(times) for times in zip(*with_slack)]  # on a busy machine most runs wait for others
            fast = [min(times) for times in zip(*plain)]
            ratios = (slow[0] / fast[0], slow[1] / fast[1], slow[1] / min(floor))
            if ratios[0] <= 1.2 and ratios[1] <= 1.2 and ratios[2] <= 1.5:
                break
        self.slack.fault = None
        self.assertLessEqual(ratios[0], 1.2, "stdout's EOF, with Slack : without")
        self.assertLessEqual(ratios[1], 1.2, "the process's end, with Slack : without")
        self.assertLessEqual(ratios[2], 1.5, "the process's end : the interpreter's bare start")

    def test_a_poster_keeps_no_descriptor(self) -> None:
        self.slack.fault = always("hang")
        event = json.dumps(edit_event("one", self.box.write("a.py"), "Edit", self.box.work)).encode()
        spare, other = os.pipe()  # a stray descriptor, as a careless client leaves open
        done = subprocess.run(
            [archive(), "hook"],
            input=event,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            pass_fds=[other],
            timeout=10,
        )
        os.close(other)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.until(lambda: self.slack.calls)
        self.assertTrue(self.posting())
        os.set_blocking(spare, False)
        self.assertEqual(os.read(spare, 1), b"")  # EOF; it would raise if anybody held the other end
        os.close(spare)
        self.slack.fault = None


class Imports(SlackCase):
    """What the mirror costs a hook in modules."""

    def loaded(self) -> List[str]:
        """What recording an Event imports, beyond `events` itself and what moves its log."""
        out = os.path.join(self.box.path, "modules")
        self.run_python(
            "import time\n"
            "from csg.state import events\n"
            "before = {*sys.modules, 'csg.base.logs', 'csg.base.policy', 'csg.base.tools'}\n"
            "events.record(sys.argv[1].encode(), time.time(), 'edit', 'one', path='/w/a', tool='Edit')\n"
            "found = ' '.join(sorted(set(sys.modules) - before))\n"
            "with open(sys.argv[2], 'w') as file:\n"
            "    file.write(found)\n",
            out,
        )
        with open(out, encoding="ascii") as file:
            return file.read().split()

    def test_with_it_the_outbox_alone(self) -> None:
        found = [module for module in self.loaded() if module != "fcntl"]
        self.assertEqual(found, ["csg.base.locks", "csg.state.outbox", "csg.state.roster"])
        self.assertEqual(len(self.waiting()), 1)

    def test_without_it_nothing(self) -> None:
        with open(os.path.join(self.box.home, "config.env"), "w", encoding="ascii") as file:
            file.write("# SLACK_BOT_TOKEN=xoxb-1\n# SLACK_CHANNEL_ID=C1\nCSG_ON_EDIT=warn\n")
        self.assertEqual([m for m in self.loaded() if m != "fcntl"], [])


def _timed(box: Sandbox, number: int) -> Tuple[float, float]:
    """Seconds from a hook's start to stdout's EOF, and to its end."""
    path = os.path.join(box.work, "file%d.py" % number)
    event = json.dumps(edit_event("one", path, "Edit", box.work)).encode()
    begun = time.perf_counter()
    hook = subprocess.Popen([archive(), "hook"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=box.environ)
    assert hook.stdin and hook.stdout
    hook.stdin.write(event)
    hook.stdin.close()
    hook.stdout.read()
    eof = time.perf_counter() - begun
    hook.wait()
    hook.stdout.close()
    return eof, time.perf_counter() - begun


def _floor() -> float:
    begun = time.perf_counter()
    subprocess.run(["/bin/sh", "-c", 'exec "$0" -ISc pass', sys.executable], stdin=subprocess.DEVNULL)
    return time.perf_counter() - begun


class Verbs(SlackCase):
    def test_manifest(self) -> None:
        manifest = json.loads(self.box.csg("slack", "manifest").stdout)
        self.assertEqual(manifest["oauth_config"]["scopes"]["bot"], ["chat:write", "reactions:write"])

    def test_test_posts(self) -> None:
        done = self.box.csg("test")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        (thread,) = self.slack.threads()
        self.assertEqual(thread[0].reactions, ["white_check_mark"])

    def test_test_says_what_to_do(self) -> None:
        cases = {
            "invalid_auth": "Bot User OAuth Token",
            "not_in_channel": "/invite",
            "channel_not_found": "SLACK_CHANNEL_ID",
            "missing_scope": "reactions:write",
            "is_archived": "archived",
            "500": "answers, but not well (HTTP 500)",
            "429": "wait",
            "302": "SLACK_API_URL",
            "garbage": "not JSON",
            "something_new": "something_new",
        }
        for fault, hint in cases.items():
            with self.subTest(fault):
                self.slack.fault = always(fault)
                done = self.box.csg("test")
                text = done.stderr.decode()
                self.assertEqual((done.returncode, done.stdout, text.count("\n")), (1, b"", 1))
                self.assertIn(hint, text)
                self.assertNotIn(TOKEN, text)

    def test_test_without_settings_and_with_bad_ones(self) -> None:
        os.remove(os.path.join(self.box.home, "config.env"))
        self.assertIn(b"config.env", self.box.csg("test").stderr)
        self.configure(token="xoxb with\tblanks")
        self.assertIn(b"character that no token has", self.box.csg("test").stderr)
        for url in (
            "http://example.com/api/",
            "ftp://127.0.0.1/",
            "https://u:p@example.com/",
            "http://127.0.0.1.evil.org/",
        ):
            self.configure(url=url)
            self.assertIn(b"SLACK_API_URL wants", self.box.csg("test").stderr)
        self.assertEqual(self.slack.calls, [])

    def test_nobody_there(self) -> None:
        self.slack.stop()
        done = self.box.csg("test")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr.decode(), r"127\.0\.0\.1 is not to be reached \(Connection refused\)")

    def test_status_tells_of_a_stop_and_test_ends_it(self) -> None:
        self.slack.fault = always("not_in_channel")
        self.box.start("one")
        self.until(lambda: glob.glob(os.path.join(self.box.home, "outbox", "*", "stopped")))
        status = self.box.csg("slack", "status")
        self.assertEqual(status.returncode, 1)
        self.assertRegex(
            status.stdout.decode(),
            r"stopped .* \(not_in_channel\): .*/invite.*\ntried again by itself in .*\n1 event waiting\n",
        )
        self.slack.fault = None
        done = self.box.csg("test")
        self.assertIn(b"1 event waited: sent now", done.stdout)
        self.drained()
        self.assertEqual(len(self.slack.threads()), 2)
        self.assertEqual(self.box.csg("slack", "status").stdout, b"on, to channel C0123456789\nno events waiting\n")
