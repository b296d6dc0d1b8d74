"""With `locks` and `durable` the only module that writes to disk.  Paths are bytes.

Directories are made 0700 and files 0600 by their mode at creation.  Two ways to write:
`append_line` for records that several processes add to at once (one `write` to an
O_APPEND descriptor), `replace` for facts that readers must see whole (a temporary
file in the same directory, then rename).  Nothing is locked here: see `locks`.

Only regular files are read or added to, and opening never waits: a FIFO or a device in a file's
place is an OSError, not a hook that hangs.
"""

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_DIRECTORY = 0o700
FILE = 0o600
_READING = posix.O_RDONLY | posix.O_NONBLOCK | posix.O_NOCTTY
ADDING = posix.O_RDWR | posix.O_APPEND | posix.O_CREAT | posix.O_NONBLOCK | posix.O_NOCTTY


def read(path: bytes, limit: int = 1 << 20) -> bytes:
    """The file's last `limit` bytes, whole lines only where it is longer.  OSError if unreadable."""
    fd = posix.open(path, _READING)
    try:
        return _tail(fd, limit)
    finally:
        posix.close(fd)


def head(path: bytes, limit: int = 1 << 16) -> bytes:
    """The file's first `limit` bytes, whole lines only where it is longer (64 KB: more than anybody's settings).

    OSError if unreadable."""
    fd = posix.open(path, _READING)
    try:
        size = length(fd)
        data = posix.pread(fd, min(limit, size) or limit, 0)  # what is in /proc says it has no size
        return data[: data.rfind(b"\n") + 1] if size > limit else data
    finally:
        posix.close(fd)


def length(fd: int) -> int:
    """The bytes of a regular file.  OSError for anything else."""
    status = posix.fstat(fd)
    if status.st_mode & 0o170000 != 0o100000:
        raise OSError(22, "not a regular file")  # EINVAL
    return status.st_size


def _tail(fd: int, limit: int) -> bytes:
    size = length(fd)
    data = posix.pread(fd, min(limit, size) or limit, max(0, size - limit))  # what is in /proc says it has no size
    return data[data.find(b"\n") + 1 :] if size > limit else data


def append_line(path: bytes, line: bytes) -> int:
    """Add `line` and a newline with one write; how many bytes stood there before.  OSError."""
    return append_and_read(path, line, 0)[0]


def append_and_read(path: bytes, line: bytes, limit: int) -> "tuple[int, bytes]":
    """Add `line` and a newline with one write; (how many bytes stood there before, the last `limit` bytes now).

    A line torn by a full disk cannot swallow the next one.  OSError (also for a short write)."""
    fd = posix.open(path, ADDING, FILE)
    try:
        before = length(fd)
        data = line + b"\n"
        if before and posix.pread(fd, 1, before - 1) != b"\n":
            data = b"\n" + data
        if posix.write(fd, data) != len(data):
            import errno

            raise OSError(errno.ENOSPC, "short write")
        return before, _tail(fd, limit) if limit else b""
    finally:
        posix.close(fd)


def touch(path: bytes) -> bool:
    """Set the modification time to now; False if there is no such file."""
    try:
        posix.utime(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def names(path: bytes) -> "list[bytes]":
    """The names in a directory, but for hidden ones; none if it is not there."""
    try:
        return [name for name in posix.listdir(path) if name[0] != 46]
    except (FileNotFoundError, NotADirectoryError):
        return []


def modified(path: bytes) -> float:
    """Modification time in seconds since the epoch; 0.0 if there is no such file."""
    try:
        return posix.stat(path).st_mtime
    except OSError:
        return 0.0


def is_anothers(path: bytes) -> bool:
    """Does it belong to another user (a link's target, where it is a link)?  False if there is no such file."""
    try:
        return posix.stat(path).st_uid != posix.geteuid()
    except OSError:
        return False


#: cold


def missing(path: bytes) -> bool:
    """Is it certain that there is nothing?  (A file from 1970 is there, and so may be one that cannot be looked at.)"""
    try:
        posix.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def create(path: bytes, data: bytes = b"") -> bool:
    """Make a new file; False if there is one already."""
    try:
        fd = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL, FILE)
    except FileExistsError:
        return False
    try:
        while data:
            data = data[posix.write(fd, data) :]
    except OSError:  # a full disk
        remove(path)
        raise
    finally:
        posix.close(fd)
    return True


