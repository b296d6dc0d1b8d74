"""What becomes of HEAD when a command that moves it is run.

Where that cannot be told (no git, no time, a
name that only the run itself makes known) a command is believed to do what it is for.
"""

from csg.base import files
from csg.git import head_move, refs
from csg.git.gitconfig import NotKnown
from csg.git.head_course import Course
from csg.git.head_move import Move
from csg.git.head_names import HEADS, is_branch_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: REFUSED: git fails, and does nothing.  NOTHING: HEAD stays where it is.  ADDS: what was there stays below what
#: comes.  CHANGES: another branch, or another history of this one.
REFUSED, NOTHING, ADDS, CHANGES = "refused", "nothing", "adds", "changes"


def outcome(course: Course, move: Move) -> str:
    """What a Move comes to; then it has happened."""
    try:
        found = _RULES[move.way](course, move)
    except NotKnown:
        found = ADDS if move.way == head_move.ADD or course.named or course.commit is None else CHANGES
    if found not in (REFUSED, NOTHING) and move.way in (head_move.RESET, head_move.REBASE, head_move.ADD):
        course.moved()
    return found


def _checkout(course: Course, move: Move) -> str:
    flags, target = move.flags, move.target
    if target is None:
        if "perhaps" in flags:
            return ADDS
        course.go(b"", None)
        return CHANGES
    if target == b"-":
        target = course.names.previous()
    if not target or ("tidy" in flags and course.is_unfinished()):
        return REFUSED
    branch, commit = HEADS + target, b""
    if "detach" not in flags:
        commit = course.names.ref(branch)
        if commit and branch == course.branch:
            return NOTHING
        if commit and "elsewhere" not in flags and course.names.elsewhere(branch):
            return REFUSED
    if not commit and "strict" not in flags:
        if target == b"HEAD" and "detach" not in flags:
            return NOTHING
        commit = course.resolved(target, alone="guess" not in flags)  # else a remote's branch may be meant
        if commit:
            branch = b""
            if not course.branch and commit == course.commit:
                return NOTHING
    if not commit and "guess" in flags and ("strict" in flags or not course.is_file(move, target)):
        commit = course.names.remote_branch(target)
        if not commit and course.named:
            course.go(branch, None)
            return CHANGES
    if not commit:
        paths = "strict" not in flags and (course.is_file(move, target) or not is_branch_name(target))
        return NOTHING if paths else REFUSED
    if course.hinders(move) or course.refuses(commit, move):
        return REFUSED
    course.go(branch, commit)
    return CHANGES


def _create(course: Course, move: Move) -> str:
    flags, branch = move.flags, HEADS + move.name
    if move.name and not is_branch_name(move.name):
        return REFUSED
    taken = bool(move.name and course.names.ref(branch))
    if taken and "exists" not in flags:
        return REFUSED
    if "stash" in flags:
        if not course.names.ref(b"refs/stash"):
            return REFUSED
        course.go(branch, None)
        return CHANGES
    if "switch" in move.shown and course.is_unfinished():
        return REFUSED
    commit = course.commit if move.target == b"" else course.resolved(move.target)
    if commit == b"" and move.target:
        return REFUSED
    if course.refuses(commit, move) or (commit != course.commit and course.hinders(move)):
        return REFUSED
    if move.shown == "git switch --orphan" and (move.target or ("force" not in flags and course.changes.any())):
        return REFUSED  # it takes all files away, and no start
    if branch == course.branch:
        return _put(course, commit)
    course.go(branch, commit)
    return CHANGES


def _reset(course: Course, move: Move) -> str:
    if move.name not in (b"", b"HEAD", course.branch):  # update-ref of another name
        return NOTHING
    if move.target is None:
        return ADDS
    commit = course.resolved(move.target)
    if not commit:
        return REFUSED if not move.name and move.flags & {"hard", "merge", "keep", "soft"} else NOTHING
    if commit == course.commit:
        return NOTHING
    if "soft" in move.flags and not move.name and course.is_unfinished():
        return REFUSED
    if "merge" in move.flags and course.changes.staged() & course.changes.modified():
        return REFUSED
    careful = course.commit and ("keep" in move.flags or "merge" in move.flags)
    if careful and course.changes.in_the_way(course.commit or b"", commit, False):
        return REFUSED
    return _put(course, commit)


def _put(course: Course, commit: "bytes | None") -> str:
    """The branch is put there."""
    if commit is None or course.commit is None or not course.commit:
        return ADDS if course.commit is None else CHANGES
    if commit == course.commit:
        return NOTHING
    changes = course.changes
    replaces = changes.parents(commit) == changes.parents(course.commit)  # as `commit --amend` does
    return ADDS if replaces or changes.leads_to(course.commit, commit) else CHANGES


def _rebase(course: Course, move: Move) -> str:
    flags, changes = move.flags, course.changes
    autostash = "autostash" in flags or ("no-autostash" not in flags and course.is_set(b"rebase.autostash"))
    if course.is_unfinished() or (not autostash and changes.any()):
        return REFUSED
    branch = HEADS + move.name
    if move.name:
        commit = course.names.ref(branch) or course.resolved(move.name)
        if not commit or course.names.elsewhere(branch):
            return REFUSED
        if branch != course.branch:
            course.go(branch, None)
            return CHANGES
    if course.commit is None:
        raise NotKnown("where HEAD is by then")
    if "root" in flags:
        return CHANGES if move.target or "replay" in flags else NOTHING
    upstream = course.followed(move.upstream)
    onto = course.followed(move.target)
    if not upstream or not onto:
        return REFUSED
    if not changes.leads_to(course.commit, upstream) or "replay" in flags:  # there are commits to be made anew
        stands = (
            changes.leads_to(onto, course.commit)
            and changes.is_linear(onto, course.commit)
            and changes.count(upstream, course.commit) == changes.count(onto, course.commit)
        )
        return NOTHING if "replay" not in flags and (stands or "base" in flags) else CHANGES
    return _put(course, onto)


