"""The MCP server: the client is asked to register it, for all of a person's projects, and to forget it again."""

import shlex
from typing import List

from csg.base import errors, loader
from csg.clients import claude, ownership
from csg.clients.settings_file import shown
from csg.setup import work

_REMOVE = ("mcp", "remove", "--scope", "user", claude.SERVER)


def words() -> List[str]:
    """Its command line, as it is registered.  CsgError."""
    return [loader.as_text(loader.archive()), "mcp"]


def install(run: work.Work) -> bool:
    """Register it; False if the client refused.  CsgError, OSError."""
    client = run.client
    add = ["mcp", "add", "--scope", "user", claude.SERVER, "--", loader.archive(), "mcp"]
    line = " ".join(map(shlex.quote, ["claude", *add]))
    have = client.server()
    if have == words():
        run.say("mcp: already registered")
        return True
    if not client.program:
        run.say("mcp: there is no `claude` on PATH to register it with; where there is: %s" % line)
        return True
    if have is not None and not ownership.is_server(have):
        raise errors.CsgError("another MCP server is called csg: `claude mcp remove --scope user csg` removes it")
    if run.dry:
        run.say("mcp: would run: %s" % line)
        return True
    run.record.servers[client.registry] = words()
    run.record.announce()
    if have is not None:
        client.run(*_REMOVE)
    good, said = client.run(*add)
    if not good or client.server() != words():
        run.say("mcp: the client did not register it: %s" % shown(said))
        return False
    run.say("mcp: registered for all projects")
    return True


def uninstall(run: work.Work) -> bool:
    """Have the client forget it; False if it did not.  OSError."""
    client = run.client
    have = client.server()
    ours = have is not None and ownership.is_server(have)
    if ours and not client.program:
        run.say("mcp: still registered, and there is no `claude` on PATH: claude mcp remove --scope user csg")
        return False
    if ours and run.dry:
        run.say("mcp: would run: claude mcp remove --scope user csg")
        return True
    if ours:
        good, said = client.run(*_REMOVE)
        if not good or client.server() is not None:
            run.say("mcp: the client did not take it out: %s" % shown(said))
            return False
        run.say("mcp: taken out")
    if not run.dry and run.record.servers.pop(client.registry, None) is not None:
        run.record.save()
    return True
