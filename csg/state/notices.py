"""Notices: what others leave for a Session to learn at its next hook.

    state/<name>/notices/<time>.<unique>     one JSON object a file, written aside, then renamed

Written by others, taken by the Session itself.  Each is taken once: whoever removes the file has it.
"""

from csg.base import files, wire
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMIT = 1 << 16
_KEPT = 50  # a Session that never looks must not be buried


def leave(home: bytes, name: bytes, now: float, notice: "dict[str, Any]") -> bool:
    """Leave a Notice for the Session `name`; False if it is not live, or has too many waiting.  OSError."""
    where = _directory(home, name)
    live = files.modified(roster.directory(home, name) + b"/session.json")
    if not live or len(files.names(where)) >= _KEPT:
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


def take(home: bytes, name: bytes, now: float, oldest: float, agent: str = "") -> "list[dict[str, Any]]":
    """Take what waits for one agent of the Session, oldest first; what is older than `oldest` seconds is dropped.

    A Notice may say which `agent` it is for; the main agent's is ""."""
    where = _directory(home, name)
    taken = []
    for file in sorted(files.names(where)):
        path = where + b"/" + file
        try:
            notice = wire.decode_bytes(files.read(path, _LIMIT))
        except (OSError, ValueError):
            continue
        if isinstance(notice, dict) and notice.get("agent", "") != agent and files.modified(path) >= now - oldest:
            continue
        if files.remove(path) and isinstance(notice, dict):
            t = notice.get("t")
            if isinstance(t, (int, float)) and now - t <= oldest:
                taken.append(notice)
    return taken


def waiting(home: bytes, name: bytes) -> bool:
    """Is there anything to take?  One system call."""
    return bool(files.names(_directory(home, name)))


def _directory(home: bytes, name: bytes) -> bytes:
    return roster.directory(home, name) + b"/notices"
