"""JSON-RPC 2.0 over a stream: lines in, one message each; answers and errors as lines.

What a method does is none of its business.
"""

import posix

from csg.base import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603

#: Bytes of one message: 500 long paths fit many times over, and the largest file that a model can write in one go.
LINE = 1 << 23
_CHUNK = 1 << 16
_DIGITS = 40  # of an integer; before Python 3.11 a million of them take minutes to read


class Refused(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, code: int, message: str, **data: "Any") -> None:
        self.code = code
        self.message = message
        self.data = data


class Dropped(Exception):
    """Nobody waits for the answer any more."""


class Lines:
    """What comes from a descriptor, a line each without its end; None as soon as one is longer than LINE.

    Such a line is skipped, never kept.  The last line needs no end."""

    def __init__(self, source: int, idle: "Callable[[], None]" = lambda: None) -> None:
        """`idle` is called before each read that waits."""
        self._source = source
        self._idle = idle
        self._ready: list[bytes | None] = []
        self._parts: list[bytes] = []
        self._size = 0
        self._skipping = False
        self._ended = False

    def __iter__(self) -> "Iterator[bytes | None]":
        while True:
            while self._ready:
                yield self._ready.pop(0)
            if self._ended:
                return
            self._idle()
            self._read()

    def coming(self) -> "list[bytes]":
        """The lines that are here already, to be looked at before their turn; nothing is waited for."""
        import select

        while not self._ended and select.select([self._source], [], [], 0)[0]:
            self._read()
        return [line for line in self._ready if line is not None]

    def _read(self) -> None:
        try:
            chunk = posix.read(self._source, _CHUNK)
        except BlockingIOError:
            posix.set_blocking(self._source, True)
            return
        self._ended = not chunk
        pieces = chunk.split(b"\n")
        for i, piece in enumerate(pieces):
            if not self._skipping:
                self._parts.append(piece)
                self._size += len(piece)
                if self._size > LINE:
                    self._skipping, self._parts = True, []
                    self._ready.append(None)
            if i < len(pieces) - 1 or not chunk:
                if not self._skipping:
                    self._ready.append(b"".join(self._parts))
                self._parts, self._size, self._skipping = [], 0, False


def line(value: "Any") -> bytes:
    """A message or a batch of them, ready to be written."""
    return wire.encode(value).encode() + b"\n"


def error(identifier: "Any", refused: Refused) -> "dict[str, Any]":
    """The answer to a request that is refused."""
    said: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.data:
        said["data"] = refused.data
    return {"jsonrpc": "2.0", "id": identifier, "error": said}


def refusal(code: int, message: str) -> bytes:
    """The same as a line, where there is no id to answer to."""
    return line(error(None, Refused(code, message)))


# JSON as RFC 8259 has it: `wire` is more patient, since a hook's stdin is one value of unknown making.


class _Strict:
    """What `_json.make_scanner` wants to know; the names are json.JSONDecoder's."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float

    @staticmethod
    def parse_int(digits: str) -> int:
        if len(digits) > _DIGITS:
            raise ValueError("an integer of %d digits" % len(digits))
        return int(digits)

    @staticmethod
    def parse_constant(name: str) -> float:
        raise ValueError(name)


def _scanner() -> "Callable[[str, int], tuple[Any, int]]":
    try:
        import _json

        scan: Callable[[str, int], tuple[Any, int]] = _json.make_scanner(_Strict)  # type: ignore[arg-type]
        if scan('{"a": [1, 2.5, "\\u00e9"]} ', 0) == ({"a": [1, 2.5, "\xe9"]}, 25):
            return scan
    except Exception:
        pass
    import json

    return json.JSONDecoder(parse_int=_Strict.parse_int, parse_constant=_Strict.parse_constant).raw_decode


_scan = _scanner()


def decode(line: bytes) -> "Any":
    """The one JSON value that a line is.  ValueError for anything else."""
    text = line.decode("utf-8")
    try:
        value, end = _scan(text, len(text) - len(text.lstrip(" \t\r\n")))
    except StopIteration:
        raise ValueError("no value") from None
    except SystemError:  # see wire.decode
        raise ValueError("malformed") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if text[end:].strip(" \t\r\n"):
        raise ValueError("more than one value")
    return value
