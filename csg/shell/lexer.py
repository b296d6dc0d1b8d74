"""What a shell command line would run: its simple commands, and the files that it surely writes.

Reads the part of sh, bash and zsh that people and models type (POSIX.1 "Shell Command Language",
chapter 2, and bash's manual): quotes, lists, pipes, subshells, substitutions, here-documents, and
programs that run other programs (`sudo`, `env`, `xargs`, `bash -c`).  Nothing is run or expanded and
the disk is not looked at.

Text is bytes here, as paths are.  Every function takes any text, never raises, and ends soon: plain
runs are skipped by bytes.find, and what remains (a step for each quote, blank, operator) is
counted, a command as a few.  A line that takes more than _STEPS, or nests deeper than _DEPTH, is
read up to there.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = 1200  # some 8 KB of dense script, outside of quotes and here-documents; under 5 ms
_DEPTH = 12
_LONGEST_PATH = 4096  # PATH_MAX on Linux


class Pattern(bytes):
    """A word with an unquoted `*`, `?` or `[`: the shell puts the names there that match."""


class Unsure(bytes):
    """A word with an expansion in it (as it is written): its value is known at run time only.

    before  the text in front of the first expansion
    many    may stand for any number of words: it comes from another command's output
    """

    before = b""
    many = False


class Command:
    """One simple command.

    words    the program and its arguments, without quotes; see Pattern and Unsure.  Programs that only
             run another (`sudo`, `env` …) are taken off
    cwd      the directory that it runs in, by the `cd`s before it; None if that is not known
    targets  the files that it is redirected to
    assigned the `NAME=value` words in front of it
    more     xargs adds words that are not known
    """

    __slots__ = ("assigned", "cwd", "more", "targets", "words")

    def __init__(
        self, words: "list[bytes]", cwd: "bytes | None", targets: "list[bytes]", assigned: "list[bytes]", more: bool
    ) -> None:
        self.words = words
        self.cwd = cwd
        self.targets = targets
        self.assigned = assigned
        self.more = more


def commands(line: str, cwd: "bytes | None", home: bytes = b"") -> "list[Command]":
    """The simple commands of `line`, as far as it can be read; what is inside of others comes first.

    cwd   where it starts (absolute); None if unknown
    home  the person's home directory, for `cd` and `~`; b"" if unknown
    A function's body and both branches of an `if` count as run; quoted text and comments do not."""
    found: list[Command] = []
    if "\0" in line:  # no program can be given such an argument: the client cannot run this
        return found
    try:
        data = line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = line.encode("utf-8", "replace")
    try:
        _List(_Source(data, _Work(found, home), 0), cwd).read(0, False)
    except _Enough:
        pass
    return found


def basename(word: bytes) -> bytes:
    """The program's name without its directory."""
    return word[word.rfind(b"/") + 1 :]


def join(cwd: "bytes | None", path: bytes) -> "bytes | None":
    """`path` seen from `cwd`, absolute; None if it cannot be told."""
    if isinstance(path, (Unsure, Pattern)) or len(path) > _LONGEST_PATH:
        return None
    if path[:1] == b"/":
        return path
    while path[:2] == b"./":
        path = path[2:].lstrip(b"/")
    if cwd is None or path in (b"", b"."):
        return cwd
    return cwd.rstrip(b"/") + b"/" + path


def _part(word: bytes, part: bytes) -> bytes:
    """A part of a word: as uncertain as the whole."""
    return part if type(word) is bytes else Unsure(part)


class Options:
    """A program's arguments, taken apart as getopt does.

    given     (name, value) in order; a short option's name is its letter, a long one's begins with `--`
    operands  the other words;  dashes: how many of them stand before `--`, -1 if there is no `--`
    """

    __slots__ = ("dashes", "given", "operands")

    def __init__(
        self,
        words: "list[bytes]",
        short: bytes = b"",
        long: "tuple[bytes, ...]" = (),
        attached: bytes = b"",
        first: bool = False,
    ) -> None:
        """words     without the program's name
        short     letters that take a value (the rest of the word, or else the next)
        long      options that take the next word where they have no `=`
        attached  letters whose value, if there is one, is the rest of the word
        first     options end at the first operand, as for programs that run another"""
        self.given: list[tuple[bytes, bytes]] = []
        self.operands: list[bytes] = []
        self.dashes = -1
        k, n = 0, len(words)
        while k < n:
            word = words[k]
            k += 1
            if word[:1] != b"-" or word == b"-":
                if first:
                    self.operands = words[k - 1 :]
                    return
                self.operands.append(word)
            elif word == b"--":
                self.dashes = len(self.operands)
                self.operands += words[k:]
                return
            elif word[:2] == b"--":
                name, equals, value = word.partition(b"=")
                if name in long and not equals and k < n:
                    value = words[k]
                    k += 1
                self.given.append((name, _part(word, value) if equals else value))
            else:
                for i in range(1, min(len(word), 32)):
                    letter = word[i : i + 1]
                    if letter in short or letter in attached:
                        value = _part(word, word[i + 1 :])
                        if not value and letter in short and k < n:
                            value = words[k]
                            k += 1
                        self.given.append((letter, value))
                        break
                    self.given.append((letter, b""))

    def has(self, *names: bytes) -> bool:
        """Is one of these options there?"""
        return any(name in names for name, _ in self.given)

    def value(self, *names: bytes) -> "bytes | None":
        """The last value of these options; None if none is there."""
        values = [value for name, value in self.given if name in names]
        return values[-1] if values else None


