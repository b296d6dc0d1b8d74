"""However the hook is started, it says the same."""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Dict, List

from csg.base import loader
from csg.state import claims, sessions
from tests.support import TOP, SandboxCase, archive, build, edit_event, event, sample

#: The loader of the files that had no directory of their bytecode; settings may still say it.
EARLIEST = 'import posix,sys;a=sys.argv[1];d=posix.open(a,0);exec(posix.pread(d,4096,0).split(b"\\n#:\\n",2)[1])'
#: And the one that looked into that directory itself.
EARLIER = (
    'import marshal,posix,sys;"hook"in sys.argv and setattr(sys,"excepthook",lambda*e:posix._exit(0));'
    "from _frozen_importlib_external import MAGIC_NUMBER as m;"
    "a=sys.argv[1];d=posix.open(a,0);h=posix.pread(d,4608,0);"
    'p=h[4096:4100]==b"csg1"and marshal.loads(h[4100:]).get(m);b=p and marshal.loads(posix.pread(d,*p));'
    'exec(b[0]if b else h.split(b"\\n#:\\n",2)[-2])'
)
#: And the one before this.
LATE = (
    "import marshal,posix,sys,_frozen_importlib_external as i;"
    "sys.excepthook=lambda*e:posix._exit(0);d=posix.open(sys.argv[1],0);"
    'exec(marshal.loads(posix.pread(d,8192,0).partition(b"csg2"+i.MAGIC_NUMBER)[2]'
    'or b"s@\\0\\0\\0a=sys.argv[1];exec(posix.pread(d,8192,0).split(b\\"\\\\n#:\\\\n\\",2)[-2])"))'
)


class WaysIn(SandboxCase):
    def play(self, command: List[str]) -> List[bytes]:
        """The answers to a few events, in a home that is the same each time."""
        shutil.rmtree(self.box.home, ignore_errors=True)
        repository = self.box.repository()
        path = self.box.write("shop/src/\u00fc.py")
        home, moment = os.fsencode(self.box.home), time.time() - 90
        sibling = sessions.observe("sibling", os.fsencode(repository), {b"CLAUDE_PID": b"1"}, moment)
        sessions.start(home, sibling)
        target = claims.Target(os.fsencode(path))
        claims.publish(home, b"sibling", target, moment, "call", "", 1, "Edit")
        answers = []
        for fields in (
            event("SessionStart", "me", repository, source="startup"),
            edit_event("me", path, "Write", repository, call="1"),
            edit_event("me", path, "Write", repository, call="2"),
            edit_event("me", path, "Edit", repository, call="3", agent="sub"),
            event("PreToolUse", "me", repository, tool_name="Bash", tool_input={"command": "git stash"}),
            event("Stop", "me", repository),
            event("SessionEnd", "me", repository, reason="other"),
        ):
            done = subprocess.run(
                command,
                input=json.dumps(fields).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.box.environ,
                timeout=60,
            )
            self.assertEqual((done.returncode, done.stderr), (0, b""), command)
            answers.append(done.stdout)
        return answers

    def test_every_way_gives_the_same_bytes(self) -> None:
        sources = os.path.join(self.box.path, "sources.pyz")
        build(sources, "--python", "")
        printed = self.box.csg("hook-command", "--json", environ={"CSG_PYTHON": sys.executable})
        wired = json.loads(printed.stdout)
        start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from csg.entry import main; main()"
        ways: Dict[str, List[str]] = {
            "the file": [archive(), "hook"],
            "python3 file": [sys.executable, archive(), "hook"],
            "sh file": ["/bin/sh", archive(), "hook"],
            "the loader": [sys.executable, *loader.OPTIONS, loader.LOADER, archive(), "hook"],
            "hook-command, shell form": ["/bin/sh", "-c", wired["shell"]],
            "hook-command, exec form": [wired["exec"]["command"], *wired["exec"]["args"]],
            "a command wired at first": [sys.executable, "-ISc", EARLIEST, archive(), "hook"],
            "a command wired at first, on sources only": [sys.executable, "-ISc", EARLIEST, sources, "hook"],
            "a command wired before": [sys.executable, "-ISc", EARLIER, archive(), "hook"],
            "a command wired before, on sources only": [sys.executable, "-ISc", EARLIER, sources, "hook"],
            "a command wired lately": [sys.executable, "-ISc", LATE, archive(), "hook"],
            "a command wired lately, on sources only": [sys.executable, "-ISc", LATE, sources, "hook"],
            "the loader on sources only": [sys.executable, *loader.OPTIONS, loader.LOADER, sources, "hook"],
            "sources only": [sources, "hook"],
            "python3 on sources only": [sys.executable, sources, "hook"],
            "a checkout": [sys.executable, "-ISc", start, TOP, "hook"],
        }
        expected = self.play(ways.pop("the file"))
        self.assertIn(b"at work in", expected[0])
        self.assertIn(b"was held", expected[1])
        self.assertEqual(expected[2], b"")
        self.assertIn(b"CONCURRENCY", expected[3])
        self.assertIn(b"git stash", expected[4])
        for name, command in sample(list(ways.items()), 3):
            self.assertEqual(self.play(command), expected, name)

    def test_a_command_of_today_with_a_file_of_before(self) -> None:
        """Such a file has the Python part of its header, and anything at all where the directory would be."""
        part = b"print(sys.argv[2:], posix.pread(d, 2, 0), a == sys.argv[1])\nposix.close(d)\n"
        for rest in (b"", b"x" * 9000, b"\0" * 2048 + b"{" * 9000, b"csg" * 3000):
            path = os.path.join(self.box.path, "before")
            with open(path, "wb") as file:
                file.write(b"#!/bin/sh\n#:\n" + part + b"#:\n" + rest)
            command = [sys.executable, *loader.OPTIONS, loader.LOADER, path, "hook"]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
            self.assertEqual((done.stdout, done.stderr), (b"['hook'] b'#!' True\n", b""), rest[:9])

    def test_a_command_of_today_with_a_file_that_has_only_the_directory(self) -> None:
        """Such a file has other bytes where each interpreter's beginning is now."""
        path = os.path.join(self.box.path, "before")
        with open(archive(), "rb") as file:
            data = bytearray(file.read())
        start = loader.DIRECTORY + loader.DIRECTORY_SIZE
        data[start : start + loader.BEGIN_SIZE] = (b"PK\3\4" + bytes(range(256)) * 20)[: loader.BEGIN_SIZE]
        with open(path, "wb") as file:
            file.write(data)
        today = [sys.executable, *loader.OPTIONS, loader.LOADER]
        self.assertEqual(self.play([*today, path, "hook"]), self.play([*today, archive(), "hook"]))

    def test_a_file_that_is_gone_or_closed_to_us(self) -> None:
        command = [sys.executable, *loader.OPTIONS, loader.LOADER, os.path.join(self.box.path, "gone")]
        done = subprocess.run([*command, "hook"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        command[3] = loader.LOADER_ALOUD
        done = subprocess.run([*command, "status"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
