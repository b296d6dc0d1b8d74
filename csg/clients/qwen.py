"""Qwen Code (Alibaba) on this machine: seen in 0.15.10.  Matchers are regular expressions, times milliseconds."""

import os

from csg.clients import other_client, wiring

_TOOLS = "^(edit|write_file|run_shell_command|monitor)$"
_TIME = 10_000


class Qwen(other_client.OtherClient):
    """See OtherClient."""

    NAME, PROGRAM, PACKAGE = "qwen", "qwen", "@qwen-code/qwen-code"
    COMMENTS = True
    NAMES = True
    WIRES = (
        wiring.Wire("SessionStart", timeout=_TIME),
        wiring.Wire("UserPromptSubmit", timeout=_TIME),
        wiring.Wire("PreToolUse", _TOOLS, timeout=_TIME),
        wiring.Wire("PostToolUse", _TOOLS, timeout=_TIME),
        wiring.Wire("PostToolUseFailure", _TOOLS, timeout=_TIME),
        wiring.Wire("SubagentStop", timeout=_TIME),
        wiring.Wire("SessionEnd", timeout=_TIME),
    )

    def _folder(self) -> str:
        return os.path.expanduser(self._chosen("QWEN_HOME", ".qwen"))