# ---- reading ---------------------------------------------------------------------------------


def _stops(characters: bytes, marks: bytes = b"") -> bytes:
    return bytes([1 if c in characters else 2 if c in marks else 0 for c in range(256)])


#: Tables for bytes.translate: 1 where a plain run ends, 2 what may mean something in a run, else 0.
_PLAIN = _stops(b" \t\n;&|()<>'\"\\`$", b"*?[]{~#")
_DOUBLE = _stops(b'"\\`$')
_BRACED = _stops(b"'\"\\`${}")
_ANSI = {110: b"\n", 116: b"\t", 114: b"\r", 92: b"\\", 39: b"'", 34: b'"', 97: b"\a", 98: b"\b", 101: b"\x1b"}
_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

_SUBSHELL, _ARRAY, _CASE = range(3)


class _Enough(Exception):
    """Too long or too deep: what has been found must do."""


class _Work:
    """What all readers of one command line share."""

    __slots__ = ("found", "home", "steps")

    def __init__(self, found: "list[Command]", home: bytes) -> None:
        self.found = found
        self.home = home
        self.steps = _STEPS

    def spend(self, steps: int) -> None:
        """Count work; _Enough when it has been too much."""
        self.steps -= steps
        if self.steps < 0:
            raise _Enough


class _Source:
    """One text to read: the line, or what is in backticks or after `sh -c`."""

    __slots__ = ("braced", "data", "depth", "double", "heredocs", "plain", "work")

    def __init__(self, data: bytes, work: _Work, depth: int) -> None:
        work.spend(10 + (len(data) >> 10))
        self.data = data
        self.work = work
        self.depth = depth
        self.plain = data.translate(_PLAIN)
        self.double = data.translate(_DOUBLE)
        self.braced = b""  # rarely wanted
        self.heredocs: list[tuple[bytes, bool]] = []  # (delimiter, leading tabs go), bodies not met yet

    def skip_heredocs(self, i: int) -> int:
        """`i` is behind a newline; the place behind the bodies of the here-documents begun before."""
        for delimiter, tabs in self.heredocs:
            i = self._skip_tabbed(i, delimiter) if tabs else self._skip_heredoc(i, delimiter)
        self.heredocs = []
        return i

    def _skip_heredoc(self, i: int, delimiter: bytes) -> int:
        data = self.data
        end = b"\n" + delimiter
        k = data.find(end, i - 1)
        while k >= 0:
            self.work.spend(1)
            after = k + len(end)
            if data[after : after + 1] in (b"\n", b""):
                return min(after + 1, len(data))
            k = data.find(end, k + 1)
        k = data.find(end + b")", i - 1)  # $(cat <<E … E): bash takes it for the end
        return len(data) if k < 0 else k + len(end)

    def _skip_tabbed(self, i: int, delimiter: bytes) -> int:
        data = self.data
        k = data.find(delimiter, i)
        while k >= 0:
            line = data.rfind(b"\n", 0, k) + 1
            self.work.spend(1 + ((k - line) >> 6))
            after = k + len(delimiter)
            if data[after : after + 1] in (b"\n", b"") and not data[line:k].strip(b"\t"):
                return min(after + 1, len(data))
            k = data.find(delimiter, k + 1)
        return len(data)

    def arithmetic(self, i: int) -> int:
        """`i` is behind `((`; the place behind the `))` that closes it, -1 if this is not arithmetic."""
        data, depth = self.data, 2
        while True:
            k = data.find(b")", i)
            self.work.spend(1 + (((k if k >= 0 else len(data)) - i) >> 10))
            if k < 0:
                return -1
            depth += data.count(b"(", i, k) - 1
            if depth == 1:  # `$((a); (b))` is two subshells
                return k + 2 if data[k + 1 : k + 2] == b")" else -1
            i = k + 1


