"""doctor's mends mend: what it prints is typed, or done, and then it is content."""

import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import unittest
from typing import Any, Callable, Dict, List, Set, Tuple

from tests import pythons
from tests.e2e import test_install
from tests.e2e.fake_slack import CHANNEL, TOKEN, FakeSlack, always
from tests.e2e.test_doctor import DoctorCase
from tests.support import TOP, archive, sampled

#: What the stand-in for the client can do besides.
MORE = r"""
settings = os.path.join(os.environ["HOME"], ".claude", "settings.json")
if words[:2] == ["plugin", "disable"]:
    with open(settings) as file: kept = json.load(file)
    kept["enabledPlugins"][words[2]] = False
    with open(settings, "w") as file: json.dump(kept, file)
elif words == ["--version"]:
"""


class MendCase(DoctorCase):
    def setUp(self) -> None:
        super().setUp()
        self.typed: Set[str] = set()

    def client(self, version: str = "2.1.330", path: str = "") -> None:
        text = test_install.CLAUDE.replace('if words == ["--version"]:\n', MORE.lstrip())
        self.assertNotEqual(text, test_install.CLAUDE)
        path = path or os.path.join(self.bin, "claude")
        self.put(text % {"python": sys.executable, "version": version}, path)
        os.chmod(path, 0o755)

    def heal(self, *wrong: str) -> None:
        """Doctor finds just these things wrong (its checks' names); each mend is followed; then all is well."""
        self.typed.clear()
        good, found = self.examine()
        bad = [check for checks in found.values() for check in checks if check["good"] is False]
        self.assertEqual(sorted({check["name"] for check in bad}), sorted(wrong), bad)
        for check in bad:
            with self.subTest(check=check["name"], text=check["text"], mend=check["mend"]):
                self.assertTrue(check["mend"], "every finding has a mend")
                self.follow(check["mend"], check["text"])
        good, found = self.examine()
        self.assertTrue(good, [check for checks in found.values() for check in checks if check["good"] is False])

    def follow(self, mend: str, text: str) -> None:
        """Take the step, or type the command."""
        for pattern, step in STEPS:
            match = re.fullmatch(pattern, mend, re.DOTALL)
            if match:
                step(self, match, text)
                return
        self.type_in(mend)

    def type_in(self, line: str, cwd: str = "") -> None:
        """As in an interactive shell: what the line exports stays.  Nobody types the same line twice."""
        if line in self.typed:
            return
        self.typed.add(line)
        done = subprocess.run(
            ["/bin/sh", "-c", line + '\ncode=$?; printf "\\n%s" "$PATH"; exit $code'],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            cwd=cwd or self.box.work,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, (line, done.stderr))
        self.box.environ["PATH"] = done.stdout.decode().rpartition("\n")[2]

    def change(self, path: str, edit: Callable[[Dict[str, Any]], None]) -> None:
        """Edit a file of JSON by hand."""
        value = json.loads(self.get(path))
        edit(value)
        self.put(json.dumps(value), path)

    def take_out_setting(self, match: "re.Match[str]", text: str) -> None:
        path, _, setting = text.rpartition(": ")
        self.change(path, lambda value: value.pop(setting))

    def take_out_hooks(self, match: "re.Match[str]", text: str) -> None:
        def edit(value: Dict[str, Any]) -> None:
            for event, groups in value["hooks"].items():
                value["hooks"][event] = [group for group in groups if "claude-session-guard" not in json.dumps(group)]

        self.change(text.rpartition(": ")[2], edit)

    def correct_file(self, match: "re.Match[str]", text: str) -> None:
        self.put("{}", text.partition(": ")[0])

    def take_out_line(self, match: "re.Match[str]", text: str) -> None:
        path, number = text.split(":")[:2]
        lines = self.get(path).splitlines(keepends=True)
        lines[int(number) - 1] = "\n"
        self.put("".join(lines), path)

    def unset(self, match: "re.Match[str]", text: str) -> None:
        del self.box.environ[match[1]]

    def set_home(self, match: "re.Match[str]", text: str) -> None:
        self.box.environ["CLAUDE_SESSION_GUARD_HOME"] = os.path.join(self.box.make("of my own"), "home")

    def command(self, match: "re.Match[str]", text: str) -> None:
        self.type_in(match[1])

    def command_in_checkout(self, match: "re.Match[str]", text: str) -> None:
        self.type_in(match[1], TOP)


