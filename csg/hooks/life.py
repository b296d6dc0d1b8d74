"""A Session's life: its start and end, a prompt of its person, the end of one of its subagents."""

from csg.base import errors, files, paths
from csg.git import repository
from csg.hooks import call as calls
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def _start(call: calls.Call) -> None:
    from csg.hooks import starting

    starting.start(call)


#: Event -> what handles it, by its name: a start makes nothing of what the others need.
HANDLERS: "dict[str, Callable[[calls.Call], None]]" = {
    "SessionEnd": lambda call: _end(call),  # noqa: PLW0108
    "SessionStart": _start,
    "Stop": lambda call: _stop(call),  # noqa: PLW0108
    "SubagentStop": lambda call: _subagent_stop(call),  # noqa: PLW0108
    "UserPromptSubmit": lambda call: _prompt(call),  # noqa: PLW0108
}


def _end_commands(call: calls.Call, kept: "list[bytes]") -> None:
    """Of a command that was interrupted no end is told.  `kept`: what there is in the Session's directory."""
    if any(file[:7] == b"moving-" for file in kept):
        from csg.state import heads

        heads.settle(call.home, call.name)
    if any(file[:5] == b"deed-" for file in kept):
        from csg.hooks import deed_telling

        deed_telling.left(call)


#: cold: ending


def _end(call: calls.Call) -> None:
    from csg.state import sessions

    kept = files.names(roster.directory(call.home, call.name))
    if any(file[:7] == b"moving-" for file in kept):  # the end of its last command may be told later than this
        from csg.hooks import head_news

        call.attempt(head_news.after)
    call.attempt(lambda call: _end_commands(call, kept))
    if sessions.end(call.home, call.id, call.environ):
        call.log("end", reason=call.optional("reason"))


#: cold


def _prompt(call: calls.Call) -> None:
    try:
        known = roster.touch(call.home, call.name)
    except OSError as error:
        known = True
        call.log_error("no sign of life: %s" % error)
    if not known and call.client is not None and not calls.hears(call, "SessionStart"):
        from csg.hooks import starting

        call.attempt(starting.late)
    found = repository.find(paths.canonical(call.cwd))
    if found is not None and not roster.saw(call.home, call.name, found.gitdir, repository.position(found), told=True):
        from csg.hooks import head_news

        repo = found
        call.attempt(lambda call: head_news.look(call, repo, prompt=True))
    call.attempt(_keep_prompt)
    call.attempt(lambda call: _end_commands(call, files.names(roster.directory(call.home, call.name))))
    if paths.RESIDENT in call.environ:
        from csg.hooks import net

        call.attempt(net.prompted)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _keep_prompt(call: calls.Call) -> None:
    """What people and siblings call a Session that says no intent."""
    text = call.optional("prompt")
    if text and not (calls.configured(call) and not calls.settings(call).prompts):
        from csg.state import names

        names.keep_prompt(call.home, call.name, text, call.now)


def _subagent_stop(call: calls.Call) -> None:
    if not call.agent:
        raise errors.NotForUs
    _stop(call)
    from csg.state import holdings

    holdings.release_agent(call.home, call.name, call.agent, call.now)


def _stop(call: calls.Call) -> None:
    if paths.RESIDENT in call.environ:
        from csg.hooks import net

        call.attempt(net.stopped)