class _List:
    """A list of commands: the whole text, or the inside of `$( )`."""

    __slots__ = (
        "before",
        "chained",
        "cwd",
        "directories",
        "frames",
        "glob",
        "list_cwd",
        "many",
        "open",
        "operator",
        "parts",
        "piped",
        "plain_only",
        "source",
        "targets",
        "test",
        "unsure",
        "words",
        "work",
    )

    def __init__(self, source: _Source, cwd: "bytes | None") -> None:
        self.source = source
        self.work = source.work
        self.cwd = cwd
        self.list_cwd = cwd  # at the start of this and-or list: `cd x && y &` changes nothing
        self.directories: list[bytes | None] = []  # pushd's stack
        self.frames: list[tuple[int, bytes | None, list[bytes], list[bytes], list[bytes]]] = []
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.operator = b""  # a redirection that waits for its word
        self.piped = False  # the command stands behind a `|`
        self.chained = False  # …behind a `||`
        self.test = False  # inside of [[ ]]
        self.clear()

    def clear(self) -> None:
        """Begin a word."""
        self.parts: list[bytes] = []
        self.open = False
        self.plain_only = True
        self.glob = False
        self.unsure = False
        self.many = False
        self.before = b""

    # -- characters

    def read(self, i: int, inner: bool) -> int:
        """Read from `i` to the end, or to the `)` that ends `$(`; the place behind it."""
        data, plain, work = self.source.data, self.source.plain, self.work
        size = len(data)
        while True:
            work.steps -= 1
            if work.steps < 0:
                raise _Enough
            j = plain.find(1, i)
            if j < 0:
                j = size
            if j > i:
                if plain.find(2, i, j) >= 0:
                    if not self.open and data[i] == 35:  # "#": a comment
                        i = data.find(b"\n", i)
                        if i < 0:
                            i = size
                        continue
                    self.add_marked(data[i:j])
                elif self.open or self.operator or (j < size and data[j] != 32):
                    self.open = True
                    self.parts.append(data[i:j])
                else:  # most words
                    self.words.append(data[i:j])
                    i = j + 1
                    continue
            if j >= size:
                self.end_word()
                self.end_command(b"")
                return size
            c = data[j]
            i = j + 1
            if c in b" \t":
                if self.open:
                    self.end_word()
                if data[i : i + 1] in (b" ", b"\t"):
                    blank = data[i : i + 256]
                    i += len(blank) - len(blank.lstrip(b" \t"))
            elif c == 39:  # '
                j = data.find(b"'", i)
                if j < 0:
                    j = size
                self.add_quoted(data[i:j])
                i = j + 1
            elif c == 34:  # "
                i = self.double(i)
            elif c == 92:  # \
                if data[i : i + 1] != b"\n":
                    self.add_quoted(data[i : i + 1])
                i += 1
            elif c == 36:  # $
                i = self.dollar(i, False)
            elif c == 96:  # `
                i = self.backtick(i)
            elif self.test and self.still_testing():  # operators mean something else in [[ ]]
                pass
            elif c in b"<>":
                i = self.redirect(i, c)
            elif c == 40:  # (
                i = self.parenthesis(i)
            elif c == 41:  # )
                if inner and not self.frames and not self.at_pattern():
                    self.end_word()
                    self.end_command(b"")
                    return i
                self.close()
            elif c == 10:
                self.end_word()
                self.end_command(b"\n")
                if self.source.heredocs:
                    i = self.source.skip_heredocs(i)
            elif c == 59:  # ;
                self.end_word()
                self.end_command(b";")
            elif c == 38:  # &
                i = self.ampersand(i)
            else:  # |
                self.end_word()
                follows = data[i : i + 1]
                self.end_command(b"||" if follows == b"|" else b"|")
                i += follows in (b"|", b"&")

    def add_marked(self, piece: bytes) -> None:
        """Unquoted text that may be a pattern, or begin with a tilde, or hold braces."""
        if b"*" in piece or b"?" in piece or (b"[" in piece and piece.strip(b"[")):
            self.glob = True
        if not self.open:
            self.open = True
            if piece[:1] == b"~":
                piece = self.tilde(piece)
        if b"{" in piece and (b"," in piece or b".." in piece):
            self.expand(piece, piece.find(b"{"), False)
        else:
            self.parts.append(piece)

    def tilde(self, piece: bytes) -> bytes:
        home = self.work.home
        if home and piece[1:2] in (b"", b"/"):
            return home + piece[1:]
        self.unsure = True  # another user's, or ~+
        return piece

    def add_quoted(self, piece: bytes) -> None:
        self.open = True
        self.plain_only = False
        self.parts.append(piece)

    def expand(self, piece: bytes, known: int, many: bool) -> None:
        """An expansion, as written; its first `known` bytes are literal."""
        self.open = True
        self.plain_only = False
        if not self.unsure:
            self.unsure = True
            self.before = b"".join(self.parts) + piece[:known]
        self.many = self.many or many
        self.parts.append(piece)

    def double(self, i: int) -> int:
        """`i` is behind a `"`; the place behind the one that closes it."""
        source = self.source
        data = source.data
        self.add_quoted(b"")
        while True:
            self.work.spend(1)
            j = source.double.find(1, i)
            if j < 0:
                self.parts.append(data[i:])
                return len(data)
            if j > i:
                self.parts.append(data[i:j])
            c = data[j]
            i = j + 1
            if c == 34:
                return i
            if c == 92:
                follows = data[i : i + 1]
                i += 1
                if follows in (b'"', b"\\", b"$", b"`"):
                    self.parts.append(follows)
                elif follows != b"\n":
                    self.parts.append(b"\\" + follows)
            elif c == 36:
                i = self.dollar(i, True)
            else:
                i = self.backtick(i)

    def dollar(self, i: int, quoted: bool) -> int:
        """`i` is behind a `$`; the place behind what it begins."""
        data = self.source.data
        start = i - 1
        c = data[i : i + 1]
        if c == b"(":
            if data[i + 1 : i + 2] == b"(":
                end = self.source.arithmetic(i + 2)
                if end >= 0:
                    self.expand(data[start:end], 0, False)
                    return end
            i = self.inside(i + 1)
            self.expand(data[start:i], 0, not quoted)
            return i
        if c == b"{":
            end = self.brace(i + 1, quoted)
            name = data[i + 1 : end - 1]
            if name == b"HOME" and self.work.home:
                self.add_quoted(self.work.home)
            else:
                self.expand(data[start:end], 0, False)
            return end
        if c == b"'" and not quoted:
            return self.ansi(i + 1)
        if c == b'"' and not quoted:
            return i
        name = data[i : i + 64]
        name = name[: len(name) - len(name.lstrip(_NAME))]
        if not name:
            if c in (b"@", b"*", b"#", b"?", b"$", b"!", b"-"):
                self.expand(data[start : i + 1], 0, c in (b"@", b"*"))
                return i + 1
            self.add_quoted(b"$")
            return i
        if name == b"HOME" and self.work.home:
            self.add_quoted(self.work.home)
        else:
            self.expand(data[start : i + len(name)], 0, False)
        return i + len(name)

    def brace(self, i: int, quoted: bool) -> int:
        """`i` is behind `${`; the place behind its `}`.  What it runs is read as well."""
        source = self.source
        data = source.data
        if not source.braced:
            source.braced = data.translate(_BRACED)
        if source.depth >= _DEPTH:
            raise _Enough
        source.depth += 1
        end = self.brace_end(i, quoted)
        source.depth -= 1
        return end

    def brace_end(self, i: int, quoted: bool) -> int:
        source = self.source
        data = source.data
        depth = 1
        while True:
            self.work.spend(1)
            j = source.braced.find(1, i)
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
                i = _List(source, self.cwd).backtick(i)
            elif c == 34:
                i = _List(source, self.cwd).double(i)
            elif c == 36 and data[i : i + 1] == b"(":
                i = _List(source, self.cwd).dollar(i, True)

    def ansi(self, i: int) -> int:
        """`i` is behind `$'`; the place behind the quote that closes it."""
        data = self.source.data
        self.add_quoted(b"")
        while True:
            self.work.spend(1)
            quote = data.find(b"'", i)
            if quote < 0:
                quote = len(data)
            slash = data.find(b"\\", i, quote)
            if slash < 0:
                self.parts.append(data[i:quote])
                return quote + 1
            self.parts.append(data[i:slash])
            known = _ANSI.get(data[slash + 1]) if slash + 1 < len(data) else None
            if known is None:
                self.expand(data[slash : slash + 2], 0, False)
            else:
                self.parts.append(known)
            i = slash + 2

    def backtick(self, i: int) -> int:
        """`i` is behind a backtick; read the commands up to the one that closes it."""
        data = self.source.data
        j = i
        while True:
            self.work.spend(1)
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
        self.nested(text, self.cwd)
        self.expand(data[i - 1 : end + 1], 0, True)
        return end + 1

    def inside(self, i: int) -> int:
        """Read the commands of a substitution that begins at `i`; the place behind its `)`."""
        source = self.source
        if source.depth >= _DEPTH:
            raise _Enough
        source.depth += 1
        end = _List(source, self.cwd).read(i, True)
        source.depth -= 1
        return end

    def nested(self, text: bytes, cwd: "bytes | None") -> "bytes | None":
        """Read another text as commands; the directory that it ends in."""
        if self.source.depth >= _DEPTH:
            return None
        inner = _List(_Source(text, self.work, self.source.depth + 1), cwd)
        inner.read(0, False)
        return inner.cwd

    # -- operators

    def redirect(self, i: int, c: int) -> int:
        """`i` is behind a `<` or `>` (`c`)."""
        data = self.source.data
        follows = data[i : i + 1]
        if follows == b"(":  # process substitution
            start = i - 1
            i = self.inside(i + 1)
            self.expand(data[start:i], 0, False)
            return i
        if self.open and self.plain_only and not self.unsure and b"".join(self.parts).isdigit():
            self.clear()  # the number of a file descriptor
        self.end_word()
        if c == 62:  # >
            if follows in (b">", b"|"):
                i += 1
            elif follows == b"&":
                self.operator = b">&"
                return i + 1
            self.operator = b">"
        elif follows == b"<":
            i += 1
            self.operator = b"<<"
            follows = data[i : i + 1]
            if follows == b"<":
                self.operator = b"<"
                i += 1
            elif follows == b"-":
                self.operator = b"<<-"
                i += 1
        else:
            if follows in (b"&", b">"):
                i += 1
            self.operator = b"<"
        return i

    def ampersand(self, i: int) -> int:
        self.end_word()
        data = self.source.data
        follows = data[i : i + 1]
        if follows == b"&":
            self.end_command(b"&&")
            return i + 1
        if follows == b">":
            self.operator = b">"
            return i + 1 + (data[i + 1 : i + 2] == b">")
        self.end_command(b"&")
        return i

    def parenthesis(self, i: int) -> int:
        """`i` is behind a `(` that no `$` precedes."""
        data = self.source.data
        if self.open:
            if data[i : i + 1] == b")":  # f(): a function's name
                self.clear()
                self.words = []
                return i + 1
            # an array's words, or a pattern of extended globbing: both data
            self.frames.append((_ARRAY, self.cwd, self.words, self.targets, self.parts))
            self.words, self.targets = [], []
            self.clear()
            return i
        if data[i : i + 1] == b"(" and self.at_start():
            end = self.source.arithmetic(i + 1)
            if end >= 0:
                return end
        self.end_command(b"")
        self.frames.append((_SUBSHELL, self.cwd, [], [], []))
        self.list_cwd = self.cwd
        return i

    def still_testing(self) -> bool:
        """After the word before this operator, which may have been `]]`."""
        self.end_word()
        return self.test

    def at_start(self) -> bool:
        """Would the next word be a command's name?"""
        return len(self.words) < 4 and all(word in _KEYWORDS or word == b"for" for word in self.words)

    def at_pattern(self) -> bool:
        """Does a `)` here end a pattern of `case`, though no frame is open?"""
        words = self.words
        return b"case" in words[:3] and b"in" in words[:6]

    def close(self) -> None:
        """A `)` that ends a subshell, an array or a pattern of `case`."""
        self.end_word()
        kind = self.frames[-1][0] if self.frames else None
        if kind == _CASE:
            self.words = []
        elif self.at_pattern():
            self.words = []
            self.frames.append((_CASE, None, [], [], []))
        elif kind == _ARRAY:
            _, _, self.words, self.targets, self.parts = self.frames.pop()
            self.open = self.glob = True
            self.plain_only = False
        else:
            self.end_command(b"")
            if kind == _SUBSHELL:
                self.cwd = self.list_cwd = self.frames.pop()[1]

    # -- words and commands

    def end_word(self) -> None:
        if not self.open:
            return
        word = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        if self.unsure:
            self.work.steps -= 2
            unsure = Unsure(word)
            unsure.before = self.before
            unsure.many = self.many
            word = unsure
        elif self.glob:
            word = Pattern(word)
        plain = self.plain_only
        self.clear()
        operator = self.operator
        if operator:
            self.operator = b""
            if operator == b">":
                self.targets.append(word)
            elif operator == b">&":
                if not word.rstrip(b"-").isdigit() and word != b"-":
                    self.targets.append(word)
            elif operator in (b"<<", b"<<-"):
                self.source.heredocs.append((bytes(word), operator == b"<<-"))
            return
        if plain and word[:2] in (b"[[", b"]]") and len(word) == 2:
            self.test = word == b"[[" and self.at_start()
        self.words.append(word)

    def end_command(self, separator: bytes) -> None:
        """The command that has been read is complete; `separator` is what follows it."""
        self.operator = b""
        words, targets = self.words, self.targets
        if not words and not targets and separator == b"\n":
            return  # behind `&&` or `|` the list goes on
        self.words, self.targets = [], []
        if self.frames and self.frames[-1][0] == _ARRAY:
            return
        before = self.cwd
        if words or targets:
            self.run(words, targets)
        if self.piped or separator == b"|":
            self.cwd = before  # each part of a pipe has a shell of its own
        if separator == b"&":
            self.cwd = self.list_cwd
        if separator in (b";", b"\n", b"&"):
            self.list_cwd = self.cwd
        self.piped = separator == b"|"
        self.chained = separator == b"||"

    def run(self, words: "list[bytes]", targets: "list[bytes]") -> None:
        """One complete command, keywords and all."""
        self.work.steps -= 3  # a command costs what four words do
        first = words[0] if words else b""
        if type(first) is bytes and first not in _SPECIAL and b"=" not in first and b"/" not in first:
            self.work.found.append(Command(words, self.cwd, targets, [], False))
            return
        self.work.steps -= 4
        k, n = 0, len(words)
        while k < n:
            word = words[k]
            if word in _KEYWORDS:
                k += 1
            elif word == b"function":
                k += 2
            else:
                break
        if k < n:
            word = words[k]
            if word in (b"for", b"select"):
                k = n
            elif word == b"case":
                self.frames.append((_CASE, None, [], [], []))
                k = n
            elif word == b"esac":
                if self.frames and self.frames[-1][0] == _CASE:
                    self.frames.pop()
                k += 1
        self.simple(words[k:], targets, self.cwd, False, 0)

    def simple(self, words: "list[bytes]", targets: "list[bytes]", cwd: "bytes | None", more: bool, depth: int) -> None:
        """A simple command: take off what only runs another one, note it, read what it runs."""
        own = True  # run by this shell, so that `cd` counts
        assigned: list[bytes] = []
        for _ in range(_DEPTH):
            words = _without_assignments(words, assigned)
            name = basename(words[0]) if words else b""
            prefix = _PREFIXES.get(name)
            if prefix is None or isinstance(words[0], Unsure):
                break
            self.work.steps -= 4
            own = own and name in (b"command", b"builtin", b"time", b"noglob", b"nocorrect")
            options = Options(words[1:], prefix.short, prefix.long, prefix.attached, True)
            words = options.operands[prefix.operands :]
            if words[:1] == [b"-"]:  # env's old way to say -i
                words = words[1:]
            if name == b"command" and options.has(b"v", b"V"):
                words = []  # only asks where it is
            elif name == b"env":
                directory = options.value(b"C", b"--chdir")
                if directory is not None:
                    cwd = join(cwd, directory)
                string = options.value(b"S", b"--split-string")
                if string is not None:
                    self.nested(string + b" " + b" ".join(words), cwd)
                    words = []
            elif name == b"sudo":
                directory = options.value(b"D", b"--chdir")
                if directory is not None:
                    cwd = join(cwd, directory)
            elif name == b"xargs":
                mark = options.value(b"I", b"J", b"--replace")
                if mark is None and not options.has(b"i"):
                    more = True
                else:
                    words = [_replaced(word, mark or b"{}") for word in words]
        if not words and not targets:
            return
        self.work.found.append(Command(words, cwd, targets, assigned, more))
        if not words or isinstance(words[0], Unsure):
            return
        if name in _SHELLS:
            text = _script(words)
            if text is not None:
                self.nested(text, cwd)
        elif name == b"eval":
            end = self.nested(b" ".join(words[1:]), cwd)
            if own:
                self.cwd = end
        elif name == b"find":
            if depth < _DEPTH:
                for inner in _find_runs(words):
                    self.simple(inner, [], cwd, more, depth + 1)
        elif own and name in (b"cd", b"pushd", b"popd") and words[0] == name:
            self.change_directory(name, words[1:])

    def change_directory(self, name: bytes, words: "list[bytes]") -> None:
        options = [word for word in words if word[:1] == b"-" and word != b"-"]
        operands = [word for word in words if word[:1] != b"-" or word == b"-"]
        if name == b"popd":
            self.cwd = self.directories.pop() if self.directories and not words else None
            return
        if name == b"pushd":
            self.directories.append(self.cwd)
            if options or not operands or operands[0][:1] == b"+":
                self.cwd = None
                return
        if not operands:
            self.cwd = self.work.home or None
        elif len(operands) > 1 or operands[0] == b"-" or self.chained:  # behind `||`: perhaps
            self.cwd = None
        else:
            self.cwd = self.moved(operands[0])

    def moved(self, path: bytes) -> "bytes | None":
        """The directory after `cd path`: `..` goes back by name, as `cd` does unless told otherwise."""
        if isinstance(path, (Unsure, Pattern)) or len(path) > _LONGEST_PATH or not path:
            return None
        here: bytes | None = b"" if path[:1] == b"/" else self.cwd
        if here is None:
            return None
        here = here.rstrip(b"/")
        self.work.spend(path.count(b"/"))
        for part in path.split(b"/"):
            if part == b"..":
                here = here[: here.rfind(b"/")] if here else b""
            elif part not in (b"", b"."):
                here += b"/" + part
        return (here or b"/") if len(here) <= _LONGEST_PATH else None


