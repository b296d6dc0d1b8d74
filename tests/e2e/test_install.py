"""`csg install` and `csg uninstall`: one command wires the guard in, the other leaves no trace."""

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from typing import Any, Dict, List, Optional

from tests.support import SandboxCase, archive, edit_event, event, sampled

BACKUP = "settings.json.csg-backup"
#: A stand-in for the client: answers --version, and keeps MCP servers where the real one does.
CLAUDE = r"""#!%(python)s -S
import json, os, sys
words = sys.argv[1:]
path = os.path.join(os.environ.get("CLAUDE_CONFIG_DIR") or os.environ["HOME"], ".claude.json")
try:
    with open(path) as file: value = json.load(file)
except FileNotFoundError: value = {}
servers = value.setdefault("mcpServers", {})
if words == ["--version"]:
    print("%(version)s (Claude Code)")
elif words[:5] == ["mcp", "add", "--scope", "user", "csg"] and words[5] == "--":
    if "csg" in servers: sys.exit("MCP server csg already exists in user config")
    servers["csg"] = {"type": "stdio", "command": words[6], "args": words[7:], "env": {}}
elif words == ["mcp", "remove", "--scope", "user", "csg"]:
    if not servers.pop("csg", None): sys.exit("no such server")
else: sys.exit("unexpected: %%r" %% words)
with open(path, "w") as file: json.dump(value, file)
"""


class InstallCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.bin = self.box.make("bin")
        self.box.environ["PATH"] = self.bin + ":/usr/bin:/bin"
        self.config = os.path.join(self.box.user, ".claude")
        self.settings = os.path.join(self.config, "settings.json")

    def client(self, version: str = "2.1.330", path: str = "") -> None:
        """Put the stand-in on PATH, or where `path` says."""
        path = path or os.path.join(self.bin, "claude")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(CLAUDE % {"python": sys.executable, "version": version})
        os.chmod(path, 0o755)

    def run_csg(self, *words: str, code: int = 0, cwd: str = "", **environ: Optional[str]) -> str:
        done = self.box.csg(*words, cwd=cwd, environ=environ)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if code:
            return done.stderr.decode()
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode()

    def put(self, text: str, path: str = "") -> None:
        path = path or self.settings
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def get(self, path: str = "") -> str:
        with open(path or self.settings, encoding="utf-8", newline="") as file:
            return file.read()

    def handlers(self, path: str = "") -> List[Dict[str, Any]]:
        hooks = json.loads(self.get(path))["hooks"]
        return [handler for groups in hooks.values() for group in groups for handler in group["hooks"]]

    def tree(self) -> Dict[str, bytes]:
        """Every file of the user's, with its contents, but for csg's own."""
        found = {}
        for folder, _, names in os.walk(self.box.user):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.box.user)] = file.read()
        return found


class FreshMachine(InstallCase):
    def test_wires_and_guards(self) -> None:
        said = self.run_csg("install")
        self.assertLessEqual(said.count("\n"), 6)
        self.assertIn("client: none found", said)
        self.assertIn("8 hooks added", said)
        self.assertEqual(stat.S_IMODE(os.stat(self.settings).st_mode), 0o600)
        path = self.box.write("a.txt")
        out = b""
        for session in ("one", "two"):
            for stdin in (
                event("SessionStart", session, self.box.work, source="startup"),
                edit_event(session, path, "Edit", self.box.work),
            ):
                for group in json.loads(self.get())["hooks"][stdin["hook_event_name"]]:
                    if group.get("matcher") != "Bash":
                        out = subprocess.run(
                            ["/bin/sh", "-c", group["hooks"][0]["command"]],
                            input=json.dumps(stdin).encode(),
                            stdout=subprocess.PIPE,
                            env=self.box.environ,
                            check=True,
                            timeout=60,
                        ).stdout
        self.assertIn(b"CONCURRENCY WARNING", out)

    def test_a_second_run_says_already(self) -> None:
        self.run_csg("install", "--skill")
        before = self.tree()
        said = self.run_csg("install", "--skill")
        self.assertEqual(said.count("already"), 2)
        self.assertEqual(self.tree(), before)

    def test_uninstall_leaves_nothing(self) -> None:
        self.run_csg("install", "--skill")
        self.run_csg("uninstall")
        self.assertEqual(self.tree(), {})
        self.assertFalse(os.path.exists(self.config))
        self.assertIn("not there", self.run_csg("uninstall"))

    def test_dry_run_shows_and_writes_nothing(self) -> None:
        self.client()
        said = self.run_csg("install", "--dry-run", "--mcp", "--skill")
        self.assertIn("+++", said)
        self.assertIn('+  "hooks": {', said)
        self.assertIn("would run: claude mcp add --scope user csg -- %s mcp" % shlex.quote(archive()), said)
        self.assertEqual([name for name in self.tree() if name != ".claude.json"], [])


