"""`csg install --client` and `csg uninstall`: the other clients' settings, and what is left of them afterwards."""

import json
import os
import shlex
import stat
import subprocess
import sys
from typing import Any, Dict, List

from tests.e2e.test_install import InstallCase
from tests.support import archive, sample, sampled

PROGRAMS = {
    "codex": "codex-cli 0.169.0",
    "gemini": "0.61.0",
    "copilot": "GitHub Copilot CLI 1.0.102.",
    "opencode": "1.18.33",
    "qwen": "0.15.10",
}
#: The files of each below the home: that of its hooks, and that of its MCP servers.
FILES = {
    "codex": (".codex/hooks.json", ".codex/config.toml"),
    "gemini": (".gemini/settings.json", ".gemini/settings.json"),
    "copilot": (".copilot/hooks/csg.json", ".copilot/mcp-config.json"),
    "opencode": (".config/opencode/plugins/csg.js", ".config/opencode/opencode.json"),
    "qwen": (".qwen/settings.json", ".qwen/settings.json"),
}
#: Those whose hooks stand among others'.
SHARED = ("codex", "gemini", "qwen")


class OtherCase(InstallCase):
    def program(self, name: str) -> None:
        """Put a stand-in that tells its version on PATH."""
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho '%s'\n" % PROGRAMS[name])
        os.chmod(path, 0o755)

    def path(self, name: str, which: int = 0) -> str:
        return os.path.join(self.box.user, FILES[name][which])

    def hooks(self, name: str) -> List[Dict[str, Any]]:
        """All entries of a shared file, or of Copilot's."""
        listed = [group for groups in json.loads(self.get(self.path(name)))["hooks"].values() for group in groups]
        return [handler for group in listed for handler in group.get("hooks", [group])]


