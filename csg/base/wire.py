"""JSON from file descriptors and back, without importing `json`.

`import json` pulls in 24 modules and doubles a hook's start-up, so this uses the C
accelerator behind it.  `_json` is private: where it is missing or has changed shape,
`json` itself takes over (tests/unit/test_wire.py holds that both agree).
"""

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_CHUNK = 1 << 16
_ATTEMPTS = 20  # a chunk may end in "}" by chance; parsing at each would be quadratic


class _Scanning:
    """What `_json.make_scanner` wants to know; the names are json.JSONDecoder's."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


def _load() -> "tuple[Callable[[str, int], tuple[Any, int]], Callable[[str], str]]":
    try:
        import _json

        scan: Any = _json.make_scanner(_Scanning)  # type: ignore[arg-type]
        if scan('{"a": [1, 2.5, "\\u00e9", null, true]}', 0)[0] == {"a": [1, 2.5, "\xe9", None, True]}:
            return scan, _json.encode_basestring_ascii
    except Exception:
        pass
    return _load_json()


def _load_json() -> "tuple[Callable[[str, int], tuple[Any, int]], Callable[[str], str]]":
    import json

    return json.JSONDecoder(strict=False).raw_decode, json.dumps


_scan, _quote = _load()


def decode(text: str) -> "Any":
    """The JSON value that `text` begins with; what follows it is ignored.  ValueError if none."""
    try:
        return _scan(text, len(text) - len(text.lstrip()))[0]
    except (StopIteration, SystemError):
        # The scanner of 3.10 and 3.11 looks its exception up in `json.decoder`; where that was never
        # imported, it fails without one.
        raise ValueError("not JSON") from None


def decode_bytes(data: bytes) -> "Any":
    """The same of UTF-8; bytes that are not become lone surrogates (PEP 383), so that paths survive."""
    return decode(data.decode("utf-8", "surrogateescape"))


def encode(value: "Any") -> str:
    """`value` (dict, list, str, int, float, bool, None) as one line of ASCII JSON."""
    if isinstance(value, str):
        return _quote(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join([_quote(k) + ": " + encode(v) for k, v in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([encode(v) for v in value]) + "]"
    raise TypeError("not JSON: " + type(value).__name__)


def read_value(fd: int, limit: int) -> "Any":
    """Read `fd` until one JSON value is complete (EOF may never come) and decode it.

    ValueError when there is none, or when it is longer than `limit` bytes."""
    chunks: list[bytes] = []
    size = attempts = 0
    while True:
        try:
            chunk = posix.read(fd, _CHUNK)
        except BlockingIOError:
            posix.set_blocking(fd, True)
            continue
        if not chunk:
            break
        size += len(chunk)
        if size > limit:
            raise ValueError("more than %d bytes on stdin" % limit)
        chunks.append(chunk)
        if attempts < _ATTEMPTS and chunk.rstrip().endswith(b"}"):
            attempts += 1
            try:
                return decode_bytes(b"".join(chunks))
            except ValueError:
                pass
    return decode_bytes(b"".join(chunks))


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`; OSError when the reader is gone."""
    while data:
        data = data[posix.write(fd, data) :]
