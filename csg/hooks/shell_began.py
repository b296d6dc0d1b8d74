"""When a shell's command began: what the client says of how long it took, else a note made before it.

state/<name>/began-<checksum of what pairs the call>    its mtime
"""

from csg.base import files, paths
from csg.hooks import call as calls
from csg.state import roster


def note(call: calls.Call) -> None:
    """PreToolUse of a command that is not held, of a client that will not say."""
    try:
        files.append_line(_file(call), b"")
    except (FileNotFoundError, NotADirectoryError):  # the Session is not on record yet
        pass
    except OSError as error:
        call.log_error("not noted: %s" % error)


def when(call: calls.Call) -> float:
    """PostToolUse: in seconds since the epoch; 0.0 if nobody knows."""
    duration = call.event.get("duration_ms")
    if isinstance(duration, (int, float)):
        return call.now - duration / 1000
    return files.modified(_file(call)) if call.client is not None else 0.0


def forget(call: calls.Call) -> None:
    """It is over.  OSError."""
    if call.client is not None:
        files.remove(_file(call))


def _file(call: calls.Call) -> bytes:
    name = paths.checksum(calls.paired(call).encode("utf-8", "surrogatepass"))
    return roster.directory(call.home, call.name) + b"/began-" + name.encode()
