"""Compound commands (POSIX 2.9.4): the words that make them, and those that are open."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Input
    from csg.shell.environment import Environment

KEYWORDS = frozenset(b"if then elif else fi while until do done ! { } coproc".split())
#: Those whose words are no command.
LOOPS = frozenset(b"for select".split())

SUBSHELL, ARRAY, CASE = range(3)


class Frame:
    """Something open: a subshell, the `( )` of an array (or of a pattern), a `case`.

    environment            to go back to behind a subshell
    stdin                  of the whole subshell
    words, targets, parts  to go on with behind an array: of the command, and of the word that it is in
    """

    __slots__ = ("environment", "kind", "parts", "stdin", "targets", "words")

    def __init__(self, kind: int, environment: "Environment | None" = None) -> None:
        self.kind = kind
        self.environment = environment
        self.stdin: Input | None = None
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.parts: list[bytes] = []


class Loop:
    """A loop that is open: its body is read once for each known value.

    names   the variables that it sets: of `for`, of `while read`
    values  of the passes that are left, the last first; None: not known (yet)
    stdin   where `while read` has them from
    start   where its body begins; -1: not reached
    """

    __slots__ = ("names", "start", "stdin", "values")

    def __init__(self, names: "list[bytes]", values: "list[bytes] | None" = None, stdin: "Input | None" = None) -> None:
        self.names = names
        self.values = values
        self.stdin = stdin
        self.start = -1


class Definition:
    """A function whose body is being read: what is found in there is nothing that runs now.

    start  where the command that it begins with stands       environment  as it was
    depth  of braces; 0: its own has not come
    """

    __slots__ = ("depth", "environment", "name", "start")

    def __init__(self, name: bytes, start: int, environment: "Environment") -> None:
        self.name = name
        self.start = start
        self.environment = environment
        self.depth = 0


def before_name(words: "list[bytes]") -> bool:
    """Would the word after these be a command's name?"""
    return len(words) < 4 and all(word in KEYWORDS or word == b"for" for word in words)


def in_pattern(words: "list[bytes]") -> bool:
    """Does a `)` after these words end a pattern of `case`, though no frame is open?"""
    return b"case" in words[:3] and b"in" in words[:6]
