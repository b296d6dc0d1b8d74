"""Where in a file the texts stand that a call replaces: what few calls need (`edit` looks for a single one itself)."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MOST = 8  # places that are told apart


def find(data: bytes, tool_input: "Mapping[str, Any]") -> "list[int]":
    """The first and the last line of each place, in order; none if one of the texts is nowhere.

    data        the file as it is before the call
    tool_input  `old_string` and `replace_all`, or MultiEdit's list of such, `edits`: one that stands only in what
                an earlier one of them puts there changes no further place"""
    edits = tool_input.get("edits", [tool_input])
    spans: list[tuple[int, int]] = []
    for number, edit in enumerate(edits if isinstance(edits, list) else []):
        old = edit.get("old_string") if isinstance(edit, dict) else None
        if not isinstance(old, str) or not old:
            return []
        found = _spans(data, old, bool(edit.get("replace_all")))
        if not found and not any(_text(one, "new_string").find(old) >= 0 for one in edits[:number]):
            return []
        spans += found
    spans.sort()
    if len(spans) > _MOST:
        spans = [(spans[0][0], max(last for _, last in spans))]
    return [line for span in spans for line in span]


def changed(hunks: object) -> "list[int]":
    """The same of hunks as the client reports them: `newStart`, and `lines` that begin with ` `, `+` or `-`."""
    spans: list[tuple[int, int]] = []
    for hunk in hunks if isinstance(hunks, list) else []:
        start, lines = (hunk.get("newStart"), hunk.get("lines")) if isinstance(hunk, dict) else (None, None)
        if not isinstance(start, int) or isinstance(start, bool) or not isinstance(lines, list):
            return []
        at, touched = max(1, start), []
        for line in lines:
            mark = line[:1] if isinstance(line, str) else ""
            if mark in ("+", "-"):
                touched.append(at)
            at += mark in ("+", " ", "")
        if touched:
            spans.append((touched[0], touched[-1]))
    if len(spans) > _MOST:
        spans = [(min(spans)[0], max(last for _, last in spans))]
    return [line for span in sorted(spans) for line in span]


def _spans(data: bytes, old: str, every: bool) -> "list[tuple[int, int]]":
    text = old.encode("utf-8", "surrogatepass")
    if text not in data and b"\r\n" in data:  # the client shows such a file with plain line feeds
        text = text.replace(b"\n", b"\r\n")
    found = []
    at, seen, line = data.find(text), 0, 1
    while at >= 0:
        line += data.count(b"\n", seen, at)
        seen = at
        found.append((line, line + old.count("\n") - old.endswith("\n")))
        at = data.find(text, at + len(text)) if every else -1
    return found


def _text(edit: object, field: str) -> str:
    value = edit.get(field) if isinstance(edit, dict) else None
    return value if isinstance(value, str) else ""
