"""Run by test_install: installs and uninstalls in processes of its own that die, or fail, at a chosen call.

    installing.py SITUATION ACTION HOW ARCHIVE FOLDER FIRST EVERY

SITUATION  what the person has (SITUATIONS)      ACTION  what is interrupted (ACTIONS)
HOW        `kill`, or an errno's name            FOLDER  to work in
FIRST, EVERY  the call at which it dies or fails first, and by how many it goes on (an odd number)

The calls are Python's audit events; in each run one call more goes well before the one that does not.  After
each, uninstalling, or installing again and then uninstalling, must leave everything as it was.
"""

import errno
import os
import shutil
import signal
import stat
import sys
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple
from unittest import mock

# by its own path, not as part of a package
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from csg.base import errors, loader
from csg.base.here import Here
from csg.clients import claude, codex, gemini, installed
from csg.setup import install, interpreters, mcp_server, other_clients, skill, uninstall, work

TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.chown", "os.listdir", "os.scandir"}
MOST = 400  # calls that one run may make
OWN = (
    '{\r\n "hooks" : {"PreToolUse":[ {"matcher":"Bash", "hooks":[{"type":"command","command":"lint.sh"}]}]},'
    '\r\n"a":"\\u00e9"}'
)
#: claude-session-guard's hooks among others, in a file that nothing writes quite so.
GUARD = """\ufeff{"hooks": {"SessionStart":
 [{"hooks":   [{"type": "command", "command": "claude-session-guard start"}]}],
  "PreToolUse": [{"matcher": "Edit|Write|NotebookEdit", "hooks": [
 {"type": "command", "command": "claude-session-guard pre-edit"}, {"type": "command", "command": "mine.sh"},
 {"command":"/go/claude-session-guard pre-edit","type":"command"} ]},
 {"hooks": []}]}, "env": {"KEY": "s\xe9cret"}, "bashEditDiffEnabled" : false }

"""


class Place:
    """A made-up user's home, and csg's home in it."""

    def __init__(self, folder: str, archive: str) -> None:
        self.archive = archive
        self.user = os.path.join(folder, "user")
        self.home = os.path.join(folder, "home")
        self.settings = os.path.join(self.user, ".claude", "settings.json")
        path = os.path.join(folder, "bin", "claude")
        self.environ = {b"HOME": self.user.encode(), b"PATH": os.path.dirname(path).encode()}
        self.environ[b"CLAUDE_SESSION_GUARD_HOME"] = self.home.encode()
        self.put(CLIENT.replace("USER", self.user), path, 0o755)

    def clear(self) -> None:
        """A user who has nothing."""
        for folder in (self.user, self.home):
            shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(self.user)

    def put(self, text: str, path: str = "", mode: int = 0o640) -> None:
        path = path or self.settings
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(path, mode)

    def is_served(self) -> bool:
        """Is there a server where a hook asks for one?"""
        files = {name: what for name, (_, what) in self.tree().items()}
        asks = "mcp_tool" in files.get(".claude/settings.json", "")
        return not asks or '"args"' in files.get(".claude.json", "")

    def tree(self) -> Dict[str, Tuple[int, str]]:
        """Everything of the user's: mode, and contents or where a link leads."""
        found = {}
        for folder, folders, names in os.walk(self.user):
            for name in folders + names:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                what = os.readlink(path) if stat.S_ISLNK(status.st_mode) else ""
                if stat.S_ISREG(status.st_mode):
                    with open(path, encoding="latin-1", newline="") as file:
                        what = file.read()
                found[os.path.relpath(path, self.user)] = (status.st_mode, what)
        return found


#: Stands in for the client: keeps its register where the real one does.
CLIENT = """#!/bin/sh
case "$2" in
add) echo '{"mcpServers": {"csg": {"command": "'"$7"'", "args": ["mcp"]}}}' >USER/.claude.json ;;
remove) echo '{"mcpServers": {}}' >USER/.claude.json ;;
esac
"""


def empty_object(place: Place) -> None:
    place.put('{"model": "a"}\n', mode=0o600)


def link(place: Place) -> None:
    place.put('{"model": "a"}', os.path.join(place.user, "dotfiles", "claude.json"), 0o644)
    os.makedirs(os.path.dirname(place.settings))
    os.symlink("../dotfiles/claude.json", place.settings)


def link_to_nothing(place: Place) -> None:
    os.makedirs(os.path.dirname(place.settings))
    os.symlink("../dotfiles/claude.json", place.settings)


def other_clients_files(place: Place) -> None:
    place.put(OWN, os.path.join(place.user, ".gemini", "settings.json"))
    place.put(
        'model = "a"\r\n\r\n[mcp_servers.foo]\r\ncommand = "b"', os.path.join(place.user, ".codex", "config.toml")
    )


SITUATIONS: Dict[str, Callable[[Place], None]] = {
    "nothing": lambda place: None,
    "an empty file": lambda place: place.put(""),
    "white space": lambda place: place.put(" \r\n"),
    "settings": empty_object,
    "hooks": lambda place: place.put(OWN),
    "claude-session-guard": lambda place: place.put(GUARD),
    "a link": link,
    "a link to nothing": link_to_nothing,
}
#: For the actions on other clients.
OTHERS = {"nothing": SITUATIONS["nothing"], "other clients": other_clients_files}