@sampled(5)
class Existing(InstallCase):
    TEXT = (
        '{\r\n\t"caf\\u00e9": "\\u65e5",\r\n\t"hooks": {"PreToolUse": [ {"matcher":"Bash",'
        '"hooks":[{"type":"command","command":"lint.sh"}]}]},\r\n\r\n\t"model" : "opus"}'
    )

    def test_back_to_the_byte(self) -> None:
        for text in (self.TEXT, "{}", "{ }\n", " \n", "", '{"hooks": {}}', '{"hooks": {"PreToolUse": []}}\n'):
            self.put(text)
            os.chmod(self.settings, 0o640)
            said = self.run_csg("install")
            self.assertIn("8 hooks added (before: %s beside it)" % BACKUP, said)
            self.assertEqual(self.get(os.path.join(self.config, BACKUP)), text)
            self.run_csg("uninstall")
            self.assertEqual(self.get(), text)
            self.assertEqual(stat.S_IMODE(os.stat(self.settings).st_mode), 0o640)
            self.assertEqual(os.listdir(self.config), ["settings.json"])

    def test_the_persons_later_changes_stay(self) -> None:
        self.put('{"model": "a"}')
        self.run_csg("install")
        value = json.loads(self.get())
        value["model"] = "b"
        value["hooks"]["Stop"] = [{"hooks": [{"type": "command", "command": "bell"}]}]
        self.put(json.dumps(value))
        self.run_csg("uninstall")
        self.assertEqual(json.loads(self.get()), {"model": "b", "hooks": {"Stop": value["hooks"]["Stop"]}})

    def test_shell_edits(self) -> None:
        self.run_csg("install", "--no-shell-edits")
        self.assertNotIn("bashEditDiffEnabled", self.get())
        self.assertIn("bashEditDiffEnabled set", self.run_csg("install"))
        self.assertIs(json.loads(self.get())["bashEditDiffEnabled"], True)
        self.run_csg("uninstall")
        self.put('{"bashEditDiffEnabled": true}')
        self.run_csg("install")
        self.run_csg("uninstall")
        self.assertEqual(self.get(), '{"bashEditDiffEnabled": true}')

    def test_claude_session_guard_gives_way(self) -> None:
        group = {"matcher": "Edit|Write", "hooks": [{"type": "command", "command": "claude-session-guard pre-edit"}]}
        text = json.dumps({"hooks": {"PreToolUse": [group]}}, indent=2)
        self.put(text)
        said = self.run_csg("install")
        self.assertIn("claude-session-guard: its hooks replaced: PreToolUse (claude-session-guard pre-edit)", said)
        self.assertNotIn("pre-edit", self.get())
        self.assertIn("its hooks back", self.run_csg("uninstall"))
        self.assertEqual(self.get(), text)

    def test_an_older_install_is_brought_up_to_date(self) -> None:
        self.run_csg("install")
        new = self.get()
        self.put(new.replace(archive(), "/old/place/csg.pyz"))
        self.assertIn("brought up to date", self.run_csg("install"))
        self.assertEqual(json.loads(self.get()), json.loads(new))
        self.run_csg("uninstall")
        self.assertFalse(os.path.exists(self.settings))

    def test_without_its_record_only_hooks_go(self) -> None:
        self.put('{"model": "a"}')
        self.run_csg("install")
        os.unlink(os.path.join(self.box.home, "install.json"))
        self.run_csg("uninstall")
        self.assertEqual(json.loads(self.get()), {"model": "a", "bashEditDiffEnabled": True})

    def test_a_symbolic_link_stays(self) -> None:
        target = os.path.join(self.box.user, "dotfiles", "claude.json")
        self.put('{"model": "a"}', target)
        os.makedirs(self.config)
        os.symlink(target, self.settings)
        self.run_csg("install")
        self.assertEqual(os.readlink(self.settings), target)
        self.assertIn("csg", self.get(target))
        self.run_csg("uninstall")
        self.assertEqual(self.get(target), '{"model": "a"}')

    def test_what_is_wrong_is_one_line_and_nothing_is_written(self) -> None:
        for text, said in (
            ('{\n  "model": 1,\n}', "invalid JSON, nothing was changed: line 3, column 1: a key"),
            ('{"a": 1} // mine', "invalid JSON"),
            ("[]", "the settings are no JSON object"),
            ('{"hooks": []}', '"hooks" is no JSON object'),
            ('{"hooks": {"SessionStart": {}}}', 'line 1: "hooks"."SessionStart" is no JSON list'),
            ('{"hooks": {}, "hooks": {}}', "stands twice"),
        ):
            self.put(text)
            for verb in ("install", "uninstall"):
                error = self.run_csg(verb, code=1)
                self.assertEqual(error.count("\n"), 1, error)
                self.assertTrue(error.startswith("csg: " + self.settings + ": "), error)
                self.assertIn(said, error)
            self.assertEqual(self.get(), text)
            self.assertEqual(os.listdir(self.config), ["settings.json"])

    def test_a_read_only_file(self) -> None:
        self.put("{}")
        os.chmod(self.settings, 0o444)
        self.assertIn("read-only", self.run_csg("install", code=1))
        self.assertEqual((self.get(), os.listdir(self.config)), ("{}", ["settings.json"]))


