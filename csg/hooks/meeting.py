"""An edit that meets others' Claims: look at them, decide, and tell both sides."""

from csg.base import files, paths, policy, tools, wording
from csg.git import repository
from csg.hooks import call as calls
from csg.hooks import settling, siblings, telling, warning
from csg.state import claims, holdings, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.hooks import edit as edits


def meet(edit: "edits.Edit", others: "list[bytes]") -> None:
    """Look at what the others hold, and put what there is to say into the answer.

    others  the Sessions that ever claimed the key (claims.holders)"""
    call, target = edit.call, edit.target
    window, who = calls.window(call), (call.agent, call.pid)
    held = holdings.look(call.home, others, target, call.now, window)
    agents, lines = holdings.own(call.home, call.name, call.agent, call.pid, target, call.now, window)
    here = agents + [holding for holding in held if not holding.elsewhere]
    here = calls.known(call, lambda: settling.at_stake(call, target, here), here)
    known = told.news(lines, who, call.now)
    stopped_for = told.held(lines, who, edit.tool, call.now, window)
    news = [holding for holding in here if holding.news() not in known]
    in_the_way = [holding for holding in here if holding.news() not in stopped_for]
    kind = policy.kind(edit.tool, not files.missing(target.path))
    action = _action(edit, kind)
    decision = policy.decide(action, bool(here), bool(news), not in_the_way)
    if here and decision == policy.SILENT and action == policy.PAUSE:
        if edit.passing is not None:
            edit.passing += here
        elif not repeat(edit, here):
            decision, in_the_way = policy.HELD, here
    if edit.done and decision not in (policy.SILENT, policy.TOLD):
        decision, news = policy.TOLD, here
    named = {policy.TOLD: news, policy.HELD: in_the_way}.get(decision, here)
    if decision == policy.SILENT:
        news = [holding for holding in held if holding.elsewhere and holding.news() not in known]
        if news:
            from csg.hooks import overlap

            news = overlap.told_of(news, lambda kind: _action(edit, kind))
        if not news:
            return
        named = news
        decision = policy.TOLD  # nothing of the other worktree is at risk: there is nothing to hold or ask
    tell(edit, decision, named)
    if call.answer.decision == "deny":
        from csg.hooks import way_out

        way_out.say(call, kind, target.repository is not None)


def tell(edit: "edits.Edit", decision: str, named: "list[holdings.Holding]") -> None:
    """Put the decision and its words into the answer, and what is to be noted and passed on once they are said."""
    call, target = edit.call, edit.target
    if not _answer(edit, decision, named):
        return

    def afterwards() -> None:
        _note(edit, decision, named)
        telling.holders(call, named, edit.id, decision, _lines(edit), edit.tool == tools.DELETE)
        call.log(
            "conflict",
            path=paths.text(target.path),
            tool=edit.tool,
            decision=decision,
            others=sorted({paths.text(holding.name) for holding in named}),
        )

    call.answer.afterwards.append(afterwards)


def _lines(edit: "edits.Edit") -> str:
    at = edit.at
    return wording.lines(list(zip(at[::2], at[1::2]))) if at else ""


def _action(edit: "edits.Edit", kind: str) -> str:
    call, found = edit.call, edit.target.repository
    if not calls.configured(call) and (found is None or files.missing(found.root + b"/.csg")):
        return policy.DEFAULTS[kind]
    from csg.hooks import actions

    return actions.action(call, kind, paths.text(edit.target.inside), found.root if found is not None else b"")


def _note(edit: "edits.Edit", decision: str, named: "list[holdings.Holding]") -> None:
    call, news = edit.call, [holding.news() for holding in named]
    records: list[dict[str, Any]] = []
    if not policy.goes_ahead(decision):
        records.append({"t": call.now, "withdrawn": edit.id})
    elif decision == policy.ASKED:  # the person decides: it is a Claim only once the file has changed
        records.append({"t": call.now, "asked": edit.id})
    held = edit.tool if decision == policy.HELD else ""
    records += told.records(call.now, (call.agent, call.pid), edit.id, news, held=held)
    try:
        claims.note(call.home, call.name, edit.target.key, records)
    except OSError as error:  # the worst of it: the same is told again
        call.log_error("not noted: %s" % error)


def _answer(edit: "edits.Edit", decision: str, named: "list[holdings.Holding]") -> bool:
    call = edit.call
    if named[0].elsewhere:
        from csg.hooks import overlap

        who = overlap.about(edit, named)
    else:
        who = [siblings.about(call.home, holding, call.now, call.name, call.id) for holding in named]
    shown = paths.relative(edit.target.path, paths.canonical(call.cwd))
    call.answer.named = {(paths.text(holding.name), holding.agent) for holding in named}
    text = warning.warning(paths.text(shown), who, decision, edit.kept, _lines(edit), edit.tool == tools.DELETE)
    return call.answer.decide(decision, text)


#: cold


def repeat(edit: "edits.Edit", here: "list[holdings.Holding]") -> bool:
    """The call that was held is repeated: now it happens, unless another such call was first."""
    call, concerned = edit.call, [holding.news() for holding in here]
    who, window = (call.agent, call.pid), calls.window(call)
    if not told.repeat(call.home, call.name, edit.target.key, who, edit.tool, concerned, edit.id, call.now, window):
        return False
    removes = edit.tool == tools.DELETE
    call.answer.afterwards.append(lambda: telling.holders(call, here, edit.id, policy.TOLD, _lines(edit), removes))
    return True


def check_checkout(edit: "edits.Edit") -> None:
    """Say it, once for each checkout, when the edit lands in another than the one the Session works in."""
    call, found = edit.call, edit.target.repository
    cwd = paths.canonical(call.cwd)
    own = repository.find(cwd)
    if found is None or own is None or own.common != found.common or own.root == found.root:
        return
    what = paths.checksum(found.root)
    if not told.begin(call.home, call.name, what):
        return
    shown = paths.text(paths.relative(edit.target.path, cwd))
    branch = repository.branch(found.gitdir)
    if call.answer.add(warning.checkout(shown, paths.text(found.root), paths.text(own.root), branch)):
        call.answer.afterwards.append(lambda: told.finish(call.home, call.name, what))
