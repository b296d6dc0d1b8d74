"""Damage in the home: whatever stands in one Session's files, the others are told of each other, and every verb
comes to an end.

$CSG_FUZZ_ROUNDS says how many homes are damaged; each has its own seed, so that one can be looked at again.
"""

import contextlib
import io
import json
import os
import random
import shutil
import socket
import time
import unittest
from typing import Any, Callable, Dict, List, Tuple
from unittest import mock

from csg.base import errors, files
from csg.base.here import Here
from csg.hooks import hook
from csg.mcp import calls, tools
from csg.setup import diagnosis
from csg.setup.checks import home as checks
from csg.setup.checks.patient import Patient
from csg.slack import box as boxes
from csg.state import events, notices, outbox
from csg.state.names import keep_prompt, set_intent
from csg.verbs import cli
from tests.support import Sandbox, bounded, edit_event, event

ROUNDS = int(os.environ.get("CSG_FUZZ_ROUNDS", "10"))
ME, MATE, BAD = "11111111-me", "22222222-mate", "33333333-bad"
_STALLED = 20  # seconds; nothing takes one

#: What stands in a record as JSON where something else is expected.
VALUES = ["null", "true", "{}", "[]", "0", "-1", "1e999", "-1e999", "1e308", "NaN", "Infinity", "-Infinity"]
VALUES += ["4294967296", "2147483648", "99999999999999999999"]
VALUES += ["1" * 400, "-" + "9" * 5000, "1." + "3" * 400, "[" * 900 + "]" * 900, '{"a":' * 400 + "1" + "}" * 400]
VALUES += [
    '""',
    '"\\ud800"',
    '"/\\udfff/a"',
    '"/a\\u0000b"',
    '"\\udc80"',
    '"\\u001b[31m`<b>\\n"',
    '"%s"' % ("/d" * 5000),
]
VALUES += ['"relative/path"', '"\u202e\u00e9"', '["\\ud800", 1, {}]', '[["a", "b"], "", null]', '"/proc/self/mem"']
#: What stands in a file as a whole.
CONTENTS = [b"", b"\n\n", b"\xff\xfe\x00", b"[" * 100000, b'{"a":' * 30000, b"9" * 5000, b"NaN", b'"text"', b"[1, 2]"]
CONTENTS += [b"null", b'{"t": ' + b"1" * 400 + b"}", b"{}" * 40000, b"\x00" * 5000, b'{"t": Infinity}', b"x=\n" * 3000]


