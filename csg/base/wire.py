"""JSON from file descriptors and back, without importing `json`.

`import json` pulls in 24 modules and doubles a hook's start-up, and the C accelerator behind it is a
library to load: a fortieth of that start-up.  What clients and csg itself write most of the time is
simple enough to be read here in less; whatever is not goes to the accelerator, or where that is
missing or has changed shape to `json`.  tests/unit/base/test_wire.py holds that all three agree.
"""

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_CHUNK = 1 << 16
_ATTEMPTS = 20  # a chunk may end in "}" by chance; parsing at each would be quadratic
_DEEPEST = 600  # arrays and objects in one another; `encode` takes a frame for each
_ESCAPES = 400  # with more of them in a text the accelerator is the faster
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PLAIN = ("true", "false", "null")
_WORDS = {"t": (True, "true"), "f": (False, "false"), "n": (None, "null")}


def decode(text: str) -> "Any":
    """The JSON value that `text` begins with; what follows it is ignored.  ValueError if none, or one so deep that it
    could not be encoded again."""
    value = _decoded(text)
    if text.count("[") + text.count("{") > _DEEPEST and _is_deep(value):
        raise ValueError("nested too deeply")
    return value


def _decoded(text: str) -> "Any":
    if text.count("\\") <= _ESCAPES:
        try:
            if text[:2] == '{"' and text[-1] in "}\n" and text.rfind("{") == 0 and "\\" not in text:
                try:
                    return _flat(text.rstrip("\n"))
                except (LookupError, ValueError):
                    pass
            return _simple(text, 0)[0]
        except (LookupError, ValueError, RecursionError):  # not simple, or not JSON
            pass
    return _scanned(text)


def _simple(text: str, i: int) -> "tuple[Any, int]":
    """The value that begins at `i`, and where it ends.  LookupError or ValueError for what is not written simply:
    with white space but for single blanks after "," and ":", with \\u, with numbers in exponents or of many digits."""
    first = text[i]
    if first == '"':
        end = text.index('"', i + 1)
        string = text[i + 1 : end]
        return _unescaped(text, i + 1, end) if "\\" in string else (string, end + 1)
    if first == "{":
        found: dict[str, Any] = {}
        if text[i + 1] == "}":
            return found, i + 2
        while True:
            i += 2 if text[i + 1] == " " else 1
            end = text.index('"', i + 1)
            name = text[i + 1 : end]
            if text[i] != '"' or text[end + 1] != ":" or "\\" in name:
                raise ValueError
            found[name], i = _simple(text, end + 3 if text[end + 2] == " " else end + 2)
            if text[i] == "}":
                return found, i + 1
            if text[i] != ",":
                raise ValueError
    if first == "[":
        items: list[Any] = []
        if text[i + 1] == "]":
            return items, i + 2
        while True:
            item, i = _simple(text, i + 2 if text[i + 1] == " " else i + 1)
            items.append(item)
            if text[i] == "]":
                return items, i + 1
            if text[i] != ",":
                raise ValueError
    if first in _WORDS:
        value, word = _WORDS[first]
        if text.startswith(word, i):
            return value, i + len(word)
        raise ValueError
    near = text[i : i + _DIGITS]  # what ends it is a comma or a bracket
    for ending in ",}]":
        near = near.partition(ending)[0]
    return _number(near), i + len(near)


def _unescaped(text: str, i: int, end: int) -> "tuple[str, int]":
    """A string with escapes, from after its opening quote; `end`: the first quote after that."""
    parts = []
    while True:
        at = text.find("\\", i, end)
        if at < 0:
            parts.append(text[i:end])
            return "".join(parts), end + 1
        parts.append(text[i:at])
        parts.append(_ESCAPED[text[at + 1]])
        i = at + 2
        if i > end:  # it was that quote
            end = text.index('"', i)


_DIGITS = 24  # characters of a number, more than any time or count of ours has
_scan: "Callable[[str, int], tuple[Any, int]] | None" = None


def decode_bytes(data: bytes) -> "Any":
    """The same of UTF-8; bytes that are not become lone surrogates (PEP 383), so that paths survive."""
    return decode(data.decode("utf-8", "surrogateescape"))


