"""A copy of a directory that is used again and again: what a use changed is put right, the rest is left alone.

A file counts as changed if its inode, size, mode or a time of it differs from when it was copied; the time of
the last change of the inode (ctime) can be set by nobody, so nothing is overlooked.
"""

import os
import shutil
import stat
import subprocess
import time
from typing import Dict, Tuple

Facts = Tuple[int, ...]


class Copy:
    """A copy of `source`, at `path` whenever it is mended.  `fresh`: when it was last made equal, by the clock."""

    def __init__(self, source: str, path: str) -> None:
        self.source = source
        self.path = path
        subprocess.run(["cp", "-a", source, path], check=True)
        self.facts = _facts(path)
        self.fresh = time.time()

    def mend(self) -> None:
        """Make it equal to its source again."""
        now = _facts(self.path)
        for name in sorted(set(now) - set(self.facts)):
            _remove(os.path.join(self.path, name))
        for name in sorted(name for name, facts in self.facts.items() if now.get(name) != facts):
            self._restore(name)
        self.fresh = time.time()

    def _restore(self, name: str) -> None:
        path, source = os.path.join(self.path, name), os.path.join(self.source, name)
        if stat.S_ISDIR(self.facts[name][0]):
            if os.path.islink(path) or not os.path.isdir(path):
                _remove(path)
                os.mkdir(path)
            shutil.copystat(source, path)
        else:
            _remove(path)
            shutil.copy2(source, path, follow_symlinks=False)
        self.facts[name] = _fact(path)


def _remove(path: str) -> None:
    if os.path.islink(path) or not os.path.isdir(path):
        if os.path.lexists(path):
            os.unlink(path)
    else:
        shutil.rmtree(path)


def _facts(top: str) -> Dict[str, Facts]:
    found = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(os.path.join(top, folder)) as entries:
            for entry in entries:
                name = os.path.join(folder, entry.name)
                found[name] = _fact(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
    return found


def _fact(path: str) -> Facts:
    seen = os.lstat(path)
    if stat.S_ISDIR(seen.st_mode):
        return (seen.st_mode,)  # what is in it has facts of its own
    return (seen.st_mode, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
