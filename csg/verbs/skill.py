"""Print the skill: what a model should know about working beside other sessions.

A client finds it as .claude/skills/csg/SKILL.md, in a project or in the home directory (csg install --skill
writes it there):

    mkdir -p .claude/skills/csg
    csg skill >.claude/skills/csg/SKILL.md
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
