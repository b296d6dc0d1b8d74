"""Events as no client sends them: real ones with something wrong in them, and command lines as nobody types them."""

import json
import random
from typing import Any, Callable, Dict, List, Optional, Tuple

from tests.unit.shell.generated import generated

SESSIONS = ("451bda12-9117", "474a0382-b59c", "29d8eae5-0e96", "d81517bd-a534")
AGENTS = ("a16d5bf78725072ae", "aaf215f50b474aeed")
LINES = (
    ["git reset --hard", "git add -A && git commit -qm x", "git checkout -- a.py", "git stash -u; git pull --rebase"],
    ["git -C sub restore .", "cd sub && git clean -fd", "sed -i s/a/b/ a.py", "echo x > b.py; cat b.py >> sub/c.py"],
    ["env | sort > env.txt", "cp a.py b.py && mv b.py sub/", "bash -c 'git switch main'", "ls", "python3 - <<E\n1\nE"],
    ["rm -rf sub/*", "tee a.py <<< x", "find . -name '*.py' -exec git checkout {} \\;", "git rebase main topic", ""],
)

#: What stands where something else is expected.
VALUES: Tuple[Callable[[random.Random], Any], ...] = (
    lambda chance: None,
    lambda chance: chance.choice((True, False)),
    lambda chance: chance.choice((0, -1, 1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, float("inf"), float("nan"))),
    lambda chance: chance.choice(("", " ", "\n", "0", "null", "..", "/", "~", "-", "--", "\0", "\x1b[31m", "\u202e")),
    lambda chance: chance.choice(("\ud800", "a\udfffb", "\udcff/x", "\U0001f600" * 9, "e\u0301", "\ufeff", "\u2028")),
    lambda chance: chance.choice("ab/%\u00e9\udc80") * chance.choice((255, 256, 4096, 5000, 70000)),
    lambda chance: [chance.choice((None, 1, "x", [], {}))] * chance.choice((0, 1, 3, 300)),
    lambda chance: {chance.choice(("", "x", "file_path", "command", "\ud800")): chance.choice((None, 1, "x", [], {}))},
    lambda chance: nested(chance.choice((3, 60, 400)), chance.choice(("x", {}, []))),
    lambda chance: path(chance, ""),
)


def nested(depth: int, inside: Any) -> Any:
    """Lists and objects in each other."""
    for at in range(depth):
        inside = [inside] if at % 3 else {"a": inside}
    return inside


def path(chance: random.Random, top: str) -> str:
    """A path: most of them of a few files below `top`, some of any kind."""
    name = chance.choice(("a.py", "b.py", "sub/c.py", "sub/.git", ".git/HEAD", ".csg", "A.PY", "new/deep/d.py"))
    if chance.random() < 0.8:
        return top + "/" + name
    made = [name, "./" + name, "../" + name, top + "/../" + name, top + "//sub/./" + name, top, top + "/", "", "."]
    made += ["/", "//", "..", "/dev/null", "/dev/zero", "/dev/tty", "/proc/self/mem", "/proc/self/fd/0", "/proc/1/x"]
    made += ["/nonexistent/" + name, "/etc/passwd/x", top + "/link/" + name, top + "/loop/x", "file://" + top, "C:\\x"]
    made += [top + "/a\nb`c`", top + "/\u00e9", top + "/e\u0301", top + "/\udcff\udcfe", top + "/\ud800", top + "/a\0b"]
    made += [top + "/" + "d/" * 3000, top + "/" + "n" * 300, top + "/%s%d{}", top + "/\u202e\x1b[0m", top + "/ x "]
    made += ["~/x", "$HOME/x"]
    return chance.choice(made)


def line(chance: random.Random) -> str:
    """A command line, sound or not."""
    sound = [one for several in LINES for one in several]
    return chance.choice(sound) if chance.random() < 0.5 else generated(chance, [one for one in sound if one])


