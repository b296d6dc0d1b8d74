"""Simple commands (POSIX 2.9.1) as one shell would run them: each is noted, and what it runs itself is read."""

from csg.shell import runners, wrappers
from csg.shell.budget import DEPTH
from csg.shell.command import Command
from csg.shell.compounds import KEYWORDS, LOOPS
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.source import Source
from csg.shell.unwrapping import unwrap
from csg.shell.words import Unsure

_DIRECTORY = frozenset(b"cd pushd popd".split())

#: First words that are looked into; all other programs are just noted.
SPECIAL = KEYWORDS | LOOPS | runners.SHELLS | frozenset(wrappers.WRAPPERS) | _DIRECTORY
SPECIAL |= frozenset(b"function case esac eval find".split())


class Execution:
    """The commands of one shell: those that change its environment change this one."""

    __slots__ = ("environment", "line", "source")

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment

    def run(self, words: "list[bytes]", targets: "list[bytes]", perhaps: bool) -> None:
        """A simple command, redirected to `targets`.  `perhaps`: it stands behind `||`."""
        self._simple(words, targets, self.environment.cwd, False, perhaps, 0)

    def _simple(
        self,
        words: "list[bytes]",
        targets: "list[bytes]",
        cwd: "bytes | None",
        more: bool,
        perhaps: bool,
        depth: int,
    ) -> None:
        line = self.line
        inner = unwrap(words, cwd, more, line.budget)
        words, cwd = inner.words, inner.cwd
        if inner.script is not None:
            line.script(inner.script, cwd, self.source.depth)
        if not words and not targets:
            return
        line.found.append(Command(words, cwd, targets, inner.assigned, inner.more))
        if not words or isinstance(words[0], Unsure):
            return
        name = inner.name
        if name in runners.SHELLS:
            text = runners.script(words)
            if text is not None:
                line.script(text, cwd, self.source.depth)
        elif name == b"eval":
            end = line.script(b" ".join(words[1:]), cwd, self.source.depth)
            if inner.own:
                self.environment.cwd = end
        elif name == b"find":
            if depth < DEPTH:
                for run in runners.find_runs(words):
                    self._simple(run, [], cwd, inner.more, perhaps, depth + 1)
        elif inner.own and name in _DIRECTORY and words[0] == name:
            self.environment.change_directory(name, words[1:], perhaps)
