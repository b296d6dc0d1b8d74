"""What a hook imports, literally: each module more is paid for at every edit."""

import ast
import json
import os
import re
import subprocess
import sys
import unittest
from typing import Any, Dict, Set

import build
from csg.base import loader
from tests.support import TOP, Sandbox, SandboxCase, archive, built, edit_event, event

#: A hook that is started as ever, and says at its end what it has imported.
TRACED = r"""
import sys, posix
kept = posix._exit
def leave(code):
    posix.write(2, "\n".join([*sys.modules, *sys.modules["__main__"]._parts]).encode())
    kept(code)
posix._exit = leave
%s
"""

#: A hook that looks at its end through all bytecode for names that nothing has.
NAMED = r"""
import posix
kept = posix._exit
def leave(code):
    import builtins, dis, json, sys
    code_type = type(leave.__code__)
    def named(code, *operations):
        for one in dis.get_instructions(code):
            if one.opname in operations:
                yield one.argval
        for inner in code.co_consts:
            if isinstance(inner, code_type):
                yield from named(inner, *[name for name in operations if name[-4:] != "NAME"])
    boot = sys.modules["__main__"]
    names = ["csg." + name for line in boot._places.decode().split("\n") for name in line.split()[3:]]
    missing, given = [], {*dir(builtins), "__modules__", "__name__", "__file__", "__doc__", "__package__"}
    for name in names:
        code, _ = boot._compiled(name)
        hot = boot._compiled(name.partition(":")[0])
        there = set(given)
        if hot is None:  # it is made at once
            there |= {*vars(sys.modules[name.partition(":")[0]])}
        else:
            there |= {*named(hot[0], "STORE_NAME", "STORE_GLOBAL")}
        there |= {*named(code, "STORE_NAME", "STORE_GLOBAL")}
        missing += [name + " " + one for one in named(code, "LOAD_GLOBAL", "LOAD_NAME") if one not in there]
    posix.write(1, json.dumps([len(names), missing]).encode())
    kept(code)
posix._exit = leave
%s
"""

#: Of csg itself, at the least eventful hook, and what the least eventful edit adds.
QUIET = {"csg", *("csg." + name for name in build.GROUPS["every"].split())}
EDIT = {"hooks.edit", "hooks.editing", "state.claims", "state.claims:publishing"}
#: What a meeting adds, and a start; and the cold parts of hot modules that either makes.
MEETING = {"base.processes", "base.wording", "hooks.meeting", "hooks.settling", "hooks.siblings"}
MEETING |= {"hooks.answer", "hooks.telling", "hooks.warning", "state.holdings", "state.notices", "state.sessions"}
MEETING |= {"state.told", "state.salvage", "state.salvage:lines", "state.names", "base.processes:living"} | EDIT
#: And where the client may be one that hands nothing on.
DOUBTFUL = {"clients", "clients.running"}
STARTING = {"base.processes", "base.wording", "hooks.briefing", "hooks.life", "hooks.starting", "state.claims"}
STARTING |= {"state.holdings", "state.names", "state.salvage", "state.sessions", "state.sweep", "state.told"}
NAMING = {"state.names", "state.salvage"}
ARRIVING = {"state.sessions:arriving", "base.processes:arriving", "base.processes:living"}
ATTACHING = {"hooks.call:cold", "state.sessions:attaching", *ARRIVING}
CODEX = {"clients", "clients.dialects", "clients.dialects.codex", "clients.dialects.terms", "hooks.another_client"}
PATCHING = {"hooks.patching", *("clients.dialects.patch_" + name for name in ("input", "places", "text")), *EDIT}
RECORDING = {"base.files:cold", "base.logs", "base.policy", "state.events:cold"}
#: What a file's first edit adds, which is in the log.
FIRST = {"hooks.edit:cold", *RECORDING}
#: Of Python, beside what a bare interpreter has: at the least eventful hook, and elsewhere.  Before 3.11 a group that
#: is not every edit's is deflated, and what boot takes without importing it (`gc`) is on the list of modules.
_OLD = sys.version_info < (3, 11)
LEAST = {"marshal", "posix", "time"} | ({"gc"} if _OLD else set())
ALLOWED = {"errno", "fcntl", "zlib", *LEAST}


def floor() -> Set[str]:
    code = "import sys; print(chr(10).join(sys.modules))"
    return set(subprocess.run([sys.executable, "-ISc", code], stdout=subprocess.PIPE).stdout.decode().split())


def modules_of(box: Sandbox, fields: Dict[str, Any], *words: str) -> Set[str]:
    """sys.modules of a hook process at its end."""
    done = subprocess.run(
        [sys.executable, "-ISc", TRACED % loader.LOADER, archive(), *words],
        input=json.dumps(fields).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=box.environ,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().split())