Step = Callable[[MendCase, "re.Match[str]", str], None]
#: A mend that is no command, and how it is followed; of two ways the first is taken.
STEPS: List[Tuple[str, Step]] = [
    (r"take that setting out of that file", MendCase.take_out_setting),
    (r"take the hooks that call claude-session-guard out of that file", MendCase.take_out_hooks),
    (r"mend the file by hand", MendCase.correct_file),
    (r"mend that line, or take it out", MendCase.take_out_line),
    (r"unset (\w+)(?:, or .*)?", MendCase.unset),
    (r"set CLAUDE_SESSION_GUARD_HOME to a directory of your own", MendCase.set_home),
    (r"(.*), in a checkout of csg", MendCase.command_in_checkout),
    (r"mend what stands above, or: (.*)", MendCase.command),
    (r"(?:.*[,;] )?then: (.*)", MendCase.command),
    (r"(.*), as root(?:, or .*)?", MendCase.command),
    (r"(.*), which belongs into .*", MendCase.command),
    (r"(.*?), or .*", MendCase.command),
]


@sampled(1)
class Wiring(MendCase):
    def test_nothing_is_wired(self) -> None:
        self.heal("hooks")

    def test_a_hook_is_missing_and_an_old_one_runs_beside(self) -> None:
        self.run_csg("install")

        def edit(value: Dict[str, Any]) -> None:
            del value["hooks"]["SubagentStop"]
            old = {"type": "command", "command": "claude-session-guard start"}
            value["hooks"]["SessionStart"].append({"hooks": [old]})

        self.change(self.settings, edit)
        self.heal("hooks")

    def test_file_and_interpreter_are_gone(self) -> None:
        self.run_csg("install")
        for scope, cwd in (("user", self.box.work), ("local", self.box.repository())):
            path = self.settings if scope == "user" else os.path.join(cwd, ".claude", "settings.local.json")
            self.run_csg("install", "--scope", scope, cwd=cwd)
            copy = os.path.join(self.box.make("moved"), "csg")
            command = self.handlers(path)[0]["command"]
            self.put(self.get(path).replace(archive(), copy).replace(json.dumps(command), '"/gone/python3"'), path)
        self.heal("hooks", "interpreter", "rehearsal")

    def test_in_the_project_only(self) -> None:
        """The mend is for the file in which csg is."""
        self.run_csg("install", "--scope", "project", cwd=self.box.work)
        path = os.path.join(self.box.work, ".claude", "settings.json")
        self.change(path, lambda value: value["hooks"].pop("SessionEnd"))
        self.heal("hooks", "rehearsal")
        self.assertFalse(os.path.exists(self.settings))

    def test_wired_several_times(self) -> None:
        self.run_csg("install")
        self.run_csg("install", "--scope", "project", cwd=self.box.work)
        path = os.path.join(self.box.work, ".claude", "settings.local.json")
        self.put(self.get().replace(archive(), os.path.join(self.bin, "csg")), path)
        self.heal("hooks")
        self.assertTrue(os.path.exists(self.settings), "of several the one for all projects stays")

    def test_twice_in_one_file(self) -> None:
        self.run_csg("install")

        def edit(value: Dict[str, Any]) -> None:
            for groups in value["hooks"].values():
                groups.append({**groups[0], "hooks": [{**groups[0]["hooks"][0], "timeout": 33}]})

        self.change(self.settings, edit)
        self.heal("hooks")

    def plugin(self) -> str:
        """csg is there as a plugin too; its folder."""
        folder = os.path.join(self.config, "plugins", "cache", "m", "csg")
        hooks = json.loads(self.get())["hooks"]
        for groups in hooks.values():
            for group in groups:
                group["hooks"][0].pop("args")
                group["hooks"][0]["command"] = '"${CLAUDE_PLUGIN_ROOT}/csg" hook'
        self.put(json.dumps({"hooks": hooks}), os.path.join(folder, "hooks", "hooks.json"))
        shutil.copy(archive(), os.path.join(folder, "csg"))
        register = {"version": 2, "plugins": {"csg@m": [{"scope": "user", "installPath": folder}]}}
        self.put(json.dumps(register), os.path.join(self.config, "plugins", "installed_plugins.json"))
        self.change(self.settings, lambda value: value.update(enabledPlugins={"csg@m": True}))
        return folder

    def test_settings_and_a_plugin(self) -> None:
        self.run_csg("install")
        self.plugin()
        self.heal("hooks")
        self.run_csg("install")
        good, found = self.examine()
        self.assertFalse(good)
        mend = next(check["mend"] for check in found["hooks"] if check["good"] is False)
        self.type_in(mend.rpartition("switch the plugin off: ")[2])
        self.assertTrue(self.examine()[0])

    def test_switched_off_and_broken(self) -> None:
        self.run_csg("install")
        self.put('{"disableAllHooks": true}', os.path.join(self.box.work, ".claude", "settings.local.json"))
        self.put("{,}", os.path.join(self.box.work, ".claude", "settings.json"))
        self.heal("hooks", "switched on")

    def test_claude_session_guard_in_another_file(self) -> None:
        self.run_csg("install")
        path = os.path.join(self.box.work, ".claude", "settings.json")
        old = {"type": "command", "command": "claude-session-guard start"}
        self.put(json.dumps({"hooks": {"SessionStart": [{"hooks": [old]}]}}), path)
        self.heal("hooks")

    def test_a_guard_that_says_nothing(self) -> None:
        self.run_csg("install")
        mute = {"type": "command", "command": "true csg; command -v csg hook >/dev/null"}
        group = {"matcher": "Edit|Write|MultiEdit|NotebookEdit", "hooks": [mute]}
        self.change(self.settings, lambda value: value["hooks"].update(PreToolUse=[group]))
        self.heal("hooks", "rehearsal")


