"""What the sessions did, a lane each: edits, conflicts, holds, commits, ends.

Time goes from left to right; a conflict is joined with the lane of the session that it met. With --html the
same as one page that needs nothing else, to look into, filter, print or send; it names files, prompts and
messages as they are. With --open it is shown in the browser.

    csg timeline --since 1d --here
    csg timeline --html day.html
"""

import argparse

from csg.base.here import Here
from csg.views import lanes, looking_back, timeline_html, timeline_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """How far back, where, and the form."""
    looking_back.arguments(parser, "4h")


def run(options: argparse.Namespace, here: Here) -> int:
    """Look back, and print or write it."""
    return looking_back.show(options, here, "timeline", lanes.facts, timeline_text.text, timeline_html.document)
