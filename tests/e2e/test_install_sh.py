"""install.sh: in an empty home, under several shells, from a checkout and from a release on a local server."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Dict, List, Tuple

from tests import loopback
from tests.support import TOP, SandboxCase, build, edit_event, sampled

SCRIPT = os.path.join(TOP, "install.sh")
SHELLS: Dict[str, List[str]] = {"sh": ["sh"], "dash": ["dash"], "busybox sh": ["busybox", "sh"], "bash": ["bash"]}
SETTINGS = """{"model": "opus",

      "hooks": {"Stop": [ {"hooks": [{"type": "command", "command": "./\\u00e9t\u00e9"}]}]},"z":[] }"""
# What the script runs, beside the shell, Python and a downloader.
TOOLS = ["cat", "chmod", "cmp", "dirname", "grep", "head", "mkdir", "mv", "rm", "uname"]

if TYPE_CHECKING:
    Done = subprocess.CompletedProcess[str]
Tree = Dict[str, Tuple[int, int, int, bytes]]


class Server:
    """A web server on loopback: `files` by name; of those in `cut` it sends the first half and hangs up."""

    def __init__(self) -> None:
        self.files: Dict[str, bytes] = {}
        self.cut: List[str] = []
        self.asked: List[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Nothing on stderr."""

            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                server.asked.append(name)
                data = server.files.get(name)
                if data is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if name in server.cut else data)

        self._server = loopback.Server(Handler)
        self.url = "http://127.0.0.1:%d/releases/v1" % self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class ScriptCase(SandboxCase):
    """A user with an empty home, and ways to run the script."""

    def setUp(self) -> None:
        super().setUp()
        self.environ: Dict[str, str] = {
            "HOME": self.box.user,
            "PATH": os.environ.get("PATH", os.defpath),
            "CSG_PYTHON": sys.executable,
        }
        self.bin = os.path.join(self.box.user, ".local", "bin")
        self.csg = os.path.join(self.bin, "csg")
        self.settings = os.path.join(self.box.user, ".claude", "settings.json")

    def run_file(self, *words: str, shell: str = "sh", script: str = SCRIPT) -> "Done":
        """`sh install.sh …`."""
        return self._run([*SHELLS[shell], script, *words], "")

    def run_piped(self, text: str, *words: str, shell: str = "sh") -> "Done":
        """`… | sh -s -- …`."""
        return self._run([*SHELLS[shell], "-s", "--", *words], text)

    def _run(self, command: List[str], stdin: str) -> "Done":
        if not shutil.which(command[0], path=os.environ.get("PATH")):
            self.skipTest("there is no %s here" % command[0])
        command[0] = str(shutil.which(command[0], path=os.environ.get("PATH")))
        return subprocess.run(
            command,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
            cwd=self.box.work,
            encoding="utf-8",
            timeout=300,
        )

    def tools(self, *more: str) -> str:
        """A folder for PATH with nothing but the tools the script needs, and these."""
        folder = self.box.make("tools")
        for name in [*TOOLS, *more]:
            found = shutil.which(name)
            if found is None:
                self.skipTest("there is no %s here" % name)
            os.symlink(str(found), os.path.join(folder, name))
        return folder

    def tree(self) -> Tree:
        """Every file in the home: inode, mode, time, contents."""
        found = {}
        for folder, _, names in os.walk(self.box.user):
            for name in names:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                with open(path, "rb") as file:
                    data = file.read()
                found[os.path.relpath(path, self.box.user)] = (status.st_ino, status.st_mode, status.st_mtime_ns, data)
        return found

    def installed(self, done: "Done") -> None:
        """It went well, in at most ten lines; csg is there, wired, and nothing else is."""
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertLessEqual(len(done.stdout.splitlines()), 10, done.stdout)
        self.assertIn("doctor: all is well", done.stdout)
        record = ".local/share/claude-session-guard/install.json"
        backup = [".claude/settings.json.csg-backup"] if ".claude/settings.json.csg-backup" in self.tree() else []
        self.assertEqual(sorted(self.tree()), sorted([".claude/settings.json", ".local/bin/csg", record, *backup]))
        with open(self.settings, encoding="utf-8") as file:
            commands = json.load(file)["hooks"]["PreToolUse"]
        self.assertIn(self.csg, json.dumps(commands))

    def refused(self, done: "Done", *said: str) -> None:
        """It failed with one line of its own that says this."""
        self.assertNotEqual(done.returncode, 0, done.stdout)
        own = [line for line in done.stderr.splitlines() if line.startswith("install.sh: ")]
        self.assertEqual(len(own), 1, done.stderr)
        for text in said:
            self.assertIn(text, own[0])


