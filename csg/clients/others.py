"""The clients other than Claude Code that csg can be wired into."""

from typing import Dict, List, Mapping, Type

from csg.clients import codex, copilot, gemini, opencode_settings, qwen
from csg.clients.other_client import OtherClient

#: By `csg hook --client`'s name.
KINDS: Dict[str, Type[OtherClient]] = {
    kind.NAME: kind for kind in (codex.Codex, gemini.Gemini, copilot.Copilot, opencode_settings.OpenCode, qwen.Qwen)
}


def everyone(environ: Mapping[bytes, bytes]) -> List[OtherClient]:
    """All of them, whether they are here or not."""
    return [kind(environ) for kind in KINDS.values()]
