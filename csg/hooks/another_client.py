"""`csg hook --client NAME [EVENT]`: a hook of another client than Claude Code."""

from csg.hooks import hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.clients.dialects.dialect import Dialect


def main(words: "list[str]") -> None:
    """Run the hook and end the process.  `words`: the whole command line; one that names no client is Claude Code's."""
    option, _, name = words[1].partition("=")
    rest = words[2:]
    if option != "--client":
        return
    if not name and rest:
        name, rest = rest[0], rest[1:]
    if name != "claude":
        hook.main(rest[0] if rest else "", dialect(name))


def dialect(name: str) -> "Dialect":
    """The dialect of this client.  ValueError if there is none."""
    if name == "codex":
        from csg.clients.dialects import codex

        return codex
    raise ValueError("no client that csg knows: %r" % name)
