"""Bringing a Session's thread forward, a step at a time: its header, the next message, how far it is told."""

from typing import Dict, List, Sequence, Set

from csg.base import paths, slack_settings
from csg.slack import api, composing, header, messages
from csg.slack import thread as threads
from csg.slack.entries import Entry, Waiting
from csg.slack.refusals import Refusals
from csg.slack.sender import Sender


class Teller:
    """All threads that one Poster tells.

    For a message the order is: Slack says ok, thread.json says so, the entries go.  Between the first
    two a kill makes the message appear twice; never none."""

    def __init__(self, home: bytes, settings: slack_settings.Settings, waiting: Waiting, sender: Sender) -> None:
        self._home = home
        self._channel = settings.channel
        self._waiting = waiting
        self._sender = sender
        self._refusals = Refusals()
        self._threads: Dict[bytes, threads.Thread] = {}
        self._renewed: Set[bytes] = set()

    def advance(self, queue: List[Entry]) -> None:
        """One step of the thread that this queue belongs to.  api.Refused, if that is final; sender.GaveUp; OSError."""
        first = queue[0]
        thread = self._threads.get(first.name)
        if thread is None:
            thread = self._threads[first.name] = threads.load(self._home, first.name)
        if paths.text(first.file) in thread.done:
            self._finish(thread, [first])
            return
        if thread.ts and thread.asked != self._channel:
            thread.forget()
        if not thread.ts:
            if first.kind in ("end", "swept"):  # it was over before the mirror saw it
                self._waiting.remove([first])
            else:
                self._begin(thread, queue)
            return
        batch = composing.together(queue)
        session = composing.session(self._home, queue)
        base, quiet = paths.canonical(session.root or session.cwd), composing.QUIET / self._sender.hurry
        said = composing.compose(self._home, thread, batch, base, quiet)
        if said and not self._reply(thread, said.text, batch):
            return
        composing.note(thread, batch, said, quiet)
        self._finish(thread, batch)

    def _begin(self, thread: threads.Thread, queue: List[Entry]) -> None:
        session, first = composing.session(self._home, queue), queue[0]
        midway = session.attached or first.kind != "start"
        try:
            header.begin(self._home, self._sender, thread, self._channel, session, midway)
        except api.Refused as refused:
            self._refusals.give_up(self._waiting, [first], refused)
            return
        self._refusals.over()
        if first.kind in ("start", "attach"):
            self._finish(thread, [first])
        else:
            thread.save(self._home)
            header.mark(self._home, self._sender, thread)

    def _reply(self, thread: threads.Thread, text: str, batch: List[Entry]) -> bool:
        """Post into the thread; False if the message did not get there (and what is to be done is done)."""
        try:
            self._sender.post(messages.post(thread.channel, text, thread_ts=thread.ts), text)
        except api.Refused as refused:
            if refused.code in api.THREAD_GONE and thread.name not in self._renewed:
                self._renewed.add(thread.name)
                thread.forget()  # a new header, then this again
            else:
                self._refusals.give_up(self._waiting, batch, refused)
            return False
        self._refusals.over()
        return True

    def _finish(self, thread: threads.Thread, batch: Sequence[Entry]) -> None:
        """What the entries say is on Slack: keep that, set the reaction, take them out."""
        done = [paths.text(entry.file) for entry in batch]
        if not set(done) <= set(thread.done):
            thread.done = done
            thread.save(self._home)
        header.mark(self._home, self._sender, thread)
        self._waiting.remove(batch)