class Imports(SandboxCase):
    def check(self, fields: Dict[str, Any], more: Set[str], allowed: Set[str] = ALLOWED, verb: str = "hook") -> None:
        loaded = modules_of(self.box, fields, *verb.split())
        self.assertEqual({name for name in loaded if name.startswith("csg")}, QUIET | {"csg." + name for name in more})
        self.assertLessEqual({name for name in loaded if not name.startswith("csg")} - floor(), allowed)

    def test_an_edit_that_meets_nobody(self) -> None:
        path = self.box.write("a.py")
        self.box.edit("s1", self.box.write("other.py"))
        self.box.start("s")
        self.check(edit_event("s", path, "Edit", self.box.work), EDIT | FIRST)
        for _ in range(3):
            self.check(edit_event("s", path, "Edit", self.box.work), EDIT, LEAST)
            self.box.environ["CSG_NOTIFY"] = "true"

    def test_an_edit_in_another_client(self) -> None:
        """What its dialect is made of, and nothing else."""
        tools = {"gemini": ("BeforeTool", "replace"), "qwen": ("PreToolUse", "edit"), "copilot": ("PreToolUse", "Edit")}
        for client, (name, tool) in tools.items():
            path = self.box.write(client + ".py")
            fields = dict(edit_event(client, path, tool, self.box.work), hook_event_name=name)
            if client == "copilot":
                fields["tool_input"] = {"path": path, "old_str": "x", "new_str": "y"}
            dialect = {"clients", "clients.dialects", "clients.dialects.terms", "clients.dialects." + client}
            self.box.start(client)
            for call, more in (("1", FIRST), ("2", set())):
                found = EDIT | dialect | {"hooks.another_client"} | more
                self.check(dict(fields, tool_use_id=call, timestamp=call), found, verb="hook --client " + client)

    def test_another_clients_call_that_meets_nobody(self) -> None:
        """Above all it inflates nothing, where what is maintained lies plain."""
        quiet = LEAST | ({"zlib"} if _OLD else set())
        self.box.edit("s1", self.box.write("other.py"))
        self.box.start("s")
        self.box.write("a.py")
        fields = edit_event("s", "", "", self.box.work)
        patch = "*** Begin Patch\n*** Update File: a.py\n@@\n-x\n+y\n*** End Patch"
        for number in range(3):
            more = FIRST if not number else set()
            fields.update(tool_name="apply_patch", tool_input={"command": patch}, tool_use_id="call_%d" % number)
            self.check(fields, CODEX | PATCHING | more, quiet if number else ALLOWED, verb="hook --client codex")
        fields.update(tool_name="Bash", tool_input={"command": "ls"})
        self.check(fields, CODEX | {"hooks.shell_began", "hooks.shell_guard"}, verb="hook --client codex")

    def test_an_edit_of_a_session_that_was_never_started(self) -> None:
        path = self.box.write("a.py")
        more = {"base.processes", "state.salvage", "state.sessions"} | EDIT
        self.check(edit_event("s", path, "Edit", self.box.work), more | FIRST | ATTACHING)

    def test_an_edit_that_meets_somebody(self) -> None:
        path = self.box.write("a.py")
        self.box.edit("s1", path)
        self.box.start("s2")
        cold = {"base.paths:cold", "base.policy:cold", "base.wire:cold", "base.wire:records", "state.claims:cold"}
        cold |= {"hooks.call:cold"}
        cold |= {"state.holdings:meeting", "state.told:meeting"}
        fields = edit_event("s2", path, "Edit", self.box.work)
        self.check(dict(fields, effort={"level": "high"}), MEETING | FIRST | cold)
        self.box.edit("s1", path)
        cold |= ATTACHING  # this one was never started
        self.check(edit_event("s3", path, "Edit", self.box.work), MEETING | DOUBTFUL | FIRST | cold)

    def test_a_shell_command_without_git(self) -> None:
        self.box.start("s")
        fields = event("PreToolUse", "s", self.box.work, tool_name="Bash", tool_input={"command": "ls -l"})
        self.check(fields, {"hooks.shell_guard"})

    def test_a_shell_command_with_nobody_else_there(self) -> None:
        self.box.start("s")
        fields = event("PreToolUse", "s", self.box.work, tool_name="Bash", tool_input={"command": "git stash; rm x"})
        self.check(fields, {"hooks.shell_guard"})

    def test_a_harmless_shell_command_with_others_there(self) -> None:
        self.box.start("s")
        self.box.start("s1")
        for command in ("ls -la", "make test 2>&1 | less > /dev/null", "cat <a.txt", "python3 -m unittest"):
            fields = event("PreToolUse", "s", self.box.work, tool_name="Bash", tool_input={"command": command})
            self.check(fields, {"hooks.shell_guard"})

    def test_a_status_line(self) -> None:
        place = self.box.repository()
        path = self.box.write("shop/a.py")
        fields = {"session_id": "s", "cwd": place, "workspace": {"project_dir": place}}
        alone = {"hooks.status_line", "state.roster:cold"}
        self.box.start("s", place)
        self.check(fields, alone, LEAST | ({"zlib"} if _OLD else set()), "statusline")
        self.box.edit("s", path, cwd=place)
        self.box.start("s1", place)
        beside = {"base.processes", "base.processes:living", "base.wording", "state.salvage", "state.sessions"}
        beside |= {
            "hooks.call:cold",
            "base.files:cold",
            "base.policy",
            "base.wire:cold",
            "base.wire:records",
            "state.claims",
            *alone,
        }
        self.check(fields, beside, verb="statusline")
        self.box.edit("s1", path, cwd=place)
        contested = {
            "state.holdings",
            "base.paths:cold",
            "git.repository:cold",
            "state.holdings:counting",
            "state.names",
            "state.names:cold",
            "state.notices",
            "state.notices:cold",
            "state.notices:taking",
            "state.salvage:lines",
        }
        self.check(fields, {*beside, *contested, "talk", "talk.naming"}, verb="statusline")

    def test_start_and_end(self) -> None:
        start = event("SessionStart", "s", self.box.work, source="startup")
        cold = {"base.wire:records", "hooks.call:cold", "state.roster:cold", *ARRIVING}
        # what is left of others is looked through
        hourly = {"state.sweep:cold", "base.files:rarely", "base.logs:cold", "state.events:rarely"}
        self.check(start, STARTING | RECORDING | cold | hourly)
        self.check(start, STARTING | RECORDING | cold)
        self.box.start("s1")
        counting = {
            "state.holdings:counting",
            "base.files:listing",
            "state.told:once",
            "base.wire:cold",
            "hooks.answer",
        }
        self.check(start, STARTING | RECORDING | cold | counting)
        prompted = {"hooks.life", "hooks.life:cold", "base.files:cold", "base.wire:records", "state.names:keeping"}
        prompted |= {"hooks.call:cold", *NAMING}
        self.check(event("UserPromptSubmit", "s", self.box.work, prompt="x"), prompted)
        ending = {
            "base.wire:records",
            "base.processes",
            "base.processes:arriving",
            "hooks.life",
            "hooks.life:ending",
            "state.salvage",
        }
        ending |= {"state.sessions", "state.sessions:ending", "state.salvage:cold", "base.files:removing"}
        self.check(event("SessionEnd", "s", self.box.work, reason="other"), ending | RECORDING)


