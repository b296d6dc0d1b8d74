"""What an interpreter runs first, from bytecode inside the one file: it makes csg's modules importable.

build.py compiles the package for every interpreter it finds.  The modules that every edit needs are made here
at once, in the order in which they import each other.  The others are read when they are wanted, each at its
place in the file: what a start and an end need lies there plain, the rest deflated in groups.
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

    #: Where bytecode is in the file: offset, size there; size when it is inflated, 0 for what lies plain.
    Place = tuple[int, int, int]

#: The file, open: one that replaces it must not be read half-way.  base.spawn leaves it open in the background too.
descriptor = -1
_archive = ""
_sources = ""  # where the sources of that open file are found, whatever has replaced it
_where: "dict[str, str]" = {}  # module name -> where it lies: its own name, or its group's
_places: "dict[str, Place]" = {}
_base = 0  # the offset that `_places` count from
_code: "dict[str, CodeType]" = {}


def start(
    archive: str,
    opened: int,
    base: int,
    first: "list[tuple[str, CodeType]]",
    where: "dict[str, str]",
    places: "dict[str, Place]",
) -> None:
    """Make the package importable.

    archive  the file; `opened`: its descriptor; `base`: the offset in it that `places` count from
    first    (name, code) of what is made now, a package before what is in it
    where    module name (with `:cold`, that part) -> name of its place, for all others that have bytecode
    places   name of a place -> where it is; "": the plain bytes that the others are deflated against"""
    global descriptor, _archive, _sources, _base, _where, _places  # noqa: PLW0603  set here, once
    if opened < 3:
        opened = _moved(opened)
    descriptor, _archive, _base, _where, _places = opened, archive, base, where, places
    _sources = "/dev/fd/%d/" % opened
    sys.path.append(archive)  # last: whoever looks for `_json` must not read the archive's directory
    this: Any = sys.modules[__name__]  # has find_spec: that is all it takes
    sys.meta_path.insert(0, this)
    for name, code in first:
        _made(name, code)


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


def _made(name: str, code: "CodeType") -> "ModuleType":
    """Make a module, as importlib would, in a tenth of the time."""
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
    elif name + ":cold" in _where:
        module.__getattr__ = _apart(module)
    exec(code, module.__dict__)
    return module  # type: ignore[no-any-return]


def _room(package: "Any") -> "Callable[[str], Any]":
    """A package's `__getattr__` (PEP 562): `from package import name` asks here before it asks importlib."""

    def missing(name: str) -> "Any":
        full = package.__name__ + "." + name
        if full not in _where or full in sys.modules:
            raise AttributeError("module %r has no attribute %r" % (package.__name__, name))
        return _made(full, _bytecode(full))

    return missing


def _apart(module: "Any") -> "Callable[[str], Any]":
    """A module's `__getattr__` (PEP 562): makes what lies below the line `#: cold` when it is first asked for."""

    def missing(name: str) -> "Any":
        if name[:2] != "__" and module.__dict__.pop("__getattr__", None):
            exec(_bytecode(module.__name__ + ":cold"), module.__dict__)
            return getattr(module, name)
        raise AttributeError("module %r has no attribute %r" % (module.__name__, name))

    return missing


def find_spec(name: str, path: "Any" = None, target: "Any" = None) -> "Any":
    """importlib's question: where is `name`?  None if it has no bytecode here."""
    if name not in _where:
        return None
    this: Any = sys.modules[__name__]
    inside = _bytecode(name).co_filename
    file = _archive + "/" + inside
    spec: Any = sys.modules["_frozen_importlib"].ModuleSpec(name, this, origin=file)
    if file[-12:] == "/__init__.py":
        spec.submodule_search_locations = [_sources + inside[:-12], file[:-12]]
    return spec


def create_module(spec: "Any") -> None:
    """importlib's question: an unusual module object?  No."""


def exec_module(module: "ModuleType") -> None:
    """importlib's order: fill the module."""
    # not by spec.has_location, with which importlib also works out where a cache of it would be
    module.__file__ = module.__spec__.origin  # type: ignore[union-attr]
    if hasattr(module, "__path__"):
        module.__dict__["__getattr__"] = _room(module)
    elif module.__name__ + ":cold" in _where:
        module.__dict__["__getattr__"] = _apart(module)
    exec(_bytecode(module.__name__), module.__dict__)


def _bytecode(name: str) -> "CodeType":
    """A module's bytecode; where its group is deflated, that is read with it.  ImportError if the file is cut off."""
    if name not in _code:
        data, inflated = _read(_where[name])
        if inflated:
            import zlib

            _code.update(marshal.loads(zlib.decompressobj(zdict=_read("")[0]).decompress(data, inflated)))
        else:
            _code[name] = marshal.loads(data)
    return _code[name]


def _read(place: str) -> "tuple[bytes, int]":
    offset, size, inflated = _places[place]
    data = posix.pread(descriptor, size, _base + offset)
    if len(data) < size:
        raise ImportError("its end is missing")
    return data, inflated


if __name__ == "__main__":  # run by base.loader.LOADER, which leaves these names
    _names = globals()
    del sys.argv[0]
    start(_names["a"], _names["d"], sum(_names["p"]), *_names["b"][1:])
    sys.modules["csg.__main__"].main()
