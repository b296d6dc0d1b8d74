"""Bringing a Session's thread forward, a step at a time: its header, the next message, how far it is told."""

import time
from typing import Dict, List, Sequence, Set

from csg.base import paths, slack_settings
from csg.slack import api, codes, composing, header, messages, saying
from csg.slack import thread as threads
from csg.slack.entries import Entry, Waiting
from csg.slack.refusals import Refusals
from csg.slack.sender import Sender


class Teller:
    """All threads that one Poster tells.

    For a message the order is: Slack says ok, thread.json says so, the entries go.  Between the first two a kill makes
    the message go out twice, with one `client_msg_id`, by which Slack can know it; never none."""

    def __init__(self, settings: slack_settings.Settings, waiting: Waiting, sender: Sender, hurry: float) -> None:
        self._home = waiting.home
        box = waiting.box
        self._place = (settings.channel, paths.text(box[box.rfind(b"/") + 1 :]))
        self._waiting = waiting
        self._sender = sender
        self._hurry = hurry
        self._refusals = Refusals(box)
        self._threads: Dict[bytes, threads.Thread] = {}
        self._renewed: Set[bytes] = set()

    def advance(self) -> float:
        """One step of the thread that is most behind; 0.0, or how many seconds until one is due.

        api.Refused, if nothing gets through; vigil.Changed, vigil.Over; OSError."""
        earliest = quiet = composing.QUIET / self._hurry
        for queue in self._waiting.queues():
            thread = self._thread(queue[0].name)
            rest = composing.due(queue, composing.together(queue), thread, time.time(), quiet)
            if rest <= 0 or self._sending(thread, queue) or not thread.ts or self._has_told(thread, queue[0]):
                self._step(thread, queue)
                return 0.0
            earliest = min(earliest, rest)
        return earliest

    def _thread(self, name: bytes) -> threads.Thread:
        if name not in self._threads:
            self._threads[name] = threads.load(self._home, name)
        return self._threads[name]

    def _has_told(self, thread: threads.Thread, entry: Entry) -> bool:
        return paths.text(entry.file) in thread.done

    def _step(self, thread: threads.Thread, queue: List[Entry]) -> None:
        first = queue[0]
        if self._has_told(thread, first):
            self._finish(thread, [first])
        elif thread.ts and self._has_moved(thread, first):
            self._leave(thread, queue)
        elif thread.ts:
            self._tell(thread, queue)
        elif first.kind in ("end", "swept"):  # it was over before the mirror saw it
            self._waiting.remove([first])
        else:
            self._begin(thread, queue)

    def _has_moved(self, thread: threads.Thread, first: Entry) -> bool:
        """Does the Session go on in another channel than its thread is in?"""
        if thread.to:
            return thread.to != self._place[1] and first.to == self._place[1]
        return thread.asked != self._place[0]

    def _leave(self, thread: threads.Thread, queue: List[Entry]) -> None:
        """The end of a thread whose Session goes on elsewhere; where Slack takes none, it has none."""
        try:
            last = composing.closed_elsewhere(thread)
            if last is not None:
                identifier = messages.identifier(b"moved", thread.name, thread.ts.encode())
                post = messages.post(thread.channel, last, thread_ts=thread.ts, client_msg_id=identifier)
                self._sender.post(post, last)
            self._mark(thread, queue)
        except api.Refused:
            pass
        thread.forget()
        thread.save(self._home)

    def _begin(self, thread: threads.Thread, queue: List[Entry]) -> None:
        session, first = composing.session(self._home, queue), queue[0]
        thread.midway = session.attached or first.kind != "start"
        try:
            if not header.begin(self._home, self._sender, thread, self._place, session):
                self._waiting.bury(queue[:])  # nothing is left of the Session that a thread could be kept in
                saying.log(self._home, "slack", "a session is gone, so what waited of it was moved to outbox/dead")
                return
        except api.Refused as refused:
            self._refusals.give_up(self._waiting, [first], refused)
            return
        self._refusals.over()
        if first.kind in ("start", "attach"):
            self._finish(thread, [first])
        else:
            self._mark(thread, queue)

    def _tell(self, thread: threads.Thread, queue: List[Entry]) -> None:
        batch = self._sending(thread, queue) or composing.together(queue)
        sending = [paths.text(entry.file) for entry in batch]
        if thread.sending != sending:
            thread.sending = sending
            thread.save(self._home)  # on a full disk this fails, before anything is posted
        session = composing.session(self._home, queue)
        base = paths.canonical(session.root or session.cwd)
        before = thread.state
        text = composing.compose(self._home, thread, batch, base)
        if text and not self._reply(thread, text, batch):
            thread.state = before
            return
        composing.note(thread, batch, time.time())
        self._finish(thread, batch)

    def _sending(self, thread: threads.Thread, queue: List[Entry]) -> List[Entry]:
        """What a Poster that was killed was about to tell, if it begins the queue."""
        batch = queue[: len(thread.sending)]
        return batch if [paths.text(entry.file) for entry in batch] == thread.sending else []

    def _reply(self, thread: threads.Thread, text: str, batch: List[Entry]) -> bool:
        """Post into the thread; False if the message did not get there (and what is to be done is done)."""
        identifier = messages.identifier(batch[0].file, batch[-1].file)
        post = messages.post(thread.channel, text, thread_ts=thread.ts, client_msg_id=identifier)
        try:
            answer = self._sender.post(post, text)
        except api.Refused as refused:
            if refused.fate == codes.THREAD and thread.name not in self._renewed:
                self._renewed.add(thread.name)
                thread.forget()  # a new header, then this again
            else:
                self._refusals.give_up(self._waiting, batch, refused)
            return False
        self._refusals.over()
        message = answer.get("message")
        if isinstance(message, dict) and message.get("thread_ts") != thread.ts and thread.name not in self._renewed:
            # Slack takes a reply to a message that was deleted as one to the channel
            self._renewed.add(thread.name)
            _take_back(self._sender, thread.channel, str(answer["ts"]))
            thread.forget()
            return False
        return True

    def _finish(self, thread: threads.Thread, batch: Sequence[Entry]) -> None:
        """What the entries say is on Slack: keep that, set the header's looks, take them out."""
        done = [paths.text(entry.file) for entry in batch]
        if not set(done) <= set(thread.done):
            thread.done, thread.sending = done, []
            thread.save(self._home)
        self._mark(thread, batch)
        self._waiting.remove(batch)

    def _mark(self, thread: threads.Thread, queue: Sequence[Entry]) -> None:
        session = composing.session(self._home, queue)
        seconds = queue[-1].t - thread.started if thread.started else 0.0
        header.mark(self._home, self._sender, thread, session, max(0.0, seconds))


def _take_back(sender: Sender, channel: str, ts: str) -> None:
    try:
        sender.call("chat.delete", {"channel": channel, "ts": ts})
    except api.Refused:
        pass
