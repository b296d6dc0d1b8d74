"""How an interpreter gets from a file to csg: the one line that headers and wired commands share.

`python3 -ISc LOADER /path/csg hook`.  build.py puts LOADER into the archive's header, and installing
writes it into a client's settings, so both start the same way by construction.
"""

import os

import csg
from csg.base import errors

#: Where the directory of the file's bytecode is, what it begins with, and how long it may be, in bytes.
DIRECTORY, MARK, DIRECTORY_SIZE = 4096, b"csg1", 512

# A command that was wired into a client says only this, so it need not change when the file does.  It takes the
# interpreter's bytecode from the place that the directory names.  Without one (an interpreter that
# nothing was compiled for, a file from before there was a directory) it runs the Python part of the file's
# header, between the lines `#:`, as the commands did that were wired before there was a directory.
# `-c` and not the file itself: runpy costs more than the hook.  Where the file is gone, unreadable, a
# directory, cut off or anything else, a hook is silent; what people are told then is the header's business.
LOADER = (
    'import marshal,posix,sys;"hook"in sys.argv and setattr(sys,"excepthook",lambda*e:posix._exit(0));'
    "from _frozen_importlib_external import MAGIC_NUMBER as m;"
    "a=sys.argv[1];d=posix.open(a,0);h=posix.pread(d,4608,0);"
    'p=h[4096:4100]==b"csg1"and marshal.loads(h[4100:]).get(m);b=p and marshal.loads(posix.pread(d,*p));'
    'exec(b[0]if b else h.split(b"\\n#:\\n",2)[-2])'
)


def place() -> str:
    """Where the package lies: the absolute path of the one file, or of a source checkout's directory."""
    return os.path.dirname(os.path.dirname(os.path.abspath(csg.__file__)))  # boot knows the file's name of that one


def archive() -> str:
    """The absolute path of the file that is running.  CsgError from a source checkout, which is no file.

    Symbolic links stay in it: what a package manager links to survives an upgrade, its target does not."""
    path = place()
    if os.path.isdir(path):
        raise errors.CsgError("this is a source checkout: run `python3 build.py` and use dist/csg.pyz")
    as_text(path)
    return path


def as_text(path: str) -> str:
    """A path of Python's (decoded by the locale) as JSON has it (decoded as UTF-8).  CsgError if it is not UTF-8."""
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        raise errors.CsgError("%s: not UTF-8, so it cannot stand in a settings file" % ascii(path)) from None


def as_path(text: str) -> str:
    """The opposite of `as_text`."""
    return os.fsdecode(text.encode("utf-8", "surrogateescape"))
