"""Which processes of siblings a command would end, found out before it runs; nothing is touched.

A process is a Session's if it is its client, if it came from it, or if it was started with its id in the environment
(one whose parent has ended belongs to init); of several ids, where a client runs in another's shell, the Session's that
began last.  What is one's own counts as nobody else's.
"""

import posix

from csg.base import files, paths, process_table, processes
from csg.clients import signs
from csg.hooks import call as calls
from csg.state import roster, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from csg.base.process_table import Process
    from csg.shell.finders import Aim, Selection
    from csg.state.sessions import Session

_NAME = 15  # bytes of a process's name on Linux (TASK_COMM_LEN - 1)
_LONGEST = 4096  # bytes of a command line that an expression is tried on
_HOLDS = 64  # bytes of a file that holds a pid
_SHOWN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+-"


class Victim:
    """A process of a sibling's that would be ended.  client: it is the sibling's client itself."""

    __slots__ = ("client", "ports", "process", "session")

    def __init__(self, process: "Process", session: "Session") -> None:
        self.process = process
        self.session = session
        self.client = session.pid == process.pid
        self.ports = process_table.listening(process.pid)

    def news(self) -> "tuple[str, str, str]":
        """What is told once, see `told`: this process, which another one with its pid later is not."""
        return (paths.text(self.session.name), "", "%d %s" % (self.process.pid, self.process.started))


class Targets:
    """Who would be hit by what."""

    def __init__(self, call: calls.Call, siblings: "list[Session]") -> None:
        """`siblings`: those whose clients run here (`live`)."""
        self._environ = call.environ
        self._outside = call.cwd if call.cwd != b"/" else b"/dev/null"
        self._table = process_table.read(call.environ, self._outside)
        self._user = posix.geteuid()
        self._siblings = {session.name: session for session in siblings}
        own = sessions.load(call.home, call.name)
        pid = call.pid or processes.client(call.environ) or (own.pid if own else 0)
        self._own_name = call.name
        self._own = process_table.descendants(self._table, pid) if pid else set()
        self._owner: dict[int, Session] = {}
        for session in siblings:
            if session.pid and session.pid not in self._own:
                for one in process_table.descendants(self._table, session.pid) - self._own:
                    self._owner.setdefault(one, session)

    def hit(self, aim: "Aim") -> "list[Victim]":
        """The siblings' processes that this would end, by pid."""
        pids: set[int] = set()
        for pid in [*aim.pids, *[pid for path in aim.files for pid in _held(path)]]:
            if pid == -1:
                pids.update(one.pid for one in self._table.values() if one.user == self._user)
            elif pid < 0:
                pids.update(one.pid for one in self._table.values() if one.group == -pid)
            else:
                pids.add(pid)
        for chosen in aim.selections:
            pids.update(self._chosen(chosen))
        if aim.ports:
            pids.update(process_table.using(self._table, aim.ports, self._environ, self._outside))
        found = []
        for pid in sorted(pids):
            process = self._table.get(pid)
            session = self._whose(process) if process is not None else None
            if process is not None and session is not None:
                found.append(Victim(process, session))
        return found

    def _whose(self, process: "Process") -> "Session | None":
        if process.pid in self._own:
            return None
        found = self._owner.get(process.pid)
        if found is None and process.user == self._user:
            stated = signs.stated(process_table.environment(process.pid))
            names = [paths.safe_name(paths.text(identifier)) for identifier in stated]
            some = [self._siblings[name] for name in names if name in self._siblings]
            return max(some, key=_started) if some and self._own_name not in names else None
        return found

    def _chosen(self, chosen: "Selection") -> "list[int]":
        wanted, unwanted = _expressions(chosen.wanted, chosen), _expressions(chosen.unwanted, chosen)
        if wanted is None or unwanted is None or not all(self._is_own_user(user) for user in chosen.users):
            return []
        found: list[Process] = []
        for one in self._table.values():
            if one.pid in self._own or (chosen.parents and one.parent not in chosen.parents):
                continue
            if (chosen.groups and one.group not in chosen.groups) or (chosen.users and one.user != self._user):
                continue
            if self._fits(one, chosen, wanted, unwanted) != chosen.inverted:
                found.append(one)
        if chosen.pick and found:
            found.sort(key=lambda one: (int(one.started or 0), one.pid))
            found = [found[-1 if chosen.pick == "newest" else 0]]
        if chosen.whole_group:
            groups = {one.group for one in found}
            found = [one for one in self._table.values() if one.group in groups]
        return [one.pid for one in found]

    def _fits(
        self,
        one: "Process",
        chosen: "Selection",
        wanted: "list[re.Pattern[bytes]]",
        unwanted: "list[re.Pattern[bytes]]",
    ) -> bool:
        if chosen.named:
            name = chosen.named.lower() if chosen.any_case else chosen.named
            own = one.name.lower() if chosen.any_case else one.name
            first = one.arguments()[0] if len(name) > _NAME and one.arguments() else b""
            return own == name[: max(len(own), _NAME)] and (len(name) <= _NAME or first.endswith(name))
        text = (b" ".join(one.arguments()) or one.name)[:_LONGEST] if chosen.whole else one.name
        if any(pattern.search(text) for pattern in unwanted):
            return False
        return all(pattern.fullmatch(text) if chosen.exact else pattern.search(text) for pattern in wanted)

    def _is_own_user(self, user: bytes) -> bool:
        if user.isdigit():
            return int(user) == self._user
        return user in (self._environ.get(b"USER"), self._environ.get(b"LOGNAME"))


def live(call: calls.Call) -> "list[Session]":
    """The other Sessions whose clients run on this machine, or may: that of some is not known."""
    found = []
    for name in roster.names(call.home):
        session = sessions.load(call.home, name) if name != call.name else None
        if session is None or session.host != processes.host():
            continue
        if session.process() == processes.RUNNING or (session.client and not session.pid):
            found.append(session)
    return found


def _started(session: "Session") -> float:
    return session.started


def described(victim: Victim) -> str:
    """What is shown of a process: no more of its words than what it runs, since there may be secrets in them."""
    words = [paths.text(word) for word in victim.process.arguments()[:3]] or [paths.text(victim.process.name)]
    shown = words[0][words[0].rfind("/") + 1 :].lstrip("-")
    more = words[1:3] if words[1:2] == ["-m"] else words[1:2]
    if more and (more[0] == "-m" or more[0][0:1] not in ("", "-")) and not "".join(more).strip(_SHOWN.decode()):
        shown += " " + " ".join([word[word.rfind("/") + 1 :] for word in more])
    return shown[:80]


def _expressions(texts: "list[bytes]", chosen: "Selection") -> "list[re.Pattern[bytes]] | None":
    """None where one is none that Python understands, or one that may take for ever."""
    import re

    if any(re.search(rb"\([^)]*[*+}][^)]*\)[*+{]|\[:|\\[1-9]", text) or len(text) > 400 for text in texts):
        return None
    try:
        return [re.compile(text, re.IGNORECASE if chosen.any_case else 0) for text in texts]
    except (re.error, OverflowError, RecursionError):
        return None


def _held(path: bytes) -> "list[int]":
    """The pids in a file that holds some."""
    try:
        words = files.head(path, _HOLDS).split()
    except OSError:
        return []
    return [int(word) for word in words if word.isdigit() and len(word) < 11]
