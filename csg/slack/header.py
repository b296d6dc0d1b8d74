"""A thread's first message: posted once; its text and its reaction say what the thread's state is."""

from csg.slack import api, codes, messages
from csg.slack.sender import Sender
from csg.slack.thread import Thread
from csg.state import sessions


def begin(home: bytes, sender: Sender, thread: Thread, place: "tuple[str, str]", session: sessions.Session) -> bool:
    """Post it into the channel; where it is stands in the thread then.  False if there is nowhere to keep that.

    place  the channel as it stands in the settings, and its box.  api.Refused; OSError: a full disk stops it before
    anything is posted, rather than have a thread begun at every attempt."""
    if not thread.started:
        thread.started = session.started
    thread.asked, thread.to = place
    if not thread.save(home):
        return False
    text, blocks = messages.header(session, thread.midway)
    identifier = messages.identifier(b"header", thread.name, b"%d" % thread.lost, thread.to.encode())
    answer = sender.post(messages.post(place[0], text, blocks=blocks, client_msg_id=identifier), text)
    thread.ts, thread.channel = str(answer["ts"]), str(answer.get("channel") or place[0])
    thread.state = thread.face = "live"
    thread.save(home)
    return True


def mark(home: bytes, sender: Sender, thread: Thread, session: sessions.Session, seconds: float) -> None:
    """Let the header's reaction and text follow the thread's state.  api.Refused, unless it is about looks alone.

    seconds  how long the Session was, 0.0 if unknown"""
    want = messages.MARKS.get(thread.state, "")
    if not thread.ts or (thread.mark == want and thread.face == thread.state):
        return
    where = {"channel": thread.channel, "timestamp": thread.ts}
    if thread.mark != want:
        changes = [("reactions.remove", thread.mark)] if thread.mark else []
        for method, name in [*changes, ("reactions.add", want)]:
            _try(sender, method, dict(where, name=name))
        thread.mark = want
        thread.save(home)
    if thread.face != thread.state:
        ended = ""
        if thread.state != "live":
            ended = messages.summary(seconds, thread.edits, len(thread.files), thread.conflicts)
        text, blocks = messages.header(session, thread.midway, thread.state, ended)
        _try(sender, "chat.update", messages.update(thread.channel, thread.ts, text, blocks))
        thread.face = thread.state
        thread.save(home)


def _try(sender: Sender, method: str, arguments: "dict[str, object]") -> None:
    try:
        sender.call(method, arguments)
    except api.Refused as refused:
        if refused.fate != codes.LOOKS:
            raise
