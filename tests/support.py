"""What the tests share: the built archive, a made-up user with a home of its own, hook events.

No test may touch the real home.  Processes get an environment made from nothing, and in this
process the variable that chooses the home names a place that cannot exist.
"""

import atexit
import contextlib
import fcntl
import functools
import json
import os
import py_compile
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
import zipfile
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Type, TypeVar

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FORGOTTEN = "/nonexistent/a-test-forgot-to-choose-a-home"
os.environ["CLAUDE_SESSION_GUARD_HOME"] = FORGOTTEN

#: Whether everything is run that otherwise a sample is taken of (`.ci/run` does).
FULL = os.environ.get("CSG_SWEEPS") == "full"
#: What the samples depend on: today's date, or another day's to have its samples again.
DAY = os.environ.get("CSG_SAMPLE") or time.strftime("%Y-%m-%d", time.gmtime())
Item = TypeVar("Item")
Case = TypeVar("Case", bound=Type[unittest.TestCase])


def sample(items: Sequence[Item], most: int, about: str = "") -> List[Item]:
    """At most so many of the items, in their order; others each day.  All of them with CSG_SWEEPS=full.

    about  tells apart samples that are to differ on one day"""
    if FULL or len(items) <= most:
        return list(items)
    chosen = random.Random(DAY + about).sample(range(len(items)), most)
    return [items[place] for place in sorted(chosen)]


def stride(every: int, about: str = "") -> Tuple[int, int]:
    """For what is tried at each step: where to begin, and by how many to go on; others each day.

    (1, 1) with CSG_SWEEPS=full."""
    if FULL:
        return 1, 1
    return sample(range(1, every + 1), 1, about)[0], every


def sampled(most: int) -> Callable[[Case], Case]:
    """For a class of long tests that are much alike: at most so many of its own are run, chosen as by `sample`."""

    def choose(case: Case) -> Case:
        names = sorted(name for name in vars(case) if name.startswith("test"))
        kept = sample(names, most, case.__qualname__)
        skip = unittest.skip("skipped: not in the sample of %s; CSG_SWEEPS=full runs all" % DAY)
        for name in set(names).difference(kept):
            setattr(case, name, skip(vars(case)[name]))
        return case

    return choose


