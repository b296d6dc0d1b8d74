"""One line for people about a Session's place: who else is here, which files are contested, whether messages wait.

The client runs it for its status line, after each message and every few seconds, with an object on stdin:
`session_id`, `cwd`, `workspace` {`project_dir`, …} (seen in 2.1.330).  It only reads: it makes no home, and puts no
Session on record.
"""

import posix
import time

from csg.base import errors, files, paths, wire
from csg.git import repository
from csg.hooks import call as calls
from csg.state import events, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csg.state import sessions

    #: A contested file, and the other Sessions that hold it.
    Contested = tuple[bytes, list[sessions.Session]]

_STDIN = 1 << 20  # bytes; the client sends some two thousand
_PATIENCE = 5  # seconds for the next of them
_NARROW, _WIDTH = 40, 120  # columns; the latter where the environment says nothing, too
_FILE = 40  # characters of a file's name
#: How much is said, until it fits: files, and characters of a session's name.
_FORMS = ((2, 32), (1, 32), (1, 12), (0, 0))
_BETWEEN = " \u00b7 "
_SEEN = 2  # sessions that are named of one file


def main(words: "Sequence[str]") -> None:
    """Print the line and end the process with code 0.  `words`: the command line after the verb."""
    try:
        environ, now = posix.environ, time.time()
        if words or posix.isatty(0):  # without words a person looks what it would say
            text = here(environ, now, *[word.encode("utf-8", "surrogateescape") for word in words[1:]])
        else:
            text = _asked(environ, now)
        if text:
            wire.write_all(1, text.encode() + b"\n")
    except BaseException:  # below a prompt nothing is better than a traceback
        pass
    posix._exit(0)


def _asked(environ: "Mapping[bytes, bytes]", now: float) -> str:
    """Read what the client says; "" for what is nothing of the kind, with a line in the log of a home that is there."""
    home = b""
    try:
        home = paths.home(environ)
        event = wire.read_value(0, _STDIN, _PATIENCE)
        return of_session(event, environ, home, now) if _usable(home) else ""
    except errors.NotForUs:
        pass
    except Exception as error:
        if home and _usable(home):
            events.record(home, now, "error", what="statusline: " + errors.describe(error))
    return ""


def _usable(home: bytes) -> bool:
    return bool(files.modified(home)) and not files.is_anothers(home)


def of_session(event: "Any", environ: "Mapping[bytes, bytes]", home: bytes, now: float) -> str:
    """The line below a Session's prompt; "" where it is alone and nothing waits for it.  errors.NotForUs."""
    if not isinstance(event, dict):
        raise errors.NotForUs
    call = calls.Call(event, "StatusLine", environ, home, now)
    workspace = event.get("workspace")
    started = workspace.get("project_dir") if isinstance(workspace, dict) else ""
    where = calls.stated_path(started) if isinstance(started, str) and started[:1] == "/" else call.cwd
    others = _at_work(home, call.name, where, now, call)
    contested = _contested(home, call.name, others, now, call) if others else []
    messages = 0
    if call.has_notices():
        from csg.state import notices

        messages = notices.messages(home, call.name, now)
    if not others and not messages:
        return ""
    plain = bool(environ.get(b"NO_COLOR")) or environ.get(b"TERM") == b"dumb"
    count = len(others) + 1 if others else 0
    return _line(home, count, contested, messages, _columns(environ), "also held by", not plain)


def here(environ: "Mapping[bytes, bytes]", now: float, directory: bytes = b".") -> str:
    """The line about a directory, for whoever shows one: tmux, a prompt; "" where fewer than two are at work."""
    home = paths.home(environ)
    if not _usable(home):
        return ""
    where = paths.canonical(directory, posix.getcwdb() if directory[:1] != b"/" else b"/")
    fields = {"session_id": "-", "cwd": paths.text(where)}
    call = calls.Call(fields, "StatusLine", environ, home, now)
    everyone = _at_work(home, b"", where, now, call)
    if len(everyone) < 2:
        return ""
    contested = _contested(home, b"", everyone, now, call)
    text = _line(home, len(everyone), contested, 0, _columns(environ), "held by", False)
    # tmux reads what a command in its status line prints as a format (tmux(1), FORMATS); no pane's shell is meant
    return text.replace("#", "##") if b"TMUX" in environ and b"TMUX_PANE" not in environ else text


