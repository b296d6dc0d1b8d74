"""Which characters mean something, as tables for bytes.translate: plain runs are then skipped by bytes.find."""


def _stops(characters: bytes, marks: bytes = b"") -> bytes:
    return bytes([1 if c in characters else 2 if c in marks else 0 for c in range(256)])


#: 1 where a plain run ends, 2 what may mean something in a run, else 0: outside of quotes …
PLAIN = _stops(b" \t\n;&|()<>'\"\\`$", b"*?[]{~#")
#: … inside of double quotes …
DOUBLE = _stops(b'"\\`$')
#: … and inside of `${ }`.
BRACED = _stops(b"'\"\\`${}")

#: What stands behind a backslash inside of `$' '`, and what it means.
ANSI = {110: b"\n", 116: b"\t", 114: b"\r", 92: b"\\", 39: b"'", 34: b'"', 97: b"\a", 98: b"\b", 101: b"\x1b"}

#: What a variable's name is made of.
NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
