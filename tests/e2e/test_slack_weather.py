"""The mirror under a Slack that follows its documentation, in any weather: nothing is lost, order holds."""

import os
import re
import time
from typing import Any, Dict, List
from unittest import mock

from csg.slack import api, codes
from csg.slack import box as boxes
from tests.e2e.documented_slack import CODES, COMMON, DocumentedSlack, Message, storm
from tests.e2e.fake_slack import CHANNEL, MINE, TOKEN, SlackCase
from tests.support import sample
from tests.unit.slack.case import PosterCase

FULL = os.environ.get("CSG_SWEEPS") == "full"
#: Sessions that work while Posters are started and killed at random; in the middle the machine starts anew.
#: argv: home, seed, kills, names.
_STORM = """
import random, signal, subprocess, time
from csg.slack import delivery, poster
from csg.state import events, outbox
chance, kills, names = random.Random(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
for name in names:
    events.record(home, time.time(), "start", name)
step = 0
for kill in range(kills):
    if kill == kills // 2:
        outbox._boot[:] = ["another run of the machine"]
    for name in names:
        for _ in range(chance.randrange(3)):
            events.record(home, time.time(), "intent", name, text="step %d of %s" % (step, name))
            events.mirror(home, time.time(), "edit", name, path="/w/%d.py" % (step % 9))
            step += 1
    child = os.fork()
    if not child:
        try:
            lock = outbox.lock(mine)
            if lock is not None:
                poster.main(home, mine, lock)
        finally:
            os._exit(0)
    time.sleep(chance.random() * 0.25)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
for name in names:
    events.record(home, time.time(), "end", name, reason="other")
with open(os.fsdecode(home) + "/steps", "w") as file:
    file.write(str(step))
"""


class Storm(SlackCase):
    hurry = 200.0
    names = ["one", "two", "three"]

    def setUp(self) -> None:
        super().setUp()
        self.real: DocumentedSlack

    def weather(self, seed: int, honours: bool, kills: int) -> "Dict[str, List[str]]":
        """The intents in each Session's thread, as they stand there, after the storm."""
        self.real = DocumentedSlack((CHANNEL,), honours, self.hurry)
        self.addCleanup(self.real.stop)
        self.real.weather = storm(seed)
        self.configure(url=self.real.url)
        for name in self.names:
            self.box.start(name, SLACK_BOT_TOKEN="")
        self.run_python("import os\n" + MINE + _STORM, str(seed), str(kills), *self.names)
        self.real.weather = None
        self.assertEqual(self.post(), 0)
        self.assertEqual((self.waiting(), self.dead()), ([], []))
        told = {}
        for name in self.names:
            threads = [t for t in self.real.threads(CHANNEL) if "session `%s`" % name in t[0].text and len(t) > 1]
            lines = [self.lines(thread) for thread in threads]
            self.assertEqual(len(threads), 1, lines)
            self.assertEqual(threads[0][0].reactions, ["white_check_mark"])
            self.assertTrue(threads[0][0].text.startswith("\u2705"), threads[0][0].text)
            told[name] = [line for line in lines[0] if line.startswith("\U0001f4cc")]
        self.assertEqual(self.real.authorizations, {"Bearer " + TOKEN})
        return told

    def lines(self, thread: List[Message]) -> List[str]:
        return "\n".join(message.text for message in thread[1:]).split("\n")

    def check(self, told: "Dict[str, List[str]]", doubles: int) -> None:
        """All there, in order; `doubles` at most stand twice, and those next to each other's message."""
        with open(os.path.join(self.box.home, "steps"), encoding="ascii") as file:
            steps = int(file.read())
        seen = []
        twice = 0
        for lines in told.values():
            numbers = [int(re.findall(r"step (\d+) of", line)[0]) for line in lines]
            once = list(dict.fromkeys(numbers))
            self.assertEqual(once, sorted(once))
            twice += len(numbers) - len(once)
            seen += once
        self.assertEqual(sorted(seen), list(range(steps)))
        self.assertLessEqual(twice, doubles)

    def test_five_seeds(self) -> None:
        seeds = (1, 2, 3, 4, 5) if FULL else (1,)
        for seed in seeds:
            with self.subTest(seed=seed):
                self.box.remove()
                self.setUp()
                self.check(self.weather(seed, honours=True, kills=50), doubles=0)

    def test_a_slack_that_ignores_client_msg_id(self) -> None:
        told = self.weather(7, honours=False, kills=30)
        # an answer that did not come back, or came back to a Poster that was killed that moment
        self.check(told, doubles=(self.real.unanswered + 30) * 20)


