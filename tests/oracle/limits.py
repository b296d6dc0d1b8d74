"""What csg cannot know before a line runs.  Harmful lines that fit are counted apart, not as false silence."""

import re
from typing import NamedTuple, Optional, Tuple


class Limit(NamedTuple):
    """A limit that is documented: its name, the lines that it excuses, and why nothing can be known."""

    name: str
    lines: "re.Pattern[str]"
    why: str


LIMITS: Tuple[Limit, ...] = (
    Limit(
        "programs of the repository",
        re.compile(r"^(make( \w+)?|(sh|bash)? ?(\./)?scripts/\S+|python3 scripts/\S+)$"),
        "what a Makefile or a script does stands in another file",
    ),
    Limit(
        "programs in other languages",
        re.compile(r"^(perl -e '(unlink|open)|awk -v )"),
        "which of its arguments a program writes is said in its own language; only python's plain calls are read",
    ),
)


def fitting(line: str) -> Optional[Limit]:
    """The limit that a line (as it is run) falls under."""
    for limit in LIMITS:
        if limit.lines.search(line):
            return limit
    return None
