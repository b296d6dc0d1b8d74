"""The C accelerator behind `json`, without `json`.

`_json` is private: where it is missing or has changed shape, `json` itself takes over.

A number that is no use to anybody (NaN, infinity, hundreds of digits) is read as null: sums with it would fail,
or be wrong, far from here.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_DIGITS = 40  # of an integer; before Python 3.11 a million of them take minutes to read


def _integer(digits: str) -> "int | None":
    return int(digits) if len(digits) <= _DIGITS else None


def _real(text: str) -> "float | None":
    number = float(text)
    return number if number - number == 0 else None


def _constant(name: str) -> None:
    """NaN, Infinity, -Infinity: no JSON, but some write it."""


class _Scanning:
    """What `_json.make_scanner` wants to know; the names are json.JSONDecoder's."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = staticmethod(_real)
    parse_int = staticmethod(_integer)
    parse_constant = staticmethod(_constant)


def scanner() -> "Callable[[str, int], tuple[Any, int]]":
    """scan(text, index) gives (value, end); it raises StopIteration, ValueError or SystemError for what is no JSON."""
    try:
        import _json

        scan: Any = _json.make_scanner(_Scanning)  # type: ignore[arg-type]
        if scan('{"a": [1, 2.5, "\\u00e9", null, true]}', 0)[0] == {"a": [1, 2.5, "\xe9", None, True]}:
            return scan  # type: ignore[no-any-return]
    except Exception:
        pass
    return json_scanner()


def json_scanner() -> "Callable[[str, int], tuple[Any, int]]":
    """The same of `json`."""
    import json

    return json.JSONDecoder(strict=False, parse_float=_real, parse_int=_integer, parse_constant=_constant).raw_decode
