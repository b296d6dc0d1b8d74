"""Which git commands of a line run at all: behind `&&` and `||` that hangs on how those before them come out."""

from csg.shell.words import basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command

_LONGEST = 50  # commands that hang on each other
#: What prints something and succeeds, with these options or none.
_ASKING = frozenset(b"status log branch".split())
_OPTIONS = frozenset(b"-s -b -sb -uno --short --branch --porcelain --oneline -v -vv -a --stat -1 -3 -5 -10".split())


class Chains:
    """What is known of the commands of one line."""

    __slots__ = ("_refused",)

    def __init__(self) -> None:
        self._refused: set[int] = set()

    def refuse(self, command: "Command") -> None:
        """Git refuses to do it."""
        self._refused.add(id(command))

    def runs(self, command: "Command") -> bool:
        """May it run, and do something?"""
        return id(command) not in self._refused and self._is_reached(command)

    def _is_reached(self, command: "Command") -> bool:
        above = [command]
        while len(above) < _LONGEST:
            before = above[-1].follows
            if before is None:
                break
            above.append(before[0])
        status: bool | None = None
        for one in reversed(above):
            if one.follows is not None and status not in (None, one.follows[1]):
                if one is command:
                    return False
                continue  # it leaves the status as it is
            status = False if id(one) in self._refused else True if _succeeds(one) else None
        return True

    def is_unlikely(self, command: "Command") -> bool:
        """Does it run only if another git command fails, of which nothing says that it will?"""
        before = command.follows
        return before is not None and not before[1] and id(before[0]) not in self._refused and _is_git(before[0])


def _is_git(command: "Command") -> bool:
    return bool(command.words) and basename(command.words[0]) == b"git"


def _succeeds(command: "Command") -> bool:
    words = command.words
    return _is_git(command) and len(words) > 1 and words[1] in _ASKING and _OPTIONS.issuperset(words[2:])
