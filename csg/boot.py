"""What the archive's header runs first: the hot modules, from bytecode inside the archive.

build.py compiles the package for every interpreter it finds.  The modules that every edit needs are
made here at once, in the order in which they import each other; the others lie compressed, in
groups of what is needed together, and are found by `Bundle`.  What is in no group, and
everything under an interpreter for which there is no bytecode, comes from the archive's sources.

Why not zipimport and importlib for all: reading the archive's directory and asking importlib for
a dozen modules cost a fifth of the interpreter's start-up; this costs a fiftieth.
"""

import marshal
import sys
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType, ModuleType
    from typing import Any

    Packed = tuple[int, bytes]

_Spec: "Any" = sys.modules["_frozen_importlib"].ModuleSpec


class Bundle:
    """A finder and loader (PEP 451) for modules of the package that lie in memory as bytecode.

    archive  the path of the file they come from
    where    module name -> name of its group
    groups   name of a group -> its modules' code, by name
    """

    def __init__(self, archive: str, where: "Mapping[str, str]", groups: "Mapping[str, Packed]") -> None:
        self.archive = archive
        self.where = where
        self.groups = groups
        self.code: dict[str, CodeType] = {}

    def find_spec(self, name: str, path: "Any" = None, target: "Any" = None) -> "Any":
        """importlib's question: where is `name`?  None if it is not in the bundle."""
        if name not in self.where:
            return None
        code = self.code_of(name)
        spec = _Spec(name, self, origin=origin(self.archive, code), is_package=is_package(code))
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(spec.origin[:-12])
        spec.has_location = True
        return spec

    def create_module(self, spec: "Any") -> None:
        """importlib's question: an unusual module object?  No."""

    def exec_module(self, module: "ModuleType") -> None:
        """importlib's order: fill the module."""
        exec(self.code_of(module.__name__), module.__dict__)

    def code_of(self, name: str) -> "CodeType":
        """The module's bytecode; its whole group is unpacked with it."""
        if name not in self.code:
            self.code.update(unpacked(self.groups[self.where[name]]))
        return self.code[name]


def unpacked(packed: "Packed") -> "Any":
    """A value that was marshalled and compressed, from (its size before, the result)."""
    size, data = packed
    return marshal.loads(zlib.decompress(data, 15, size))


def origin(archive: str, code: "CodeType") -> str:
    """Where the source of a module lies: what `__file__` says."""
    return archive + "/" + code.co_filename


def is_package(code: "CodeType") -> bool:
    """Is it a package's?"""
    return code.co_filename[-12:] == "/__init__.py"


def install(archive: str, first: "Packed", where: "Mapping[str, str]", groups: "Mapping[str, Packed]") -> None:
    """Make the modules importable.

    first  packed: (name, code) of what is made now, the package itself before all
    Compressed it costs 0.15 ms more where zlib is built in and 0.6 where it is not, and a third of the file."""
    sys.path.append(archive)  # last: whoever looks for `_json` must not read the archive's directory
    sys.meta_path.insert(0, Bundle(archive, where, groups))
    kind, modules = type(sys), sys.modules
    for name, code in unpacked(first):
        module: Any = kind(name)
        module.__file__ = origin(archive, code)
        modules[name] = module
        above, _, last = name.rpartition(".")
        if is_package(code):
            module.__path__ = [module.__file__[:-12]]
            module.__package__ = name
        else:
            module.__package__ = above
        if above:
            setattr(modules[above], last, module)
        exec(code, module.__dict__)
