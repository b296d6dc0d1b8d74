"""Claiming files ahead of an edit, and letting go of them."""

import posix

from csg.base import errors, paths, wording
from csg.state import claims, events, holdings
from csg.talk import asking, checking, intent, terms, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def claim(asker: asking.Asker, asked: "Iterable[str]", purpose: str) -> "dict[str, Any]":
    """Claim files for the asker, who is about to do `purpose`; then say of each who else holds it.

    Nothing is done if one of them cannot be claimed.
    The Claims have no agent: over MCP a subagent looks like its Session.  That a sibling was named here is
    not noted as told, for the same reason: it may not be this agent that edits."""
    meant = wanted.parse(asker, asked)
    for one in meant:
        if one.kind != terms.FILE:
            raise errors.CsgError("%s is a %s: name the files in it" % (wording.quoted(one.asked), one.kind))
    stated = intent.keep(asker, purpose)["intent"]
    me = asker.writer()
    call = "claim-%d-%s" % (int(asker.now * 1e6), posix.urandom(4).hex())
    for number, one in enumerate(meant):
        identifier = "%s-%d" % (call, number)
        try:
            claims.publish(
                asker.home, me.name, claims.Target(one.path), asker.now, identifier, "", me.pid, claims.AHEAD
            )
        except FileNotFoundError:
            raise errors.CsgError("session %s has ended meanwhile" % wording.short(me.id)) from None
    if meant:
        shown = paths.text(meant[0].path)
        events.record(asker.home, asker.now, "claim", me.id, path=shown, files=len(meant))
    value = checking.look(asker, meant, own=False)
    for row in value["files"]:
        if row["status"] == terms.YOURS:
            row["status"] = terms.CLAIMED
    value["intent"] = stated
    return value


def release(asker: asking.Asker, asked: "Iterable[str]") -> "dict[str, Any]":
    """Let go of files, and of all below directories or fitting patterns; nothing asked: of everything."""
    me, meant = asker.writer(), wanted.parse(asker, asked)
    done: list[bytes] = []
    hit = set()
    for key in sorted(holdings.keys(asker.home, me.name)):
        let_go = []
        for stated in sorted(
            {line["path"] for line in holdings.standing(holdings.records(asker.home, me.name, key, 0.0))}
        ):
            try:
                path = paths.from_text(stated)
            except ValueError:
                continue
            fits = {one.asked for one in meant if one.matches(path)}
            if fits or not meant:
                hit |= fits
                let_go.append(path)
        claims.note(
            asker.home, me.name, key, [{"t": asker.now, "released": None, "path": paths.text(path)} for path in let_go]
        )
        done += let_go
    for path in done:
        events.record(asker.home, asker.now, "release", me.id, path=paths.text(path))
    return {
        "released": [wording.name(paths.text(path), terms.PATH) for path in done[: terms.PATHS]],
        "more_released": len(done[terms.PATHS :]),
        "not_held": [wording.name(one.asked, terms.PATH) for one in meant if one.asked not in hit],
    }
