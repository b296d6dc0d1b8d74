"""find(1): which files its expression means, of those that somebody asks about.  No directory is walked.

What only the moment tells (-newer, -size …) may be true.  See find's manual page, "EXPRESSION".
"""

from csg.base import files, paths, rules
from csg.shell import places
from csg.shell.command import Command
from csg.shell.places import Place
from csg.shell.removers import RULES, Changed
from csg.shell.words import basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Test = Callable[["_Node"], "bool | None"]

#: Tests and actions with one operand that are not understood here: they may be true.
_VALUED = frozenset(
    b"""-amin -anewer -atime -cmin -cnewer -context -ctime -fls -fprint -fprint0 -fstype -gid -group -ilname -inum
    -iregex -links -lname -mmin -mtime -newer -perm -printf -regex -regextype -samefile -size -uid -used -user
    -xtype""".split()
)
_RUNNING = frozenset(b"-exec -execdir -ok -okdir".split())
_PRINTING = frozenset(b"-print -print0 -ls".split())
_DEPTH = frozenset(b"-maxdepth -mindepth".split())


class _Node:
    """One name that find comes by, and what it does there."""

    __slots__ = ("deleted", "depth", "directory", "path", "printed", "pruned", "runs", "shown")

    def __init__(self, path: bytes, shown: bytes, depth: int, directory: bool) -> None:
        self.path = path
        self.shown = shown  # as find calls it
        self.depth = depth
        self.directory = directory
        self.deleted = self.printed = self.pruned = False
        self.runs: list[list[bytes]] = []


class Expression:
    """What stands behind the starting points."""

    def __init__(self, words: "list[bytes]") -> None:
        self._words = words
        self._k = 0
        self.deepest, self.highest = 1 << 20, 0
        self.deletes = b"-delete" in words
        self.programs = [basename(words[k + 1]) for k, word in enumerate(words[:-1]) if word in _RUNNING]
        acts = self.deletes or any(word in _RUNNING or word in _PRINTING for word in words)
        self._test = self._either()
        self._prints = not acts

    def visit(self, node: _Node) -> None:
        """What is done at one name."""
        if not self.highest <= node.depth <= self.deepest:
            return
        if self._test(node) is not False and self._prints:
            node.printed = True

    def _either(self) -> "Test":
        tests = [self._all()]
        while self._next(b"-o", b"-or", b","):
            tests.append(self._all())

        def test(node: _Node) -> "bool | None":
            found: bool | None = False
            for one in tests:
                told = one(node)
                if told:
                    return True
                found = None if told is None else found
            return found

        return test if len(tests) > 1 else tests[0]

    def _all(self) -> "Test":
        tests = []
        while self._k < len(self._words) and self._words[self._k] not in (b"-o", b"-or", b",", b")"):
            if not self._next(b"-a", b"-and"):
                tests.append(self._one())

        def test(node: _Node) -> "bool | None":
            found: bool | None = True
            for one in tests:
                told = one(node)
                if told is False:
                    return False
                found = None if told is None else found
            return found

        return test

    def _next(self, *words: bytes) -> bool:
        if self._words[self._k : self._k + 1] and self._words[self._k] in words:
            self._k += 1
            return True
        return False

    def _value(self) -> bytes:
        self._k += 1
        return self._words[self._k - 1] if self._k <= len(self._words) else b""

    def _one(self) -> "Test":
        word = self._value()
        if word in (b"!", b"-not"):
            inner = self._one() if self._k < len(self._words) else _unknown
            return lambda node: _negated(inner(node))
        if word == b"(":
            inner = self._either()
            self._next(b")")
            return inner
        if word in (b"-name", b"-iname"):
            glob, any_case = self._value(), word == b"-iname"
            return lambda node: _fits(glob, basename(node.shown.rstrip(b"/")), any_case)
        if word in (b"-path", b"-wholename", b"-ipath", b"-iwholename"):
            glob, any_case = self._value(), word[1:2] == b"i"
            return lambda node: _fits(glob, node.shown, any_case)
        if word == b"-type":
            kinds = self._value().split(b",")
            return lambda node: (b"d" if node.directory else b"f") in kinds
        if word in _DEPTH:
            number = self._value()
            depth = int(number) if number.isdigit() and len(number) < 9 else 0
            if word == b"-maxdepth":
                self.deepest = depth
            else:
                self.highest = depth
            return _true
        if word in _RUNNING:
            return self._running()
        if word in _VALUED or word[:6] == b"-newer":
            self._value()
            return _unknown
        return _ACTIONS.get(word, _unknown)

    def _running(self) -> "Test":
        words: list[bytes] = []
        while self._k < len(self._words):
            word = self._value()
            if word == b";" or (word == b"+" and words[-1:] == [b"{}"]):
                break
            words.append(word)

        def run(node: _Node) -> bool:
            node.runs.append([word.replace(b"{}", node.path) for word in words])
            return True

        return run


