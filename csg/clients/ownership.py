"""Whose a hook is that stands in a client's settings: csg's, claude-session-guard's, or somebody else's.  Pure."""

import os
import re
import shlex
from typing import Any, Dict, List, Optional, Sequence

from csg.base import loader

OURS, PREDECESSORS = "csg", "claude-session-guard"
#: What tells csg's resident hook from other handlers (clients/resident): the tool that it calls.
RESIDENT: Dict[str, Any] = {"type": "mcp_tool", "server": "csg", "tool": "hook"}
_VERBS = ("start", "stop", "pre-edit")  # claude-session-guard's
_HOOKS = ("hook", *_VERBS)
_ARCHIVE = re.compile(r"csg([-_.]?v?\d[\w.]*)?(\.pyz)?$")
_PYTHON = re.compile(r"python[\d.]*$")
_BEFORE = ("exec", "command", "env", "sh", "/bin/sh")  # what may stand before the program


def owner(handler: Any) -> str:
    """OURS, PREDECESSORS or "": whose hook this is, whatever path or version wrote it."""
    return OURS if is_resident(handler) else _owner(command_words(handler), _HOOKS)


def is_resident(handler: Any) -> bool:
    """Does this handler call csg's MCP server, and so runs no command?"""
    return isinstance(handler, dict) and all(handler.get(name) == value for name, value in RESIDENT.items())


def command_words(handler: Any, verbs: Sequence[str] = _HOOKS) -> List[str]:
    """Program and arguments of the command in a handler that is ours or claude-session-guard's; [] if none is.

    verbs   of csg's, that it may run"""
    if not isinstance(handler, dict) or handler.get("type", "command") != "command":
        return []
    command, arguments = handler.get("command"), handler.get("args")
    if not isinstance(command, str):
        return []
    if isinstance(arguments, list):
        commands = [[command, *[a for a in arguments if isinstance(a, str)]]]
    else:
        commands = simple_commands(command)
    for words in commands:
        while words and (words[0] in _BEFORE or re.match(r"\w+=", words[0])):
            words.pop(0)
        if _owner(words, verbs):
            return words
    return []


def client_of(words: Sequence[str]) -> str:
    """Which client's hook such a command is, by its `--client`; "" for Claude Code's."""
    stated = ""
    for at, word in enumerate(words):
        if word == "--client":
            stated = words[at + 1] if at + 1 < len(words) else ""
        elif word.startswith("--client="):
            stated = word.partition("=")[2]
    return "" if stated == "claude" else stated


def is_server(words: Optional[Sequence[str]]) -> bool:
    """Is this the command line of csg's MCP server, whatever path or version registered it?  None: there is none."""
    return words is not None and len(words) >= 2 and words[-1] == "mcp" and is_archive(words[-2])


def is_archive(path: str) -> bool:
    """Does a path look like csg's file (`csg`, `csg.pyz`, `csg-1.2.0`)?"""
    return bool(_ARCHIVE.match(os.path.basename(path)))


def is_python(path: str) -> bool:
    """Does a path look like a Python interpreter?"""
    return bool(_PYTHON.match(os.path.basename(path)))


def simple_commands(line: str) -> List[List[str]]:
    """The words of each command in a shell's line (between `;`, `&&`, `|` …)."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace_split = True
    lexer.whitespace = " \t\r"
    lexer.commenters = ""
    commands: List[List[str]] = [[]]
    try:
        for word in lexer:
            if word and not word.strip(";|&()<>\n"):
                commands.append([])
            else:
                commands[-1].append(word)
    except ValueError:  # an open quote
        return [line.split()]
    return [words for words in commands if words]


def _owner(words: Sequence[str], verbs: Sequence[str]) -> str:
    rest = list(words)
    if rest and is_python(rest[0]):
        if any(mark in word for word in rest for mark in loader.KNOWN_BY):
            return OURS if set(verbs).intersection(rest) else ""
        rest = [word for word in rest[1:] if not word.startswith("-")]
    if len(rest) < 2:
        return ""
    program, verb = os.path.basename(rest[0]), rest[1]
    if verb not in verbs:
        return ""
    if program == PREDECESSORS and verb in _VERBS:
        return PREDECESSORS
    if is_archive(program) or program == PREDECESSORS:
        return OURS
    return ""
