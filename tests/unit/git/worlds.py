"""Repositories in every state that files of one can be in, made by chance (seeded) with the real git."""

import os
import random
import shutil
import subprocess
from typing import Dict, List, Set

#: Names that are easily misread: as options, pathspecs, patterns, lines, text.
NAMES = [b"a.py", b"b b.txt", b"-q", b":(top)x", b":!y", b"[x].py", b"x.py", b"*", b"n\nl", b"t\tab", b"\xff\xfe.bin"]
NAMES += ["ünïcode".encode(), "u\u0308".encode(), b"q'\"uote", b"back\\slash", b" lead", b"trail ", b"#hash", b"!bang"]
NAMES += [b"c.log", b"d.log", b"e.o", b"f.txt", b"g.txt", b"h.crlf", b"i.keep"]
FOLDERS = [b"", b"", b"src/", b"src/deep/er/", b"docs/", b"build/", "dir ectory ü/".encode(), b"[d]/"]
CONTENTS = [b"", b"one\n", b"two\n", b"one\r\ntwo\r\n", b"one\ntwo\n", b"\0\1\2", b"no newline", b"x" * 3000 + b"\n"]
IGNORE = [b"*.log\n", b"*.log\n!d.log\n", b"/build/\n", b"build/\n*.o\n", b"*\n!*.py\n!*/\n", b"docs/*\n!docs/f.txt\n"]
ATTRIBUTES = [b"*.txt text\n", b"* text=auto\n", b"*.crlf text eol=crlf\n", b"*.txt text eol=lf\n*.bin binary\n"]
ATTRIBUTES += [b"*.py ident\n", b"*.txt working-tree-encoding=UTF-16\n"]
CONFIG = ["core.autocrlf=true", "core.autocrlf=input", "core.filemode=false", "core.symlinks=false", "core.eol=crlf"]
CONFIG += ["core.trustctime=false", "core.checkStat=minimal", "status.showUntrackedFiles=no", "status.renames=copies"]
CONFIG += ["index.version=4", "core.splitIndex=true", "core.untrackedCache=true", "core.quotePath=false"]
CONFIG += ["feature.manyFiles=true", "diff.ignoreSubmodules=all", "core.fsmonitor=false", "core.safecrlf=true"]