class Documented(PosterCase):
    """Every documented code, by this Poster in this process."""

    def setUp(self) -> None:
        super().setUp()
        self.real = DocumentedSlack((CHANNEL,), hurry=500)
        self.addCleanup(self.real.stop)
        with open(os.path.join(self.path, "config.env"), "w", encoding="ascii") as file:
            file.write("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=%s\nSLACK_API_URL=%s\n" % (TOKEN, CHANNEL, self.real.url))
        self.begun = 0

    def outcome(self, method: str, code: str) -> str:
        """What became of what this method refuses with this code, in a word of `codes`; then it is mended."""
        self.begun += 1
        name = "s%d" % self.begun
        box = self.box()
        dead = boxes.dead(box)
        if method == "chat.postMessage":
            self.start(name)
            self.post()
            self.record("intent", name, text="x")
        else:
            self.start(name)
        refused: List[str] = []
        (first,) = [t[0].ts for t in self.real.threads(CHANNEL) if "session `%s`" % name in t[0].text] or [""]

        def refuse(called: str, fields: "dict[str, object]") -> str:
            posting = method == "chat.postMessage"
            if called == method and (fields.get("thread_ts") == first if posting else not refused) and len(refused) < 2:
                refused.append(code)
                return code
            return ""

        if method == "chat.update":
            self.post()
            self.end(name)
        threads = len(self.real.threads(CHANNEL))
        self.real.refuse = refuse
        self.post(0.4)
        stopped = boxes.stopped(box, self.settings())
        self.real.refuse = lambda *_: ""
        if stopped is not None:
            self.assertEqual((stopped.why, boxes.dead(box)), (code, dead))
            self.assertGreater(self.waiting(), 0)
            boxes.resume(box)
            self.post()
            word = codes.STOP
        elif boxes.dead(box) > dead:
            word = codes.MESSAGE
        elif method != "chat.postMessage":
            word = codes.LATER if code in COMMON and COMMON[code] == "later" else codes.LOOKS
        else:
            word = codes.THREAD if len(self.real.threads(CHANNEL)) > threads else codes.LATER
        self.assertEqual(self.waiting(), 0, "after mending all is delivered")
        if word != codes.MESSAGE and method == "chat.postMessage":
            fits = [t for t in self.real.threads(CHANNEL) if "session `%s`" % name in t[0].text]
            self.assertEqual(fits[-1][-1].text, "\U0001f4cc `x`")
        return word

    def test_the_table(self) -> None:
        for method, table in CODES.items():
            for code, fate in {**COMMON, **table, "a_code_of_tomorrow": "stop"}.items():
                with self.subTest(method=method, code=code):
                    self.assertEqual(codes.fate(method, code), fate)

    def test_what_becomes_of_a_message(self) -> None:
        for method, table in CODES.items():
            fates = {**table, **COMMON, "a_code_of_tomorrow": "stop"}
            for code in sample(sorted(fates), 9, method):
                fate = fates[code]
                with self.subTest(method=method, code=code):
                    self.assertEqual(self.outcome(method, code), fate)
                    boxes.set_refused(self.box(), 0)

    def test_a_header_that_was_deleted(self) -> None:
        self.start()
        self.record("intent", text="a")
        self.post()
        messages = self.real.channels[CHANNEL]
        del messages[next(iter(messages))]  # a person deleted it; the replies stay, says the documentation
        before = len(messages)
        self.record("intent", text="b")
        self.post()
        threads = self.real.threads(CHANNEL)
        self.assertEqual([message.text for message in threads[-1]][1:], ["\U0001f4cc `b`"])
        self.assertEqual(len(messages), before + 2, "nothing spilled into the channel")

    def test_waiting_is_kept_across_posters(self) -> None:
        box = self.box()
        self.start()
        self.real.refuse = lambda method, fields: ""
        boxes.limit(box, time.time() + 1.0)
        began = time.monotonic()
        self.post()
        self.assertGreater(time.monotonic() - began, 0.9)
        self.assertEqual(self.waiting(), 0)

    def test_odd_retry_after(self) -> None:
        for stated, seconds in (
            ("0", 1.0),
            ("2", 2.0),
            ("\u00b2", 30.0),
            ("-1", 30.0),
            ("1e9", 30.0),
            ("999999", 3600.0),
        ):
            answer = (429, {"Retry-After": stated}, {"ok": False, "error": "ratelimited"})
            with mock.patch.object(self.real, "serve", return_value=answer), self.assertRaises(api.Limited) as caught:
                api.Client(self.settings(), {}).call("chat.postMessage", {"channel": CHANNEL, "text": "x"})
            self.assertEqual(caught.exception.seconds, seconds, stated)

    def test_a_token_is_never_echoed(self) -> None:
        for said in (TOKEN, TOKEN.replace("-", "_"), "x" + TOKEN):
            answer: Any = (200, {}, {"ok": False, "error": said, "needed": said})
            with mock.patch.object(self.real, "serve", return_value=answer), self.assertRaises(api.Refused) as caught:
                api.Client(self.settings(), {}).call("chat.postMessage", {"channel": CHANNEL, "text": "x"})
            self.assertNotIn(TOKEN, caught.exception.code + caught.exception.mend)
