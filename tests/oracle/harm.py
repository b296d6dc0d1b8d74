"""What a command line did to the holders' work: two looks at the world, compared.

At stake is what a holder has that HEAD does not: a file's bytes in the working tree, a version that is only in
the index, a file that git does not have.  Of those bytes the holder's *own lines* are the ones that are not in HEAD.

Harm, of which csg is to say something before (a hold or a warning):

    lost       the file, or own lines of it, are nowhere        altered    other lines changed; the own ones stand
    replaced   another content is in its place                  committed  own lines are in a commit of somebody else's
    moved      the same bytes are now at another path           indexed    ... or in the index, for the next commit
    stashed    they are in a stash                              gone       the checkout is no more
    switched   HEAD of a checkout where a holder is names       rewritten  ... another commit that is not built on the
               another branch or none                                      one before, beyond replacing the tip

No harm, but not nothing either; a hold or warning for it is not needless, and silence is not false:

    handled    written or taken away and put back, same bytes; mode changed; a clean file of a holder's changed
    unstaged   what was in the index still is in the working tree; or the index entry changed otherwise
    amended    HEAD's tip was replaced by another commit on the same parents
    advanced   commits came to the branch from elsewhere (merge, pull, cherry-pick): worth a warning, not a hold
"""

from collections import Counter
from typing import Dict, List, NamedTuple, Set, Tuple

from tests.oracle.kinds import Held, Kind
from tests.oracle.world import Observer, World, blob

LOST, REPLACED, MOVED, STASHED, ALTERED = "lost", "replaced", "moved", "stashed", "altered"
COMMITTED, INDEXED, GONE, SWITCHED, REWRITTEN = "committed", "indexed", "gone", "switched", "rewritten"
HARMS = (LOST, REPLACED, MOVED, STASHED, ALTERED, COMMITTED, INDEXED, GONE, SWITCHED, REWRITTEN)
HANDLED, UNSTAGED, AMENDED, ADVANCED = "handled", "unstaged", "amended", "advanced"


class Harm(NamedTuple):
    """One thing that was done, to a file or (with its top directory as `path`) a checkout of a session's."""

    what: str
    session: str
    path: str


class Outcome(NamedTuple):
    """What became of the holders' work.  `notes`: what is no harm, but not nothing."""

    harms: Set[Harm]
    notes: Set[str]


