"""The real client's calls, measured with several clients at once that take turns."""

import random
from typing import Dict, List, Sequence

from tests.bench.modes import Mode, Place
from tests.bench.seat import Seat
from tests.client import hygiene
from tests.client.network import Network

KINDS = ("Write", "Edit")
_SEED = 17  # of the order in which the clients take turns: another in each round, the same ones in each run


def warm(rounds: int) -> int:
    """How many rounds more there are at the beginning, not measured: a first call loads what later ones find loaded."""
    return min(5, rounds)


#: Mode -> kind of call -> seconds, one for each round.
Seconds = Dict[str, Dict[str, List[float]]]


def measure(modes: Sequence[Mode], path: str, archive: str, python: str, rounds: int) -> Seconds:
    """One client a mode, all alive at once; in each round each makes one call of each kind, one after the other.

    path   the client's      python   what csg is wired with
    Worthless where a call was not what it was measured as."""
    network = Network()
    hygiene.adopt_orphans(True)
    seats: List[Seat] = []
    try:
        for mode in modes:
            seats.append(Seat(mode, Place(archive, python, path, network)))
            seats[-1].begin(path, network, len(KINDS) * (warm(rounds) + rounds))
        found = _play(seats, rounds)
        for seat in seats:
            seat.end()
        return found
    finally:
        for seat in seats:
            seat.close()
        network.close()
        hygiene.adopt_orphans(False)


def _play(seats: Sequence[Seat], rounds: int) -> Seconds:
    order = list(seats)
    shuffled = random.Random(_SEED)
    found: Seconds = {seat.mode.name: {kind: [] for kind in KINDS} for seat in seats}
    for number in range(warm(rounds) + rounds):
        for kind in KINDS:
            shuffled.shuffle(order)
            for seat in order:
                seconds = seat.write(number) if kind == "Write" else seat.edit()
                if number >= warm(rounds):
                    found[seat.mode.name][kind].append(seconds)
    return found
