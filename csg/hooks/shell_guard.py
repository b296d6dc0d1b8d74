"""PreToolUse of a shell command: is there anything in it, and anybody, that it could concern?

The client runs this before every shell command.  Most are harmless, and for those nothing is read but the names of
the Sessions: what judges a line (`shell_line`) is loaded where one of a few words stands in it.
"""

from csg.base import files
from csg.hooks import call as calls
from csg.state import roster

#: What has to stand in a line that steps on somebody's work.  Shorter names are in longer ones: `rm` in `rmdir`.
_WORDS = (
    *("git", "gh", "rm", "mv", "cp", "install", "tee", "truncate", "dd", "sed", "perl", "ruby", "patch", "tar", "find"),
    *("rsync", "unlink", "shred", "ln", "sort", "zip", "ed ", "ex ", "open(", "write_", "shutil", "os.re", "uniq"),
)
#: Redirections that write no file, and arrows that are none.
_NO_WRITES = ("2>&1", ">&2", "> /dev/null", ">/dev/null", "->", "=>", ">=")


def before(call: calls.Call) -> None:
    """Handle the event."""
    command = call.input("command")
    if _may_matter(command) and _may_meet(call):
        from csg.hooks import shell_line

        shell_line.judge(call, command)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _may_matter(command: str) -> bool:
    plain = command.replace("'", "").replace('"', "").replace("\\", "")  # `g"i"t` is git too
    if any(word in plain for word in _WORDS):
        return True
    if ">" not in plain:
        return False
    for harmless in _NO_WRITES:
        plain = plain.replace(harmless, "")
    return ">" in plain


def _may_meet(call: calls.Call) -> bool:
    """Is there another Session, or may another agent of this one hold a file?"""
    if any(name != call.name for name in roster.everybody(call.home)):
        return True
    return bool(files.names(roster.directory(call.home, call.name) + b"/claims"))