class Comparison:
    """One world, before and after."""

    def __init__(self, observer: Observer, before: World, after: World, untouched: Dict[str, bool]) -> None:
        """`untouched`: of each held file, whether it was not even written."""
        self.observer = observer
        self.before = before
        self.after = after
        self.untouched = untouched
        self.outcome = Outcome(set(), set())

    def judge(self, kind: Kind) -> Outcome:
        """All that happened to a kind's holders."""
        for session, root in kind.live:
            self._head(session, root)
        for held in kind.held:
            if not held.over:
                self._file(held)
        return self.outcome

    def _harm(self, what: str, session: str, path: str) -> None:
        self.outcome.harms.add(Harm(what, session, path))

    def _head(self, session: str, root: str) -> None:
        old, new = self.before.checkouts[root], self.after.checkouts[root]
        assert old is not None
        if new is None:
            self._harm(GONE, session, root)
        elif new.branch != old.branch:
            self._harm(SWITCHED, session, root)
        elif new.commit != old.commit:
            if not new.commit or not self.observer.follows(root, old.commit, new.commit):
                if new.commit and self.observer.parents(root, old.commit) == self.observer.parents(root, new.commit):
                    self.outcome.notes.add(AMENDED)
                else:
                    self._harm(REWRITTEN, session, root)
            else:
                moves = new.moves[len(old.moves) :]
                if not moves or not all(move.startswith("commit:") for move in moves):
                    self.outcome.notes.add(ADVANCED)

    def _file(self, held: Held) -> None:
        checkout = self.before.checkouts[held.root]
        assert checkout is not None
        committed = checkout.tree.get(held.inside, "")
        work = self.before.files.get(held.path)
        base = self.observer.content(held.root, committed) if committed else b""
        staged = [name for name, stage in checkout.entries.get(held.inside, ()) if stage == "0"]
        now = self.after.files.get(held.path)
        if work is not None and work.blob != committed:
            self._work(held, work.content, base)
        elif now != work:
            self.outcome.notes.add(HANDLED)
        if staged and staged[0] not in (committed, work.blob if work else ""):
            self._only_staged(held, staged[0], base)
        if now is not None and work is not None and now.content == work.content and not self.untouched[held.path]:
            self.outcome.notes.add(HANDLED)
        after = self.after.checkouts[held.root]
        if after is not None and after.entries.get(held.inside) != checkout.entries.get(held.inside):
            self.outcome.notes.add(UNSTAGED)

    def _work(self, held: Held, work: bytes, base: bytes) -> None:
        """What the working tree had that HEAD does not have."""
        own = _lines(work) - _lines(base)
        now = self.after.files.get(held.path)
        if now is None or own - _lines(now.content):
            self._harm(self._whereabouts(held, work, now is None), held.session, held.path)
        elif now.content != work:
            self._harm(ALTERED, held.session, held.path)
        self._taken(held, own)

    def _only_staged(self, held: Held, name: str, base: bytes) -> None:
        """What only the index had."""
        after = self.after.checkouts[held.root]
        entries = after.entries.get(held.inside, ()) if after else ()
        if name in [one for one, _ in entries]:
            if after is not None and after.tree.get(held.inside) == name:
                self._harm(COMMITTED, held.session, held.path)
            return
        content = self.observer.content(held.root, name)
        now = self.after.files.get(held.path)
        if now is not None and not (_lines(content) - _lines(base)) - _lines(now.content):
            return  # its lines are in the working tree
        self._harm(self._whereabouts(held, content, True), held.session, held.path)

    def _whereabouts(self, held: Held, content: bytes, absent: bool) -> str:
        name = blob(content)
        # Any checkout of the repository that is still there can say what is in a stash or a commit.
        for root, checkout in self.after.checkouts.items():
            earlier = self.before.checkouts[root]
            if checkout is None or earlier is None:
                continue
            stashes = checkout.stashes - earlier.stashes
            if self.observer.contains(root, [s + part for s in sorted(stashes) for part in ("", "^2", "^3")], name):
                return STASHED
            commits = set(checkout.refs.values()) | {checkout.commit}
            commits -= set(earlier.refs.values()) | {earlier.commit, ""} | stashes
            if self.observer.contains(root, sorted(commits), name):
                return COMMITTED
        for path, file in self.after.files.items():
            if file.content == content and self.before.files.get(path) != file:
                return MOVED
        return LOST if absent else REPLACED

    def _taken(self, held: Held, own: "Counter[bytes]") -> None:
        """Are the holder's own lines in somebody's commit, or in the index, where they were not?"""
        old, new = self.before.checkouts[held.root], self.after.checkouts[held.root]
        if new is None or old is None:
            return
        committed, entries = new.tree.get(held.inside, ""), new.entries.get(held.inside, ())
        if committed not in ("", old.tree.get(held.inside, "")) and self._has(held, committed, own):
            self._harm(COMMITTED, held.session, held.path)
            return
        before = old.entries.get(held.inside, ())
        held_before = any(self._has(held, name, own) for name, _ in before)
        if entries != before and not held_before and any(self._has(held, name, own) for name, _ in entries):
            self._harm(INDEXED, held.session, held.path)

    def _has(self, held: Held, name: str, own: "Counter[bytes]") -> bool:
        return bool(own) and not own - _lines(self.observer.content(held.root, name))


def _lines(content: bytes) -> "Counter[bytes]":
    return Counter(content.splitlines())


def described(outcome: Outcome) -> List[Tuple[str, str]]:
    """(what, path) of all harms, in order."""
    return sorted({(harm.what, harm.path) for harm in outcome.harms})
