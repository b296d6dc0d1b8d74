"""Which Sessions are live: the directories under state/, and the sign of life in each.

What every edit asks; the Sessions' facts are read and written in `sessions`.
"""

from csg.base import files


def directory(home: bytes, name: bytes) -> bytes:
    """The directory of a live Session."""
    return home + b"/state/" + name


def ended_directory(home: bytes, name: bytes) -> bytes:
    """Where a Session's remains are."""
    return home + b"/ended/" + name


def names(home: bytes) -> "list[bytes]":
    """The directory names of all live Sessions, in no order."""
    return files.names(home + b"/state")


def touch(home: bytes, name: bytes) -> bool:
    """Note that the Session is active now; False if it is not on record."""
    return files.touch(directory(home, name) + b"/session.json")


#: cold


def last_active(home: bytes, name: bytes) -> float:
    """When the Session's last hook ran; 0.0 if it is not on record."""
    return files.modified(directory(home, name) + b"/session.json")
