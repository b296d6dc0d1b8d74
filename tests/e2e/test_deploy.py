"""csg deploy: over a stand-in for ssh, for the many ways a host can be, and over a real sshd on loopback."""

import functools
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from typing import Any, Dict, List, Optional

from tests.support import Sandbox, SandboxCase, build, edit_event, sample, sampled

# Runs the command as sshd would: by the account's login shell, with the account's home and a poor PATH.
_SSH = """#!/bin/sh
while [ $# -gt 2 ]; do shift; done
cd '%(hosts)s' && [ -d "$1" ] || { echo "ssh: Could not resolve hostname $1: Name or service not known" >&2; exit 255; }
HOME=$PWD/$1
SHELL=$HOME/.shell
cd "$HOME" && %(filter)s exec env -i HOME="$HOME" SHELL="$SHELL" PATH="$(cat .path)" LANG=C.UTF-8 "$SHELL" -c "$2"
"""
# The login shell: it reads no file of this machine's, which would name folders that these tests must not touch.
_SHELL = """#!/bin/sh
[ ! -f "$HOME/.greeting" ] || . "$HOME/.greeting"
case $1 in -lic) [ ! -f "$HOME/.login-path" ] || PATH=$(cat "$HOME/.login-path") ;; esac
eval "$2"
"""