def encode(value: "Any") -> str:
    """`value` (dict, list, str, int, float, bool, None) as one line of ASCII JSON."""
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is dict or kind is list:
        inner = value.values() if kind is dict else value
        others = {*map(type, inner)} - _ATOMS
        if not others or (
            others == _LISTS and _ATOMS.issuperset([type(one) for item in inner if type(item) is list for one in item])
        ):
            text = ascii(value)  # Python's way to write these is JSON's, but for quotation marks and escapes
            if '"' not in text and "\\" not in text:
                return text.replace("'", '"')
    parts = []
    if kind is dict:
        for name, item in value.items():
            parts.append(_quoted(name) + ": " + encode(item))
        return "{" + ", ".join(parts) + "}"
    if kind is list or kind is tuple:
        for item in value:
            parts.append(encode(item))
        return "[" + ", ".join(parts) + "]"
    if kind is int or kind is float:
        return repr(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    raise TypeError("not JSON: " + kind.__name__)


_ATOMS, _LISTS = {str, int, float}, {list}


def _quoted(text: str) -> str:
    """As json.dumps would, in ASCII."""
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if not (text.isascii() and text.isprintable()):
        for character in set(text):  # in a long text they are few
            if not " " <= character <= "~":
                text = text.replace(character, _escape(character))
    return '"' + text + '"'


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return _SHORT.get(character) or "\\u%04x" % code
    code -= 0x10000  # as a pair of surrogates
    return "\\u%04x\\u%04x" % (0xD800 | code >> 10, 0xDC00 | code & 0x3FF)


_SHORT = {"\b": "\\b", "\f": "\\f", "\r": "\\r", "\t": "\\t"}


def read_value(fd: int, limit: int, patience: int = 0) -> "Any":
    """Read `fd` until one JSON value is complete (EOF may never come) and decode it.

    ValueError when there is none, or when it is longer than `limit` bytes.  TimeoutError after `patience`
    seconds (0: without end) without a byte."""
    read = _patient(patience) if patience else posix.read
    chunks: list[bytes] = []
    size = attempts = 0
    while True:
        try:
            chunk = read(fd, _CHUNK)
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


def _patient(seconds: int) -> "Callable[[int, int], bytes]":
    """posix.read, with a TimeoutError after so many seconds without a byte.  For one descriptor."""
    # The C module behind `signal`: every interpreter has loaded it by then, and `select` may be a library to load.
    import _signal  # type: ignore[import-not-found]

    waiting = False

    def ring(number: int, frame: object) -> None:
        if waiting:
            raise TimeoutError

    def read(fd: int, size: int) -> bytes:
        nonlocal waiting
        waiting = True
        _signal.alarm(seconds)
        try:
            return posix.read(fd, size)
        except TimeoutError:
            waiting = False
            return _late(fd, size, seconds)
        finally:
            waiting = False

    _signal.signal(_signal.SIGALRM, ring)
    return read


#: cold


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`; OSError when the reader is gone."""
    while data:
        data = data[posix.write(fd, data) :]


#: cold: records


def _flat(text: str) -> "dict[str, Any]":
    """An object without escapes, as `encode` writes a record.  LookupError or ValueError if it is not just that.

    Without escapes every quotation mark begins or ends a string, so pieces that are sound make a sound whole."""
    found: dict[str, Any] = {}
    for piece in text[2:-1].split(', "'):
        name, _, value = piece.partition('": ')
        if '"' in name:
            raise ValueError
        if value[0] != '"':
            found[name] = _WORDS[value[0]][0] if value in _PLAIN else _number(value)
        elif value[-1] == '"' and value.count('"') == 2:
            found[name] = value[1:-1]
        else:
            raise ValueError
    return found


def _number(text: str) -> "Any":
    """All of `text`, if it is a number as JSON has them, of fewer than _DIGITS characters and without an exponent."""
    whole, dot, part = text.partition(".")
    if whole.isdigit() and text.isascii() and (whole[0] != "0" or whole == "0") and len(text) < _DIGITS:
        if not dot:
            return int(text)
        if part.isdigit():
            return float(text)
    elif text[0] == "-" != text[1]:
        return -_number(text[1:])
    raise ValueError


#: cold: rarely


def _scanned(text: str) -> "Any":
    try:
        return _accelerated()(text, len(text) - len(text.lstrip()))[0]
    except (StopIteration, SystemError, RecursionError, LookupError):
        # The scanner of 3.10 and 3.11 looks its exception up in `json.decoder`; where that was never
        # imported, it fails without one.
        raise ValueError("not JSON") from None


def _late(fd: int, size: int, seconds: int) -> bytes:
    posix.set_blocking(fd, False)
    try:
        return posix.read(fd, size)  # it may be there: this process, not its client, was held up
    except BlockingIOError:
        raise TimeoutError("nothing on stdin for %d seconds" % seconds) from None
    finally:
        posix.set_blocking(fd, True)


def _accelerated() -> "Callable[[str, int], tuple[Any, int]]":
    """How to scan any value."""
    global _scan  # noqa: PLW0603  loaded once, where it is needed
    if _scan is None:
        from csg.base import accelerator

        try:
            _scan = accelerator.scanner()
        except ImportError:  # Debian's python3-minimal has no `json` at all: what is simple can still be read
            _scan = _simple
    return _scan


def _is_deep(value: "Any") -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, (list, dict)):
                inner += one.values() if isinstance(one, dict) else one
        level = inner
        if not level:
            return False
    return True
