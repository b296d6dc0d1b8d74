"""A record's fields as what they should be, whatever somebody or something has put there."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MOST = 1e15  # of a number: more is no time and no count


def text(record: "Mapping[str, Any]", name: str) -> str:
    """A field that holds text, else ""."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def texts(record: "Mapping[str, Any]", name: str) -> "list[str]":
    """A field that lists texts; of what is none nothing."""
    value = record.get(name)
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def number(record: "Mapping[str, Any]", name: str) -> float:
    """A field that holds a number, else 0.0."""
    value = record.get(name)
    return float(value) if isinstance(value, (int, float)) and abs(value) < _MOST else 0.0
