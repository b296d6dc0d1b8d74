"""What Slack's refusals lead to: a message is put aside, or the mirror stops and keeps what waits."""

import time
from typing import Sequence

from csg.base import slack_settings, wording
from csg.slack import api, codes, saying
from csg.slack import box as boxes
from csg.slack.entries import Entry, Waiting

_ODD = 3  # messages refused in a row, each for its own sake: then it is not the message


class Refusals:
    """How many messages were refused in a row: kept on the disk, since Posters come and go."""

    def __init__(self, box: bytes) -> None:
        self._box = box
        self._in_a_row = boxes.refused(box)

    def over(self) -> None:
        """A message got through."""
        if self._in_a_row:
            self._in_a_row = 0
            boxes.set_refused(self._box, 0)

    def give_up(self, waiting: Waiting, batch: Sequence[Entry], refused: api.Refused) -> None:
        """Slack does not want this message: go on without it.  `refused` again if it is not the message's fault."""
        if refused.fate not in (codes.MESSAGE, codes.THREAD):
            raise refused
        self._in_a_row += 1
        if self._in_a_row >= _ODD:
            raise refused
        boxes.set_refused(self._box, self._in_a_row)
        waiting.bury(batch)
        what = "Slack refused a message (%s): %s moved to outbox/dead"
        saying.log(waiting.home, "slack", what % (refused.code, wording.count(len(batch), "event")))


def stop(home: bytes, box: bytes, settings: slack_settings.Settings, refused: api.Refused) -> None:
    """Nothing gets through with these settings: stop the mirror, keep what waits, and say once how to mend it."""
    news = boxes.stop(box, settings, refused.code, refused.mend, codes.helps_again(refused.code))
    said = "%s: %s" % (refused.code, refused.mend)
    boxes.set_error(box, time.time(), said)
    if news:
        what = "the mirror is stopped (%s): %s; then run: csg test" % (refused.code, refused.mend)
        saying.log(home, "slack", what)
