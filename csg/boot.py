"""What the archive's shell header runs first: the hot modules, from bytecode inside the archive.

build.py compiles this module and the hot ones for every interpreter it finds, and puts the
result into the archive as one marshalled (code of this module, {module name: code}).  The
header hands it over as `BUNDLE`, with the archive's path as `ARCHIVE`.

Why not zipimport for these: reading the archive's directory and asking importlib for a dozen
modules costs a fifth of the interpreter's start-up; this costs a fiftieth.  Modules that
are not in the bundle come from the archive's sources through zipimport, as does everything
under an interpreter for which there is no bytecode.
"""

import marshal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

_Module = type(sys)
_Spec: "Any" = sys.modules["_frozen_importlib"].ModuleSpec


class Bundle:
    """A finder and loader (PEP 451) for the modules of one package that lie in memory as bytecode."""

    def __init__(self, archive: str, package: str, code: "dict[str, bytes]") -> None:
        self.archive = archive
        self.package = package
        self.code = code

    def find_spec(self, name: str, path: "Any" = None, target: "Any" = None) -> "Any":
        """importlib's question: where is `name`?  None if it is not in the bundle."""
        if name not in self.code:
            return None
        origin = "%s/%s" % (self.archive, name.replace(".", "/"))
        package = name == self.package
        spec = _Spec(name, self, origin=origin + ("/__init__.py" if package else ".py"), is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations = [origin]
        return spec

    def create_module(self, spec: "Any") -> None:
        """importlib's question: an unusual module object?  No."""

    def exec_module(self, module: "ModuleType") -> None:
        """importlib's order: fill the module."""
        code: CodeType = marshal.loads(self.code[module.__name__])
        exec(code, module.__dict__)


def start(archive: str, bundle: "dict[str, bytes]") -> None:
    """Make the bundle importable and run csg.__main__."""
    sys.path.insert(0, archive)
    sys.meta_path.insert(0, Bundle(archive, "csg", bundle))
    from csg import __main__

    __main__.main()


if "BUNDLE" in globals():
    start(globals()["ARCHIVE"], globals()["BUNDLE"])
