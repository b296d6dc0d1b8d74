"""What quotes, `$` and backticks mean in a word (POSIX 2.2 and 2.6, and bash's manual).

Each function is called behind the character that it is about, adds to the word, and returns the place
behind what it has read.  Commands inside are read where they stand.
"""

from csg.shell import characters, outputs
from csg.shell.budget import DEPTH, Enough
from csg.shell.places import Listed
from csg.shell.unfinished import UnfinishedWord
from csg.shell.words import LONGEST_PATH, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command


def double(word: UnfinishedWord, i: int) -> int:
    """`i` is behind a `"`; the place behind the one that closes it."""
    source, budget = word.source, word.line.budget
    data = source.data
    word.add_quoted(b"")
    while True:
        budget.spend(1)
        j = source.double.find(1, i)
        if j < 0:
            word.parts.append(data[i:])
            return len(data)
        if j > i:
            word.parts.append(data[i:j])
        c = data[j]
        i = j + 1
        if c == 34:
            return i
        if c == 92:
            follows = data[i : i + 1]
            i += 1
            if follows in (b'"', b"\\", b"$", b"`"):
                word.parts.append(follows)
            elif follows != b"\n":
                word.parts.append(b"\\" + follows)
        elif c == 36:
            i = dollar(word, i, True)
        else:
            i = backtick(word, i, True)


def dollar(word: UnfinishedWord, i: int, quoted: bool) -> int:
    """`i` is behind a `$`; the place behind what it begins."""
    data = word.source.data
    start = i - 1
    c = data[i : i + 1]
    if c == b"(":
        if data[i + 1 : i + 2] == b"(":
            end = word.source.arithmetic(i + 2)
            if end >= 0:
                word.add_unknown(data[start:end], 0, False)
                return end
        i, found = word.line.substitution(word.source, i + 1, word.environment)
        _printed(word, data[start:i], found, quoted)
        return i
    if c == b"{":
        end = _braces(word, i + 1, quoted)
        _parameter(word, data[i + 1 : end - 1], data[start:end], quoted)
        return end
    if c == b"'" and not quoted:
        return _ansi(word, i + 1)
    if c == b'"' and not quoted:
        return i
    name = data[i : i + 64]
    name = name[: len(name) - len(name.lstrip(characters.NAME))]
    if not name:
        if c in (b"@", b"*", b"#", b"?", b"$", b"!", b"-"):
            _parameter(word, c, data[start : i + 1], quoted)
            return i + 1
        word.add_quoted(b"$")
        return i
    if name[:1].isdigit():
        name = name[:1]
    _parameter(word, name, data[start : i + len(name)], quoted)
    return i + len(name)


def _parameter(word: UnfinishedWord, name: bytes, written: bytes, quoted: bool) -> None:
    """`$NAME` or `${…}`: its value where that is known."""
    rest = name.lstrip(characters.NAME)
    name, rest = name[: len(name) - len(rest)] or name, rest if rest != name else b""
    value = word.environment.value(name)
    if rest[:2] in (b":-", b":=") or rest[:1] == b"-":
        default = rest[1:] if rest[:1] == b"-" else rest[2:]
        if isinstance(value, bytes) and value:
            rest = b""
        elif value == b"" or (value is None and name not in word.environment.variables):
            value, rest = default.strip(b"'\""), default if b"$" in default else b""
    if rest in (b"[@]", b"[*]"):
        rest = b""
    elif rest or (isinstance(value, list) and name not in (b"@", b"*")):
        value = None
    if isinstance(value, list):
        word.add_fields(value, not quoted)
    elif isinstance(value, Listed):
        word.add_listed(written, list(value.places), value.many)
    elif value is None or isinstance(value, Unsure):
        word.add_unknown(written, 0, name in (b"@", b"*"))
    elif quoted:
        word.add_quoted(value)
    else:
        word.add_split(value)


def _printed(word: UnfinishedWord, written: bytes, found: "list[Command]", quoted: bool) -> None:
    """`$( )`: what its commands print, where that is known."""
    last = found[-1] if found else None
    stages, stage = 0, last
    while stage is not None:  # as many as the pipe has: nothing else prints
        stages, stage = stages + 1, stage.stdin.command if stage.stdin is not None else None
    said = outputs.text(last) if last is not None and stages == len(found) else None
    places = outputs.listed(last) if last is not None and stages == len(found) and said is None else None
    if said is not None and len(said) <= LONGEST_PATH:
        said = said.rstrip(b"\n")
        if quoted:
            word.add_quoted(said)
        else:
            word.add_split(said)
    elif places is not None:
        word.add_listed(written, places, not quoted)
    else:
        word.add_unknown(written, 0, not quoted)


def _braces(word: UnfinishedWord, i: int, quoted: bool) -> int:
    """`i` is behind `${`; the place behind its `}`.  What it runs is read as well."""
    source = word.source
    if source.depth >= DEPTH:
        raise Enough
    source.depth += 1
    end = _braces_end(word, i, quoted)
    source.depth -= 1
    return end


def _braces_end(word: UnfinishedWord, i: int, quoted: bool) -> int:
    source, budget = word.source, word.line.budget
    data, table = source.data, source.braced()
    aside = UnfinishedWord(word.line, source, word.environment)  # what is read in there is no part of the word
    depth = 1
    while True:
        budget.spend(1)
        j = table.find(1, i)
        if j < 0:
            return len(data)
        c = data[j]
        i = j + 1
        if c == 125:  # }
            depth -= 1
            if not depth:
                return i
        elif c == 123:  # {: bash does not count a bare one
            depth += data[j - 1] == 36
        elif c == 92:
            i += 1
        elif c == 39 and not quoted:
            i = data.find(b"'", i) + 1 or len(data)
        elif c == 96:
            i = backtick(aside, i)
        elif c == 34:
            i = double(aside, i)
        elif c == 36 and data[i : i + 1] == b"(":
            i = dollar(aside, i, True)


def _ansi(word: UnfinishedWord, i: int) -> int:
    """`i` is behind `$'`; the place behind the quote that closes it."""
    data, budget = word.source.data, word.line.budget
    word.add_quoted(b"")
    while True:
        budget.spend(1)
        quote = data.find(b"'", i)
        if quote < 0:
            quote = len(data)
        slash = data.find(b"\\", i, quote)
        if slash < 0:
            word.parts.append(data[i:quote])
            return quote + 1
        word.parts.append(data[i:slash])
        known = characters.ANSI.get(data[slash + 1]) if slash + 1 < len(data) else None
        if known is None:
            word.add_unknown(data[slash : slash + 2], 0, False)
        else:
            word.parts.append(known)
        i = slash + 2


def backtick(word: UnfinishedWord, i: int, quoted: bool = False) -> int:
    """`i` is behind a backtick; read the commands up to the one that closes it."""
    data, budget = word.source.data, word.line.budget
    j = i
    while True:
        budget.spend(1)
        end = data.find(b"`", j)
        if end < 0:
            end = len(data)
            break
        slashes = len(data[j:end]) - len(data[j:end].rstrip(b"\\"))
        if slashes % 2 == 0:
            break
        j = end + 1
    text = data[i:end]
    if b"\\" in text:
        text = text.replace(b"\\`", b"`").replace(b"\\$", b"$").replace(b"\\\\", b"\\")
    found = word.line.script(text, word.environment.copy(), word.source.depth)
    _printed(word, data[i - 1 : end + 1], found, quoted)
    return end + 1
