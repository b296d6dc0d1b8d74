"""Files that processes take turns at, by a lock that ends with its process.  Nobody waits for one.  Paths are bytes.

Two kinds, which do not see each other: a record lock (`append_alone`, `drain`) is this process's alone; a `flocked`
descriptor can be handed down to a process that this one starts.
"""

import posix

from csg.base import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def append_alone(path: bytes, line: bytes, most: int) -> bool:
    """Add a newline and `line` to a file from which others `drain`; False if somebody else is at it, or if it is longer
    than `most` bytes.  OSError, also for a short write, which is undone."""
    fd = posix.open(path, files.ADDING, files.FILE)
    try:
        posix.lockf(fd, posix.F_TLOCK, 0)
        status, data = posix.fstat(fd), b"\n" + line
        if not status.st_nlink or status.st_size > most or status.st_mode & 0o170000 != 0o100000:
            return False  # the first: it was removed before it was locked
        if posix.write(fd, data) != len(data):
            posix.ftruncate(fd, status.st_size)
            raise OSError(28, "short write")  # ENOSPC
        return True
    except (BlockingIOError, PermissionError):
        return False
    finally:
        posix.close(fd)


#: cold


def drain(path: bytes, use: "Callable[[bytes], None]", last: bool) -> bool:
    """Hand all that was added by `append_alone` to `use`, then empty the file; False if a writer is at it.

    last  remove it instead.  No writer adds to it meanwhile: killed before the end, this has only to be done anew.
    OSError; what `use` raises leaves the file as it is."""
    fd = posix.open(path, posix.O_RDWR | posix.O_NONBLOCK | posix.O_NOCTTY)
    try:
        files.length(fd)  # it may be no file
        posix.lockf(fd, posix.F_TLOCK, 0)
        use(posix.pread(fd, files.length(fd), 0))
        posix.unlink(path) if last else posix.ftruncate(fd, 0)
        return True
    except BlockingIOError:
        return False
    finally:
        posix.close(fd)


def flocked(path: bytes, shared: bool = False) -> "int | None":
    """A descriptor of the file, made if it is missing, that holds its lock until it is closed; None if another one
    does.  OSError."""
    import fcntl

    try:
        fd = files.opened(path)
    except FileNotFoundError:
        files.make_directory(path[: path.rfind(b"/")])
        files.create(path)
        fd = files.opened(path)
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        posix.close(fd)
        return None
    except OSError:
        posix.close(fd)
        raise
    return fd


def is_free(path: bytes) -> bool:
    """Does nobody hold the lock of this file, as `flocked` does?  OSError."""
    fd = flocked(path, shared=True)
    if fd is None:
        return False
    posix.close(fd)
    return True
