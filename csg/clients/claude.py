"""The coding client on this machine, Claude Code: its program and version, where its settings are, its MCP servers.

The client is asked only for its version and to add or remove our MCP server; all else is read
from its files (settings and hooks reference of its documentation).
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from typing import Any, Dict, List, Mapping, Optional, Tuple

from csg.base import children, errors, files, paths, wording
from csg.base.loader import as_path
from csg.clients import installed, ownership, running, wiring
from csg.git import repository

#: From which version on the client has what csg leans on, and what is lost before.
CONTEXT = running.CONTEXT  # additionalContext of PreToolUse reaches the model (seen)
EXEC_FORM = (2, 1, 139)  # `args` in a hook's settings (documented)
CLIENT_PID = (2, 1, 250)  # CLAUDE_PID in a hook's environment (seen)
SHELL_EDITS = (2, 1, 269)  # bashEditDiff (documented)

USER, PROJECT, LOCAL = "user", "project", "local"
SCOPES = (USER, PROJECT, LOCAL)
SERVER = "csg"  # our name among the MCP servers

_MANAGED = {
    "darwin": "/Library/Application Support/ClaudeCode",
    "linux": "/etc/claude-code",
}


class Client:
    """Where one person's client is and keeps things.

    program  the client's file, or ""       config  its configuration directory      registry  its .claude.json
    """

    def __init__(self, environ: Mapping[bytes, bytes]) -> None:
        home = os.fsdecode(paths.user_home(environ))
        chosen = os.fsdecode(environ.get(b"CLAUDE_CONFIG_DIR", b""))
        self.config = os.path.abspath(chosen) if chosen else os.path.join(home, ".claude")
        self.registry = os.path.join(self.config if chosen else home, ".claude.json")
        self._home = home
        self._environ = {os.fsdecode(k): os.fsdecode(v) for k, v in environ.items()}
        path = os.fsdecode(environ.get(b"PATH", b""))
        # where the client's own installers put it, for a shell that lacks that folder
        more = [os.path.join(home, ".local", "bin"), os.path.join(self.config, "local")]
        self.program = shutil.which("claude", path=os.pathsep.join([path, *more])) or ""

    @functools.cached_property
    def everyone(self) -> List[installed.Installed]:
        """All clients on this machine that would read these settings."""
        return installed.find(self._home, self.config, self._environ)

    @property
    def version(self) -> Optional[wiring.Version]:
        """(2, 1, 330), of the client that PATH finds; None if there is none that tells."""
        return self.everyone[0].version if self.program and self.everyone else None

    @property
    def oldest(self) -> Optional[wiring.Version]:
        """Of all clients: what is wired must suit this one.  None if there is none, or one that does not tell."""
        versions = [one.version for one in self.everyone if one.version]
        return min(versions) if versions and len(versions) == len(self.everyone) else None

    def settings(self, scope: str, cwd: bytes) -> str:
        """The path of a scope's settings file; `cwd` says which project."""
        if scope == USER:
            return os.path.join(self.config, "settings.json")
        found = repository.find(paths.canonical(cwd))
        top = os.fsdecode(found.root if found else paths.canonical(cwd))
        return os.path.join(top, ".claude", "settings.json" if scope == PROJECT else "settings.local.json")

    def skill(self) -> str:
        """The path of our skill in the person's own folder of skills."""
        return os.path.join(self.config, "skills", "csg", "SKILL.md")

    def before(self, version: wiring.Version) -> bool:
        """Is the client known to be older than this?"""
        return self.version is not None and self.version < version

    def server(self) -> Optional[List[str]]:
        """The command line of our MCP server in the user's scope; None if there is none.  CsgError."""
        return self._servers().get(SERVER)

    def predecessors(self) -> List[str]:
        """The names under which claude-session-guard's MCP server is registered in the user's scope."""
        return [name for name, words in self._servers().items() if os.path.basename(words[0]) == ownership.PREDECESSORS]

    def _servers(self) -> Dict[str, List[str]]:
        return command_lines(read_json(self.registry, anyway=False).get("mcpServers"))

    def run(self, *words: str) -> Tuple[bool, str]:
        """Run the client's own command line: did it succeed, and its last line."""
        try:
            done = subprocess.run(
                [self.program, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=children.environment(os.environ, *installed.NEEDS),
                timeout=60,
            )
        except (OSError, subprocess.SubprocessError) as error:
            return False, str(error)
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        return done.returncode == 0, lines[-1] if lines else "exit code %d" % done.returncode

    def plugins(self) -> Dict[str, str]:
        """The plugins that are switched on: name -> folder.  Their register is the client's own business
        (seen in 2.1.330: plugins/installed_plugins.json), so what is not understood is left out."""
        on = read_json(os.path.join(self.config, "settings.json")).get("enabledPlugins")
        known = read_json(os.path.join(self.config, "plugins", "installed_plugins.json")).get("plugins")
        found = {}
        for name, places in known.items() if isinstance(known, dict) else ():
            if not isinstance(on, dict) or on.get(name) is not True:
                continue
            for place in places if isinstance(places, list) else [places]:
                folder = place.get("installPath") if isinstance(place, dict) else None
                if isinstance(folder, str):
                    found[name] = as_path(folder)
        return found


def command_lines(servers: Any) -> Dict[str, List[str]]:
    """Name -> program and arguments, of the setting `mcpServers`; what has another shape is passed over."""
    found = {}
    for name, entry in servers.items() if isinstance(servers, dict) else ():
        if isinstance(entry, dict):
            words = entry.get("args")
            found[name] = [str(w) for w in [entry.get("command", ""), *(words if isinstance(words, list) else [])]]
    return found


def managed_servers(root: str = "/", platform: str = sys.platform) -> List[str]:
    """The file of MCP servers of whoever administers this machine, if it is there: then there are no others."""
    path = os.path.join(_managed_folder(root, platform), "managed-mcp.json")
    return [path] if os.path.isfile(path) else []


def _managed_folder(root: str, platform: str) -> str:
    return os.path.join(root, _MANAGED.get(platform, _MANAGED["linux"]).lstrip("/"))


def managed(root: str = "/", platform: str = sys.platform) -> List[str]:
    """The settings files of whoever administers this machine, those that are there."""
    folder = _managed_folder(root, platform)
    found = [os.path.join(folder, "managed-settings.json")]
    dropped = os.path.join(folder, "managed-settings.d")
    if os.path.isdir(dropped):
        found += [os.path.join(dropped, name) for name in sorted(os.listdir(dropped)) if name.endswith(".json")]
    return [path for path in found if os.path.isfile(path)]


def read_json(path: str, anyway: bool = True) -> Dict[str, Any]:
    """A JSON object from a file; {} if there is none, or something else.

    anyway  {} too where the file cannot be read; else CsgError"""
    try:
        with open(files.opened(os.fsencode(path)), encoding="utf-8-sig") as file:
            value = json.load(file)
    except (ValueError, RecursionError):
        return {}
    except OSError as error:
        if anyway or isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return {}
        raise errors.CsgError("%s: cannot be read: %s" % (wording.name(path, 400), error.strerror)) from None
    return value if isinstance(value, dict) else {}
