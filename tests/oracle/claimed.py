"""Shell Claims against the files that really changed: `python3 -m tests.oracle --claims`.

Session B's lines are really run between its PreToolUse and PostToolUse events.  The client's report of what changed
(`bashEditDiff`) is derived from the world as the client would make it: of one checkout, without ignored files, left out
("skipped") where a git command moved HEAD or the stash.  Each line is told to csg with the report and without.
"""

import os
import random
import shutil
import subprocess
import time
from typing import Any, Dict, List, NamedTuple, Set

from tests.oracle import kit, repository
from tests.oracle.claimed_lines import BORROWED, LINES
from tests.oracle.judge import A, B, Clients, Guard
from tests.oracle.kinds import Held, Kind, Stage, prepare
from tests.oracle.lines import PROGRAMS, Line, by_hand
from tests.oracle.places import Places, missing
from tests.oracle.world import Checkout, Observer, World

WITH, WITHOUT = "with the client's report", "without it"
_AGE = 2.5  # seconds that the world is older than the line: csg's clocks have a slack of one
_IN_TURN = 10  # worlds
_MEANWHILE = 15  # while every so many lines run, A edits a file of its own
_THEIRS = "docs/guide.md"
_REPORTED, _DESCRIBED = 200, 5  # files that the client names, and describes
_SCRIPT = 'eval "$1"; code=$?; pwd -P >|"$2"; exit $code'


def _build(stage: Stage) -> None:
    stage.start((A, "shop"), (B, "shop"))
    stage.works(B, "shop/mine.py")
    stage.works(A, "shop/" + _THEIRS)


#: `held` gives names to the lines: files of nobody's.
KIND = Kind(
    "at work",
    _build,
    tuple(Held(A, "shop", path, True) for path in ("app.py", "src/util.py", "docs/deep/page.md", "src/with space.py")),
)


class Told(NamedTuple):
    """One line, told to csg one way: the files (in `work`) that changed, that were claimed, both by B alone.

    written   also those that were written with the same bytes: a Claim on one is neither right nor wrong
    skipped   git moved HEAD or the stash: what changed by that is nobody's edit, and not missed"""

    line: str
    group: str
    way: str
    changed: Set[str]
    claimed: Set[str]
    written: Set[str]
    skipped: bool

    @property
    def false(self) -> Set[str]:
        """Claimed, and not changed."""
        return self.claimed - self.changed - self.written

    @property
    def missed(self) -> Set[str]:
        """Changed, and not claimed."""
        return set() if self.skipped else self.changed - self.claimed


def lines(count: int, seed: int) -> List[Line]:
    """Lines that change files; those written for this first, the borrowed ones in an order of the seed's."""
    absent = missing(list(PROGRAMS))
    own = [Line("edits", text) for text in LINES.strip("\n").split("\n")]
    own = [line for line in own if not any(line.needs(program) for program in absent)]
    borrowed = [line for line in by_hand(absent) if line.group in BORROWED and not line.prefix]
    random.Random("claims %d" % seed).shuffle(borrowed)
    return (own + borrowed)[:count]


