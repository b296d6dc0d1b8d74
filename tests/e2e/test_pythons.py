"""Whatever Python there is: hooks guard or are silent, people are told in a line, scripts take the next one."""

import json
import os
import shutil
import subprocess
import sys
from typing import Dict, List, Optional, Tuple

from csg.base import loader
from tests import pythons
from tests.support import TOP, SandboxCase, archive, edit_event, sample, sampled

#: Of two names for one shell, one.
SHELLS = [
    *{os.path.realpath(path): path for path in ("/bin/bash", "/bin/dash", "/bin/sh") if os.path.exists(path)}.values()
]
SYSTEMS = [folder for folder in pythons.BEYOND.decode().split() if os.path.exists(folder + "/python3")]


class PythonCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        del self.box.environ["CSG_PYTHON"]
        self.good = pythons.folder(os.path.join(self.box.path, "good"), sys.executable)
        self.file = archive()
        self.complicated = False  # the events: more than is read without `json`

    def old(self) -> str:
        """A folder with nothing but a Python that is too old."""
        found = pythons.old()
        if found is None:
            self.skipTest("skipped: there is no Python 3.6 or 3.7 here")
        return pythons.folder(os.path.join(self.box.path, "old"), found)

    def minimal(self) -> str:
        """A folder with nothing but a Python that lacks parts of its library."""
        found = pythons.minimal(os.path.join(self.box.path, "minimal"))
        if found is None:
            self.skipTest("skipped: this Python does not start from another place")
        return os.path.dirname(found)

    def no_other(self) -> None:
        """From now on csg's file looks nowhere but on PATH."""
        self.file = pythons.looks_nowhere_else(archive(), os.path.join(self.box.path, "csg"))

    def run_in(self, environ: Dict[str, str], shell: str, *words: str, stdin: bytes = b"") -> Tuple[int, str, str]:
        done = subprocess.run(
            [shell, self.file, *words],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, **environ},
            cwd=self.box.work,
            timeout=60,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def guards(self, **environ: str) -> None:
        """Of two sessions that edit a file the second is warned, whatever shell runs the header."""
        for number, shell in enumerate(SHELLS):
            path = self.box.write("shared-%d" % number)
            for verb, said in (("hook", False), ("hook", True), ("pre-edit", True)):
                event = edit_event("of-%s-%s" % (verb, said), path, "Edit", self.box.work)
                if self.complicated:
                    event["tool_input"]["content"] = '\\ "\n' * 500
                code, out, err = self.run_in(environ, shell, verb, stdin=json.dumps(event).encode())
                self.assertEqual((code, err, "CONCURRENCY" in out), (0, "", said), (shell, verb, out))

    def silent(self, **environ: str) -> None:
        """Hooks exit 0 and say nothing."""
        for shell in SHELLS:
            for verb in ("hook", "start", "stop", "pre-edit"):
                event = json.dumps(edit_event("s", self.box.work + "/f", "Edit", self.box.work)).encode()
                self.assertEqual(self.run_in(environ, shell, verb, stdin=event), (0, "", ""), (shell, verb))

    def people(self, runs: bool, *said: str, **environ: str) -> None:
        """A person's command works with another Python, or ends; either way there is at most a line, with all this."""
        for shell in SHELLS:
            code, out, err = self.run_in(environ, shell, "version")
            self.assertEqual((code, out.startswith("csg ")), (0, True) if runs else (1, False), err)
            lines = err.splitlines()
            self.assertEqual(len(lines), 1 if said else 0, err)
            for text in said:
                self.assertIn(text, lines[0])


