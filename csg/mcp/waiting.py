"""Calls that wait, while the server goes on with other messages.

Of how far a wait is, whoever gave a progressToken is told (2025-11-25, basic/utilities/progress).
"""

import time

from csg.base import wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_POLL, _PROGRESS = 0.5, 2.0  # seconds between two looks; between two notes of progress


class Wait:
    """One call that waits for files.

    identifier  the request's, once the server has noted it     due  when it is to be looked at (time.monotonic)
    """

    def __init__(self, look: "Callable[[], tuple[dict[str, Any], int]]", seconds: int, token: "Any") -> None:
        """look     the result as it would be now, and how many files others hold
        token    the progressToken; what is none says that nobody asked"""
        self.identifier: Any = None
        self.due = self._began = self._next = time.monotonic()
        self._look = look
        self._seconds = seconds
        self._token = token if isinstance(token, (str, int)) and not isinstance(token, bool) else None

    def result(self, last: bool) -> "tuple[dict[str, Any] | None, dict[str, Any] | None]":
        """(what to answer, or None while it goes on; the parameters of a note of progress, or None).

        last   answer in any case"""
        now = time.monotonic()
        left = self._began + self._seconds - now
        result, held = self._look()
        if not held or left <= 0 or last:
            return result, None
        self.due = now + min(_POLL, left)
        if self._token is None or now < self._next:
            return None, None
        self._next = now + _PROGRESS
        told = {"progressToken": self._token, "progress": round(now - self._began, 1), "total": self._seconds}
        return None, dict(told, message="%s held by other sessions" % wording.count(held, "file"))


def arrives(source: int, waits: "list[Wait]") -> bool:
    """Is there something to read, at the latest when a wait is due?"""
    import select

    left = min(wait.due for wait in waits) - time.monotonic()
    return bool(select.select([source], [], [], max(0.0, left))[0])
