"""What the fuzz of every client has in common: thousands of events in one process, a home for some hundreds of them."""

import os
import random
import shutil
import time
import unittest
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar
from unittest import mock

from csg.base import errors, wire
from csg.clients.dialects.dialect import Dialect
from csg.hooks import hook
from tests.fault.fuzzed import Events
from tests.support import Sandbox

#: How many, as $CSG_FUZZ says; for clients other than Claude Code 10,000 at most.
EVENTS = int(os.environ.get("CSG_FUZZ", "1500"))
FEWER = min(EVENTS, 10_000)
_ROUND = 500  # events in one home
_LONGEST = 10.0  # seconds, as long as the clients wait

What = TypeVar("What")


class FuzzCase(unittest.TestCase):
    """A repository to be at work in; `box`, `top`, `environ`."""

    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        for name in ("a.py", "b.py", "sub/c.py", "sub/a.py"):
            self.box.write(os.path.join(self.top, name))
        os.symlink("sub", os.path.join(self.top, "link"))
        os.symlink("loop", os.path.join(self.top, "loop"))
        self.box.write(os.path.join(self.top, "sub/.csg"), "CSG_RULES=c.py=deny\n")
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}

    def count(
        self,
        seed: int,
        many: int,
        kind: Callable[[random.Random, str], Events],
        one: Callable[[bytes, Dict[bytes, bytes]], What],
    ) -> Dict[What, int]:
        """Have so many events handled by `one` (given stdin and the environment); how often what came of it."""
        chance = random.Random(seed)
        said: Dict[What, int] = {}
        for start in range(0, many, _ROUND):
            shutil.rmtree(self.box.home, ignore_errors=True)
            events = kind(random.Random(chance.random()), self.top)
            for _ in range(min(_ROUND, many - start)):
                data, environ = events.text(), {**self.environ, **events.environ()}
                with self.subTest(data=data[:3000], environ=environ):
                    what = one(data, environ)
                    said[what] = said.get(what, 0) + 1
            for line in self.box.log():
                self.assertNotEqual(line["event"], "error", line)
        return said

    def answered(
        self, data: bytes, environ: Dict[bytes, bytes], dialect: Optional[Dialect] = None, stated: str = ""
    ) -> "Tuple[str, Dict[str, Any], str]":
        """Have one event handled: "not JSON" or "not ours", else ""; the event in Claude Code's terms; what is printed.

        It may take no longer than a client waits."""
        try:
            event = wire.decode_bytes(data)
        except ValueError:
            return "not JSON", {}, ""
        began = time.monotonic()
        with mock.patch.dict("posix.environ", environ, clear=True):
            try:
                known: Any = environ
                if dialect is not None:
                    event, known = dialect.hear(event, stated, environ)
                answer = hook.handle(event, "", known, os.fsencode(self.box.home), time.time(), dialect)
                text = ""
                if answer is not None:
                    text = answer.encode() if dialect is None else dialect.say(answer)
                    answer.printed()
            except errors.NotForUs:
                return "not ours", {}, ""
        self.assertLess(time.monotonic() - began, _LONGEST)
        self.assertTrue(text.isascii() and len(text) < 100_000)
        return "", event, text
