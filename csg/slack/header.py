"""A thread's first message: posted once; its reaction says what the thread's state is."""

from csg.slack import api, messages
from csg.slack.sender import Sender
from csg.slack.thread import Thread
from csg.state import sessions


def begin(home: bytes, sender: Sender, thread: Thread, channel: str, session: sessions.Session, midway: bool) -> None:
    """Post it into the channel; where it is stands in the thread then.  api.Refused.

    midway  the thread begins in the middle of the Session's life"""
    if not thread.started:
        thread.started = session.started
    thread.asked = channel
    thread.save(home)  # on a full disk this fails, rather than to begin a thread at every attempt
    text, blocks = messages.header(session, midway)
    answer = sender.post(messages.post(channel, text, blocks=blocks), text)
    thread.ts, thread.channel = str(answer["ts"]), str(answer.get("channel") or channel)
    thread.state = "live"


def mark(home: bytes, sender: Sender, thread: Thread) -> None:
    """Let the reaction follow the thread's state.  api.Refused, if that is final."""
    want = messages.MARKS.get(thread.state, "")
    if not thread.ts or thread.mark == want:
        return
    where = {"channel": thread.channel, "timestamp": thread.ts}
    changes = [("reactions.remove", thread.mark)] if thread.mark else []
    for method, name in [*changes, ("reactions.add", want)]:
        try:
            sender.call(method, dict(where, name=name))
        except api.Refused as refused:
            if refused.mend:
                raise
            # already_reacted, no_reaction, message_not_found, too_many_reactions: nothing to be done
    thread.mark = want
    thread.save(home)
