"""What every program that csg starts is given: an environment without secrets, and bounds.

A hook's environment is the client's: tokens of Slack, of clouds and of models are in it, and whoever
is started inherits them.  So a child gets the few variables that any program needs and those that it
is known to need, by name; the rest, whatever it is called, stays here.
"""

import posix
import time

from csg.base import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import AnyStr

#: What programs need to find their files, their programs and their language.
_ANY = {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TMPDIR", "TZ"}
_LOCALE = "LC_"
#: In no name that is let through by its beginning only: MISE_GITHUB_TOKEN is not what is meant by MISE_.
_SECRET = ("TOKEN", "SECRET", "PASSW", "CREDENTIAL", "_KEY", "APIKEY")
_PIECE = 1 << 16
_EXECUTABLE = 1  # X_OK
_KILL = 9  # SIGKILL


def environment(environ: "Mapping[AnyStr, AnyStr]", *needs: str) -> "dict[AnyStr, AnyStr]":
    """The part of `environ` (str or bytes) that a child gets.

    needs  what this child needs besides: names, or beginnings of names that end in `_`
    PATH loses its relative folders: they would be looked up in whichever directory the child works."""
    chosen = {}
    for name, value in environ.items():
        text = name if isinstance(name, str) else name.decode("latin-1")
        if text in _ANY or text in needs or _begins(text, needs):
            chosen[name] = _absolute(value) if text == "PATH" else value
    return chosen


def _begins(name: str, needs: "tuple[str, ...]") -> bool:
    beginnings = (_LOCALE, *[need for need in needs if need[-1:] == "_"])
    return name.startswith(beginnings) and not any(word in name.upper() for word in _SECRET)


def _absolute(path: "AnyStr") -> "AnyStr":
    if isinstance(path, str):
        return ":".join([folder for folder in path.split(":") if folder[:1] == "/"])
    return b":".join([folder for folder in path.split(b":") if folder[:1] == b"/"])


def find(name: bytes, environ: "Mapping[bytes, bytes]", outside: bytes) -> bytes:
    """The program's absolute path by PATH; b"" if there is none.

    outside  a directory (canonical) whose programs are not taken: somebody else put them there.
    Nor are relative folders, nor version managers' shims: those ask the files around them what to run."""
    for folder in environ.get(b"PATH", b"/usr/bin:/bin").split(b":"):
        folder = folder.rstrip(b"/")
        if folder[:1] != b"/" or folder.endswith(b"/shims"):
            continue
        path = folder + b"/" + name
        try:
            regular = posix.stat(path).st_mode & 0o170000 == 0o100000
        except OSError:
            continue
        if regular and posix.access(path, _EXECUTABLE):
            places = (paths.canonical(folder), paths.canonical(path))
            if not any(paths.is_below(place, outside) for place in places):
                return path
    return b""


def output(
    words: "list[bytes]", environ: "Mapping[bytes, bytes]", deadline: float, most: int, codes: int = 0
) -> "bytes | None":
    """What a program prints, if it ends by itself and well.

    words     its absolute path, then its arguments
    deadline  by time.monotonic(): a program that is late is killed with all of its process group
    most      bytes; so is one that prints more
    codes     the highest exit code that counts as well: some tell by it what they have found
    None for anything else.  It reads nothing, and what it says on stderr is dropped.

    Not by subprocess: importing that costs a hook half of the interpreter's start."""
    try:
        reading, writing = posix.pipe()
    except OSError:
        return None
    try:
        try:
            pid = posix.posix_spawn(
                words[0],
                words,
                environ,
                file_actions=[
                    (posix.POSIX_SPAWN_DUP2, writing, 1),
                    (posix.POSIX_SPAWN_OPEN, 0, "/dev/null", posix.O_RDONLY, 0),
                    (posix.POSIX_SPAWN_OPEN, 2, "/dev/null", posix.O_WRONLY, 0),
                ],
                setpgroup=0,
            )
        except (OSError, ValueError):  # NUL in a word
            return None
        finally:
            posix.close(writing)
        ended = None
        try:
            data = _read(reading, deadline, most)
            ended = _wait(pid, deadline) if data is not None else None
        except (OSError, ValueError, ImportError):  # a descriptor beyond what select can take; no select at all
            pass
        if ended is None:
            _kill(pid)
        return data if ended is not None and ended & 0xFF == 0 and ended >> 8 <= codes else None
    finally:
        posix.close(reading)


def _read(fd: int, deadline: float, most: int) -> "bytes | None":
    import select

    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            return None
        piece = posix.read(fd, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return None


def _wait(pid: int, deadline: float) -> "int | None":
    """The status of a child that has closed its stdout, which most do by ending; None if it goes on."""
    pause = 0.0
    while True:
        try:
            found, status = posix.waitpid(pid, posix.WNOHANG)
        except ChildProcessError:  # SIGCHLD is ignored here, by inheritance: how it ended is lost
            return -1
        if found:
            return status
        if time.monotonic() > deadline:
            return None
        time.sleep(pause)
        pause = min(pause + 0.0001, 0.01)


def _kill(pid: int) -> None:
    try:
        posix.killpg(pid, _KILL)
    except OSError:
        pass
    _wait(pid, time.monotonic() + 0.2)  # one that hangs in the kernel is left to whoever comes after us
