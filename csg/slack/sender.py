"""Getting a call through to Slack: at its pace, again and again while it is silent, until patience ends.

One message a second; on silence and server errors attempts after 1, 2, 4 … 60 seconds, shortened by
up to a half at random; after ten minutes of nothing else GaveUp.
"""

import posix
import time
from typing import Any, Dict, Mapping

from csg.base import slack_settings
from csg.slack import api, messages
from csg.state import events, outbox

_PACE = 1.02  # seconds between messages: Slack takes one a second and channel; times of files are a little coarse
_LONGEST_PAUSE = 60.0  # between two attempts
_PATIENCE = 600.0  # seconds of failure after which it gives up
_LEAST_PATIENCE = 20.0  # in whatever hurry


class GaveUp(Exception):
    """Not now: what waits stays for the next Poster."""


class Sender:
    """Calls with one token, one after the other.  api.Refused, with a final code, if the settings cannot be right.

    hurry  how many times faster than ordained this process lives (api.Client)"""

    def __init__(self, home: bytes, settings: slack_settings.Settings) -> None:
        self._home = home
        self._client = api.Client(settings, posix.environ)
        self._failing_since = 0.0
        self._attempts = 0
        self._troubled = outbox.last_error(home) is not None
        self.hurry = self._client.hurry

    def post(self, message: Mapping[str, Any], text: str) -> Dict[str, Any]:
        """chat.postMessage.  A message that is refused for its looks goes once more, without them."""
        try:
            return self.call("chat.postMessage", message)
        except api.Refused as refused:
            if refused.mend or refused.code in api.THREAD_GONE:
                raise
        simple = {field: value for field, value in message.items() if field != "blocks"}
        return self.call("chat.postMessage", dict(simple, text=messages.plain(text)))

    def call(self, method: str, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """One call, repeated until it is answered.  api.Refused; GaveUp."""
        posting = method == "chat.postMessage"
        while True:
            if posting:
                self._pace()
            try:
                answer = self._client.call(method, arguments)
                if posting and not isinstance(answer.get("ts"), str):
                    raise api.Unreachable("the answer does not say where the message is")
            except api.Limited as limited:
                self._sleep(limited.seconds)
                continue
            except api.Unreachable as silence:
                self._bear(str(silence))
                continue
            finally:
                if posting:
                    outbox.note_post(self._home)
            self._failing_since = 0.0
            self._attempts = 0
            if self._troubled:
                outbox.set_error(self._home, time.time(), "")
                self._troubled = False
            return answer

    def _bear(self, what: str) -> None:
        """Wait before the next attempt; GaveUp when it has been long enough."""
        now = time.time()
        self._failing_since = self._failing_since or now
        self._attempts += 1
        self._troubled = True
        outbox.set_error(self._home, now, what)
        if now - self._failing_since > max(_PATIENCE / self.hurry, _LEAST_PATIENCE):
            said = "Slack is not to be reached (%s): %d events wait" % (what, outbox.depth(self._home))
            events.record(self._home, time.time(), "slack", what=said)
            raise GaveUp
        pause = min(_LONGEST_PAUSE, 2.0 ** min(self._attempts - 1, 10))
        self._sleep(pause * (1 - posix.urandom(1)[0] / 512))

    def _pace(self) -> None:
        rest = _PACE / self.hurry - (time.time() - outbox.last_post(self._home))
        if 0 < rest <= _PACE:
            time.sleep(rest)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.hurry)
