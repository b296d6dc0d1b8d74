"""What Slack's refusals lead to: a message is given up, or the mirror stops."""

import time
from typing import Sequence

from csg.base import slack_settings, wording
from csg.slack import api
from csg.slack.entries import Entry, Waiting
from csg.state import events, outbox

_ODD = 3  # messages refused in a row, each for another reason than the thread: then it is not the message


class Refusals:
    """How many messages were refused in a row."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def over(self) -> None:
        """A message got through."""
        self._in_a_row = 0

    def give_up(self, waiting: Waiting, batch: Sequence[Entry], refused: api.Refused) -> None:
        """Slack does not want this message: go on without it.  `refused` again if Slack wants none at all."""
        self._in_a_row += 1
        if refused.mend or self._in_a_row >= _ODD:
            raise refused
        waiting.bury(batch)
        what = "Slack refused a message (%s): %s moved to outbox/dead"
        what %= (refused.code, wording.count(len(batch), "event"))
        events.record(waiting.home, time.time(), "slack", what=what)


def stop(home: bytes, settings: slack_settings.Settings, refused: api.Refused) -> None:
    """Nothing gets through with these settings: stop the mirror, and say how to mend it."""
    mend = refused.mend or "Slack takes none of the messages: run `csg test`"
    now = time.time()
    outbox.stop(home, now, settings, refused.code, mend)
    outbox.set_error(home, now, "%s: %s" % (refused.code, mend))
    what = "the mirror is stopped (%s): %s; then run: csg test" % (refused.code, mend)
    events.record(home, time.time(), "slack", what=what)
