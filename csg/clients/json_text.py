"""Edit JSON text in place: whatever an edit does not touch keeps every byte.

Pure.  `parse` finds where each value stands; `add` and `remove` give the text back with one value more or
less, written in the text's own style (indentation, line ends, spaces).  What `add` puts in,
`remove` takes out again without a trace (for an empty container: given what stood `inside`).
"""

import json
import re
from typing import Any, Callable, Dict, List, NoReturn, Sequence, Tuple, Union

Step = Union[str, int]
Path = Tuple[Step, ...]

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 200
_string: Callable[[str, int], Tuple[str, int]] = json.decoder.scanstring  # type: ignore[attr-defined]


class NotJson(ValueError):
    """The text is not strict JSON (RFC 8259); the message says where."""


class Node:
    """One value and its place in the text.

    value    the decoded value (containers: None, see `keys` and `nodes`)
    kind     "object", "array" or "scalar"
    start, end   its text is text[start:end]
    nodes    the values in a container, in order      keys    an object's keys, in the same order
    starts   where each entry begins (an object's: at the key)
    """

    __slots__ = ("end", "keys", "kind", "nodes", "start", "starts", "value")

    def __init__(self, kind: str, start: int) -> None:
        self.kind = kind
        self.start = self.end = start
        self.value: Any = None
        self.keys: List[str] = []
        self.nodes: List[Node] = []
        self.starts: List[int] = []

    def plain(self) -> Any:
        """The decoded value, containers and all.  Of a key that stands twice the last counts."""
        if self.kind == "object":
            return {key: node.plain() for key, node in zip(self.keys, self.nodes)}
        if self.kind == "array":
            return [node.plain() for node in self.nodes]
        return self.value

    def at(self, path: Sequence[Step]) -> "Node":
        """The value that a path of keys and indices leads to.  KeyError, IndexError."""
        node = self
        for step in path:
            if isinstance(step, int):
                node = node.nodes[step]
            elif step in node.keys:
                node = node.nodes[node.keys.index(step)]
            else:
                raise KeyError(step)
        return node


def parse(text: str) -> Node:
    """Find every value.  NotJson."""
    scanner = _Scanner(text)
    node, at = scanner.value(scanner.space(0), 0)
    at = scanner.space(at)
    if at != len(text):
        scanner.fail(at, "something follows the value")
    return node


def line_of(text: str, at: int) -> int:
    """The number of the line that holds the character."""
    return text.count("\n", 0, at) + 1


def add(text: str, path: Path, value: Any, key: str = "") -> str:
    """The text with `value` as the last entry of the container at `path`; under `key` if that is an object."""
    root = parse(text)
    container = root.at(path)
    style = _Style(text, root, container, len(path))
    entry = style.key(key) + style.write(value) if container.kind == "object" else style.write(value)
    if container.nodes:
        at = container.nodes[-1].end
        return text[:at] + "," + style.before + entry + text[at:]
    return text[: container.start + 1] + style.before + entry + style.after + text[container.end - 1 :]


def remove(text: str, path: Path, empty: str = "") -> str:
    """The text without the entry at `path`.  A container that becomes empty is left with `empty` between its ends."""
    root = parse(text)
    container = root.at(path[:-1])
    last = path[-1]
    index = last if isinstance(last, int) else container.keys.index(last)
    if len(container.nodes) == 1:
        return text[: container.start + 1] + empty + text[container.end - 1 :]
    if index:
        return text[: container.nodes[index - 1].end] + text[container.nodes[index].end :]
    return text[: container.starts[0]] + text[container.starts[1] :]


def inside(text: str, path: Path) -> str:
    """What stands between the ends of an empty container: white space."""
    node = parse(text).at(path)
    return text[node.start + 1 : node.end - 1]


