"""What csg's plugin for Claude Code consists of, beside csg's own file.  Pure; build.py --plugin writes it.

A plugin is a directory (plugins reference of the client's documentation):

    .claude-plugin/plugin.json   name, version …       hooks/hooks.json      as in settings
    .mcp.json                    the MCP server        skills/csg/SKILL.md
    bin/csg                      the built file; the client puts bin/ on its shell's PATH

The hooks are those that `csg install` wires, made of the same table.  What a plugin cannot do: set
`bashEditDiffEnabled`, choose the fastest Python once for all, or give SessionEnd more than 1.5 s.
"""

import json
from typing import Any, Dict, List

from csg import VERSION
from csg.clients import wiring
from csg.setup import skill

NAME = "csg"
DESCRIPTION = "Parallel coding sessions learn who is editing what, before they overwrite each other's work"
#: Where the built file lies in the plugin.
ARCHIVE = "bin/csg"
_ROOT = "${CLAUDE_PLUGIN_ROOT}/"
#: The shell form: a client before 2.1.139 would leave `args` out, and csg without a verb is an error to it.
HOOK = {"type": "command", "command": 'exec "%s" hook' % (_ROOT + ARCHIVE)}


def texts() -> Dict[str, str]:
    """Path in the plugin -> contents."""
    return {
        ".claude-plugin/plugin.json": _json(manifest()),
        ".mcp.json": _json({"mcpServers": {NAME: {"command": _ROOT + ARCHIVE, "args": ["mcp"]}}}),
        "hooks/hooks.json": _json({"description": DESCRIPTION, "hooks": hooks()}),
        "skills/csg/SKILL.md": skill.TEXT,
        "README.md": _README,
    }


def manifest() -> Dict[str, Any]:
    """plugin.json."""
    return {
        "name": NAME,
        "version": VERSION,
        "description": DESCRIPTION,
        "author": {"name": "The csg authors"},
        "license": "MIT",
        "keywords": ["hooks", "parallel", "sessions", "conflicts", "worktree"],
    }


def hooks() -> Dict[str, List[Dict[str, Any]]]:
    """Event -> groups, in the shape that settings have too."""
    found: Dict[str, List[Dict[str, Any]]] = {}
    for wire in wiring.WIRES:  # clients that have plugins know all of these events
        if not wire.until:
            found.setdefault(wire.event, []).append(wire.group(HOOK))
    return found


def _json(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"


_README = """\
# csg, as a plugin

%s.

This directory was made by `build.py --plugin`. It holds csg's hooks, its MCP server and its skill; it needs
Python 3.8 or newer on PATH, and nothing else.

- The client's shell finds `csg` (`csg status`, `csg doctor`); your own shell does not, unless you also install it.
- To have edits by shell commands seen as well, set `"%s": true` in the client's settings.
- Installed both ways, as a plugin and with `csg install`, each warning still comes once. One of them is enough:
  `csg install` starts a little faster, since it finds the fastest Python once.
""" % (DESCRIPTION, wiring.SHELL_EDITS)