@functools.lru_cache(maxsize=None)
def _archive() -> str:
    """Built for this interpreter and for what an account of the machine finds: doctor misses its bytecode."""
    folder = tempfile.mkdtemp(prefix="csg-deploy-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    path = os.path.join(folder, "csg.pyz")
    system = "/usr/bin/python3"
    usable = (
        os.path.exists(system)
        and not subprocess.run([system, "-c", "import sys; sys.exit(sys.version_info < (3, 8))"]).returncode
    )
    build(path, "--python", sys.executable, *(["--python", system] if usable else []))
    return path


class Deploying(SandboxCase):
    archive: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.archive = _archive()

    def deploy(self, *words: str, ssh: str) -> "subprocess.CompletedProcess[str]":
        """Run the verb, with the folder `ssh` first on PATH."""
        environ = {**self.box.environ, "PATH": ssh + ":" + self.box.environ["PATH"]}
        return subprocess.run(
            [self.archive, "deploy", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            cwd=self.box.work,
            encoding="utf-8",
            timeout=300,
        )

    def lines(self, done: "subprocess.CompletedProcess[str]") -> Dict[str, str]:
        """Host -> its line, mark first."""
        found: Dict[str, str] = {}
        for line in done.stdout.splitlines():
            mark, host, rest = line.split(None, 2)
            self.assertNotIn(host, found, "one line each")
            found[host] = mark + " " + rest
        return found


@sampled(1)
class StandIn(Deploying):
    def setUp(self) -> None:
        super().setUp()
        self.hosts = self.box.make("hosts")
        self.ssh = self.box.make("ssh")
        with open(self.ssh + "/ssh", "w", encoding="utf-8") as file:
            file.write(_SSH % {"hosts": self.hosts, "filter": ""})
        os.chmod(self.ssh + "/ssh", 0o755)

    def host(self, name: str, path: Optional[List[str]] = None) -> str:
        """A host of this name; its home.  `path`: its PATH, by default one on which ~/.local/bin is."""
        home = self.box.make("hosts", name)
        python = self.box.make("python")
        if not os.path.exists(python + "/python3"):
            with open(python + "/python3", "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\nexec '%s' \"$@\"\n" % sys.executable)
            os.chmod(python + "/python3", 0o755)
        folders = [home + "/.local/bin", python, "/usr/bin", "/bin"] if path is None else path
        self.box.write(home + "/.path", ":".join(folders))
        os.chmod(self.box.write(home + "/.shell", _SHELL), 0o755)
        return home

    def one(self, *words: str) -> str:
        """Deploy to the host called `it`; its line."""
        done = self.deploy("it", *words, ssh=self.ssh)
        self.assertEqual(done.stderr, "")
        line = self.lines(done)["it"]
        self.assertEqual(done.returncode, 0 if line.startswith("\u2713") else 1, line)
        return line

    def csg(self, home: str) -> bytes:
        """The file that was put there."""
        with open(home + "/.local/bin/csg", "rb") as file:
            return file.read()

    def test_it_is_this_very_file_and_wired_in(self) -> None:
        home = self.host("it")
        line = self.one()
        self.assertTrue(line.startswith("\u2713 %s/.local/bin/csg: csg " % home), line)
        self.assertIn("; wired in; doctor: all is well", line)
        with open(self.archive, "rb") as file:
            self.assertEqual(self.csg(home), file.read())
        self.assertTrue(os.access(home + "/.local/bin/csg", os.X_OK))
        with open(home + "/.claude/settings.json", encoding="utf-8") as file:
            self.assertIn(home + "/.local/bin/csg", json.dumps(json.load(file)["hooks"]["PreToolUse"]))
        self.assertEqual(os.listdir(home + "/.local/bin"), ["csg"])
        self.assertIn("wired in", self.one(), "again is no error")

    def test_no_hooks(self) -> None:
        home = self.host("it")
        self.assertIn("; hooks left alone; doctor: all is well", self.one("--no-hooks"))
        self.assertFalse(os.path.exists(home + "/.claude"))
        self.assertTrue(os.path.exists(home + "/.local/bin/csg"))

    def test_a_shell_that_greets_and_knows_more_of_path(self) -> None:
        home = self.host("it", ["/usr/bin", "/bin"])
        self.box.write(home + "/.greeting", "echo welcome; echo csg-deployed; echo csg-deploy:; echo oh >&2\n")
        self.box.write(home + "/.login-path", "%s/tools:%s:/usr/bin:/bin\n" % (home, self.box.make("python")))
        self.box.make("hosts", "it", "tools")
        self.assertIn("%s/tools/csg: csg " % home, self.one())

    def test_where_one_is_already(self) -> None:
        home = self.host("it")
        self.box.write(
            home + "/.path", ":".join([home + "/.local/bin", home + "/own", self.box.path + "/python:/usr/bin:/bin"])
        )
        os.makedirs(home + "/own")
        shutil.copy(self.archive, home + "/own/csg")
        with open(home + "/own/csg", "ab") as file:
            file.write(b"older")
        self.assertIn("%s/own/csg: csg " % home, self.one())
        self.assertFalse(os.path.exists(home + "/.local/bin"))

    def test_path_has_no_place_for_it(self) -> None:
        home = self.host("it", [self.box.make("python"), "/usr/bin", "/bin"])
        line = self.one()
        self.assertIn("%s/.local/bin/csg: csg " % home, line)
        self.assertIn("%s/.local/bin is not on PATH there: add it" % home, line)

    def test_no_place_at_all(self) -> None:
        home = self.host("it", [self.box.make("python"), "/usr/bin", "/bin"])
        self.box.write(home + "/.local", "a file\n")
        self.assertIn("no folder of PATH to put it into, and %s/.local/bin cannot be written" % home, self.one())

    def test_no_python(self) -> None:
        home = self.host("it", [self.tools()])
        self.assertEqual(self.one(), "\u2717 Python 3.8 or newer is needed, and there is none on PATH")
        self.assertEqual(os.listdir(home + "/.local/bin"), [])

    def test_an_old_python_a_shim_and_a_newer_one(self) -> None:
        old, shims, good = [self.box.make(name) for name in ("old", "pyenv/shims", "good")]
        for path, script in (
            (old + "/python3", "exit 1"),
            (shims + "/python3.9", "exit 0"),
            (good + "/python3.9", "exec '%s' \"$@\"" % sys.executable),
        ):
            os.chmod(self.box.write(path, "#!/bin/sh\n%s\n" % script), 0o755)
        home = self.host("it", [self.tools(), old, shims, good])
        self.assertIn("%s/.local/bin/csg: csg " % home, self.one())

    def tools(self) -> str:
        """A folder with what the script needs, but no Python."""
        folder = self.box.make("tools")
        for name in ("sh", "cat", "chmod", "dd", "grep", "head", "mkdir", "mv", "rm", "sed", "tail", "wc"):
            os.symlink(str(shutil.which(name)), os.path.join(folder, name))
        return folder

    def test_another_program_of_that_name(self) -> None:
        home = self.host("it")
        self.box.write(home + "/.local/bin/csg", "#!/bin/sh\n# solid geometry\n")
        os.chmod(home + "/.local/bin/csg", 0o755)
        self.assertIn("%s/.local/bin/csg is another program of that name" % home, self.one())

    def test_settings_that_cannot_be_read(self) -> None:
        home = self.host("it")
        self.box.write(home + "/.claude/settings.json", '{"hooks": ')
        line = self.one()
        self.assertTrue(line.startswith("\u2717 csg install: %s/.claude/settings.json: " % home), line)
        self.assertIn("invalid JSON", line)

    def test_what_doctor_finds(self) -> None:
        home = self.host("it")
        self.box.write(home + "/.claude/settings.json", '{"disableAllHooks": true}')
        line = self.one()
        self.assertIn("but doctor says: switched on: ", line)
        self.assertIn("disableAllHooks", line)

    def test_several_one_of_which_is_not_there(self) -> None:
        for name in ("one", "two", "three"):
            self.host(name)
        done = self.deploy("one", "nowhere", "two", "three", "two", ssh=self.ssh)
        lines = self.lines(done)
        self.assertEqual(set(lines), {"one", "two", "three", "nowhere"})
        self.assertIn("\u2717 ssh: Could not resolve hostname nowhere", lines["nowhere"])
        self.assertEqual([line[0] for name, line in lines.items() if name != "nowhere"], ["\u2713"] * 3)
        self.assertEqual(done.returncode, 1)

    def test_a_connection_that_is_cut(self) -> None:
        home = self.host("it")
        self.box.write(self.ssh + "/ssh", _SSH % {"hosts": self.hosts, "filter": "head -c 100000 |"})
        self.assertEqual(self.one(), "\u2717 the copy was cut off")
        self.assertEqual(os.listdir(home + "/.local/bin"), [])

    def test_no_option_gets_through_to_ssh(self) -> None:
        done = self.deploy("--", "-oProxyCommand=touch x", ssh=self.ssh)
        self.assertEqual(done.returncode, 2)
        self.assertIn("is no host", done.stderr)

    def test_what_a_host_says_stays_on_its_line(self) -> None:
        self.host("it")
        self.box.write(self.ssh + "/ssh", "#!/bin/sh\nprintf 'csg-deploy: failed \\033[2Jgone\\r`x`\\n'\n")
        self.assertEqual(self.one(), "\u2717 \\x1b[2Jgone\\x0d'x'")


class RealSshd(Deploying):
    """sshd as it is installed, on loopback, with keys and accounts made for this test."""

    def setUp(self) -> None:
        super().setUp()
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", ""))
        if not sshd or not shutil.which("ssh"):
            self.skipTest("there is no sshd or no ssh here")
        if os.geteuid() != 0 or not shutil.which("useradd"):
            self.skipTest("accounts can only be made by root, with useradd")
        self.folder = self.box.make("sshd")
        os.chmod(self.box.path, 0o755)
        for name in ("host", "user"):
            self.call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(self.folder, name))
        shutil.copy(self.folder + "/user.pub", self.folder + "/authorized_keys")
        os.chmod(self.folder + "/authorized_keys", 0o644)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start(str(sshd))
        self.ssh = self.box.make("ssh")
        self.box.write(
            self.ssh + "/ssh", "#!/bin/sh\nexec '%s' -F '%s/config' \"$@\"\n" % (shutil.which("ssh"), self.folder)
        )
        os.chmod(self.ssh + "/ssh", 0o755)

    def call(self, *words: str) -> None:
        """Run a command that must succeed."""
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
        )
        self.assertEqual(done.returncode, 0, done.stdout)

    def start(self, sshd: str) -> None:
        """Start it; it ends with the test."""
        if not os.path.isdir("/run/sshd"):
            os.makedirs("/run/sshd", 0o755)  # where its unprivileged part is put
            self.addCleanup(os.rmdir, "/run/sshd")
        config = self.box.write(
            self.folder + "/sshd_config",
            "Port %d\nListenAddress 127.0.0.1\nHostKey %s/host\nPidFile none\nUsePAM no\nStrictModes no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\n"
            "AuthorizedKeysFile %s/authorized_keys\nPrintMotd yes\n" % (self.port, self.folder, self.folder),
        )
        log = self.folder + "/log"
        with open(log, "wb") as file:
            process = subprocess.Popen([sshd, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=file)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        limit = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            with open(log, encoding="utf-8", errors="replace") as text:
                self.assertIsNone(process.poll(), text.read())
            self.assertLess(time.monotonic(), limit, "sshd does not listen")
            time.sleep(0.05)

    def account(self, alias: str, shell: str = "/bin/sh") -> str:
        """A new account, which ssh reaches by this alias; its home."""
        name = "csgt%d%s" % (os.getpid() % 100000, alias)
        home = os.path.join(self.box.path, "home-" + alias)
        self.call("useradd", "-m", "-d", home, "-s", shell, "-p", "*", name)
        self.addCleanup(self.remove, name)
        self.assertEqual(pwd.getpwnam(name).pw_dir, home)
        with open(self.folder + "/config", "a", encoding="utf-8") as file:
            file.write(
                "Host %s\n HostName 127.0.0.1\n Port %d\n User %s\n IdentityFile %s/user\n IdentitiesOnly yes\n"
                " UserKnownHostsFile %s/known\n StrictHostKeyChecking no\n LogLevel ERROR\n"
                % (alias, self.port, name, self.folder, self.folder)
            )
        return home

    def remove(self, name: str) -> None:
        """Remove an account with its home."""
        self.call("userdel", "-r", "-f", name)

    def test_three_accounts_one_of_them_broken(self) -> None:
        good = self.account("good")
        broken = self.account("broken")
        other = self.account("other")
        self.box.write(broken + "/.local", "a file\n")
        done = self.deploy("good", "broken", "other", ssh=self.ssh)
        lines = self.lines(done)
        self.assertEqual((set(lines), done.returncode), ({"good", "broken", "other"}, 1), done.stdout + done.stderr)
        self.assertTrue(lines["broken"].startswith("\u2717 there is no folder of PATH to put it into"), lines["broken"])
        for name, home in (("good", good), ("other", other)):
            self.assertTrue(lines[name].startswith("\u2713 %s/.local/bin/csg: csg " % home), lines[name])
            self.assertIn("; wired in; doctor: all is well", lines[name])
            self.assertEqual(os.stat(home + "/.local/bin/csg").st_uid, os.stat(home).st_uid)
            self.guarded(home)

    def test_login_shells(self) -> None:
        shells = [path for path in map(shutil.which, ("bash", "fish", "zsh", "tcsh", "dash")) if path]
        shells = sample(shells, 1)
        homes = {os.path.basename(path): self.account(os.path.basename(path), path) for path in shells}
        done = self.deploy(*homes, "--no-hooks", ssh=self.ssh)
        lines = self.lines(done)
        for name, home in homes.items():
            self.assertTrue(lines[name].startswith("\u2713 %s/.local/bin/csg: csg " % home), lines[name])
            self.assertFalse(os.path.exists(home + "/.claude"))

    def guarded(self, home: str) -> None:
        """The command that was wired in there warns."""
        with open(home + "/.claude/settings.json", encoding="utf-8") as file:
            handler = json.load(file)["hooks"]["PreToolUse"][0]["hooks"][0]
        self.assertIn(home + "/.local/bin/csg", json.dumps(handler))
        box = Sandbox()
        self.addCleanup(box.remove)
        path = box.write("a.txt")
        told = []
        for session in ("one", "two"):
            event: Dict[str, Any] = edit_event(session, path, "Edit", box.work)
            done = subprocess.run(
                ["/bin/sh", "-c", handler["command"]],
                input=json.dumps(event).encode(),
                stdout=subprocess.PIPE,
                env={"HOME": box.user, "PATH": "/usr/bin:/bin"},
                timeout=60,
            )
            told.append(b"CONCURRENCY WARNING" in done.stdout)
        self.assertEqual(told, [False, True])

    def test_a_key_that_is_not_accepted(self) -> None:
        self.account("good")
        os.unlink(self.folder + "/authorized_keys")
        done = self.deploy("good", ssh=self.ssh)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Permission denied", self.lines(done)["good"])


if __name__ == "__main__":
    unittest.main()
