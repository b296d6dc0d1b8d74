"""Brace expansion (bash's manual, 3.5.1): `{a,b}` and `{1..3}` in a piece of a word without quotes."""

_MOST = 100


def expanded(piece: bytes) -> "list[bytes]":
    """What the piece stands for; only itself where there are no braces that mean something."""
    found = _expanded(piece, 0)
    return found[:_MOST] or [piece]


def _expanded(piece: bytes, depth: int) -> "list[bytes]":
    start = piece.find(b"{")
    while start >= 0 and depth < 8:
        end, commas = _closing(piece, start)
        if end > 0:
            inside = piece[start + 1 : end]
            options = _options(inside, commas, start + 1) if commas else _range(inside)
            if options:
                found: list[bytes] = []
                tails = _expanded(piece[end + 1 :], depth + 1)
                for option in options:
                    for one in _expanded(option, depth + 1):
                        found += [piece[:start] + one + tail for tail in tails]
                        if len(found) > _MOST:
                            return found
                return found
        start = piece.find(b"{", start + 1)
    return [piece]


def _closing(piece: bytes, start: int) -> "tuple[int, list[int]]":
    """The place of the `}` that closes the brace at `start` (-1: none), and those of its own commas."""
    depth = 0
    commas: list[int] = []
    for k in range(start, len(piece)):
        c = piece[k]
        if c == 123:
            depth += 1
        elif c == 125:
            depth -= 1
            if not depth:
                return k, commas
        elif c == 44 and depth == 1:
            commas.append(k)
    return -1, commas


def _options(inside: bytes, commas: "list[int]", offset: int) -> "list[bytes]":
    places = [-1, *[k - offset for k in commas], len(inside)]
    return [inside[a + 1 : b] for a, b in zip(places, places[1:])]


def _range(inside: bytes) -> "list[bytes]":
    first, dots, last = inside.partition(b"..")
    if not dots:
        return []
    if first.isdigit() and last.isdigit() and len(first) < 7 and len(last) < 7:
        a, b = int(first), int(last)
        width = max(len(first), len(last)) if first[:1] == b"0" or last[:1] == b"0" else 1
        numbers = range(a, b + 1) if a <= b else range(a, b - 1, -1)
        return [b"%0*d" % (width, n) for n in numbers[: _MOST + 1]]
    if len(first) == len(last) == 1 and (first + last).isalpha():
        a, b = first[0], last[0]
        return [bytes([c]) for c in (range(a, b + 1) if a <= b else range(a, b - 1, -1))]
    return []
