"""Where things are: canonical paths, the home, names that are safe in it.  Paths are bytes.

A path is bytes from stdin to disk, so that a name that is not UTF-8 stays itself; text
is made of it only to show it (`wording.name`) or to put it into JSON (`text`).
"""

import posix
import sys

from csg.base import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: The variable in which a client's dialect puts its name, where it is another client than Claude Code.
CLIENT = b"CSG_CLIENT"
RESIDENT = b"CSG_RESIDENT"  # set for a command that is wired as the net below a Resident
_LINKS = 40  # as many symbolic links as Linux follows in one path (path_resolution(7))
_SAFE = b"abcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_NAME = 120
_LONGEST_PATH = 1 << 16  # sixteen times Linux's PATH_MAX: what is longer names no file anywhere
_PRIME = (1 << 96) - 17  # not 2**n - 1: that would only add up the path's words


def text(path: bytes) -> str:
    """The path as str; bytes that are not UTF-8 as lone surrogates."""
    return path.decode("utf-8", "surrogateescape")


def from_text(path: str) -> bytes:
    """The opposite of `text`.  ValueError for what cannot be a path (NUL, other surrogates, far more than PATH_MAX)."""
    if "\0" in path or len(path) > _LONGEST_PATH:
        raise ValueError("a path cannot hold NUL, nor more than %d characters" % _LONGEST_PATH)
    return path.encode("utf-8", "surrogateescape")


def canonical(path: bytes, cwd: bytes = b"/") -> bytes:
    """The absolute path without symbolic links, `.`, `..` or a trailing slash.

    What does not exist yet is kept as it is written; a loop of links ends as a plain name.
    Like os.path.realpath, which is not used because `import os` costs a hook a tenth of
    the interpreter's whole start-up."""
    if path[:1] != b"/":
        path = cwd + b"/" + path
    done = b""
    try:
        here = posix.getcwdb() + b"/"
    except OSError:  # it is gone
        here = b"//"
    if len(here) > 2 and path.startswith(here):  # as most do in a hook; no link is on the way to where it runs
        done, path = here[:-1], path[len(here) :]
    todo = path.split(b"/")
    todo.reverse()
    links = 0
    while todo:
        name = todo.pop()
        if not name or name == b".":
            continue
        if name == b"..":
            done = done[: done.rfind(b"/")] if done else b""
            continue
        step = done + b"/" + name
        try:
            target = posix.readlink(step)
        except OSError:  # EINVAL: not a link; else missing, unreadable or too long
            done = step
            continue
        links += 1
        if links > _LINKS:
            done = step
            continue
        if target[:1] == b"/":
            done = b""
        rest = target.split(b"/")
        rest.reverse()
        todo += rest
    return done or b"/"


def parent(path: bytes) -> bytes:
    """The directory that holds `path` (canonical)."""
    return path[: path.rfind(b"/")] or b"/"


def is_below(path: bytes, directory: bytes) -> bool:
    """Is `path` the directory itself or inside it?  Both canonical."""
    return path == directory or path.startswith(directory.rstrip(b"/") + b"/")


def folded(path: bytes, darwin: bool = sys.platform == "darwin") -> bytes:
    """The path as a file system that ignores case and Unicode form would compare it.

    Only for keys: equal keys are confirmed by the path itself (`same_file`)."""
    if path.isascii():
        return path.lower()
    name = text(path)
    if darwin:  # APFS and HFS+ find a name by any of its normal forms
        import unicodedata

        name = unicodedata.normalize("NFC", name)
    return name.lower().encode("utf-8", "surrogateescape")


def checksum(data: bytes) -> str:
    """24 hexadecimal digits of any bytes.  Not cryptographic: whoever uses it confirms the hit.

    hashlib would be one more import; a remainder is one C call."""
    return "%024x" % (int.from_bytes(data, "big") % _PRIME)


def key(identity: bytes) -> bytes:
    """The name of a file's Claims: what a person can recognise, and a checksum of `identity`."""
    name = identity[identity.rfind(b"/") + 1 :]
    shown = bytes([c if 48 <= c < 58 or 65 <= c < 91 or 97 <= c < 123 or c == 46 else 95 for c in name[-40:]])
    return b"f-" + shown + b"-" + checksum(folded(identity)).encode()


