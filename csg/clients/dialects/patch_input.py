"""A patch as the input of one tool that writes several files (tools.PATCH): see hooks/patching."""

import posix

from csg.base import files, paths
from csg.clients.dialects import patch_places, patch_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_MOST = 1 << 17  # bytes of a file that are looked through
_WORK = 1 << 24  # comparisons of lines that a hook has time for


def made(text: str, cwd: str, before: bool = True) -> "dict[str, Any] | None":
    """The tool's input; None if the text is no patch.

    cwd     absolute: what the patch's paths are relative to
    before  is it about to be applied?  Then the files are looked at: which lines each piece changes ("at"), and whether
            a file or a line that it needs is missing, so that the client is sure to refuse all of it ("fails")"""
    found: list[dict[str, Any]] = []
    made_here: set[str] = set()
    fails = False
    for file in patch_text.read(text):
        path = _absolute(file.path, cwd)
        if file.does == patch_text.ADD:
            content = "".join([line + "\n" for line in file.lines])
            found.append({"tool": "Write", "file_path": path, "content": content})
            made_here.add(path)
            continue
        removed = file.does == patch_text.DELETE or bool(file.target)
        one: dict[str, Any] = {"tool": "Delete" if removed else "Edit", "file_path": path}
        found.append(one)
        if before and path not in made_here:
            fails = _look(one, file.chunks) or fails
        if file.target:
            target = _absolute(file.target, cwd)
            found.append({"tool": "Write", "file_path": target})
            made_here.add(target)
    if not found:
        return None
    return {"files": found, "fails": True} if fails else {"files": found}


def _absolute(path: str, cwd: str) -> str:
    return path if path[:1] == "/" else cwd.rstrip("/") + "/" + path


def _look(one: "dict[str, Any]", chunks: "Sequence[patch_text.Chunk]") -> bool:
    """Add where the pieces stand.  Is it certain that they, or the file, are not there?"""
    try:
        path = paths.from_text(one["file_path"])
        size = posix.stat(path).st_size if chunks else 0
        data = files.head(path, _MOST) if chunks and size <= _MOST else b""
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    if not chunks or size > _MOST:
        return files.missing(path)
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if not lines[-1]:
        lines.pop()
    if len(lines) * sum([len(chunk.old) for chunk in chunks]) > _WORK:
        return False
    places = patch_places.find(lines, chunks)
    if places is None:
        return patch_places.lacks(lines, chunks)
    one["at"] = patch_places.changed(lines, chunks, places)
    if one["tool"] == "Edit":
        one["edits"] = [_replacing(lines, place, chunk) for place, chunk in zip(places, chunks)]
    return False


def _replacing(lines: "Sequence[str]", place: int, chunk: "patch_text.Chunk") -> "dict[str, str]":
    """The piece as a replacement of what stands there, whole lines."""
    old = "".join([line + "\n" for line in lines[place : place + len(chunk.old)]])
    return {"old_string": old, "new_string": "".join([line + "\n" for line in chunk.new])}