def _at_work(home: bytes, name: bytes, where: bytes, now: float, call: calls.Call) -> "list[sessions.Session]":
    """The other Sessions of the same repository, or outside git of the same directory.

    One counts while its process is not provably gone, or while it holds a file."""
    found = repository.find(paths.canonical(where))
    place = found.common if found else where
    # most records are of other places, and need no reading then
    mark = ('"%s": %s,' % ("common" if found else "cwd", wire.encode(paths.text(place)))).encode()
    fits = []
    for other in roster.others(home, name):
        session = _loaded(home, other, mark)
        if session is None or session.place() != place:
            continue
        from csg.base import processes

        if roster.is_guest(other) or session.process() == processes.GONE:
            from csg.state import holdings

            if not holdings.newest(home, other, now, calls.window(call), 1)[0]:
                continue
        fits.append(session)
    return fits


def _loaded(home: bytes, name: bytes, mark: bytes) -> "sessions.Session | None":
    """The Session, if its record has this in it; one that is damaged is none."""
    if roster.is_guest(name):
        from csg.state import sessions

        return sessions.load(home, name)
    try:
        data = files.read(roster.directory(home, name) + b"/session.json")
        facts = wire.decode_bytes(data) if mark in data else None
    except (OSError, ValueError):
        return None
    if not isinstance(facts, dict):
        return None
    from csg.state import sessions

    return sessions.Session(name, facts)


def _contested(
    home: bytes, name: bytes, others: "list[sessions.Session]", now: float, call: calls.Call
) -> "list[Contested]":
    """The files that this Session (b"": any) holds together with others, the newest first."""
    from csg.state import claims

    window, about = calls.window(call), {session.name: session for session in others}
    keys: dict[bytes, float] = {}
    for owner in [name] if name else about:
        for key in files.names(roster.directory(home, owner) + b"/claims"):
            t = files.modified(claims.file(home, owner, key))
            if t >= now - window:
                keys[key] = max(t, keys.get(key, 0.0))
    found: list[Contested] = []
    for key in sorted(keys, key=lambda key: -keys[key]):
        owners = [other for other in about if posix.access(claims.file(home, other, key), 0)]
        if len(owners) + bool(name) < 2:
            continue
        from csg.state import holdings

        held = [h for owner in ([name] if name else []) + owners for h in holdings.of(home, owner, key, now, window)]
        for path in dict.fromkeys([h.path for h in held if h.name == name or not name]):
            holders = {h.name for h in held if paths.same_file(h.path, path)}
            if len(holders) > 1 and not any(paths.same_file(path, other) for other, _ in found):
                found.append((path, [about[owner] for owner in owners if owner in holders]))
    return found


def _columns(environ: "Mapping[bytes, bytes]") -> int:
    stated = environ.get(b"COLUMNS", b"")
    return min(_WIDTH, max(_NARROW, int(stated[:5]))) if stated.isdigit() else _WIDTH


def _line(
    home: bytes, count: int, contested: "list[Contested]", messages: int, width: int, held: str, colour: bool
) -> str:
    """The words, as many as fit; `held`: how it is said of a file."""
    from csg.base import wording

    text = ""
    for most, length in _FORMS:
        files = _files(home, contested, most, length, held)
        plain = ["%d here" % count] if count else []
        plain += [*files, *([wording.count(messages, "message")] if messages else [])]
        shown = ["\033[33m%s\033[0m" % part if colour and part in files else part for part in plain]
        text = _BETWEEN.join(shown)
        if sum([2 if c >= "\u1100" else 1 for c in _BETWEEN.join(plain)]) <= width:
            break
    return text


def _files(home: bytes, contested: "list[Contested]", most: int, length: int, held: str) -> "list[str]":
    """What is said of the contested files: of `most` who holds them, in names of `length` characters."""
    from csg.base import wording

    said = []
    for path, holders in contested[:most]:
        named = ["*%s*" % _called(home, session, length) for session in holders[:_SEEN]]
        if len(holders) > _SEEN:
            named.append("%d more" % (len(holders) - _SEEN))
        who = ", ".join(named[:-1]) + (" and " if named[1:] else "") + named[-1]
        said.append("%s %s %s" % (wording.quoted(paths.text(path[path.rfind(b"/") + 1 :]), _FILE), held, who))
    left = len(contested) - most
    if left > 0:
        said.append("%s contested" % ("%d more" % left if most else wording.count(left, "file")))
    return said


def _called(home: bytes, session: "sessions.Session", length: int) -> str:
    from csg.base import wording
    from csg.talk import naming

    name = wording.name(naming.titled(home, session), 400) or wording.short(session.id)
    return name if len(name) <= length else name[: length - 1].rstrip() + "\u2026"
