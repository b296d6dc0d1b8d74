import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from typing import Dict, List, Tuple

from csg.verbs import cli
from tests.support import SandboxCase, archive, sample, terminal

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"


class VerbCase(SandboxCase):
    def csg(self, *words: str, cwd: str = "", **environ: str) -> Tuple[int, str, str]:
        done = self.box.csg(*words, cwd=cwd, environ=environ)
        return done.returncode, done.stdout.decode(), done.stderr.decode()


class Usage(VerbCase):
    def test_help_fits_a_terminal(self) -> None:
        code, out, _ = self.csg("--help")
        self.assertEqual(code, 0)
        verbs = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
        self.assertIn("status", verbs)
        for verb in sample([*verbs, "hook"], 8):
            code, text, err = self.csg(verb, "--help", COLUMNS="80")
            self.assertEqual((code, err), (0, ""), verb)
            self.assertIn("usage: csg %s" % verb, text)
            self.assertLessEqual(max(map(len, (text + out).splitlines())), 80, verb)
            self.assertEqual(self.csg("help", verb, COLUMNS="80"), (0, text, ""))
            # examples, which a docstring indents, each on a line of its own
            examples = re.findall("(?m)^ +csg .*", cli.parser(verb).description or "")
            self.assertTrue(examples or verb == "hook", verb)
            self.assertLessEqual(set(examples), set(text.splitlines()))
        self.assertEqual(self.csg("help"), (0, out, ""))

    def test_wrong_usage_is_one_line_and_two(self) -> None:
        for words in (
            ["statsu"],
            ["status", "--what"],
            ["help", "statsu"],
            ["--json", "status"],
            ["claim"],
            ["release"],
            ["release", "x", "--all"],
            ["log", "-n", "x"],
        ):
            code, out, err = self.csg(*words)
            self.assertEqual((code, out, err.count("\n")), (2, "", 1), words)
            self.assertTrue(err.startswith("csg: "), err)
        self.assertIn("did you mean status?", self.csg("statsu")[2])
        self.assertEqual(self.csg("help", "statsu"), self.csg("statsu"))
        self.assertIn("did you mean --json?", self.csg("status", "--jsno")[2])
        self.assertEqual(self.csg()[0], 2)

    def test_version(self) -> None:
        for words in (["version"], ["--version"], ["-V"]):
            self.assertRegex(self.csg(*words)[1], r"^csg \d+\.\d+\.\d+.*Python 3\.\d+")

    def test_a_relative_home_is_refused(self) -> None:
        code, _, err = self.csg("status", CLAUDE_SESSION_GUARD_HOME="here")
        self.assertEqual(code, 2)
        self.assertIn("must be an absolute path", err)

    def test_a_directory_that_is_gone(self) -> None:
        gone = self.box.make("gone")
        code = "import os, subprocess, sys; os.rmdir(os.getcwd()); sys.exit(subprocess.call([sys.argv[1], 'status']))"
        done = subprocess.run(
            [sys.executable, "-S", "-c", code, archive()],
            cwd=gone,
            env=self.box.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"current directory is gone", done.stderr)


class Which(VerbCase):
    def test_said_by_prefix(self) -> None:
        self.box.start(A)
        self.box.start(B)
        self.assertEqual(self.csg("claim", "x", "--session", "aaaa")[0], 0)
        self.assertIn("no live session's id begins", self.csg("claim", "x", "--session", "cccc")[2])
        self.box.start(A[:-1] + "9")
        code, _, err = self.csg("claim", "x", "--session", "aaaa")
        self.assertEqual(code, 1)
        self.assertIn(A, err)
        self.assertEqual(self.csg("claim", "x", "--session", A)[0], 0)

    def test_the_environment(self) -> None:
        self.box.start(A)
        self.box.start(B)
        self.assertIn("bbbbbbbb", self.csg("claim", "x", CLAUDE_CODE_SESSION_ID=B)[1])
        self.assertIn("new", self.csg("claim", "x", CLAUDE_CODE_SESSION_ID="new")[1])
        self.assertIn("new", self.box.sessions())

    def test_the_only_one_here(self) -> None:
        here, there = self.box.repository("here"), self.box.repository("there")
        self.box.start(A, here)
        self.box.start(B, there)
        self.assertIn("aaaaaaaa", self.csg("claim", "x", cwd=here)[1])
        self.box.start("third", here)
        code, _, err = self.csg("claim", "x", cwd=here)
        self.assertEqual(code, 1)
        self.assertIn("third (main)", err)
        code, _, err = self.csg("claim", "x", cwd=self.box.work)
        self.assertEqual(code, 1)
        self.assertIn("`%s` is in no repository: cd to" % self.box.work, err)
        empty = self.box.repository("empty")
        self.assertIn("no live session works in `%s`: cd to" % empty, self.csg("claim", "x", cwd=empty + "/.git")[2])


