"""Notices: what others leave for a Session to learn at its next hook.

    state/<name>/notices/<time>.<unique>                     one JSON object a file, written aside, then renamed
    state/<name>/notices/<time>.<unique>~<pid>~<seconds>     a hook is telling it, since then

Written by others, read and removed by the Session itself, once it was told (`Notice.take`, then `remove`).  What is
told by a hook that dies over it is told again by the next one.  What cannot be read stays, for `gc` to remove.
"""

import posix

from csg.base import files, paths, policy, processes, wire
from csg.state import events, roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMIT = 1 << 16
_TELLING = 60.0  # seconds; a client gives its hooks ten
_KEPT = 50  # a Session that never looks must not be buried
#: Kinds that stay until they are told; the others are about Claims, and go when those are out of the Window.
_LASTING = ("message", "unheard", "deed")


def leave(home: bytes, name: bytes, now: float, notice: "dict[str, Any]", oldest: float = policy.WINDOW) -> bool:
    """Leave a Notice for the Session `name`; False if it is not live, or has too many waiting.  OSError.

    oldest  see `unread`"""
    where = _directory(home, name)
    if not files.modified(roster.directory(home, name) + b"/session.json"):
        return False
    if len(files.names(where)) >= _KEPT:
        unread(home, name, now, oldest)  # drops what has expired
        if len(files.names(where)) >= _KEPT:
            return False
    data = wire.encode(dict(notice, t=now)).encode() + b"\n"
    suffix = files.unique()
    aside = where + b"/" + suffix
    try:
        try:
            files.create(aside, data)
        except FileNotFoundError:
            files.make_inside(where)  # the Session's directory is nobody's to make but its own
            files.create(aside, data)
    except FileNotFoundError:  # ended this moment
        return False
    return files.move(aside, where + b"/%016d%s" % (int(now * 1e6), suffix))


def _directory(home: bytes, name: bytes) -> bytes:
    return roster.directory(home, name) + b"/notices"


#: cold


def count(home: bytes, name: bytes) -> int:
    """How many wait, whatever they are about."""
    return len(salvage.names(home, _directory(home, name)))


def messages(home: bytes, name: bytes, now: float) -> int:
    """How many messages wait; what cannot be read is none."""
    found = 0
    for file in salvage.names(home, _directory(home, name)):
        try:
            found += not _is_being_told(file, now) and _read(_directory(home, name) + b"/" + file)["kind"] == "message"
        except (OSError, ValueError, KeyError):
            continue
    return found


def drop_unreadable(home: bytes, name: bytes) -> int:
    """Remove the Session's Notices that nobody can read; how many that were."""
    dropped = 0
    where = _directory(home, name)
    for file in salvage.names(home, where):
        try:
            _read(where + b"/" + file)
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            dropped += salvage.remove(home, where + b"/" + file)
    return dropped


#: cold: taking


class Notice:
    """One that waits: what it says, as it was left, with `t`, when (seconds)."""

    __slots__ = ("_path", "fields")

    def __init__(self, path: bytes, fields: "dict[str, Any]") -> None:
        self._path = path
        self.fields = fields

    def take(self, now: float) -> bool:
        """Keep it from other hooks; False if one was faster.  Where the disk takes no change, all may tell it."""
        where, _, name = self._path.rpartition(b"/")
        mine = b"%s/%s~%d~%d" % (where, name.partition(b"~")[0], posix.getpid(), now)
        try:
            if not files.move(self._path, mine):
                return False
            self._path = mine
        except OSError:
            pass
        return True

    def remove(self) -> None:
        """It was told.  OSError."""
        files.remove(self._path)


def unread(home: bytes, name: bytes, now: float, oldest: float, agent: str = "") -> "list[Notice]":
    """What waits for one agent of the Session, oldest first; what expired, by being older than `oldest` seconds, goes.

    A Notice may say which `agent` it is for; the main agent's is "".  What cannot be read is logged once."""
    where = _directory(home, name)
    found = []
    for file in sorted(files.names(where)):
        path = where + b"/" + file
        if _is_being_told(file, now):
            continue
        try:
            fields = _read(path)
        except FileNotFoundError:  # another hook has told it
            continue
        except (OSError, ValueError) as error:
            what = "%s: this notice is unreadable: %s (csg gc removes it)" % (paths.text(path), error)
            events.record_once(home, now, "notice", path, what=what)
            continue
        if _expired(path, fields, now, oldest):
            try:
                files.remove(path)
            except OSError:  # a disk that takes no change
                pass
        elif fields.get("agent", "") == agent:
            found.append(Notice(path, fields))
    return found


def waiting(home: bytes, name: bytes) -> bool:
    """Is there anything to take?  One system call."""
    return bool(files.names(_directory(home, name)))


def _read(path: bytes) -> "dict[str, Any]":
    fields = wire.decode_bytes(files.read(path, _LIMIT))
    if not isinstance(fields, dict):
        raise ValueError("not an object")
    return fields


def _is_being_told(file: bytes, now: float) -> bool:
    """Is another hook at it, which still runs?"""
    _, *taken = file.split(b"~")
    if len(taken) != 2 or not all(number.isdigit() and len(number) < 12 for number in taken):
        return False
    pid, since = [int(number) for number in taken]
    return pid not in (0, posix.getpid()) and pid < 1 << 31 and abs(now - since) < _TELLING and processes.runs(pid)


def _expired(path: bytes, fields: "dict[str, Any]", now: float, oldest: float) -> bool:
    t = fields.get("t")
    t = t if isinstance(t, (int, float)) and 0 <= t < 1e12 else files.modified(path)
    return fields.get("kind") not in _LASTING and abs(now - t) > oldest
