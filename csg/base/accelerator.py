"""The C accelerator behind `json`, without `json`.

`_json` is private: where it is missing or has changed shape, `json` itself takes over.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


class _Scanning:
    """What `_json.make_scanner` wants to know; the names are json.JSONDecoder's."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


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

    return json.JSONDecoder(strict=False).raw_decode
