"""What the Poster says in the log; a home that is gone is not made again for it."""

import os
import time

from csg.state import events


def log(home: bytes, kind: str, what: str) -> None:
    """Add a line of this kind, "slack" or "error"."""
    if os.path.isdir(home):
        events.record(home, time.time(), kind, what=what)