@functools.lru_cache(maxsize=None)
def shared() -> str:
    """A folder for what is made once: for the modules that run side by side too, since it is there before them."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="csg-built-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made_once(name: str, make: Callable[[str], object]) -> str:
    """What `make`, given a path, puts there: in the shared folder, by the first that wants it; the others wait."""
    path = os.path.join(shared(), name)
    with open(path + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(path):
            make(path + ".part")
            os.rename(path + ".part", path)
    return path


@functools.lru_cache(maxsize=None)
def built() -> str:
    """The built file as it is: $CSG_PYZ, or one built now for this interpreter."""
    chosen = os.environ.get("CSG_PYZ")
    if chosen:
        return os.path.abspath(chosen)
    return made_once("built.pyz", build)


@functools.lru_cache(maxsize=None)
def archive() -> str:
    """The built file under test: $CSG_PYZ, or `built` with bytecode beside each source.

    The tests start thousands of verbs; half of what one costs is to compile it, the same each time."""
    path = built()
    if os.environ.get("CSG_PYZ"):
        return path
    path = shutil.copy(path, os.path.join(os.path.dirname(path), "csg.pyz"))
    with zipfile.ZipFile(path, "a") as zipped, tempfile.TemporaryDirectory(prefix="csg-built-") as folder:
        for name in [name for name in zipped.namelist() if name.startswith("csg/")]:
            made = py_compile.compile(
                zipped.extract(name, folder),
                os.path.join(folder, "made"),
                os.path.join(path, name),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            zipped.write(str(made), name + "c")
    return path


def build(path: str, *arguments: str, top: str = TOP) -> None:
    """Run build.py; for this interpreter only unless the arguments say otherwise."""
    words = list(arguments) or ["--python", sys.executable]
    command = [sys.executable, "-S", os.path.join(top, "build.py"), "--output", path, *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)


Changes = Mapping[str, Optional[str]]


@contextlib.contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """AssertionError where something waits that never should; for the main thread."""

    def ring(number: int, frame: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Answer:
    """What a hook process did."""

    def __init__(self, done: "subprocess.CompletedProcess[bytes]") -> None:
        self.code = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.fields: Dict[str, str] = json.loads(done.stdout)["hookSpecificOutput"] if done.stdout else {}
        self.context = self.fields.get("additionalContext", "")
        self.decision = self.fields.get("permissionDecision", "")
        self.reason = self.fields.get("permissionDecisionReason", "")


class Sandbox:
    """A made-up user on this machine: a home, a place for repositories, an environment."""

    def __init__(self, quick: bool = False) -> None:
        """`quick`: its home, made and removed thousands of times, is in memory if the system has a place for that."""
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="csg-test-"))
        self.user = self.make("user")
        self.home = os.path.join(self.user, ".local", "share", "claude-session-guard")
        self.work = self.make("work")
        self.environ = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": self.user,
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "CSG_PYTHON": sys.executable,
            "CLAUDE_PID": str(os.getpid()),
        }
        self._memory = ""
        if quick and os.access("/dev/shm", os.W_OK):
            self._memory = tempfile.mkdtemp(prefix="csg-test-", dir="/dev/shm")
            self.home = self.environ["CLAUDE_SESSION_GUARD_HOME"] = os.path.join(self._memory, "home")

    def remove(self) -> None:
        """Take it all away."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._memory:
            shutil.rmtree(self._memory, ignore_errors=True)

    def make(self, *parts: str) -> str:
        """A directory in it."""
        path = os.path.join(self.path, *parts)
        os.makedirs(path, exist_ok=True)
        return path

    def write(self, path: str, text: str = "x\n") -> str:
        """A file (its path may be relative to the work directory); its absolute path."""
        path = os.path.join(self.work, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def repository(self, name: str = "shop", branch: str = "main") -> str:
        """A directory that looks like a git checkout to whoever reads git's own files."""
        self.write(os.path.join(name, ".git", "HEAD"), "ref: refs/heads/%s\n" % branch)
        return os.path.join(self.work, name)

    def csg(
        self, *words: str, stdin: bytes = b"", cwd: str = "", environ: Optional[Changes] = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run the built file as a person would; `environ` changes the environment (None removes)."""
        merged: Changes = {**self.environ, **(environ or {})}
        return subprocess.run(
            [archive(), *words],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={k: v for k, v in merged.items() if v is not None},
            cwd=cwd or self.work,
            timeout=120,
        )

    def send(self, event: Dict[str, Any], **environ: Optional[str]) -> Answer:
        """Run the hook as the client would.  `verb` names another than `hook`; the rest is environment."""
        verb = environ.pop("verb", None) or "hook"
        return Answer(self.csg(verb, stdin=json.dumps(event).encode() + b"\n", environ=environ))

    def start(self, session: str, cwd: str = "", source: str = "startup", **environ: Optional[str]) -> Answer:
        """A SessionStart."""
        return self.send(event("SessionStart", session, cwd or self.work, source=source), **environ)

    def end(self, session: str, cwd: str = "", **environ: Optional[str]) -> Answer:
        """A SessionEnd."""
        return self.send(event("SessionEnd", session, cwd or self.work, reason="other"), **environ)

    def edit(self, session: str, path: str, tool: str = "Edit", **more: Optional[str]) -> Answer:
        """A PreToolUse of a tool that writes `path`.  `more`: cwd, call, agent; the rest is environment."""
        fields = {name: more.pop(name, None) or "" for name in ("cwd", "call", "agent")}
        event = edit_event(session, path, tool, fields["cwd"] or self.work, fields["call"], fields["agent"])
        return self.send(event, **more)

    def sessions(self) -> List[str]:
        """The Sessions on record (directory names); what is being built this moment is none yet."""
        try:
            return sorted(name for name in os.listdir(os.path.join(self.home, "state")) if name[0] != ".")
        except FileNotFoundError:
            return []

    def log(self) -> List[Dict[str, Any]]:
        """The events so far."""
        try:
            with open(os.path.join(self.home, "events.log"), encoding="ascii") as file:
                # An empty line: a writer that came in the middle of another's write took that for a torn line.
                return [json.loads(line) for line in file if line.strip()]
        except FileNotFoundError:
            return []

    def claims(self, session: str) -> List[Dict[str, Any]]:
        """All lines in a Session's Claims files."""
        folder = os.path.join(self.home, "state", session, "claims")
        lines = []
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), encoding="ascii") as file:
                lines += [json.loads(line) for line in file if line.strip()]
        return lines


def event(name: str, session: str, cwd: str, **fields: Any) -> Dict[str, Any]:
    """What the client writes to a hook's stdin."""
    return {"session_id": session, "transcript_path": "/dev/null", "cwd": cwd, "hook_event_name": name, **fields}


def edit_event(session: str, path: str, tool: str, cwd: str, call: str = "", agent: str = "") -> Dict[str, Any]:
    """A PreToolUse event of one of the tools that write files."""
    field = "notebook_path" if tool == "NotebookEdit" else "file_path"
    more: Dict[str, Any] = {"agent_id": agent, "agent_type": "general-purpose"} if agent else {}
    return event(
        "PreToolUse",
        session,
        cwd,
        permission_mode="default",
        tool_name=tool,
        tool_input={field: path, "content": "x\n"},
        tool_use_id=call or "toolu_" + uuid.uuid4().hex[:24],
        **more,
    )


def need(program: str) -> None:
    """Skip the test, or the class from its setUpClass, where there is no such program."""
    if not shutil.which(program):
        raise unittest.SkipTest("skipped: there is no %s here" % program)


def terminal() -> Tuple[int, int]:
    """The two ends of a new pseudo-terminal; skips the test where there is none."""
    try:
        return os.openpty()
    except OSError as error:
        raise unittest.SkipTest("skipped: there is no pseudo-terminal here (%s)" % error) from None


class SandboxCase(unittest.TestCase):
    """A test with a sandbox of its own."""

    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
