"""The tools of the MCP server: what each is for, what it takes and gives, and how it is called.

Which fields a tool or a result may have depends on the protocol version
(modelcontextprotocol.io/specification, schema.ts of each): annotations came with
2025-03-26, title, outputSchema and structuredContent with 2025-06-18.
"""

import posix
import time

from csg.base import errors, wording
from csg.talk import asking, checking, claiming, intent, listing, messages, reading, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Schema = dict[str, Any]

ANNOTATED, STRUCTURED = "2025-03-26", "2025-06-18"  # versions compare as text: they are dates


class Tool:
    """One tool.  `call` takes the checked arguments and gives the structured value and its text."""

    __slots__ = ("call", "description", "input", "name", "output", "title", "writes")

    def __init__(
        self,
        name: str,
        title: str,
        description: str,
        input: "Schema",
        output: "Schema",
        writes: bool,
        call: "Callable[[asking.Asker, Mapping[str, Any]], tuple[dict[str, Any], str]]",
    ) -> None:
        self.name = name
        self.title = title
        self.description = description
        self.input = input
        self.output = output
        self.writes = writes
        self.call = call

    def definition(self, version: str) -> "dict[str, Any]":
        """How `tools/list` of this protocol version describes it."""
        said: dict[str, Any] = {"name": self.name, "description": self.description, "inputSchema": self.input}
        if version >= STRUCTURED:
            said.update(title=self.title, outputSchema=self.output)
        if version >= ANNOTATED:
            said["annotations"] = {"title": self.title, "readOnlyHint": not self.writes, "openWorldHint": False}
            if self.writes:  # both mean something only then
                said["annotations"].update(destructiveHint=False, idempotentHint=self.name != "tell_session")
        return said


def call(tool: Tool, arguments: "Mapping[str, Any]", version: str) -> "dict[str, Any]":
    """The result of `tools/call`: what cannot be done is a result with isError, which the model reads."""
    wrong = misfit(tool.input, arguments, "")
    if wrong:
        return _failed("%s: %s" % (tool.name, wrong))
    try:
        asker = asking.serving(posix.environ, time.time(), tool.writes)
        value, text = tool.call(asker, arguments)
    except errors.CsgError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed("csg's files cannot be used: %s; see to the disk and call again" % (error.strerror or error))
    result: dict[str, Any] = {"content": [{"type": "text", "text": text}], "isError": False}
    if version >= STRUCTURED:
        result["structuredContent"] = value
    return result


def _failed(text: str) -> "dict[str, Any]":
    return {"content": [{"type": "text", "text": text}], "isError": True}


def misfit(schema: "Mapping[str, Any]", value: "Any", where: str) -> str:
    """What is wrong with a value, by the part of JSON Schema that the tools use; "" if nothing is."""
    kind = schema["type"]
    if not _is(kind, value):
        return "%s is wanted as %s, not %s" % (where or "the arguments", _ARTICLES[kind], _kind(value))
    if "enum" in schema and value not in schema["enum"]:
        return "%s is one of %s" % (where, ", ".join([repr(allowed) for allowed in schema["enum"]]))
    if kind == "string" and not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return "%s has %d characters; allowed are %s" % (where, len(value), _range(schema, "Length"))
    if kind == "array":
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return "%s has %d items; allowed are %s" % (where, len(value), _range(schema, "Items"))
        for i, item in enumerate(value):
            wrong = misfit(schema["items"], item, "%s[%d]" % (where, i))
            if wrong:
                return wrong
    if kind == "object":
        known = schema["properties"]
        for name in schema.get("required", ()):
            if name not in value:
                return "%s is missing" % (where + "." + name if where else name)
        for name, item in value.items():
            inner = where + "." + name if where else name
            if name in known:
                wrong = misfit(known[name], item, inner)
                if wrong:
                    return wrong
            elif schema.get("additionalProperties") is False:
                return "%s is unknown; known are: %s" % (wording.quoted(name, 60), ", ".join(known) or "none")
    return ""


def _range(schema: "Mapping[str, Any]", what: str) -> str:
    return "%d to %d" % (schema.get("min" + what, 0), schema["max" + what])


def _is(kind: str, value: "Any") -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "array": list, "object": dict, "boolean": bool}[kind])


def _kind(value: "Any") -> str:
    for kind, article in _ARTICLES.items():
        if _is(kind, value):
            return article
    return "null" if value is None else "a number"


_ARTICLES = {
    "string": "a string",
    "array": "an array",
    "object": "an object",
    "boolean": "true or false",
    "integer": "an integer",
}


def _text(description: str = "", **more: "Any") -> "Schema":
    return dict({"type": "string", "description": description} if description else {"type": "string"}, **more)


def _number(description: str = "") -> "Schema":
    return {"type": "integer", "description": description} if description else {"type": "integer"}


def _flag(description: str) -> "Schema":
    return {"type": "boolean", "description": description}


def _list(items: "Schema", description: str = "", **more: "Any") -> "Schema":
    said: Schema = {"type": "array", "items": items}
    if description:
        said["description"] = description
    return dict(said, **more)


def _input(*required: str, **properties: "Schema") -> "Schema":
    said: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return dict(said, required=list(required)) if required else said


def _output(**properties: "Schema") -> "Schema":
    return {"type": "object", "properties": properties, "required": list(properties)}


def _paths(description: str) -> "Schema":
    return _list(_text(minLength=1, maxLength=4096), description, minItems=1, maxItems=terms.PATHS)


_HOLDER = _output(
    session=_text("its id"),
    yours=_flag("this session itself holds it"),
    agent=_text("the subagent's id; empty for the main agent"),
    path=_text("absolute"),
    worktree=_text("where it is held, if in another worktree of the repository; else empty"),
    edits=_number("edits and claims of the file that still count"),
    age_seconds=_number("since the newest of them"),
    branch=_text(),
    process=_text("of its client", enum=["running", "gone", "unknown"]),
    intent=_text("what the session says it is about to do"),
)


