"""What a command line would do to files that are there: which ones it loses, which ones it changes."""

from csg.shell import finding
from csg.shell.places import Place, written
from csg.shell.removers import RULES, Changed
from csg.shell.words import Appended, basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def touches(self, path: bytes, tracked: "bool | None" = None) -> bool:
        """Is it done to this file (canonical)?  `tracked`: does git track it; None if that is not known."""
        return any(place.holds(path, tracked) for place in self._places)


def losses(line: "Iterable[Command]") -> "list[Loss]":
    """All that the commands of a line may lose or change, in order."""
    found: list[Loss] = []
    for command in line:
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
        elif name in RULES:
            shown, rule = RULES[name]
            places = rule(command)
            for whole in (True, False):
                some = [place for place in places if isinstance(place, Changed) != whole]
                found += [Loss(shown, whole, some)] if some else []
    return found
