"""What a command line would do to files that are there: which ones it loses, which ones it changes."""

from csg.base import paths
from csg.shell import conditions, embedded, finding, outputs, unpacking
from csg.shell.places import STATES, Place, written
from csg.shell.removers import Changed
from csg.shell.unpacking import ALL
from csg.shell.words import Appended, basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from csg.shell.command import Command


class Loss:
    """What one command does to files.

    shown  what to call it, such as "rm": fixed text, nothing of the command line's
    whole  are whole files lost (removed, moved, replaced), not changed here and there?
    """

    __slots__ = ("_places", "shown", "whole")

    def __init__(self, shown: str, whole: bool, places: "list[Place]") -> None:
        self.shown = shown
        self.whole = whole
        self._places = places

    def touches(self, path: bytes, states: "Container[str]" = STATES, root: bytes = b"") -> bool:
        """Is it done to this file (canonical)?

        states  what it may be to git, see places.STATES
        root    the top of its checkout: what git lists ends where another checkout begins"""
        return any(place.holds(path, states) and not _is_beyond(place, root) for place in self._places)


def _is_beyond(place: Place, root: bytes) -> bool:
    listed = bool(place.state) and place.below and not place.nested
    return listed and root != place.path and paths.is_below(root, place.path)


def losses(line: "Iterable[Command]") -> "list[Loss]":
    """All that the commands of a line may lose or change, in order."""
    found: list[Loss] = []
    first = True
    archives: dict[bytes, Command] = {}
    for command in line:
        command.first = first
        first = first and conditions.is_harmless(command)
        for target in command.targets:
            path = written(command.cwd, target)
            if path is not None:
                appends = isinstance(target, Appended)
                found.append(
                    Loss("a redirection that appends" if appends else "a redirection", not appends, [Place(path)])
                )
        name = basename(command.words[0]) if command.words else b""
        if name == b"find":
            found += [Loss(shown, whole, [place]) for shown, whole, place in finding.losses(command)]
        elif embedded.is_interpreter(name) and name not in ALL:
            found += _embedded(command)
        elif name in ALL:
            shown, rule = ALL[name]
            found += _told_apart(shown, rule(unpacking.fed(command, archives)))
        elif command.words[:2] == [b"git", b"archive"]:
            archives.update(unpacking.archived(command))
    return found


def _embedded(command: "Command") -> "list[Loss]":
    """What a program that is given as text does."""
    places = embedded.losses(embedded.text(command, outputs.read(command.stdin)), command.cwd, command.first)
    return _told_apart("a program in the command line", places)


def _told_apart(shown: str, places: "list[Place]") -> "list[Loss]":
    """A Loss of whole files, and one of some of them, as far as there are such places."""
    found = []
    for whole in (True, False):
        some = [place for place in places if isinstance(place, Changed) != whole]
        found += [Loss(shown, whole, some)] if some else []
    return found


#: What a line that cannot be read is searched for: programs, and git's commands.
_DESTRUCTIVE = frozenset(["rm", "mv", "cp", "unlink", "shred", "truncate", "dd", "rsync", "find", "tee", "sed"])
_GIT = frozenset(["reset", "checkout", "restore", "stash", "clean", "switch", "rebase", "rm"])
_SEPARATORS = dict.fromkeys(map(ord, ";|&()<>`'\"${}\\"), " ")


def destructive(command: str) -> bool:
    """Does a word stand anywhere in the text that may lose files?"""
    words = set(command.translate(_SEPARATORS).split())
    return bool(words & _DESTRUCTIVE) or ("git" in words and bool(words & _GIT))
