"""OpenCode on this machine: seen in 1.18.33.  It has no hooks: csg is a plugin of it, a file of csg's own."""

import json
import os
import re
from typing import Any, Dict, List, Sequence

from csg.clients import opencode, other_client

_FIRST = "// Written by `csg install"  # in every plugin so far

_HOOK = re.compile(r"^const HOOK = (\[.*\])$", re.MULTILINE)


class OpenCode(other_client.OtherClient):
    """See OtherClient."""

    NAME, PROGRAM, PACKAGE = "opencode", "opencode", "opencode-ai"
    OWN = True
    COMMENTS = True
    SERVERS = "mcp"

    def _folder(self) -> str:
        return os.path.join(self._chosen("XDG_CONFIG_HOME", ".config"), "opencode")

    def _hooks(self) -> str:
        return os.path.join(self.folder, opencode.PLACE)

    def _servers(self) -> str:
        """The file of settings that is there: it knows two, and writes the first of them itself."""
        plain, commented = (os.path.join(self.folder, "opencode." + ending) for ending in ("json", "jsonc"))
        return commented if os.path.exists(commented) and not os.path.exists(plain) else plain

    def _more(self) -> List[str]:
        return [os.path.join(self.home, ".opencode", "bin"), *super()._more()]

    def whole(self, words: Sequence[str], archive: str) -> str:
        """See OtherClient."""
        return opencode.plugin(words)

    def commands(self, text: str) -> List[List[str]]:
        """See OtherClient."""
        found = _HOOK.search(text)
        try:
            return [json.loads(found.group(1))] if found else []
        except ValueError:
            return []

    def is_whole(self, text: str) -> bool:
        """See OtherClient."""
        return text.startswith(_FIRST)

    def server(self, archive: str) -> Dict[str, Any]:
        """See OtherClient."""
        return {"type": "local", "command": [archive, "mcp"], "enabled": True}
