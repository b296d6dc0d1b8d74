"""A text read character by character (POSIX 2.3): words go to the list of commands that they belong to."""

from csg.shell import compounds, expansion, outputs, parentheses, redirections
from csg.shell.budget import Enough
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.lists import List
from csg.shell.source import Source
from csg.shell.unfinished import UnfinishedWord


def read(line: Line, source: Source, environment: Environment, i: int, inner: bool) -> int:
    """Read a list of commands that starts in this environment, from `i` to the end, or to the `)` that ends `$(`
    (`inner`).

    The place behind it; the environment is then as the list leaves it.  Enough when it has been too much."""
    commands = List(line, source, environment)
    commands.place = i
    word = UnfinishedWord(line, source, environment)
    end = _read(word, commands, i, inner)
    commands.undefine()
    return end


def _read(word: UnfinishedWord, commands: List, i: int, inner: bool) -> int:
    source, budget = word.source, word.line.budget
    data, plain = source.data, source.plain
    size = len(data)
    while True:
        budget.steps -= 1
        if budget.steps < 0:
            raise Enough
        j = plain.find(1, i)
        if j < 0:
            j = size
        if j > i:
            if plain.find(2, i, j) >= 0:
                if not word.open and data[i] == 35:  # "#": a comment
                    i = data.find(b"\n", i)
                    if i < 0:
                        i = size
                    continue
                word.add_marked(data[i:j])
            elif word.open or word.fields or commands.operator or (j < size and data[j] != 32):
                word.open = True
                word.parts.append(data[i:j])
            else:  # most words
                commands.words.append(data[i:j])
                i = j + 1
                continue
        if j >= size:
            _end_command(word, commands, b"")
            i = commands.turn(size) if commands.turning else size
            if i < size:
                continue
            return size
        c = data[j]
        i = j + 1
        if c in b" \t":
            if word.open:
                _end_word(word, commands)
            if data[i : i + 1] in (b" ", b"\t"):
                blank = data[i : i + 256]
                i += len(blank) - len(blank.lstrip(b" \t"))
        elif c == 39:  # '
            j = data.find(b"'", i)
            if j < 0:
                j = size
            word.add_quoted(data[i:j])
            i = j + 1
        elif c == 34:  # "
            i = expansion.double(word, i)
        elif c == 92:  # \
            if data[i : i + 1] != b"\n":
                word.add_quoted(data[i : i + 1])
            i += 1
        elif c == 36:  # $
            i = expansion.dollar(word, i, False)
        elif c == 96:  # `
            i = expansion.backtick(word, i)
        elif commands.test and _still_testing(word, commands):  # operators mean something else in [[ ]]
            pass
        elif c in b"<>":
            i = _redirect(word, commands, i)
        elif c == 40:  # (
            i = _parenthesis(word, commands, i)
        elif c == 41:  # )
            if inner and not commands.frames and not compounds.in_pattern(commands.words):
                _end_command(word, commands, b"")
                k = commands.turn(i) if commands.turning else i
                if k >= i:
                    return i
                i = k
                continue
            _end_word(word, commands)
            parentheses.close(commands, word)
            if commands.turning:
                i = commands.turn(i)
        elif c == 10:
            _end_command(word, commands, b"\n")
            if source.heredocs.begun:
                i = source.heredocs.skip(i)
                commands.execution.resume()
            commands.place = i
            if commands.turning:
                i = commands.turn(i)
        elif c == 59:  # ;
            _end_command(word, commands, b";")
            commands.place = i
            if commands.turning:
                i = commands.turn(i)
        elif c == 38:  # &
            i = _ampersand(word, commands, i)
        else:  # |
            follows = data[i : i + 1]
            _end_command(word, commands, b"||" if follows == b"|" else b"|")
            i += follows in (b"|", b"&")
            commands.place = i
            if commands.turning:
                i = commands.turn(i)


def _end_word(word: UnfinishedWord, commands: List) -> None:
    """What has been read of a word, if anything has, is all of it."""
    if word.open:
        plain = word.plain_only
        for one in word.finish():
            commands.add(one, plain)
    elif word.fields:
        for one in word.finish():
            commands.add(one, False)


def _end_command(word: UnfinishedWord, commands: List, separator: bytes) -> None:
    """The same for a command."""
    _end_word(word, commands)
    commands.end(separator)


def _still_testing(word: UnfinishedWord, commands: List) -> bool:
    """After the word before this operator, which may have been `]]`."""
    _end_word(word, commands)
    return commands.test


def _redirect(word: UnfinishedWord, commands: List, i: int) -> int:
    """`i` is behind a `<` or `>`."""
    data = word.source.data
    if data[i : i + 1] == b"(":  # process substitution
        end, found = word.line.substitution(word.source, i + 1, word.environment)
        word.add_unknown(data[i - 1 : end], 0, False)
        word.text = outputs.text(found[-1]) if len(found) == 1 else None
        return end
    if word.is_number():
        word.clear()  # of a file descriptor
    _end_word(word, commands)
    commands.operator, i = redirections.operator(data, i)
    return i


def _ampersand(word: UnfinishedWord, commands: List, i: int) -> int:
    """`i` is behind a `&`."""
    follows = word.source.data[i : i + 1]
    if follows == b">":
        _end_word(word, commands)
        commands.operator, i = redirections.both(word.source.data, i)
        return i
    _end_command(word, commands, b"&&" if follows == b"&" else b"&")
    i += follows == b"&"
    commands.place = i
    return commands.turn(i) if commands.turning else i


def _parenthesis(word: UnfinishedWord, commands: List, i: int) -> int:
    """`i` is behind a `(` that no `$` precedes."""
    data = word.source.data
    follows = data[i : i + 1]
    if word.open:
        if follows == b")":  # f(): a function's name
            parentheses.define(commands, word)
            return i + 1
        parentheses.open_array(commands, word)
        return i
    if follows == b"(" and compounds.before_name(commands.words):
        end = word.source.arithmetic(i + 1)
        if end >= 0:
            commands.execution.count(data[i + 1 : end])
            return end
    parentheses.open_subshell(commands)
    commands.place = i
    return i
