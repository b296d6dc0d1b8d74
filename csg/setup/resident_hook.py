"""Whether the hook is to be resident: where a person asks for it, or it is so already, and as long as all that will
read the settings accepts it.  Where not, commands guard as ever: nobody may lose the guard for its being cheaper."""

from typing import Optional

from csg.base import errors
from csg.clients import claude, json_text, ownership, resident, server_policy, wired
from csg.clients.settings_file import shown
from csg.setup import mcp_server, work


def is_chosen(run: work.Work, scope: str, text: str, ask: Optional[bool]) -> bool:
    """Decide it for the user's settings, with this text; the MCP server is registered then.

    ask   what the person said; None: as it is.  What is otherwise than asked, or than it was, is said."""
    before = scope == claude.USER and resident.is_wired(json_text.parse(text).plain())
    if ask is None:
        ask = before
    why = _why_not(run) if ask else ""
    if ask and not why:
        run.say("resident: %swired: at edits and shell commands csg's MCP server is asked" % run.would)
        return True
    if why:
        run.say("resident: not here, the hooks are commands: %s" % why)
    elif before:
        run.say("resident: %sno more, the hooks are commands; the MCP server stays registered" % run.would)
    return False


def _why_not(run: work.Work) -> str:
    """What is against it, "" if nothing is: then the server is registered."""
    if not run.client.everyone:
        return "no client was found that tells its version"
    for one in run.client.everyone:
        if not resident.suits(one.version):
            does = "would" if resident.silences(one.version) else "might"
            return "%s (%s) %s run no hook at all" % (one.name(), shown(one.path), does)
    everywhere = run.client.settings(claude.USER, run.here.cwd)
    places = [one for one in wired.sources(run.client, run.here.cwd) if one.managed or one.path == everywhere]
    for path, setting in server_policy.kept_out(places, mcp_server.words()):
        return "%s keeps the client from starting the MCP server: %s" % (shown(path), setting)
    try:
        good = mcp_server.install(run)
    except errors.CsgError as error:
        return str(error)
    if not good or not ((run.dry and run.client.program) or ownership.is_server(run.client.server())):
        return "the MCP server is not registered"
    return ""
