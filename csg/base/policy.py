"""What a Conflict does.  Pure: no files, no clock.

off    nothing
warn   the model is told with the tool's result; the call goes ahead
pause  the call is held and the model told why; repeated, it goes through, once
ask    the person decides in the client's permission prompt, each time
deny   the call is refused while the Claim stands
"""

from csg.base import tools

WINDOW = 600.0  # seconds that a Claim counts, unless configured

OFF, WARN, PAUSE, ASK, DENY = "off", "warn", "pause", "ask", "deny"
#: From the quietest to the strictest.
ACTIONS = (OFF, WARN, PAUSE, ASK, DENY)

#: The kinds of call that have an action of their own, and what it is unless configured.
#:   edit     a targeted replacement; loses nothing of the sibling's: the client lets it through only
#:            where the old text still stands
#:   write    replaces a whole file that is there, the sibling's half-done work with it
#:   discard  a git command that throws changes in the working tree away
#:   take     a git command that takes others' half-done work along (add -A, commit -a)
#:   kill     a command that would end a sibling's client, or a process that came from it
#:   overlap  an edit of the file's twin in another worktree
#:   remote   the same in a clone on another machine
#:   switch   a command that checks out another branch or rewrites this one, in a checkout where others are at work
EDIT, WRITE, DISCARD, TAKE, OVERLAP = "edit", "write", "discard", "take", "overlap"
SWITCH, KILL, REMOTE = "switch", "kill", "remote"
DEFAULTS = {EDIT: WARN, WRITE: PAUSE, DISCARD: PAUSE, TAKE: WARN, OVERLAP: WARN, SWITCH: PAUSE, KILL: PAUSE}
DEFAULTS[REMOTE] = WARN

# decisions
SILENT, TOLD, HELD, ASKED, DENIED = "silent", "warned", "held", "asked", "denied"


#: cold


def kind(tool: str, exists: bool) -> str:
    """EDIT or WRITE: what this tool does to a file that is there or not."""
    return WRITE if tool in ("Write", tools.DELETE) and exists else EDIT


def combined(users: str, repositorys: str) -> str:
    """The action in force when the repository has a rule of its own ("" if not) beside the user's.

    A repository can make things stricter, and warnings quieter; it cannot turn protection off."""
    if not repositorys:
        return users
    if repositorys == OFF:
        return OFF if users == WARN else users
    return max(users, repositorys, key=ACTIONS.index)


def decide(action: str, held: bool, news: bool, repeated: bool) -> str:
    """What to do about a call.

    held      a sibling holds what the call concerns
    news      something about that which this agent has not been told yet
    repeated  this very call was held for all of that, and has not gone through since: having been warned, or the hold
              of another call, is not enough
    """
    if not held or action == OFF:
        return SILENT
    if action == DENY:
        return DENIED
    if action == ASK:
        return ASKED
    if action == PAUSE:
        return SILENT if repeated else HELD
    return TOLD if news else SILENT


def goes_ahead(decision: str) -> bool:
    """Does the call count as a Claim after this decision?  After `ask` it may yet be carried out."""
    return decision in (SILENT, TOLD, ASKED)
