"""PreToolUse of a shell command: is there anything in it, and anybody, that it could concern?

The client runs this before every shell command.  Most are harmless, and for those nothing is read but the names of
the Sessions: what judges a line (`shell_line`) is loaded where one of a few words stands in it.
"""

from csg.base import files, paths
from csg.git import repository
from csg.hooks import call as calls
from csg.state import roster

#: What has to stand in a line that steps on somebody's work.  Shorter names are in longer ones: `rm` in `rmdir`.
_WORDS = (
    *("git", "gh", "rm", "mv", "cp", "install", "tee", "truncate", "dd", "sed", "perl", "ruby", "patch", "tar", "find"),
    *(
        "rsync",
        "unlink",
        "shred",
        "ln",
        "sort",
        "zip",
        "ed ",
        "ex ",
        "open(",
        "write_",
        "shutil",
        "os.re",
        "uniq",
        "kill",
        "fuser",
    ),
)
#: Redirections that write no file, and arrows that are none.
_NO_WRITES = ("2>&1", ">&2", "> /dev/null", ">/dev/null", "->", "=>", ">=")


def before(call: calls.Call) -> None:
    """Handle the event."""
    command = call.input("command")
    found = repository.find(paths.canonical(call.cwd)) if "git" in command or "gh" in command else None
    if found is not None and not roster.saw(call.home, call.name, found.gitdir, repository.position(found)):
        from csg.hooks import head_news

        head_news.look(call, found)
    if _may_matter(command) and _may_meet(call):
        from csg.hooks import shell_line

        shell_line.judge(call, command)
    answer = call.answered()
    if found is not None and (answer is None or answer.decision != "deny"):
        _expect_a_move(call)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _expect_a_move(call: calls.Call) -> None:
    """Should HEAD be elsewhere while the command runs, it is this Session's own doing: see state.heads."""
    try:
        files.append_line(roster.moving_file(call.home, call.name, call.tool_call()), b"")
    except (FileNotFoundError, NotADirectoryError):  # the Session is not on record yet
        pass
    except OSError as error:
        call.log_error("not noted: %s" % error)


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
