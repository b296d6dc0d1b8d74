"""A past, written as hooks would have written it at those times: Sessions, Claims and the log."""

import os
import uuid
from typing import Any, Dict, List, Sequence

from csg.base import files, paths, policy
from csg.git import repository
from csg.state import claims, events, names, roster, sessions, told


class Past:
    """What happened in a home.  Times are seconds; paths and ids are text."""

    def __init__(self, home: str) -> None:
        self.home = os.fsencode(home)
        files.make_directory(self.home)

    def start(self, session: str, t: float, cwd: str, prompt: str = "", branch: str = "main") -> None:
        """A Session starts, and gets its first prompt."""
        found = repository.find(os.fsencode(cwd))
        facts: Dict[str, Any] = {"session": session, "started": t, "branch": branch}
        one = sessions.Session(paths.safe_name(session), facts)
        one.cwd = os.fsencode(cwd)
        if found is not None:
            one.root, one.gitdir, one.common = found.root, found.gitdir, found.common
        sessions.start(self.home, one)
        self.record(t, "start", session, source="startup", cwd=cwd)
        if prompt:
            names.keep_prompt(self.home, one.name, prompt, t)
        self._touch(session, t)

    def record(self, t: float, kind: str, session: str = "", **more: Any) -> None:
        """A line of the log alone."""
        events.record(self.home, t, kind, session, **more)

    def edit(self, session: str, t: float, path: str, tool: str = "Edit", agent: str = "") -> str:
        """A Claim, and in the log the first one of each file; the call's id."""
        identifier = "toolu_" + uuid.uuid4().hex
        first, _, _ = claims.publish(
            self.home, paths.safe_name(session), self._target(path), t, identifier, agent, 0, tool
        )
        if first:
            self.record(t, "edit", session, path=path, tool=tool)
        self._touch(session, t)
        return identifier

    def meet(
        self, session: str, t: float, path: str, others: Sequence[str], decision: str = policy.TOLD, tool: str = "Edit"
    ) -> None:
        """An edit that meets others: warned, held or refused."""
        identifier = self.edit(session, t, path, tool)
        name, key = paths.safe_name(session), self._target(path).key
        if not policy.goes_ahead(decision):
            claims.withdraw(self.home, name, key, t, identifier)
        news = [(paths.text(paths.safe_name(other)), "", "x") for other in others]
        claims.note(self.home, name, key, told.records(t, ("", 0), identifier, news))
        self.record(t, "conflict", session, path=path, tool=tool, decision=decision, others=[n for n, _, _ in news])

    def passed(self, session: str, t: float, path: str, does: str) -> None:
        """A held call is repeated, and goes through."""
        line = {"t": t, "passed": [], "held": does, "to": "", "pid": 0, "for": "x"}
        claims.note(self.home, paths.safe_name(session), self._target(path).key, [line])

    def end(self, session: str, t: float) -> None:
        """A proper end."""
        sessions.end(self.home, session, {})
        self.record(t, "end", session, reason="other")

    def forget(self, session: str) -> None:
        """What a sweep does days after the end."""
        files.remove_tree(roster.ended_directory(self.home, paths.safe_name(session)))

    def _target(self, path: str) -> claims.Target:
        return claims.Target(os.fsencode(path))

    def _touch(self, session: str, t: float) -> None:
        os.utime(roster.directory(self.home, paths.safe_name(session)) + b"/session.json", (t, t))


PRICES = "7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310"
TAX = "c20d84e6-91b7-4f13-a8c5-73e2d9406b5f"
TESTS = "e01b7722-91b7-4f13-a8c5-73e2d9406b5f"
DOCS = "0d9911aa-91b7-4f13-a8c5-73e2d9406b5f"


def afternoon(past: Past, shop: str, site: str, now: float) -> None:
    """Four hours before `now` in two repositories: four Sessions, conflicts, holds, a commit, a message, an end."""
    minute = 60.0
    began = now - 240 * minute
    cart, tax, readme = [os.path.join(shop, *p) for p in (("src", "cart.py"), ("src", "tax.py"), ("README.md",))]
    scene: List[Any] = [
        (past.start, PRICES, 5, shop, "Teach the cart about prices"),
        *[(past.edit, PRICES, t, cart) for t in (8, 9, 12, 20, 26)],
        (past.start, TAX, 24, shop, "Round the VAT up, not down"),
        (past.edit, TAX, 27, tax),
        (past.meet, TAX, 30, cart, [PRICES]),
        (past.edit, TAX, 33, cart),
        (past.edit, PRICES, 40, tax),
        (past.meet, PRICES, 43, tax, [TAX], policy.HELD, "Write"),
        (past.edit, PRICES, 44, tax, "Write"),
        (past.start, TESTS, 60, shop, "Cover the checkout with tests"),
        *[(past.edit, TESTS, t, os.path.join(shop, "tests", "test_cart.py")) for t in (64, 66, 70, 71, 72, 90, 99)],
        (past.meet, TESTS, 102, cart, [TAX, PRICES]),
        (past.edit, TESTS, 110, readme),
        (past.edit, TAX, 95, cart),
        (past.edit, TAX, 118, cart),
        (past.start, DOCS, 80, site, "New front page"),
        *[(past.edit, DOCS, t, os.path.join(site, "index.html")) for t in range(85, 200, 9)],
    ]
    for what, session, t, *rest in scene:
        what(session, began + t * minute, *rest)
    past.record(began + 120 * minute, "committed", TAX, path=cart)
    past.record(began + 120 * minute, "committed", TAX, path=tax)
    past.record(
        began + 150 * minute, "git", TESTS, command="git stash", decision=policy.HELD, root=shop, others=[PRICES]
    )
    past.record(began + 152 * minute, "tell", TESTS, to=[PRICES], text="may I stash your README change?")
    past.edit(PRICES, began + 160 * minute, readme)
    past.end(TAX, began + 170 * minute)
