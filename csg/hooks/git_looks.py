"""What git says of claimed files before a command runs: which of them it would touch.

One look for all commands of a line, and only where siblings hold what they may reach: one Checkout for each
root, a second for all of them.  What is not known keeps a file among those that are touched.
"""

import time

from csg.base import paths
from csg.git import effects, facts, listings, pathspecs, repository, selection
from csg.hooks import call as calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.git.reach import Reach
    from csg.state.holdings import Holding


class Looks:
    """What was found out so far."""

    __slots__ = ("_call", "_checkouts", "_deadline", "_files")

    def __init__(self, call: calls.Call) -> None:
        self._call = call
        self._deadline = 0.0
        self._checkouts: dict[bytes, facts.Checkout | None] = {}
        self._files: dict[bytes, facts.File] = {}

    def touched(self, effect: effects.Effect, reach: "Reach", held: "list[Holding]") -> "list[Holding]":
        """Those of the holdings (all in reach) whose files the command may touch; it is then taken for done."""
        checkout = self._checkout(reach.root)
        if checkout is None or not _takes_place(effect, checkout):
            return held if checkout is None else []
        self._ask(checkout, held, reach.root)
        if effect.quiet and any(self._is_changed(holding.path) for holding in held):
            return []
        if effect.first and not _is_possible(effect, reach, checkout):
            return []
        if effect.removes():
            # without force git refuses to remove what is not clean
            safe = effect.shown == effects.REMOVE and not effect.forced
            return [] if safe and any(self._is_dirty(holding.path) for holding in held) else held
        found = [holding for holding in held if self._in_state(effect, reach.root, holding)]
        found = _of_commits(effect, checkout, found)
        if effect.matching and any(self._is_apart(path) for path in _named(effect, reach, found) or _paths(found)):
            return []  # git refuses
        if effect.known and any(self._is_strange(path) for path in _named(effect, reach, held)):
            return []  # git refuses
        if effect.merged and any(
            self._files[holding.path].conflicted for holding in found if holding.path in self._files
        ):
            return []  # git refuses
        if effect.trial and checkout.applies(effect.trial, reach.directory) is False:
            return []
        if found and effect.careful and self._has_changes(effect, reach, checkout):
            return []  # git refuses
        if found and effect.flat:
            strange = checkout.untracked_directories({holding.path for holding in found})
            found = [holding for holding in found if strange is None or holding.path not in strange]
        if found:
            spared = self._unspared(effect, found)
            found = _selected(effect, reach, checkout, found) + spared
        if effect.states == effects.BOTH:
            for holding in _selected(effect, reach, checkout, held):
                if holding.path in self._files:
                    self._files[holding.path] = self._files[holding.path].unstaged_now()
        if effect.stages:
            for holding in found:
                self._files[holding.path] = self._files[holding.path].staged_now()
        return found

    def _checkout(self, root: bytes) -> "facts.Checkout | None":
        if root not in self._checkouts:
            now = time.monotonic()
            self._deadline = self._deadline or now + facts.SECONDS
            repo = repository.find(root)
            left = self._deadline - now
            known = repo is not None and left > 0
            self._checkouts[root] = (
                facts.Checkout(self._call.home, repo, self._call.environ, left) if repo and known else None
            )
        return self._checkouts[root]

    def _ask(self, checkout: facts.Checkout, held: "Sequence[Holding]", root: bytes) -> None:
        wanted = {holding.path for holding in held if holding.root in (b"", root)}
        wanted.update([holding.root for holding in held if holding.root not in (b"", root)])
        new = [path for path in wanted if path not in self._files]
        if new:
            self._files.update(checkout.files(new))

    def _in_state(self, effect: effects.Effect, root: bytes, holding: "Holding") -> bool:
        if holding.root in (b"", root):
            return effect.may_touch(self._files[holding.path])
        inner = self._files[holding.root]  # the repository inside, as the outer one sees it
        if effect.nested == effects.UNKNOWN_TO_GIT:
            return inner.tracked is not True
        if inner.tracked is False:
            return False
        checkout = self._checkout(holding.root)
        if checkout is not None:
            self._ask(checkout, [holding], holding.root)
        return holding.path not in self._files or effect.may_touch(self._files[holding.path])

    def _unspared(self, effect: effects.Effect, held: "list[Holding]") -> "list[Holding]":
        """Those in conflict that are named among what is excluded, and touched all the same."""
        if not effect.unmerges or not effect.words or not any(map(selection.excludes, effect.words)):
            return []
        return [one for one in held if one.path in self._files and self._files[one.path].conflicted]

    def _has_changes(self, effect: effects.Effect, reach: "Reach", checkout: facts.Checkout) -> bool:
        """Are there staged changes that are not in conflict, in what the pathspecs mean?"""
        staged = checkout.staged() or []
        if not staged or not effect.words:
            return False
        chosen = checkout.selected(effect.words, reach.directory, staged, effect.whole) or set()
        return any(file.staged and file.conflicted is False for file in checkout.files(chosen).values())

    def _is_strange(self, path: bytes) -> bool:
        file = self._files.get(path)
        return file is not None and file.tracked is False and file.missing is False

    def _is_apart(self, path: bytes) -> bool:
        """Does it differ from the index, or is it not there?"""
        file = self._files.get(path)
        return file is not None and bool(file.modified or (file.tracked is False and not file.missing))

    def _is_changed(self, path: bytes) -> bool:
        file = self._files.get(path)
        return file is not None and bool(file.modified)

    def _is_dirty(self, path: bytes) -> bool:
        file = self._files.get(path)
        return file is not None and bool(file.modified or file.staged or file.untracked)


