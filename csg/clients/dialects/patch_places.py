"""Where the pieces of a patch stand in a file, found as Codex (seen: 0.169.0) finds them."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csg.clients.dialects.patch_text import Chunk

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES, _DOUBLE = "\u2018\u2019\u201a\u201b", "\u201c\u201d\u201e\u201f"
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_PLAIN = {
    ord(one): plain for many, plain in ((_DASHES, "-"), (_QUOTES, "'"), (_DOUBLE, '"'), (_SPACES, " ")) for one in many
}


def find(lines: "Sequence[str]", chunks: "Sequence[Chunk]") -> "list[int] | None":
    """The index of the line where each piece begins; None if one of them is nowhere."""
    found, at = [], 0
    for chunk in chunks:
        if chunk.context:
            context = _seek(lines, [chunk.context], at, False)
            if context is None:
                return None
            at = context + 1
        if not chunk.old:
            found.append(len(lines))  # what has no old lines goes to the end, wherever it says
            continue
        place = _seek(lines, chunk.old, at, chunk.at_end)
        many = len(chunk.old)
        if place is None and not chunk.old[-1]:  # the empty line before the next piece
            many -= 1
            place = _seek(lines, chunk.old[:-1], at, chunk.at_end)
        if place is None:
            return None
        found.append(place)
        at = place + many
    return found


def changed(lines: "Sequence[str]", chunks: "Sequence[Chunk]", places: "Sequence[int]") -> "list[int]":
    """The first and the last line, counted from 1, of each piece that is changed, as the file is before it."""
    spans = []
    for chunk, place in zip(chunks, places):
        at, touched = place, []
        for mark in chunk.marks:
            if mark == "-":
                touched.append(at)
            elif mark == "+":  # between two lines: the one before is as good as any
                touched.append(max(at - 1, 0))
            at += mark != "+"
        if touched:
            spans.append((touched[0] + 1, touched[-1] + 1))
    return [line for span in sorted(spans) for line in span]


def lacks(lines: "Sequence[str]", chunks: "Sequence[Chunk]") -> bool:
    """Is one of the old lines nowhere in the file, however a client compares them?"""
    there = {_bare(line) for line in lines}
    return any(_bare(line) not in there for chunk in chunks for line in chunk.old)


def _seek(lines: "Sequence[str]", wanted: "Sequence[str]", start: int, at_end: bool) -> "int | None":
    """Where these lines stand, from `start` on: as they are, else without white space at their ends, and so on."""
    if not wanted:
        return start
    many = len(wanted)
    last = len(lines) - many
    first = last if at_end else start
    forms: tuple[Callable[[str], str], ...] = (str, str.rstrip, str.strip, _plain)
    for form in forms:
        there, sought = [form(line) for line in lines], [form(line) for line in wanted]
        at = first - 1
        while at < last:
            try:
                at = there.index(sought[0], at + 1, last + 1)
            except ValueError:
                break
            if there[at : at + many] == sought:
                return at
    return None


def _plain(line: str) -> str:
    return line.strip().translate(_PLAIN)


def _bare(line: str) -> str:
    return "".join([one for one in line if one.isalnum()])
