"""Getting a call through to Slack: at its pace, again and again while it is silent.

One message a second and channel; on silence and server errors attempts after 1, 2, 4 seconds and so on up to five
minutes, shortened by up to a half at random.  What waits meanwhile is the Outbox's.
"""

import posix
import time
from typing import Any, Dict, Mapping

from csg.base import slack_settings, wording
from csg.slack import api, codes, messages, saying
from csg.slack import box as boxes
from csg.slack.vigil import Vigil
from csg.state import outbox

_PACE = 1.02  # seconds between messages: Slack takes one a second and channel; times of files are a little coarse
_LONGEST_PAUSE = 300.0  # between two attempts
_SAID_AFTER = 600.0  # seconds of failure after which the log says so


class Sender:
    """Calls with one token, one after the other.  api.Refused if the settings cannot be right; what Vigil raises."""

    def __init__(self, home: bytes, box: bytes, settings: slack_settings.Settings, vigil: Vigil) -> None:
        self._home = home
        self._box = box
        self._client = api.Client(settings, posix.environ)
        self._vigil = vigil
        self._failing_since = 0.0
        self._said = False
        self._troubled = boxes.last_error(box) is not None or boxes.stopped(box, settings) is not None
        vigil.hurry = self._client.hurry
        wait = boxes.limited(box) - time.time()
        if 0 < wait <= api.LONGEST_WAIT:
            vigil.rest(wait * vigil.hurry)  # this is a time on the clock

    def post(self, message: Mapping[str, Any], text: str) -> Dict[str, Any]:
        """chat.postMessage.  A message that is refused for its looks goes once more, without them."""
        try:
            return self.call("chat.postMessage", message)
        except api.Refused as refused:
            if refused.fate != codes.MESSAGE:
                raise
        simple = {field: value for field, value in message.items() if field not in ("blocks", "client_msg_id")}
        return self.call("chat.postMessage", dict(simple, text=messages.plain(text)))

    def call(self, method: str, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """One call, repeated until it is answered.  api.Refused; vigil.Changed, vigil.Over."""
        posting = method == "chat.postMessage"
        while True:
            self._vigil.look()
            if posting:
                self._pace()
            try:
                answer = self._client.call(method, arguments)
                if posting and not isinstance(answer.get("ts"), str):
                    raise api.Unreachable("the answer does not say where the message is")
            except api.Limited as limited:
                self._limit(limited.seconds)
                continue
            except api.Unreachable as silence:
                self._bear(str(silence))
                continue
            finally:
                if posting:
                    boxes.note_post(self._box)
            self._well()
            return answer

    def _well(self) -> None:
        self._failing_since = 0.0
        self._vigil.attempts = 0
        if self._troubled:
            boxes.set_error(self._box, time.time(), "")
            boxes.resume(self._box)
            self._vigil.begin()
            self._troubled = False

    def _limit(self, seconds: float) -> None:
        """Wait as Slack asks; the next Poster would, too."""
        boxes.limit(self._box, time.time() + seconds / self._vigil.hurry)
        self._vigil.rest(seconds)
        boxes.limit(self._box, 0.0)

    def _bear(self, what: str) -> None:
        """Wait before the next attempt."""
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        self._vigil.attempts += 1
        self._troubled = True
        boxes.set_error(self._box, time.time(), what)
        if not self._said and now - self._failing_since > _SAID_AFTER / self._vigil.hurry:
            self._said = True
            waiting = wording.count(outbox.depth(self._box), "event")
            saying.log(self._home, "slack", "Slack is not to be reached (%s): %s waiting" % (what, waiting))
        pause = min(_LONGEST_PAUSE, 2.0 ** min(self._vigil.attempts - 1, 10))
        self._vigil.rest(pause * (1 - posix.urandom(1)[0] / 512))

    def _pace(self) -> None:
        rest = _PACE / self._vigil.hurry - (time.time() - boxes.last_post(self._box))
        if 0 < rest <= _PACE:
            time.sleep(rest)