@sampled(4)
class Header(PythonCase):
    """The header of csg's file."""

    def test_an_old_one_first_on_path(self) -> None:
        environ = {"PATH": "%s:%s" % (self.old(), self.good)}
        self.guards(**environ)
        self.people(True, **environ)

    def test_a_command_that_was_wired_with_one_that_is_now_old(self) -> None:
        python = self.old() + "/python3"
        path = self.box.write("f")
        self.box.edit("other", path, CSG_PYTHON=sys.executable)
        event = edit_event("me", path, "Edit", self.box.work)
        done = subprocess.run(
            [python, *loader.OPTIONS, loader.LOADER, self.file, "hook"],
            input=json.dumps(event).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(self.box.environ, PATH=self.good),
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"CONCURRENCY", done.stdout)

    def test_another_name_beside_an_old_one(self) -> None:
        place = self.old()
        os.symlink(sys.executable, os.path.join(place, "python3.%d" % sys.version_info[1]))
        self.no_other()
        self.guards(PATH=place)
        self.people(True, PATH=place)

    def test_beyond_path(self) -> None:
        place = self.old()
        kept = os.path.join(self.box.user, ".pyenv", "versions", "3.x", "bin")
        pythons.folder(kept, sys.executable)
        if not SYSTEMS:
            self.no_other()
        self.guards(PATH=place)
        self.people(True, PATH=place)
        self.no_other()
        self.guards(PATH=place)

    def test_nothing_but_an_old_one(self) -> None:
        self.no_other()
        place = self.old()
        self.silent(PATH=place)
        self.people(False, "Python 3.8 or newer", "/python3 will not do", "install python3", "CSG_PYTHON", PATH=place)

    def test_nothing_but_a_shim(self) -> None:
        self.no_other()
        shims = pythons.folder(os.path.join(self.box.path, ".pyenv", "shims"), sys.executable)
        self.guards(PATH=shims)
        os.unlink(shims + "/python3")
        self.box.write(shims + "/python3", "#!/bin/sh\necho no version is set >&2\nexit 127\n")
        os.chmod(shims + "/python3", 0o755)
        self.silent(PATH=shims)
        self.people(False, "Python 3.8 or newer", PATH=shims)

    def wrong_ones(self) -> Dict[str, str]:
        """What CSG_PYTHON may be by mistake."""
        place = self.box.make("wrong")
        for name, text, mode in (
            ("python3", "no program", 0o644),
            ("python3.9", "#!/no/such/interpreter\n", 0o755),
            ("python", "#!/bin/sh\nexit 2\n", 0o755),
        ):
            self.box.write(os.path.join(place, name), text)
            os.chmod(os.path.join(place, name), mode)
        found = {
            "missing": self.box.path + "/none/python3",
            "relative": "none/python3",
            "a bare name": "python3.77",
            "a directory": self.box.make("python3"),
            "not executable": place + "/python3",
            "no such interpreter": place + "/python3.9",
            "a program that is no Python": "/bin/ls",
            "one that fails": place + "/python",
            "one that does nothing": "/bin/true",
            "a device": "/dev/null",
        }
        if pythons.old():
            found["old"] = str(pythons.old())
        return found

    def test_a_wrong_csg_python(self) -> None:
        for name, wrong in self.wrong_ones().items():
            with self.subTest(name):
                shutil.rmtree(self.box.home, ignore_errors=True)
                self.guards(CSG_PYTHON=wrong, PATH=self.good)
                if name != "no such interpreter":  # there the shell has its say as well
                    said = "CSG_PYTHON=%s is no Python 3.8 or newer" % wrong
                    self.people(True, said, "%s/python3 is used" % self.good, CSG_PYTHON=wrong, PATH=self.good)

    def test_a_wrong_csg_python_and_no_other(self) -> None:
        self.no_other()
        empty = self.box.make("empty")
        for name, wrong in self.wrong_ones().items():
            with self.subTest(name):
                self.silent(CSG_PYTHON=wrong, PATH=empty)
                if name != "no such interpreter":
                    self.people(False, "%s will not do" % wrong, "install python3", CSG_PYTHON=wrong, PATH=empty)

    def test_a_right_one_by_any_name(self) -> None:
        empty = self.box.make("empty")
        odd = os.path.join(self.box.make("odd"), "snake")
        os.symlink(sys.executable, odd)
        os.symlink(sys.executable, os.path.join(self.good, "python"))
        for right, path in (
            (self.good + "/python", empty),
            (odd, empty),
            ("python3", self.good),
            ("snake", os.path.dirname(odd)),
        ):
            self.guards(CSG_PYTHON=right, PATH=path)
            self.people(True, CSG_PYTHON=right, PATH=path)
            shutil.rmtree(self.box.home)

    def test_who_is_only_asked_gets_no_secrets(self) -> None:
        seen = os.path.join(self.box.path, "seen")
        snake = self.box.write(
            os.path.join(self.box.make("odd"), "snake"), "#!/bin/sh\necho ${SECRET:-none} >>%s\n" % seen
        )
        os.chmod(snake, 0o755)
        self.people(True, "is no Python", CSG_PYTHON=snake, PATH=self.good, SECRET="xoxb")
        with open(seen, encoding="ascii") as file:
            self.assertEqual(set(file.read().split()), {"none"})

    def test_a_library_that_is_not_whole(self) -> None:
        """Hooks make do with it; people's verbs, which cannot, run with the next one."""
        place = self.minimal()
        self.guards(PATH="%s:%s" % (place, self.good))
        self.complicated = True
        self.guards(PATH="%s:%s" % (place, self.good))
        self.people(True, PATH="%s:%s" % (place, self.good))
        self.no_other()
        self.guards(PATH=place)
        self.people(False, "Python 3.8 or newer is needed, whole", "%s/python3 will not do" % place, PATH=place)

    def test_what_is_wired_is_whole(self) -> None:
        """Not every event is simple enough to be read without `json`: see tests/unit/base/test_wire.py."""
        place = self.minimal()
        code, out, _ = self.run_in({"PATH": "%s:%s" % (place, self.good)}, "/bin/sh", "hook-command")
        self.assertEqual((code, place in out), (0, False))
        code, _, err = self.run_in({"PATH": self.good, "CSG_PYTHON": place + "/python3"}, "/bin/sh", "hook-command")
        self.assertEqual((code, "is no Python" in err), (1, True))

    def test_the_mcp_server_takes_the_next_one_too(self) -> None:
        place = self.minimal()
        self.no_other()
        stdin = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}\n'
        code, out, err = self.run_in({"PATH": "%s:%s" % (place, self.good)}, "/bin/sh", "mcp", stdin=stdin)
        self.assertEqual((code, err, json.loads(out)["id"]), (0, "", 1))
        code, out, err = self.run_in({"PATH": place}, "/bin/sh", "mcp", stdin=stdin)
        self.assertEqual((code, out, err.count("\n")), (1, "", 1))
        self.assertIn("Python 3.8 or newer is needed, whole", err)


