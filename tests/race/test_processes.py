"""First edits of one file by hooks that are released at the same moment, each a process of its own.

CSG_RACES=N in the environment: so many races."""

import fcntl
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import termios
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base import errors, loader
from csg.hooks import hook
from tests.support import Sandbox, archive, edit_event, event

RACES = int(os.environ.get("CSG_RACES", "18"))
_TIME = 60.0  # seconds
_PATIENCE = 4.0  # seconds; a little less than a hook's for its stdin
_HOME = 20  # races in one home

Events = List[Dict[str, Any]]


class Waiting:
    """A hook that has started, and has read all of its event but the last character."""

    def __init__(self, fields: Dict[str, Any], environ: Dict[str, str]) -> None:
        self._data = json.dumps(fields).encode()
        words = [sys.executable, *loader.OPTIONS, loader.LOADER, archive(), "hook"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, env=environ, bufsize=0)
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        self._stdin.write(self._data[:-1])

    def until_ready(self) -> None:
        """Wait until it has taken what there is on its stdin."""
        deadline = time.monotonic() + _TIME
        while struct.unpack("i", fcntl.ioctl(self._stdin, termios.FIONREAD, b"\0\0\0\0"))[0]:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("the hook does not read its event")
            time.sleep(0.0005)

    def release(self) -> None:
        """Let it have the last character."""
        self._stdin.write(self._data[-1:])

    def answer(self) -> str:
        """What it says; AssertionError if it does not end as it should."""
        out, err = self._process.communicate(timeout=_TIME)
        if self._process.returncode or err:
            raise AssertionError("exit code %d: %r" % (self._process.returncode, err))
        return out.decode()


class Processes(unittest.TestCase):
    """In turn: a race of each kind, in a home that has seen others before."""

    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        self.file = ""
        self.number = 0
        environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}
        patch = mock.patch.dict("posix.environ", environ, clear=True)
        patch.start()
        self.addCleanup(patch.stop)
        self.environ = environ

    def name(self, letter: str) -> str:
        return "%s-%d" % (letter * 8, self.number)

    def edit(self, letter: str, tool: str = "Edit") -> Dict[str, Any]:
        return edit_event(self.name(letter), self.file, tool, self.top)

    def start(self, letter: str) -> Dict[str, Any]:
        return event("SessionStart", self.name(letter), self.top, source="startup")

    def end(self, letter: str) -> Dict[str, Any]:
        return event("SessionEnd", self.name(letter), self.top, reason="other")

    def here(self, *events: Dict[str, Any]) -> None:
        """Handle events in this process, one after the other."""
        for fields in events:
            try:
                answer = hook.handle(fields, "", self.environ, os.fsencode(self.box.home), time.time())
                if answer is not None:
                    answer.printed()
            except errors.NotForUs:
                pass

    def race(self) -> "tuple[Events, int]":
        """The events of one race, made ready, and how many of them, the first, are editors'."""
        kind = self.number % 6
        if kind in (0, 2):  # that nobody knows
            return [self.edit(letter) for letter in "abc"[: 2 if kind == 0 else 3]], 2 if kind == 0 else 3
        self.here(self.start("a"))
        if kind == 1:
            self.here(self.start("b"))
            return [self.edit("a"), self.edit("b")], 2
        if kind == 3:  # one of them starts meanwhile
            return [self.edit("a"), self.edit("b"), self.start("b")], 2
        if kind == 4:  # others come and go meanwhile
            self.here(self.start("d"))
            return [self.edit("a"), self.edit("b"), self.start("c"), self.end("d")], 2
        self.box.write(self.file)
        return [self.edit("a", "Write"), self.edit("b", "Write")], 2

    def test_somebody_is_told(self) -> None:
        chance, raced = random.Random(29), 0
        for number in range(RACES):
            if number % _HOME == 0:
                shutil.rmtree(self.box.home, ignore_errors=True)
            self.number, self.file = number, os.path.join(self.top, "f%d" % number)
            events, editors = self.race()
            began = time.monotonic()
            hooks = [Waiting(fields, self.box.environ) for fields in events]
            for one in hooks:
                one.until_ready()
            for one in chance.sample(hooks, len(hooks)):
                one.release()
                time.sleep(chance.choice((0, 0, 0, 0.0001, 0.0005)))
            answers = [one.answer() for one in hooks]
            if time.monotonic() - began > _PATIENCE:
                continue  # the machine was busy for so long that hooks may have given up waiting for their events
            raced += 1
            told = [answer for answer in answers[:editors] if "CONCURRENCY" in answer]
            self.assertGreaterEqual(len(told), editors - 1, (number, answers))
            self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])
        self.assertGreater(raced, RACES * 0.8)
