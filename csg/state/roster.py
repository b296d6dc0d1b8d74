"""Which Sessions are live: the directories under state/, and the sign of life in each.

What every edit asks; the Sessions' facts are read and written in `sessions`.
"""

from csg.base import files, paths

CROWD = 100  # Sessions; where there are more, files are looked up in `crowd`


def directory(home: bytes, name: bytes) -> bytes:
    """The directory of a live Session."""
    return home + b"/state/" + name


def ended_directory(home: bytes, name: bytes) -> bytes:
    """Where a Session's remains are."""
    return home + b"/ended/" + name


def everybody(home: bytes) -> "list[bytes]":
    """All names under state/, in no order: those of live Sessions, those of `guests`, and strangers."""
    return files.names(home + b"/state")


def touch(home: bytes, name: bytes) -> bool:
    """Note that the Session is active now; False if it is not on record."""
    return files.touch(directory(home, name) + b"/session.json")


def head_file(home: bytes, name: bytes, gitdir: bytes) -> bytes:
    """Where a Session keeps what it saw last of a checkout's HEAD; see `heads`."""
    return home + b"/state/" + name + b"/head-" + paths.checksum(gitdir).encode()


def saw(home: bytes, name: bytes, gitdir: bytes, position: bytes, told: bool = False) -> bool:
    """Is this where the Session saw HEAD last (repository.position); `told`: and is there nothing left to say of it?

    One that has seen no other place than that of its start has it in its record (Session.head)."""
    try:
        kept = files.read(head_file(home, name, gitdir))
    except OSError:
        try:
            record = files.read(directory(home, name) + b"/session.json")
        except OSError:
            return False
        return b'"head": "%s"' % position.strip().replace(b"\n", b" ") in record
    return kept.startswith(position + b"\0") and not (told and b'"untold"' in kept)


def is_guest(name: bytes) -> bool:
    """Is it the name of a session's file of claude-session-guard's, not of a directory of csg's?  See `predecessor`."""
    return name.endswith(b".json")


#: cold


def guests(everybody: "list[bytes]", name: bytes = b"") -> "list[bytes]":
    """Among `everybody`, the files of claude-session-guard's sessions; not that of the Session `name` itself, which
    has come over to csg."""
    return [other for other in everybody if is_guest(other) and other != name + b".json"]


def others(home: bytes, name: bytes) -> "list[bytes]":
    """Whoever may hold a file beside this Session: all other live ones, and guests."""
    found = everybody(home)
    return [other for other in found if other != name and b"." not in other] + guests(found, name)


def last_active(home: bytes, name: bytes) -> float:
    """When the Session's last hook ran (a guest's: its last claim); 0.0 if it is not on record."""
    return files.modified(directory(home, name) + (b"" if is_guest(name) else b"/session.json"))


def names(home: bytes) -> "list[bytes]":
    """The directory names of all live Sessions, in no order.  None of them has a dot (paths.safe_name)."""
    return [name for name in everybody(home) if b"." not in name]


#: cold: rarely


def moving_file(home: bytes, name: bytes, call: str) -> bytes:
    """What is there while a shell command runs that may move HEAD; see `heads`."""
    return directory(home, name) + b"/moving-" + paths.checksum(call.encode("utf-8", "surrogatepass")).encode()


def present(home: bytes) -> "list[bytes]":
    """All live Sessions, and the guests that have not come over to csg."""
    found = everybody(home)
    return names(home) + [guest for guest in guests(found) if guest[: -len(b".json")] not in found]