class Recorder:
    """Runs lines in one worker's places."""

    def __init__(self, folder: str, programs: str, archive: str, clients: Clients) -> None:
        self.places = Places(folder, programs)
        self.guard = Guard(self.places, archive, clients)
        repository.build(self.places)
        prepare(self.places, self.guard, KIND)
        self.places.bring(KIND.name)
        self.observer = Observer(self.places, KIND.roots)
        self.before = self.observer.look()
        self.already = self.guard.claimed(B)

    def record(self, line: Line, number: int) -> List[Told]:
        """One line, told both ways."""
        self._bring()
        text = line.filled(kit.names(self.places, KIND, "shop", number))
        cwd, call = self.places.path("shop"), "toolu_%d" % number
        times = self.observer.times(list(self.before.files))
        self.guard.before(B, text, cwd, call)
        meanwhile = number % _MEANWHILE == _MEANWHILE - 1 and os.path.basename(_THEIRS) not in text
        began = time.time()
        if meanwhile:
            self.guard.edits(A, self.places.path("shop", _THEIRS), cwd)
        ended = os.path.join(self.places.tmp, "ended")
        code = self.places.run(text, cwd, _SCRIPT, ended)
        after = self.observer.look(self.before)
        changed = _changed(self.before, after)
        written = {path for path, was in self.observer.times(list(times)).items() if was != times[path]}
        seen = set(changed)
        if meanwhile and _THEIRS not in "".join(changed):
            repository.write(self.places, "shop/" + _THEIRS, repository.text("another version"))
            seen.add("shop/" + _THEIRS)
        seconds = time.time() - began
        skipped = _skipped(self.before.checkouts["shop"], after.checkouts["shop"])
        there = _read(ended) or cwd
        told = []
        aside = self.places.home + "-aside"
        shutil.copytree(self.places.home, aside)
        for way, diff in ((WITH, self._report(seen, skipped)), (WITHOUT, None)):
            self.guard.after(B, text, there, code, seconds, call, diff)
            claims = {path for path, edits in self.guard.claimed(B).items() if edits > self.already.get(path, 0)}
            inside = {os.path.relpath(path, self.places.work) for path in claims}
            told.append(Told(text, line.group, way, changed, inside, written - changed, skipped))
            if os.path.isdir(aside):
                shutil.rmtree(self.places.home)
                os.rename(aside, self.places.home)
        return told

    def _bring(self) -> None:
        fresh = self.places.bring(KIND.name, _IN_TURN)
        time.sleep(max(0.0, fresh + _AGE - time.time()))

    def _report(self, seen: Set[str], skipped: bool) -> Dict[str, Any]:
        """What the client says with the tool's result."""
        if skipped:
            return {"files": [], "moreFiles": 0, "changedFiles": [], "skipped": True}
        inside = sorted(path[len("shop/") :] for path in seen if path.startswith("shop/"))
        ignored = self._ignored(inside)
        if ignored is None:
            return {"files": [], "moreFiles": 0, "changedFiles": [], "unavailable": True}
        named = [self.places.path("shop", path) for path in inside if path not in ignored]
        described = [{"filePath": path, "hunks": []} for path in named[:_DESCRIBED]]
        return {
            "files": described,
            "moreFiles": max(0, len(named) - _DESCRIBED),
            "changedFiles": named[:_REPORTED],
        }

    def _ignored(self, paths: List[str]) -> Any:
        """Those of the paths that git ignores; None where git cannot tell."""
        done = subprocess.run(
            ["git", "check-ignore", "-z", "--stdin"],
            input="\0".join(paths).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.places.path("shop"),
            env=self.places.shell,
        )
        return set(done.stdout.decode().split("\0")[:-1]) if done.returncode in (0, 1) else None


def _changed(before: World, after: World) -> Set[str]:
    paths = set(before.files) | set(after.files)
    return {path for path in paths if before.files.get(path) != after.files.get(path)}


def _skipped(before: "Checkout | None", after: "Checkout | None") -> bool:
    if before is None or after is None:
        return False
    return (before.commit, before.branch, before.stashes) != (after.commit, after.branch, after.stashes)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().rstrip("\n")
    except OSError:
        return ""


class Figures(NamedTuple):
    """How right (precision) and how complete (recall) the Claims of some lines are, each of files and from 0 to 1."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the Claims, how many are on files that changed."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Of the files that changed, how many are claimed."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def figures(told: List[Told], way: str) -> Figures:
    """Those of one way of telling."""
    some = [one for one in told if one.way == way]
    right = sum(len(one.claimed & one.changed) for one in some)
    return Figures(right, sum(len(one.false) for one in some), sum(len(one.missed) for one in some))