@sampled(1)
class Machine(MendCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_csg("install")

    def test_no_csg_on_path(self) -> None:
        os.unlink(os.path.join(self.bin, "csg"))
        self.heal("on PATH")
        self.assertTrue(os.path.islink(os.path.join(self.bin, "csg")))

    def test_an_older_csg_on_path(self) -> None:
        path = os.path.join(self.bin, "csg")
        os.unlink(path)
        self.put("#!/bin/sh\n# csg (claude-session-guard): an older one\n", path)
        os.chmod(path, 0o755)
        self.heal("on PATH")

    def test_a_program_of_the_same_name(self) -> None:
        path = os.path.join(self.bin, "csg")
        os.unlink(path)
        self.put("#!/bin/sh\necho constructive solid geometry\n", path)
        os.chmod(path, 0o755)
        self.heal("on PATH")
        self.assertIn("geometry", self.get(path), "it stays")

    def test_mends_call_this_csg_and_not_the_other(self) -> None:
        path = os.path.join(self.bin, "csg")
        os.unlink(path)
        self.change(self.settings, lambda value: value["hooks"].pop("SubagentStop"))
        _, found = self.examine()
        self.assertEqual(found["hooks"][0]["mend"], shlex.quote(archive()) + " install")

    def test_exec_form_and_an_old_client(self) -> None:
        self.client("2.1.100")
        self.heal("client")

    def test_a_server_that_is_gone(self) -> None:
        self.put('{"mcpServers": {"csg": {"command": "/gone/csg", "args": ["mcp"]}}}', self.box.user + "/.claude.json")
        self.heal("MCP")

    def test_a_wired_shim(self) -> None:
        shim = os.path.join(self.box.make("shims"), "python3")
        self.put('#!/bin/sh\nexec %s "$@"\n' % sys.executable, shim)
        os.chmod(shim, 0o755)
        command = self.handlers()[0]["command"]
        self.put(self.get().replace(json.dumps(command), json.dumps(shim)))
        self.heal("interpreter")

    def test_a_wrong_csg_python(self) -> None:
        self.box.environ["PATH"] = pythons.folder(os.path.join(self.box.path, "good"), sys.executable) + ":" + self.bin
        self.box.environ["PATH"] += ":/usr/bin:/bin"
        self.run_csg("install", CSG_PYTHON=None)
        self.box.environ["CSG_PYTHON"] = "/bin/ls"
        self.heal("interpreter")

    def test_no_bytecode(self) -> None:
        copy = os.path.join(self.box.make("bare"), "csg")
        command = [sys.executable, os.path.join(TOP, "build.py"), "--output", copy, "--python", ""]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        os.unlink(os.path.join(self.bin, "csg"))
        os.symlink(copy, os.path.join(self.bin, "csg"))
        self.type_in("csg install")
        self.box.csg = self.of_path  # type: ignore[method-assign]
        self.heal("interpreter")

    def of_path(self, *words: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
        """Run the csg that PATH finds."""
        pipe = subprocess.PIPE
        return subprocess.run(
            [os.path.join(self.bin, "csg"), *words], stdout=pipe, stderr=pipe, env=self.box.environ, cwd=self.box.work
        )


@sampled(1)
class Home(MendCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_csg("install")

    def test_open_to_others_settings_clock_and_the_dead(self) -> None:
        config = os.path.join(self.box.home, "config.env")
        self.put("CSG_WINDOW_MINUTES=never\nCSG_TYPO=1\njunk\nCSG_ON_EDIT='warn\n", config)
        os.chmod(config, 0o644)
        os.chmod(self.box.home, 0o777)
        self.box.start("ahead")
        self.box.start("old")
        for name, moved in (("ahead", 7200), ("old", -90000)):
            record = os.path.join(self.box.home, "state", name, "session.json")
            os.utime(record, (time.time() + moved, time.time() + moved))
        self.box.environ["CSG_ON_WRITE"] = "perhaps"
        self.heal("clock", "home", "sessions")
        self.assertEqual(self.box.sessions(), ["ahead"])

    def test_settings_that_are_no_file(self) -> None:
        os.mkdir(os.path.join(self.box.home, "config.env"), 0o700)
        self.heal("home")

    def test_a_file_in_its_place(self) -> None:
        shutil.rmtree(self.box.home)
        self.put("in the way", self.box.home)
        self.heal("home")

    def test_a_file_on_the_way(self) -> None:
        above = os.path.dirname(self.box.home)
        shutil.rmtree(above)
        self.put("in the way", above)
        self.heal("home")

    def test_a_link_that_leads_nowhere(self) -> None:
        shutil.rmtree(self.box.home)
        os.symlink(os.path.join(self.box.path, "else where"), self.box.home)
        self.heal("home")

    @unittest.skipIf(os.geteuid() == 0, "skipped: root may write everywhere")
    def test_closed_to_oneself(self) -> None:
        self.box.start("s")
        for path, mode, wrong in (
            (self.box.home, 0o500, ["home"]),
            (os.path.join(self.box.home, "state"), 0o500, ["home"]),
            (os.path.dirname(self.box.home), 0o000, ["clock", "home", "migration", "stale"]),
        ):
            os.chmod(path, mode)
            self.heal(*wrong)
        shutil.rmtree(self.box.home)
        os.chmod(os.path.dirname(self.box.home), 0o500)
        self.heal("home")

    @unittest.skipUnless(os.geteuid() == 0, "skipped: only root can give something to somebody else")
    def test_somebody_elses(self) -> None:
        self.box.start("s")
        for paths in ([self.box.home], [os.path.join(self.box.home, "state")]):
            for path in paths:
                os.chown(path, 65534, 65534)
            self.heal("home")

    def test_a_mirror_that_slack_refused(self) -> None:
        slack = FakeSlack(always("not_in_channel"))
        self.addCleanup(slack.stop)
        config = os.path.join(self.box.home, "config.env")
        self.put("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=%s\nSLACK_API_URL=%s\n" % (TOKEN, CHANNEL, slack.url), config)
        os.chmod(config, 0o600)
        self.box.start("s")
        limit = time.monotonic() + 30
        while not glob.glob(os.path.join(self.box.home, "outbox", "*", "stopped")) and time.monotonic() < limit:
            time.sleep(0.05)
        slack.fault = None  # the app is invited, as the mend says
        self.heal("Slack")
