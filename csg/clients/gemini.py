"""Gemini CLI (Google) on this machine: seen in 0.61.0.  Matchers are regular expressions, times milliseconds."""

import os

from csg.clients import other_client, wiring

_TOOLS = "^(replace|write_file|run_shell_command)$"
_TIME = 10_000


class Gemini(other_client.OtherClient):
    """See OtherClient."""

    NAME, PROGRAM, PACKAGE = "gemini", "gemini", "@google/gemini-cli"
    COMMENTS = True
    NAMES = True
    WIRES = (
        wiring.Wire("SessionStart", timeout=_TIME),
        wiring.Wire("BeforeAgent", timeout=_TIME),
        wiring.Wire("BeforeTool", _TOOLS, timeout=_TIME),
        wiring.Wire("AfterTool", _TOOLS, timeout=_TIME),
        wiring.Wire("SessionEnd", timeout=_TIME),
    )

    def _folder(self) -> str:
        return os.path.join(self._chosen("GEMINI_CLI_HOME", ""), ".gemini")  # another home, not another folder
