"""What lines take from beside the checkout: patches, archives, another copy of the tree; and names to fill in."""

import difflib
import io
import os
import shlex
import subprocess
import zipfile
from typing import TYPE_CHECKING, Dict, Tuple

from tests.oracle import repository
from tests.oracle.places import Places
from tests.oracle.repository import write

if TYPE_CHECKING:
    from tests.oracle.kinds import Kind

#: For each top directory's name: two files that nobody holds, and the one that is B's.
_NEIGHBOURS = {"lib": ("other.c", "docs/lib.md", "docs/lib.md")}
_SHOPS = ("README.md", "docs/changes.md", "mine.py")


def lay_out(places: Places, kind: "Kind") -> None:
    """Write `work/kit`, about the first file held and its checkout."""
    held = kind.held[0]
    os.makedirs(places.path("kit/tree"))
    archive = places.git(held.root, "archive", "--format=tar", "HEAD")
    with open(places.path("kit/tree.tar"), "wb") as file:
        file.write(archive)
    subprocess.run(["tar", "-xf", places.path("kit/tree.tar"), "-C", places.path("kit/tree")], check=True)
    with open(places.path("kit/tree.zip"), "wb") as file:
        file.write(_zipped(places.path("kit/tree")))
    write(places, "kit/new.txt", repository.text("new"))
    tracked = held.inside in repository.listed(places, held.root)
    committed = places.git(held.root, "show", "HEAD:" + held.inside).decode() if tracked else ""
    name = "a/" + held.inside, "b/" + held.inside
    changed = committed.replace("line 8", "LINE 8") or repository.text(held.inside)
    write(places, "kit/held.patch", _patch(committed, changed, *name))
    write(places, "kit/undo.patch", _patch(committed, repository.read(places, held.path), *name))
    other, _, _ = neighbours(held.root)
    before = places.git(held.root, "show", "HEAD:" + other).decode()
    write(places, "kit/other.patch", _patch(before, before.replace("line 8", "LINE 8"), "a/" + other, "b/" + other))
    for file_name, branch in (("series.mbox", "feature"), ("held.mbox", "fix/x")):
        mail = places.git("shop", "format-patch", "--stdout", "-1", branch)
        write(places, "kit/" + file_name, mail.decode())
    write(places, "kit/list", "".join("%s\n" % one.inside for one in kind.held))


def _patch(before: str, after: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), old, new)
    return "".join(lines)


def _zipped(folder: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                path = os.path.join(place, name)
                entry = zipfile.ZipInfo(os.path.relpath(path, folder), (2024, 1, 1, 12, 0, 0))
                entry.external_attr = 0o644 << 16
                with open(path, "rb") as file:
                    archive.writestr(entry, file.read())
    return packed.getvalue()


def neighbours(root: str) -> Tuple[str, str, str]:
    """Two files that nobody holds and one of B's, in a checkout."""
    return _NEIGHBOURS.get(os.path.basename(root), _SHOPS)


def checkout(kind: "Kind", place: str) -> str:
    """The top of the checkout that a place is in."""
    return max((root for root in kind.roots if (place + "/").startswith(root + "/")), key=len)


def names(places: Places, kind: "Kind", place: str, number: int) -> Dict[str, str]:
    """What the names in a line stand for, at a place in `work`, if it is about the held file of this number.

    f, f2     the file, and another of the holders' (or the same)      r   the same as f, without quotes
    e, dq     the file with backslashes, in double quotes              py  as Python writes it
    in        its path in its checkout                                 abs absolute
    b, d, ds  its name, its directory, its directory with a slash      ext, stem  of its name
    o, o2, m  two files that nobody holds; one of B's                  top, up    this checkout, from here
    kit, wt   the kit; the holders' checkout
    """
    held = kind.held[number % len(kind.held)]
    second = kind.held[(number + 1) % len(kind.held)]

    def relative(path: str) -> str:
        return os.path.relpath(path, place)

    rel, top = relative(held.path), checkout(kind, place)
    folder, base = os.path.split(rel)
    stem, ext = os.path.splitext(base)
    others = [shlex.quote(relative("%s/%s" % (top, path))) for path in neighbours(top)]
    return {
        "f": shlex.quote(rel),
        "f2": shlex.quote(relative(second.path)),
        "r": rel,
        "e": "".join(c if c.isalnum() or c in "/._-" else "\\" + c for c in rel),
        "dq": '"%s"' % rel,
        "py": repr(rel),
        "in": shlex.quote(held.inside),
        "abs": shlex.quote(places.path(held.path)),
        "b": shlex.quote(base),
        "d": shlex.quote(folder or "."),
        "ds": folder + "/" if folder else "",
        "ext": ext[1:],
        "stem": stem,
        "o": others[0],
        "o2": others[1],
        "m": others[2],
        "top": shlex.quote(places.path(top)),
        "up": shlex.quote(os.path.relpath(top, place)),
        "kit": os.path.relpath("kit", place),
        "wt": shlex.quote(relative(held.root)),
        "nl": "\n",
    }