class Scopes(InstallCase):
    def test_config_dir(self) -> None:
        elsewhere = self.box.make("elsewhere")
        self.run_csg("install", CLAUDE_CONFIG_DIR=elsewhere)
        self.assertEqual(len(self.handlers(os.path.join(elsewhere, "settings.json"))), 8)
        self.assertFalse(os.path.exists(self.config))
        self.run_csg("uninstall", CLAUDE_CONFIG_DIR=elsewhere)
        self.assertEqual(os.listdir(elsewhere), [])

    def test_local_is_for_this_machine(self) -> None:
        top = self.box.repository()
        below = self.box.make("work", "shop", "src")
        self.run_csg("install", "--scope", "local", cwd=below)
        path = os.path.join(top, ".claude", "settings.local.json")
        self.assertIn(archive(), self.handlers(path)[0]["command"])
        self.run_csg("uninstall", "--scope", "local", cwd=below)
        self.assertEqual(sorted(os.listdir(top)), [".git", "src"])

    def test_project_names_no_path_of_this_machine(self) -> None:
        top = self.box.repository()
        self.assertIn("no csg on PATH", self.run_csg("install", "--scope", "project", cwd=top))
        path = os.path.join(top, ".claude", "settings.json")
        for handler in self.handlers(path):
            self.assertNotIn(self.box.path, handler["command"])
            self.assertNotIn(archive(), handler["command"])
            said = subprocess.run(
                ["/bin/sh", "-c", handler["command"]],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self.box.environ,
                check=True,
                timeout=60,
            ).stdout
            self.assertEqual(said, b"")
        self.assertIn("already", self.run_csg("install", "--scope", "project", cwd=top))


