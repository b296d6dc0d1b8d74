"""The system calls of one process: listed, and then one of them made to fail, or to be the process's last (strace(1)).

Calls are told apart by their name and their number among those of that name; so does strace (`inject`, `when`).
"""

import functools
import re
import shutil
import subprocess
import tempfile
import unittest
from typing import Any, Dict, List, Mapping, Sequence

#: What has to do with files, descriptors or processes.
_CLASSES = "%file,%desc,%process"
_NEVER = {"execve", "exit", "exit_group", "mmap", "mmap2", "munmap", "wait4", "waitid", "arch_prctl"}
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
_NAMED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENED = re.compile(r"^\d+<([^>]*)>")
_TIME = 60.0  # seconds


class Call:
    """A system call that a process made.

    name, number  which one: the `number`th (from 1) of that name
    text          its arguments and result, as strace shows them
    path          the file that it is about, by its name or its descriptor; "" if about none
    """

    def __init__(self, name: str, number: int, text: str) -> None:
        self.name = name
        self.number = number
        self.text = text
        found = _OPENED.match(text) or _NAMED.search(text)
        self.path = found.group(1) if found else ""

    def __str__(self) -> str:
        return "%s %d: %s" % (self.name, self.number, self.text[:200])

    def writes(self) -> bool:
        """Would it change what is on the disk, or open a file for that?"""
        if self.name in ("open", "openat"):
            return "O_WRONLY" in self.text or "O_RDWR" in self.text
        return self.name.startswith(
            ("write", "pwrite", "mkdir", "rename", "unlink", "rmdir", "utime", "link", "symlink")
        )

    def errors(self) -> List[str]:
        """What it may fail with, as errno's names."""
        if self.name in ("open", "openat"):
            return ["ENOSPC", "EROFS", "EACCES", "EMFILE", "EIO"] if self.writes() else ["EACCES", "EMFILE", "EIO"]
        for beginning, names in _ERRORS.items():
            if self.name.startswith(beginning):
                return names
        return ["EIO"]


_ERRORS = {
    "write": ["ENOSPC", "EIO"],
    "mkdir": ["ENOSPC", "EROFS", "EACCES"],
    "rename": ["ENOSPC", "EACCES", "EIO"],
    "unlink": ["EROFS", "EACCES", "EIO"],
    "rmdir": ["EROFS", "EACCES", "EIO"],
    "utime": ["EACCES", "EROFS"],
    "readlink": ["EACCES", "EIO"],
    "access": ["EACCES", "EIO"],
    "faccessat": ["EACCES", "EIO"],
    "newfstatat": ["EACCES", "EIO"],
    "stat": ["EACCES", "EIO"],
    "lstat": ["EACCES", "EIO"],
    "fork": ["EAGAIN"],
    "vfork": ["EAGAIN"],
    "clone": ["EAGAIN", "ENOMEM"],
    "dup": ["EMFILE"],
    "pipe": ["EMFILE"],
    "flock": ["ENOLCK"],
}


class Run:
    """What became of a process.

    code  its exit code, or minus the signal that ended it
    hits  the calls that were interfered with, of it and of its children; none if it never came to that
    """

    def __init__(self, done: "subprocess.CompletedProcess[bytes]") -> None:
        self.code = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.hits: List[Call] = []


@functools.lru_cache(maxsize=None)
def _missing() -> str:
    """Why nothing can be traced here, or ""."""
    if not shutil.which("strace"):
        return "there is no strace here"
    with tempfile.NamedTemporaryFile() as file:
        words = ["strace", "-f", "--seccomp-bpf", "-o", file.name, "-e", "inject=close:error=EIO:when=9999", "true"]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_TIME)
    return "" if done.returncode == 0 else "strace does not work here: " + ascii(done.stdout.decode("latin-1")[:200])


def need() -> None:
    """Skip the test where nothing can be traced."""
    if _missing():
        raise unittest.SkipTest("skipped: " + _missing())


def calls(words: Sequence[str], log: str, after: str, **more: Any) -> List[Call]:
    """Run a process and list its system calls, from the first that names the file `after` on (without that one).

    log  a file for strace to write; more: see `plain`"""
    done = plain(["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-o", log, "-e", "trace=" + _CLASSES, *words], **more)
    if done.stderr:
        raise AssertionError(done.stderr)
    found: List[Call] = []
    counted: Dict[str, int] = {}
    main, begun = "", False
    for line in _lines(log):
        matched = _LINE.match(line)
        if matched is None or matched.group(1) != (main or matched.group(1)):
            continue  # a signal, an exit, a child
        main, name, text = matched.groups()
        counted[name] = counted.get(name, 0) + 1
        if begun and name not in _NEVER:
            found.append(Call(name, counted[name], text))
        begun = begun or ('"%s"' % after in text and name != "execve")
    return found


def injected(words: Sequence[str], log: str, call: Call, what: str, **more: Any) -> Run:
    """Run a process and interfere with one of its calls.

    what  an errno's name, or KILL: then it is the process's last"""
    # Signals are lost where strace lets all other calls run freely (seen in 6.1).
    options, how = ([], "signal=KILL") if what == "KILL" else (["--seccomp-bpf"], "error=" + what)
    options += ["-e", "trace=" + call.name, "-e", "inject=%s:%s:when=%d" % (call.name, how, call.number)]
    run = plain(["strace", "-f", "-y", "-qq", "-o", log, *options, *words], **more)
    if what == "KILL":
        run.hits = [call] if run.code == -9 else []
        return run
    for line in _lines(log):
        matched = _LINE.match(line)
        if matched and "(INJECTED)" in line:
            run.hits.append(Call(matched.group(2), call.number, matched.group(3)))
    return run


def plain(words: Sequence[str], stdin: bytes = b"", environ: Mapping[str, str] = {}, cwd: str = "/") -> Run:
    """Run a process."""
    done = subprocess.run(
        words,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ),
        cwd=cwd,
        timeout=_TIME,
    )
    return Run(done)


def _lines(log: str) -> List[str]:
    with open(log, encoding="utf-8", errors="surrogateescape") as file:
        return file.read().splitlines()
