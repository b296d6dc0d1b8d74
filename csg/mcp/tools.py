"""The tools of the MCP server: what each is for, what it takes and gives.  Data: `calls` does what they say.

Which fields a tool or a result may have depends on the protocol version
(modelcontextprotocol.io/specification, schema.ts of each): annotations came with
2025-03-26, title, outputSchema and structuredContent with 2025-06-18.
"""

from csg.mcp.schema import array, flag, inputs, number, outputs, text
from csg.talk import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.mcp.schema import Schema

ANNOTATED, STRUCTURED = "2025-03-26", "2025-06-18"  # versions compare as text: they are dates


class Tool:
    """One tool, without what it does: that is in `calls`."""

    __slots__ = ("description", "input", "name", "output", "title", "writes")

    def __init__(
        self,
        name: str,
        title: str,
        description: str,
        input: "Schema",
        output: "Schema",
        writes: bool,
    ) -> None:
        self.name = name
        self.title = title
        self.description = description
        self.input = input
        self.output = output
        self.writes = writes

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


def _paths(description: str) -> "Schema":
    return array(text(minLength=1, maxLength=terms.PATH), description, minItems=1, maxItems=terms.PATHS)


_CLIENT = "what it runs in, where that is another client than Claude Code; else empty"
_MACHINE, _OWNER = "where it runs, if on another machine; else empty", "whose it is there; else empty"
_HOLDER = outputs(
    session=text("its id"),
    client=text(_CLIENT),
    machine=text(_MACHINE),
    owner=text(_OWNER),
    yours=flag("this session itself holds it"),
    agent=text("the subagent's id; empty for the main agent"),
    path=text("absolute; on another machine as seen from its repository"),
    worktree=text("where it is held, if in another worktree of the repository; else empty"),
    edits=number("edits and claims of the file that still count"),
    lines=text("which they changed; empty if that is not known"),
    age_seconds=number("since the newest of them"),
    branch=text(),
    process=text("of its client", enum=["running", "gone", "unknown"]),
    intent=text("what the session says it is about to do"),
    prompt=text("the first line of its latest prompt"),
)


def _files(statuses: "list[str]") -> "Schema":
    row = outputs(
        path=text("as asked"),
        kind=text(enum=[terms.FILE, terms.DIRECTORY, terms.PATTERN]),
        status=text(
            "held: by another session, here; elsewhere: only in another worktree or on another machine", enum=statuses
        ),
        holders=array(_HOLDER),
        more_holders=number("not listed"),
    )
    return array(row)


_SESSION = outputs(
    id=text(),
    client=text(_CLIENT),
    machine=text(_MACHINE),
    owner=text(_OWNER),
    self=flag("this is the session that asks"),
    repository=text("its name; empty outside git"),
    branch=text(),
    cwd=text("where it was started"),
    intent=text("what it says it is about to do"),
    prompt=text("the first line of its latest prompt"),
    state=text("editing: holds files now; gone: its process has died", enum=["editing", "idle", "gone"]),
    process=text(enum=["running", "gone", "unknown"]),
    age_seconds=number("since it started"),
    active_seconds=number("since its last sign of life"),
    edits=number("of the files listed here"),
    files=array(outputs(path=text("absolute"), age_seconds=number(), edits=number()), "what it holds, newest first"),
    more_files=number("touched of late, not listed"),
)

TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "list_sessions",
            "List coding sessions",
            "Who else is at work: the live coding sessions of this repository (or of the whole machine), what each is "
            "about to do and which files it holds. Use it before planning a change of several files, after a "
            "concurrency warning, or when the person asks who else is here.",
            inputs(
                scope=text(
                    "repository (the default): those that share this session's repository; "
                    "all: everywhere on this machine",
                    enum=["repository", "all"],
                )
            ),
            outputs(
                scope=text(enum=["repository", "all"]),
                place=text("the repository's git directory, or the directory outside git"),
                self=text("the id of the session that asks; empty if csg cannot tell"),
                sessions=array(_SESSION, "the asking session first, then the latest active"),
                more_sessions=number("not listed"),
                other_places=number("live sessions outside the scope"),
            ),
            writes=False,
        ),
        Tool(
            "check_files",
            "Check who holds files",
            "For each file: is it free, or which session is editing it, since when, in which worktree. Use it before "
            "deciding which files to change; with wait_seconds, to go on as soon as they are free. Claims nothing.",
            inputs(
                "paths",
                paths=_paths(
                    "Files, directories (all that is held below) or patterns like src/**/*.py; relative ones start "
                    "from where the session was started."
                ),
                wait_seconds=number(
                    "answer as soon as no other session holds any of them here, at the latest after so long; "
                    "0 (the default): at once",
                    minimum=0,
                    maximum=60,
                ),
            ),
            outputs(
                files=_files([terms.FREE, terms.HELD, terms.ELSEWHERE, terms.YOURS]),
                held=number("how many are held by another session here"),
            ),
            writes=False,
        ),
        Tool(
            "claim_files",
            "Claim files before editing",
            "Say which files this session is about to edit, so that other sessions learn of it before they edit "
            "them; tells which of them others hold already. Use it once a plan is made, before the first edit; a file "
            "that is edited is claimed by that anyway. A claim lapses by itself some minutes after the last edit.",
            inputs(
                "paths",
                "intent",
                paths=_paths("Files, no directories; they need not exist yet."),
                intent=text(
                    "What the session is about to do with them, in one sentence; other sessions read it.",
                    minLength=1,
                    maxLength=terms.INTENT,
                ),
            ),
            outputs(
                files=_files([terms.CLAIMED, terms.HELD, terms.ELSEWHERE]),
                held=number("how many are held by another session, too"),
                intent=text(),
            ),
            writes=True,
        ),
        Tool(
            "release_files",
            "Release files",
            "Let go of files this session holds, so that others are no longer warned. Use it when files are done, or a "
            "plan was given up.",
            inputs("paths", paths=_paths("Files, directories (all that this session holds below) or patterns.")),
            outputs(released=array(text()), more_released=number("not listed"), not_held=array(text("as asked"))),
            writes=True,
        ),
        Tool(
            "set_intent",
            "Say what this session is about to do",
            "Keep one sentence on what this session is about to do: other sessions see it in warnings and lists. "
            "Use it when the task changes; an empty text takes it back.",
            inputs("text", text=text("One sentence.", maxLength=terms.INTENT)),
            outputs(session=text("this session's id"), intent=text("as kept")),
            writes=True,
        ),
        Tool(
            "tell_session",
            "Tell another session something",
            "Leave a short message for one other session, or for all of this repository; its model reads it, with this "
            "session's id, at its next edit or prompt. Use it for what the other must know now, such as an interface "
            "that changed. Whose work goes first is for the person to decide.",
            inputs(
                "session",
                "text",
                session=text(
                    "Its id or the beginning of it, as list_sessions shows it; the name of another machine, for all "
                    "of this repository there; or: all, on this machine",
                    minLength=1,
                    maxLength=200,
                ),
                text=text("The message.", minLength=1, maxLength=terms.MESSAGE),
            ),
            outputs(
                told=array(text(), "the sessions' ids"),
                missed=array(outputs(session=text(), why=text()), "who could not be told"),
            ),
            writes=True,
        ),
    )
}
