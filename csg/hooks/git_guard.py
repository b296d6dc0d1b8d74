"""PreToolUse of a shell command that runs git: what it would do to files that siblings hold.

A line may run git several times; it runs as a whole or not at all, so all its commands are
judged before anything is noted or told.
"""

import posix

from csg.base import config as configs
from csg.base import files, paths, policy, rules
from csg.git import commands, repository
from csg.hooks import call as calls
from csg.hooks import siblings, telling, warning
from csg.state import claims, holdings, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SLACK = 1.0  # seconds that a Session's sign of life may be older than its newest Claim
_REMOVES = "git worktree remove"


def before(call: calls.Call) -> str:
    """Handle the event; the answer or ""."""
    answer = calls.Answer("PreToolUse")
    command = call.input("command")
    if "git" in command:
        known: set[tuple[str, str, str]] = set()
        judged = []
        for effect in commands.verdict(command, call.cwd, _exists, _user_home(call)):
            judged.append(_Command(call, effect))
            judged[-1].judge(known)
        stopped = [one for one in judged if one.decision in (policy.HELD, policy.DENIED)]
        for one in stopped or judged:
            one.tell(answer)
    answer.add(telling.waiting(call))
    return answer.encode()


def _exists(path: bytes) -> bool:
    return bool(files.modified(path))


def _user_home(call: calls.Call) -> bytes:
    try:
        return paths.user_home(call.environ)
    except paths.NoHome:
        return b""