# ---- programs that run programs -----------------------------------------------------------------


_KEYWORDS = frozenset(b"if then elif else fi while until do done ! { } coproc".split())
_SHELLS = frozenset(b"sh bash zsh dash ksh mksh ash".split())


class _Prefix:
    """How a program that runs another is called; see Options."""

    __slots__ = ("attached", "long", "operands", "short")

    def __init__(self, short: bytes = b"", long: bytes = b"", operands: int = 0, attached: bytes = b"") -> None:
        self.short = short
        self.long = tuple([b"--" + name for name in long.split()])
        self.operands = operands  # its own, in front of the command
        self.attached = attached


_NO_OPTIONS = _Prefix()
_PREFIXES = {
    b"env": _Prefix(b"uCSP", b"unset chdir split-string"),
    b"sudo": _Prefix(
        b"ughpCrtTUDRa",
        b"user group host prompt close-from role type command-timeout other-user chdir chroot",
    ),
    b"doas": _Prefix(b"uCa"),
    b"nice": _Prefix(b"n", b"adjustment"),
    b"nohup": _NO_OPTIONS,
    b"setsid": _NO_OPTIONS,
    b"time": _Prefix(b"fo", b"format output"),
    b"gtime": _Prefix(b"fo", b"format output"),
    b"timeout": _Prefix(b"ks", b"kill-after signal", 1),
    b"gtimeout": _Prefix(b"ks", b"kill-after signal", 1),
    b"command": _NO_OPTIONS,
    b"builtin": _NO_OPTIONS,
    b"exec": _Prefix(b"a"),
    b"noglob": _NO_OPTIONS,
    b"nocorrect": _NO_OPTIONS,
    b"xargs": _Prefix(
        b"IJnPLsdEaRS", b"max-args max-procs max-lines max-chars delimiter arg-file process-slot-var", 0, b"iel"
    ),
    b"stdbuf": _Prefix(b"ioe", b"input output error"),
    b"ionice": _Prefix(b"cnpPu", b"class classdata pid"),
    b"chrt": _Prefix(b"TPDp", b"", 1),
    b"taskset": _Prefix(b"", b"", 1),
    b"flock": _Prefix(b"wE", b"wait timeout conflict-exit-code", 1),
    b"caffeinate": _Prefix(b"tw"),
    b"arch": _NO_OPTIONS,
    b"unbuffer": _NO_OPTIONS,
}


