"""Warnings given, heeded, held and repeated; who met whom over what; and what would help.

Also for how long several sessions were at work in one repository. With --html the same as one page that needs
nothing else; it names files and prompts as they are. With --open it is shown in the browser.

Only the last three days are on record whole; of what came before, the first edit of each file.

    csg report --since 30d
    csg report --here --html report.html
"""

import argparse

from csg.base.here import Here
from csg.views import looking_back, reckoning, report_html, report_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """How far back, where, and the form."""
    looking_back.arguments(parser, "7d")


def run(options: argparse.Namespace, here: Here) -> int:
    """Look back, and print or write it."""
    return looking_back.show(options, here, "report", reckoning.facts, report_text.text, report_html.document)
