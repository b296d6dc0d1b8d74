"""A client's settings file: read whole, changed whole, nothing lost.

A change is written beside the file and renamed into place, on the disk before that counts as
done; the previous contents stay in a backup beside it.  Symbolic links are followed (dotfile
repositories), mode and owner kept.  The client writes the file too: if it changed while an
edit was worked out, the edit is worked out anew.
"""

import difflib
import os
import stat
import time
from typing import Callable, Iterator, List, Optional, Tuple

from csg.base import durable, errors, files, wording
from csg.clients import json_text

BACKUP = ".csg-backup"
_LARGEST = 16 << 20  # bytes
_TRIES = 10
_BOM = b"\xef\xbb\xbf"
_EMPTY = "{}\n"


class Contents:
    """What a settings file holds at one moment.

    path   as it was asked for                real    without symbolic links
    data   its bytes; None if there is no file
    text   the same decoded, without byte order mark; of no or a blank file: an empty object
           (`text_as_found`: the white space that a blank file holds)
    """

    def __init__(self, path: str, data: Optional[bytes], status: Optional[os.stat_result] = None) -> None:
        self.path = path
        self.real = os.path.realpath(path)
        self.data = data
        self.mode = stat.S_IMODE(status.st_mode) if status else 0
        self.owner = (status.st_uid, status.st_gid) if status else None
        self.bom = bool(data and data.startswith(_BOM))
        try:
            text = (data or b"")[len(_BOM) if self.bom else 0 :].decode("utf-8")
        except UnicodeDecodeError as error:
            raise errors.CsgError("%s: not UTF-8 (byte %d)" % (shown(path), error.start)) from None
        self.blank = not text.strip()
        self.text_as_found = text
        self.text = _EMPTY if self.blank else text

    def encode(self, text: str) -> bytes:
        """The bytes to write for a changed text."""
        return (_BOM if self.bom else b"") + text.encode("utf-8")


#: What makes of a file's contents those that it is to have (None: no file).  CsgError, json_text.NotJson.
Edit = Callable[[Contents], Optional[bytes]]


class Changed:
    """What a change does: `before` it, `data` after it (None: no file), `made`: the folders that it has to make."""

    def __init__(self, before: Contents, data: Optional[bytes]) -> None:
        self.before = before
        self.data = data
        self.made: Tuple[str, ...] = ()
        if before.data is None and data is not None:
            self.made = tuple(_missing(os.path.dirname(before.real)))

    @property
    def after(self) -> str:
        """The text after it; "" if there is no file then."""
        return (self.data or b"").decode("utf-8-sig")

    def written(self) -> bool:
        """Is anything written?"""
        return self.data != self.before.data

    def difference(self) -> Iterator[str]:
        """The lines of a unified diff."""
        before = [] if self.before.data is None else self.before.text.splitlines(keepends=True)
        after, path = self.after.splitlines(keepends=True), self.before.path
        for line in difflib.unified_diff(before, after, path, path + " (new)"):
            yield line.rstrip("\r\n")


def shown(path: str) -> str:
    """A path for a message."""
    return wording.name(path, 400)


