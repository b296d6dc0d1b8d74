"""Simple commands (POSIX 2.9.1) as one shell would run them: each is noted, and what it runs itself is read."""

from csg.base import files
from csg.shell import conditions, embedded, outputs, runners, wrappers
from csg.shell.budget import DEPTH
from csg.shell.builtins import BUILTINS
from csg.shell.command import Command, Input
from csg.shell.compounds import KEYWORDS, LOOPS
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.source import Source
from csg.shell.unwrapping import unwrap
from csg.shell.words import Unsure

_DIRECTORY = frozenset(b"cd pushd popd".split())
_SOURCE = frozenset(b"source .".split())
#: What may make the directory that a `cd` goes to.
_MAKERS = frozenset(b"mkdir git gh cp mv tar unzip rsync install ln".split())

#: First words that are looked into; all other programs are just noted.
SPECIAL = KEYWORDS | LOOPS | runners.SHELLS | frozenset(wrappers.WRAPPERS) | _DIRECTORY | _SOURCE | frozenset(BUILTINS)
SPECIAL |= frozenset(b"function case esac eval find exit true false : test [ [[ python python3 perl ruby awk".split())
_READERS = runners.SHELLS | frozenset(wrappers.WRAPPERS) | _SOURCE | {b"python", b"python3"}


class Execution:
    """The commands of one shell: those that change its environment change this one.

    status  does the last one succeed?  None if that is not known
    last    the last one, if whether it succeeds is all that the next may hang on"""

    __slots__ = ("_waiting", "environment", "last", "line", "source", "status")

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment
        self.status: bool | None = None
        self.last: Command | None = None
        self._waiting: list[tuple[Command, Environment, bool]] = []

    def run(self, words: "list[bytes]", targets: "list[bytes]", perhaps: bool, stdin: "Input | None") -> None:
        """A simple command, redirected to `targets` and from `stdin`.  `perhaps`: it stands behind `||`."""
        given = Command(words, self.environment.cwd, targets, [], False)
        given.stdin = stdin
        self.status = None
        if stdin is not None and stdin.pending() and words and words[0] in _READERS:
            self._waiting.append((given, self.environment.copy(), perhaps))
        else:
            self._simple(given, self.environment, perhaps, 0)

    def chain(self, found: "list[Command]", separator: bytes, negated: bool) -> None:
        """Note of what was just run on which command it hangs, by the separator in front of it."""
        if self.last is not None and separator in (b"&&", b"||"):
            for one in found:
                one.follows = one.follows or (self.last, separator == b"&&")
        self.last = found[0] if len(found) == 1 and not negated else None
        if negated and self.status is not None:
            self.status = not self.status

    def count(self, arithmetic: bytes) -> None:
        """`(( … ))` succeeds if it comes to anything but 0.  `arithmetic`: it, with the parentheses at its end."""
        number = arithmetic.rstrip(b") ").strip()
        self.status, self.last = (int(number) != 0 if number.isdigit() and len(number) < 9 else None), None

    def resume(self) -> None:
        """Run what waited for the bodies of here-documents."""
        waiting, self._waiting = self._waiting, []
        for given, environment, perhaps in waiting:
            self._simple(given, environment, perhaps, 0)

    def _simple(self, given: Command, environment: Environment, perhaps: bool, depth: int) -> None:
        line = self.line
        inner = unwrap(given, line.budget)
        if inner.script is not None:
            self._script(inner.script, environment, inner.cwd, None)
        if inner.several is not None:
            if depth < DEPTH:
                for words in inner.several:
                    self._simple(Command(words, inner.cwd, given.targets, [], False), environment, perhaps, depth + 1)
            return
        words = inner.words
        if not words:
            for word in inner.assigned if inner.own else ():
                environment.assign(word)
            if not given.targets:
                return
        command = Command(words, inner.cwd, given.targets, inner.assigned, inner.more)
        command.stdin = given.stdin
        self.status = conditions.outcome(command, line.found if line.disk else None)
        line.found.append(command)
        if words and not isinstance(words[0], Unsure):
            self._look_into(command, inner.name, inner.own and words[0] == inner.name, environment, perhaps, depth)

    def _look_into(
        self, command: Command, name: bytes, own: bool, environment: Environment, perhaps: bool, depth: int
    ) -> None:
        """What the command runs itself.  `own`: this very shell does it."""
        words = command.words
        if name in runners.SHELLS:
            text = runners.script(words)
            if text is None and runners.reads(words):
                text = outputs.read(command.stdin)
            if text is not None:
                self._script(text, environment, command.cwd, runners.arguments(words))
        elif embedded.is_interpreter(name):
            for text in embedded.commands(embedded.text(command, outputs.read(command.stdin))):
                self._script(text, environment, command.cwd, None)
        elif name == b"find":
            for run in runners.find_runs(words) if depth < DEPTH else ():
                self._simple(Command(run, command.cwd, [], [], command.more), environment.copy(), perhaps, depth + 1)
        elif name == b"eval":
            self._script(b" ".join(words[1:]), environment, command.cwd, None, own)
        elif name in _SOURCE and len(words) > 1:
            word = words[1]
            text = word.text if isinstance(word, Unsure) else None
            if word in (b"/dev/stdin", b"/proc/self/fd/0"):
                text = outputs.read(command.stdin)
            if text is not None:
                self._script(text, environment, command.cwd, None, own)
            else:
                environment.outside = None  # what it sets is not known
        elif own and name in environment.functions:
            before = environment.variables.get(b"@")
            environment.variables[b"@"] = list(words)
            self.line.script(environment.functions[name], environment, self.source.depth)
            environment.variables[b"@"] = before
        elif own and name in _DIRECTORY:
            makers = any(one.words and one.words[0] in _MAKERS for one in self.line.found)
            environment.isdir = files.is_directory if self.line.disk and not makers else None
            moved = environment.change_directory(name, words[1:], perhaps)
            self.status = moved if self.line.disk and not makers else None
        elif own and name in BUILTINS:
            text = BUILTINS[name](command, environment)
            if text is not None:
                self._script(text, environment, command.cwd, None)

    def _script(
        self,
        text: bytes,
        environment: Environment,
        cwd: "bytes | None",
        arguments: "list[bytes] | None",
        own: bool = False,
    ) -> None:
        """Read a text as commands: in this shell (`own`), or in another one with these arguments."""
        if not own:
            environment = environment.copy()
            environment.cwd = cwd
            if arguments is not None:
                environment.variables[b"@"] = arguments
        self.line.script(text, environment, self.source.depth)