def _negated(told: "bool | None") -> "bool | None":
    return None if told is None else not told


def _fits(glob: bytes, name: bytes, any_case: bool) -> bool:
    one, other = [paths.text(part.replace(b"/", b"\0")) for part in (glob, name)]  # no slash stops a `*`
    return rules.matches(one.lower(), other.lower()) if any_case else rules.matches(one, other)


def _unknown(_node: _Node) -> "bool | None":
    return None


def _true(_node: _Node) -> "bool | None":
    return True


def _false(_node: _Node) -> "bool | None":
    return False


def _delete(node: _Node) -> "bool | None":
    node.deleted = True
    return True


def _print(node: _Node) -> "bool | None":
    node.printed = True
    return True


def _prune(node: _Node) -> "bool | None":
    node.pruned = True
    return True


def _empty(node: _Node) -> "bool | None":
    return None if not node.directory else not any(True for _ in files.names(node.path))


_ACTIONS: "dict[bytes, Test]" = {
    b"-delete": _delete,
    b"-print": _print,
    b"-print0": _print,
    b"-ls": _print,
    b"-prune": _prune,
    b"-empty": _empty,
    b"-true": _true,
    b"-false": _false,
    **dict.fromkeys(b"-depth -d -mount -xdev -noleaf -follow -daystart -warn -nowarn".split(), _true),
}


def losses(command: Command) -> "list[tuple[str, bool, Place]]":
    """(what to call it, whether files are lost rather than changed, where) of a find."""
    expression, starts = _taken_apart(command)
    found: list[tuple[str, bool, Place]] = []
    for start, shown in starts:
        if expression.deletes:
            found.append(("find -delete", True, _place(expression, start, shown, _deleted)))
        if any(program in RULES for program in expression.programs):
            for whole in (True, False):

                def runs(node: _Node, end: bytes, whole: bool = whole) -> bool:
                    return _run_on(command, node, end, whole)

                found.append(("find -exec", whole, _place(expression, start, shown, runs)))
    return found


def printed(command: Command) -> "list[Place]":
    """The files that a find prints."""
    expression, starts = _taken_apart(command)
    return [
        _place(expression, start, shown, lambda node, end: node.printed and node.path == end) for start, shown in starts
    ]


def _taken_apart(command: Command) -> "tuple[Expression, list[tuple[bytes, bytes]]]":
    words = command.words[1:]
    k = 0
    while k < len(words) and words[k] in (b"-H", b"-L", b"-P"):
        k += 1
    begin = k
    while k < len(words) and words[k][:1] not in (b"-", b"(", b"!"):
        k += 1
    starts = []
    for word in words[begin:k] or [b"."]:
        path = places.written(command.cwd, word)
        if path is not None:
            starts.append((path, bytes(word)))
    return Expression(words[k:]), starts


def _place(expression: Expression, start: bytes, shown: bytes, acts: "Callable[[_Node, bytes], bool]") -> Place:
    """Where find, coming by each name from the starting point to a file, does something to the file."""

    def fits(inside: bytes) -> bool:
        end = start.rstrip(b"/") + b"/" + inside if inside else start
        path, called = start, shown
        parts = inside.split(b"/") if inside else []
        for depth in range(len(parts) + 1):
            if depth:
                path = path.rstrip(b"/") + b"/" + parts[depth - 1]
                called = called.rstrip(b"/") + b"/" + parts[depth - 1]
            node = _Node(path, called, depth, depth < len(parts) or files.is_directory(path))
            expression.visit(node)
            if acts(node, end):
                return True
            if node.pruned:
                return False
        return False

    return Place(start, True, fits)


def _deleted(node: _Node, end: bytes) -> bool:
    return node.deleted and node.path == end


def _run_on(command: Command, node: _Node, end: bytes, whole: bool) -> bool:
    for words in node.runs:
        rule = RULES.get(basename(words[0])) if words else None
        if rule is not None:
            run = Command(words, command.cwd, [], [], False)
            if any(isinstance(place, Changed) != whole and place.holds(end) for place in rule[1](run)):
                return True
    return False
