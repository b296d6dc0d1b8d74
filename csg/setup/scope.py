"""Whose settings a person means, on the command lines of all verbs that change them."""

import argparse

from csg.clients import claude


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add --scope."""
    parser.add_argument(
        "--scope",
        choices=claude.SCOPES,
        default=claude.USER,
        help="user: all of your projects (default); project: this one, shared; local: this one, for you",
    )
