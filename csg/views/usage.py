"""What the program says of itself: a verb's help, the overview of all, and what was probably meant.  Pure."""

import shutil
import textwrap
from typing import Iterable, Sequence, Tuple


def described(docstring: str) -> str:
    """A module's docstring for a terminal: paragraphs filled, examples (indented, or command lines) as they are."""
    # a terminal may say that it has no columns; before 3.11 that is taken at its word
    width = max(40, min(80, shutil.get_terminal_size().columns or 80)) - 1
    return "\n\n".join([_paragraph(part, width) for part in docstring.strip("\n").split("\n\n")])


def _paragraph(text: str, width: int) -> str:
    if text[:1] == " ":
        return text
    lines = text.splitlines()
    # where they are all that follows the summary, a formatter takes their indentation away
    if all(line.startswith("csg ") for line in lines):
        return "\n".join(["    " + line for line in lines])
    return textwrap.fill(text, width)


def overview(version: str, rows: Iterable[Tuple[str, str]]) -> str:
    """All verbs with their summaries, as `csg help` shows them."""
    lines = [
        "csg %s: parallel coding sessions learn who is editing what" % version,
        "",
        "usage: csg VERB [ARGUMENTS]        csg help VERB",
        "",
    ]
    lines += ["  %-13s %s" % row for row in rows]
    return "\n".join([*lines, "", "New here? Run: csg demo"])


def meant(word: str, known: Sequence[str]) -> str:
    """`; did you mean --json?` where one of the known words is near, else nothing."""
    import difflib

    near = difflib.get_close_matches(word, known, 1)
    return "; did you mean %s?" % near[0] if near else ""
