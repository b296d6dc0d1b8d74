"""The fastest command for a hook on this machine, for programs that wire it in themselves."""

from typing import Any, Dict, Mapping

from csg.setup import interpreters

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def facts(archive: str, environ: Mapping[str, str]) -> Dict[str, Any]:
    """The command in both forms, the bare start of its Python, and every Python with its time.  CsgError.

    archive  absolute path of the built file"""
    command, everyone = interpreters.hook_command(archive, environ)
    words = command.texts()
    hook, floor = interpreters.against_floor(command.interpreter, archive)
    if len(everyone) == 1:
        everyone[0].seconds = hook
    return {
        "version": SHAPE,
        "shell": command.shell(),
        "exec": {"command": words[0], "args": words[1:]},
        "interpreter": words[0],
        "archive": words[3],
        "floor_ms": _milliseconds(floor),
        "candidates": [
            {
                "path": i.path,
                "python": i.version_text(),
                "hook_ms": _milliseconds(i.seconds),
                "bytecode": interpreters.has_bytecode(archive, i.magic),
            }
            for i in everyone
        ],
    }


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 2)
