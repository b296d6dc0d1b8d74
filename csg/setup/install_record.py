"""What `install` changed, kept in the home so that `uninstall` leaves what was there before.

    install.json   {"version": 1, "settings": {PATH: {…}}, "servers": {PATH: […]}, "skills": {PATH: SHA-256}}

Of a settings file: `made` (folders and whether the file itself were not there), `blank` (what it
held if that was nothing but white space), `empty`, `set` and `replaced` (see wiring.Edit).
Without a record only our own hooks are taken out.
"""

import hashlib
import json
import os
from typing import Any, Dict, List, Mapping, Tuple

from csg.base import files
from csg.clients import claude

SHAPE = 1


class Record:
    """The record of one home, in memory until `save`."""

    def __init__(self, home: bytes) -> None:
        self.path = home + b"/install.json"
        self.home = home
        value = claude.read_json(os.fsdecode(self.path))
        value = value if value.get("version") == SHAPE else {}
        self.settings: Dict[str, Dict[str, Any]] = _objects(value.get("settings"))
        self.servers: Dict[str, List[str]] = _table(value.get("servers"))
        self.skills: Dict[str, str] = _table(value.get("skills"))

    def save(self) -> None:
        """Write it; remove it when nothing is left to take back.  OSError."""
        value = {"settings": self.settings, "servers": self.servers, "skills": self.skills}
        if not any(value.values()):
            files.remove(self.path)
            files.remove_directory(self.home)  # if nothing else is in it
            return
        data = json.dumps({"version": SHAPE, **value}, indent=1).encode() + b"\n"
        files.make_directory(self.home)
        files.replace_durably(self.path, data, 0o600)


def checksum(data: bytes) -> str:
    """SHA-256, by which uninstall knows a file of its own again."""
    return hashlib.sha256(data).hexdigest()


def empty(facts: Mapping[str, Any]) -> Dict[str, str]:
    """A settings file's containers that were there but empty."""
    return {k: v for k, v in _table(facts.get("empty")).items() if isinstance(v, str) and not v.strip(" \t\r\n")}


def replaced(facts: Mapping[str, Any]) -> List[Tuple[str, Dict[str, Any]]]:
    """claude-session-guard's entries that gave way: (event, group)."""
    rows = facts.get("replaced")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], dict):
            found.append((row[0], row[1]))
    return found


def was_set(facts: Mapping[str, Any]) -> Dict[str, Any]:
    """The settings that install added."""
    return _table(facts.get("set"))


def _table(value: object) -> Dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Dict[str, Dict[str, Any]]:
    return {k: v for k, v in _table(value).items() if isinstance(v, dict)}