class Claim(VerbCase):
    def test_stated_shown_and_taken_back(self) -> None:
        self.box.start(A)
        self.assertEqual(
            self.csg("claim", "split  the\nparser", "--session", A)[:2], (0, "session aaaaaaaa: split the parser\n")
        )
        self.assertIn("split the parser", self.csg("status")[1])
        self.assertEqual(self.csg("claim", "", "--session", A)[0], 0)
        self.assertNotIn("parser", self.csg("status")[1])
        self.assertEqual(self.csg("claim", "x" * 501, "--session", A)[0], 2)


class Release(VerbCase):
    def test_files_and_all(self) -> None:
        one, two, three = (self.box.write(name) for name in ("one", "two", "three"))
        for path in (one, two, three):
            self.box.edit(A, path)
        self.assertEqual(self.csg("release", "one", "--session", A)[:2], (0, "released one\n"))
        self.assertEqual(self.csg("release", "one", "--session", A)[:2], (1, "not held: one\n"))
        self.assertEqual(self.box.edit(B, one).stdout, b"")
        self.assertTrue(self.box.edit(B, two).stdout)
        self.assertEqual(self.csg("release", "--all", "--session", A)[:2], (0, "released three\nreleased two\n"))
        self.assertEqual(self.csg("release", "--all", "--session", A)[0], 1)
        self.assertEqual(self.box.edit("c", three).stdout, b"")
        self.box.edit(A, three)
        self.assertTrue(self.box.edit("c", three).stdout)


