"""The verbs for people: a table, and one place where errors become one line and an exit code.

Exit codes: 0 done, 1 nothing to do or failed, 2 wrong usage, 130 interrupted.
A verb's module is imported only when that verb is run.
"""

import argparse
import importlib
import io
import os
import posix
import sys
from typing import Any, Dict, List, NoReturn, Optional

from csg import VERSION
from csg.base import errors, files, here, paths, wording
from csg.state import events
from csg.views import usage

_CONTROLS = {code: "\\x%02x" % code for code in range(160) if not chr(code).isprintable()}


class Verb:
    """One row of the table.  The module has `arguments(parser)` and `run(options, here) -> int`."""

    def __init__(self, module: str, summary: str, private: bool = False) -> None:
        self.module = module
        self.summary = summary
        self.private = private


VERBS: Dict[str, Verb] = {
    "status": Verb("status", "who is at work, where, on which files"),
    "top": Verb("top", "watch it live: sessions, contested files, what happens"),
    "files": Verb("files", "which files are at work on, and who edits each"),
    "claim": Verb("claim", "say what this session is about to do"),
    "release": Verb("release", "let go of files this session holds"),
    "check": Verb("check", "who holds these files"),
    "overlaps": Verb("overlaps", "files at work on in several worktrees: do they merge"),
    "tell": Verb("tell", "leave a message for another session"),
    "log": Verb("log", "what happened: starts, edits, conflicts, ends"),
    "timeline": Verb("timeline", "what sessions did, a lane each, in the terminal or as a page"),
    "report": Verb("report", "warnings and what became of them, who met whom, what would help"),
    "statusline": Verb("statusline", "one line: who is here, what is contested (run by the client)"),
    "gc": Verb("gc", "drop sessions that expired or died"),
    "install": Verb("install", "wire csg into the coding client"),
    "uninstall": Verb("uninstall", "take that back"),
    "doctor": Verb("doctor", "check that it all works, and say how to mend what does not"),
    "hook-command": Verb("hook_command", "the fastest command for a hook on this machine"),
    "skill": Verb("skill", "print what a model should know about csg, as a SKILL.md"),
    "deploy": Verb("deploy", "put csg on other machines over ssh, and check it there"),
    "completion": Verb("completion", "print the completion for bash, zsh or fish"),
    "slack": Verb("slack", "the Slack mirror: its app's manifest, how it does"),
    "test": Verb("test", "post a test message to Slack"),
    "machines": Verb("machines", "sessions on other machines: set it up, how it does"),
    "demo": Verb("demo", "play two sessions that meet over a file"),
    "help": Verb("help", "this overview, or all about one verb"),
    "version": Verb("version", "this program's version and its Python's"),
    "mcp": Verb("mcp", "serve the client as an MCP server (run by the client)"),
    "hook": Verb("hook_usage", "handle one hook event from stdin (run by the client)", private=True),
    "start": Verb("hook_usage", "the same, for claude-session-guard's settings", private=True),
    "stop": Verb("hook_usage", "the same, for claude-session-guard's settings", private=True),
    "pre-edit": Verb("hook_usage", "the same, for claude-session-guard's settings", private=True),
}

#: Those that need no home, and the one that says what is wrong with it.
_ANYWHERE = ("doctor", "hook-command", "skill", "deploy", "completion", "demo", "help", "version")


