"""Print the skill: what a model should know about working beside other sessions.

Save it as .claude/skills/csg/SKILL.md (in a project, or in the home directory) for a client to find it.
"""

import argparse

from csg.base.here import Here
from csg.setup import skill


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it."""
    print(skill.TEXT, end="")
    return 0
