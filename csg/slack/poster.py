"""The Poster: the one background process that brings the Outbox to Slack.

It tells each Session's Events in order, its thread's header first, and ends when the Outbox is empty
(outbox.py says why nothing is lost then).  Killed at any point it
leaves an Outbox that the next one finishes.  For a message the order is: Slack says ok, thread.json says so,
the entries go.  Between the first two a kill makes the message appear twice; never none.

Limits: one message a second; on silence and server errors attempts after 1, 2, 4 … 60 seconds, shortened by
up to a half at random; after ten minutes of nothing else it gives up, and the next hook starts
another; an entry that is a day old is given up.
"""

import bisect
import posix
import time
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set

from csg.base import paths, slack_settings, wording
from csg.slack import api, messages
from csg.slack import thread as threads
from csg.state import events, outbox, sessions

_PACE = 1.02  # seconds between messages: Slack takes one a second and channel; times of files are a little coarse
_QUIET = 60.0  # seconds before a file is mentioned again
_LONGEST_PAUSE = 60.0  # between two attempts
_PATIENCE = 600.0  # seconds of failure after which the Poster gives up
_LEAST_PATIENCE = 20.0  # in whatever hurry
_MERGED = 500  # entries told in one message
_ODD = 3  # messages refused in a row, each for another reason than the thread: then it is not the message
_OPENING = ("start", "attach", "continue")


def main(home: bytes, held: int) -> None:
    """Drain the Outbox as long as there is something in it.  Never raises; errors go to events.log.

    held  the descriptor that holds the lock (outbox.lock); it is closed here"""
    lock: Optional[int] = held
    try:
        while lock is not None:
            try:
                empty = _drain(home)
            finally:
                posix.close(lock)
            lock = outbox.lock(home) if empty and outbox.depth(home) else None
    except BaseException as error:
        events.record(home, time.time(), "error", what="Slack poster: " + _described(error))


def _drain(home: bytes) -> bool:
    """Tell what waits, with the lock held; True if nothing is left."""
    now = time.time()
    outbox.tidy(home, now)
    expired = outbox.expire(home, now)
    if expired:
        what = "%s could not be sent to Slack for 24 hours: moved to outbox/dead"
        _log(home, what % wording.count(expired, "event"))
    settings = slack_settings.load(posix.environ, home)
    if settings is None or outbox.stopped(home, settings):
        return False
    return _Poster(home, settings).drain()


def _log(home: bytes, what: str) -> None:
    events.record(home, time.time(), "slack", what=what)


def _described(error: BaseException) -> str:
    # not the message: this is the process that knows the token
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = "%s:%d" % (trace.tb_frame.f_code.co_filename.rpartition("/")[2], trace.tb_lineno)
        trace = trace.tb_next
    number = " %d" % error.errno if isinstance(error, OSError) and error.errno else ""
    return "%s%s (%s)" % (type(error).__name__, number, place)


class _GaveUp(Exception):
    """Not now: what waits stays for the next Poster."""


class Entry:
    """One thing to tell in one Session's thread.  `file` is its name in the Outbox, `fields` what it holds."""

    __slots__ = ("fields", "file", "kind", "name", "session", "t")

    def __init__(self, file: bytes, fields: Mapping[str, Any]) -> None:
        """ValueError if it can't be one."""
        self.file = file
        self.fields = fields
        self.kind, self.session = self.text("event"), self.text("session")
        self.name = paths.from_text(self.text("name"))
        if not self.name or b"/" in self.name or self.name[:1] == b".":
            raise ValueError("not a Session's name")
        t = fields.get("t")
        self.t = float(t) if isinstance(t, (int, float)) else outbox.moment(file)

    def text(self, field: str) -> str:
        """A field that holds text, else ""."""
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""

    def texts(self, field: str) -> List[str]:
        """A field that holds a list of texts, else []."""
        value = self.fields.get(field)
        return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []

    def __lt__(self, other: "Entry") -> bool:
        return self.file < other.file