def _files(statuses: "list[str]") -> "Schema":
    row = _output(
        path=_text("as asked"),
        kind=_text(enum=["file", "directory", "pattern"]),
        status=_text("held: by another session, here; elsewhere: only in another worktree", enum=statuses),
        holders=_list(_HOLDER),
        more_holders=_number("not listed"),
    )
    return _list(row)


_SESSION = _output(
    id=_text(),
    self=_flag("this is the session that asks"),
    repository=_text("its name; empty outside git"),
    branch=_text(),
    cwd=_text("where it was started"),
    intent=_text("what it says it is about to do"),
    state=_text("editing: holds files now; gone: its process has died", enum=["editing", "idle", "gone"]),
    process=_text(enum=["running", "gone", "unknown"]),
    age_seconds=_number("since it started"),
    active_seconds=_number("since its last sign of life"),
    edits=_number("of the files listed here"),
    files=_list(_output(path=_text("absolute"), age_seconds=_number(), edits=_number()), "what it holds, newest first"),
    more_files=_number("touched of late, not listed"),
)


def _call_list(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = listing.list_sessions(asker, arguments.get("scope") == "all")
    return value, reading.sessions(value)


def _call_check(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = checking.check(asker, arguments["paths"])
    return value, reading.files(value, asker.cwd)


def _call_claim(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = claiming.claim(asker, arguments["paths"], arguments["intent"])
    return value, reading.files(value, asker.cwd)


def _call_release(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = claiming.release(asker, arguments["paths"])
    return value, reading.released(value, asker.cwd)


def _call_intent(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = intent.keep(asker, arguments["text"])
    return value, reading.intent(value)


def _call_tell(asker: "asking.Asker", arguments: "Mapping[str, Any]") -> "tuple[dict[str, Any], str]":
    value = messages.tell(asker, arguments["session"], arguments["text"])
    return value, reading.told(value)


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "list_sessions",
            "List coding sessions",
            "Who else is at work: the live coding sessions of this repository (or of the whole machine), what each is "
            "about to do and which files it holds. Use it before planning a change of several files, after a "
            "concurrency warning, or when the person asks who else is here.",
            _input(
                scope=_text(
                    "repository (the default): those that share this session's repository; "
                    "all: everywhere on this machine",
                    enum=["repository", "all"],
                )
            ),
            _output(
                scope=_text(enum=["repository", "all"]),
                place=_text("the repository's git directory, or the directory outside git"),
                self=_text("the id of the session that asks; empty if csg cannot tell"),
                sessions=_list(_SESSION, "the asking session first, then the latest active"),
                more_sessions=_number("not listed"),
                other_places=_number("live sessions outside the scope"),
            ),
            False,
            _call_list,
        ),
        Tool(
            "check_files",
            "Check who holds files",
            "For each file: is it free, or which session is editing it, since when, in which worktree. Use it before "
            "deciding which files to change. Claims nothing.",
            _input(
                "paths",
                paths=_paths(
                    "Files, directories (all that is held below) or patterns like src/**/*.py; relative ones start "
                    "from where the session was started."
                ),
            ),
            _output(
                files=_files(["free", "held", "elsewhere", "yours"]),
                held=_number("how many are held by another session here"),
            ),
            False,
            _call_check,
        ),
        Tool(
            "claim_files",
            "Claim files before editing",
            "Say which files this session is about to edit, so that other sessions learn of it before they edit "
            "them; tells which of them others hold already. Use it once a plan is made, before the first edit; a file "
            "that is edited is claimed by that anyway. A claim lapses by itself some minutes after the last edit.",
            _input(
                "paths",
                "intent",
                paths=_paths("Files, no directories; they need not exist yet."),
                intent=_text(
                    "What the session is about to do with them, in one sentence; other sessions read it.",
                    minLength=1,
                    maxLength=terms.INTENT,
                ),
            ),
            _output(
                files=_files(["claimed", "held", "elsewhere"]),
                held=_number("how many are held by another session, too"),
                intent=_text(),
            ),
            True,
            _call_claim,
        ),
        Tool(
            "release_files",
            "Release files",
            "Let go of files this session holds, so that others are no longer warned. Use it when files are done, or a "
            "plan was given up.",
            _input("paths", paths=_paths("Files, directories (all that this session holds below) or patterns.")),
            _output(released=_list(_text()), more_released=_number("not listed"), not_held=_list(_text("as asked"))),
            True,
            _call_release,
        ),
        Tool(
            "set_intent",
            "Say what this session is about to do",
            "Keep one sentence on what this session is about to do: other sessions see it in warnings and lists. "
            "Use it when the task changes; an empty text takes it back.",
            _input("text", text=_text("One sentence.", maxLength=terms.INTENT)),
            _output(session=_text("this session's id"), intent=_text("as kept")),
            True,
            _call_intent,
        ),
        Tool(
            "tell_session",
            "Tell another session something",
            "Leave a short message for one other session, or for all of this repository; its model reads it, with this "
            "session's id, at its next edit or prompt. Use it for what the other must know now, such as an interface "
            "that changed. Whose work goes first is for the person to decide.",
            _input(
                "session",
                "text",
                session=_text(
                    "Its id or the beginning of it, as list_sessions shows it; or: all", minLength=1, maxLength=200
                ),
                text=_text("The message.", minLength=1, maxLength=terms.MESSAGE),
            ),
            _output(
                told=_list(_text(), "the sessions' ids"),
                missed=_list(_output(session=_text(), why=_text()), "who could not be told"),
            ),
            True,
            _call_tell,
        ),
    )
}