#: Whatever `run` and `simple` look into; all other programs are just noted.
_SPECIAL = _KEYWORDS | _SHELLS | frozenset(_PREFIXES)
_SPECIAL |= frozenset(b"function for select case esac eval find cd pushd popd".split())


def _without_assignments(words: "list[bytes]", assigned: "list[bytes]") -> "list[bytes]":
    k = 0
    for word in words:
        name, equals, _ = word.partition(b"=")
        if not equals or not name or name.strip(_NAME) not in (b"", b"+") or name[:1].isdigit():
            break
        if isinstance(word, Unsure) and b"=" not in word.before:
            break
        assigned.append(word)
        k += 1
    return words[k:]


def _replaced(word: bytes, mark: bytes) -> bytes:
    """A word of `xargs -I mark`: unknown where the mark is in it."""
    k = word.find(mark)
    if k < 0:
        return word
    unsure = Unsure(word)
    unsure.before = word[:k]
    unsure.many = True
    return unsure


def _script(words: "list[bytes]") -> "bytes | None":
    """The command text of `sh -c text`; None if the shell is called otherwise."""
    asked = False
    k = 1
    while k < len(words):
        word = words[k]
        k += 1
        if word in (b"--rcfile", b"--init-file"):
            k += 1
        elif word[:1] in (b"-", b"+") and len(word) > 1:
            if word[:2] == b"--":
                continue
            asked = asked or (word[:1] == b"-" and b"c" in word)
            k += word[-1:] in (b"o", b"O")
        else:
            return word if asked else None
    return None


