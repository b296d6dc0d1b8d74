"""The kinds of holding: what session A (and C) has claimed, and in what state its files are.

Each builder turns a world with the repository into one where the holders are at work and session B is about to
run a command line.  Claims come from the hook, as they do in life.
"""

import os
from typing import Callable, Dict, List, NamedTuple, Tuple

from tests.oracle import repository
from tests.oracle.judge import A, B, C, Guard
from tests.oracle.places import Places
from tests.oracle.repository import half_done, read, text, write


class Held(NamedTuple):
    """A file that a session has claimed.  `root`: its checkout, in `work`; `inside`: its path there.

    over: the work is committed, so nothing of the holder's is left in it"""

    session: str
    root: str
    inside: str
    over: bool = False

    @property
    def path(self) -> str:
        """In `work`."""
        return "%s/%s" % (self.root, self.inside)


class Kind(NamedTuple):
    """One kind of holding.

    held    what is claimed; the first ones are those that lines are about
    places  where B may be, in `work`; the first is where it started
    live    the checkouts that the holders are in, with their sessions
    roots   all checkouts, each a top directory in `work`
    """

    name: str
    build: Callable[["Stage"], None]
    held: Tuple[Held, ...]
    places: Tuple[str, ...] = ("shop",)
    live: Tuple[Tuple[str, str], ...] = ((A, "shop"),)
    roots: Tuple[str, ...] = ("shop",)


class Stage:
    """What a builder works with."""

    def __init__(self, places: Places, guard: Guard) -> None:
        self.places = places
        self.guard = guard

    def start(self, *sessions: Tuple[str, str]) -> None:
        """These sessions start, each in a directory in `work`."""
        for session, cwd in sessions:
            self.guard.start(session, self.places.path(cwd))

    def claims(self, session: str, path: str) -> None:
        """The session is about to edit this file, from the top of the shop."""
        self.guard.edits(session, self.places.path(path), self.places.path("shop"))

    def works(self, session: str, *paths: str) -> None:
        """The session edits these files and leaves them half-done; what is not there is new."""
        for path in paths:
            self.claims(session, path)
            there = os.path.exists(self.places.path(path))
            write(self.places, path, half_done(read(self.places, path) if there else text(path)))

    def git(self, cwd: str, *words: str) -> None:
        """Somebody at a terminal runs git."""
        self.places.git(cwd, *words)

    def commits(self, session: str, *words: str) -> None:
        """The session commits, with git's words for which; its hooks run before and after."""
        line, cwd = "git commit -q -m done %s" % " ".join(words), self.places.path("shop")
        self.guard.before(session, line, cwd, "toolu_commit")
        self.places.git("shop", "commit", "-q", "-m", "done", *words)
        self.guard.after(session, line, cwd, 0, 0.05, "toolu_commit")


def _started(stage: Stage, own: bool = True, cwd: str = "shop") -> None:
    """A and B are there; B has changed a file of its own."""
    stage.start((A, cwd), (B, cwd))
    if own:
        stage.works(B, "shop/mine.py")


def _dirty(stage: Stage) -> None:
    _started(stage)
    stage.works(A, "shop/app.py")


def _subdirectories(stage: Stage) -> None:
    _started(stage)
    stage.works(A, "shop/src/core.py", "shop/docs/deep/page.md")
    for name in ("rebase.autoStash", "merge.autoStash"):
        stage.git("shop", "config", "--global", name, "true")


def _staged(stage: Stage) -> None:
    _started(stage)
    stage.works(A, "shop/app.py", "shop/src/fresh.py")
    stage.git("shop", "add", "app.py", "src/fresh.py")


def _staged_and_dirty(stage: Stage) -> None:
    _started(stage)
    stage.works(A, "shop/app.py")
    stage.git("shop", "add", "app.py")
    write(stage.places, "shop/app.py", read(stage.places, "shop/app.py").replace("half-done", "later"))


def _untracked(stage: Stage) -> None:
    _started(stage, own=False)
    stage.works(A, "shop/fresh.py", "shop/docs/fresh.md")


def _ignored(stage: Stage) -> None:
    _started(stage, own=False)
    stage.works(A, "shop/local.cfg", "shop/build/gen.py")


def _committed(stage: Stage) -> None:
    """One file by the holder itself, one by a person at a terminal."""
    _started(stage, own=False)
    stage.works(A, "shop/app.py", "shop/docs/guide.md")
    stage.commits(A, "app.py")
    stage.git("shop", "commit", "-q", "-m", "by hand", "docs/guide.md")


def _clean(stage: Stage) -> None:
    _started(stage, own=False)
    for path in ("shop/app.py", "shop/src/core.py"):
        stage.claims(A, path)


def _idle(stage: Stage) -> None:
    _started(stage, own=False)


def _several(stage: Stage) -> None:
    stage.start((C, "shop"))
    _started(stage)
    stage.works(A, "shop/app.py", "shop/src/util.py")
    stage.git("shop", "add", "src/util.py")
    stage.works(C, "shop/docs/guide.md", "shop/src/fresh.py")


def _names(stage: Stage) -> None:
    _started(stage)
    stage.works(A, "shop/src/with space.py", "shop/docs/größe.md", "shop/src/odd[1].py", "shop/neue datei.py")