def read(path: str) -> Contents:
    """What is there now.  CsgError if that is no text in a plain file, or cannot be read."""
    try:
        with open(files.opened(os.fsencode(path)), "rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > _LARGEST:
                raise errors.CsgError("%s: too large for a settings file" % shown(path))
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return Contents(path, None)
    except OSError as error:
        raise errors.CsgError("%s: cannot be read: %s" % (shown(path), error.strerror)) from None
    return Contents(path, data, status)


def preview(path: str, edit: Callable[[str], str]) -> Changed:
    """What `change` would do.  CsgError, with the file's name."""
    return preview_whole(path, of_text(edit))


def change(
    path: str, edit: Callable[[str], str], mode: int = 0o600, before_writing: Callable[[Changed], None] = lambda _: None
) -> Changed:
    """Replace the text by what `edit` makes of it; a file that is missing is made, with `mode`.  A backup is kept.

    before_writing  is told what is about to be written, and may raise CsgError
    Both may be called several times.  CsgError, with the file's name: nothing was written then."""
    return _applied(path, of_text(edit), mode, before_writing, True)


def preview_whole(path: str, edit: Edit, is_json: bool = True) -> Changed:
    """What `change_whole` would do.  CsgError, with the file's name."""
    before = read(path)
    try:
        changed = Changed(before, edit(before))
        if is_json and changed.written() and changed.after.strip():
            json_text.parse(changed.after)
    except json_text.NotJson as error:
        text = "%s: invalid JSON, nothing was changed: %s; mend it, then try again"
        raise errors.CsgError(text % (shown(path), error)) from None
    except errors.CsgError as error:
        raise errors.CsgError("%s: %s; nothing was changed" % (shown(path), error)) from None
    writable = before.data is None or (before.mode & 0o222 and os.access(before.real, os.W_OK))
    if changed.written() and not writable:
        mend = "" if before.mode & 0o200 else ": chmod u+w it"
        raise errors.CsgError("%s: read-only, nothing was changed%s" % (shown(path), mend))
    return changed


def change_whole(
    path: str,
    edit: Edit,
    mode: int = 0o600,
    before_writing: Optional[Callable[[Changed], None]] = None,
    is_json: bool = True,
) -> Changed:
    """Replace all of the file by what `edit` makes of it, or remove it (None).  See `change` for the rest.

    before_writing   where there is none, no backup is made      is_json   what is not is not written"""
    return _applied(path, edit, mode, before_writing, is_json)


def of_text(edit: Callable[[str], str]) -> Edit:
    """An edit of a JSON file's text as one of the whole file."""

    def whole(before: Contents) -> Optional[bytes]:
        text = edit(before.text)
        return before.data if text == before.text else before.encode(text)

    return whole


def _applied(
    path: str, edit: Edit, mode: int, before_writing: Optional[Callable[[Changed], None]], is_json: bool
) -> Changed:
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(0.02 * attempt)
        changed = preview_whole(path, edit, is_json)
        if not changed.written():
            return changed
        if before_writing:
            before_writing(changed)
        try:
            if _write(changed, mode, backup=before_writing is not None):
                return changed
        except OSError as error:
            raise errors.CsgError("%s: cannot be written: %s" % (shown(path), error.strerror)) from None
    raise errors.CsgError("%s: another program keeps changing it: try again" % shown(path))


def remove_backup(path: str) -> None:
    """Remove the backup, once the file is as it was before csg came."""
    files.remove(os.fsencode(os.path.realpath(path) + BACKUP))


def remove_leftovers(path: str) -> None:
    """Remove what a writer of the file left half-written beside it when it was killed.  OSError."""
    real = os.fsencode(os.path.realpath(path))
    durable.remove_leftovers(real)
    durable.remove_leftovers(real + os.fsencode(BACKUP))


def _missing(folder: str) -> List[str]:
    """The folders that are to be made before there can be a file in this one, the outermost first."""
    found: List[str] = []
    while folder and not os.path.lexists(folder):
        found.insert(0, folder)
        folder = os.path.dirname(folder)
    return found


def _write(changed: Changed, mode: int, backup: bool) -> bool:
    before = changed.before
    real = os.fsencode(before.real)
    if before.data is None:
        durable.make_shared_directory(os.path.dirname(real))
    else:
        mode = before.mode
        if backup:
            durable.replace_durably(real + os.fsencode(BACKUP), before.data, mode & 0o700, before.owner)
    # Whoever writes between this look and the rename is overwritten: a few microseconds.
    now = read(before.path)
    if now.data != before.data or now.real != before.real:
        return False
    if changed.data is None:
        files.remove(real)
    else:
        durable.replace_durably(real, changed.data, mode, before.owner)
    return True
