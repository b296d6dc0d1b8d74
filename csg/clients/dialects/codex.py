"""Codex (OpenAI): seen in 0.169.0."""

from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "codex"


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    return terms.table(event), terms.environment(environ, NAME)


def hears(kind: str) -> bool:
    """See `dialect`."""
    return True


def say(answer: "Said") -> str:
    """See `dialect`."""
    return answer.encode()