def _takes_place(effect: effects.Effect, checkout: facts.Checkout) -> bool:
    """May git do this at all, as the repository is?"""
    if effect.begins and checkout.unfinished() not in ("", "bisect"):
        return False
    history = checkout.history() if effect.merges else None
    if history is not None and history.is_in_head(effect.merges):
        return False
    if effect.needs and checkout.unfinished() not in (effect.needs, "cherry-pick or revert"):
        return False
    groups = [[checkout.is_true(name) for name in group] for group in effect.settings]
    return not groups or any(False not in group for group in groups)


def _is_possible(effect: effects.Effect, reach: "Reach", checkout: facts.Checkout) -> bool:
    """Is there what the command names?  Else git refuses."""
    known = checkout.history()
    if known is not None:
        named = [revision for revision in (effect.tree, effect.delta, effect.merges) if revision]
        if any(known.exists(revision) is False for revision in named):
            return False
    root = reach.root
    for word in effect.words or []:
        if not pathspecs.is_plain(word):
            if effect.matches and checkout.matches(word, reach.directory) is False:
                return False
            continue
        path = paths.canonical(word, reach.directory)
        if not paths.is_below(path, root):
            return False
        if known is not None and effect.overlay and known.holds(effect.tree, path) is False:
            return False
    return True


def _of_commits(effect: effects.Effect, checkout: facts.Checkout, held: "list[Holding]") -> "list[Holding]":
    """Those that the commits touch from which files are taken."""
    history = checkout.history() if held else None
    if history is None:
        return held
    there = None
    if effect.delta:
        there = history.changing(effect.delta, _paths(held))
    elif effect.tree and effect.overlay:
        there = history.having(effect.tree, _paths(held))
    return [holding for holding in held if there is None or holding.path in there]


def _words(effect: effects.Effect) -> "list[bytes]":
    """The pathspecs, also those that stand in a file; none where they limit nothing that is known."""
    if effect.listing:
        return listings.pathspecs(effect.listing) or []
    found: list[bytes] = []
    for path, depth in effect.patches:
        named = listings.patched(path, depth)
        if named is None:
            return []
        found += named
    return found or effect.words or []


def _paths(held: "Sequence[Holding]") -> "list[bytes]":
    return [holding.path for holding in held]


def _named(effect: effects.Effect, reach: "Reach", held: "Sequence[Holding]") -> "list[bytes]":
    """The files that are called by their name, not as part of something."""
    called = {paths.canonical(word, reach.directory) for word in _words(effect) if pathspecs.is_plain(word)}
    return [holding.path for holding in held if holding.path in called]


def _selected(
    effect: effects.Effect, reach: "Reach", checkout: facts.Checkout, held: "list[Holding]"
) -> "list[Holding]":
    """Those that the pathspecs mean."""
    words = _words(effect)
    inside = [holding.path for holding in held if holding.root in (b"", reach.root)]
    if not inside:
        return held
    chosen = None
    if effect.listing or effect.patches or not all(pathspecs.is_plain(word) for word in words):
        chosen = None if not words else checkout.selected(words, reach.directory, inside, effect.whole)
    spared = checkout.selected(effect.spared, reach.root, inside, True) if effect.spared else None
    return [
        holding
        for holding in held
        if holding.path not in inside
        or ((chosen is None or holding.path in chosen) and (spared is None or holding.path not in spared))
    ]
