"""How an interpreter gets from a file to csg: the one line that headers and wired commands share.

`python3 OPTIONS LOADER /path/csg hook`.  build.py puts LOADER into the archive's header, and installing
writes it into a client's settings, so both start the same way by construction.
"""

import os

import csg
from csg.base import errors

#: Where the directory of the file's bytecode is, what it begins with, and how long it may be, in bytes.
DIRECTORY, MARK, DIRECTORY_SIZE = 4096, b"csg1", 512
#: Behind it: for each interpreter BEGIN_MARK (which the line before this one looked for), its magic number, and its
#: bytecode of BEGIN.  How long all that may be.
BEGIN_MARK, BEGIN_SIZE = b"csg2", 3584

#: How hooks have the interpreter start: isolated, without site, and sure of UTF-8, for which it would else ask the C
#: library to convert (up to a hundredth of the start).  Hooks take all as bytes or UTF-8, whatever the locale.
OPTIONS = ("-ISXutf8", "-c")

#: By what every csg knows a command as its own, whatever version wired it: this stood in those of the first versions,
#: and in those that followed.
KNOWN_BY = ('"\\n#:\\n"', 'b"csg2"')

# A command that was wired into a client says only this, so it need not change when the file does.  It runs BEGIN as
# the file has it for this interpreter.  Without that (an interpreter that nothing was compiled for, a file from before)
# it runs the Python part of the file's header, between the lines `#:`, as the commands did that were wired before there
# was a directory.  To compile this line costs a hook more than anything that csg itself does, each statement and each
# name of it: so what it needs comes from one module that has it all, BEGIN is not in it, and what is seldom run is
# data, a bytes object as marshal has it.
# `-c` and not the file itself: runpy costs more than the hook.
_SELDOM = 'import marshal,posix,sys;a=sys.argv[1];exec(posix.pread(d,8192,0).split(b"\\n#:\\n",2)[-2])'
_TO_ANY = (
    "import _frozen_importlib_external as i;%%sd=i._os.open(i.sys.argv[1],0);"
    "exec(i.marshal.loads(i._os.pread(d,%d,%d).partition(i.MAGIC_NUMBER)[2]or b"
    '"s%c\\0\\0\\0%s"))#%s'
) % (
    *(BEGIN_SIZE, DIRECTORY + DIRECTORY_SIZE, len(_SELDOM), _SELDOM.replace("\\", "\\\\").replace('"', '\\"')),
    "".join(KNOWN_BY),
)
#: Where the file is gone, unreadable, a directory, cut off or anything else, a hook is silent.
SILENT = "i.sys.excepthook=lambda*e:i._os._exit(0);"
LOADER = _TO_ANY % SILENT
#: What people and servers run says what is wrong; how, is the header's business.
LOADER_ALOUD = _TO_ANY % ""

#: What that goes on with: the interpreter's bytecode, from the place that the directory names.  Of the line's names it
#: may use `i` and `d`, which the lines before this one have too.
BEGIN = """
a = i.sys.argv[1]
p = i.marshal.loads(i._os.pread(d, 508, 4100))[i.MAGIC_NUMBER]
b = i.marshal.loads(i._os.pread(d, *p))
exec(b[0])
"""
#: And before that, where Python would look for garbage before a hook is over (until 3.12: after 700 new objects): there
#: is none to speak of.  To import gc costs more than that saves.
KEEP_GARBAGE = """
if "hook" in i.sys.argv:
    i.sys.modules["_imp"].create_builtin(i.sys.modules["_frozen_importlib"].ModuleSpec("gc", None)).disable()
"""


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