def replace(path: bytes, data: bytes, beside: bytes = b"") -> None:
    """Readers see the old contents or the new, never a part.  Not synced: for facts that
    may be lost with the machine's power.  beside: where the temporary is, if `path`'s directory is one to be listed"""
    temporary = (beside or path) + unique()
    try:
        create(temporary, data)
        posix.rename(temporary, path)
    except OSError:
        remove(temporary)
        raise


def unique() -> bytes:
    """A suffix that no other process uses for a temporary name (it begins with a dot)."""
    return b".%d-%s" % (posix.getpid(), posix.urandom(4).hex().encode())


def make_inside(path: bytes) -> None:
    """Make `path`, whose parent must be there (FileNotFoundError).  No error if it is there already."""
    try:
        posix.mkdir(path, _DIRECTORY)
    except FileExistsError:
        pass


def make_directory(path: bytes) -> None:
    """Make `path` and what is missing above it.  No error if it is there already."""
    try:
        posix.mkdir(path, _DIRECTORY)
    except FileExistsError:
        return
    except FileNotFoundError:
        parent = path[: path.rfind(b"/")]
        if not parent or parent == path:
            raise
        make_directory(parent)
        make_directory(path)


def move(source: bytes, target: bytes) -> bool:
    """Rename; False if `source` is not there, or `target` is and holds something."""
    try:
        posix.rename(source, target)
    except (FileNotFoundError, FileExistsError, NotADirectoryError):
        return False
    except OSError as error:
        import errno

        if error.errno == errno.ENOTEMPTY:  # on some systems it is EEXIST
            return False
        raise
    return True


def exists(path: bytes) -> bool:
    """Is anything there, be it a link that leads nowhere?"""
    try:
        posix.lstat(path)
    except OSError:
        return False
    return True


def is_directory(path: bytes) -> bool:
    """Is there a directory (or a link to one)?"""
    try:
        return posix.stat(path).st_mode & 0o170000 == 0o040000
    except OSError:
        return False


def remove(path: bytes) -> bool:
    """Remove a file; False if it was not there."""
    try:
        posix.unlink(path)
    except FileNotFoundError:
        return False
    return True


#: cold: listing


def modified_in(directory: bytes, names: "Iterable[bytes]") -> "list[tuple[float, bytes]]":
    """`modified` for many names in one directory, each with its name: its path is not walked for each of them."""
    found = []
    try:
        fd = posix.open(directory, posix.O_RDONLY | posix.O_DIRECTORY)
    except OSError:
        return []
    try:
        for name in names:
            try:
                found.append((posix.stat(name, dir_fd=fd).st_mtime, name))
            except OSError:
                pass
    finally:
        posix.close(fd)
    return found


#: cold: rarely


def link(source: bytes, target: bytes) -> None:
    """Give a file a second name.  OSError, also where there is something of that name."""
    posix.link(source, target)


def remove_directory(path: bytes) -> bool:
    """Remove a directory that is empty; False if it is not, or not there."""
    try:
        posix.rmdir(path)
    except OSError:
        return False
    return True


def opened(path: bytes) -> int:
    """A descriptor from which a regular file can be read.  OSError, also for anything else."""
    fd = posix.open(path, _READING)
    try:
        length(fd)
    except OSError:
        posix.close(fd)
        raise
    return fd


def hidden(path: bytes) -> "list[bytes]":
    """The hidden names in a directory: what is being built aside, or was left when its builder died."""
    try:
        return [name for name in posix.listdir(path) if name[0] == 46]
    except (FileNotFoundError, NotADirectoryError):
        return []


def is_readable(path: bytes) -> bool:
    """Is there a regular file that can be read, or nothing?"""
    try:
        posix.close(opened(path))
    except OSError:
        return not exists(path)
    return True


#: cold: removing


def remove_tree(path: bytes) -> bool:
    """Remove a directory and all in it; a file another process adds meanwhile goes too.

    False if it was not there.  Symbolic links are removed, never followed."""
    for _ in range(100):
        try:
            if posix.lstat(path).st_mode & 0o170000 != 0o040000:
                return remove(path)
            entries: list[Any] = list(posix.scandir(path))
        except FileNotFoundError:
            return False
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                remove_tree(entry.path)
            else:
                remove(entry.path)
        try:
            posix.rmdir(path)
            return True
        except FileNotFoundError:
            return False
        except OSError as error:
            import errno

            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            # somebody added a file after the listing
    raise OSError("%r does not become empty" % path)
