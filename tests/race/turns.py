"""Several calls of csg in one process, interleaved at will: each runs until it is to touch the disk, then another may.

So every order of their file operations can be had, and had again.
"""

import contextlib
import posix
import threading
from typing import Any, Callable, Iterator, List, Optional, Sequence

#: Functions of `posix` by which one call sees what another does, or does it.
_SHARED = ["open", "pread", "write", "stat", "access", "mkdir", "rename", "unlink", "rmdir", "utime", "listdir"]
_SHARED += ["scandir", "lstat", "link"]


class Turns:
    """Runs `works`, one in a thread each, and only one at a time.

    switches  after how many file operations, counted over all of them, the next one that has not ended takes over
    steps     how many file operations there were, of each
    """

    def __init__(self, works: "Sequence[Callable[[], Any]]", switches: "Sequence[int]") -> None:
        self._works = works
        self._switches = frozenset(switches)
        self._waiting = [threading.Lock() for _ in works]
        for lock in self._waiting:
            lock.acquire()
        self._over = threading.Lock()
        self._over.acquire()
        self._left = list(range(len(works)))
        self._running = 0
        self._count = 0
        self._results: List[Any] = [None] * len(works)
        self._failed: Optional[BaseException] = None
        self.steps = [0] * len(works)

    def run(self) -> List[Any]:
        """What each of them returned; the first one's exception if there was one."""
        threads = [threading.Thread(target=self._thread, args=(number,)) for number in range(len(self._works))]
        with _watched(self._step):
            for thread in threads:
                thread.start()
            self._waiting[0].release()
            self._over.acquire()
        for thread in threads:
            thread.join()
        if self._failed is not None:
            raise self._failed
        return self._results

    def _thread(self, number: int) -> None:
        self._waiting[number].acquire()
        try:
            self._results[number] = self._works[number]()
        except BaseException as error:
            self._failed = self._failed or error
        following = self._next()
        self._left.remove(number)
        if self._left:
            self._give(following)
        else:
            self._over.release()

    def _step(self) -> None:
        """The running one is about to touch the disk."""
        number = self._running
        self.steps[number] += 1
        self._count += 1
        if self._count in self._switches and len(self._left) > 1:
            self._give(self._next())
            self._waiting[number].acquire()

    def _next(self) -> int:
        return self._left[(self._left.index(self._running) + 1) % len(self._left)]

    def _give(self, number: int) -> None:
        self._running = number
        self._waiting[number].release()


@contextlib.contextmanager
def _watched(step: Callable[[], None]) -> Iterator[None]:
    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            step()
            return function(*given, **more)

        return call

    kept = {name: getattr(posix, name) for name in _SHARED}
    for name, function in kept.items():
        setattr(posix, name, watched(function))
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(posix, name, function)