class _Poster:
    def __init__(self, home: bytes, settings: slack_settings.Settings) -> None:
        self.home = home
        self.settings = settings
        self.queues: Dict[bytes, List[Entry]] = {}
        self.known: Dict[bytes, Entry] = {}
        self.threads: Dict[bytes, threads.Thread] = {}
        self.failing_since = 0.0
        self.attempts = 0
        self.refusals = 0
        self.renewed: Set[bytes] = set()
        self.troubled = outbox.last_error(home) is not None
        self.hurry = 1.0
        self.client: Optional[api.Client] = None

    def drain(self) -> bool:
        """Tell all there is; False if something stays behind."""
        try:
            outbox.resume(self.home)  # a mark that is still there is about other settings
            self.client = api.Client(self.settings, posix.environ)
            self.hurry = self.client.hurry
            while self._listen():
                self._advance(min(self.queues.values(), key=lambda queue: queue[0].file))
        except api.Refused as refused:
            self._stop(refused)
            return False
        except _GaveUp:
            return False
        return True

    # what there is to tell

    def _listen(self) -> bool:
        """Take in what came since the last look; False if there is nothing to tell."""
        names = outbox.names(self.home)
        for file in names:
            if file in self.known:
                continue
            try:
                entry = Entry(file, outbox.get(self.home, file))
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                outbox.bury(self.home, file)
                self._log("an entry of the outbox could not be read and was moved to outbox/dead")
                continue
            self.known[file] = entry
            bisect.insort(self.queues.setdefault(entry.name, []), entry)
        return bool(self.queues)

    def _remove(self, batch: Sequence[Entry]) -> None:
        queue = self.queues[batch[0].name]
        del queue[: len(batch)]
        if not queue:
            del self.queues[batch[0].name]
        for entry in batch:
            outbox.remove(self.home, entry.file)
            del self.known[entry.file]

    # one step of one thread

    def _advance(self, queue: List[Entry]) -> None:
        first = queue[0]
        thread = self.threads.get(first.name)
        if thread is None:
            thread = self.threads[first.name] = threads.load(self.home, first.name)
        if paths.text(first.file) in thread.done:
            self._finish(thread, [first])
            return
        if thread.ts and thread.asked != self.settings.channel:
            thread.forget()
        if not thread.ts:
            if first.kind in ("end", "swept"):  # it was over before the mirror saw it
                self._remove([first])
            else:
                self._begin(thread, queue)
            return
        batch = [first]
        if first.kind in ("edit", "release"):
            for entry in queue[1:_MERGED]:
                if entry.kind != first.kind:
                    break
                batch.append(entry)
        session = self._session(queue)
        text = self._tell(thread, batch, paths.canonical(session.root or session.cwd))
        mentioned = text.mentioned if text else []
        if text and not self._reply(thread, text.text, batch):
            return
        now = time.time()
        for path in mentioned:
            thread.posted[path] = now
        quiet = _QUIET / self.hurry
        thread.posted = {path: t for path, t in thread.posted.items() if now - t < quiet}
        self._count(thread, batch)
        self._finish(thread, batch)

    def _finish(self, thread: threads.Thread, batch: Sequence[Entry]) -> None:
        """What the entries say is on Slack: keep that, set the reaction, take them out."""
        done = [paths.text(entry.file) for entry in batch]
        if not set(done) <= set(thread.done):
            thread.done = done
            thread.save(self.home)
        self._mark(thread)
        self._remove(batch)

    def _begin(self, thread: threads.Thread, queue: List[Entry]) -> None:
        """The thread's header."""
        session = self._session(queue)
        first = queue[0]
        if not thread.started:
            thread.started = session.started
        thread.asked = self.settings.channel
        thread.save(self.home)  # on a full disk this fails, rather than to begin a thread at every attempt
        text, blocks = messages.header(session, session.attached or first.kind != "start")
        try:
            answer = self._post(messages.post(self.settings.channel, text, blocks=blocks), text)
        except api.Refused as refused:
            self._give_up([first], refused)
            return
        thread.ts, thread.channel = str(answer["ts"]), str(answer.get("channel") or self.settings.channel)
        thread.state = "live"
        if first.kind in ("start", "attach"):
            self._finish(thread, [first])
        else:
            thread.save(self.home)
            self._mark(thread)

    def _reply(self, thread: threads.Thread, text: str, batch: Sequence[Entry]) -> bool:
        """Post into the thread; False if the message did not get there (and what is to be done is done)."""
        try:
            self._post(messages.post(thread.channel, text, thread_ts=thread.ts), text)
        except api.Refused as refused:
            if refused.code in api.THREAD_GONE and thread.name not in self.renewed:
                self.renewed.add(thread.name)
                thread.forget()  # a new header, then this again
            else:
                self._give_up(batch, refused)
            return False
        return True

    def _give_up(self, batch: Sequence[Entry], refused: api.Refused) -> None:
        """Slack does not want this message: go on without it, unless it wants none at all."""
        self.refusals += 1
        if refused.mend or self.refusals >= _ODD:
            raise refused
        for entry in batch:
            outbox.bury(self.home, entry.file)
        self._remove(batch)
        what = "Slack refused a message (%s): %s moved to outbox/dead"
        self._log(what % (refused.code, wording.count(len(batch), "event")))

    def _mark(self, thread: threads.Thread) -> None:
        """Let the header's reaction say what the thread's state is."""
        want = messages.MARKS.get(thread.state, "")
        if not thread.ts or thread.mark == want:
            return
        where = {"channel": thread.channel, "timestamp": thread.ts}
        changes = [("reactions.remove", thread.mark)] if thread.mark else []
        for method, name in [*changes, ("reactions.add", want)]:
            try:
                self._call(method, dict(where, name=name))
            except api.Refused as refused:
                if refused.mend:
                    raise
                # already_reacted, no_reaction, message_not_found, too_many_reactions: nothing to be done
        thread.mark = want
        thread.save(self.home)

    # what it says

    def _session(self, queue: Sequence[Entry]) -> sessions.Session:
        """What is known of the Session now, else what its entries tell of it."""
        name = queue[0].name
        known: List[Any] = [outbox.facts(self.home, name), *(entry.fields.get("facts") for entry in queue)]
        known += [{"session": entry.session} for entry in queue if entry.session]
        return sessions.Session(name, next((f for f in known if isinstance(f, dict) and f), {}))

    def _tell(self, thread: threads.Thread, batch: Sequence[Entry], base: bytes) -> "Optional[_Text]":
        """The message about the entries, if they need one; the thread's state afterwards."""
        entry = batch[0]
        kind = entry.kind
        if kind == "edit":
            return self._edits(thread, batch, base)
        if kind == "release":
            named = list(dict.fromkeys(e.text("path") for e in batch))
            return _Text(messages.released(named, base))
        if kind in _OPENING:
            was, thread.state = thread.state, "live"
            if kind == "continue" or was != "live":
                return _Text(messages.again(entry.text("source") or "resume"))
            return None
        path, command, decision = entry.text("path"), entry.text("command"), entry.text("decision")
        if kind in ("conflict", "git"):
            own = paths.text(entry.name)
            others = [self._identifier(name) for name in dict.fromkeys(entry.texts("others")) if name != own]
            if kind == "git":
                return _Text(messages.git(command, decision, others))
            return _Text(messages.conflict(path, decision, others, base))
        if kind == "met":
            shell = entry.text("tool") == "Bash"
            return _Text(messages.met(path, command, shell, decision, entry.text("by"), base))
        if kind == "intent":
            return _Text(messages.intent(entry.text("text")))
        if kind in ("end", "swept"):
            thread.state = "closed" if kind == "end" else "swept"
            seconds = entry.t - thread.started if thread.started else 0.0
            reason = entry.text("reason") or entry.text("why")
            counts = (thread.edits, len(thread.files), thread.conflicts)
            return _Text(messages.closing(kind, reason, seconds, *counts))
        return None

    def _edits(self, thread: threads.Thread, batch: Sequence[Entry], base: bytes) -> "Optional[_Text]":
        now, quiet = time.time(), _QUIET / self.hurry
        fresh = []
        for path in dict.fromkeys(entry.text("path") for entry in batch):
            if not 0 <= now - thread.posted.get(path, 0.0) < quiet:
                fresh.append(path)
        # a file that is only counted is not mentioned: its next edit may name it
        return _Text(messages.editing(fresh, base), fresh[: messages.NAMED]) if fresh else None

    def _count(self, thread: threads.Thread, batch: Sequence[Entry]) -> None:
        for entry in batch:
            if entry.kind == "edit":
                thread.count(entry.text("path"))
            elif entry.kind in ("conflict", "git", "met"):
                thread.conflicts += 1

    def _identifier(self, name: str) -> str:
        """The id of the Session whose directory is called `name`."""
        raw = paths.from_text(name)
        known = sessions.load(self.home, raw)
        return known.id if known else name

    # how it gets there

    def _post(self, message: Mapping[str, Any], text: str) -> Dict[str, Any]:
        """chat.postMessage.  A message that is refused for its looks goes once more, without them."""
        try:
            return self._call("chat.postMessage", message)
        except api.Refused as refused:
            if refused.mend or refused.code in api.THREAD_GONE:
                raise
        simple = {field: value for field, value in message.items() if field != "blocks"}
        return self._call("chat.postMessage", dict(simple, text=messages.plain(text)))

    def _call(self, method: str, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """One call, repeated until it is answered.  api.Refused; _GaveUp."""
        posting = method == "chat.postMessage"
        assert self.client is not None
        while True:
            if posting:
                self._pace()
            try:
                answer = self.client.call(method, arguments)
                if posting and not isinstance(answer.get("ts"), str):
                    raise api.Unreachable("the answer does not say where the message is")
            except api.Limited as limited:
                self._sleep(limited.seconds)
                continue
            except api.Unreachable as silence:
                self._bear(str(silence))
                continue
            finally:
                if posting:
                    outbox.note_post(self.home)
            self.failing_since = 0.0
            self.attempts = 0
            if posting:
                self.refusals = 0
            if self.troubled:
                outbox.set_error(self.home, time.time(), "")
                self.troubled = False
            return answer

    def _bear(self, what: str) -> None:
        """Wait before the next attempt; _GaveUp when it has been long enough."""
        now = time.time()
        self.failing_since = self.failing_since or now
        self.attempts += 1
        self.troubled = True
        outbox.set_error(self.home, now, what)
        if now - self.failing_since > max(_PATIENCE / self.hurry, _LEAST_PATIENCE):
            self._log("Slack is not to be reached (%s): %d events wait" % (what, outbox.depth(self.home)))
            raise _GaveUp
        pause = min(_LONGEST_PAUSE, 2.0 ** min(self.attempts - 1, 10))
        self._sleep(pause * (1 - posix.urandom(1)[0] / 512))

    def _pace(self) -> None:
        rest = _PACE / self.hurry - (time.time() - outbox.last_post(self.home))
        if 0 < rest <= _PACE:
            time.sleep(rest)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.hurry)

    def _stop(self, refused: api.Refused) -> None:
        mend = refused.mend or "Slack takes none of the messages: run `csg test`"
        now = time.time()
        outbox.stop(self.home, now, self.settings, refused.code, mend)
        outbox.set_error(self.home, now, "%s: %s" % (refused.code, mend))
        self._log("the mirror is stopped (%s): %s; then run: csg test" % (refused.code, mend))

    def _log(self, what: str) -> None:
        _log(self.home, what)


class _Text:
    """A message, and the files that count as mentioned by it."""

    __slots__ = ("mentioned", "text")

    def __init__(self, text: str, mentioned: Sequence[str] = ()) -> None:
        self.text = text
        self.mentioned = mentioned
