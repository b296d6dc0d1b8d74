"""The Poster in this process, step by step, against the fake Slack."""

import json
import os
import posix
import time
from typing import Any, List
from unittest import mock

from csg.slack import poster, vigil
from csg.state import events, outbox, sessions
from tests.e2e.fake_slack import CHANNEL, TOKEN, FakeSlack
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

    def post(self, life: float = 20.0) -> None:
        """Be the Poster, for so many seconds at most: one whose mirror is stopped lives on."""
        box = self.box()
        held = outbox.lock(box)
        assert held is not None
        with mock.patch.object(vigil, "_LIFE", life):
            poster.main(self.home, box, held)
        self.assertTrue(outbox.idle(box))

    def said(self) -> List[str]:
        with open(os.path.join(self.path, "events.log"), encoding="ascii") as file:
            return [line["what"] for line in map(json.loads, file) if line["event"] in ("slack", "error")]

    def waiting(self) -> int:
        return outbox.depth(self.box())