def _find_runs(words: "list[bytes]") -> "list[list[bytes]]":
    """What `find` runs: the words after -exec and the like, each up to `;` or `+`."""
    found: list[list[bytes]] = []
    inner: list[bytes] | None = None
    for word in words:
        if inner is None:
            if word in (b"-exec", b"-execdir", b"-ok", b"-okdir"):
                inner = []
                found.append(inner)
        elif word in (b";", b"+"):
            inner = None
        else:
            inner.append(_replaced(word, b"{}"))
    return found


# ---- files that are surely written ---------------------------------------------------------------


def written_files(
    command: str, cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None" = None, home: bytes = b""
) -> "list[bytes]":
    """The files that a command line surely writes, moves or removes if it runs to its end.

    Absolute, each once, not canonical.  Only what the words say: no names that an expansion or a
    pattern decides, nothing below a directory, no program's own habits.

    isdir  tells whether a path is a directory now (after the command); without it `cp a b` is taken
           to write `b`.  A directory that is moved is named as such: it is for the caller to see"""
    found: dict[bytes, None] = {}
    if not _may_write(command):
        return []
    for one in commands(command, cwd, home):
        named = list(one.targets)
        writer = _WRITERS.get(basename(one.words[0])) if one.words else None
        if writer is not None:
            named += writer(one.words[1:], one.cwd, isdir)
        for word in named:
            path = join(one.cwd, word) if word not in (b"", b"-") else None
            if path is not None and path != one.cwd and path[:5] != b"/dev/" and path[-1:] != b"/":
                found[path] = None
    return list(found)