class _Command:
    """One git command of the line.

    root      the checkout that it works in; b"" if there is none
    decision  policy's, made by `judge`
    named     what the decision is about
    """

    def __init__(self, call: calls.Call, effect: commands.Effect) -> None:
        self.call = call
        self.effect = effect
        self.kind = policy.DISCARD if effect.kind == commands.DISCARD else policy.TAKE
        self.removes = effect.shown == _REMOVES
        self.directory = paths.canonical(effect.directory or call.cwd, call.cwd)
        found = repository.find(self.directory)
        self.root = found.root if found else b""
        if self.removes and (effect.directory is None or self.root != self.directory):
            self.root = b""  # no checkout has its top there, so none goes
        self.decision = policy.SILENT
        self.named: list[holdings.Holding] = []

    def judge(self, known: "set[tuple[str, str, str]]") -> None:
        """Decide about it.  `known`: what earlier commands of the line have been judged for; added to."""
        if not self.root:
            return
        held = self._held()
        repositorys = self._repository_rules() if held else []
        actions = [self._action(holding, repositorys) for holding in held]
        held = [holding for holding, action in zip(held, actions) if action != policy.OFF]
        if not held:
            return
        # the strictest action of the files concerned; each may have a rule of its own
        action = max(actions, key=policy.ACTIONS.index)
        told = known | holdings.told(self._lines(), self.call.agent)
        news = [holding for holding in held if self._news(holding) not in told]
        self.decision = policy.decide(action, True, bool(news))
        self.named = news if self.decision in (policy.HELD, policy.TOLD) else held
        known.update(self._news(holding) for holding in self.named)

    def tell(self, answer: calls.Answer) -> None:
        """Note what was decided, put it into the answer, and tell the holders."""
        if not self.named:
            return
        if self.decision != policy.SILENT:
            self._note()
        if self._answered_by_another_hook():
            return
        if self.decision != policy.SILENT:
            self._answer(answer)
            self.call.log(
                "git",
                command=self.effect.shown,
                decision=self.decision,
                root=paths.text(self.root),
                others=sorted({paths.text(holding.name) for holding in self.named}),
            )
        self._tell_holders()

    def _held(self) -> "list[holdings.Holding]":
        """What others hold in this working tree that the command concerns, newest first.

        Also other agents and processes of this Session, but not what this agent itself did."""
        call = self.call
        window = call.settings().window
        found = self._held_here(window)
        for name in roster.names(call.home):
            if name != call.name and roster.last_active(call.home, name) >= call.now - window - _SLACK:
                found += holdings.held_by(call.home, name, call.now, window)
        found = [holding for holding in found if self._concerns(holding)]
        found.sort(key=lambda holding: -holding.newest)
        return found

    def _held_here(self, window: float) -> "list[holdings.Holding]":
        call = self.call
        found = []
        for key in holdings.keys(call.home, call.name):
            lines = holdings.standing(holdings.records(call.home, call.name, key, call.now - window))
            for path in {line["path"] for line in lines}:
                try:
                    target = claims.Target(paths.from_text(path))
                except ValueError:
                    continue
                agents, _ = holdings.own(call.home, call.name, call.agent, call.pid, target, call.now, window)
                found += [holding for holding in agents if not holding.elsewhere]
        return found

    def _concerns(self, holding: holdings.Holding) -> bool:
        if not paths.is_below(holding.path, self.root):
            return False
        if self.removes:
            return True
        if holding.root not in (b"", self.root):
            return False  # a repository inside this one: a worktree, a submodule
        return not self.effect.paths or any(self._fits(pathspec, holding.path) for pathspec in self.effect.paths)

    def _fits(self, pathspec: bytes, path: bytes) -> bool:
        if paths.is_below(path, paths.canonical(pathspec, self.directory)):
            return True
        first = min([pathspec.find(c) for c in (b"*", b"?", b"[") if c in pathspec], default=-1)
        if first < 0:
            return False
        cut = pathspec.rfind(b"/", 0, first) + 1
        base = paths.canonical(pathspec[:cut], self.directory)
        if not paths.is_below(path, base):
            return False
        # Nothing of a pathspec's glob stops at a slash (gitglossary, "pathspec"), in a Rule's some does.
        inside = path[len(base.rstrip(b"/")) + 1 :]
        glob, name = [paths.text(part.replace(b"/", b"\0")) for part in (pathspec[cut:], inside)]
        return rules.matches(glob, name)

    def _action(self, holding: holdings.Holding, repositorys: "list[rules.Rule]") -> str:
        settings, inside = self.call.settings(), self._inside(holding)
        return policy.OFF if settings.ignores(inside) else settings.action(self.kind, inside, repositorys)

    def _inside(self, holding: holdings.Holding) -> str:
        return paths.text(holding.path[len(self.root.rstrip(b"/")) + 1 :])

    def _repository_rules(self) -> "list[rules.Rule]":
        problems: list[str] = []
        found = configs.repository_rules(self.root, problems)
        self.call.report(problems, self.root)
        return found

    def _news(self, holding: holdings.Holding) -> "tuple[str, str, str]":
        """What is told once: each agent has a context of its own, and of two kinds of command one may be as bad."""
        name, agent, identifier = holding.news()
        return (name, agent, "%s %s %s" % (identifier, self.kind, self.call.agent))

    def _key(self) -> bytes:
        return b"g-" + paths.checksum(self.root).encode()

    def _lines(self) -> "list[dict[str, Any]]":
        return holdings.records(self.call.home, self.call.name, self._key(), 0.0)

    def _note(self) -> None:
        call = self.call
        line = {"t": call.now, "to": call.agent, "by": posix.getpid(), "call": call.tool_call()}
        try:
            if call.attached():
                told = [dict(line, told=list(self._news(holding))) for holding in self.named]
                claims.note(call.home, call.name, self._key(), told)
        except OSError as error:  # the worst of it: the same is told again
            call.log_error("not noted: %s" % error)

    def _answered_by_another_hook(self) -> bool:
        """Was this very call told of it by another hook first (one wired twice, as by settings and a plugin)?"""
        mine = list(self._news(self.named[0]))
        for line in self._lines():
            if line.get("told") == mine and line.get("call") == self.call.tool_call():
                return line.get("by") != posix.getpid()
        return False

    def _answer(self, answer: calls.Answer) -> None:
        call = self.call
        by_agent: dict[tuple[bytes, str, int], list[holdings.Holding]] = {}
        for holding in self.named:
            by_agent.setdefault((holding.name, holding.agent, holding.pid), []).append(holding)
        held = []
        for group in by_agent.values():
            about = siblings.about(call.home, group[0], call.now, call.name, call.id)
            about.edits = sum(holding.edits for holding in group)
            if len(group) > 1:
                about.uncommitted = None  # that was asked about the first file only
            held.append((about, [self._inside(holding) for holding in group]))
        discards = self.kind == policy.DISCARD
        text = warning.git_warning(self.effect.shown, discards, paths.text(self.root), held, self.decision)
        earlier = answer.reason
        answer.decide(self.decision, text)
        if earlier and answer.reason is text:
            answer.reason = (earlier + "\n\n" + text)[: warning.MOST]

    def _tell_holders(self) -> None:
        if self.kind != policy.DISCARD:
            return
        call = self.call
        by_session: dict[tuple[bytes, str], list[str]] = {}
        for holding in self.named:
            if holding.name != call.name:
                by_session.setdefault((holding.name, holding.agent), []).append(self._inside(holding))
        for (name, agent), files_held in by_session.items():
            notice = {
                "kind": "git",
                "from": call.id,
                "agent": agent,
                "command": self.effect.shown,
                "decision": self.decision,
            }
            telling.leave(call, name, dict(notice, paths=files_held[:5]))
