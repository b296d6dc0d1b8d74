"""Other Sessions at work in a made-up home."""

import os
import time
from typing import Sequence

from csg.base import files
from csg.state import claims, crowd, roster, sessions


def begin(home: str, name: str, repository: str) -> None:
    """Put a live Session on record."""
    environ = {b"CLAUDE_PID": b"%d" % os.getpid()}
    sessions.start(os.fsencode(home), sessions.observe(name, os.fsencode(repository), environ, time.time()))


def claim(home: str, name: str, target: claims.Target) -> None:
    """It edited this a moment ago."""
    call = os.urandom(4).hex()
    claims.publish(os.fsencode(home), os.fsencode(name), target, time.time(), call, "", os.getpid(), "Edit")


def populate(home: str, repository: str, claimed: Sequence[str], others: int) -> None:
    """So many live Sessions in the home, `s000001` and so on, each with a Claim on each of these files."""
    where = os.fsencode(home)
    targets = [claims.Target(os.fsencode(path)) for path in claimed]
    for number in range(1, others + 1):
        name = "s%06d" % number
        begin(home, name, repository)
        files.make_directory(roster.directory(where, os.fsencode(name)) + b"/claims")
        for target in targets:
            if number == 1:
                claim(home, name, target)
            else:  # all are alike, and a link is made sooner than a file
                if files.exists(roster.directory(where, os.fsencode(name)) + crowd.FILE):
                    crowd.enter(where, os.fsencode(name), target.key)
                file = claims.file(where, os.fsencode(name), target.key)
                os.link(claims.file(where, b"s000001", target.key), file)
