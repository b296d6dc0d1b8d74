"""Notices between machines: what hooks here leave for a Session elsewhere, and what arrives for one of ours."""

import hashlib
import json
from typing import Any, Dict, List, Mapping, Tuple

from csg.base import files, paths, wire
from csg.machines.arrivals import Arrivals, inside_is_safe
from csg.machines.exchange import Arrival, Row
from csg.machines.own import Own, identifier
from csg.state import fields, notices, sessions
from csg.state.elsewhere import PREFIX

_TEXT = 1000
_BODY = 6000  # bytes, of the 8 KB that the table takes


def leaving(home: bytes, arrivals: Arrivals) -> "List[Tuple[Row, bytes]]":
    """What waits in the directories of others' Sessions: rows, and the files to remove once they are said."""
    found: List[Tuple[Row, bytes]] = []
    for name in files.names(home + b"/state"):
        folder = home + b"/state/" + name + b"/notices"
        if not name.startswith(PREFIX):
            continue
        for file in sorted(files.names(folder)):
            known, body = arrivals.find(name), _body(folder + b"/" + file)
            if known is None or body is None or not known[1]:
                files.remove(folder + b"/" + file)
                continue
            (owner, machine, called), repositories = known
            where = fields.text(body, "r") or repositories[0]
            said = json.dumps({**body, "k": "notice", "o": owner, "m": machine, "to": called})
            found.append((Row(_number(name, file), where, said), folder + b"/" + file))
    return found


def _number(name: bytes, file: bytes) -> int:
    """The same each time, should this process end before the file is gone: the server takes it once.

    In the order in which they were left (milliseconds, as the file's name begins with microseconds), and below 0, where
    no other row's number is."""
    left = int(file[:13]) if file[:16].isdigit() else 0
    some = int.from_bytes(hashlib.sha256(name + b"/" + file).digest()[:4], "big") >> 10
    return (left << 22 | some) - (1 << 63)


def _body(path: bytes) -> "Dict[str, Any] | None":
    try:
        notice = wire.decode_bytes(files.read(path, 1 << 16))
    except (OSError, ValueError):
        return None
    if not isinstance(notice, dict):
        return None
    sender = identifier(fields.text(notice, "from")) if fields.text(notice, "from") else ""
    if fields.text(notice, "kind") == "message":
        text = fields.text(notice, "text")[:_TEXT]
        while len(json.dumps(text)) > _BODY:  # as it is said: an emoji takes twelve bytes
            text = text[: len(text) * 9 // 10]
        return {"w": "message", "s": sender, "c": fields.text(notice, "client")[:40], "x": text}
    stated = fields.text(notice, "path")  # //machine/host/path/inside, as arrivals wrote it
    parts = stated.split("/", 3)
    if not stated.startswith("//") or len(parts) < 4:
        return None
    return {"w": "edit", "s": sender, "p": parts[3], "l": fields.text(notice, "lines")[:100]}


def arrived(
    home: bytes, machine: str, own: Own, one: Arrival, body: Mapping[str, Any], now: float, window: float
) -> None:
    """Leave a Notice from elsewhere for one of this machine's Sessions, if it is for one.  OSError."""
    name = own.sessions.get(fields.text(body, "to"))
    if name is None or fields.text(body, "m") != machine:
        return
    session = sessions.load(home, name)
    if session is None:
        return
    where = "%s, on %s" % (one.owner[:64], one.machine[:64])
    notice: Dict[str, Any] = {"from": fields.text(body, "s")[:100], "place": where}
    if fields.text(body, "c"):
        notice["client"] = fields.text(body, "c")[:40]
    if fields.text(body, "w") == "message":
        notice.update(kind="message", text=fields.text(body, "x")[:_TEXT])
    else:
        stated = fields.text(body, "p")
        inside = stated[len(one.repository) + 1 :]
        if not stated.startswith(one.repository + "/") or not inside_is_safe(inside) or session.root is None:
            return
        path = paths.text(session.root.rstrip(b"/")) + "/" + inside
        notice.update(kind="remote", path=path, lines=fields.text(body, "l")[:100])
    notices.leave(home, name, now, notice, window)
