"""The writing calls of a Session that no Resident has answered, as its client's transcripts tell of them.

    state/<name>/transcripts              locked by whoever looks; of the time of the latest prompt
    state/<name>/transcript-<checksum>    how far one of them has been looked through, in bytes

The first look only notes where they end: what stands there already was guarded by commands, if at all.
"""

import posix
import time

from csg.base import files, locks, paths, tools
from csg.clients import transcript
from csg.hooks import call as calls
from csg.state import residents, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 1.0  # seconds; the client tells of things some 0.1 s late
_LOOK = 0.05  # seconds
_locks: "list[int]" = []  # what this process holds while it looks, and until it has told what it found


class Missed:
    """What one look has found; until it has been told, nobody else looks.  `calls`: each agent's own in their order."""

    def __init__(self, home: bytes, client: int) -> None:
        self.calls: list[transcript.Done] = []
        self._home = home
        self._client = client
        self._places: dict[bytes, int] = {}

    def look(self, where: bytes, main: bytes, drops: bytes) -> None:
        """Look through all transcripts.  `drops`: see look.  OSError."""
        is_first = not files.exists(_place(where, main))
        for path in transcript.all_of(main):
            place = _place(where, path)
            start = _start(place)
            if is_first:
                self._places[place] = transcript.size(path)
            elif transcript.size(path) > start:
                found = transcript.read(path, start, tools.WRITING_TOOLS)
                self.calls += [one for one in found.done if not residents.answered(self._home, one.id)]
                self._places[place] = found.end if path == drops else found.kept

    def seen(self) -> None:
        """All of it has been told, and is not to be found again.  OSError."""
        try:
            for one in self.calls:
                residents.note(residents.net(self._home, self._client), one.id)
            for place, end in self._places.items():
                files.replace(place, b"%d" % end)
        except FileNotFoundError:  # the Session has ended
            pass
        finally:
            give_up()


def give_up() -> None:
    """Let others look, and find what was found here unless it was `seen`."""
    while _locks:
        posix.close(_locks.pop())


def look(call: calls.Call, client: int, ends: bytes, drops: bytes) -> "Missed | None":
    """Look, unless somebody else does, or the Session is not on record.  OSError.

    ends    the transcript whose turn is over just now: it may not be told of to the end
    drops   the one whose turn has been over for long: what is not told of by now never will be"""
    main = stated(call, "transcript_path")
    where = roster.directory(call.home, call.name)
    if not main or not files.modified(where + b"/session.json"):
        return None
    give_up()
    if not _locked(where + b"/transcripts"):
        return None
    found = Missed(call.home, client)
    try:
        if drops:
            files.touch(where + b"/transcripts")
        if ends:
            prompt = files.modified(where + b"/transcripts")
            if not residents.steady(call.home, client, call.now - prompt):
                words = call.optional("last_assistant_message")
                wait(lambda: transcript.ends_with(ends, words), _PATIENCE)  # and all before is told of, too
        found.look(where, main, drops)
    except BaseException:
        give_up()
        raise
    return found


def wait(happened: "Callable[[], bool]", seconds: float) -> bool:
    """Has it happened, now or so many seconds from now?"""
    limit = time.monotonic() + seconds
    while not happened():
        if time.monotonic() >= limit:
            return False
        time.sleep(_LOOK)
    return True


def stated(call: calls.Call, field: str) -> bytes:
    """A transcript's path in the event; b"" if there is none."""
    path = call.optional(field)
    return calls.stated_path(path) if path[:1] == "/" else b""


def _place(where: bytes, path: bytes) -> bytes:
    return where + b"/transcript-" + paths.checksum(path).encode()


def _start(place: bytes) -> int:
    try:
        stated = files.read(place, 100)
    except OSError:
        return 0
    return int(stated) if stated.isdigit() else 0


def _locked(path: bytes) -> bool:
    try:
        files.create(path)
    except FileNotFoundError:  # the Session has ended this moment
        return False
    return wait(lambda: _lock(path), _PATIENCE)


def _lock(path: bytes) -> bool:
    lock = locks.flocked(path)
    if lock is not None:
        _locks.append(lock)
    return lock is not None