@sampled(5)
class Fresh(OtherCase):
    def test_all_that_are_here_and_nothing_is_left(self) -> None:
        for name in PROGRAMS:
            self.program(name)
        said = self.run_csg("install", "--client", "all", "--mcp")
        for words in (
            "Codex 0.169.0",
            "Gemini CLI 0.61.0",
            "Copilot CLI 1.0.102",
            "OpenCode 1.18.33",
            "Qwen Code 0.15",
        ):
            self.assertIn(words, said)
        self.assertEqual(said.count("Trust all and continue"), 1)
        self.assertEqual(said.count("interpreter: "), 1)
        self.assertNotIn(".claude", said)
        before = self.tree()
        self.assertEqual({path for paths in FILES.values() for path in paths}, set(before) - {self.record()})
        again = self.run_csg("install", "--client", "all", "--mcp")
        self.assertEqual(again.count("already there"), 10)
        self.assertEqual(self.tree(), before)
        self.run_csg("uninstall")
        self.assertEqual(self.tree(), {})
        self.assertEqual(os.listdir(self.box.user), [".local"])

    def record(self) -> str:
        return os.path.relpath(os.path.join(self.box.home, "install.json"), self.box.user)

    def test_what_stands_there(self) -> None:
        for name in PROGRAMS:
            self.run_csg("install", "--client", name, "--mcp")
        for name in ("codex", "gemini", "qwen", "copilot"):
            for handler in self.hooks(name):
                self.assertIn("hook --client %s" % name, handler["command"])
        self.assertEqual({handler["timeout"] for handler in self.hooks("gemini")}, {10000})
        self.assertEqual({handler["name"] for handler in self.hooks("qwen")}, {"csg"})
        codex = json.loads(self.get(self.path("codex")))
        self.assertEqual(list(codex), ["hooks"])
        self.assertEqual(codex["hooks"]["SessionEnd"][0]["hooks"][0]["timeout"], 3)
        self.assertEqual({h["command"] for h in self.hooks("codex")}, {archive() + " hook --client codex"})
        for name in ("gemini", "qwen", "copilot"):
            server = json.loads(self.get(self.path(name, 1)))["mcpServers"]["csg"]
            self.assertEqual((server["command"], server["args"]), (archive(), ["mcp"]))
        opencode = json.loads(self.get(self.path("opencode", 1)))["mcp"]["csg"]
        self.assertEqual(opencode, {"type": "local", "command": [archive(), "mcp"], "enabled": True})
        self.assertIn(json.dumps("--client"), self.get(self.path("opencode")))
        self.assertEqual(stat.S_IMODE(os.stat(self.path("codex")).st_mode), 0o600)

    def test_copilots_command_never_fails(self) -> None:
        self.run_csg("install", "--client", "copilot")
        command = self.hooks("copilot")[0]["command"]
        self.assertTrue(command.endswith(" || exit 0"))
        for line in (command, command.replace(shlex.quote(sys.executable), "/nowhere/python3")):
            line = line.replace(archive(), "/nowhere/csg")
            done = subprocess.run(["/bin/sh", "-c", line], input=b"{}", env=self.box.environ, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 0, line)

    def test_dry_run_writes_nothing(self) -> None:
        for name in PROGRAMS:
            said = self.run_csg("install", "--client", name, "--mcp", "--dry-run")
            self.assertIn("would be", said)
            self.assertEqual(self.tree(), {}, name)
        self.run_csg("install", "--client", "codex", "--mcp")
        before = self.tree()
        said = self.run_csg("uninstall", "--dry-run")
        self.assertIn("6 would be removed", said)
        self.assertIn("-[mcp_servers.csg]", said)
        self.assertEqual(self.tree(), before)

    def test_where_the_variables_say(self) -> None:
        where = self.box.make("else where")
        for name, variable, below in (
            ("codex", "CODEX_HOME", "hooks.json"),
            ("gemini", "GEMINI_CLI_HOME", ".gemini/settings.json"),
            ("copilot", "COPILOT_HOME", "hooks/csg.json"),
            ("opencode", "XDG_CONFIG_HOME", "opencode/plugins/csg.js"),
            ("qwen", "QWEN_HOME", "settings.json"),
        ):
            self.box.environ[variable] = where
            self.run_csg("install", "--client", name)
            self.assertTrue(os.path.exists(os.path.join(where, below)), name)
            self.run_csg("uninstall", "--client", name)
            self.assertEqual(os.listdir(where), [], name)

    def test_says_who_else_is_here(self) -> None:
        self.assertNotIn("also on this machine", self.run_csg("install"))
        self.program("codex")
        line = "also on this machine, without csg: Codex 0.169.0: csg install --client codex\n"
        self.assertIn(line, self.run_csg("install"))
        self.program("qwen")
        self.assertIn("Codex 0.169.0, Qwen Code 0.15.10: csg install --client all\n", self.run_csg("install"))
        self.run_csg("install", "--client", "codex", "--client", "qwen")
        self.assertNotIn("also on this machine", self.run_csg("install"))

    def test_wrong_usage_is_one_line(self) -> None:
        for words, code in (
            (["install", "--client", "all"], 1),
            (["install", "--client", "emacs"], 2),
            (["install", "--client", "codex", "--scope", "project"], 2),
            (["install", "--client", "codex", "--skill"], 2),
        ):
            self.assertEqual(self.run_csg(*words, code=code).count("\n"), 1, words)
        self.assertEqual(self.tree(), {})

    def test_uninstall_of_one_leaves_the_others(self) -> None:
        self.run_csg("install")
        self.run_csg("install", "--client", "codex", "--client", "copilot", "--mcp")
        said = self.run_csg("uninstall", "--client", "codex")
        self.assertIn("6 removed", said)
        self.assertIn("taken out", said)
        self.assertNotIn("copilot", said)
        self.assertFalse(os.path.exists(self.path("codex")))
        self.assertTrue(os.path.exists(self.path("copilot")))
        self.assertTrue(os.path.exists(self.settings))

    def test_claude_and_others_do_not_mistake_each_other(self) -> None:
        theirs = '{"hooks": {"SessionStart": [{"hooks": [{"type": "command", "command": "csg hook --client codex"}]}]}}'
        self.put(theirs)
        self.assertIn("8 hooks added", self.run_csg("install"))
        self.assertIn("csg hook --client codex", self.get())
        self.run_csg("uninstall")
        self.assertEqual(self.get(), theirs)
        # what was wired by hand before csg knew this client is replaced
        plain = '{"hooks": {"SessionStart": [{"hooks": [{"type": "command", "command": "csg hook"}]}]}}'
        self.put(plain, self.path("codex"))
        self.run_csg("install", "--client", "codex")
        self.assertEqual(len(self.hooks("codex")), 6)


