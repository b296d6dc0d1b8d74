"""Compound commands (POSIX 2.9.4): the words that make them, and those that are open."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Input
    from csg.shell.environment import Environment

KEYWORDS = frozenset(b"if then elif else fi while until do done ! { } coproc".split())
#: Those whose words are no command.
LOOPS = frozenset(b"for select".split())

SUBSHELL, ARRAY, CASE = range(3)


class Branch:
    """An `if` or a `case` that is open: how its condition came out, and whether what is read now may run."""

    __slots__ = ("alive", "condition")

    def __init__(self) -> None:
        self.condition: bool | None = None
        self.alive = True


class Frame:
    """Something open: a subshell, the `( )` of an array (or of a pattern), a `case`.

    environment            to go back to behind a subshell
    stdin                  of the whole subshell
    words, targets, parts  to go on with behind an array: of the command, and of the word that it is in
    subject                of a `case`, if it is known
    branch                 what is read of it may run, or not; None before its first pattern
    """

    __slots__ = ("branch", "environment", "kind", "parts", "stdin", "subject", "targets", "words")

    def __init__(self, kind: int, environment: "Environment | None" = None) -> None:
        self.kind = kind
        self.environment = environment
        self.stdin: Input | None = None
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.parts: list[bytes] = []
        self.subject: bytes | None = None
        self.branch: Branch | None = None

    def choose(self, branches: "list[Branch]", pattern: "bytes | None") -> None:
        """A pattern of a `case` is read; None if it is one of several, and so not known."""
        branch = self.branch
        if branch is None:
            branch = self.branch = Branch()
            branches.append(branch)
        told: bool | None = None
        if type(pattern) is bytes and self.subject is not None:
            told = pattern == self.subject
        elif pattern == b"*":
            told = True
        branch.alive = branch.condition is not True and told is not False
        branch.condition = branch.condition or told


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


def case(words: "list[bytes]") -> Frame:
    """A `case` that these words open."""
    frame = Frame(CASE)
    k = words.index(b"case") + 1
    frame.subject = words[k] if k < len(words) and type(words[k]) is bytes else None
    return frame


def end_case(words: "list[bytes]", frames: "list[Frame]", branches: "list[Branch]") -> "list[bytes]":
    """What is left of a command, if it begins with the `esac` that ends the innermost `case`."""
    if words[:1] != [b"esac"]:
        return words
    if frames and frames[-1].kind == CASE:
        branch = frames.pop().branch
        if branch in branches:
            branches.remove(branch)
    return words[1:]


def before_name(words: "list[bytes]") -> bool:
    """Would the word after these be a command's name?"""
    return len(words) < 4 and all(word in KEYWORDS or word == b"for" for word in words)


def in_pattern(words: "list[bytes]") -> bool:
    """Does a `)` after these words end a pattern of `case`, though no frame is open?"""
    return b"case" in words[:3] and b"in" in words[:6]
