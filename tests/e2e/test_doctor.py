"""`csg doctor`: well where all is well, and each thing that is wrong is named with its mend."""

import json
import os
import shutil
import time
from typing import Any, Dict, List, Tuple

from tests.e2e.test_install import InstallCase
from tests.support import archive, sampled


class DoctorCase(InstallCase):
    def setUp(self) -> None:
        super().setUp()
        os.symlink(archive(), os.path.join(self.bin, "csg"))
        self.client()

    def examine(self, **environ: str) -> Tuple[bool, Dict[str, List[Dict[str, Any]]]]:
        """(is all well, findings by name)."""
        done = self.box.csg("doctor", "--json", environ=environ)
        value = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if value["good"] else 1)
        found: Dict[str, List[Dict[str, Any]]] = {}
        for check in value["checks"]:
            found.setdefault(check["name"], []).append(check)
        self.assertEqual(value["good"], all(check["good"] is not False for check in value["checks"]))
        return value["good"], found

    def wrong(self, name: str, said: str, mend: str, **environ: str) -> None:
        """This check fails, says this, and this is the mend."""
        good, found = self.examine(**environ)
        self.assertFalse(good)
        bad = [check for check in found[name] if check["good"] is False]
        self.assertTrue(any(said in c["text"] and mend in c["mend"] for c in bad), found[name])


class Well(DoctorCase):
    def test_a_fresh_install_is_well(self) -> None:
        self.run_csg("install", "--mcp")
        done = self.box.csg("doctor")
        lines = done.stdout.decode().splitlines()
        self.assertEqual([line for line in lines if line.startswith("\u2717")], [])
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        for name in ("interpreter", "on PATH", "hooks", "switched on", "client", "home", "disk", "clock", "MCP"):
            self.assertEqual(len([line for line in lines if line.startswith("\u2713 " + name)]), 1, name)
        self.assertIn("\u2713 rehearsal   two pretend sessions met, the second was warned", lines[-1])

    def test_it_leaves_nothing_behind(self) -> None:
        self.run_csg("install")
        before = self.tree()
        self.examine()
        self.assertEqual(self.tree(), before)
        self.assertEqual(self.box.sessions(), [])

    def test_shell_form_and_project_scope(self) -> None:
        self.client("2.1.100")
        self.run_csg("install", "--scope", "project", cwd=self.box.work)
        good, found = self.examine()
        self.assertTrue(good, found)
        self.assertIn("edits by shell commands are not seen", found["client"][0]["text"])


@sampled(2)
class Hooks(DoctorCase):
    def test_not_wired(self) -> None:
        self.wrong("hooks", "not wired into the client", "csg install")

    def test_a_hook_is_missing(self) -> None:
        self.run_csg("install")
        value = json.loads(self.get())
        del value["hooks"]["SubagentStop"]
        self.put(json.dumps(value))
        self.wrong("hooks", "not wired: SubagentStop", "csg install")

    def test_the_file_is_gone(self) -> None:
        copy = os.path.join(self.box.make("moved"), "csg")
        shutil.copy(archive(), copy)
        self.run_csg("install")
        self.put(self.get().replace(archive(), copy))
        os.unlink(copy)
        self.wrong("hooks", copy + ", which they call, is not there", "csg install")
        self.wrong("rehearsal", "was not warned", "")

    def test_the_interpreter_is_gone(self) -> None:
        self.run_csg("install")
        command = self.handlers()[0]["command"]
        self.put(self.get().replace(json.dumps(command), '"/gone/python3"'))
        self.wrong("interpreter", "/gone/python3, which the hooks call, is not there", "csg install")
        self.wrong("rehearsal", "hook does not run", "")

    def test_wired_twice(self) -> None:
        self.run_csg("install")
        self.run_csg("install", "--scope", "project", cwd=self.box.work)
        self.wrong("hooks", "wired more than once", "--scope")

    def test_the_same_entry_in_two_files_runs_once(self) -> None:
        self.run_csg("install")
        self.run_csg("install", "--scope", "local", cwd=self.box.work)
        good, found = self.examine()
        self.assertTrue(good, found)

    def test_wired_by_settings_and_plugin(self) -> None:
        self.run_csg("install")
        plugin = os.path.join(self.config, "plugins", "cache", "m", "csg")
        hooks = json.loads(self.get())["hooks"]
        for groups in hooks.values():
            for group in groups:
                group["hooks"][0].pop("args")
                group["hooks"][0]["command"] = '"${CLAUDE_PLUGIN_ROOT}/csg" hook'
        self.put(json.dumps({"hooks": hooks}), os.path.join(plugin, "hooks", "hooks.json"))
        shutil.copy(archive(), os.path.join(plugin, "csg"))
        register = {"version": 2, "plugins": {"csg@m": [{"scope": "user", "installPath": plugin}]}}
        self.put(json.dumps(register), os.path.join(self.config, "plugins", "installed_plugins.json"))
        self.assertTrue(self.examine()[0], "the plugin is not switched on yet")
        self.put(json.dumps({**json.loads(self.get()), "enabledPlugins": {"csg@m": True}}))
        self.wrong("hooks", "wired more than once", "csg uninstall, or switch the plugin off")
        self.put(json.dumps({"enabledPlugins": {"csg@m": True}}))
        good, found = self.examine()
        self.assertTrue(good, found)
        self.assertEqual([c["good"] for c in found["rehearsal"]], [True])

    def test_claude_session_guard_beside_it(self) -> None:
        self.run_csg("install")
        value = json.loads(self.get())
        old = {"type": "command", "command": "claude-session-guard start"}
        value["hooks"]["SessionStart"].append({"hooks": [old]})
        self.put(json.dumps(value))
        self.wrong("hooks", "claude-session-guard's hooks run as well", "csg install")

    def test_switched_off(self) -> None:
        self.run_csg("install")
        self.put('{"disableAllHooks": true}', os.path.join(self.box.work, ".claude", "settings.local.json"))
        self.wrong("switched on", "settings.local.json: disableAllHooks", "take that setting out")

    def test_broken_settings(self) -> None:
        self.run_csg("install")
        self.put("{,}", os.path.join(self.box.work, ".claude", "settings.json"))
        self.wrong("hooks", "invalid JSON: line 1, column 2", "mend the file")

    def test_a_guard_that_says_nothing_fails_the_rehearsal(self) -> None:
        self.run_csg("install")
        value = json.loads(self.get())
        mute = {"type": "command", "command": "true csg; command -v csg hook >/dev/null"}
        value["hooks"]["PreToolUse"] = [{"matcher": "Edit|Write|MultiEdit|NotebookEdit", "hooks": [mute]}]
        self.put(json.dumps(value))
        self.wrong("hooks", "not wired: PreToolUse", "csg install")
        self.wrong("rehearsal", "was not warned", "csg install")