@sampled(5)
class Existing(OtherCase):
    MINE = (
        '{\r\n\t"caf\\u00e9" : 1,\r\n\t"hooks": '
        '{"SessionStart": [ {"hooks":[{"type":"command","command":"m.sh"}]}]}\r\n}'
    )
    JSON = (MINE, "{}", "{ }\n", " \n", "", '\ufeff{"hooks": {}}', '{"hooks": {"SessionEnd": []}, "mcpServers": { }}\n')
    TOML = (
        'model = "x"\n\n[mcp_servers.foo]\ncommand = "foo"\n',
        "a = 1",
        '# mine\r\na = """\r\n[mcp_servers.csg]\r\n"""\r\n',
        " \n",
        '\ufeffb = [1, # one\n 2]\n[t]\n"k e" = {x = 1, "y" = [\'z\']}\n',
        "when = 1979-05-27 07:32:00\n[[a.b]]\n[a.b.c]\nx = '''\n[q]'''",
    )

    def test_back_to_the_byte(self) -> None:
        for name in SHARED:
            for text in sample(self.JSON, 1, name):
                self.put(text, self.path(name))
                os.chmod(self.path(name), 0o640)
                self.run_csg("install", "--client", name, "--mcp")
                if "m.sh" in text:
                    self.assertIn('{"hooks":[{"type":"command","command":"m.sh"}]}', self.get(self.path(name)))
                self.assertEqual(self.get(self.path(name) + ".csg-backup"), text)
                self.run_csg("uninstall", "--client", name)
                self.assertEqual(self.get(self.path(name)), text, name)
                self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o640)

    def test_toml_back_to_the_byte(self) -> None:
        path = self.path("codex", 1)
        for text in sample(self.TOML, 1):
            self.put(text, path)
            self.assertIn("config.toml: added", self.run_csg("install", "--client", "codex", "--mcp"))
            self.assertTrue(self.get(path).startswith(text), text)
            self.assertIn("already there", self.run_csg("install", "--client", "codex", "--mcp"))
            self.run_csg("uninstall", "--client", "codex")
            self.assertEqual(self.get(path), text)
            # and with what came behind it since
            self.run_csg("install", "--client", "codex", "--mcp")
            self.put(self.get(path) + "[later]\nx = 1\n", path)
            self.run_csg("uninstall", "--client", "codex")
            rest = self.get(path)
            self.assertNotIn("csg:", rest)
            self.assertTrue(rest.startswith(text) and rest.endswith("[later]\nx = 1\n"), rest)

    def test_toml_that_it_leaves_alone(self) -> None:
        path = self.path("codex", 1)
        for text in ("mcp_servers = {}\n", 'mcp_servers.a.command = "b"\n', 'a = "open\n', "[[mcp_servers]]\n"):
            self.put(text, path)
            said = self.run_csg("install", "--client", "codex", "--mcp")
            self.assertIn("config.toml stays as it is: ", said)
            self.assertIn("codex mcp add csg -- %s mcp" % shlex.quote(archive()), said)
            self.assertEqual(self.get(path), text)
        self.put('[mcp_servers.csg]\ncommand = "mine"\n', path)
        self.assertIn("another MCP server", self.run_csg("install", "--client", "codex", "--mcp", code=1))

    def test_what_the_client_makes_of_the_toml(self) -> None:
        path = self.path("codex", 1)
        self.run_csg("install", "--client", "codex", "--mcp")
        table = '[mcp_servers.csg]\ncommand = "/old/csg"\nargs = ["mcp"]\n'
        text = 'a = 1\n\n%s\n[mcp_servers.csg.tools.check_files]\napproval_mode = "approve"\n\n[b]\nx = 1\n# csg: end\n'
        self.put(text % table, path)
        self.run_csg("install", "--client", "codex", "--mcp")
        self.assertEqual(self.get(path), text % table.replace("/old/csg", archive()))
        self.run_csg("uninstall", "--client", "codex")
        self.assertEqual(self.get(path), "a = 1\n\n\n\n[b]\nx = 1\n")

    def test_what_cannot_be_changed_is_one_line(self) -> None:
        for name in ("gemini", "qwen"):
            for text in sample(['{\n// mine\n"a": 1}', '{"a": 1,}', "[]", '{"hooks": 1}', "nonsense"], 2, name):
                self.put(text, self.path(name))
                said = self.run_csg("install", "--client", name, "--mcp", code=1)
                self.assertEqual(said.count("\n"), 1)
                self.assertIn("settings.json", said)
                self.assertIn("nothing was changed", said)
                self.assertEqual(self.get(self.path(name)), text)
        self.put('{"mcpServers": {"csg": {"command": "mine"}}}', self.path("copilot", 1))
        self.put('{"mine": 1}', self.path("copilot"))
        self.assertIn("move it away", self.run_csg("install", "--client", "copilot", code=1))
        self.assertIn("another MCP", self.run_csg("install", "--client", "copilot", "--mcp", "--no-hooks", code=1))
        self.assertEqual(self.get(self.path("copilot")), '{"mine": 1}')
        os.chmod(self.path("qwen"), 0o400)
        self.put("{}", self.path("gemini"))
        os.chmod(self.path("gemini"), 0o400)
        self.assertIn("read-only, nothing was changed", self.run_csg("install", "--client", "gemini", code=1))

    def test_one_that_fails_does_not_keep_the_others(self) -> None:
        for name in PROGRAMS:
            self.program(name)
        self.put("nonsense", self.path("gemini"))
        self.put("no folder", os.path.dirname(self.path("copilot")))
        said = self.run_csg("install", "--client", "all", code=1)
        self.assertEqual(said.count("\n"), 2)
        self.assertIn(".gemini/settings.json: ", said)
        self.assertIn(".copilot/hooks", said)
        for name in ("codex", "opencode", "qwen"):
            self.assertTrue(os.path.exists(self.path(name)), name)

    def test_comments_of_opencode(self) -> None:
        path = self.path("opencode", 1) + "c"
        self.put('{ // mine\n"a": 1 }\n', path)
        said = self.run_csg("install", "--client", "opencode", "--mcp")
        self.assertIn("opencode.jsonc stays as it is: it has comments; by hand:\n", said)
        self.assertEqual(json.loads(said.splitlines()[-1])["mcp"]["csg"]["command"], [archive(), "mcp"])
        self.assertEqual(self.get(path), '{ // mine\n"a": 1 }\n')
        self.put('{"a": 1}\n', path)
        self.run_csg("install", "--client", "opencode", "--mcp")
        self.assertEqual(set(json.loads(self.get(path))), {"a", "mcp"})
        self.run_csg("uninstall")
        self.assertEqual(self.get(path), '{"a": 1}\n')

    def test_links_stay_links(self) -> None:
        for name, which in (("gemini", 0), ("codex", 1)):
            text, kept = "" if which else "{}", os.path.join(self.box.user, "dotfiles", name)
            self.put(text, kept)
            os.makedirs(os.path.dirname(self.path(name, which)), exist_ok=True)
            os.symlink(kept, self.path(name, which))
            self.run_csg("install", "--client", name, "--mcp")
            self.assertTrue(os.path.islink(self.path(name, which)))
            self.assertIn("csg", self.get(kept))
            self.run_csg("uninstall", "--client", name)
            self.assertTrue(os.path.islink(self.path(name, which)))
            self.assertEqual(self.get(kept), text)

    def test_what_the_person_changed_meanwhile_stays(self) -> None:
        self.put('{"a": 1}', self.path("gemini"))
        self.run_csg("install", "--client", "gemini", "--mcp")
        value = json.loads(self.get(self.path("gemini")))
        value["mcpServers"]["mine"] = {"command": "m"}
        value["hooks"]["SessionStart"].append({"hooks": [{"type": "command", "command": "m.sh"}]})
        self.put(json.dumps(value), self.path("gemini"))
        self.run_csg("uninstall", "--client", "gemini")
        left = {"a": 1, "mcpServers": {"mine": {"command": "m"}}}
        left["hooks"] = {"SessionStart": [{"hooks": [{"type": "command", "command": "m.sh"}]}]}
        self.assertEqual(json.loads(self.get(self.path("gemini"))), left)

    def test_files_of_csgs_own_are_known_without_a_record(self) -> None:
        for name in ("copilot", "opencode"):
            self.run_csg("install", "--client", name)
            os.unlink(os.path.join(self.box.home, "install.json"))
            self.run_csg("install", "--client", name)
            self.run_csg("uninstall")
            self.assertFalse(os.path.exists(self.path(name)))


class Stable(OtherCase):
    def test_codexs_entries_outlive_upgrades(self) -> None:
        self.put('{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "m.sh"}]}]}}', self.path("codex"))
        csg = os.path.join(self.bin, "csg")
        for path in (csg, csg + ".pyz"):
            os.symlink(archive(), path)
        done = subprocess.run([csg, "install", "--client", "codex"], env=self.box.environ, stdout=subprocess.PIPE)
        self.assertEqual(done.returncode, 0)
        first = self.get(self.path("codex"))
        self.assertEqual(json.loads(first)["hooks"]["PreToolUse"][0]["hooks"][0]["command"], "m.sh")
        self.assertIn(csg + " hook --client codex", first)
        # another name of the same file, another Python, a newer file
        subprocess.run([csg + ".pyz", "install", "--client", "codex"], env=self.box.environ, check=True, stdout=-3)
        self.assertEqual(self.get(self.path("codex")), first)
        self.run_csg("install", "--client", "codex", CSG_PYTHON=None)
        self.assertEqual(self.get(self.path("codex")), first)