@sampled(5)
class Client(InstallCase):
    def test_exec_form_only_where_it_is_understood(self) -> None:
        for version, form in (("2.1.138", str), ("2.1.139", list), ("2.1.330", list), ("1.0.128", str)):
            self.client(version)
            self.assertIn("Claude Code " + version, self.run_csg("install"))
            for handler in self.handlers():
                self.assertEqual(isinstance(handler.get("args"), list), form is list, version)
            self.assertEqual("PostToolUseFailure" in self.get(), version != "1.0.128")

    def test_every_client_on_the_machine_understands_what_is_wired(self) -> None:
        self.client()
        kept = os.path.join(self.box.user, ".local", "share", "claude", "versions")
        for other, form, events in (("2.1.150", list, 9), ("2.1.100", str, 9), ("1.0.128", str, 8)):
            self.client(other, os.path.join(kept, other))
            said = self.run_csg("install")
            self.assertIn("Claude Code %s is here, too" % other, said)
            handlers = self.handlers()
            self.assertEqual({type(h.get("args", "")) for h in handlers}, {form}, other)
            self.assertEqual(len(handlers), events, other)
        shutil.rmtree(kept)
        self.assertIn("brought up to date", self.run_csg("install"))
        self.assertEqual({type(h.get("args", "")) for h in self.handlers()}, {list})
        self.run_csg("uninstall")
        self.assertFalse(os.path.exists(self.settings))

    def test_a_client_that_does_not_tell_its_version_may_be_any(self) -> None:
        path = os.path.join(self.bin, "claude")
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexit 3\n")
        os.chmod(path, 0o755)
        self.assertIn("Claude Code of unknown version", self.run_csg("install"))
        self.assertEqual([h for h in self.handlers() if "args" in h], [])
        self.assertNotIn("PostToolUseFailure", self.get())

    def test_a_shared_file_suits_any_client(self) -> None:
        self.client()
        top = self.box.repository()
        self.run_csg("install", "--scope", "project", cwd=top)
        self.assertNotIn("PostToolUseFailure", self.get(os.path.join(top, ".claude", "settings.json")))

    def test_mcp(self) -> None:
        self.client()
        self.assertIn("mcp: registered", self.run_csg("install", "--mcp", "--no-hooks"))
        with open(os.path.join(self.box.user, ".claude.json"), encoding="utf-8") as file:
            server = json.load(file)["mcpServers"]["csg"]
        self.assertEqual([server["command"], *server["args"]], [archive(), "mcp"])
        self.assertIn("mcp: already registered", self.run_csg("install", "--mcp", "--no-hooks"))
        self.assertIn("mcp: taken out", self.run_csg("uninstall"))
        self.assertNotIn("mcp", self.run_csg("uninstall"))

    def test_mcp_moves_with_the_file(self) -> None:
        self.client()
        path = os.path.join(self.box.user, ".claude.json")
        self.put('{"mcpServers": {"csg": {"command": "/old/csg", "args": ["mcp"]}}}', path)
        self.assertIn("mcp: registered", self.run_csg("install", "--mcp", "--no-hooks"))
        self.assertIn(archive(), self.get(path))

    def test_another_server_of_this_name_stays(self) -> None:
        self.client()
        path = os.path.join(self.box.user, ".claude.json")
        text = '{"mcpServers": {"csg": {"command": "/opt/counter-strike", "args": []}}}'
        self.put(text, path)
        self.assertIn("another MCP server is called csg", self.run_csg("install", "--mcp", "--no-hooks", code=1))
        self.run_csg("uninstall")
        self.assertEqual(json.loads(self.get(path)), json.loads(text))

    def test_without_a_client_it_says_how(self) -> None:
        said = self.run_csg("install", "--mcp", "--no-hooks")
        self.assertIn("claude mcp add --scope user csg -- %s mcp" % shlex.quote(archive()), said)

    def test_a_skill_that_was_changed_stays(self) -> None:
        self.run_csg("install", "--skill", "--no-hooks")
        path = os.path.join(self.config, "skills", "csg", "SKILL.md")
        self.assertTrue(self.get(path).startswith("---\nname: csg\n"))
        self.put("mine", path)
        self.assertIn("already: move it away first", self.run_csg("install", "--skill", "--no-hooks", code=1))
        self.assertIn("so it stays", self.run_csg("uninstall"))
        self.assertEqual(self.get(path), "mine")
