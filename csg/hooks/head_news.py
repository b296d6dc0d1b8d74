"""HEAD is not where this Session saw it last: whose move that was, and what there is to say about it.

Another branch, or another history of this one, is told of at the next hook that is heard; commits that were only
added are, in one line, at the next prompt.  A Session's own moves are silent, and are recorded for the others.
"""

from csg.base import files, paths, policy, wording
from csg.git import refs, repository
from csg.hooks import call as calls
from csg.hooks import telling
from csg.state import heads, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.repository import Repository
    from csg.state.heads import Place

SWITCHED, ADDED, REWRITTEN = "switched", "added to", "rewrote"
_SLACK = 2.0  # seconds


def look(call: calls.Call, repo: "Repository", prompt: bool = False) -> None:
    """Put the news into the answer.  `prompt`: is this the person's prompt, not a call of a tool?"""
    position = repository.position(repo)
    seen = heads.seen(call.home, call.name, repo.gitdir)
    if not position:
        return
    at = heads.place(repo)
    if at is None:
        return
    if seen is not None and not seen.place[1] and seen.place[0] == at[0]:
        seen.place = at  # the commit was not at hand when it started
    if seen is None or (seen.place == at and seen.untold is None) or _is_off(call):
        if seen is None or seen.position != position:
            _keep(call, repo, position, at)
        return
    mover = heads.mover(call.home, repo.gitdir, at, call.id)
    if seen.place != at and mover is None and heads.expects(call.home, call.name, call.now):
        _own(call, repo, position, at, seen.place)
        return
    was = seen.untold or seen.place
    if was == at:  # back where it was
        _keep(call, repo, position, at)
        return
    way, count = _way(call, repo, was, at)
    if way == ADDED and not prompt:
        if seen.place != at:
            _keep(call, repo, position, at, was)
        return
    who = "session %s" % wording.quoted(wording.short(mover.session)) if mover else "somebody"
    when = wording.ago(call.now - mover.t) if mover else _since(call, repo, seen.since)
    text = _words(repo, was, at, way, count, who, when, call.cwd)
    if call.answer.add(text):
        call.answer.afterwards.append(lambda: _keep(call, repo, position, at))
        if call.agent:  # the main agent works in the same checkout
            telling.leave(call, call.name, {"kind": "unheard", "agent": "", "text": text})


def after(call: calls.Call) -> None:
    """At the end of a shell command: what it moved is this Session's own."""
    expected = heads.expects(call.home, call.name, call.now)
    for seen in heads.all_seen(call.home, call.name):
        try:
            repo = repository.find(paths.from_text(seen.root))
        except ValueError:
            continue
        position = repository.position(repo) if repo is not None else b""
        at = heads.place(repo) if repo is not None and position not in (b"", seen.position) else None
        if repo is None or at is None or at == seen.place or (not seen.place[1] and at[0] == seen.place[0]):
            continue
        if heads.mover(call.home, repo.gitdir, at, call.id) is None and (expected or _is_own(call, repo)):
            _own(call, repo, position, at, seen.place)
    heads.settle(call.home, call.name, calls.paired(call))


def _is_off(call: calls.Call) -> bool:
    return calls.settings(call).actions[policy.SWITCH] == policy.OFF


def _is_own(call: calls.Call, repo: "Repository") -> bool:
    """Was HEAD moved while this command ran, and did nobody else's run then that may have moved it?

    So a script that runs git is told from a person at a terminal, who rarely does so at the same moment."""
    from csg.hooks import shell_began

    began = (shell_began.when(call) or call.now) - _SLACK
    others = [name for name in roster.names(call.home) if name != call.name]
    if any(heads.expects(call.home, name, call.now) for name in others):
        return False
    return files.modified(repo.gitdir + b"/logs/HEAD") >= began


def _own(call: calls.Call, repo: "Repository", position: bytes, at: "Place", was: "Place") -> None:
    try:
        heads.record(call.home, call.now, call.id, repo.gitdir, at, was)
    except OSError as error:
        call.log_error("not noted: %s" % error)
    _keep(call, repo, position, at)


def _keep(call: calls.Call, repo: "Repository", position: bytes, at: "Place", untold: "Place | None" = None) -> None:
    try:
        heads.keep(call.home, call.name, repo, position, at, untold)
    except OSError as error:  # the worst of it: the same is told again
        call.log_error("not noted: %s" % error)


def _way(call: calls.Call, repo: "Repository", was: "Place", at: "Place") -> "tuple[str, int]":
    """How HEAD came from there to here; of commits that were added, how many (0: not known)."""
    if was[0] != at[0]:
        return SWITCHED, 0
    if not was[1]:
        return ADDED, 0
    from csg.git import head_changes, plumbing
    from csg.git.gitconfig import NotKnown

    old, new = was[1].encode(), at[1].encode()
    try:
        git = plumbing.Git(call.home, repo, call.environ, 1.0)
        changes = head_changes.Changes(call.home, repo, call.environ, git)
        if changes.leads_to(old, new):
            return ADDED, changes.count(old, new)
        amended = changes.parents(old) == changes.parents(new)
        return (ADDED, 1) if amended else (REWRITTEN, 0)
    except NotKnown:
        return REWRITTEN, 0


def _since(call: calls.Call, repo: "Repository", looked: float) -> str:
    """When somebody did it: what the log of HEAD says, if that is later than this Session's last look."""
    moved = files.modified(repo.gitdir + b"/logs/HEAD")
    if looked - _SLACK <= moved <= call.now + _SLACK:
        return wording.ago(call.now - moved)
    return "since this session looked %s" % wording.ago(call.now - looked)


def _words(repo: "Repository", was: "Place", at: "Place", way: str, count: int, who: str, when: str, cwd: bytes) -> str:
    where = paths.text(paths.relative(repo.root, paths.canonical(cwd)))
    where = "this checkout" if where == "." else "the checkout %s" % wording.quoted(where, 200)
    unfinished = refs.unfinished(repo.gitdir)
    more = " (a %s is in progress there)" % unfinished if unfinished else ""
    if way == SWITCHED:
        text = "csg: %s is now on %s (was %s): %s switched it %s%s. Its files are that branch's."
        return text % (where, _name(at), _name(was), who, when, more)
    if way == ADDED:
        what = wording.count(count, "new commit") if count else "new commits"
        return "csg: %s in %s has %s (now %s): %s added to it %s%s." % (
            _name(at),
            where,
            what,
            wording.name(at[1][:7]),
            who,
            when,
            more,
        )
    text = "csg: %s in %s is now at %s and no longer contains %s: %s rewrote it %s%s."
    return text % (_name(at), where, wording.name(at[1][:7]), wording.name(was[1][:7]), who, when, more)


def _name(place: "Place") -> str:
    branch, commit = place
    if not branch:
        return "no branch (%s)" % wording.name(commit[:7]) if commit else "no branch"
    return wording.quoted(branch[11:] if branch.startswith("refs/heads/") else branch, 120)