class World:
    """One made-up person's repository.

    root   the checkout (a main one, a linked one or a submodule's)
    names  every name that ever was in it, and some that never were"""

    def __init__(self, folder: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.home = os.path.join(folder, "person")
        os.makedirs(self.home)
        self.environ: Dict[str, str] = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": self.home,
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        for who in ("AUTHOR", "COMMITTER"):
            self.environ["GIT_%s_NAME" % who] = "S"
            self.environ["GIT_%s_EMAIL" % who] = "s@example.invalid"
        self.root = os.path.join(folder, "shop")
        self.names: Set[bytes] = {b"never", b"src/never", b"never/at/all"}

    def git(self, *words: "str | bytes", stdin: bytes = b"", cwd: str = "", may_fail: bool = False) -> bytes:
        done = subprocess.run(
            ["git", *words],
            input=stdin,
            cwd=cwd or self.root,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        if done.returncode and not may_fail:
            raise AssertionError("git %r: %r" % (words, done.stderr))
        return done.stdout

    def path(self, name: bytes) -> bytes:
        return os.fsencode(self.root) + b"/" + name

    def write(self, name: bytes, data: bytes) -> None:
        path = self.path(name)
        self.clear(name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return  # a file is where its folder was
        with open(path, "wb") as file:
            file.write(data)
        self.names.add(name)

    def clear(self, name: bytes) -> None:
        path = self.path(name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)

    def name(self) -> bytes:
        return self.random.choice(FOLDERS) + self.random.choice(NAMES)

    def make(self, commits: bool = True, kind: str = "") -> None:
        """A repository with a history, and then some happening to its files."""
        choose = self.random
        hashed = ["--object-format=sha256"] if choose.random() < 0.15 else []
        self.git("init", "-q", *hashed, self.root, cwd=self.folder)
        for setting in choose.sample(CONFIG, choose.randint(0, 4)):
            self.git("config", *setting.split("="))
        if choose.random() < 0.4:
            os.makedirs(self.home + "/.config/git")
            with open(self.home + "/.config/git/ignore", "wb") as file:
                file.write(choose.choice(IGNORE))
        if choose.random() < 0.4:
            with open(self.root + "/.git/info/exclude", "wb") as file:
                file.write(choose.choice(IGNORE))
        if choose.random() < 0.6:
            self.write(b".gitignore", choose.choice(IGNORE))
        if choose.random() < 0.5:
            self.write(b".gitattributes", choose.choice(ATTRIBUTES))
        if commits:
            for _ in range(choose.randint(4, 25)):
                self.write(self.name(), choose.choice(CONTENTS))
            self.git("add", "-A", *(["-f"] if choose.random() < 0.5 else []), may_fail=True)
            self.git("commit", "-q", "--allow-empty", "-m", "start")
            if kind == "worktree":
                self.git("worktree", "add", "-q", "../linked", "-b", "linked")
                self.root = os.path.join(self.folder, "linked")
            elif kind == "submodule":
                outer = os.path.join(self.folder, "outer")
                self.git("init", "-q", *hashed, outer, cwd=self.folder)
                self.git(
                    "-c", "protocol.file.allow=always", "submodule", "-q", "add", "-f", self.root, "inner", cwd=outer
                )
                self.root = os.path.join(outer, "inner")
        for _ in range(choose.randint(3, 20)):
            self.happen(choose.choice(self.events()))

    def events(self) -> List[str]:
        found = ["write"] * 4 + ["remove"] * 2 + ["new"] * 3 + ["add"] * 3 + ["touch", "same", "racy", "mode", "link"]
        found += ["unstage", "forget", "move", "folder", "file", "intend", "assume", "skip", "nested", "pipe", "head"]
        return [*found, "merge", "sparse", "empty", "pack", "rename"]

    def happen(self, event: str) -> None:
        choose = self.random
        tracked = sorted(self.git("ls-files", "-z").split(b"\0")[:-1])
        name = choose.choice(tracked) if tracked else self.name()
        path = self.path(name)
        there = os.path.isfile(path) and not os.path.islink(path)
        if event == "write":
            self.write(name, choose.choice(CONTENTS))
        elif event == "new":
            self.write(self.name(), choose.choice(CONTENTS))
        elif event == "remove":
            self.clear(name)
        elif event == "add":
            self.git(
                "add", "-f" if choose.random() < 0.3 else "-v", "--", ":(literal)" + os.fsdecode(name), may_fail=True
            )
        elif event == "empty":
            self.git("add", "-A", may_fail=True)
        elif event == "touch" and there:
            os.utime(path, (1, choose.randint(1, 9)))
        elif event == "same" and there:  # written anew, the same
            with open(path, "rb") as file:
                self.write(name, file.read())
        elif event == "racy" and there:  # another content of the same size, in the moment of the index's last change
            with open(path, "rb") as file:
                data = file.read()
            if self.random.random() < 0.7:
                data = data.replace(b"o", b"0").replace(b"x", b"y")
            with open(path, "r+b") as file:
                file.write(data)
            index = os.stat(os.path.join(self.gitdir(), "index"))
            os.utime(path, ns=(index.st_mtime_ns, index.st_mtime_ns))
        elif event == "mode" and there:
            os.chmod(path, choose.choice([0o644, 0o755]))
        elif event == "link":
            self.clear(name)
            if os.path.isdir(os.path.dirname(path)):
                os.symlink(choose.choice([b"a.py", b"nowhere", b"/etc/hosts", b"src"]), path)
        elif event == "unstage":
            self.git("reset", "-q", "--", ":(literal)" + os.fsdecode(name), may_fail=True)
        elif event == "forget":
            self.git("rm", "-q", "--cached", "-f", "--", ":(literal)" + os.fsdecode(name), may_fail=True)
        elif event == "move":
            other = self.name()
            self.names.add(other)
            self.git("mv", name, other, may_fail=True)
        elif event == "rename" and there:
            other = self.name()
            self.write(other, b"")
            if os.path.isfile(self.path(other)):
                os.rename(path, self.path(other))
                self.git("add", "-A", may_fail=True)
        elif event == "folder":  # where a file was
            self.write(name + b"/in.txt", b"in\n") if not os.path.lexists(path) else None
            self.clear(name)
            self.write(name + b"/in.txt", b"in\n")
        elif event == "file" and b"/" in name:  # where a folder was
            self.write(name.split(b"/", maxsplit=1)[0], b"a file\n")
        elif event == "intend":
            other = self.name()
            self.write(other, b"soon\n")
            self.git("add", "-N", "-f", "--", ":(literal)" + os.fsdecode(other), may_fail=True)
        elif event in ("assume", "skip") and tracked and choose.random() < 0.3:
            flag = "--assume-unchanged" if event == "assume" else "--skip-worktree"
            self.git("update-index", flag, "-z", "--stdin", stdin=name + b"\0", may_fail=True)
        elif event == "nested" and choose.random() < 0.3:
            self.git("init", "-q", self.path(b"nested"))
            self.write(b"nested/inside.txt", b"x\n")
        elif event == "pipe" and b".git" not in name and choose.random() < 0.3:  # for one of those git would wait
            self.clear(name)
            if os.path.isdir(os.path.dirname(path)):
                os.mkfifo(path)
        elif event == "head" and choose.random() < 0.3:
            self.git("checkout", "-q", "--detach", may_fail=True)
        elif event == "pack" and choose.random() < 0.5:
            self.git("pack-refs", "--all")
            self.git("gc", "-q", may_fail=True)
        elif event == "sparse" and choose.random() < 0.1:
            self.git(
                "sparse-checkout",
                "set",
                "--cone",
                *(["--sparse-index"] if choose.random() < 0.5 else []),
                "src",
                may_fail=True,
            )
        elif event == "merge" and choose.random() < 0.4:
            self.merge(name)
        self.names |= set(self.git("ls-files", "-z").split(b"\0")[:-1])

    def merge(self, name: bytes) -> None:
        """Two branches that change one file; a conflict, most likely."""
        self.git("reset", "-q", "--hard", may_fail=True)
        if not self.git("rev-parse", "-q", "--verify", "HEAD", may_fail=True):
            return
        for branch in (b"left", b"right"):
            if self.git("rev-parse", "-q", "--verify", branch, may_fail=True):
                return
        self.git("branch", "left")
        self.write(name, b"right\n")
        self.git("commit", "-q", "-a", "-m", "right", may_fail=True)
        self.git("branch", "right")
        self.git("checkout", "-q", "left", may_fail=True)
        self.write(name, b"left\n") if self.random.random() < 0.7 else self.clear(name)
        self.git("commit", "-q", "-a", "-m", "left", may_fail=True)
        self.git("merge", "-q", "right", may_fail=True)

    def git_version(self) -> "tuple[int, ...]":
        return tuple(int(part) for part in self.git("--version", cwd=self.folder).split()[2].split(b".")[:2])

    def gitdir(self) -> str:
        return os.fsdecode(self.git("rev-parse", "--absolute-git-dir").strip())

    def all_names(self) -> List[bytes]:
        """`names`, and what lies in the working tree now."""
        top = os.fsencode(self.root)
        found = set(self.names)
        for folder, folders, names in os.walk(top):
            folders[:] = [one for one in folders if one != b".git"]
            links = [one for one in folders if os.path.islink(os.path.join(folder, one))]
            for name in names + links:
                if name != b".git":
                    found.add(os.path.join(folder, name)[len(top) + 1 :])
        return sorted(found)


class Told:
    """What `git status` says of one name."""

    def __init__(self) -> None:
        self.staged = self.modified = self.conflicted = self.untracked = self.ignored = self.tracked = False


def told(world: World, names: List[bytes]) -> Dict[bytes, Told]:
    """What the real `git status` says of each."""
    found = {name: Told() for name in names}
    for name in world.git("ls-files", "-z").split(b"\0")[:-1]:
        found.setdefault(name, Told()).tracked = True
    words = ["--porcelain=v2", "-z", "--ignored", "--untracked-files=all", "--ignore-submodules=none"]
    # A rename is a removal and an addition; git 2.39 also forgets one onto a conflicted file.
    for record in world.git("status", "--no-renames", *words).split(b"\0")[:-1]:
        kind = record[:1]
        if kind in (b"?", b"!"):
            name = record[2:]
            one = found.setdefault(name, Told())
            one.untracked, one.ignored = kind == b"?", kind == b"!"
            continue
        fields = record.split(b" ", {b"1": 8, b"u": 10}[kind])
        one = found.setdefault(fields[-1], Told())
        one.conflicted = kind == b"u"
        one.staged = fields[1][:1] != b"." or one.conflicted
        one.modified = fields[1][1:] != b"." or one.conflicted
    return found
