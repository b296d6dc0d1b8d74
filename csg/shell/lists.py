"""Lists and pipelines (POSIX 2.9): commands made of words, and what each leaves to the next."""

from csg.shell import compounds, redirections
from csg.shell.command import Command, Input
from csg.shell.compounds import Frame
from csg.shell.environment import Environment
from csg.shell.execution import SPECIAL, Execution
from csg.shell.flow import Flow
from csg.shell.line import Line
from csg.shell.source import Source
from csg.shell.words import Appended, Pattern, Unsure, join


class List(Flow):
    """A list of commands: the whole text, or the inside of `$( )`.

    words, targets, stdin  of the command that is being read
    operator  a redirection that waits for its word
    test      inside of [[ ]]
    before    the separator in front of this command
    frames    what is open
    """

    __slots__ = (
        "_ended",
        "_feeding",
        "before",
        "execution",
        "frames",
        "list_environment",
        "operator",
        "stdin",
        "targets",
        "test",
        "words",
    )

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        super().__init__(line, source, environment)
        self.execution = Execution(line, source, environment)
        self.list_environment = environment.cwd  # at the start of this and-or list: `cd x && y &` changes nothing
        self.frames: list[Frame] = []
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.stdin: Input | None = None
        self.operator = b""
        self.test = False
        self.before = b""
        self._feeding: Input | None = None  # what is behind a `|` reads
        self._ended = False  # by `exit`

    def add(self, word: bytes, plain: bool) -> None:
        """One more word.  `plain`: nothing of it was quoted or expanded."""
        operator = self.operator
        if operator:
            self.operator = b""
            if redirections.writes(operator, word):
                added = operator == redirections.APPEND and type(word) is bytes
                self.targets.append(Appended(word) if added else word)
            else:
                self._read_from(operator, word)
            return
        if plain and word[:2] in (b"[[", b"]]") and len(word) == 2:
            self.test = word == b"[[" and compounds.before_name(self.words)
        self.words.append(word)

    def _read_from(self, operator: bytes, word: bytes) -> None:
        if operator in (redirections.HEREDOC, redirections.TABBED_HEREDOC):
            self.stdin = self.source.heredocs.begin(bytes(word), operator == redirections.TABBED_HEREDOC)
        elif operator == redirections.TEXT:
            self.stdin = Input(None if isinstance(word, Unsure) else word + b"\n")
        elif operator == redirections.READ:
            text = word.text if isinstance(word, Unsure) else None
            self.stdin = Input(text, None, join(self.environment.cwd, word) if text is None else None)

    def end(self, separator: bytes) -> None:
        """The command that has been read is complete; `separator` is what follows it."""
        self.operator = b""
        words, targets = self.words, self.targets
        if not words and not targets and separator == b"\n":
            return  # behind `&&` or `|` the list goes on
        stdin, self.stdin = self.stdin, None
        self.words, self.targets = [], []
        if self.frames and self.frames[-1].kind == compounds.ARRAY:
            return
        environment = self.environment
        before = environment.cwd
        piped = self.before == b"|"
        if words or targets:
            self._run(words, targets, stdin or self.fed())
        if piped or separator == b"|":
            environment.cwd = before  # each part of a pipe has a shell of its own
            self.execution.status = None
        if separator == b"|":
            self._feeding = Input(None, self.line.found[-1]) if self.line.found else None
        if separator == b"&":
            environment.cwd = self.list_environment
        if separator in (b";", b"\n", b"&"):
            self.list_environment = environment.cwd
            if self.execution.status is False and b"errexit" in environment.options and self._at_top():
                self._ended = True
        self.before = separator

    def _run(self, words: "list[bytes]", targets: "list[bytes]", stdin: "Input | None") -> None:
        """One complete command, keywords and all."""
        line, environment, execution = self.line, self.environment, self.execution
        line.budget.steps -= 3  # a command costs what four words do
        if line.disk and any(type(word) is Pattern for word in words + targets):
            words, targets = self._expanded(words), self._expanded(targets)
        first = words[0] if words else b""
        if (
            type(first) is bytes
            and first not in SPECIAL
            and first not in environment.functions
            and b"=" not in first
            and b"/" not in first
            and self.plain()
            and not self._ended
            and self.before not in (b"&&", b"||")
        ):
            command = Command(words, environment.cwd, targets, [], False)
            command.stdin = stdin
            line.found.append(command)
            execution.status, execution.last = None, command
            return
        line.budget.steps -= 4
        words = compounds.end_case(words, self.frames, self.branches)
        words = self.begin(words, stdin, execution.status)
        if words[:1] == [b"case"]:
            self.frames.append(compounds.case(words))
            words = []
        status = execution.status
        skipped = (self.before == b"&&" and status is False) or (self.before == b"||" and status is True)
        if skipped or self._ended or (not words and not targets):
            return
        if words[:1] == [b"exit"] and self.before not in (b"&&", b"||") and self._at_top():
            self._ended = True
            return
        size = len(line.found)
        execution.run(words, targets, self.before == b"||", stdin)
        execution.chain(line.found[size:] if self.plain() else [], self.before, self.negated)

    def _at_top(self) -> bool:
        return self.plain() and not self.frames

    def _expanded(self, words: "list[bytes]") -> "list[bytes]":
        """The words with names in the place of patterns."""
        if words[:1] and words[0] in (b"[[", b"case"):
            return words
        found: list[bytes] = []
        assigning = True
        for word in words:
            assigning = assigning and b"=" in word
            found += self.environment.names(word) if isinstance(word, Pattern) and not assigning else [word]
        return found

    def fed(self) -> "Input | None":
        """What a command here finds on its stdin unless it is told otherwise."""
        if self.before == b"|":
            return self._feeding
        return self.frames[-1].stdin if self.frames else None
