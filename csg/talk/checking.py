"""Is it free, or who holds it?"""

from csg.base import paths, wording
from csg.state import elsewhere, holdings
from csg.talk import asking, terms, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def check(asker: asking.Asker, asked: "Iterable[str]") -> "dict[str, Any]":
    """Of each file, directory or pattern: is it free, or who holds it?"""
    return look(asker, wanted.parse(asker, asked), own=True)


def look(asker: asking.Asker, meant: "list[wanted.Wanted]", own: bool) -> "dict[str, Any]":
    """The same of what is meant; `own`: the asker's own Claims are listed too."""
    left, rows = terms.HOLDERS, []
    for one in meant:
        found = [_holder(asker, holding) for holding in one.held(asker)]
        status = _status(found)
        if not own:
            found = [holder for holder in found if not holder["yours"]]
        rows.append(
            {
                "path": wording.name(one.asked, terms.PATH),
                "kind": one.kind,
                "status": status,
                "holders": found[:left],
                "more_holders": len(found[left:]),
            }
        )
        left -= len(found[:left])
    return {"files": rows, "held": sum(row["status"] == terms.HELD for row in rows)}


def _holder(asker: asking.Asker, holding: holdings.Holding) -> "dict[str, Any]":
    beyond = elsewhere.is_remote(holding.root)
    path = holding.inside() if beyond else holding.path
    return dict(
        asker.about(holding.name, holding.common),
        agent=wording.name(holding.agent),
        path=wording.name(paths.text(path), terms.PATH),
        worktree=wording.name(paths.text(holding.root), terms.PATH) if holding.elsewhere and not beyond else "",
        edits=holding.edits,
        lines=wording.lines(holding.places),
        age_seconds=asker.age(holding.newest),
    )


def _status(holders: "list[dict[str, Any]]") -> str:
    others = [holder for holder in holders if not holder["yours"]]
    if others:
        return terms.ELSEWHERE if all(holder["worktree"] or holder["machine"] for holder in others) else terms.HELD
    return terms.YOURS if holders else terms.FREE
