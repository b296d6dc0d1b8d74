"""What keeps the client from starting csg's MCP server although it is registered.  Pure but for reading files.

The rules are the client's (managed MCP reference; read in its code, 2.1.330): lists of all settings files add up, and
what is denied is denied; an allowed command line must be equal, and where one is listed a name does not do.
"""

import os
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from csg.base import paths
from csg.clients import claude, ownership, wired
from csg.git import repository

DENIED, ALLOWED = "deniedMcpServers", "allowedMcpServers"
#: Set by an administrator: only the administrator's list of what is allowed counts.
_MANAGED_ONLY = "allowManagedMcpServersOnly"
_OFF = "disabledMcpServers"


def kept_out(places: Sequence[wired.Source], words: Sequence[str]) -> Iterator[Tuple[str, str]]:
    """(file, setting) by which the server is not started in any project.  `words`: its command line."""
    for path in claude.managed_servers():
        servers = claude.read_json(path).get("mcpServers")
        if not ownership.is_server(claude.command_lines(servers).get(claude.SERVER)):
            yield path, "no server but those in there"
    settings = [source for source in places if not source.plugin]
    for source in settings:
        if any(_names(entry, words) for entry in _entries(source, DENIED)):
            yield source.path, DENIED
    if any(source.managed and source.settings.get(_MANAGED_ONLY) is True for source in settings):
        settings = [source for source in settings if source.managed]
    listing = [source for source in settings if isinstance(source.settings.get(ALLOWED), list)]
    allowed = [entry for source in listing for entry in _entries(source, ALLOWED)]
    by_command = [entry for entry in allowed if "serverCommand" in entry]
    if listing and not any(_names(entry, words) for entry in by_command or allowed):
        yield listing[0].path, ALLOWED


def switched_off(client: claude.Client, cwd: bytes) -> bool:
    """Has the person switched it off in this project, by `/mcp disable`?"""
    lists = [project.get(_OFF) for project in _projects(client, cwd)]
    return any(isinstance(off, list) and claude.SERVER in off for off in lists)


def in_its_place(client: claude.Client, cwd: bytes) -> Iterator[str]:
    """The files by which another server has csg's name in this project: those go before the user's (MCP reference)."""
    stated = [(client.registry, project) for project in _projects(client, cwd)]
    for place in _places(cwd):
        path = os.path.join(place, ".mcp.json")
        stated.append((path, claude.read_json(path)))
    for path, value in stated:
        words = claude.command_lines(value.get("mcpServers")).get(claude.SERVER)
        if words is not None and not ownership.is_server(words):
            yield path


def _places(cwd: bytes) -> List[str]:
    """The directories by which the client may know the project: the main checkout, or just the directory (its code)."""
    here = paths.canonical(cwd)
    found = repository.find(here)
    places = [here, found.root, os.path.dirname(found.common)] if found else [here]
    return [os.fsdecode(place) for place in dict.fromkeys(places)]


def _projects(client: claude.Client, cwd: bytes) -> List[Dict[str, Any]]:
    """What the client keeps of this project."""
    projects = claude.read_json(client.registry).get("projects")
    kept = [projects.get(place) for place in _places(cwd)] if isinstance(projects, dict) else []
    return [project for project in kept if isinstance(project, dict)]


def _entries(source: wired.Source, name: str) -> List[Dict[str, Any]]:
    value = source.settings.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _names(entry: Dict[str, Any], words: Sequence[str]) -> bool:
    """Is it about csg's server?"""
    return entry.get("serverName") == claude.SERVER or entry.get("serverCommand") == list(words)
