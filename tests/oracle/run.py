"""Every pair: csg is asked about the line, the line is run, and the world is compared.  Several at once."""

import os
import queue
import shutil
import tempfile
import threading
from typing import Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple, TypeVar

from tests.oracle import claimed, generated, kit, repository
from tests.oracle.harm import Comparison, described
from tests.oracle.judge import B, Clients, Guard
from tests.oracle.kinds import KINDS, prepare
from tests.oracle.lines import PROGRAMS, Line, Pair, by_hand, choose
from tests.oracle.places import Places, missing, programs
from tests.oracle.world import Observer, World

HELD, WARNED, SILENT = "held", "warned", "silent"
_TOGETHER = 40  # pairs of one kind that a worker takes at a time
Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Result(NamedTuple):
    """What csg said, and what was.

    line     as it was run, in `place`              said    HELD, WARNED or SILENT; `words` of it
    harms    (what, path) as in `harm`              notes   what is no harm, but not nothing
    code     the line's exit code                   errors  what went wrong inside csg
    """

    kind: str
    group: str
    line: str
    place: str
    said: str
    words: str
    harms: List[Tuple[str, str]]
    notes: List[str]
    code: int
    errors: List[str]


class Worker:
    """One set of places, with the kinds of holding that were prepared in it."""

    def __init__(self, top: str, number: int, archive: str, clients: Clients) -> None:
        folder = os.path.join(top, "worker-%d" % number)
        self.places = Places(folder, os.path.join(top, "programs"))
        self.guard = Guard(self.places, archive, clients)
        self.known: Dict[str, Tuple[Observer, World]] = {}
        repository.build(self.places)

    def prepare(self, name: str) -> None:
        """Have a kind of holding ready; it is built once."""
        if name in self.known:
            return
        kind = KINDS[name]
        prepare(self.places, self.guard, kind)
        self.places.bring(name)
        observer = Observer(self.places, kind.roots)
        before = observer.look()
        for held in kind.held:
            checkout = before.checkouts[held.root]
            if checkout is not None and held.inside in checkout.tree:
                observer.content(held.root, checkout.tree[held.inside])
            for entry, _ in checkout.entries.get(held.inside, ()) if checkout is not None else ():
                observer.content(held.root, entry)
        self.known[name] = observer, before

    def judge(self, pair: Pair) -> Result:
        """One pair."""
        self.prepare(pair.kind)
        kind = KINDS[pair.kind]
        self.places.bring(pair.kind)
        observer, before = self.known[pair.kind]
        line = pair.line.filled(kit.names(self.places, kind, pair.place, pair.number))
        cwd = self.places.path(pair.place)
        answer = self.guard.before(B, line, cwd)
        errors = self.guard.errors()
        held = [one.path for one in kind.held]
        times = observer.times(held)
        code = self.places.run(line, cwd)
        after = observer.look(before)
        written = observer.times(held)
        untouched = {path: times[path] == written[path] for path in held}
        outcome = Comparison(observer, before, after, untouched).judge(kind)
        said = HELD if answer.decision in ("deny", "ask") else WARNED if answer.context else SILENT
        words = answer.reason or answer.context
        harms = described(outcome)
        return Result(
            pair.kind, pair.line.group, line, pair.place, said, words, harms, sorted(outcome.notes), code, errors
        )


class Hall:
    """The workers' common directory, and the processes that stand for the sessions' clients."""

    def __init__(self, archive: str) -> None:
        self.archive = archive
        self.top = os.path.realpath(tempfile.mkdtemp(prefix="csg-oracle-"))
        programs(self.top)
        self.clients = Clients()
        self.workers: List[Worker] = []

    def __enter__(self) -> "Hall":
        return self

    def __exit__(self, *_: object) -> None:
        self.clients.end()
        shutil.rmtree(self.top, ignore_errors=True)

    def worker(self, number: int) -> Worker:
        """The worker of this number; each is used by one thread."""
        return Worker(self.top, number, self.archive, self.clients)

    def pairs(self, count: int, seed: int, only: Optional[str] = None) -> List[Pair]:
        """The lines that are judged."""
        asked = os.path.join(self.top, "asked")
        os.makedirs(asked)
        places = Places(os.path.join(self.top, "asking"), os.path.join(self.top, "programs"))
        os.makedirs(places.path("asked"))
        repository.new(places, "asked")
        made = generated.lines(places.path("asked"), seed)
        return choose(by_hand(missing(list(PROGRAMS))), made, count, seed, only)

    def run(self, pairs: Iterable[Pair], workers: int = 2) -> List[Result]:
        """The results in the order of the pairs; those of one kind are done together, since it has to be built."""

        def begin(number: int) -> Callable[[Pair], Result]:
            return Worker(self.top, number, self.archive, self.clients).judge

        return shared(_grouped(list(enumerate(pairs)), _TOGETHER), begin, workers)

    def record(self, lines: Iterable[Line], workers: int = 2) -> List[claimed.Told]:
        """What these lines changed and what csg claimed for it; two answers a line."""

        def begin(number: int) -> Callable[[Tuple[int, Line]], List[claimed.Told]]:
            folder = os.path.join(self.top, "recorder-%d" % number)
            recorder = claimed.Recorder(folder, os.path.join(self.top, "programs"), self.archive, self.clients)
            return lambda numbered: recorder.record(numbered[1], numbered[0])

        numbered = list(enumerate(lines))
        groups = [[(place, one)] for place, one in enumerate(numbered)]
        return [told for both in shared(groups, begin, workers) for told in both]


def shared(
    groups: List[List[Tuple[int, Task]]], begin: Callable[[int], Callable[[Task], Answer]], workers: int
) -> List[Answer]:
    """Do numbered tasks with some threads, a group at a time; the answers in the order of the numbers.

    begin  called once in each thread with its number: gives what does a task"""
    waiting: queue.Queue[List[Tuple[int, Task]]] = queue.Queue()
    for group in groups:
        waiting.put(group)
    found: Dict[int, Answer] = {}
    problems: List[BaseException] = []

    def work(number: int) -> None:
        try:
            do = begin(number)
            while not problems:
                for place, task in waiting.get_nowait():
                    found[place] = do(task)
        except queue.Empty:
            pass
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return [found[number] for number in sorted(found)]


def _grouped(pairs: List[Tuple[int, Pair]], most: int) -> List[List[Tuple[int, Pair]]]:
    """Runs of one kind, of at most `most`: what one worker takes at a time."""
    groups: List[List[Tuple[int, Pair]]] = []
    for numbered in pairs:
        if not groups or groups[-1][-1][1].kind != numbered[1].kind or len(groups[-1]) >= most:
            groups.append([])
        groups[-1].append(numbered)
    return groups
