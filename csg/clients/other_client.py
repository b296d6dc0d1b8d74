"""A coding client other than Claude Code, on this machine: what is the same for all.  Each has a module beside this."""

import functools
import json
import os
import re
import shlex
import shutil
import subprocess
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from csg.base import children, paths, wording
from csg.clients import json_text, mcp_entry, ownership, wiring

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_PATIENCE = 20.0  # seconds for `--version`; these take up to two


class OtherClient:
    """Where one person's client is and keeps things, and how csg is written there.

    title     what people call it
    folder    its configuration directory                  program  its file, found by PATH, or ""
    hooks     the file that csg's hooks are in             servers  the file that its MCP servers are in
    """

    NAME = ""  # for `csg hook --client`
    PROGRAM = ""  # on PATH
    PACKAGE = ""  # npm's name for it
    #: The file of hooks is csg's alone: made whole, removed whole.  Else it is shared, and of Claude Code's shape.
    OWN = False
    #: The command is to stay as it is, whichever Python is fastest and wherever csg is run from.
    STABLE = False
    #: Its JSON files may hold comments, which csg does not change.
    COMMENTS = False
    #: It lists its hooks to people by a name that an entry has.
    NAMES = False
    #: What csg listens to, with the client's names, in the client's unit of time.
    WIRES: Tuple[wiring.Wire, ...] = ()
    #: The setting in `servers` that holds the MCP servers; "" where that file is not JSON.
    SERVERS = "mcpServers"
    #: What a person has to do before it runs hooks that are new.
    REVIEW = ""

    def __init__(self, environ: Mapping[bytes, bytes]) -> None:
        self.title = wording.CLIENTS[self.NAME]
        self.home = os.fsdecode(paths.user_home(environ))
        self._environ = {os.fsdecode(name): os.fsdecode(value) for name, value in environ.items()}
        self.folder = os.path.abspath(self._folder())
        self.hooks = self._hooks()
        self.servers = self._servers()
        search = [self._environ.get("PATH", ""), *self._more()]
        self.program = shutil.which(self.PROGRAM, path=os.pathsep.join(search)) or ""

    def _folder(self) -> str:
        raise NotImplementedError

    def _hooks(self) -> str:
        return os.path.join(self.folder, "settings.json")

    def _servers(self) -> str:
        return self.hooks

    def _more(self) -> List[str]:
        """Where its own installer puts it, for a shell whose PATH lacks that."""
        return [os.path.join(self.home, ".local", "bin")]

    def _chosen(self, variable: str, otherwise: str) -> str:
        """The directory that a variable names; relative to the home if it does not."""
        return self._environ.get(variable, "") or os.path.join(self.home, otherwise)

    @property
    def there(self) -> bool:
        """Is it on this machine, as far as can be seen?"""
        return bool(self.program) or os.path.isdir(self.folder)

    @functools.cached_property
    def version(self) -> Optional[wiring.Version]:
        """(0, 169, 0), by its npm package or as it says itself; None if it does not tell."""
        if not self.program:
            return None
        return self._packaged() or self._asked()

    def name(self) -> str:
        """`Codex 0.169.0`."""
        return "%s %s" % (self.title, ".".join(map(str, self.version))) if self.version else self.title

    def _packaged(self) -> Optional[wiring.Version]:
        folder = os.path.dirname(os.path.realpath(self.program))
        for _ in range(3):
            try:
                with open(os.path.join(folder, "package.json"), encoding="utf-8") as file:
                    value = json.load(file)
            except (OSError, ValueError, RecursionError):
                value = None
            if isinstance(value, dict) and value.get("name") == self.PACKAGE:
                return _numbers(str(value.get("version")))
            folder = os.path.dirname(folder)
        return None

    def _asked(self) -> Optional[wiring.Version]:
        try:
            done = subprocess.run(
                [self.program, "--version"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=children.environment(self._environ, "XDG_"),
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return _numbers(done.stdout.decode("ascii", "replace"))

    def shape(self) -> wiring.Shape:
        """What an edit of `hooks`, or of `servers`, relies on."""
        events = {wire.event for wire in self.WIRES}
        return wiring.Shape(self.NAME, events, ("hooks", self.SERVERS), self.fits, self.SERVERS)

    def commands(self, text: str) -> List[List[str]]:
        """Program and arguments of each hook of csg's in the text of `hooks`.  json_text.NotJson."""
        found = wiring.entries(json_text.parse(text).plain(), self.NAME) if text.strip() else []
        return [ownership.command_words(entry.handler) for entry in found if entry.owner == ownership.OURS]

    def fits(self, entry: wiring.Entry, wire: wiring.Wire, group: wiring.Group) -> bool:
        """Is an entry of csg's good as it is?"""
        return wiring.same(entry, wire, group)

    def line(self, words: Sequence[str], archive: str) -> str:
        """The hook's command for `sh -c`.

        words    the fastest one of this machine, with `--client`      archive  csg's file
        """
        return quoted(words)

    def handler(self, line: str) -> Dict[str, Any]:
        """The fields of an entry that runs this; its time is added by its Wire."""
        named = {"name": "csg"} if self.NAMES else {}
        return {**named, "type": "command", "command": line}

    def wanted(self, line: str) -> List[wiring.Wanted]:
        """All entries, where the file of hooks is shared."""
        return [(wire, wire.group(self.handler(line))) for wire in self.WIRES]

    def whole(self, words: Sequence[str], archive: str) -> str:
        """The text of the file of hooks, where it is csg's own.  words, archive: see `line`."""
        raise NotImplementedError

    def is_whole(self, text: str) -> bool:
        """Where the file of hooks is csg's own: is this one, whoever wrote it, csg's and nothing else?"""
        return False

    def server(self, archive: str) -> Dict[str, Any]:
        """The entry of csg's MCP server in `servers`."""
        return {"command": archive, "args": ["mcp"]}

    def registered(self, text: str) -> Optional[List[str]]:
        """The command line of the MCP server called csg in the text of `servers`; None if there is none.
        json_text.NotJson, or another ValueError."""
        return mcp_entry.words(text, self.SERVERS)

    def by_hand(self, archive: str) -> str:
        """What a person pastes, or types, where csg leaves `servers` alone."""
        return json.dumps({self.SERVERS: {mcp_entry.SERVER: self.server(archive)}})


def quoted(words: Sequence[str]) -> str:
    """One line for `sh -c`."""
    return " ".join(map(shlex.quote, words))


def runs(handler: Any, client: str) -> List[str]:
    """Program and arguments of a handler that is csg's for this client; [] if it is not."""
    words = ownership.command_words(handler)
    mine = ownership.owner(handler) == ownership.OURS and ownership.client_of(words) == client
    return words if mine else []


def _numbers(text: str) -> Optional[wiring.Version]:
    found = _VERSION.search(text)
    return tuple(map(int, found.groups())) if found else None