class _Scanner:
    """Strict where json.loads is not: no NaN, no control characters, and it knows the places."""

    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, at: int, what: str) -> NoReturn:
        column = at - self.text.rfind("\n", 0, at)
        raise NotJson("line %d, column %d: %s" % (line_of(self.text, at), column, what))

    def space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def string(self, at: int) -> Tuple[str, int]:
        try:
            return _string(self.text, at + 1)
        except json.JSONDecodeError as error:
            self.fail(error.pos, error.msg)

    def value(self, at: int, depth: int) -> Tuple[Node, int]:
        if depth > _DEEPEST:
            self.fail(at, "nested too deeply")
        first = self.text[at : at + 1]
        if first in ("{", "["):
            return self.container(at, depth, first)
        node = Node("scalar", at)
        if first == '"':
            node.value, node.end = self.string(at)
            return node, node.end
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                node.value, node.end = value, at + len(word)
                return node, node.end
        number = _NUMBER.match(self.text, at)
        if number is None:
            self.fail(at, "a value is missing here" if first else "the text ends too early")
        try:
            node.value = json.loads(number.group())
        except ValueError:  # more digits than Python converts
            self.fail(at, "a number that is too long")
        node.end = number.end()
        return node, node.end

    def container(self, at: int, depth: int, first: str) -> Tuple[Node, int]:
        node = Node("object" if first == "{" else "array", at)
        close = "}" if first == "{" else "]"
        at = self.space(at + 1)
        if self.text[at : at + 1] == close:
            node.end = at + 1
            return node, node.end
        while True:
            node.starts.append(at)
            if first == "{":
                if self.text[at : at + 1] != '"':
                    self.fail(at, "a key in double quotes is missing here")
                key, at = self.string(at)
                node.keys.append(key)
                at = self.space(at)
                if self.text[at : at + 1] != ":":
                    self.fail(at, "a colon is missing here")
                at = self.space(at + 1)
            inner, at = self.value(at, depth + 1)
            node.nodes.append(inner)
            at = self.space(at)
            mark = self.text[at : at + 1]
            if mark == close:
                node.end = at + 1
                return node, node.end
            if mark != ",":
                self.fail(at, "a comma or %s is missing here" % close if mark else "the text ends too early")
            at = self.space(at + 1)


class _Style:
    """How an entry of `container` is written so that it looks like what is there.

    before   white space before the entry      after   after it, if it is the only one
    """

    def __init__(self, text: str, root: Node, container: Node, depth: int) -> None:
        self.text = text
        self.ascii = text.isascii() and "\\u" in text
        found = re.search(r"\r\n|\n|\r", text)
        self.newline = found.group() if found else "\n"
        gap = self._gap(root)
        # a text on one line stays on one line, an empty one gets lines
        self.lines = not root.nodes or any(c in gap for c in "\r\n")
        self.unit = self._unit(gap) if root.nodes else "  "
        self.colon = self._colon(root)
        self.comma = ", " if self.colon.endswith(" ") else ","
        self.indent = self.unit * (depth + 1)
        outer = self.unit * depth
        if container.nodes:
            own = self._gap(container)
            self.before = self._separator(container)
            if any(c in own for c in "\r\n"):
                self.indent = self._unit(own)
            else:
                self.lines = False
            self.after = ""
        elif self.lines:
            if depth and container is not root:
                outer = self._line_indent(container.start)
                self.indent = outer + self.unit
            self.before = self.newline + self.indent
            self.after = self.newline + outer
        else:
            self.before = self.after = ""

    def key(self, key: str) -> str:
        return self._json(key) + self.colon

    def write(self, value: Any) -> str:
        """JSON of any value, at the entry's depth."""
        return self._write(value, self.indent)

    def _write(self, value: Any, indent: str) -> str:
        if not isinstance(value, (dict, list)) or not value:
            return self._json(value)
        if isinstance(value, dict):
            entries = [self._json(k) + self.colon + self._write(v, indent + self.unit) for k, v in value.items()]
            ends = "{}"
        else:
            entries = [self._write(v, indent + self.unit) for v in value]
            ends = "[]"
        if not self.lines:
            return ends[0] + self.comma.join(entries) + ends[1]
        inner = self.newline + indent + self.unit
        return ends[0] + inner + ("," + inner).join(entries) + self.newline + indent + ends[1]

    def _json(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=self.ascii)

    def _gap(self, container: Node) -> str:
        """The white space before a container's first entry."""
        return self.text[container.start + 1 : container.starts[0]] if container.nodes else ""

    def _separator(self, container: Node) -> str:
        """The white space between the last entry and the comma's right side, as the container does it."""
        if len(container.nodes) > 1:
            between = self.text[container.nodes[-2].end : container.starts[-1]]
            return between[between.index(",") + 1 :]
        own = self._gap(container)
        return own if any(c in own for c in "\r\n") else self.comma[1:]

    def _colon(self, root: Node) -> str:
        if root.kind == "object" and root.nodes:
            _, at = _string(self.text, root.starts[0] + 1)
            found = self.text[at : root.nodes[0].start]
            if found in (":", ": ", " : ", " :"):
                return found
        return ": "

    def _unit(self, gap: str) -> str:
        return re.split(r"[\r\n]", gap)[-1]

    def _line_indent(self, at: int) -> str:
        begin = max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1
        found = re.match(r"[ \t]*", self.text[begin:at])
        return found.group() if found else ""


def duplicates(node: Node) -> Dict[str, int]:
    """The keys that stand more than once in an object, each with the place of its second standing."""
    seen: Dict[str, int] = {}
    twice: Dict[str, int] = {}
    for key, start in zip(node.keys, node.starts):
        if key in seen:
            twice.setdefault(key, start)
        seen[key] = start
    return twice