def _worktree(stage: Stage, place: str) -> None:
    stage.git("shop", "worktree", "add", "-q", "-b", "fix/y", stage.places.path(place))
    repository.settle(stage.places, place)
    stage.start((A, place), (B, "shop"))
    stage.works(A, place + "/app.py", place + "/fresh.py")


def _worktree_beside(stage: Stage) -> None:
    _worktree(stage, "shop-fix")


def _worktree_inside(stage: Stage) -> None:
    _worktree(stage, "shop/.trees/fix")


def _submodule(stage: Stage) -> None:
    places = stage.places
    os.makedirs(places.path("lib"))
    repository.new(places, "lib")
    for path in ("core.c", "other.c", "docs/lib.md"):
        write(places, "lib/" + path, text(path))
    stage.git("lib", "add", "-A")
    stage.git("lib", "commit", "-q", "-m", "lib one")
    stage.git("lib", "tag", "v1")
    write(places, "lib/core.c", text("core.c", line9="second"))
    stage.git("lib", "commit", "-q", "-a", "-m", "lib two")
    stage.git("lib", "branch", "feature", "v1")
    stage.git("shop", "submodule", "--quiet", "add", places.path("lib"), "lib")
    repository.by_time(places, "shop/lib")
    stage.git("shop", "commit", "-q", "-m", "lib")
    repository.settle(places, "shop", "shop/lib")
    _started(stage, own=False)
    stage.works(A, "shop/lib/core.c", "shop/lib/fresh.c")


def _merging(stage: Stage) -> None:
    """A has resolved a conflict of its merge and not committed it."""
    write(stage.places, "shop/app.py", text("app.py", line9="second", line5="main's"))
    stage.git("shop", "commit", "-q", "-m", "main's", "app.py")
    repository.settle(stage.places, "shop")
    _started(stage, own=False)
    stage.claims(A, "shop/app.py")
    stage.places.run("git merge -q fix/x", stage.places.path("shop"))
    write(stage.places, "shop/app.py", text("app.py", line9="second", line5="half-done work: both"))


def _holds(root: str, *inside: str, session: str = A, over: bool = False) -> Tuple[Held, ...]:
    return tuple(Held(session, root, path, over) for path in inside)


_LIST: List[Kind] = [
    Kind("dirty", _dirty, _holds("shop", "app.py")),
    Kind(
        "subdirectories",
        _subdirectories,
        _holds("shop", "src/core.py", "docs/deep/page.md"),
        places=("shop", "shop/src", "shop/docs"),
    ),
    Kind("staged", _staged, _holds("shop", "app.py", "src/fresh.py")),
    Kind("staged and dirty", _staged_and_dirty, _holds("shop", "app.py")),
    Kind("untracked", _untracked, _holds("shop", "fresh.py", "docs/fresh.md")),
    Kind("ignored", _ignored, _holds("shop", "local.cfg", "build/gen.py")),
    Kind("committed", _committed, _holds("shop", "app.py", "docs/guide.md", over=True)),
    Kind("clean", _clean, _holds("shop", "app.py", "src/core.py")),
    Kind("idle", _idle, _holds("shop", "app.py", over=True)),
    Kind(
        "several",
        _several,
        _holds("shop", "app.py", "src/util.py") + _holds("shop", "docs/guide.md", "src/fresh.py", session=C),
        live=((A, "shop"), (C, "shop")),
    ),
    Kind(
        "names",
        _names,
        _holds("shop", "src/with space.py", "docs/größe.md", "src/odd[1].py", "neue datei.py"),
        places=("shop", "shop/src"),
    ),
    Kind(
        "worktree",
        _worktree_beside,
        _holds("shop-fix", "app.py", "fresh.py"),
        places=("shop", "shop-fix"),
        live=((A, "shop-fix"),),
        roots=("shop", "shop-fix"),
    ),
    Kind(
        "worktree inside",
        _worktree_inside,
        _holds("shop/.trees/fix", "app.py", "fresh.py"),
        places=("shop", "shop/.trees/fix"),
        live=((A, "shop/.trees/fix"),),
        roots=("shop", "shop/.trees/fix"),
    ),
    Kind(
        "submodule",
        _submodule,
        _holds("shop/lib", "core.c", "fresh.c"),
        places=("shop", "shop/lib"),
        live=((A, "shop"), (A, "shop/lib")),
        roots=("shop", "shop/lib"),
    ),
    Kind("merging", _merging, _holds("shop", "app.py")),
]
KINDS: Dict[str, Kind] = {kind.name: kind for kind in _LIST}


def prepare(places: Places, guard: Guard, kind: Kind) -> None:
    """Build a kind's world and keep it under its name.  The base must have been built."""
    from tests.oracle import kit

    places.bring("base")
    kind.build(Stage(places, guard))
    kit.lay_out(places, kind)
    guard.prompt(B, places.path(kind.places[0]))  # what is waiting is told now, not with the line
    guard.before(B, "git status", places.path(kind.places[0]))
    problems = guard.errors()
    if problems:
        raise RuntimeError("while %r was built: %s" % (kind.name, problems))
    places.keep(kind.name)