class Damage:
    """One way after the other to spoil a file."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.ways: List[Callable[[str], None]] = [
            *(self.field,) * 8,
            *(self.contents,) * 3,
            *(self.bits,) * 3,
            *(self.time,) * 2,
            *(self.instead,) * 2,
            self.cut,
            self.noise,
        ]

    def spoil(self, path: str) -> str:
        """Do it; what was done."""
        if not os.path.lexists(path):
            return "gone already: " + path
        way = self.rng.choice((self.time, self.instead)) if os.path.isdir(path) else self.rng.choice(self.ways)
        way(path)
        return "%s %s" % (way.__name__, path)

    def field(self, path: str) -> None:
        """A valid record, or line of records, in which some fields are something else."""
        with open(path, "rb") as file:
            lines = file.read().decode("ascii", "replace").splitlines()
        made = []
        for line in lines or ["{}"]:
            try:
                record: Dict[str, Any] = json.loads(line)
                names = sorted(record)
            except (ValueError, TypeError):
                record, names = {}, []
            texts = {name: json.dumps(record[name]) for name in names}
            for name in self.rng.sample(names, min(len(names), self.rng.choice((1, 1, 2, 5)))):
                texts[name] = self.rng.choice(VALUES)
            made.append("{%s}" % ", ".join("%s: %s" % (json.dumps(name), text) for name, text in texts.items()))
        self._write(path, ("\n".join(made) + "\n").encode("utf-8", "surrogatepass"))

    def contents(self, path: str) -> None:
        self._write(path, self.rng.choice(CONTENTS))

    def noise(self, path: str) -> None:
        self._write(path, bytes(self.rng.randrange(256) for _ in range(self.rng.randrange(2000))))

    def bits(self, path: str) -> None:
        with open(path, "rb") as file:
            data = bytearray(file.read() or b"{}")
        for _ in range(self.rng.choice((1, 2, 10))):
            at = self.rng.randrange(len(data))
            data[at] = self.rng.choice((data[at] ^ 1 << self.rng.randrange(8), self.rng.choice(b'{}[]",:\\0e-')))
        self._write(path, bytes(data))

    def cut(self, path: str) -> None:
        with open(path, "rb") as file:
            data = file.read()
        self._write(path, data[: self.rng.randrange(len(data) + 1)])

    def time(self, path: str) -> None:
        moment = self.rng.choice((0, 1, 4e9, time.time() + 3600, time.time() - 1e6, 1e11))
        os.utime(path, (moment, moment))

    def instead(self, path: str) -> None:
        """No file at all, or one of another kind."""
        if os.path.isdir(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
        kind = self.rng.randrange(7)
        if kind == 0:
            os.mkfifo(path)
        elif kind == 1:
            os.makedirs(path + "/in/it")
        elif kind == 2:
            os.symlink(self.rng.choice(("/dev/zero", "nowhere", path, "/dev/tty", "/proc/self/fd")), path)
        elif kind == 3:
            here = os.getcwd()
            os.chdir(os.path.dirname(path))  # a socket's path is short
            with contextlib.closing(socket.socket(socket.AF_UNIX)) as one:
                one.bind(os.path.basename(path)[:90])
            os.chdir(here)
        elif kind == 4:
            os.mkfifo(path)
            os.chmod(path, 0)
        elif kind == 5:
            self._write(path, b"{}")
            os.chmod(path, 0)

    def _write(self, path: str, data: bytes) -> None:
        with open(path, "wb") as file:
            file.write(data)


class HomeCase(unittest.TestCase):
    """A home in which everything is to be found that csg keeps, and a look at it through every hook and verb."""

    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.shop = self.box.repository()
        self.file = self.box.write("shop/a.py")
        self.home = os.fsencode(self.box.home)
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}
        self.environ[b"CLAUDE_SESSION_GUARD_HOME"] = self.home
        for patch in (mock.patch.dict("posix.environ", self.environ, clear=True), mock.patch("time.sleep")):
            patch.start()
            self.addCleanup(patch.stop)
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.shop)
        self.build()
        self.pristine = os.path.join(self.box.path, "pristine")
        shutil.copytree(self.box.home, self.pristine)

    def hook(self, fields: Dict[str, Any]) -> str:
        try:
            answer = hook.handle(fields, "", self.environ, self.home, time.time())
        except errors.NotForUs:
            answer = None
        said = answer.encode() if answer else ""
        if answer:
            answer.printed()
        return said

    def edit(self, session: str) -> str:
        return self.hook(edit_event(session, self.file, "Edit", self.shop))

    def start(self, session: str) -> str:
        return self.hook(event("SessionStart", session, self.shop, source="startup"))

    def build(self) -> None:
        """A home in which everything is to be found that csg keeps."""
        for name in (BAD, MATE, ME, "44444444-gone"):
            self.start(name)
        for name in (BAD, MATE):
            self.edit(name)
            set_intent(self.home, name.encode(), "the work of %s" % name, time.time())
            keep_prompt(self.home, name.encode(), "prompt of %s" % name, time.time())
        self.edit("44444444-gone")
        self.hook(event("SessionEnd", "44444444-gone", self.shop, reason="other"))
        said: List[Dict[str, Any]] = [{"kind": "message", "from": MATE, "text": "a word", "agent": ""}]
        said += [dict(said[0], kind="git", command="git stash", decision="held", paths=["b.py"])]
        met: Dict[str, Any] = {"kind": "conflict", "path": self.shop + "/b.py", "root": self.shop, "decision": "warned"}
        met["news"] = [MATE, "", "x"]
        said += [dict(said[0], **met), dict(said[0], **dict(met, kind="overlap"))]
        for name in (BAD, ME):
            for notice in said:
                notices.leave(self.home, name.encode(), time.time(), notice)
        for where in ("state/" + BAD, "ended/44444444-gone"):
            self.box.write(os.path.join(self.box.home, where, "thread.json"), json.dumps({"ts": "1.2", "edits": 3}))
        box = outbox.box(self.home, "C1", "")
        for kind in ("start", "edit", "conflict"):
            outbox.spool(self.home, box, time.time(), kind, BAD, {"path": self.file, "others": [MATE]})
        boxes.bury(box, outbox.names(box)[0])
        events.record_once(self.home, time.time(), "config", b"x", what="something")
        self.box.write(os.path.join(self.box.home, "install.json"), json.dumps({"version": 1, "settings": {"/x": {}}}))
        self.box.write(os.path.join(os.fsdecode(box), "error"), json.dumps({"t": 1.0, "what": "x"}))
        self.box.write(os.path.join(os.fsdecode(box), "stopped"), json.dumps({"t": 1.0, "why": "x", "stamp": ""}))
        self.box.write(os.path.join(self.box.home, "swept"), "")

    def targets(self) -> List[str]:
        """What may be spoilt: nothing of the two whose meeting is looked at."""
        found = [os.path.join(self.box.home, "state", BAD, name) for name in ("claims", "notices")]
        for folder, _, names in os.walk(self.box.home):
            inside = os.path.relpath(folder, self.box.home).split(os.sep)
            spared = MATE in inside or (ME in inside and "notices" not in inside)
            found += [] if spared else [os.path.join(folder, name) for name in names]
        return sorted(found)

    def verb(self, *words: str, encoding: str = "utf-8") -> Tuple[int, str]:
        """Run one as a person would; its exit code and what it printed."""
        out, err = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2)]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(list(words))
        raw: Any = out.buffer
        said = raw.getvalue().decode(encoding)
        self.assertIn(code, (0, 1), words)
        self.assertNotIn("\033", said)
        return code, said

    def look(self, encoding: str) -> None:
        """The healthy two are told of each other, and nothing ends in a traceback."""
        for fields in (
            edit_event(ME, self.file, "Edit", self.shop),
            event("PreToolUse", ME, self.shop, tool_name="Bash", tool_input={"command": "git checkout -- ."}),
        ):
            said = self.hook(fields)
            self.assertIn("CONCURRENCY", said)
            self.assertIn(MATE, said)
        self.assertIn(MATE, self.start("55555555-new"))
        self.hook(event("UserPromptSubmit", BAD, self.shop, prompt="x"))
        self.edit(BAD)
        code, said = self.verb("check", self.file, encoding=encoding)
        self.assertEqual(code, 1)
        self.assertIn(MATE, said)
        _, said = self.verb("status", "--json", encoding=encoding)
        self.assertIn(MATE, [session["id"] for session in json.loads(said, parse_constant=self.fail)["sessions"]])
        self.assertIn(MATE, self.verb("status", encoding=encoding)[1])
        self.assertIn("left for", self.verb("tell", "all", "hello", encoding=encoding)[1])
        self.verb("log", "-n", "1000", encoding=encoding)
        self.verb("slack", "status", encoding=encoding)
        with mock.patch("csg.clients.claude.managed", return_value=[]):
            patient = Patient(Here(self.environ))
        for _, check in diagnosis.CHECKS:
            if check.__module__ == checks.__name__:
                for finding in check(patient):
                    diagnosis.line(finding, False).encode("utf-8")
        result = calls.call(tools.TOOLS["list_sessions"], {"scope": "all"}, tools.STRUCTURED, {})
        assert isinstance(result, dict)
        self.assertIn(MATE, [session["id"] for session in result["structuredContent"]["sessions"]])
        self.verb("gc", encoding=encoding)
        self.assertIn("hello", self.hook(event("UserPromptSubmit", MATE, self.shop, prompt="x")))
        with contextlib.suppress(OSError), open(files.opened(events.log_file(self.home)), errors="replace") as log:
            for line in log:
                if '"error"' in line and BAD not in line:  # its own files may be in its way
                    self.assertNotIn(json.loads(line)["session"], (ME, MATE, "55555555-new"), line)


class Fuzz(HomeCase):
    def test_damage(self) -> None:
        self.look("utf-8")  # it does see what is there
        for seed in range(ROUNDS):
            shutil.rmtree(self.box.home)
            shutil.copytree(self.pristine, self.box.home)
            damage = Damage(seed)
            targets = self.targets()
            chosen = set(damage.rng.sample(targets, damage.rng.randrange(1, 5)))
            chosen |= set(damage.rng.sample([path for path in targets if BAD in path], 2))
            done = [damage.spoil(path) for path in sorted(chosen)]
            with self.subTest(seed=seed, done=done), bounded(_STALLED):
                self.look(damage.rng.choice(("utf-8", "ascii", "latin-1")))


class Foreign(HomeCase):
    """What another user left in state/, as after a `sudo claude`."""

    def setUp(self) -> None:
        super().setUp()
        self.look("utf-8")  # this loads what cannot be loaded by somebody who may read nothing
        shutil.rmtree(self.box.home)
        shutil.copytree(self.pristine, self.box.home)
        self.foreign = os.path.join(self.box.home, "state", BAD)
        os.utime(self.foreign, (0, time.time() - 86400))
        if os.geteuid() == 0:
            for folder, _, names in os.walk(self.box.path):
                for path in (folder, *(os.path.join(folder, name) for name in names)):
                    if not path.startswith(self.foreign):
                        os.chown(path, 65534, 65534)
            os.setresuid(65534, 65534, 0)
            self.addCleanup(os.setresuid, 0, 0, 0)
        else:
            os.chmod(self.foreign, 0)
            self.addCleanup(os.chmod, self.foreign, 0o700)

    @unittest.skipUnless(hasattr(os, "setresuid") or os.geteuid(), "skipped: this system's root cannot come back")
    def test_it_silences_nobody(self) -> None:
        for name in (ME, MATE):
            os.utime(os.path.join(self.box.home, "state", name, "session.json"))
        self.look("utf-8")
        said = self.verb("gc")[1]
        self.assertIn("not dropped: state/%s cannot be removed" % BAD, said)
        said = self.verb("log", "-n", "1000")[1]
        self.assertIn("state/%s" % BAD, said)
        self.assertEqual(said.count("passed over"), 1, said)
        with mock.patch("csg.clients.claude.managed", return_value=[]):
            found = list(checks.stale(Patient(Here(self.environ))))
        self.assertEqual([(f.good, BAD in f.text, "chown" in f.mend) for f in found], [(False, True, True)])