def _rename(course: Course, move: Move) -> str:
    old = HEADS + move.target if move.target else course.branch
    new = HEADS + move.name
    if not course.branch or old not in (course.branch, b"") or new == course.branch or not is_branch_name(move.name):
        return NOTHING
    if "exists" not in move.flags and course.names.ref(new):
        return NOTHING
    course.go(new, course.commit)
    return CHANGES


def _bisect(course: Course, move: Move) -> str:
    gitdir, flags = course.repository.gitdir, move.flags
    if not course.is_at_top(move) and course.names.git.version() < (2, 40):
        course.bisecting = {"refused"}
        return REFUSED  # it was a script that wanted to be called from there
    if "start" in flags:
        course.bisecting, course.began = {"start"}, (course.branch, course.commit)
        if not move.target or not move.upstream:
            return NOTHING
        course.bisecting = {"start", "bad", "good"}
        bad, good = course.resolved(move.target), course.resolved(move.upstream)
        if not bad or not good or ("paths" not in flags and _stays(course, move, bad, good)):
            course.bisecting = {"refused"}
            return REFUSED
        course.go(b"", None)
        return CHANGES
    if "refused" in course.bisecting or (not course.bisecting and refs.unfinished(gitdir) != "bisect"):
        return NOTHING
    course.bisecting |= {"bad" if one in ("bad", "new") else "good" if one in ("good", "old") else one for one in flags}
    known = [course.exists(gitdir + b"/refs/bisect/bad") or "bad" in course.bisecting]
    known.append("good" in course.bisecting or any(True for _ in _goods(gitdir)))
    if "reset" not in flags and not all(known):
        return NOTHING
    course.go(*(course.began if "reset" in flags else (b"", None)))
    return CHANGES


def _stays(course: Course, move: Move, bad: bytes, good: bytes) -> bool:
    """Is there nothing between the two but the bad one, or are changes in the way of what is?"""
    middle = course.changes.middle(good, bad)
    return middle in (b"", bad) or course.refuses(middle, move)


def _name(course: Course, move: Move) -> str:
    target = move.target or b""
    if target == course.branch or not target.startswith(b"refs/"):
        return NOTHING
    course.go(target, None)
    return CHANGES


def _add(course: Course, move: Move) -> str:
    flags, changes = move.flags, course.changes
    if course.is_unfinished():
        return REFUSED
    if "pull" in flags:
        return _pull(course, move)
    autostash = "autostash" in flags or ("no-autostash" not in flags and course.is_set(b"merge.autostash"))
    autostash = autostash and "merge" in flags
    if "am" in flags:
        return REFUSED if changes.staged() else ADDS
    if move.target is not None and b".." not in move.target:
        commit = course.followed(move.target)
        if not commit:
            return REFUSED
        if "merge" in flags and course.commit and changes.leads_to(commit, course.commit):
            return NOTHING
        if "merge" in flags and course.commit and "no-ff" not in flags:
            if changes.leads_to(course.commit, commit):
                hindered = not autostash and changes.in_the_way(course.commit, commit, False)
                return REFUSED if hindered else ADDS
            if "ff-only" in flags:
                return REFUSED
    return REFUSED if changes.staged() and not autostash else ADDS


def _pull(course: Course, move: Move) -> str:
    """It comes from where nobody has looked yet: what was fetched last is all that is known."""
    flags, changes = move.flags, course.changes
    rebases = "rebase" in flags or course.is_set(b"branch." + course.branch[len(HEADS) :] + b".rebase")
    rebases = rebases or course.is_set(b"pull.rebase")
    rebases = rebases and "no-rebase" not in flags
    autostash = "autostash" in flags or ("no-autostash" not in flags and course.is_set(b"rebase.autostash"))
    if rebases and not autostash and changes.any():
        return REFUSED
    upstream = course.names.upstream(course.branch) if move.target == b"" else b"refs/remotes/" + (move.target or b"")
    if not upstream and "followed" in flags:
        return REFUSED
    commit = course.names.ref(upstream)
    if not commit or not course.commit:
        return ADDS
    if not rebases:
        decided = "reconciles" in flags or b"pull.ff" in course.settings or b"pull.rebase" in course.settings
        apart = not (changes.leads_to(course.commit, commit) or changes.leads_to(commit, course.commit))
        return REFUSED if apart and not decided else ADDS  # since 2.33, unless it is told how to reconcile them
    return ADDS if changes.leads_to(course.commit, commit) or changes.leads_to(commit, course.commit) else CHANGES


def _refuse(_course: Course, _move: Move) -> str:
    return REFUSED


def _goods(gitdir: bytes) -> "list[bytes]":
    return [name for name in files.names(gitdir + b"/refs/bisect") if name.startswith(b"good")]


_RULES: "dict[int, Callable[[Course, Move], str]]" = {
    head_move.BRANCH: _checkout,
    head_move.CREATE: _create,
    head_move.RESET: _reset,
    head_move.REBASE: _rebase,
    head_move.RENAME: _rename,
    head_move.BISECT: _bisect,
    head_move.NAME: _name,
    head_move.ADD: _add,
    head_move.NONE: _refuse,
}
