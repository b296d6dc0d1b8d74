"""Claims: which Agent meant to write which file, and when.

One file a (Session, key), `state/<name>/claims/<key>`, to which lines of JSON are only ever
added, so parallel hooks of one Session need no lock and lose nothing:

    {"t": seconds, "id": …, "by": …, "agent": …, "pid": …, "tool": …, "path": …, "root": …, "common": …,
     "at": [first, last, …]}
                                                    a Claim: the call's id, the hook's pid, the client's pid;
                                                    "at", where it is known: the lines it changes, in pairs
    {"t": …, "withdrawn": id}                       that call was held or refused, or it failed
    {"t": …, "asked": id}                           the person decides; a Claim if the file changes after it
    {"t": …, "released": agent or null, "path": …}  what that agent (null: any) claimed before is over
    {"t": …, "told": [name, agent, id], "to": agent, "pid": …, "for": id}
                                                    that agent was told of that sibling's Claim, at its own call `for`;
                                                    with "held", what that call does: and it was held
    {"t": …, "passed": [[name, agent, id], …], "held": …, "to": agent, "pid": …, "for": id}
                                                    a call that was held for these was repeated, and went through

What was told about git commands lies beside it, in a file for each checkout, with the kind of command as "about"; there
{"t": …, "id": …, "by": …} says which hook answers for a call.  `told` reads all that.

Publish, then look: a hook adds its own Claim before it looks at the siblings', so of two
simultaneous editors at least one sees the other.  The file's mtime is no older than its
newest Claim; it spares opening what is surely out of the Window.
"""

import posix

from csg.base import files, paths, wire
from csg.git import repository
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

TAIL = 1 << 18  # bytes read of a Claims file: hundreds of edits, more than a Window holds
AHEAD = "claim"  # the `tool` of a Claim made before any edit: over MCP, or with `csg claim`


def file(home: bytes, name: bytes, key: bytes) -> bytes:
    """Where a Session's Claims on one key are."""
    return home + b"/state/" + name + b"/claims/" + key


#: cold: publishing


class Target:
    """A file somebody means to write.

    path (canonical); repository, or None; inside: the path in the repository, else `path`; key: of its Claims
    """

    __slots__ = ("inside", "key", "path", "repository")

    def __init__(self, path: bytes) -> None:
        """`path` is canonical."""
        self.path = path
        self.repository = repository.find(paths.parent(path))
        found = self.repository
        if found:
            self.inside = path[len(found.root.rstrip(b"/")) + 1 :]
            self.key = paths.key(found.common + b"\0" + self.inside)
        else:
            self.inside = path
            self.key = paths.key(path)


def publish(
    home: bytes,
    name: bytes,
    target: Target,
    now: float,
    identifier: str,
    agent: str,
    pid: int,
    tool: str,
    at: "Sequence[int]" = (),
) -> "tuple[bool, bool, bool]":
    """Add a Claim.  (first, mine, alone):

    first  it is the first line this Session ever wrote on the file
    mine   no other hook has published this same call before (one wired twice, as by settings and a plugin)
    alone  no other agent or process of this Session ever claimed the file
    FileNotFoundError if the Session is not on record; OSError."""
    found = target.repository
    hook = posix.getpid()
    record: dict[str, Any] = {
        "t": now,
        "id": identifier,
        "by": hook,
        "agent": agent,
        "pid": pid,
        "tool": tool,
        "path": paths.text(target.path),
        "root": paths.text(found.root) if found else "",
        "common": paths.text(found.common) if found else "",
    }
    if at:
        record["at"] = at
    path = file(home, name, target.key)
    if posix.access(home + b"/state/" + name + b"/crowd", 0):
        from csg.state import crowd

        crowd.enter(home, name, target.key)
    before, lines = _append(path, wire.encode(record), TAIL)
    # The lines have one form, so what is asked of them needs no parsing.  In a string of theirs a
    # quotation mark would have a backslash before it.
    of_call = ('"id": %s, "by": ' % wire.encode(identifier)).encode()
    stands = lines.find(of_call)
    mine = stands < 0 or lines.startswith(b"%d," % hook, stands + len(of_call))
    of_agent = ('"agent": %s, "pid": %d,' % (wire.encode(agent), pid)).encode()
    ours = lines.count(of_agent)  # most often in each line: that is counted in a tenth of the time
    return before == 0, mine, ours == lines.count(b"\n") or ours == lines.count(b'"agent": ')


def holders(home: bytes, name: bytes, key: bytes) -> "list[bytes]":
    """The other Sessions that ever claimed this key; one system call each, but in a crowd.

    Guests, whose claims have no keys, all."""
    access, start = posix.access, home + b"/state/"
    rest = b"/claims/" + key
    everybody = asked = roster.everybody(home)
    if len(everybody) > roster.CROWD:
        from csg.state import crowd

        asked = crowd.worth_a_look(home, everybody, key)
    found = [other for other in asked if other != name and access(start + other + rest, 0)]
    return found + roster.guests(everybody, name) if b"." in b"".join(everybody) else found


def _append(path: bytes, line: str, limit: int) -> "tuple[int, bytes]":
    try:
        return files.append_and_read(path, line.encode(), limit)
    except FileNotFoundError:
        files.make_inside(paths.parent(path))  # the Session's first; FileNotFoundError if it is not on record
        return files.append_and_read(path, line.encode(), limit)


#: cold


def note(home: bytes, name: bytes, key: bytes, records: "Iterable[dict[str, Any]]") -> bool:
    """Add other lines (withdrawn, released, told) to this Session's file, in one write.  OSError.

    False if the Session is not on record: it has ended, or this was its first hook and the disk took no record."""
    line = "\n".join([wire.encode(record) for record in records])
    if line:
        try:
            _append(file(home, name, key), line, 0)
        except FileNotFoundError:
            return False
    return True


def withdraw(home: bytes, name: bytes, key: bytes, now: float, identifier: str) -> None:
    """The call with this id is no Claim: it was held, refused, or came to nothing.  OSError."""
    note(home, name, key, [{"t": now, "withdrawn": identifier}])
