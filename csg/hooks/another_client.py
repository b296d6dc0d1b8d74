"""`csg hook --client NAME [EVENT]`: a hook of another client than Claude Code."""

import posix
import time

from csg.base import files, paths
from csg.hooks import hook
from csg.state import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.clients.dialects.dialect import Dialect


def main(words: "list[str]") -> None:
    """Run the hook and end the process.  `words`: the whole command line; one that names no client is Claude Code's,
    and this returns."""
    if words[1] == "--resident":
        posix.environ[paths.RESIDENT] = b"1"
        return
    option, _, name = words[1].partition("=")
    rest = words[2:]
    if option != "--client":
        return
    if not name and rest:
        name, rest = rest[0], rest[1:]
    if name == "claude":
        return
    found = dialect(name)
    if found is None:
        home = paths.home(posix.environ)
        if not files.is_anothers(home):
            events.record(home, time.time(), "error", what="csg hook --client %s: csg knows no such client" % name)
        posix._exit(0)
    hook.main(rest[0] if rest else "", found)


def dialect(name: str) -> "Dialect | None":
    """The dialect of this client; None if there is none."""
    if name == "codex":
        from csg.clients.dialects import codex

        return codex
    if name == "gemini":
        from csg.clients.dialects import gemini

        return gemini
    if name == "qwen":
        from csg.clients.dialects import qwen

        return qwen
    if name == "copilot":
        from csg.clients.dialects import copilot

        return copilot
    if name == "opencode":
        from csg.clients.dialects import opencode

        return opencode
    return None
