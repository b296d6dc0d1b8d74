"""Lists and pipelines (POSIX 2.9): commands made of words, and what each leaves to the next."""

from csg.shell import compounds, redirections
from csg.shell.command import Command
from csg.shell.compounds import Frame
from csg.shell.environment import Environment
from csg.shell.execution import SPECIAL, Execution
from csg.shell.line import Line
from csg.shell.source import Source
from csg.shell.unfinished import UnfinishedWord
from csg.shell.words import Appended, Pattern


class List:
    """A list of commands: the whole text, or the inside of `$( )`.

    words, targets  of the command that is being read
    operator        a redirection that waits for its word
    test            inside of [[ ]]
    frames          what is open
    """

    __slots__ = (
        "chained",
        "environment",
        "execution",
        "frames",
        "line",
        "list_cwd",
        "operator",
        "piped",
        "source",
        "targets",
        "test",
        "words",
    )

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment
        self.execution = Execution(line, source, environment)
        self.list_cwd = environment.cwd  # at the start of this and-or list: `cd x && y &` changes nothing
        self.frames: list[Frame] = []
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.operator = b""
        self.piped = False  # the command stands behind a `|`
        self.chained = False  # …behind a `||`
        self.test = False

    def add(self, word: bytes, plain: bool) -> None:
        """One more word.  `plain`: nothing of it was quoted or expanded."""
        operator = self.operator
        if operator:
            self.operator = b""
            if redirections.writes(operator, word):
                added = operator == redirections.APPEND and type(word) is bytes
                self.targets.append(Appended(word) if added else word)
            elif operator in (redirections.HEREDOC, redirections.TABBED_HEREDOC):
                self.source.heredocs.begun.append((bytes(word), operator == redirections.TABBED_HEREDOC))
            return
        if plain and word[:2] in (b"[[", b"]]") and len(word) == 2:
            self.test = word == b"[[" and self.at_start()
        self.words.append(word)

    def end(self, separator: bytes) -> None:
        """The command that has been read is complete; `separator` is what follows it."""
        self.operator = b""
        words, targets = self.words, self.targets
        if not words and not targets and separator == b"\n":
            return  # behind `&&` or `|` the list goes on
        self.words, self.targets = [], []
        if self.frames and self.frames[-1].kind == compounds.ARRAY:
            return
        environment = self.environment
        before = environment.cwd
        if words or targets:
            known = len(self.line.found)
            self._run(words, targets)
            if self.piped:
                for command in self.line.found[known:]:
                    command.answered = True
        if self.piped or separator == b"|":
            environment.cwd = before  # each part of a pipe has a shell of its own
        if separator == b"&":
            environment.cwd = self.list_cwd
        if separator in (b";", b"\n", b"&"):
            self.list_cwd = environment.cwd
        self.piped = separator == b"|"
        self.chained = separator == b"||"

    def _run(self, words: "list[bytes]", targets: "list[bytes]") -> None:
        """One complete command, keywords and all."""
        self.line.budget.steps -= 3  # a command costs what four words do
        if self.line.disk and any(type(word) is Pattern for word in words + targets):
            words, targets = self._expanded(words), self._expanded(targets)
        first = words[0] if words else b""
        if type(first) is bytes and first not in SPECIAL and b"=" not in first and b"/" not in first:
            self.line.found.append(Command(words, self.environment.cwd, targets, [], False))
            return
        self.line.budget.steps -= 4
        k, keyword = compounds.opening(words)
        if keyword == b"case":
            self.frames.append(Frame(compounds.CASE))
        elif keyword == b"esac" and self.frames and self.frames[-1].kind == compounds.CASE:
            self.frames.pop()
        self.execution.run(words[k:], targets, self.chained)

    def _expanded(self, words: "list[bytes]") -> "list[bytes]":
        """The words with names in the place of patterns."""
        if words[:1] and words[0] in (b"[[", b"case"):
            return words
        found: list[bytes] = []
        for word in words:
            found += self.environment.names(word) if isinstance(word, Pattern) else [word]
        return found

    def at_start(self) -> bool:
        """Would the next word be a command's name?"""
        return compounds.before_name(self.words)

    def at_pattern(self) -> bool:
        """Does a `)` here end a pattern of `case`, though no frame is open?"""
        return compounds.in_pattern(self.words)

    def open_subshell(self) -> None:
        """A `(` in front of commands."""
        self.end(b"")
        self.frames.append(Frame(compounds.SUBSHELL, self.environment.cwd))
        self.list_cwd = self.environment.cwd

    def open_array(self, word: UnfinishedWord) -> None:
        """A `(` in a word: an array's words, or a pattern of extended globbing.  Both are data."""
        frame = Frame(compounds.ARRAY)
        frame.words, frame.targets, frame.parts = self.words, self.targets, word.parts
        self.frames.append(frame)
        self.words, self.targets = [], []
        word.clear()

    def close(self, word: UnfinishedWord) -> None:
        """A `)`, which ends a subshell, an array or a pattern of `case`.  `word`: where an array's word goes on."""
        frame = self.frames[-1] if self.frames else None
        kind = frame.kind if frame else None
        if kind == compounds.CASE:
            self.words = []
        elif self.at_pattern():
            self.words = []
            self.frames.append(Frame(compounds.CASE))
        elif frame and kind == compounds.ARRAY:
            self.frames.pop()
            self.words, self.targets = frame.words, frame.targets
            word.reopen(frame.parts)
        else:
            self.end(b"")
            if kind == compounds.SUBSHELL:
                self.environment.cwd = self.list_cwd = self.frames.pop().cwd
