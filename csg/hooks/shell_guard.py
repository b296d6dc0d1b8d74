"""PreToolUse of a shell command: is there anything in it, and anybody, that it could concern?

The client runs this before every shell command.  Most are harmless, and for those nothing is read but the names of
the Sessions: what judges a line (`shell_line`) is loaded where one of a few words stands in it.
"""

from csg.base import files, paths
from csg.git import repository
from csg.hooks import call as calls
from csg.state import roster

#: Programs that may step on somebody's work, whatever else stands in the line.
_PROGRAMS = {
    *("rm", "rmdir", "unlink", "shred", "mv", "cp", "ln", "install", "rsync", "tee", "truncate", "dd", "patch"),
    *("ed", "ex", "tar", "bsdtar", "gtar", "cpio", "unzip", "zip", "gzip", "bzip2", "xz", "uniq"),
    *("kill", "pkill", "killall", "fuser", "kill-port"),
}
#: The same, if one of these parts stands in it too.
_WITH = {
    "curl": ("-o", "--output"),
    "find": ("-delete", "-exec", "-ok", "-fprint", "-fls", "xargs"),
    "gh": ("checkout", "repo", " co "),
    "sort": ("-o", "--o"),
}
_IN_PLACE = ("sed", "gsed", "perl", "ruby")  # and an option with an `i`
#: What a program in the line itself has to say.
_PARTS = ("open(", "write_", "shutil", "os.re", "os.un", "unlink", "rename", "kill")
#: git commands that change neither files nor the index nor HEAD, and those that others of theirs do.
_READING = {
    *("status", "log", "diff", "show", "rev-parse", "ls-files", "ls-tree", "blame", "grep", "fetch", "remote", "push"),
    *("describe", "shortlog", "cat-file", "for-each-ref", "rev-list", "merge-base", "reflog", "version"),
    *(("stash", "list"), ("stash", "show"), ("worktree", "list"), ("branch", "--show-current")),
}
#: Those whose `install` installs no file that is named.
_INSTALLERS = {
    *("npm", "pip", "pip3", "pipx", "yarn", "pnpm", "apt", "apt-get", "brew", "cargo", "uv", "go", "make", "gem"),
    *("poetry", "bundle"),
}
#: Redirections that write no file, and arrows that are none.
_NO_WRITES = ("2>&1", ">&2", "> /dev/null", ">/dev/null", "->", "=>", ">=")
#: `g"i"t` is git too; and what ends a word.
_SPLITTING = {**dict.fromkeys(map(ord, "'\"\\")), **dict.fromkeys(map(ord, ";|&()[]`$<>{}=/,\n\t@!"), " ")}


def before(call: calls.Call) -> None:
    """Handle the event."""
    command = call.input("command")
    words = command.translate(_SPLITTING).split()
    found = repository.find(paths.canonical(call.cwd)) if "git" in words or "gh" in words else None
    if found is not None and not roster.saw(call.home, call.name, found.gitdir, repository.position(found)):
        from csg.hooks import head_news

        repo = found
        call.attempt(lambda call: head_news.look(call, repo))
    if not _may_matter(command, words):
        found = None
    elif _may_meet(call):
        from csg.hooks import shell_line

        call.attempt(lambda call: shell_line.judge(call, command))
    answer = call.answered()
    if found is not None and (answer is None or answer.decision != "deny"):
        _expect_a_move(call)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _expect_a_move(call: calls.Call) -> None:
    """Should HEAD be elsewhere while the command runs, it is this Session's own doing: see state.heads."""
    try:
        files.append_line(roster.moving_file(call.home, call.name, calls.paired(call)), b"")
    except (FileNotFoundError, NotADirectoryError):  # the Session is not on record yet
        pass
    except OSError as error:
        call.log_error("not noted: %s" % error)


def _may_matter(command: str, words: "list[str]") -> bool:
    found = _PROGRAMS.intersection(words)
    if found - {"install"} or (found and _installs(words)):
        return True
    for name, parts in _WITH.items():
        if name in words and any(part in command for part in parts):
            return True
    if any(name in words for name in _IN_PLACE) and any(word[0] == "-" and "i" in word for word in words):
        return True
    if "git" in words and _changes(command, words):
        return True
    plain = command.replace("'", "").replace('"', "").replace("\\", "")
    if any(part in plain for part in _PARTS):
        return True
    if ">" not in plain:
        return False
    for harmless in _NO_WRITES:
        plain = plain.replace(harmless, "")
    return ">" in plain


def _installs(words: "list[str]") -> bool:
    return any(word == "install" and last not in _INSTALLERS for last, word in zip(["", *words], words))


def _changes(command: str, words: "list[str]") -> bool:
    """Is there a git command in it that does more than look?"""
    if "--output" in command:
        return True
    words = [*[word for word in words if word != "--no-pager"], "", ""]
    return any(
        word == "git" and first not in _READING and (first, second) not in _READING
        for word, first, second in zip(words, words[1:], words[2:])
    )


def _may_meet(call: calls.Call) -> bool:
    """Is there another Session, or may another agent of this one hold a file?"""
    if any(name != call.name for name in roster.everybody(call.home)):
        return True
    return bool(files.names(roster.directory(call.home, call.name) + b"/claims"))