class Gc(VerbCase):
    def test_says_what_it_dropped(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        self.box.start(A, CLAUDE_PID=str(child.pid))
        self.box.start(B)
        self.assertEqual(self.csg("gc")[:2], (1, "nothing to drop\n"))
        old = time.time() - 3600
        os.utime(os.path.join(self.box.home, "state", A, "session.json"), (old, old))
        self.assertEqual(self.csg("gc")[:2], (0, "dropped %s: process gone\n" % A))
        self.assertEqual(self.box.sessions(), [B])


class Status(VerbCase):
    def test_nobody(self) -> None:
        self.assertEqual(self.csg("status")[:2], (0, "no live sessions\n"))

    def test_the_table(self) -> None:
        repository = self.box.repository("shop", "main")
        self.box.edit(A, self.box.write("shop/src/a.py"), cwd=repository)
        self.box.edit(A, self.box.write("shop/src/b.py"), cwd=repository)
        self.box.start(B, self.box.repository("\u4e2d\u6587", "x"))
        out = self.csg("status", cwd=repository)[1]
        head, *lines = out.splitlines()
        said = ["SESSION", "REPOSITORY", "BRANCH", "AGE", "ACTIVE", "EDITS", "LAST", "FILE", "STATE", "CWD"]
        self.assertEqual(head.split(), said)
        self.assertEqual(sorted(line.split()[1] for line in lines), ["(aaaaaaaa)", "(bbbbbbbb)"])
        row = next(line for line in lines if "(aaaaaaaa)" in line).split()
        self.assertEqual(row[:4] + row[6:], ["main", "(aaaaaaaa)", "shop", "main", "2", "src/b.py", "editing", "."])
        self.assertNotIn("\x1b", out)

    def test_columns_are_aligned_and_fit(self) -> None:
        for number in range(4):
            name = "\u4e2d" * (number * 9) + "-repository-%d" % number
            repository = self.box.repository(name, "a-rather-long-branch/name-%d" % number)
            self.box.edit("session-%d" % number, self.box.write(name + "/" + "deep/" * 12 + "f.py"), cwd=repository)
        for width in (60, 80, 100, 140, 200):
            lines = self.csg("status", COLUMNS=str(width))[1].splitlines()
            for line in lines:
                cells = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                self.assertLessEqual(cells, width, line)
            at = lines[0].index("STATE")
            for line in lines[1:]:
                columns = "".join(c * (2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in line)
                self.assertEqual(columns[at : at + 7], "editing", line)

    def test_contested_files_come_first_by_name(self) -> None:
        repository, path = self.box.repository("shop"), self.box.write("shop/src/cart.py")
        self.box.start(A, repository)
        self.csg("claim", "--session", A, "round prices", cwd=repository)
        self.box.edit(A, path, cwd=repository)
        self.assertNotIn("\u2717", self.csg("status")[1])
        self.box.edit(B, path, cwd=repository)
        for cwd, shown in ((repository, "src/cart.py"), (self.box.work, "shop/src/cart.py")):
            first, second, *rest = self.csg("status", cwd=cwd)[1].splitlines()
            self.assertEqual(first, "\u2717 %s: main (bbbbbbbb), round prices (aaaaaaaa)" % shown)
            self.assertEqual(second, "")
            self.assertEqual(sum("\u2717 src/cart.py" in line for line in rest), 2)

    def test_only_this_repository(self) -> None:
        shop, api = self.box.repository("shop"), self.box.repository("api")
        path = self.box.write("shop/src/cart.py")
        self.box.edit(A, path, cwd=shop)
        self.box.edit(B, self.box.write("api/x.py"), cwd=api)
        self.box.start("third", api)

        def ids(*words: str, cwd: str) -> List[str]:
            shape = json.loads(self.csg("status", "--json", *words, cwd=cwd)[1])
            self.assertEqual(shape["scope"], "repository" if words else "all")
            return sorted(session["id"] for session in shape["sessions"])

        self.assertEqual(ids("--here", cwd=shop), [A])
        self.assertEqual(ids("--here", cwd=os.path.dirname(path)), [A])
        self.assertEqual(ids("--here", cwd=api), sorted([B, "third"]))
        self.assertEqual(ids(cwd=shop), sorted([A, B, "third"]))
        self.box.edit(B, path, cwd=api)  # it works elsewhere, and holds a file here
        self.assertEqual(ids("--here", cwd=shop), sorted([A, B]))
        empty = self.box.repository("empty")
        self.assertEqual(self.csg("status", "--here", cwd=empty)[:2], (0, "no live sessions here\n"))

    def test_what_became_of_warnings(self) -> None:
        one, other, third = [self.box.write(name) for name in ("one", "other", "third")]
        for path in (one, other):
            self.box.edit(A, path)
            self.assertTrue(self.box.edit(B, path).context)
        self.box.edit(B, other)

        def warned() -> Dict[str, Dict[str, int]]:
            shape = json.loads(self.csg("status", "--json")[1])
            return {session["id"]: session["warnings"] for session in shape["sessions"]}

        # after the warning over the one it went on to the other
        self.assertEqual(warned()[B], {"given": 2, "heeded": 1, "went_ahead": 1, "open": 0})
        self.assertEqual(warned()[A], {"given": 0, "heeded": 0, "went_ahead": 0, "open": 0})
        self.assertIn("    warned 2, went ahead 1", self.csg("status")[1].splitlines())
        self.box.edit(A, third)
        self.box.edit(B, third)
        self.assertEqual(warned()[B], {"given": 3, "heeded": 1, "went_ahead": 1, "open": 1})
        self.assertIn("warned 3, went ahead 1, open 1", self.csg("status")[1])

    def test_colour_only_on_a_terminal(self) -> None:
        self.box.edit(A, self.box.write("f"))

        def on_a_terminal(**environ: str) -> str:
            main, other = terminal()
            done = subprocess.run([archive(), "status"], stdout=other, env={**self.box.environ, **environ}, timeout=60)
            self.assertEqual(done.returncode, 0)
            text = os.read(main, 65536).decode()
            os.close(other)
            os.close(main)
            return text

        self.assertIn("\x1b[32mediting", on_a_terminal(TERM="xterm"))
        self.assertNotIn("\x1b", on_a_terminal(TERM="xterm", NO_COLOR="1"))

    def test_json(self) -> None:
        repository = self.box.repository("shop", "main")
        path = self.box.write("shop/f.py")
        self.box.start(A, repository)
        self.box.edit(A, path, cwd=repository)
        self.box.csg("claim", "x", "--session", A)
        shape = json.loads(self.csg("status", "--json")[1])
        self.assertEqual((shape["version"], shape["window"]), (1, 600.0))
        (session,) = shape["sessions"]
        expected = {"id": A, "repository": "shop", "root": repository, "branch": "main", "cwd": repository, "edits": 1}
        expected.update(
            {"process": "running", "state": "editing", "intent": "x", "attached": False, "pid": os.getpid()}
        )
        self.assertEqual({name: session[name] for name in expected}, expected)
        (file,) = session["files"]
        self.assertEqual((file["path"], file["edits"], file["held"]), (path, 1, True))

    def test_an_ascii_terminal(self) -> None:
        self.box.edit(A, self.box.write("\u00fc\u4e2d.py"))
        code, out, err = self.csg("status", LANG="C", LC_ALL="POSIX", PYTHONUTF8="0")
        self.assertEqual((code, err), (0, ""), out)


class Demo(VerbCase):
    def test_it_shows_a_warning_and_touches_nothing(self) -> None:
        before: List[str] = sorted(os.listdir(self.box.user))
        code, out, err = self.csg("demo")
        self.assertEqual((code, err), (0, ""))
        for part in ("CONCURRENCY WARNING: 1 other session", "was held", "teach the cart about prices", "on record: 0"):
            self.assertIn(part, out)
        self.assertEqual(sorted(os.listdir(self.box.user)), before)
