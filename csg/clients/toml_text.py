"""csg's MCP server in a TOML file: appended between two marks, and cut out again; all else keeps every byte.  Pure.

Only as much of TOML 1.0 is read as it takes to know which tables and keys a text has, and where they stand.  The
client writes the file too, and may take the marks for a comment of its own (seen: Codex 0.169.0 drops the first when a
server is added), so what is cut is the table, wherever it stands, and what is left of the marks.
"""

import importlib
import json
import re
from typing import Any, Dict, List, NoReturn, Optional, Tuple

from csg.base import errors
from csg.clients import ownership

TABLE = ("mcp_servers", "csg")
BEGIN, END = "# csg: begin (csg uninstall takes this out)", "# csg: end"
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG = (
    re.compile(r'"""(?:[^\\]|\\.)*?"""(?!"(?!""))"{0,2}', re.DOTALL),
    re.compile(r"'''.*?'''(?!'(?!''))'{0,2}", re.DOTALL),
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d [^\s,\]}#]+|[^\s,\]}#\[{\"'=]+")  # a date with its time, a number, a word


class NotToml(ValueError):
    """The text is not TOML, as far as it is understood here; the message says where."""


class Unsure(errors.CsgError):
    """There is no being sure that a server of csg's would be right in this text; the message says why."""


class Item:
    """One line, or several, of a text: text[start:end], with its line's end.

    path   of a header the table's; of a key the table's and its own      key, many   is it a key?  a [[header]]?
    value  a key's, as it stands"""

    def __init__(self, path: Tuple[str, ...], start: int, key: bool, many: bool) -> None:
        self.path = path
        self.start = start
        self.end = start
        self.key = key
        self.many = many
        self.value = ""


def items(text: str) -> List[Item]:
    """All headers and keys, in order.  NotToml."""
    return _Scanner(text).items()


def words(text: str) -> Optional[List[str]]:
    """The command line of the server called csg; None if there is none, [""] if it cannot be read.  NotToml."""
    found = [item for item in items(text) if item.path[:2] == TABLE]
    if not found:
        return None
    values = {item.path[2]: _read(item.value) for item in found if item.key and len(item.path) == 3}
    command, more = values.get("command"), values.get("args", [])
    if not isinstance(command, str) or not isinstance(more, list):
        return [""]
    return [command, *[str(word) for word in more]]


def with_server(text: str, archive: str) -> str:
    """The text with csg's server at its end, in place of an earlier one of csg's.

    Unsure, and CsgError where another's is called csg: without the file's name."""
    try:
        have = words(text)
        if have == [archive, "mcp"]:
            return text
        if have is not None and not ownership.is_server(have):
            raise errors.CsgError("another MCP server is called csg: take it out first")
        if have is not None and len(have) == 2:  # what else stands there is the person's, or the client's
            return _with_command(text, archive)
        text = without_server(text)
        _look(items(text))
    except NotToml as error:
        raise Unsure("not understood: %s" % error) from None
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = ["[mcp_servers.csg]", "command = %s" % _text(archive), 'args = ["mcp"]']
    before = text if not text or text.endswith("\n") else text + newline
    gap = newline if before.strip() else ""
    made = before + gap + newline.join([BEGIN, *lines, END, ""])
    _prove(text, made, {"command": archive, "args": ["mcp"]})
    return made


def without_server(text: str) -> str:
    """The text without csg's server and without our marks; another's of that name stays.  NotToml."""
    found = [item for item in items(text) if item.path[:2] == TABLE]
    if found and ownership.is_server(words(text)):
        for item in reversed(found):
            text = text[: item.start] + text[item.end :]
    elif found:
        return text
    for mark in (END, BEGIN):
        stands = r"^%s[ \t]*(?:\r?\n|\Z)" % re.escape(mark)
        # with the empty line that was put before it
        text = re.sub((r"(?:(?<=\n)\r?\n)?" if mark == BEGIN else "") + stands, "", text, flags=re.MULTILINE)
    return text


def _with_command(text: str, archive: str) -> str:
    item = next(item for item in items(text) if item.key and item.path == (*TABLE, "command"))
    at = text.index(item.value, text.index("=", item.start))
    return text[:at] + _text(archive) + text[at + len(item.value) :]


