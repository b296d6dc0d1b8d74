"""PreToolUse of a shell command that runs git: what it would do to files that siblings hold."""

from csg import (
    briefing,
    claims,
    files,
    git_commands,
    holdings,
    paths,
    policy,
    repository,
    roster,
    rules,
    telling,
    wording,
)
from csg import call as calls
from csg import config as configs


def before(call: calls.Call) -> str:
    """Handle the event; the answer or ""."""
    answer = calls.Answer("PreToolUse")
    command = call.input("command")
    if "git" in command:
        for effect in git_commands.verdict(command, call.cwd, _exists, _user_home(call)):
            _Command(call, effect, answer).judge()
            if answer.decision == "deny":
                break  # nothing of the line is run
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
    """One git command of the line."""

    def __init__(self, call: calls.Call, effect: git_commands.Effect, answer: calls.Answer) -> None:
        self.call = call
        self.effect = effect
        self.answer = answer
        self.kind = policy.DISCARD if effect.kind == git_commands.DISCARD else policy.TAKE
        self.directory = paths.canonical(effect.directory or call.cwd, call.cwd)
        found = repository.find(self.directory)
        self.root = found.root if found else b""

    def judge(self) -> None:
        """Decide about it, and note and tell what was decided."""
        if not self.root:
            return
        call = self.call
        window = call.settings().window
        key = b"g-" + paths.checksum(self.root).encode()
        told = holdings.told(holdings.records(call.home, call.name, key, 0.0))
        held = self._held(window)
        repositorys = self._repository_rules()
        # the strictest action of the files concerned; each may have a rule of its own
        actions = [call.settings().action(self.kind, self._inside(h), repositorys) for h in held]
        held = [h for h, action in zip(held, actions) if action != policy.OFF]
        if not held:
            return
        action = max(actions, key=policy.ACTIONS.index)
        news = [h for h in held if self._news(h) not in told]
        decision = policy.decide(action, True, bool(news))
        if decision == policy.SILENT:
            self._tell_holders(held, "silent")
            return
        named = held if decision in (policy.ASKED, policy.DENIED) else news
        self._answer(decision, named)
        try:
            if call.attached():
                claims.note(call.home, call.name, key, [{"t": call.now, "told": list(self._news(h))} for h in named])
        except OSError as error:  # the worst of it: the same is told again
            call.log_error("not noted: %s" % error)
        self._tell_holders(named, decision)
        call.log(
            "git",
            command=self.effect.shown,
            decision=decision,
            root=paths.text(self.root),
            others=sorted({paths.text(h.name) for h in named}),
        )

    def _held(self, window: float) -> "list[holdings.Holding]":
        """What others hold in this working tree that the command concerns, newest first.

        Also other agents of this Session, but not what this agent itself did."""
        call = self.call
        found = []
        for name in roster.names(call.home):
            for holding in holdings.held_by(call.home, name, call.now, window):
                mine = name == call.name and holding.agent == call.agent
                if not mine and self._concerns(holding.path):
                    found.append(holding)
        found.sort(key=lambda holding: -holding.newest)
        return found

    def _news(self, holding: holdings.Holding) -> "tuple[str, str, str]":
        """What is told once: a pause for one kind of command is not one for the other."""
        name, agent, identifier = holding.news()
        return (name, agent, identifier + " " + self.kind)

    def _concerns(self, path: bytes) -> bool:
        if not paths.is_below(path, self.root):
            return False
        if not self.effect.paths:
            return True
        return any(self._fits(pathspec, path) for pathspec in self.effect.paths)

    def _fits(self, pathspec: bytes, path: bytes) -> bool:
        top = pathspec.startswith(b":/")
        named = paths.canonical(pathspec[2:] if top else pathspec, self.root if top else self.directory)
        if paths.is_below(path, named):
            return True
        if not any(c in pathspec for c in b"*?["):
            return False
        # git's own globs let `*` stop at no slash (gitglossary, "pathspec")
        base = self.root if top else self.directory
        glob = paths.text((pathspec[2:] if top else pathspec).replace(b"**", b"*").replace(b"*", b"**"))
        inside = paths.text(path[len(base.rstrip(b"/")) + 1 :]) if paths.is_below(path, base) else ""
        return bool(inside) and rules.matches(glob, inside)

    def _inside(self, holding: holdings.Holding) -> str:
        return paths.text(holding.path[len(self.root.rstrip(b"/")) + 1 :])

    def _repository_rules(self) -> "list[rules.Rule]":
        problems: list[str] = []
        found = configs.repository_rules(self.root, problems)
        self.call.report(problems, self.root)
        return found

    def _answer(self, decision: str, named: "list[holdings.Holding]") -> None:
        call = self.call
        by_agent: dict[tuple[bytes, str], list[holdings.Holding]] = {}
        for holding in named:
            by_agent.setdefault((holding.name, holding.agent), []).append(holding)
        held = []
        for group in by_agent.values():
            about = briefing.sibling(call.home, group[0], call.now, call.name, call.id)
            about.edits = sum(holding.edits for holding in group)
            held.append((about, [self._inside(holding) for holding in group]))
        discards = self.kind == policy.DISCARD
        text = wording.git_warning(self.effect.shown, discards, paths.text(self.root), held, decision)
        self.answer.decide(decision, text)

    def _tell_holders(self, held: "list[holdings.Holding]", decision: str) -> None:
        if self.kind != policy.DISCARD:
            return
        call = self.call
        by_session: dict[tuple[bytes, str], list[str]] = {}
        for holding in held:
            if holding.name != call.name:
                by_session.setdefault((holding.name, holding.agent), []).append(self._inside(holding))
        for (name, agent), files_held in by_session.items():
            notice = {
                "kind": "git",
                "from": call.id,
                "agent": agent,
                "command": self.effect.shown,
                "decision": decision,
            }
            telling.leave(call, name, dict(notice, paths=files_held[:5]))
