"""The situations a hook is measured in: homes with few and many live Sessions."""

import itertools
import json
import os
import time
from typing import Callable, List, Optional, Sequence

from csg.base import files
from csg.state import claims, roster, sessions
from tests.bench.timing import Candidate
from tests.support import Sandbox, edit_event, event


class Stage:
    """A made-up user, and candidates that run one hook each."""

    def __init__(self, python: str, wired: List[str]) -> None:
        self.box = Sandbox()
        self.wired = wired
        self.environ = dict(self.box.environ, CSG_PYTHON=python, PATH="/usr/local/bin:/usr/bin:/bin")
        self.repository = self.box.repository()
        self.path = self.box.write("shop/src/a.py")
        self.numbers = itertools.count()
        self.home = self.crowd(3)

    def remove(self) -> None:
        """Take it all away."""
        self.box.remove()

    def crowd(self, size: int) -> str:
        """A home with `size` live Sessions of 50 Claims each; `me` is one of them and holds the file alone."""
        home = self.box.make("home-%d" % size)
        where = os.fsencode(home)
        files = [self.box.write("shop/src/m%d.py" % n) for n in range(50)]
        targets = [claims.Target(os.fsencode(path)) for path in files]
        for number in range(size):
            name = "me" if not number else "s%06d" % number
            environ = {b"CLAUDE_PID": b"%d" % os.getpid()}
            session = sessions.observe(name, os.fsencode(self.repository), environ, time.time())
            sessions.start(where, session)
            for target in targets if number else [claims.Target(os.fsencode(self.path))]:
                claims.publish(where, session.name, target, time.time(), "call", "", os.getpid(), "Edit")
        return home

    def candidate(
        self,
        name: str,
        stdin: Callable[[], bytes],
        home: str = "",
        command: Optional[List[str]] = None,
        before: Optional[Callable[[], None]] = None,
        **environ: str,
    ) -> Candidate:
        """One hook in one situation."""
        merged = {**self.environ, "CLAUDE_SESSION_GUARD_HOME": home or self.home, **environ}
        return Candidate(name, command or self.wired, merged, stdin, before)

    def edit(self, name: str, path: str = "", session: str = "me", home: str = "", **more: object) -> Candidate:
        """A PreToolUse of Edit."""

        def stdin() -> bytes:
            return json.dumps(edit_event(session, path or self.path, "Edit", self.repository)).encode()

        return self.candidate(name, stdin, home, **more)  # type: ignore[arg-type]

    def everyday(self) -> List[Candidate]:
        """What happens all day, among three Sessions."""
        contested = self.box.write("shop/src/m0.py")

        def newcomer() -> bytes:
            return json.dumps(edit_event("new%d" % next(self.numbers), contested, "Edit", self.repository)).encode()

        def first() -> bytes:
            path = os.path.join(self.repository, "src", "first%d.py" % next(self.numbers))
            return json.dumps(edit_event("me", path, "Edit", self.repository)).encode()

        def conflict() -> bytes:
            return json.dumps(edit_event("me", contested, "Edit", self.repository)).encode()

        def named(kind: str, session: str, **fields: str) -> Callable[[], bytes]:
            return lambda: json.dumps(event(kind, session, self.repository, **fields)).encode()

        def begin() -> None:
            environ = {b"CLAUDE_PID": b"%d" % os.getpid()}
            session = sessions.observe("passing", os.fsencode(self.repository), environ, time.time())
            sessions.start(os.fsencode(self.home), session)

        def fresh() -> bytes:
            session = "new%d" % next(self.numbers)
            return json.dumps(event("SessionStart", session, self.repository, source="startup")).encode()

        def gone() -> None:
            for name in os.listdir(os.path.join(self.home, "state")):
                if name.startswith("new"):
                    sessions.end(os.fsencode(self.home), name, {})
            sessions.end(os.fsencode(self.home), "passing", {})

        return [
            self.edit("edit, nobody there, 3 sessions"),
            self.candidate("the first edit of a file", first),
            self.candidate("edit with a conflict", conflict, before=lambda: self._contest(contested)),
            self.candidate("a session's first hook, with a conflict", newcomer, before=gone),
            self.candidate("SessionStart", fresh, before=gone),
            self.candidate("SessionStart, resumed", named("SessionStart", "passing", source="resume"), before=gone),
            self.candidate("SessionEnd", named("SessionEnd", "passing", reason="other"), before=begin),
            self.candidate("UserPromptSubmit", named("UserPromptSubmit", "me", prompt="x")),
        ]

    def crowds(self, sizes: Sequence[int]) -> List[Candidate]:
        """The same edit among many live Sessions."""
        return [self.edit("edit, nobody there, %d sessions" % size, home=self.crowd(size)) for size in sizes]

    def mirrored(self) -> List[Candidate]:
        """The same edit with Slack set up, and nobody answering there."""
        home = self.crowd(4)
        environ = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_CHANNEL_ID": "C1", "SLACK_API_URL": "http://127.0.0.1:9/"}
        return [self.edit("edit, nobody there, Slack set up", home=home, **environ)]

    def _contest(self, path: str) -> None:
        """One other Session's Claim on the file, and news: what earlier rounds left there is taken away."""
        where, target = os.fsencode(self.home), claims.Target(os.fsencode(path))
        for name in roster.names(where):
            files.remove(claims.file(where, name, target.key))
        files.remove_tree(roster.directory(where, b"s000001") + b"/notices")
        claims.publish(where, b"s000001", target, time.time(), os.urandom(4).hex(), "", os.getpid(), "Edit")