class _Parser(argparse.ArgumentParser):
    """argparse's, whose errors are one line, and which looks first whether an option is only misspelt."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As ever.  UsageError."""
        for word in args or ():
            if word == "--":
                break
            self._check(word)
        return super().parse_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Instead of usage on several lines, and an exit."""
        raise errors.UsageError("%s (try: %s --help)" % (message, self.prog))

    def _check(self, word: str) -> None:
        """UsageError for what looks like an option and is none; what argparse may take otherwise is left to it."""
        name, known = word.partition("=")[0], self._option_string_actions  # argparse has no public way to ask
        if name[:2] == "--":
            unknown = " " not in word and not any(option.startswith(name) for option in known)
        else:  # perhaps one dash too few; else short ones together, a short one with its value, or a number
            short = known.get(name[:2])
            unknown = name[:1] == "-" and len(name) > 3 and "-" + name in known and (not short or short.nargs == 0)
        if unknown:
            near = usage.meant(name, [option for option in known if option[:2] == "--"])
            self.error("there is no option %s%s" % (name, near))


class _Stdout(io.FileIO):
    """Stdout, whose errors say that they are its."""

    def write(self, data: Any) -> int:
        """As ever."""
        try:
            return super().write(data)
        except OSError as error:
            error.filename = "stdout"
            raise


def main(arguments: List[str]) -> int:
    """Run one command line (without the program's name); the exit code."""
    _open_streams()
    code, said = 1, ""
    try:
        try:
            code = _dispatch(arguments)
        except SystemExit as leaving:  # argparse's, after it has shown its help
            code = int(leaving.code or 0)
        sys.stdout.flush()
    except errors.CsgError as error:
        code, said = error.exit_code, str(error)
    except BrokenPipeError:  # `csg log | head`
        code = 0
    except OSError as error:
        code, said = 1, "%s%s" % (error.strerror or error, ": %s" % _shown(error.filename) if error.filename else "")
    except KeyboardInterrupt:
        code = 130
    try:
        sys.stdout.flush()
    except OSError:  # nor must the end of the process try it again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if said:
        _complain(said)
    _deliver()
    if events.notable:
        from csg.talk import notifying

        notifying.start(leaving=False)
    return code


def _deliver() -> None:
    """Have what waits for Slack sent, if nobody is at it."""
    from csg.slack import delivery

    try:
        delivery.look(paths.home(posix.environ))
    except errors.NoHome:
        pass


def _open_streams() -> None:
    """Make the standard streams such that everybody can use them, whatever we were started with."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        # closed: open for reading only, so that writing is the error that it is
        fd = os.open(os.devnull, os.O_RDONLY) if sys.stdout is None else sys.stdout.fileno()
        encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding
        raw = _Stdout(fd, "w", closefd=False)
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding, line_buffering=os.isatty(fd))
    for stream in (sys.stdout, sys.stderr):
        # a file name that the terminal's encoding lacks must not end the program
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")


def _dispatch(arguments: List[str]) -> int:
    first = arguments[0] if arguments else "--help"
    if first in ("-h", "--help"):
        print(overview())
        return 0 if arguments else 2
    if first in ("-V", "--version"):
        first = "version"
    name = known(first)
    options = parser(name).parse_args(arguments[1:])
    where = here.Here(posix.environ)
    if name not in _ANYWHERE and files.is_anothers(where.home):
        shown = wording.name(paths.text(where.home), 400)
        raise errors.anothers(shown)
    return int(_module(name).run(options, where))


def overview() -> str:
    """The verbs that people type, a line each."""
    return usage.overview(VERSION, [(name, verb.summary) for name, verb in public().items()])


def public() -> Dict[str, Verb]:
    """The verbs that people type."""
    return {name: verb for name, verb in VERBS.items() if not verb.private}


def known(word: str) -> str:
    """The word, if it is a verb, else UsageError."""
    if word in VERBS:
        return word
    if word[:1] == "-":
        raise errors.UsageError("%s is no verb: options come after the verb (try: csg --help)" % word)
    raise errors.UsageError("there is no verb %r%s (try: csg --help)" % (word, usage.meant(word, list(public()))))


def parser(name: str) -> argparse.ArgumentParser:
    """What a verb takes, as its module says."""
    module = _module(name)
    keep_lines = argparse.RawDescriptionHelpFormatter
    described = usage.described(module.__doc__ or "")
    made = _Parser(prog="csg " + name, description=described, formatter_class=keep_lines)
    module.arguments(made)
    return made


def _module(name: str) -> Any:
    return importlib.import_module("csg.verbs." + VERBS[name].module)


def _complain(text: str) -> None:
    """One line; what it repeats of the command line or of a file's name must not act on the terminal."""
    print("csg: %s" % text.translate(_CONTROLS), file=sys.stderr)


def _shown(filename: object) -> Optional[str]:
    return paths.text(filename) if isinstance(filename, bytes) else str(filename)