def _look(found: List[Item]) -> None:
    for item in found:
        if item.path[:1] != TABLE[:1]:
            continue
        # a table that is there as a value, or by keys with dots, cannot be gone on with by a header
        if item.many or (item.key and (len(item.path) == 1 or item.path == item.path[:2])) or _dotted(item, found):
            raise Unsure("its mcp_servers are no tables of their own")


def _dotted(item: Item, found: List[Item]) -> bool:
    return item.key and not any(not other.key and other.path == item.path[: len(other.path)] for other in found)


def _prove(before: str, after: str, entry: Dict[str, Any]) -> None:
    """With a Python that reads TOML: is it what it was, and csg's server?  Unsure."""
    try:
        loads = importlib.import_module("tomllib").loads
    except ImportError:
        return
    try:
        was, now = loads(before.replace("\r\n", "\n")), loads(after.replace("\r\n", "\n"))
    except ValueError as error:
        raise Unsure("invalid TOML: %s" % error) from None
    was.setdefault("mcp_servers", {})["csg"] = entry
    if was != now:
        raise Unsure("not understood")


def _text(value: str) -> str:
    """A TOML string.  JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(value: str) -> Any:
    """A string, or a list of strings; None for anything else."""
    literal = re.sub(_LITERAL, lambda found: json.dumps(found.group()[1:-1]), value) if '"' not in value else value
    try:
        return json.loads(re.sub(r",\s*\]$", "]", literal))
    except ValueError:
        return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, what: str) -> NoReturn:
        raise NotToml("line %d: %s" % (self.text.count("\n", 0, self.at) + 1, what))

    def items(self) -> List[Item]:
        found: List[Item] = []
        table: Tuple[str, ...] = ()
        while True:
            start = self.at
            self.space()
            if self.at >= len(self.text):
                return found
            if not self.line_ends():
                item = self.header(start) if self.text[self.at] == "[" else self.pair(start, table)
                table = table if item.key else item.path
                self.space()
                if not self.line_ends():
                    self.fail("something follows")
                item.end = self.at
                found.append(item)

    def space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def line_ends(self) -> bool:
        """Go past a comment and the line's end, if that is all that is left of it."""
        found = re.compile(r"(?:#[^\n]*)?(?:\r?\n|\Z)").match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def take(self, mark: str) -> bool:
        there = self.text.startswith(mark, self.at)
        self.at += len(mark) if there else 0
        return there

    def header(self, start: int) -> Item:
        many = self.take("[[")
        if not many:
            self.take("[")
        item = Item(self.key(), start, False, many)
        if not self.take("]]" if many else "]"):
            self.fail("a table's name does not end")
        return item

    def pair(self, start: int, table: Tuple[str, ...]) -> Item:
        item = Item((*table, *self.key()), start, True, False)
        if not self.take("="):
            self.fail("a key without a value")
        self.space()
        begin = self.at
        self.value(0)
        item.value = self.text[begin : self.at]
        return item

    def key(self) -> Tuple[str, ...]:
        """A key with its dots, and the space after it."""
        parts: List[str] = []
        while True:
            self.space()
            found = next((f for f in (p.match(self.text, self.at) for p in (_BARE, _BASIC, _LITERAL)) if f), None)
            if found is None:
                self.fail("no key")
            part = found.group()
            self.at = found.end()
            parts.append(str(_read(part)) if part[0] in "\"'" else part)
            self.space()
            if not self.take("."):
                return tuple(parts)

    def value(self, depth: int) -> None:
        if depth > 100:
            self.fail("nested too deeply")
        first = self.text[self.at : self.at + 1]
        if first in ("[", "{"):
            self.at += 1
            self.within("]" if first == "[" else "}", depth)
            return
        three = self.text[self.at : self.at + 3] in ('"""', "'''")
        patterns = _LONG if three else (_BASIC, _LITERAL, _PLAIN)
        found = next((f for f in (p.match(self.text, self.at) for p in patterns) if f), None)
        if found is None:
            self.fail("no value")
        self.at = found.end()

    def within(self, end: str, depth: int) -> None:
        """Go past the inside of a list or an inline table, and its end."""
        while True:
            while self.at < len(self.text) and (self.text[self.at] in " \t," or self.line_ends()):
                self.at += self.text[self.at : self.at + 1] in (" ", "\t", ",")
            if self.take(end):
                return
            if self.at >= len(self.text):
                self.fail("the text ends too early")
            if end == "}":
                self.key()
                if not self.take("="):
                    self.fail("a key without a value")
                self.space()
            self.value(depth + 1)