class Cold(SandboxCase):
    """The lines `#: cold`: what lies below one is not there when what lies above it runs, unless that asks for it."""

    def test_a_module_is_made_without_what_is_below(self) -> None:
        found = 0
        for path in build.sources():
            with open(os.path.join(TOP, path), encoding="utf-8") as file:
                hot, *apart = re.split(build.COLD, file.read(), flags=re.MULTILINE)
            parts = [ast.parse(text).body for text in apart[1::2]]
            self.assertEqual(len(set(apart[::2])), len(parts), "%s: two parts of one name" % path)
            below = {getattr(node, "name", "") for body in parts for node in body}
            self.assertNotIn("", below, "%s: only functions and classes below the line" % path)
            if parts:
                found += 1
                at_once = [node for node in ast.parse(hot).body if not isinstance(node, ast.FunctionDef)]
                for node in at_once:
                    named = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                    inside = [one for one in ast.walk(node) if isinstance(one, (ast.FunctionDef, ast.Lambda))]
                    named -= {one.id for body in inside for one in ast.walk(body) if isinstance(one, ast.Name)}
                    self.assertEqual(below & named, set(), path)
        self.assertGreater(found, 15)

    def test_whatever_a_part_names_is_there(self) -> None:
        """In its own bytecode or in that of the part that its module is made with."""
        done = subprocess.run(
            [sys.executable, "-ISc", NAMED % loader.LOADER, archive(), "hook"],
            input=json.dumps(event("Stop", "s", self.box.work)).encode(),
            stdout=subprocess.PIPE,
            env=self.box.environ,
            timeout=60,
        )
        looked, missing = json.loads(done.stdout)
        self.assertGreater(looked, 50)
        self.assertEqual(missing, [])


class Sizes(unittest.TestCase):
    def test_the_file(self) -> None:
        """With six interpreters; with one it is some 1.1 MB.  It was to stay below 1 MB: what hooks load lies in it
        compiled for each, and the plain groups are worth their place (see build.PLAIN).  Five more clients and other
        machines brought 0.35 MB."""
        self.assertLess(os.path.getsize(built()), 3000 << 10)