THOROUGH = ("nothing", "claude-session-guard", "other clients")


def put_in(place: Place, archive: str = "", resident: Optional[bool] = None) -> None:
    with mock.patch.object(loader, "archive", lambda: archive or place.archive):
        run = install.Installing(Here(place.environ), lambda line: None, False)
        run.take_over()
        run.settings(claude.USER, True, True, True, resident)
        skill.install(run)
        if not mcp_server.install(run):
            raise errors.CsgError("the client refused")


def put_in_another(place: Place) -> None:
    put_in(place, "/elsewhere/csg.pyz")


def put_in_resident(place: Place) -> None:
    put_in(place, resident=True)


def take_out(place: Place) -> None:
    run = work.Work(Here(place.environ), lambda line: None, False)
    skill.uninstall(run)
    uninstall.hooks(run, claude.USER)
    if not mcp_server.uninstall(run):
        raise errors.CsgError("the client refused")


def _others(place: Place) -> "List[codex.Codex | gemini.Gemini]":
    return [codex.Codex(place.environ), gemini.Gemini(place.environ)]


def put_into_others(place: Place) -> None:
    with mock.patch.object(loader, "archive", lambda: place.archive):
        run = install.Installing(Here(place.environ), lambda line: None, False)
        fastest = other_clients.Fastest(run)
        for client in _others(place):
            other_clients.install(run, client, fastest, True, True)


def take_out_of_others(place: Place) -> None:
    run = work.Work(Here(place.environ), lambda line: None, False)
    for client in _others(place):
        other_clients.uninstall(run, client)


#: What goes before, and what is interrupted.
ACTIONS: Dict[str, Tuple[List[Callable[[Place], None]], Callable[[Place], None]]] = {
    "install": ([], put_in),
    "install again": ([put_in_another], put_in),
    "uninstall": ([put_in], take_out),
    "install resident": ([], put_in_resident),
    "make resident": ([put_in], put_in_resident),
    "uninstall resident": ([put_in_resident], take_out),
    "install others": ([], put_into_others),
    "uninstall others": ([put_into_others], take_out_of_others),
}


def apart(what: Callable[[Place], None], place: Place, at: int = 0, how: str = "") -> int:
    """Do it in another process, with the call number `at` going wrong.  Its end: 0, 1 for an error that is one line for
    a person, 9 for a kill, 100 if it came to its end before that call."""
    pid = os.fork()
    if pid:
        status = os.waitpid(pid, 0)[1]
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    left = at

    def audit(event: str, arguments: Tuple[Any, ...]) -> None:
        nonlocal left
        if event in TOUCHES:
            left -= 1
            if left == 0 and how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            elif left == 0:
                raise OSError(getattr(errno, how), os.strerror(getattr(errno, how)))

    code = 3
    try:
        if at:
            sys.addaudithook(audit)
        what(place)
        code = 0
    except (errors.CsgError, OSError) as error:
        code = 1
        if not at:
            print(repr(error), file=sys.stderr)
    finally:
        os._exit(100 if at and left > 0 and code == 0 else code)


def main(situation: str, action: str, how: str, archive: str, folder: str, first: str, every: str) -> None:
    """All of it; an AssertionError says what went wrong, and after which call."""
    # what takes long and is not what is tried here
    found, everyone = interpreters.hook_command(archive, {"CSG_PYTHON": sys.executable})
    client = installed.Installed(os.path.join(folder, "bin", "claude"), (2, 1, 330))

    def chosen(archive: str, *more: object) -> Tuple[interpreters.HookCommand, List[interpreters.Interpreter]]:
        return interpreters.HookCommand(found.interpreter, archive), everyone

    finding = mock.patch.object(installed, "find", lambda *_: [client])
    with mock.patch.object(interpreters, "hook_command", chosen), finding:
        print(sweep(situation, action, how, Place(folder, archive), range(int(first), MOST, int(every))))


def sweep(situation: str, action: str, how: str, place: Place, calls: Iterable[int]) -> int:
    """Try it with each of these calls; about how many there are in all."""
    earlier, interrupted = ACTIONS[action]
    put: Callable[[Place], None] = put_in
    situations, take = SITUATIONS, take_out
    if action.endswith(" others"):
        put, situations, take = put_into_others, OTHERS, take_out_of_others
    for at in calls:
        # of situations that differ little from others, each call in one of the two ways
        for again in (False, True) if situation in THOROUGH else (at % 2 == 0,):
            place.clear()
            situations[situation](place)
            before = place.tree()
            for each in earlier:
                assert apart(each, place) == 0
            code = apart(interrupted, place, at, how)
            assert code in (0, 1, 9, 100), (at, code)
            assert place.is_served(), (at, code)
            if again:
                assert apart(put, place) == 0, at
                assert apart(put, place) == 0, at
            assert apart(take, place) == 0, at
            after = place.tree()
            after.pop(".claude.json", None)  # the client's own
            differ = sorted({name for name, _ in set(after.items()) ^ set(before.items())})
            assert not differ, (at, again, code, differ)
            assert not os.path.exists(place.home), (at, again, os.listdir(place.home))
        if code == 100:
            return at - 1
    raise AssertionError("it never comes to its end")


if __name__ == "__main__":
    main(*sys.argv[1:])
