"""What a shell command line would run: its simple commands.

Reads the part of sh, bash and zsh that people and models type (POSIX.1 "Shell Command Language",
chapter 2, and bash's manual): quotes, lists, pipes, subshells, substitutions, here-documents, and
programs that run other programs (`sudo`, `env`, `xargs`, `bash -c`).  Nothing is run or expanded and
the disk is not looked at.

Text is bytes here, as paths are.  Every function of this room takes any text, never raises, and ends
soon (see `budget`).
"""

from csg.shell import characters
from csg.shell.budget import DEPTH, Budget, Enough
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.words import LONGEST_PATH, Pattern, Unsure, basename, join, replaced, unsure
from csg.shell.wrappers import BUILTIN, WRAPPERS


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
    except Enough:
        pass
    return found


# ---- reading ---------------------------------------------------------------------------------


_SUBSHELL, _ARRAY, _CASE = range(3)


class _Work(Budget):
    """What all readers of one command line share."""

    __slots__ = ("found", "home")

    def __init__(self, found: "list[Command]", home: bytes) -> None:
        super().__init__()
        self.found = found
        self.home = home


class _Source:
    """One text to read: the line, or what is in backticks or after `sh -c`."""

    __slots__ = ("braced", "data", "depth", "double", "heredocs", "plain", "work")

    def __init__(self, data: bytes, work: _Work, depth: int) -> None:
        work.spend(10 + (len(data) >> 10))
        self.data = data
        self.work = work
        self.depth = depth
        self.plain = data.translate(characters.PLAIN)
        self.double = data.translate(characters.DOUBLE)
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
                raise Enough
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
        name = name[: len(name) - len(name.lstrip(characters.NAME))]
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
            source.braced = data.translate(characters.BRACED)
        if source.depth >= DEPTH:
            raise Enough
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
            known = characters.ANSI.get(data[slash + 1]) if slash + 1 < len(data) else None
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
        if source.depth >= DEPTH:
            raise Enough
        source.depth += 1
        end = _List(source, self.cwd).read(i, True)
        source.depth -= 1
        return end

    def nested(self, text: bytes, cwd: "bytes | None") -> "bytes | None":
        """Read another text as commands; the directory that it ends in."""
        if self.source.depth >= DEPTH:
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
            word = unsure(word, self.before, self.many)
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
        for _ in range(DEPTH):
            words = _without_assignments(words, assigned)
            name = basename(words[0]) if words else b""
            wrapper = WRAPPERS.get(name)
            if wrapper is None or isinstance(words[0], Unsure):
                break
            self.work.steps -= 4
            own = own and name in BUILTIN
            options = Options(words[1:], wrapper.short, wrapper.long, wrapper.attached, True)
            words = options.operands[wrapper.operands :]
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
                    words = [replaced(word, mark or b"{}") for word in words]
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
            if depth < DEPTH:
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
        if isinstance(path, (Unsure, Pattern)) or len(path) > LONGEST_PATH or not path:
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
        return (here or b"/") if len(here) <= LONGEST_PATH else None


# ---- programs that run programs -----------------------------------------------------------------


_KEYWORDS = frozenset(b"if then elif else fi while until do done ! { } coproc".split())
_SHELLS = frozenset(b"sh bash zsh dash ksh mksh ash".split())


#: Whatever `run` and `simple` look into; all other programs are just noted.
_SPECIAL = _KEYWORDS | _SHELLS | frozenset(WRAPPERS)
_SPECIAL |= frozenset(b"function for select case esac eval find cd pushd popd".split())


def _without_assignments(words: "list[bytes]", assigned: "list[bytes]") -> "list[bytes]":
    k = 0
    for word in words:
        name, equals, _ = word.partition(b"=")
        if not equals or not name or name.strip(characters.NAME) not in (b"", b"+") or name[:1].isdigit():
            break
        if isinstance(word, Unsure) and b"=" not in word.before:
            break
        assigned.append(word)
        k += 1
    return words[k:]


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
            inner.append(replaced(word, b"{}"))
    return found
