"""By what a program that a client has started knows whose it is: its environment, and what an MCP client says.

Seen in Codex 0.169, Gemini CLI 0.61, Copilot CLI 1.0.102, OpenCode 1.18.33, Qwen Code 0.15.10.  Codex gives
MCP servers no variables of its own; Gemini and Qwen tell nobody but hooks an id.
"""

from csg.base import wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Variables with a Session's id -> the client that sets it ("": Claude Code).
IDS = {
    b"CLAUDE_CODE_SESSION_ID": "",
    b"CODEX_SESSION_ID": "codex",
    b"CODEX_THREAD_ID": "codex",
    b"GEMINI_SESSION_ID": "gemini",
    b"COPILOT_AGENT_SESSION_ID": "copilot",
    b"CSG_SESSION_ID": "opencode",  # by csg's own plugin
}
#: Variables that tell the client alone.
MARKS = {
    b"GEMINI_CLI": "gemini",
    b"COPILOT_CLI": "copilot",
    b"OPENCODE": "opencode",
    b"QWEN_CODE": "qwen",
}


def stated(environ: "Mapping[bytes, bytes]") -> "list[bytes]":
    """The ids in an environment; of several clients, where one runs in another's shell."""
    return [environ[name] for name in IDS if environ.get(name)]


def client(info: "Any") -> "str | None":
    """The client that an MCP client's `clientInfo` is about ("": Claude Code); None where that is none that csg knows.

    codex-mcp-client, gemini-cli-mcp-client, copilot-cli, opencode, qwen-cli-mcp-client-NAME, claude-code (all seen)."""
    name = info.get("name") if isinstance(info, dict) else None
    for known in ("claude", *wording.CLIENTS):
        if isinstance(name, str) and name.startswith(known):
            return "" if known == "claude" else known
    return None
