"""An edit that meets others' Claims: look at them, decide, note, and tell both sides."""

from csg.base import config, files, paths, policy
from csg.git import repository
from csg.hooks import siblings, telling, warning
from csg.state import claims, holdings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.hooks import edit as edits


def meet(edit: "edits.Edit", others: "list[bytes]") -> None:
    """Look at what the others hold, and put what there is to say into the edit's answer.

    others  the Sessions that ever claimed the key (claims.holders)"""
    call, target = edit.call, edit.target
    window = call.settings().window
    held = holdings.look(call.home, others, target, call.now, window)
    agents, told = holdings.own(call.home, call.name, call.agent, call.pid, target, call.now, window)
    here = agents + [holding for holding in held if not holding.elsewhere]
    news = edit.news(here, told)
    action = _action(edit, policy.kind(edit.tool, bool(files.modified(target.path))))
    decision = policy.decide(action, bool(here), bool(news))
    named = here if decision in (policy.ASKED, policy.DENIED) else news
    if decision == policy.SILENT:
        if here and action == policy.PAUSE:  # the call that was held is repeated: now it happens
            telling.holders(call, here, edit.id, policy.TOLD)
        named = edit.news([holding for holding in held if holding.elsewhere], told)
        if policy.decide(_action(edit, policy.OVERLAP), bool(named), bool(named)) == policy.SILENT:
            return
        decision = policy.TOLD  # nothing of the other worktree is at risk: there is nothing to hold or ask
    _note(edit, decision, named)
    _answer(edit, decision, named)
    telling.holders(call, named, edit.id, decision)
    call.log(
        "conflict",
        path=paths.text(target.path),
        tool=edit.tool,
        decision=decision,
        others=sorted({paths.text(holding.name) for holding in named}),
    )


def check_checkout(edit: "edits.Edit") -> None:
    """Say it, once for each checkout, when the edit lands in another than the one the Session works in."""
    call, found = edit.call, edit.target.repository
    cwd = paths.canonical(call.cwd)
    own = repository.find(cwd)
    if found is None or own is None or own.common != found.common or own.root == found.root:
        return
    if not call.first(paths.checksum(found.root)):
        return
    shown = paths.text(paths.relative(edit.target.path, cwd))
    branch = repository.branch(found.gitdir)
    edit.answer.add(warning.checkout(shown, paths.text(found.root), paths.text(own.root), branch))


def _action(edit: "edits.Edit", kind: str) -> str:
    call, found = edit.call, edit.target.repository
    problems: list[str] = []
    repositorys = config.repository_rules(found.root, problems) if found is not None else []
    call.report(problems, found.root if found is not None else b"")
    return call.settings().action(kind, paths.text(edit.target.inside), repositorys)


def _note(edit: "edits.Edit", decision: str, named: "list[holdings.Holding]") -> None:
    call, key = edit.call, edit.target.key
    try:
        if not policy.goes_ahead(decision):
            claims.withdraw(call.home, call.name, key, call.now, edit.id)
        elif decision == policy.ASKED:
            holdings.note_asked(call.home, call.name, key, call.now, edit.id)
        holdings.note_told(call.home, call.name, key, call.now, named, call.agent, edit.id)
    except OSError as error:  # the worst of it: the same is told again
        call.log_error("not noted: %s" % error)


def _answer(edit: "edits.Edit", decision: str, named: "list[holdings.Holding]") -> None:
    call = edit.call
    who = [siblings.about(call.home, holding, call.now, call.name, call.id) for holding in named]
    shown = paths.relative(edit.target.path, paths.canonical(call.cwd))
    edit.answer.decide(decision, warning.warning(paths.text(shown), who, decision))
