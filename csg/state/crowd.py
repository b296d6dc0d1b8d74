"""Who claimed what, by file: where there are too many Sessions for an edit to look at each of them.

    crowd/<time>/files/<key>/<name>    an entry: this Session claims that file, or is about to
    crowd/<time>/sessions/<name>       a mark: for each of this Session's Claims there is an entry
    state/<name>/crowd                 which <time> (seconds) that is

A Session that appears in a crowd has the file `crowd` from its first moment on.  While it is there, each of its hooks
makes the entry before the Claim.  The mark is a link to that file, made when the Session is there, so there is none
without it.  Who looks reads the entries, then the marks, and then looks at those that have an entry or no mark.

So a mark may be missing at any time (that Session is looked at, as in a small home), but must not be there while an
entry is missing.  Hence whoever cannot make one takes the mark away; what appears under a name first takes away what
marks an earlier one has left; and entries go only all at once, with all marks of that time, by one rename.  What is
wrong here costs time, never a Claim and never a look.
"""

import time

from csg.base import files
from csg.state import roster

_DAY = 24 * 3600.0
FILE = b"/crowd"  # in a Session's directory


def worth_a_look(home: bytes, everybody: "list[bytes]", key: bytes) -> "list[bytes]":
    """Those of `everybody` in state/ that may have claimed this key."""
    entered: set[bytes] = set()
    marked: set[bytes] = set()
    try:
        times = [home + b"/crowd/" + at for at in _times(home)]
        for there in times:
            entered.update(files.names(there + b"/files/" + key))
        for there in times:
            marked.update(files.names(there + b"/sessions"))
    except OSError as error:
        _skip(home, home + FILE, error)
        return everybody
    return [name for name in everybody if name in entered or name not in marked]


def _times(home: bytes) -> "list[bytes]":
    return [name for name in files.names(home + b"/crowd") if name.isdigit()]


#: cold: entering


def enter(home: bytes, name: bytes, key: bytes) -> None:
    """A Session with the file `crowd` is about to claim this."""
    mine = roster.directory(home, name) + FILE
    try:
        at = files.read(mine)
        if not at.isdigit():
            raise ValueError("no time")
        folder = home + b"/crowd/" + at + b"/files/" + key
        if not files.exists(folder + b"/" + name):
            files.make_inside(folder)
            files.create(folder + b"/" + name)
    except FileNotFoundError:  # the Session has ended, or that time is over
        forget(home, name)
    except (OSError, ValueError) as error:
        from csg.state import salvage

        salvage.skip(home, mine, error)
        salvage.remove(home, mine)  # before the mark: no other can follow then
        forget(home, name)


def forget(home: bytes, name: bytes) -> None:
    """Take away all marks under this name."""
    try:
        for at in _times(home):
            files.remove(home + b"/crowd/" + at + b"/sessions/" + name)
    except OSError as error:
        _skip(home, home + FILE, error)


def _skip(home: bytes, path: bytes, error: Exception) -> None:
    from csg.state import salvage

    salvage.skip(home, path, error)


#: cold: appearing


def appear(home: bytes, name: bytes, source: bytes, crowded: bool) -> bool:
    """Make the directory `source` that of a live Session, by one rename.  False if there is one already.  OSError.

    crowded  is it to be entered by file from now on?"""
    where, at = roster.directory(home, name), b""
    forget(home, name)
    try:
        if crowded and not files.exists(source + b"/claims"):
            at = _current(home)
            if not files.create(source + FILE, at):
                at = b""
    except OSError as error:  # a full disk
        _skip(home, home + FILE, error)
    if not files.move(source, where):
        return False
    if at:
        try:
            files.link(where + FILE, home + b"/crowd/" + at + b"/sessions/" + name)
        except OSError:  # it has ended; this file system has no links
            pass
    return True


def _current(home: bytes) -> bytes:
    """The time that belongs to what appears now: each is for a day."""
    now = time.time()
    near = [int(at) for at in _times(home) if abs(now - int(at)) < _DAY]
    at = b"%d" % (max(near) if near else now)
    for kind in (b"/files", b"/sessions"):
        files.make_directory(home + b"/crowd/" + at + kind)
    return at


#: cold: sweeping


def sweep(home: bytes, now: float) -> None:
    """Drop the marks of Sessions that are not live, and times that nobody belongs to any more."""
    from csg.state import salvage

    top = home + b"/crowd"
    marks = {at: salvage.names(home, top + b"/" + at + b"/sessions") for at in salvage.names(home, top) if at.isdigit()}
    live = set(roster.everybody(home))
    for at, names in marks.items():
        there = top + b"/" + at
        for name in names:
            if name not in live:
                salvage.remove(home, there + b"/sessions/" + name)
        if live.isdisjoint(names) and abs(now - int(at)) > 2 * _DAY:
            try:
                files.move(there, top + b"/" + files.unique())
            except OSError as error:
                salvage.skip(home, there, error)
    for name in files.hidden(top):
        salvage.remove(home, top + b"/" + name)
    files.remove_directory(top)
