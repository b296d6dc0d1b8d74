"""The situations a hook is measured in."""

import functools
import itertools
import json
import os
import shutil
from typing import Callable, Dict, List, Optional

from csg.base import files
from csg.state import claims, roster, sessions
from tests.bench import clients, crowd
from tests.bench.timing import Candidate
from tests.support import Sandbox, edit_event, event

#: The everyday case, which the crowds are compared with.
NOBODY = "edit that meets nobody, 3 sessions"
CROWDS = (100, 1000)
#: Claims of each Session in a home but of the one that edits.
CLAIMS = 50


class Stage:
    """A made-up user; every candidate runs one hook in a home of its own, all made alike.

    wired  the command as it is wired into the client     built  the file on PATH

    What a round must not find is put aside, not removed: on ext4 without a journal a new file costs the more the more
    were removed in the last five minutes (its inode is looked for past theirs), and a millisecond soon."""

    def __init__(self, python: str, wired: List[str], built: str) -> None:
        self.box = Sandbox()
        self.wired = wired
        self.built = built
        self.environ = dict(self.box.environ, CSG_PYTHON=python, PATH="/usr/local/bin:/usr/bin:/bin")
        self.repository = self.box.repository()
        text = "".join("line %d\n" % number for number in range(400))  # what `_edits` replaces stands in it
        self.path = self.box.write("shop/src/a.py", text)
        self.claimed = [self.box.write("shop/src/m%d.py" % n, text) for n in range(CLAIMS)]
        self.contested = self.claimed[0]
        self.homes = itertools.count()
        self.numbers = itertools.count()
        self.aside = os.fsencode(self.box.make("aside"))
        self.came_from = os.getcwd()
        os.chdir(self.repository)  # a client starts its hooks where the session works

    def remove(self) -> None:
        """Take it all away."""
        os.chdir(self.came_from)
        self.box.remove()

    def situations(self) -> Dict[str, Callable[[str], Candidate]]:
        """What makes a candidate, by its name; what takes long to set up is last."""
        found: Dict[str, Callable[[str], Candidate]] = {
            NOBODY: self.edit,
            "the same through the file on PATH": functools.partial(self.edit, command=[self.built, "hook"]),
            "first edit of a file": self.first_edit,
            "conflict": self.conflict,
            "attach-and-conflict, 3 siblings": self.attach_and_conflict,
            "SessionStart with a brief": self.start,
            "SessionStart, resumed": self.resume,
            "SessionEnd": self.end,
            "UserPromptSubmit": self.prompt,
            "status line": self.status_line,
            "status line, a file contested": functools.partial(self.status_line, contested=True),
            "edit that meets nobody, Slack not answering": self.mirrored,
        }
        for client in clients.EVENTS:
            found["edit that meets nobody, by %s" % client] = functools.partial(self.edit_of, client=client)
        for size in CROWDS:
            found["edit that meets nobody, %d sessions" % size] = functools.partial(
                self.edit, size=size, against=NOBODY
            )
        return found

    def crowd(self, size: int) -> str:
        """A new home with `size` live Sessions of 50 Claims each; `me` came last and holds one file alone."""
        home = self.box.make("home-%d" % next(self.homes))
        crowd.populate(home, self.repository, self.claimed, size - 1)
        crowd.begin(home, "me", self.repository)
        crowd.claim(home, "me", claims.Target(os.fsencode(self.path)))
        return home

    def candidate(
        self,
        name: str,
        stdin: Callable[[], bytes],
        home: str = "",
        command: Optional[List[str]] = None,
        before: Optional[Callable[[], None]] = None,
        against: str = "",
        **environ: str,
    ) -> Candidate:
        """One hook in one situation."""
        merged = {**self.environ, "CLAUDE_SESSION_GUARD_HOME": home or self.crowd(3), **environ}
        return Candidate(name, command or self.wired, merged, stdin, before, against)

    def edit(self, name: str, size: int = 3, command: Optional[List[str]] = None, against: str = "") -> Candidate:
        """An edit of the file that `me` alone holds, among `size` Sessions."""
        return self.candidate(name, lambda: self._edits("me", self.path), self.crowd(size), command, against=against)

    def edit_of(self, name: str, client: str) -> Candidate:
        """The same by another client: what is compared is its way into the house."""
        path = self.of_client(client)
        return self.candidate(
            name,
            lambda: clients.stdin(client, "me", path, self.repository),
            command=clients.command(self.wired, client),
            against=NOBODY,
        )

    def of_client(self, client: str) -> str:
        """The file that this client alone edits: who has claimed it from another process would be met there."""
        path = os.path.join(os.path.dirname(self.path), "by_%s.py" % client)
        if not os.path.exists(path):
            shutil.copy(self.path, path)
        return path

    def first_edit(self, name: str) -> Candidate:
        """An edit of a file that nobody ever claimed."""
        folder = os.path.dirname(self.path)
        return self.candidate(name, lambda: self._edits("me", "%s/first%d.py" % (folder, next(self.numbers))))

    def conflict(self, name: str) -> Candidate:
        """An edit of a file that one other Session claimed a moment ago."""
        home = self.crowd(3)
        where, target = os.fsencode(home), claims.Target(os.fsencode(self.contested))

        def contest() -> None:
            for session in roster.names(where):
                self._put_aside(claims.file(where, session, target.key))
            self._forget(home)
            crowd.claim(home, "s000001", target)

        return self.candidate(name, lambda: self._edits("me", self.contested), home, before=contest)

    def attach_and_conflict(self, name: str) -> Candidate:
        """The first edit of a Session that is not on record, of a file that three siblings hold."""
        home = self.crowd(4)
        return self.candidate(
            name, lambda: self._edits(self._newcomer(), self.contested), home, before=lambda: self._forget(home)
        )

    def start(self, name: str) -> Candidate:
        """A Session starts where three are at work."""
        home = self.crowd(3)

        def starts() -> bytes:
            return self._event("SessionStart", self._newcomer(), source="startup")

        return self.candidate(name, starts, home, before=lambda: self._forget(home))

    def resume(self, name: str) -> Candidate:
        """One comes back from the few facts that its end left."""
        home = self.crowd(3)
        crowd.begin(home, "passing", self.repository)
        return self.candidate(
            name,
            lambda: self._event("SessionStart", "passing", source="resume"),
            home,
            before=lambda: self._end(home, "passing"),
        )

    def end(self, name: str) -> Candidate:
        """A Session ends."""
        home = self.crowd(3)

        def begin() -> None:
            self._forget(home)
            crowd.begin(home, "new", self.repository)

        return self.candidate(name, lambda: self._event("SessionEnd", "new", reason="other"), home, before=begin)

    def prompt(self, name: str) -> Candidate:
        """A person says something."""
        return self.candidate(name, lambda: self._event("UserPromptSubmit", "me", prompt="x"))

    def status_line(self, name: str, contested: bool = False) -> Candidate:
        """The client draws its status line; two siblings are there, and one may have claimed the same file."""
        home = self.crowd(3)
        if contested:
            target = claims.Target(os.fsencode(self.path))
            crowd.claim(home, "s000002", target)
        place = self.repository
        fields = {"session_id": "me", "cwd": place, "workspace": {"current_dir": place, "project_dir": place}}
        command = [*self.wired[:-1], "statusline"]
        return self.candidate(name, lambda: json.dumps(fields).encode(), home, command)

    def mirrored(self, name: str) -> Candidate:
        """The everyday edit with Slack set up, and nobody answering there."""
        environ = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_CHANNEL_ID": "C1", "SLACK_API_URL": "http://127.0.0.1:9/"}
        return self.candidate(name, lambda: self._edits("me", self.path), **environ)  # type: ignore[arg-type]

    def _event(self, kind: str, session: str, **fields: str) -> bytes:
        return json.dumps(event(kind, session, self.repository, **fields)).encode()

    def _edits(self, session: str, path: str) -> bytes:
        """As a current client sends it; of one that does not send the prompt's id more must be found out."""
        fields = edit_event(session, path, "Edit", self.repository)
        texts = {"file_path": path, "old_string": "line 20\n", "new_string": "line twenty\n", "replace_all": False}
        fields.update(tool_input=texts, prompt_id="19b1c731", effort={"level": "medium"})
        return json.dumps(fields).encode()

    def _newcomer(self) -> str:
        return "new%d" % next(self.numbers)

    def _end(self, home: str, name: str) -> None:
        sessions.end(os.fsencode(home), name, {})

    def _forget(self, home: str) -> None:
        """Take away what earlier rounds left: newcomers, dead or alive, and everybody's Notices."""
        where = os.fsencode(home)
        for session in roster.names(where):
            self._put_aside(roster.directory(where, session) + (b"" if session.startswith(b"new") else b"/notices"))
        for session in files.names(where + b"/ended"):  # the directory itself is in every home that ever saw an end
            self._put_aside(where + b"/ended/" + session)

    def _put_aside(self, path: bytes) -> None:
        files.move(path, self.aside + b"/%d" % next(self.numbers))
