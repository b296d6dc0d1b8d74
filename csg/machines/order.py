"""Rows in whatever order they come: known twice, or held up by a lost connection until what they say is over."""

from typing import Dict, Tuple

from csg.machines.exchange import Arrival

Who = Tuple[str, str, str]  # owner, machine, what the Session is called


class Order:
    """What came already, and what is over."""

    def __init__(self) -> None:
        self._seen: Dict[Tuple[str, str, int], float] = {}
        #: Who, repository, path inside ("" for all there) -> the number with which it was over, and when.
        self._over: Dict[Tuple[Who, str, str], Tuple[int, float]] = {}

    def is_new(self, one: Arrival, now: float) -> bool:
        """Is it the first time that this row comes?"""
        number = (one.owner, one.machine, one.seq)
        new = number not in self._seen
        self._seen[number] = now
        return new

    def note_end(self, one: Arrival, who: Who, inside: str, now: float) -> None:
        """With this row it is over: all that the Session does in the repository, or with one file."""
        self._over[who, one.repository, inside] = (one.seq, now)

    def is_over(self, one: Arrival, who: Who, inside: str) -> bool:
        """Was it said after this that it is over?"""
        ends = (self._over.get((who, one.repository, "")), self._over.get((who, one.repository, inside)))
        return any(end is not None and end[0] > one.seq for end in ends)

    def forget(self, before: float) -> None:
        """What came before then comes no more."""
        self._seen = {number: since for number, since in self._seen.items() if since >= before}
        self._over = {what: end for what, end in self._over.items() if end[1] >= before}
