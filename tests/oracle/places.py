"""Where one worker's world lies, and the environments that programs get there.

A world is one directory: a person's home (`user`), csg's home (`home`), `tmp`, and `work` with the repositories.
It lies at the same path every time, since Claims, linked worktrees and submodules record absolute paths; what is
kept between two lines is its copy, and that is why times, not inodes, tell git what changed (see `repository`).
"""

import os
import shutil
import signal
import subprocess
import sys
from typing import Any, Dict, List, Optional

from tests.oracle.copies import Copy

LONGEST = 20.0  # seconds for one command line
_GH = """#!/bin/sh
# What `gh pr checkout` does, as far as git sees it.
[ "$1 $2" = "pr checkout" ] && git fetch -q origin feature2 && exec git checkout -q feature2
"""


class Places:
    """One worker's directories.  `top` is its own; `programs` comes first on the PATH of what it runs."""

    def __init__(self, top: str, programs: str) -> None:
        self.top = top
        self.programs = programs
        self.kept = os.path.join(top, "kept")
        self.world = os.path.join(top, "world")
        self.user, self.home, self.tmp, self.work = [
            os.path.join(self.world, name) for name in ("user", "home", "tmp", "work")
        ]
        self.copies: Dict[str, List[Copy]] = {}
        self.used: Optional[Copy] = None  # what the world is a copy of
        os.makedirs(self.kept)
        path = programs + os.pathsep + os.environ.get("PATH", os.defpath)
        common = {"PATH": path, "HOME": self.user, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        common.update(TMPDIR=self.tmp, GIT_CONFIG_NOSYSTEM="1")
        #: What csg is run with.
        self.client = dict(common, CLAUDE_SESSION_GUARD_HOME=self.home, CSG_PYTHON=sys.executable)
        self.client["CSG_WINDOW_MINUTES"] = "600"  # a run may take longer than a Window
        #: What command lines are run with: nobody at a terminal, no network, dates that stand still.
        self.shell = dict(common, GIT_EDITOR="true", GIT_SEQUENCE_EDITOR="true", EDITOR="true", VISUAL="true")
        self.shell.update(GIT_PAGER="cat", PAGER="cat", GIT_TERMINAL_PROMPT="0", GIT_MERGE_AUTOEDIT="no")
        self.shell.update(GIT_ALLOW_PROTOCOL="file", GIT_CEILING_DIRECTORIES=self.work)
        self.shell.update(GIT_AUTHOR_DATE="2024-03-01T12:00:00Z", GIT_COMMITTER_DATE="2024-03-01T12:00:00Z")

    def path(self, *parts: str) -> str:
        """A path in `work`."""
        return os.path.join(self.work, *parts)

    def empty(self) -> None:
        """A world with nothing in it."""
        self._put_back()
        for place in (self.user, self.home, self.tmp, self.work):
            os.makedirs(place)
        os.chmod(self.home, 0o700)

    def keep(self, name: str) -> None:
        """Put the world aside under this name."""
        os.rename(self.world, os.path.join(self.kept, name))
        if self.used is not None:  # what was built on it is another world now
            for copies in self.copies.values():
                copies[:] = [copy for copy in copies if copy is not self.used]
            self.used = None

    def bring(self, name: str, among: int = 1) -> float:
        """Make the world equal to what was kept; since when (by the clock) it is.

        among  so many copies are used in turn: the times of their files then lie well before now"""
        self._put_back()
        copies = self.copies.setdefault(name, [])
        while len(copies) < among:
            path = os.path.join(self.top, "copy %d of %s" % (len(copies), name))
            copies.append(Copy(os.path.join(self.kept, name), path))
        self.used = copies.pop(0)
        copies.append(self.used)
        os.rename(self.used.path, self.world)
        return self.used.fresh

    def _put_back(self) -> None:
        if self.used is not None:
            os.rename(self.world, self.used.path)
            self.used.mend()
            self.used = None

    def git(self, cwd: str, *words: str, date: str = "2024-02-01T12:00:00Z", stdin: bytes = b"") -> bytes:
        """Run git to build the world; its output.  `cwd` is in `work`."""
        environ = dict(self.shell, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        done = subprocess.run(
            ["git", *words],
            cwd=self.path(cwd),
            env=environ,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if done.returncode:
            raise RuntimeError("git %s: %s" % (" ".join(words), done.stderr.decode(errors="replace")))
        return done.stdout

    def look(self, cwd: str, *words: str) -> Optional[bytes]:
        """Run git to see what there is, changing nothing; None if it fails.  `cwd` is absolute."""
        environ = dict(self.shell, GIT_OPTIONAL_LOCKS="0", GIT_CONFIG_GLOBAL=os.devnull)
        try:
            done = subprocess.run(["git", *words], cwd=cwd, env=environ, **_QUIET)
        except OSError:  # the directory is gone
            return None
        return None if done.returncode else done.stdout

    def run(self, line: str, cwd: str, script: str = "", *arguments: str) -> int:
        """Run a command line with bash, as a group of processes of which nothing stays; its exit code.

        script  what bash is to run instead, with the line as $1 and the `arguments` after it"""
        command = ["bash", "--noprofile", "--norc", "-c", script or line, "bash"]
        process = subprocess.Popen(
            [*command, line, *arguments] if script else command,
            cwd=cwd,
            env=self.shell,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            return -1
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of the dead
                pass
            process.wait()


_QUIET: Dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}


def programs(top: str) -> str:
    """A directory with the programs that lines use and a machine may not have; put in front of the PATH."""
    folder = os.path.join(top, "programs")
    os.makedirs(folder)
    os.symlink(os.path.realpath(sys.executable), os.path.join(folder, "python3"))
    with open(os.path.join(folder, "gh"), "w", encoding="ascii") as file:
        file.write(_GH)
    os.chmod(os.path.join(folder, "gh"), 0o755)
    return folder


def missing(names: List[str]) -> List[str]:
    """Those of these programs that are not here."""
    found: Dict[str, Optional[str]] = {name: shutil.which(name) for name in names}
    return [name for name, path in found.items() if path is None]
