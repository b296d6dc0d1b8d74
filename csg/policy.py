"""What a Conflict does.  Pure: no files, no clock.

warn   the model is told with the tool's result; the write goes ahead
pause  the first time the call is held and the model told why; repeated, it goes through
ask    the person decides in the client's permission prompt, each time
deny   the call is refused while the Claim stands
"""

WARN, PAUSE, ASK, DENY = "warn", "pause", "ask", "deny"
ACTIONS = (WARN, PAUSE, ASK, DENY)

#: The tools that write files, and the field of tool_input that names the file.
#: MultiEdit is gone from current clients; older ones still have it.
WRITING_TOOLS = {
    "Edit": "file_path",
    "MultiEdit": "file_path",
    "Write": "file_path",
    "NotebookEdit": "notebook_path",
}

# decisions
SILENT, TOLD, HELD, ASKED, DENIED = "silent", "warned", "held", "asked", "denied"


def replaces_all(tool: str, exists: bool) -> bool:
    """Does the call replace a whole file that is there, a sibling's half-done work with it?

    An Edit does not: the client lets it through only where the text it replaces still stands."""
    return tool == "Write" and exists


def decide(action: str, held: bool, news: bool, overlaps: bool) -> str:
    """What to do about a call.

    held      a sibling holds this very file
    news      something about that which this Session has not been told yet
    overlaps  a sibling newly holds the file's twin in another worktree
    """
    if held and action == DENY:
        return DENIED
    if held and action == ASK:
        return ASKED
    if news:
        return HELD if action == PAUSE else TOLD
    return TOLD if overlaps else SILENT


def goes_ahead(decision: str) -> bool:
    """Does the call count as a Claim after this decision?  After `ask` it may yet be carried out."""
    return decision in (SILENT, TOLD, ASKED)
