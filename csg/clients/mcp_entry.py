"""csg's entry among the MCP servers in a client's JSON file: {NAME: {"csg": {"command": …, "args": […]}}}.  Pure."""

from typing import Any, Dict, List, Mapping, Optional

from csg.base import errors
from csg.clients import json_text, ownership, wiring

SERVER = "csg"


def words(text: str, name: str) -> Optional[List[str]]:
    """The command line of the server called csg; None if there is none.  json_text.NotJson.

    name   of the setting that holds the servers"""
    return _words(json_text.parse(text).plain(), name)


def merge(edit: wiring.Edit, name: str, entry: Mapping[str, Any]) -> str:
    """Put csg's server in, or bring it up to date: "added", "updated", or "" for nothing to do.

    What a person has added to csg's own entry stays.  CsgError if another server has that name."""
    root = json_text.parse(edit.text)
    settings = root.plain()
    servers = settings.get(name) if isinstance(settings, dict) else None
    if name in root.keys and not isinstance(servers, dict):
        where = json_text.line_of(edit.text, root.at((name,)).start)
        raise errors.CsgError('line %d: "%s" is no JSON object ({…})' % (where, name))
    have = servers.get(SERVER) if isinstance(servers, dict) else None
    if servers is None:
        edit.add((), {SERVER: dict(entry)}, name)
        return "added"
    if SERVER not in servers:
        edit.add((name,), dict(entry), SERVER)
        return "added"
    command = _words(settings, name)
    if not ownership.is_server(command):
        raise errors.CsgError("another MCP server is called csg: take it out first")
    if command == _words({name: {SERVER: dict(entry)}}, name):
        return ""
    edit.text = json_text.remove(edit.text, (name, SERVER))
    edit.add((name,), {**have, **entry} if isinstance(have, dict) else dict(entry), SERVER)
    return "updated"


def unmerge(edit: wiring.Edit, name: str, empty: Mapping[str, str]) -> None:
    """Take csg's server out, and what that empties.  `empty`: see wiring.unmerge."""
    if ownership.is_server(words(edit.text, name)):
        wiring.cut(edit, (name, SERVER), empty)


def _words(settings: Any, name: str) -> Optional[List[str]]:
    servers = settings.get(name) if isinstance(settings, dict) else None
    entry: Dict[str, Any] = servers.get(SERVER) if isinstance(servers, dict) else None  # type: ignore[assignment]
    if not isinstance(entry, dict):
        return None
    command, more = entry.get("command", ""), entry.get("args")
    stated = list(command) if isinstance(command, list) else [command]
    return [str(word) for word in [*stated, *(more if isinstance(more, list) else [])]]
