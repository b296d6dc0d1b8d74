"""What an interpreter runs first, from bytecode inside the one file: it makes csg's modules importable.

build.py compiles the package for every interpreter it finds.  The modules that every hook needs are made here
at once, in the order in which they import each other.  The others are read when they are wanted, in groups, each at
its place in the file: what edits, a start and an end need lies there plain, the rest deflated.
This module is the finder and the loader (PEP 451).  What has no bytecode, and everything under
an interpreter that there is none for, comes from the sources by zipimport.

Why not zipimport for all: reading the archive's directory and asking importlib for a dozen modules
costs a fifth of the interpreter's start-up; this costs a hundredth.  Why functions and no class: a class
costs more to make than everything else here.
"""

import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, ModuleType
    from typing import Any

    #: A module's bytecode; if it has cold parts, what is in those that have names, and in which; else None.
    Compiled = tuple[CodeType, dict[str, str] | None]

#: The file, open: one that replaces it must not be read half-way.  base.spawn leaves it open in the background too.
descriptor = -1
_archive = ""
_sources = ""  # where the sources of that open file are found, whatever has replaced it
_places = b""
_base = 0  # the offset that `_places` count from
_code: "dict[str, Compiled]" = {}
_parts: "set[str]" = set()  # the cold ones that were made


def start(
    archive: str,
    opened: int,
    base: int,
    first: "list[list[int]]",
    places: bytes,
) -> None:
    """Make the package importable.

    archive  the file; `opened`: its descriptor; `base`: the offset in it that `places` count from
    first    the places of what is made now: (name, bytecode) each, the last first, a package before what is in it.
             They are several, for each is read into the room of the one before: memory that nothing was in yet costs
             a hook more than to read another part
    places   a line for every other group: where it lies, how long it is, and how long when it is inflated, 0 for what
             lies plain (hexadecimal: for the other kind int() needs the math library); then the modules that have
             bytecode there, without `csg.` (with `:cold`, or `:` and a name, for a part of one).  With no name: the
             plain bytes that the others are deflated against.  A line is looked for when it is wanted: to make a
             dictionary of them costs more than all that an edit looks for"""
    global descriptor, _archive, _sources, _base, _places  # noqa: PLW0603  set here, once
    if opened < 3:
        opened = _moved(opened)
    descriptor, _archive, _base, _places = opened, archive, base, places
    _sources = "/dev/fd/%d/" % opened
    sys.path.append(archive)  # last: whoever looks for `_json` must not read the archive's directory
    this: Any = sys.modules[__name__]  # has find_spec: that is all it takes
    sys.meta_path.insert(0, this)
    for place in first:
        part = marshal.loads(_read(place))
        while part:  # what is left of a module's bytecode makes room for the next
            _made(*part.pop())


def _moved(opened: int) -> int:
    """The file's descriptor, away from the number of a stream that was closed, which nobody must take it for.

    What takes its place reads as empty, and cannot be written either."""
    null = posix.open("/dev/null", posix.O_RDONLY)
    streams = []
    while opened < 3:
        streams.append(opened)
        opened = posix.dup(opened)
    for stream in streams:
        posix.dup2(null, stream)
    if null > 2:
        posix.close(null)
    return opened


def _made(name: str, compiled: "Compiled") -> "ModuleType":
    """Make a module, as importlib would, in a tenth of the time."""
    code, parts = compiled
    file = _archive + "/" + code.co_filename
    module: Any = type(sys)(name)
    module.__file__ = file
    sys.modules[name] = module
    above, _, last = name.rpartition(".")
    if above:
        setattr(sys.modules[above], last, module)
    module.__package__ = above
    if file[-12:] == "/__init__.py":
        module.__path__ = [_sources + code.co_filename[:-12], file[:-12]]  # by name, where the first is no way
        module.__package__ = name
        module.__getattr__ = _room(module)
    elif parts is not None:
        module.__getattr__ = _apart(module, parts)
    module.__modules__ = sys.modules  # by which build.py has it find what is made at once
    exec(code, module.__dict__)
    return module  # type: ignore[no-any-return]


def _room(package: "Any") -> "Callable[[str], Any]":
    """A package's `__getattr__` (PEP 562): `from package import name` asks here before it asks importlib."""

    def missing(name: str) -> "Any":
        full = package.__name__ + "." + name
        compiled = None if full in sys.modules else _compiled(full)
        if compiled is None:
            raise AttributeError("module %r has no attribute %r" % (package.__name__, name))
        _code.pop(full, None)
        return _made(full, compiled)

    return missing


def _apart(module: "Any", parts: "dict[str, str]") -> "Callable[[str], Any]":
    """A module's `__getattr__` (PEP 562): makes what lies below a line `#: cold` when it is first asked for."""

    def missing(name: str) -> "Any":
        part = module.__name__ + ":" + parts.get(name, "cold")
        compiled = None if name[:2] == "__" or part in _parts else _compiled(part)
        if compiled is None:
            raise AttributeError("module %r has no attribute %r" % (module.__name__, name))
        _parts.add(part)
        exec(compiled[0], module.__dict__)
        return getattr(module, name)

    return missing


def find_spec(name: str, path: "Any" = None, target: "Any" = None) -> "Any":
    """importlib's question: where is `name`?  None if it has no bytecode here."""
    compiled = _compiled(name) if name[:4] == "csg." else None
    if compiled is None:
        return None
    this: Any = sys.modules[__name__]
    inside = compiled[0].co_filename
    file = _archive + "/" + inside
    spec: Any = sys.modules["_frozen_importlib"].ModuleSpec(name, this, origin=file)
    if file[-12:] == "/__init__.py":
        spec.submodule_search_locations = [_sources + inside[:-12], file[:-12]]
    return spec


def create_module(spec: "Any") -> None:
    """importlib's question: an unusual module object?  No."""


def exec_module(module: "ModuleType") -> None:
    """importlib's order: fill the module."""
    code, parts = _compiled(module.__name__)  # type: ignore[misc]
    # not by spec.has_location, with which importlib also works out where a cache of it would be
    module.__file__ = module.__spec__.origin  # type: ignore[union-attr]
    if hasattr(module, "__path__"):
        module.__dict__["__getattr__"] = _room(module)
    elif parts is not None:
        module.__dict__["__getattr__"] = _apart(module, parts)
    module.__dict__["__modules__"] = sys.modules
    exec(code, module.__dict__)


def _compiled(name: str) -> "Compiled | None":
    """A module's bytecode, which is read with that of its group; None if it has none.  ImportError if the file is cut
    off."""
    if name not in _code:
        place = _place(name)
        if place is None:
            return None
        data, inflated = _read(place), place[2]
        if inflated:
            import zlib

            plain = _read(_place(""))  # type: ignore[arg-type]
            data = zlib.decompressobj(zdict=plain).decompress(data, inflated)
        _code.update(marshal.loads(data))
    return _code[name]


def _place(name: str) -> "list[int] | None":
    at = _places.find(b" %b " % name[4:].encode())
    return None if at < 0 else [int(n, 16) for n in _places[_places.rfind(b"\n", 0, at) + 1 :].split(None, 3)[:3]]


def _read(place: "list[int]") -> bytes:
    data = posix.pread(descriptor, place[1], _base + place[0])
    if len(data) < place[1]:
        raise ImportError("its end is missing")
    return data


if __name__ == "__main__":  # run by base.loader.LOADER, which leaves these names
    _names = globals()
    del sys.argv[0]
    start(_names["a"], _names["d"], sum(_names["p"]), *_names["b"][1:])
    sys.modules["csg.entry"].main()