@sampled(1)
class Checkout(PythonCase):
    """What is run from the sources: `python3 -m csg`, build.py, install.sh."""

    def script(
        self, *command: str, cwd: str = TOP, environ: Optional[Dict[str, str]] = None
    ) -> Tuple[int, str, List[str]]:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, **(environ or {})},
            cwd=cwd,
            timeout=120,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode().splitlines()

    def test_the_module_says_what_is_lacking(self) -> None:
        code, _, err = self.script(self.minimal() + "/python3", "-m", "csg", "status")
        self.assertEqual((code, len(err)), (1, 1), err)
        self.assertIn("has not all of Python's library", err[0])
        self.assertIn("install all of python3", err[0])

    def test_build_goes_on_with_the_next_one(self) -> None:
        made = os.path.join(self.box.path, "made.pyz")
        for place in sample([self.old, self.minimal], 1):
            python = place() + "/python3"
            path = {"PATH": "%s:%s" % (os.path.dirname(python), self.good)}
            code, _, err = self.script(python, "build.py", "--output", made, "--python", sys.executable, environ=path)
            self.assertEqual((code, err), (0, []))
            done = subprocess.run([sys.executable, made, "version"], stdout=subprocess.PIPE, env=self.box.environ)
            self.assertEqual(done.returncode, 0)
            os.unlink(made)

    def test_install_goes_on_with_the_next_one(self) -> None:
        for place in sample([self.old, self.minimal], 1):
            path = {"PATH": "%s:%s:%s" % (place(), self.good, os.environ["PATH"]), "PREFIX": self.box.make("prefix")}
            _, out, err = self.script("/bin/sh", "install.sh", "--no-hooks", environ=path)
            self.assertIn("with %s/python3" % self.good, out, err)
            self.assertTrue(os.access(self.box.path + "/prefix/bin/csg", os.X_OK))
            shutil.rmtree(self.box.path + "/prefix")

    def test_install_with_a_wrong_csg_python(self) -> None:
        code, _, err = self.script("/bin/sh", "install.sh", environ={"CSG_PYTHON": "/bin/ls", "PREFIX": self.box.path})
        self.assertEqual((code, len(err)), (1, 1))
        self.assertIn("CSG_PYTHON=/bin/ls is no Python 3.8 or newer that is whole: unset it, or set it to one", err[0])


@sampled(1)
class ReadOnly(PythonCase):
    """A checkout in which nothing can be written."""

    def setUp(self) -> None:
        super().setUp()
        self.top = os.path.join(self.box.path, "checkout")
        left_out = shutil.ignore_patterns("__pycache__", ".git", "dist", "tests", ".*_cache")
        shutil.copytree(TOP, self.top, ignore=left_out)
        self.prefix: List[str] = []
        if os.geteuid() == 0:
            self.prefix = [
                "unshare",
                "-m",
                "sh",
                "-c",
                'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && "$@"',
            ]
            self.prefix.append(self.top)
            if not shutil.which("unshare") or self.script("true")[0]:
                self.skipTest("skipped: root may write everywhere, and mounting is not permitted here")
        else:
            for folder, _, _ in os.walk(self.top):
                os.chmod(folder, 0o555)
                self.addCleanup(os.chmod, folder, 0o755)

    def script(self, *command: str, **environ: str) -> Tuple[int, str, List[str]]:
        done = subprocess.run(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, **environ},
            cwd=self.top,
            timeout=120,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode().splitlines()

    def test_the_module_runs(self) -> None:
        code, out, err = self.script(sys.executable, "-m", "csg", "status")
        self.assertEqual((code, out, err), (0, "no live sessions\n", []))

    def test_build_says_where_it_cannot_write(self) -> None:
        code, _, err = self.script(sys.executable, "build.py", "--python", sys.executable)
        self.assertEqual((code, len(err)), (1, 1), err)
        self.assertIn(self.top + "/dist/csg.pyz cannot be written (", err[0])
        self.assertIn("choose another place", err[0])
        made = os.path.join(self.box.path, "made.pyz")
        code, _, err = self.script(sys.executable, "build.py", "--python", sys.executable, "--output", made)
        self.assertEqual((code, err, os.access(made, os.X_OK)), (0, [], True))

    def test_install_builds_where_it_installs(self) -> None:
        _, out, err = self.script("/bin/sh", "install.sh", "--no-hooks", CSG_PYTHON=sys.executable)
        self.assertIn("/.local/bin/csg: installed", out, err)
        self.assertTrue(os.access(self.box.user + "/.local/bin/csg", os.X_OK))
