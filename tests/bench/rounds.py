"""The real client's calls, measured with several clients at once that take turns."""

import random
from typing import Dict, List, Sequence

from tests.bench.modes import Mode, Place
from tests.bench.seat import Seat
from tests.client import hygiene
from tests.client.network import Network

KINDS = ("Write", "Edit")
_SEED = 17  # of the order in which the clients take turns: another in each round, the same ones in each run
#: Rounds after which all begin a new conversation: in a long one the client itself is slower and less even (2.1.330:
#: 52 ms a Write in the first hundred calls, 65 in the eighth, the cost of any hook and its spread with them).
CONVERSATION = 40


def warm(rounds: int) -> int:
    """How many rounds more there are at a conversation's beginning, not measured: a first call loads what later ones
    find loaded."""
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
            seats[-1].wire()
        shuffled = random.Random(_SEED)
        found: Seconds = {mode.name: {kind: [] for kind in KINDS} for mode in modes}
        for done in range(0, rounds, CONVERSATION):
            _converse(seats, path, network, min(CONVERSATION, rounds - done), shuffled, found)
        return found
    finally:
        for seat in seats:
            seat.close()
        network.close()
        hygiene.adopt_orphans(False)


def _converse(
    seats: Sequence[Seat], path: str, network: Network, rounds: int, shuffled: random.Random, found: Seconds
) -> None:
    """So many rounds more, each client's in a new conversation."""
    warming = warm(rounds)
    for seat in seats:
        seat.begin(path, network, len(KINDS) * (warming + rounds))
    order = list(seats)
    for number in range(warming + rounds):
        for kind in KINDS:
            shuffled.shuffle(order)
            for seat in order:
                seconds = seat.write() if kind == "Write" else seat.edit()
                if number >= warming:
                    found[seat.mode.name][kind].append(seconds)
    for seat in seats:
        seat.end()
