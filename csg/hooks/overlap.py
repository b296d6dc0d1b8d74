"""What an Overlap comes to: would this Session's version of the file and a sibling's, in another worktree, merge now?

This Session's is the file with the edit that is about to be made, where it can be made here.
"""

from csg.base import policy, wording
from csg.git import merging, repository
from csg.hooks import siblings
from csg.state import elsewhere, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from csg.hooks import edit as edits
    from csg.hooks.siblings import Sibling
    from csg.state import holdings

_WITH, _WITHOUT = "with this edit", "as the files are now"


def told_of(news: "list[holdings.Holding]", action: "Callable[[str], str]") -> "list[holdings.Holding]":
    """Those in other worktrees, and on other machines, that are to be told of.  `action`: policy's, of a kind."""
    kinds = [policy.REMOTE if elsewhere.is_remote(holding.root) else policy.OVERLAP for holding in news]
    told = {kind for kind in set(kinds) if policy.decide(action(kind), True, True, False) != policy.SILENT}
    return [holding for holding, kind in zip(news, kinds) if kind in told]


def about(edit: "edits.Edit", named: "list[holdings.Holding]") -> "list[Sibling]":
    """The facts about those who hold it in other worktrees, and on other machines, as far as they came here."""
    call, who = edit.call, []
    for holding in named:
        if elsewhere.is_remote(holding.root):
            who.append(_on_another_machine(call.home, holding, call.now))
        else:
            who.append(siblings.about(call.home, holding, call.now, call.name, call.id))
    judge(edit, named, who)
    return who


def _on_another_machine(home: bytes, holding: "holdings.Holding", now: float) -> "Sibling":
    facts = elsewhere.load(home, holding.name)
    found = siblings.Sibling(facts.id if facts else "")
    found.edits, found.age, found.lines = holding.edits, now - holding.newest, wording.lines(holding.places)
    found.machine = (facts.machine if facts else "") or "another one"
    if facts:
        found.owner, found.client, clone = facts.owner, facts.client, facts.clone(holding.common)
        if clone is not None:
            found.branch, found.pushed = clone.branch, clone.pushed
        found.intent = names.intent(home, holding.name)
    return found


def judge(edit: "edits.Edit", named: "list[holdings.Holding]", who: "list[Sibling]") -> None:
    """Put into each Sibling's `merge` what is known of its version.  They belong to `named`, one by one."""
    call, found = edit.call, edit.target.repository
    if found is None:
        return
    mine, when = merging.contents(edit.target.path), _WITH
    after = applied(edit.tool, edit.given, mine)
    if after is None:
        when = _WITHOUT
    else:
        mine = after
    if mine is None:
        return
    asked = merging.Merging(call.home, found, call.environ)
    done: dict[bytes, str] = {}
    for holding, about in zip(named, who):
        if elsewhere.is_remote(holding.root):
            continue
        if holding.path not in done:
            there = repository.find(holding.root)
            theirs = merging.contents(holding.path) if there is not None and there.common == found.common else None
            verdict = None
            if there is not None and theirs is not None:
                verdict = asked.verdict(edit.target.inside, mine, there, theirs)
            done[holding.path] = "" if verdict is None else "%s, the two versions %s" % (when, verdict.words())
            if verdict is not None and verdict.lines:
                done[holding.path] += " of this one"
        about.merge = done[holding.path]


def applied(tool: str, given: "Any", before: "bytes | None") -> "bytes | None":
    """The file as a tool's call would leave it; None where that is not certain.

    given   the tool's input      before  the file now, None if there is none that can be read"""
    if not isinstance(given, dict):
        return None
    if tool == "Write":
        return _encoded(given.get("content"))
    if tool not in ("Edit", "MultiEdit") or before is None:
        return None
    steps = given.get("edits") if tool == "MultiEdit" or "edits" in given else [given]
    data, returns = before, b"\r\n" in before
    if returns:  # the client shows a model no CR, and puts them back
        data = data.replace(b"\r\n", b"\n")
    for step in steps if isinstance(steps, list) and steps else [None]:
        after = _replaced(step, data) if isinstance(step, dict) else None
        if after is None or len(after) > merging.LONGEST:
            return None
        data = after
    return data.replace(b"\n", b"\r\n") if returns else data


def _replaced(step: "Mapping[str, Any]", data: bytes) -> "bytes | None":
    old, new = _encoded(step.get("old_string")), _encoded(step.get("new_string"))
    if not old or new is None or old not in data:
        return None
    many = step.get("replace_all") is True
    return data.replace(old, new) if many else data.replace(old, new, 1) if data.count(old) == 1 else None


def _encoded(text: object) -> "bytes | None":
    try:
        return text.encode() if isinstance(text, str) and len(text) <= merging.LONGEST else None
    except UnicodeEncodeError:
        return None
