"""The command lines that are judged: by hand and made up, and which of them on which kind of holding."""

import itertools
import random
import re
from typing import Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from tests.oracle import lines_files, lines_git, lines_history, lines_places, lines_shell, lines_tree
from tests.oracle.kinds import KINDS

#: Programs that a machine may do without; the lines that need one are then left out.
PROGRAMS = ("rsync", "patch", "perl", "ed", "ex", "unzip", "zip", "curl", "shred", "flock", "ionice", "stdbuf", "gzip")
_NAME = re.compile(r"(?<!\$)\{(f|f2|r|e|dq|py|in|abs|b|d|ds|ext|stem|o|o2|m|top|up|kit|wt|nl)\}")
#: A path that leads out of the sandbox: an absolute one (other than of a program, or of nothing at all), or too far up.
_OUTSIDE = re.compile(
    r"""(?:^|[\s=<>({;|&])/(?!dev/(?:null|zero|stdin)\b|usr/bin/env\b|\s*&& git -C)"""
    r"""|["']/(?:etc|usr|home|root|var|tmp|opt|bin|sys|proc|dev)\b|\.\./\.\."""
)


class Line(NamedTuple):
    """A command line with names to fill in.  `prefix`: of the kinds of holding that it is for; "" for all."""

    group: str
    text: str
    prefix: str = ""

    def filled(self, names: Dict[str, str]) -> str:
        """As it is run.  `names`: from `kit.names`."""
        return _NAME.sub(lambda found: names[found.group(1)], self.text)

    def needs(self, program: str) -> bool:
        """Does it run this program?"""
        return re.search(r"(?:^|[\s|;&(])%s(?:\s|$)" % re.escape(program), self.text) is not None

    def leaves(self) -> bool:
        """Does it name a path outside the sandbox?"""
        return _OUTSIDE.search(self.text) is not None


class Pair(NamedTuple):
    """A line on a kind of holding: where it is run, and which of the held files it is about."""

    line: Line
    kind: str
    place: str
    number: int


def by_hand(missing: Iterable[str] = ()) -> List[Line]:
    """All lines that somebody wrote, without those that need a program that is missing."""
    found = []
    groups: List[Tuple[str, str, str]] = []
    for module in (lines_tree, lines_history, lines_git, lines_files, lines_shell):
        groups += [("", group, block) for group, block in module.GROUPS.items()]
    for prefix, special in lines_places.SPECIAL.items():
        groups += [(prefix, group, block) for group, block in special.items()]
    for prefix, group, block in groups:
        found += [Line(group, text, prefix) for text in block.strip("\n").split("\n") if text]
    return [line for line in found if not any(line.needs(program) for program in missing)]


def choose(hand: List[Line], made: Iterator[Line], count: int, seed: int, only: Optional[str] = None) -> List[Pair]:
    """`count` pairs, half of them by hand; every line by hand on one kind, before any is on a second.

    only  a kind: all pairs are on it"""
    generator = random.Random("oracle %d" % seed)
    kinds = [only] if only else list(KINDS)
    chosen = list(itertools.islice(_dealt(generator, hand, kinds), (count + 1) // 2))
    turns = itertools.cycle(kinds)
    for line in itertools.islice(made, count - len(chosen)):
        chosen.append(_pair(generator, line, next(turns)))
    order = {kind: number for number, kind in enumerate(kinds)}
    return sorted(chosen, key=lambda pair: order[pair.kind])


def _dealt(generator: random.Random, hand: List[Line], kinds: List[str]) -> Iterator[Pair]:
    """Each line on each of its kinds, in rounds."""
    orders = []
    for line in hand:
        fitting = [kind for kind in kinds if kind.startswith(line.prefix)]
        generator.shuffle(fitting)
        orders.append(fitting)
    for turn in range(len(kinds)):
        numbered = [(line, order[turn]) for line, order in zip(hand, orders) if turn < len(order)]
        generator.shuffle(numbered)
        for line, kind in numbered:
            yield _pair(generator, line, kind)


def _pair(generator: random.Random, line: Line, kind: str) -> Pair:
    places = KINDS[kind].places
    number = generator.choice((0, 0, *range(len(KINDS[kind].held))))
    return Pair(line, kind, generator.choice(places), number)
