"""What stands in files that a git command is given: pathspecs, and the names in patches."""

from csg.git import repository

_LONGEST = 1 << 20  # bytes that are read of such a file


def pathspecs(path: bytes) -> "list[bytes] | None":
    """A file for --pathspec-from-file, a line each; None where it cannot be told what stands in it."""
    data = _data(path)
    if data is None or b'"' in data or b"\0" in data:  # a quoted name: rare enough
        return None
    return [line.rstrip(b"\r") for line in data.split(b"\n") if line.rstrip(b"\r")]


def patched(path: bytes, depth: int) -> "list[bytes] | None":
    """The files that a patch names, as pathspecs from the top; None where that cannot be told.

    depth  how many parts of each name git takes off"""
    data = _data(path)
    if data is None:
        return None
    found: list[bytes] = []
    for line in data.split(b"\n"):
        head, space, name = line.partition(b" ")
        if head == b"rename" and name[:3] in (b"fro", b"to "):
            name = b"/" * depth + name.partition(b" ")[2]
        elif head not in (b"---", b"+++") or not space:
            continue
        if name[:1] == b'"':
            return None
        parts = name.partition(b"\t")[0].rstrip(b"\r").split(b"/", depth)
        if len(parts) > depth and parts[-1] and name != b"/dev/null":
            found.append(b":(top,literal)" + parts[-1])
    return list(dict.fromkeys(found)) or None


def _data(path: bytes) -> "bytes | None":
    try:
        return repository.contents(path, _LONGEST)
    except OSError:
        return None