@sampled(2)
class Machine(DoctorCase):
    def test_another_csg_on_path(self) -> None:
        self.run_csg("install")
        path = os.path.join(self.bin, "csg")
        os.unlink(path)
        self.wrong("on PATH", "no csg on PATH", "ln -s " + archive())
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n")
        os.chmod(path, 0o755)
        self.wrong(
            "on PATH", "is another csg than this one", "ln -sf %s %s/.local/bin/csg" % (archive(), self.box.user)
        )

    def test_an_old_client(self) -> None:
        self.client("2.1.0")
        self.run_csg("install")
        good, found = self.examine()
        self.assertTrue(good, found)
        self.assertIn("warnings come at a call's end", found["client"][0]["text"])
        self.client("2.1.330")
        self.run_csg("install")
        self.assertNotIn("call's end", self.examine()[1]["client"][0]["text"])

    def test_exec_form_and_an_old_client(self) -> None:
        self.run_csg("install")
        self.client("2.1.100")
        self.wrong("client", "cannot run the hooks as they are wired", "csg install")
        self.run_csg("install")
        self.assertTrue(self.examine()[0])

    def test_an_old_client_beside_the_current_one(self) -> None:
        self.run_csg("install")
        old = os.path.join(self.box.user, ".local", "share", "claude", "versions", "1.0.128")
        self.client("1.0.128", old)
        said = "Claude Code 1.0.128 (%s) cannot run the hooks as they are wired" % old
        self.wrong("client", said, "csg install")
        self.run_csg("install")
        self.assertTrue(self.examine()[0])
        os.unlink(old)
        self.wrong("hooks", "not wired: PostToolUseFailure", "csg install")
        self.run_csg("install")
        self.assertTrue(self.examine()[0])

    def test_no_client_is_no_fault(self) -> None:
        os.unlink(os.path.join(self.bin, "claude"))
        self.run_csg("install")
        good, found = self.examine()
        self.assertTrue(good, found)
        self.assertIsNone(found["client"][0]["good"])

    def test_the_home_is_open_to_others(self) -> None:
        self.run_csg("install")
        os.chmod(self.box.home, 0o755)
        self.wrong("home", "others can look into", "chmod 700 " + self.box.home)

    def test_config_problems(self) -> None:
        self.run_csg("install")
        path = os.path.join(self.box.home, "config.env")
        self.put("CSG_WINDOW_MINUTES=never\nSLACK_BOT_TOKEN=xoxb-secret\n", path)
        os.chmod(path, 0o644)
        self.wrong("home", "chmod 600 " + path, "")
        self.wrong("home", "CSG_WINDOW_MINUTES='never'", "mend that line")
        self.assertNotIn(b"xoxb", self.box.csg("doctor").stdout)

    def test_future_times(self) -> None:
        self.run_csg("install")
        self.box.start("ahead")
        record = os.path.join(self.box.home, "state", "ahead", "session.json")
        os.utime(record, (time.time() + 7200, time.time() + 7200))
        self.wrong("clock", "1 session active in the future", "set the clock")

    def test_stale_sessions(self) -> None:
        self.run_csg("install")
        self.box.start("old")
        record = os.path.join(self.box.home, "state", "old", "session.json")
        os.utime(record, (time.time() - 90000, time.time() - 90000))
        self.wrong("sessions", "1 of 1 ended without a word", "csg gc")
        self.run_csg("gc")
        self.assertTrue(self.examine()[0])

    def test_mcp_server_that_is_gone(self) -> None:
        self.run_csg("install")
        self.put('{"mcpServers": {"csg": {"command": "/gone/csg", "args": ["mcp"]}}}', self.box.user + "/.claude.json")
        self.wrong("MCP", "/gone/csg, which is registered, is not there", "csg install --mcp")

    def test_a_wired_shim(self) -> None:
        shim = os.path.join(self.box.make("shims"), "python3")
        with open(shim, "w", encoding="ascii") as file:
            file.write('#!/bin/sh\nexec /usr/bin/python3 "$@"\n' if os.path.exists("/usr/bin/python3") else "")
        os.chmod(shim, 0o755)
        self.run_csg("install")
        command = self.handlers()[0]["command"]
        self.put(self.get().replace(json.dumps(command), json.dumps(shim)))
        self.wrong("interpreter", "is not what Python runs from", "csg install")
