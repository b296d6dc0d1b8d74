"""A home and a directory of their own, Sessions that hold files, and who asks about them."""

import os
import shutil
import tempfile
import time
import unittest
from typing import Optional

from csg.state import claims, sessions
from csg.talk import asking


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.top = os.fsencode(os.path.realpath(tempfile.mkdtemp(prefix="csg-test-")))
        self.addCleanup(shutil.rmtree, self.top, True)
        self.home = self.top + b"/home"
        self.work = self.top + b"/work"
        os.mkdir(self.work)
        self.now = time.time()

    def session(self, name: str, cwd: bytes = b"", pid: int = 0) -> sessions.Session:
        environ = {b"CLAUDE_PID": b"%d" % (pid or os.getpid())}
        session = sessions.observe(name, cwd or self.work, environ, self.now)
        sessions.start(self.home, session)
        return session

    def asker(self, me: Optional[sessions.Session] = None, **environ: str) -> asking.Asker:
        variables = {k.encode(): v.encode() for k, v in environ.items()}
        return asking.typed(self.home, variables, self.work, self.now, me)

    def hold(self, session: sessions.Session, name: bytes, age: float = 0.0) -> bytes:
        path = self.work + b"/" + name
        target = claims.Target(path)
        claims.publish(self.home, session.name, target, self.now - age, os.urandom(4).hex(), "", 0, "Edit")
        return path