def is_dash(shell: str) -> bool:
    """Is this shell dash by another name?"""
    one, other = shutil.which(shell), shutil.which("dash")
    return bool(one and other) and os.path.realpath(str(one)) == os.path.realpath(str(other))


@sampled(3)
class Checkout(ScriptCase):
    def come_and_go(self, shell: str) -> None:
        """Install, install again, take away."""
        self.installed(self.run_file(shell=shell))
        before = self.tree()
        again = self.run_file(shell=shell)
        self.installed(again)
        self.assertEqual(self.tree(), before, "a second run changes nothing")
        self.assertIn("already", again.stdout)
        gone = self.run_file("--uninstall", shell=shell)
        self.assertEqual((gone.returncode, gone.stderr), (0, ""))
        self.assertEqual(self.tree(), {})

    def test_sh(self) -> None:
        if is_dash("sh"):
            self.skipTest("sh is dash here, which is tested as such")
        self.come_and_go("sh")

    def test_dash(self) -> None:
        self.come_and_go("dash")

    def test_busybox(self) -> None:
        self.come_and_go("busybox sh")

    def test_bash(self) -> None:
        self.come_and_go("bash")

    def test_settings_that_were_there_are_as_before(self) -> None:
        os.makedirs(os.path.dirname(self.settings))
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        os.chmod(self.settings, 0o640)
        self.installed(self.run_file())
        self.assertNotEqual(self.tree()[".claude/settings.json"][3], SETTINGS.encode())
        self.assertEqual(self.run_file("--uninstall").returncode, 0)
        self.assertEqual([*self.tree()], [".claude/settings.json"])
        _, mode, _, data = self.tree()[".claude/settings.json"]
        self.assertEqual((data, mode & 0o777), (SETTINGS.encode(), 0o640))

    def test_prefix_and_options(self) -> None:
        self.environ["PREFIX"] = self.box.make("opt dir")
        done = self.run_file("--skill", "--no-shell-edits")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(os.access(self.box.path + "/opt dir/bin/csg", os.X_OK))
        self.assertFalse(os.path.exists(self.csg))
        self.assertTrue(os.path.exists(self.box.user + "/.claude/skills/csg/SKILL.md"))
        with open(self.settings, encoding="utf-8") as file:
            self.assertEqual([*json.load(file)], ["hooks"])
        self.assertEqual(self.run_file("--uninstall").returncode, 0)
        self.assertEqual(os.listdir(self.box.path + "/opt dir/bin"), [])

    def test_the_note_about_path(self) -> None:
        self.assertIn("not on your PATH", self.run_file("--no-hooks").stdout + self.run_file().stdout)
        self.environ["PATH"] = self.bin + ":" + self.environ["PATH"]
        self.assertNotIn("not on your PATH", self.run_file().stdout)

    def test_another_program_of_that_name_stays(self) -> None:
        os.makedirs(self.bin)
        with open(self.csg, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho constructive solid geometry\n")
        before = self.tree()
        self.refused(self.run_file(), self.csg, "another program")
        self.refused(self.run_file("--uninstall"), self.csg)
        os.unlink(self.csg)
        os.mkdir(self.csg)
        self.refused(self.run_file(), "is a directory")
        self.assertEqual(len(before), 1)

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_cannot_be_written(self) -> None:
        os.makedirs(self.bin)
        os.chmod(self.bin, 0o500)
        self.addCleanup(os.chmod, self.bin, 0o700)
        self.refused(self.run_file(), self.bin, "PREFIX")

    def test_a_file_where_the_folder_should_be(self) -> None:
        with open(self.box.user + "/.local", "w", encoding="utf-8"):
            pass
        self.refused(self.run_file(), self.bin, "cannot be written", "PREFIX")

    def test_wrong_usage(self) -> None:
        self.refused(self.run_file("--unnistall"), "--unnistall", "--help")
        self.assertIn("--uninstall", self.run_file("--help").stdout)
        self.assertEqual(self.tree(), {})

    def test_nothing_to_take_away(self) -> None:
        done = self.run_file("--uninstall")
        self.assertEqual((done.returncode, done.stdout), (0, self.csg + ": not there\n"))

    def test_what_doctor_finds_is_told(self) -> None:
        os.makedirs(os.path.dirname(self.settings))
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write('{"disableAllHooks": true}')
        done = self.run_file()
        self.refused(done, "doctor found the above")
        self.assertIn("disableAllHooks", done.stderr)

    def test_from_a_pipe_the_current_directory_is_no_checkout(self) -> None:
        with open(SCRIPT, encoding="utf-8") as file:
            text = file.read()
        shutil.copy(SCRIPT, self.box.work)
        for name in ("build.py", "csg/__init__.py"):
            self.box.write(name, "raise SystemExit('this must not run')\n")
        self.refused(self.run_piped(text), "nothing to install from")
        self.assertEqual(self.tree(), {})


@sampled(2)
class Finding(ScriptCase):
    """Which Python it takes."""

    def fake(self, folder: str, name: str, script: str) -> str:
        """A program in a folder of its own; the folder."""
        place = self.box.make(folder)
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(os.path.join(place, name), 0o755)
        return place

    def test_shims_and_old_ones_are_passed_over(self) -> None:
        del self.environ["CSG_PYTHON"]
        shims = self.fake(".pyenv/shims", "python3", "exec '%s' \"$@\"\n" % sys.executable)
        old = self.fake("old", "python3", "exit 1\n")
        good = self.fake("good", "python3", "exec '%s' \"$@\"\n" % sys.executable)
        self.environ["PATH"] = ":".join([shims, old, good, self.environ["PATH"]])
        self.assertIn("with %s/python3" % good, self.run_file("--no-hooks").stdout)

    def no_other_python(self) -> str:
        """The script without the systems' folders, in a place of its own."""
        with open(SCRIPT, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count(" /usr/bin /usr/local/bin /opt/homebrew/bin"), 1)
        text = text.replace(" /usr/bin /usr/local/bin /opt/homebrew/bin", "")
        return self.box.write("install.sh", text)

    def test_none(self) -> None:
        del self.environ["CSG_PYTHON"]
        self.environ["PATH"] = self.tools()
        self.refused(self.run_file(script=self.no_other_python()), "Python 3.8 or newer is needed", "install it (")
        self.assertEqual(self.tree(), {})

    def test_only_a_shim(self) -> None:
        del self.environ["CSG_PYTHON"]
        shims = self.fake(".pyenv/shims", "python3", "exec '%s' \"$@\"\n" % sys.executable)
        self.environ["PATH"] = self.tools() + ":" + shims
        self.refused(self.run_file(script=self.no_other_python()), "nothing to install from")

    def test_one_that_was_named(self) -> None:
        self.environ["CSG_PYTHON"] = "/nonexistent/python3"
        self.refused(self.run_file(), "CSG_PYTHON=/nonexistent/python3 is no Python 3.8 or newer")


@sampled(5)
class Release(ScriptCase):
    """A release on a local server; the script comes through a pipe."""

    folder: str
    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.mkdtemp(prefix="csg-release-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        build(cls.folder + "/csg.pyz", "--python", sys.executable, "--release", cls.server.url)

    def setUp(self) -> None:
        super().setUp()
        if not shutil.which("curl") and not shutil.which("wget"):
            self.skipTest("skipped: there is neither curl nor wget here")
        self.server.cut = []
        self.server.asked = []
        for name in ("csg.pyz", "SHA256SUMS", "install.sh"):
            with open(os.path.join(self.folder, name), "rb") as file:
                self.server.files[name] = file.read()
        self.script = self.server.files["install.sh"].decode()

    def test_what_is_released(self) -> None:
        sums = [line.split("  ") for line in self.server.files["SHA256SUMS"].decode().splitlines()]
        self.assertEqual(
            {name: checksum for checksum, name in sums},
            {name: hashlib.sha256(self.server.files[name]).hexdigest() for name in ("csg.pyz", "install.sh")},
        )

    def test_sh(self) -> None:
        if is_dash("sh"):
            self.skipTest("sh is dash here, which is tested as such")
        self.come_and_go("sh")

    def test_dash(self) -> None:
        self.come_and_go("dash")

    def test_busybox(self) -> None:
        self.come_and_go("busybox sh")

    def come_and_go(self, shell: str) -> None:
        """Install, install again, take away."""
        self.installed(self.run_piped(self.script, shell=shell))
        self.assertEqual(self.tree()[".local/bin/csg"][3], self.server.files["csg.pyz"])
        before = self.tree()
        self.installed(self.run_piped(self.script, shell=shell))
        self.assertEqual(self.tree(), before)
        done = self.run_piped(self.script, "--uninstall", shell=shell)
        self.assertEqual((done.returncode, done.stderr, self.tree()), (0, "", {}))

    def test_from_a_file(self) -> None:
        self.installed(self.run_file(script=self.box.write("install.sh", self.script)))

    def test_with_wget(self) -> None:
        self.environ["PATH"] = self.tools("wget")
        self.installed(self.run_piped(self.script))

    def test_with_nothing_but_busybox(self) -> None:
        busybox = shutil.which("busybox")
        if busybox is None:
            self.skipTest("there is no busybox here")
        folder = self.box.make("busybox")
        for name in ["sh", "wget", *TOOLS]:
            os.symlink(busybox, os.path.join(folder, name))
        self.environ["PATH"] = folder
        self.installed(self.run_piped(self.script, shell="busybox sh"))
        self.server.cut = ["csg.pyz"]
        self.refused(self.run_piped(self.script, shell="busybox sh"), "csg.pyz", "nothing was installed")

    def test_with_neither_curl_nor_wget(self) -> None:
        self.environ["PATH"] = self.tools()
        self.refused(self.run_piped(self.script), "curl or wget is needed")

    def nothing_done(self, *said: str) -> None:
        """A run fails, saying this; an empty home stays empty, and an older csg stays as it is."""
        self.refused(self.run_piped(self.script), *said)
        self.assertEqual(self.tree(), {})
        os.makedirs(self.bin, exist_ok=True)
        shutil.copy(self.folder + "/csg.pyz", self.csg)
        before = self.tree()
        self.refused(self.run_piped(self.script), *said)
        self.assertEqual(self.tree(), before)

    def test_another_checksum(self) -> None:
        self.server.files["csg.pyz"] += b"\n"
        self.nothing_done("wrong SHA-256", "nothing was installed")

    def test_sums_of_another_release(self) -> None:
        self.server.files["SHA256SUMS"] = b"0" * 64 + b"  csg.pyz\n"
        self.nothing_done("another release", "download install.sh again")
        self.assertNotIn("csg.pyz", self.server.asked)

    def test_a_download_that_is_cut_off(self) -> None:
        self.server.cut = ["csg.pyz"]
        self.nothing_done("csg.pyz", "nothing was installed")

    def test_a_cut_off_download_that_looks_whole(self) -> None:
        self.server.files["csg.pyz"] = self.server.files["csg.pyz"][:100000]
        self.nothing_done("wrong SHA-256")

    def test_a_file_that_is_missing(self) -> None:
        del self.server.files["csg.pyz"]
        self.nothing_done("/csg.pyz could not be downloaded")

    def test_offline(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))  # and does not listen
            self.script = self.script.replace(self.server.url, "http://127.0.0.1:%d" % closed.getsockname()[1])
            self.nothing_done("could not be downloaded", "check the network")

    def test_a_script_that_is_cut_off_does_nothing(self) -> None:
        start = self.script.index("{\n")
        body = len(self.script.rstrip()) - start
        for shell in SHELLS:
            if not shutil.which(SHELLS[shell][0]):
                continue
            for part in range(1, 40):
                done = self.run_piped(self.script[: start + body * part // 40], shell=shell)
                self.assertEqual((done.stdout, self.tree()), ("", {}), shell)
        self.assertEqual(self.server.asked, [])

    def test_upgrade_while_hooks_run(self) -> None:
        os.makedirs(self.bin)
        build(self.csg, top=self.earlier())
        stop = threading.Event()
        ended: List[Tuple[int, bytes]] = []

        def keep_editing(session: str) -> None:
            while not stop.is_set():
                event = edit_event(session, self.box.work + "/a.txt", "Edit", self.box.work)
                ended.append(self.hook(event))

        threads = [threading.Thread(target=keep_editing, args=(name,)) for name in ("one", "two")]
        for thread in threads:
            thread.start()
        try:
            done = self.run_piped(self.script)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.tree()[".local/bin/csg"][3], self.server.files["csg.pyz"])
        self.assertGreater(len(ended), 5)
        self.assertEqual(set(ended), {(0, b"")})
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])

    def earlier(self) -> str:
        """A checkout of another version."""
        copy = self.box.make("earlier")
        shutil.copytree(TOP + "/csg", copy + "/csg", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(TOP + "/build.py", copy)
        for folder, _, names in os.walk(copy + "/csg"):
            for name in names:
                with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
                    file.write("\n\ndef _earlier():\n    return %r\n" % ("what makes every module longer " * 9))
        return copy

    def hook(self, event: Dict[str, Any]) -> Tuple[int, bytes]:
        """Exit code and stderr of the installed file's hook."""
        stdin = json.dumps(event).encode() + b"\n"
        done = subprocess.run(
            [self.csg, "hook"],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
            timeout=60,
        )
        return done.returncode, done.stderr


class Stamping(ScriptCase):
    def build(self, *words: str) -> "Tuple[int, str]":
        """Run build.py; exit code and stderr."""
        command = [sys.executable, TOP + "/build.py", "--python", "", "--output", self.box.path + "/csg.pyz", *words]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
        return done.returncode, done.stderr

    def test_only_the_two_lines_differ(self) -> None:
        self.assertEqual(self.build("--release", "https://example.invalid/v1/")[0], 0)
        stamped, plain = self.lines(self.box.path + "/install.sh"), self.lines(SCRIPT)
        self.assertEqual(len(stamped), len(plain))
        url, checksum = [line for line in stamped if line not in plain]
        self.assertEqual(url, "  RELEASE='https://example.invalid/v1'")
        self.assertRegex(checksum, "^  SHA256='[0-9a-f]{64}'$")
        self.assertTrue(os.access(self.box.path + "/install.sh", os.X_OK))

    def lines(self, path: str) -> List[str]:
        """A file's lines."""
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()

    def test_a_url_that_could_do_harm(self) -> None:
        for url in (
            "example.invalid/v1",
            "file:///tmp",
            "https://x/'; touch /tmp/x; '",
            "https://x/$(id)",
            "https://x/\nx",
        ):
            code, said = self.build("--release", url)
            self.assertEqual((code, said.count("\n")), (1, 1), url)
            self.assertFalse(os.path.exists(self.box.path + "/install.sh"))