def safe_name(identifier: str) -> bytes:
    """A session id as a file name: reversible, also where case is ignored; long ones end in a checksum.

    Ids are UUIDs today, but they are somebody else's text."""
    raw = identifier.encode("utf-8", "surrogatepass")
    name = b"".join([raw[i : i + 1] if c in _SAFE else b"%%%02x" % c for i, c in enumerate(raw[: _LONGEST_NAME + 1])])
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 26] + b"%%" + checksum(raw).encode()
    return name


def home(environ: "Mapping[bytes, bytes]") -> bytes:
    """The directory for all of csg's files (it need not exist).  errors.NoHome if there is no place for it."""
    chosen = environ.get(b"CLAUDE_SESSION_GUARD_HOME", b"")
    if chosen:
        return _absolute("CLAUDE_SESSION_GUARD_HOME", chosen, environ)
    data = environ.get(b"XDG_DATA_HOME", b"")
    if data[:1] != b"/":  # "all paths must be absolute … should consider the path invalid" (XDG 0.8)
        data = user_home(environ) + b"/.local/share"
    return data.rstrip(b"/") + b"/claude-session-guard"


def config_file(environ: "Mapping[bytes, bytes]", home: bytes) -> bytes:
    """The file of the user's settings: CLAUDE_SESSION_GUARD_CONFIG, else config.env in the home.

    b"", which no file is called, where that names none: better to guard as ever than not at all."""
    chosen = environ.get(b"CLAUDE_SESSION_GUARD_CONFIG", b"")
    if not chosen:
        return home + b"/config.env"
    try:
        return _absolute("CLAUDE_SESSION_GUARD_CONFIG", chosen, environ)
    except errors.NoHome:
        return b""


def _absolute(variable: str, value: bytes, environ: "Mapping[bytes, bytes]") -> bytes:
    if value[:2] == b"~/":
        value = user_home(environ) + value[1:]
    if value[:1] != b"/":
        raise errors.NoHome("%s is %r: it must be an absolute path" % (variable, text(value)))
    return value.rstrip(b"/") or b"/"


def user_home(environ: "Mapping[bytes, bytes]") -> bytes:
    """The person's home directory: $HOME, else what the password database says."""
    own = environ.get(b"HOME", b"")
    return own.rstrip(b"/") or b"/" if own[:1] == b"/" else _recorded_home()


#: cold


def _recorded_home() -> bytes:
    try:
        import pwd

        return pwd.getpwuid(posix.getuid()).pw_dir.encode("utf-8", "surrogateescape")
    except (ImportError, KeyError):
        raise errors.NoHome("no home directory: set CLAUDE_SESSION_GUARD_HOME to an absolute path") from None


def absolute(text: str) -> bytes:
    """The path that a text states; b"" for what is no absolute one."""
    try:
        path = from_text(text)
    except ValueError:
        return b""
    return path if path[:1] == b"/" else b""


def known_home(environ: "Mapping[bytes, bytes]") -> bytes:
    """`user_home`; b"" if there is none."""
    try:
        return user_home(environ)
    except errors.NoHome:
        return b""


def relative(path: bytes, cwd: bytes) -> bytes:
    """`path` as a reader in `cwd` would write it (both canonical): never longer than `path` itself."""
    if is_below(path, cwd):
        return path[len(cwd.rstrip(b"/")) + 1 :] or b"."
    up, base = b"", cwd
    while base != b"/":
        base = parent(base)
        up += b"../"
        if is_below(path, base):
            short = up + path[len(base.rstrip(b"/")) + 1 :]
            return short if len(short) < len(path) else path
    return path


def same_file(one: bytes, other: bytes) -> bool:
    """Do two canonical paths name one file?  They may differ in case or Unicode form."""
    if one == other:
        return True
    if folded(one) != folded(other):
        return False
    try:
        a, b = posix.stat(one), posix.stat(other)
    except OSError:
        return False
    return (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