class Events:
    """Events of a few sessions that work below the directory `top`."""

    def __init__(self, chance: random.Random, top: str) -> None:
        self.chance = chance
        self.top = top

    def sound(self) -> Dict[str, Any]:
        """One that a client might send."""
        chance = self.chance
        fields: Dict[str, Any] = {
            "session_id": chance.choice(SESSIONS),
            "transcript_path": "/dev/null",
            "cwd": chance.choice((self.top, self.top, self.top + "/sub", "/")),
            "prompt_id": "90a9fc42-ad89",
            "permission_mode": chance.choice(("default", "bypassPermissions", "acceptEdits")),
            "effort": {"level": "medium"},
        }
        if chance.random() < 0.1:  # an older client
            del fields["effort"], fields["prompt_id"]
        if chance.random() < 0.2:
            fields.update(agent_id=chance.choice(AGENTS), agent_type="general-purpose")
        kind = chance.choice(_KINDS)
        fields["hook_event_name"] = kind
        if "Tool" in kind:
            fields.update(self._tool(kind))
        else:
            fields.update(chance.choice(_LIFE.get(kind, ({},))))
        return fields

    def _tool(self, kind: str) -> Dict[str, Any]:
        chance = self.chance
        tool = chance.choice(("Edit", "Edit", "Write", "Bash", "Bash", "NotebookEdit", "MultiEdit", "Read", "Agent"))
        given: Dict[str, Any]
        if tool == "Bash":
            given = {"command": line(chance), "description": "probe"}
        elif tool == "NotebookEdit":
            given = {
                "notebook_path": path(chance, self.top),
                "cell_id": "c1",
                "new_source": "1",
                "edit_mode": "replace",
            }
        elif tool == "Agent":
            given = {"description": "one", "prompt": "go", "subagent_type": "general-purpose"}
        else:
            given = {"file_path": path(chance, self.top), "old_string": "two", "new_string": "three"}
        fields: Dict[str, Any] = {
            "tool_name": tool,
            "tool_input": given,
            "tool_use_id": "toolu_%d" % chance.randrange(50),
        }
        if kind == "PostToolUse":
            response: Dict[str, Any] = {"stdout": "", "stderr": "", "interrupted": False, "isImage": False}
            if tool == "Bash" and chance.random() < 0.6:
                changed = [path(chance, self.top) for _ in range(chance.choice((0, 1, 2, 9)))]
                files = [{"filePath": one, "hunks": [{"lines": ["-a", "+b"]}], "created": True} for one in changed[:5]]
                response["bashEditDiff"] = {"files": files, "moreFiles": 0, "changedFiles": changed}
                if chance.random() < 0.2:
                    response["bashEditDiff"][chance.choice(("unavailable", "skipped", "shared"))] = True
            fields.update(tool_response=response, duration_ms=chance.choice((0, 9, 34, 1016)))
        elif kind == "PostToolUseFailure":
            fields.update(error="Exit code 3", is_interrupt=False, duration_ms=11)
        return fields

    def spoilt(self) -> Any:
        """One with something wrong; mostly still an object."""
        event = self.sound()
        for _ in range(self.chance.choice((1, 1, 1, 2, 3, 8))):
            self._spoil(event)
        return event if self.chance.random() < 0.98 else self.chance.choice(VALUES)(self.chance)

    def _spoil(self, event: Dict[str, Any]) -> None:
        chance, inside = self.chance, event
        while True:
            if not inside:
                return
            name = chance.choice(sorted(inside))
            if isinstance(inside[name], dict) and inside[name] and chance.random() < 0.7:
                inside = inside[name]
                continue
            break
        way = chance.randrange(6)
        if way == 0:
            del inside[name]
        elif way == 1:
            inside[chance.choice(("", "x", name.upper(), name + "s"))] = inside.pop(name)
        elif way == 2 and isinstance(inside[name], str):
            at = chance.randrange(len(inside[name]) + 1)
            inside[name] = inside[name][:at] + str(chance.choice(VALUES[3:6])(chance)) + inside[name][at:]
        else:
            inside[name] = chance.choice(VALUES)(chance)

    def text(self) -> bytes:
        """One as it comes on stdin, perhaps cut off, or with some other bytes in it."""
        event = self.sound() if self.chance.random() < 0.4 else self.spoilt()
        data = json.dumps(event, ensure_ascii=self.chance.random() < 0.5).encode("utf-8", "surrogatepass")
        if self.chance.random() < 0.05:
            at = self.chance.randrange(len(data))
            other = self.chance.choice((b"", b"\xff", b"{", b'"', b"\\", b"\\u", b"[" * 2000, b"1" * 5000, b"\0"))
            data = data[:at] + other + (data[at + 1 :] if self.chance.random() < 0.7 else b"")
        return data

    def environ(self) -> Dict[bytes, bytes]:
        """What the environment says beside the home, sound or not."""
        chance = self.chance
        found: Dict[bytes, Optional[bytes]] = {b"CLAUDE_PID": chance.choice(_PIDS)}
        if chance.random() < 0.1:
            found[b"CSG_RULES"] = chance.choice(
                (b"*.py=off", b"edit:*=deny;write:**=ask", b"=", b"\xff=;;", b"**=pause")
            )
        if chance.random() < 0.1:
            found[b"CSG_WINDOW_MINUTES"] = chance.choice((b"5", b"0", b"-1", b"x", b"1e9", b"nan", b"9" * 500))
        if chance.random() < 0.1:
            kind = chance.choice((b"EDIT", b"WRITE", b"DISCARD", b"TAKE", b"KILL", b"OVERLAP"))
            found[b"CSG_ON_" + kind] = chance.choice((b"off", b"warn", b"pause", b"ask", b"deny", b"", b"x"))
        return {name: value for name, value in found.items() if value is not None}


_KINDS: List[str] = [
    *["PreToolUse"] * 10,
    *["PostToolUse"] * 5,
    *["PostToolUseFailure", "SessionStart", "UserPromptSubmit"] * 2,
    *["SessionEnd", "SubagentStop", "SubagentStart", "Stop", "PermissionRequest", "Notification", "PreCompact", "x"],
]
_LIFE: Dict[str, Tuple[Dict[str, Any], ...]] = {
    "SessionStart": tuple({"source": source} for source in ("startup", "resume", "clear", "compact", "fork", "?")),
    "SessionEnd": tuple({"reason": reason} for reason in ("other", "clear", "prompt_input_exit")),
    "UserPromptSubmit": ({"prompt": "Please do the task."},),
    "Stop": ({"stop_hook_active": False, "last_assistant_message": "All done.", "background_tasks": []},),
}
_PIDS = (None, None, b"1", b"1", b"0", b"", b"x", b"-1", b"4194305", b"2147483648", b"9" * 30, b"\xff")
