"""What `install` changes, written down in the home before it is done, so that all of it can be taken back.

    install.json   {"version": 1, "settings": {PATH: {…}}, "servers": {PATH: […]}, "skills": {PATH: {…}}}

Of a settings file:
    before     its contents before csg came, null if there was none; where the person has changed the file
               since, those contents with the person's changes
    states     SHA-256 of all contents that `before` is the answer to ("" of no file): before, and after csg's change
    done       the change was made; else it was about to be
    made       folders that were not there        created, blank   the file was not there, held this white space
    empty, set, replaced     see wiring.Edit: how to take csg out where the person has changed the file
Of a file of csg's own (the skill, another client's hooks): `sums`, SHA-256 of what csg wrote or was about to write, and
`made`; all are below "skills".  Without a record only our own hooks are taken out.
"""

import hashlib
import json
import os
from typing import Any, Dict, List, Mapping, Optional, Tuple

from csg.base import durable, errors, files
from csg.clients import claude, json_text, mcp_entry, ownership, settings_file, status_line, wiring

SHAPE = 1


class Record:
    """The record of one home, in memory until `save`."""

    def __init__(self, home: bytes) -> None:
        """CsgError if it is there and cannot be read."""
        self.path = home + b"/install.json"
        self.home = home
        value = claude.read_json(os.fsdecode(self.path), anyway=False)
        value = value if value.get("version") == SHAPE else {}
        self.settings: Dict[str, Dict[str, Any]] = _objects(value.get("settings"))
        self.servers: Dict[str, List[str]] = _table(value.get("servers"))
        self.own = _objects(_table(value.get("skills")))

    def save(self) -> None:
        """Write it; remove it when nothing is left to take back.  OSError."""
        value = {"settings": self.settings, "servers": self.servers, "skills": self.own}
        durable.remove_leftovers(self.path)
        if not any(value.values()):
            if os.path.lexists(self.path):
                files.remove(self.path)
            files.remove_directory(self.home)  # if nothing else is in it
            return
        data = json.dumps({"version": SHAPE, **value}, indent=1).encode() + b"\n"
        files.make_directory(self.home)
        durable.replace_durably(self.path, data, 0o600)

    def announce(self) -> None:
        """`save` what is about to be done.  CsgError: then it must not be done."""
        try:
            self.save()
        except OSError as error:
            where = settings_file.shown(os.fsdecode(self.path))
            raise errors.CsgError("%s: cannot be written: %s; nothing was changed" % (where, error.strerror)) from None

    def note(self) -> None:
        """`save` what was done.  A disk that does not take it is no error: what was announced suffices."""
        try:
            self.save()
        except OSError:
            pass


def checksum(data: Optional[bytes]) -> str:
    """SHA-256, by which contents are known again; "" of no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def about(
    changed: settings_file.Changed, edit: wiring.Edit, known: Mapping[str, Any], shape: wiring.Shape = wiring.CLAUDE
) -> Dict[str, Any]:
    """What to record of a settings file that is about to be changed.  `known`: what is recorded, {} if nothing."""
    before = changed.before
    ours = _has_ours(before.text, shape)
    earlier = known if ours else {}
    first = restored(before, earlier, shape) if ours else before.data
    facts: Dict[str, Any] = {
        "before": None if first is None else first.decode("utf-8"),
        "states": list(dict.fromkeys(map(checksum, (first, before.data, changed.data)))),
        "done": False,
        "made": made(known, changed),
        "created": earlier.get("created", before.data is None),
    }
    blank = earlier.get("blank") if ours else before.text_as_found if before.data is not None and before.blank else None
    if blank is not None:
        facts["blank"] = blank
    facts["empty"] = {**edit.empty, **empty(earlier)}
    facts["set"] = {**was_set(earlier), **edit.set}
    stale = [(e.event, e.as_group()) for e in edit.removed if e.owner == ownership.PREDECESSORS]
    facts["replaced"] = [list(row) for row in [*replaced(earlier), *stale]]
    return facts


def restored(
    now: settings_file.Contents, facts: Mapping[str, Any], shape: wiring.Shape = wiring.CLAUDE
) -> Optional[bytes]:
    """What to leave of a settings file: what was there before csg came, and what the person changed since.

    None: no file.  CsgError, json_text.NotJson."""
    if unchanged(now, facts):
        return original(facts)
    if now.data is None:
        return None
    wiring.check(json_text.parse(now.text), now.text, shape)
    if not _has_ours(now.text, shape) and facts.get("done") is False:  # it never came to what was announced
        return now.data
    edit = wiring.unmerge(now.text, empty(facts), replaced(facts), was_set(facts), shape)
    if shape.client == wiring.CLAUDE.client:
        status_line.unmerge(edit, empty(facts))
    elif shape.servers:
        mcp_entry.unmerge(edit, shape.servers, empty(facts))
    blank = facts.get("blank")
    if not json_text.parse(edit.text).nodes:
        if facts.get("created") is True:
            return None
        if isinstance(blank, str) and not blank.strip():
            return now.encode(blank)
    return now.data if edit.text == now.text else now.encode(edit.text)


def unchanged(now: settings_file.Contents, facts: Mapping[str, Any]) -> bool:
    """Is the file as csg found it, or left it?"""
    return checksum(now.data) in texts(facts.get("states"))


def original(facts: Mapping[str, Any]) -> Optional[bytes]:
    """What was in the file before csg came; None if there was none."""
    before = facts.get("before")
    return before.encode("utf-8") if isinstance(before, str) else None


def about_whole(changed: settings_file.Changed, before: Optional[bytes], known: Mapping[str, Any]) -> Dict[str, Any]:
    """What to record of a file that is no JSON.  before: what it would be without csg."""
    return {
        "before": None if before is None else before.decode("utf-8"),
        "states": list(dict.fromkeys(map(checksum, (before, changed.before.data, changed.data)))),
        "done": False,
        "made": made(known, changed),
    }


def _has_ours(text: str, shape: wiring.Shape) -> bool:
    settings = json_text.parse(text).plain()
    if any(entry.owner == ownership.OURS for entry in wiring.entries(settings, shape.client)):
        return True
    if shape.client == wiring.CLAUDE.client:
        return isinstance(settings, dict) and status_line.is_ours(settings.get(wiring.STATUS_LINE))
    return bool(shape.servers) and ownership.is_server(mcp_entry.words(text, shape.servers))


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


def made(known: Mapping[str, Any], changed: settings_file.Changed) -> List[str]:
    """The folders that a change makes, after those that are on record already."""
    new = [os.fsencode(folder).decode("utf-8", "surrogateescape") for folder in changed.made]
    return list(dict.fromkeys([*texts(known.get("made")), *new]))


def remove_made(facts: Mapping[str, Any]) -> None:
    """Remove the folders that were made, those that are empty.  CsgError if one of them stays all the same."""
    for folder in reversed(texts(facts.get("made"))):
        path = folder.encode("utf-8", "surrogateescape")
        if not files.remove_directory(path) and os.path.isdir(path) and not os.listdir(path):
            raise errors.CsgError("%s: cannot be removed" % settings_file.shown(os.fsdecode(path)))


def texts(value: object) -> List[str]:
    """A list of strings from the record; what is none is left out."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _table(value: object) -> Dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Dict[str, Dict[str, Any]]:
    return {k: v for k, v in _table(value).items() if isinstance(v, dict)}