def _may_write(command: str) -> bool:
    return ">" in command or any(name in command for name in _WRITER_NAMES)


def _tee(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return Options(words).operands


def _sed(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """`-i` has its suffix attached in GNU sed, in the next word in BSD's (`-i ''`, `-i .bak`)."""
    for k, word in enumerate(words[:-1]):
        if word[:1] == b"-" and word[1:2] != b"-" and word[-1:] in b"iI" and b"e" not in word:
            suffix = words[k + 1]
            if not suffix or (suffix[:1] == b"." and suffix[1:].isalnum()):
                words = words[: k + 1] + words[k + 2 :]
            break
    options = Options(words, b"efl", (b"--expression", b"--file", b"--line-length"), b"iI")
    if not options.has(b"i", b"I", b"--in-place") or options.has(b"--help", b"--version"):
        return []
    return options.operands[0 if options.has(b"e", b"f", b"--expression", b"--file") else 1 :]


def _perl(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """perl -pi -e, ruby -pi -e: without -e the first operand is a program."""
    options = Options(words, b"eE", (), b"iIMmFxCDV", True)
    in_place = options.has(b"i") and options.has(b"p", b"n")
    return options.operands if in_place and options.has(b"e", b"E") else []


def _copy(words: "list[bytes]", cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    options = Options(words, b"tSgmo", (b"--target-directory", b"--suffix", b"--mode", b"--owner", b"--group"))
    recursive = options.has(b"r", b"R", b"a", b"d", b"--recursive", b"--archive", b"--directory")
    if recursive or options.has(b"n", b"u", b"i", b"--no-clobber", b"--update", b"--interactive"):
        return []  # a whole directory, or perhaps nothing
    operands = options.operands
    into = options.value(b"t", b"--target-directory")
    if into is None:
        if len(operands) < 2:
            return []
        operands, into = operands[:-1], operands[-1]
        path = join(cwd, into)
        directory = len(operands) > 1 or into[-1:] == b"/" or into.endswith((b"/.", b"/.."))
        directory = directory or into in (b".", b"..") or (path is not None and isdir is not None and isdir(path))
        if not directory or options.has(b"T", b"--no-target-directory"):
            return [into]
    if isinstance(into, (Unsure, Pattern)):
        return []
    prefix = into.rstrip(b"/") + b"/"
    return [prefix + basename(name) for name in operands if not isinstance(name, (Unsure, Pattern))]


def _move(words: "list[bytes]", cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    written = _copy(words, cwd, isdir)
    if not written:
        return []
    operands = Options(words, b"tS", (b"--target-directory", b"--suffix")).operands
    gone = operands if Options(words, b"tS").has(b"t", b"--target-directory") else operands[:-1]
    return gone + written


def _truncate(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return Options(words, b"sr", (b"--size", b"--reference")).operands


def _dd(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return [word[3:] for word in words if word[:3] == b"of=" and type(word) is bytes]


def _remove(words: "list[bytes]", _cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    options = Options(words)
    if options.has(b"r", b"R", b"d", b"i", b"I", b"--recursive", b"--dir", b"--interactive"):
        return []  # what a directory held cannot be told, nor what was answered
    return options.operands


def _patch(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """patch [options] FILE [PATCHFILE]: without FILE, the patch decides."""
    options = Options(words, b"BDFYVgiodrpxz", (b"--input", b"--output", b"--directory", b"--strip", b"--reject-file"))
    if options.has(b"d", b"--directory", b"C", b"--dry-run", b"--check"):
        return []
    output = options.value(b"o", b"--output")
    return [output] if output is not None else options.operands[:1]


_WRITERS = {
    b"tee": _tee,
    b"sed": _sed,
    b"gsed": _sed,
    b"perl": _perl,
    b"ruby": _perl,
    b"cp": _copy,
    b"install": _copy,
    b"mv": _move,
    b"truncate": _truncate,
    b"dd": _dd,
    b"rm": _remove,
    b"unlink": _remove,
    b"patch": _patch,
}
_WRITER_NAMES = tuple([name.decode() for name in _WRITERS])
