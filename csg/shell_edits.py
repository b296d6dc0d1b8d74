"""PostToolUse of a shell command: the files that it changed become Claims, after the fact.

The client reports them (tool_response.bashEditDiff, from 2.1.269, in git repositories); where it does
not, what the command line surely says counts.  The hook is asynchronous and its own
output can come too late, so what it finds goes to its own Session as a Notice.
"""

from csg import call as calls
from csg import claims, errors, files, holdings, paths, sessions, shell, telling, wording

_SLACK = 1.0  # seconds that clocks and file systems may differ by


def after(call: calls.Call) -> str:
    """Handle the event; there is never an answer."""
    command = call.input("command")
    response = call.event.get("tool_response")
    response = response if isinstance(response, dict) else {}
    if response.get("interrupted") is True:
        return ""
    changed, sure = _changed(call, command, response)
    settings = call.settings() if changed else None
    duration = call.event.get("duration_ms")
    began = call.now - (duration / 1000 if isinstance(duration, (int, float)) else 0.0) - _SLACK
    for number, path in enumerate(changed):
        target = claims.Target(paths.canonical(path, call.cwd))
        if settings is not None and settings.ignores(paths.text(target.inside)):
            continue
        others = holdings.look(
            call.home,
            claims.holders(call.home, call.name, target.key),
            target,
            call.now,
            call.settings().window,
        )
        if not sure and _may_be_anothers(command, target.path, others, began):
            continue
        _claim(call, target, number)
        _tell(call, target, [holding for holding in others if not holding.elsewhere])
    return ""


def _changed(call: calls.Call, command: str, response: "dict[str, object]") -> "tuple[list[bytes], bool]":
    """The files, and whether they are this command's for certain."""
    diff = response.get("bashEditDiff")
    named = shell.written_files(command, call.cwd, _is_directory, _user_home(call))
    if not isinstance(diff, dict) or diff.get("unavailable") or diff.get("shared"):
        return named, True
    if diff.get("skipped"):
        return [], True
    reported = diff.get("changedFiles")
    found = []
    for path in reported if isinstance(reported, list) else []:
        if isinstance(path, str) and path.startswith("/"):
            try:
                found.append(paths.from_text(path))
            except ValueError:
                continue
    return found, False


def _may_be_anothers(command: str, path: bytes, others: "list[holdings.Holding]", began: float) -> bool:
    """Did a sibling claim the file while the command ran, and does the command not name it?

    The client compares the tree before and after: it cannot tell whose change it sees."""
    if not any(holding.newest >= began for holding in others):
        return False
    return paths.text(path[path.rfind(b"/") + 1 :]) not in command


def _claim(call: calls.Call, target: claims.Target, number: int) -> None:
    identifier = "%s-%d" % (call.tool_call(), number)
    for _ in range(3):
        if not call.attached():
            raise errors.NotForUs
        try:
            first, mine, _ = claims.publish(call.home, call.name, target, call.now, identifier, call.agent, call.pid, "Bash")
        except FileNotFoundError:  # ended or swept this moment
            continue
        if first:
            call.log("edit", path=paths.text(target.path), tool="Bash")
        else:
            call.mirror("edit", path=paths.text(target.path), tool="Bash")
        return


def _tell(call: calls.Call, target: claims.Target, others: "list[holdings.Holding]") -> None:
    lines = holdings.records(call.home, call.name, target.key, 0.0)
    told = holdings.told(lines)
    news = [holding for holding in others if holding.news() not in told]
    if not news:
        return
    holdings.note_told(call.home, call.name, target.key, call.now, news, "")
    who = ["session %s" % wording.short(_id(call, holding.name)) for holding in news[:3]]
    others_said = ", ".join(who) + (" and %d more" % (len(news) - 3) if len(news) > 3 else "")
    verb = "is" if len(news) == 1 else "are"
    telling.leave(
        call,
        call.name,
        {
            "kind": "shell",
            "agent": call.agent,
            "path": paths.text(target.path),
            "others": "%s %s at work on too, the last edit %s"
            % (others_said, verb, wording.ago(call.now - news[0].newest)),
        },
    )
    telling.holders(call, news, call.tool_call(), "warned")
    call.log(
        "conflict",
        path=paths.text(target.path),
        tool="Bash",
        decision="told afterwards",
        others=sorted({paths.text(holding.name) for holding in news}),
    )


def _id(call: calls.Call, name: bytes) -> str:
    session = sessions.load(call.home, name)
    return session.id if session else paths.text(name)


def _is_directory(path: bytes) -> bool:
    return files.is_directory(path)


def _user_home(call: calls.Call) -> bytes:
    try:
        return paths.user_home(call.environ)
    except paths.NoHome:
        return b""
