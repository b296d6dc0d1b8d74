"""The repository that every world has: `work/shop`, a clone with history, branches, a remote that is ahead.

v1 -- v2 -- v3 (main) -- origin's main, not fetched yet
        \\-- feature (README.md, src/extra.py)     \\-- fix/x (line 5 of every file that may be held)
feature2 is on origin only; one older stash entry; files that git ignores; nobody's untracked files.
"""

import os
from typing import Dict, List

from tests.oracle.places import Places

#: Files that some kind of holding has changed by its holder.
HELD = (
    *("app.py", "docs/guide.md", "docs/deep/page.md", "docs/größe.md", "src/core.py", "src/util.py"),
    *("src/with space.py", "src/odd[1].py"),
)
OTHERS = ("README.md", "mine.py", "docs/changes.md", "tests/test_app.py", "data/list.txt")
LONG_AGO = 1704110400  # seconds; when everything in it was written

_CONFIG = """[user]
	name = Somebody
	email = somebody@example.invalid
[protocol "file"]
	allow = always
[init]
	defaultBranch = main
[core]
	fsync = none
[gc]
	auto = 0
[maintenance]
	auto = false
[advice]
	detachedHead = false
[alias]
	st = status
	co = checkout
	ci = commit
	undo = reset --hard HEAD
	save = stash push -u
	wip = !git add -A && git commit -q -m wip
	unstage = reset -q HEAD --
"""
_IGNORE = "*.log\n*.cfg\nbuild/\n.trees/\n"
_MAKEFILE = """all:
	mkdir -p build && echo built > build/out.txt
clean:
	rm -rf build
pristine:
	git checkout -q -- .
fmt:
	sed -i 's/line/LINE/' app.py src/core.py
"""
_SCRIPTS = {
    "scripts/run.sh": "#!/bin/sh\necho running\n",
    "scripts/reset.sh": "#!/bin/sh\ngit reset -q --hard\n",
    "scripts/generate.py": "open('docs/changes.md', 'a').write('generated\\n')\n",
}


def text(name: str, **lines: str) -> str:
    """A file of twelve lines; `line5="x"` is another fifth."""
    return "".join("%s\n" % lines.get("line%d" % n, "%s line %d" % (name, n)) for n in range(1, 13))


def half_done(before: str) -> str:
    """What a file is while somebody is at work on it."""
    lines = before.splitlines(True)
    return "".join([*lines[:2], "half-done work\n", *lines[3:], "more half-done work\n"])


def write(places: Places, path: str, content: str) -> None:
    """A file in `work`."""
    whole = places.path(path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "w", encoding="utf-8") as file:
        file.write(content)


def read(places: Places, path: str) -> str:
    """A file in `work`."""
    with open(places.path(path), encoding="utf-8") as file:
        return file.read()


def build(places: Places) -> None:
    """Make a world of it and keep it as "base"."""
    places.empty()
    with open(os.path.join(places.user, ".gitconfig"), "w", encoding="ascii") as file:
        file.write(_CONFIG)
    os.makedirs(places.path("shop"))
    new(places, "shop")
    _history(places)
    _remote(places)
    write(places, "shop/src/util.py", text("src/util.py", line9="second", line2="put away"))
    places.git("shop", "stash", "push", "-q", "-m", "an older idea")
    for path in ("shop/notes.log", "shop/build/out.o", "shop/scratch.txt"):
        write(places, path, text(path))
    settle(places, "shop")
    places.keep("base")


def new(places: Places, cwd: str) -> None:
    """An empty repository whose index is compared by size and time alone: a copy keeps those, but no inode."""
    places.git(cwd, "init", "--quiet", "--template=")
    places.git(cwd, "symbolic-ref", "HEAD", "refs/heads/main")
    by_time(places, cwd)


def by_time(places: Places, cwd: str) -> None:
    """The same for a repository that is there."""
    places.git(cwd, "config", "core.checkStat", "minimal")
    places.git(cwd, "config", "core.trustctime", "false")


def _history(places: Places) -> None:
    for path in HELD + OTHERS:
        write(places, "shop/" + path, text(path))
    for path, content in {".gitignore": _IGNORE, "Makefile": _MAKEFILE, **_SCRIPTS}.items():
        write(places, "shop/" + path, content)
    for path in ("scripts/run.sh", "scripts/reset.sh"):
        os.chmod(places.path("shop", path), 0o755)
    _commit(places, "one", 1)
    places.git("shop", "tag", "v1")
    for path in HELD:
        write(places, "shop/" + path, text(path, line9="second"))
    _commit(places, "two", 2)
    _branch(places, "feature", {"README.md": text("README.md", line5="feature"), "src/extra.py": text("extra")}, 3)
    _branch(places, "fix/x", {path: text(path, line9="second", line5="fix") for path in HELD}, 4)
    write(places, "shop/data/list.txt", text("data/list.txt", line8="third"))
    _commit(places, "three", 5)


def _branch(places: Places, name: str, files: Dict[str, str], day: int) -> None:
    places.git("shop", "checkout", "-q", "-b", name)
    for path, content in files.items():
        write(places, "shop/" + path, content)
    _commit(places, name, day)
    places.git("shop", "checkout", "-q", "main")


def _commit(places: Places, message: str, day: int) -> None:
    date = "2024-01-%02dT12:00:00Z" % day
    places.git("shop", "add", "-A", date=date)
    places.git("shop", "commit", "-q", "-m", message, date=date)


def _remote(places: Places) -> None:
    places.git(".", "clone", "-q", "--bare", "--template=", "shop", "origin.git")
    for name in ("gc.auto", "receive.autogc"):
        places.git("origin.git", "config", name, "0")
    places.git("shop", "remote", "add", "origin", places.path("origin.git"))
    places.git("shop", "fetch", "-q", "origin")
    places.git("shop", "branch", "-q", "--set-upstream-to=origin/main", "main")
    places.git("shop", "checkout", "-q", "--detach")
    write(places, "shop/docs/changes.md", text("docs/changes.md", line3="ahead"))
    _commit(places, "ahead", 6)
    places.git("shop", "push", "-q", "origin", "HEAD:refs/heads/ahead", "HEAD:refs/heads/feature2")
    places.git("origin.git", "update-ref", "refs/heads/main", "refs/heads/ahead")
    places.git("origin.git", "update-ref", "-d", "refs/heads/ahead")
    places.git("shop", "checkout", "-q", "main")
    places.git("shop", "update-ref", "-d", "refs/remotes/origin/ahead")
    places.git("shop", "update-ref", "refs/remotes/origin/main", "main")


def settle(places: Places, *roots: str) -> None:
    """Everything in these checkouts was written long ago, and their indexes know it."""
    for root in roots:
        for folder, folders, names in os.walk(places.path(root)):
            folders[:] = [name for name in folders if name != ".git"]
            for name in names:
                os.utime(os.path.join(folder, name), (LONG_AGO, LONG_AGO), follow_symlinks=False)
        places.git(root, "update-index", "-q", "--refresh")
        index = places.git(root, "rev-parse", "--git-path", "index").decode().strip()
        os.utime(places.path(root, index), (LONG_AGO + 10, LONG_AGO + 10))


def listed(places: Places, root: str) -> List[str]:
    """The files that git has at HEAD of this checkout."""
    return places.git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0")[:-1]
