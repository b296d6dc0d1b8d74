"""What is the person's own, written so that nothing of it is lost: on the disk before it counts as done.

With `files` and `locks` the only module that writes.  Paths are bytes.
"""

import posix

from csg.base import files

_FILE = 0o600


def replace_durably(path: bytes, data: bytes, mode: int, owner: "tuple[int, int] | None" = None) -> None:
    """Like `replace`, for what is precious: on the disk before this returns, with this mode (and owner, group).

    OSError; then the old contents stand as they were."""
    temporary = path + files.unique()
    fd = posix.open(temporary, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL, _FILE)
    try:
        try:
            while data:
                data = data[posix.write(fd, data) :]
            if owner is not None and owner != (posix.geteuid(), posix.fstat(fd).st_gid):
                try:
                    posix.fchown(fd, *owner)
                except PermissionError:  # not root: the file becomes the writer's
                    pass
            posix.fchmod(fd, mode)
            posix.fsync(fd)
        finally:
            posix.close(fd)
        posix.rename(temporary, path)
    except OSError:
        files.remove(temporary)
        raise
    sync_directory(path[: path.rfind(b"/")] or b"/")


def remove_leftovers(path: bytes) -> None:
    """Remove the temporary files of writers of `path` that were killed; what cannot be removed stays.

    One is a killed writer's if no process has its number, or it is an hour old."""
    import time

    folder, _, name = path.rpartition(b"/")
    try:
        found = files.names(folder or b"/")
    except OSError:
        return
    for other in found:
        number, dash, rest = other[len(name) + 1 :].partition(b"-")
        if other[: len(name) + 1] != name + b"." or not number.isdigit() or not dash or len(rest) != 8:
            continue
        try:
            posix.kill(int(number), 0)
            running = True
        except (ProcessLookupError, OverflowError):
            running = False
        except OSError:  # EPERM: another user's
            running = True
        left = folder + b"/" + other
        if not running or time.time() - files.modified(left) > 3600.0:
            try:
                files.remove(left)
            except OSError:
                pass


def sync_directory(path: bytes) -> None:
    """Have the directory's entries on the disk too; some file systems cannot, which is no error."""
    fd = posix.open(path, posix.O_RDONLY)
    try:
        posix.fsync(fd)
    except OSError:
        pass
    finally:
        posix.close(fd)


def close_to_others(path: bytes) -> bool:
    """Make a directory of this user's 0700; False if it is so already, not there, or another user's.  OSError."""
    try:
        status = posix.stat(path)
    except FileNotFoundError:
        return False
    if status.st_uid != posix.geteuid() or not status.st_mode & 0o077:
        return False
    posix.chmod(path, 0o700)
    return True


def make_shared_directory(path: bytes) -> "list[bytes]":
    """Make a directory in the person's own tree, by their umask; those that were missing, the outermost first."""
    made: list[bytes] = []
    while path and not posix.access(path, 0):
        made.append(path)
        path = path[: path.rfind(b"/")]
    made.reverse()
    for missing in made:
        try:
            posix.mkdir(missing)
        except FileExistsError:
            pass
    return made
