"""What a thread needs said of the next entries in its queue, if anything; the words are in `messages`."""

import time
from typing import Any, List, Optional, Sequence

from csg.base import paths
from csg.slack import messages
from csg.slack.entries import Entry
from csg.slack.thread import Thread
from csg.state import outbox, sessions

#: Seconds before a file is mentioned again.
QUIET = 60.0
_MERGED = 500  # entries told in one message
_OPENING = ("start", "attach", "continue")


class Said:
    """A message, and the files that count as mentioned by it."""

    __slots__ = ("mentioned", "text")

    def __init__(self, text: str, mentioned: Sequence[str] = ()) -> None:
        self.text = text
        self.mentioned = mentioned


def together(queue: Sequence[Entry]) -> List[Entry]:
    """The first entry of a queue, and those after it that one message tells with it."""
    batch = [queue[0]]
    if queue[0].kind in ("edit", "release"):
        for entry in queue[1:_MERGED]:
            if entry.kind != queue[0].kind:
                break
            batch.append(entry)
    return batch


def session(home: bytes, queue: Sequence[Entry]) -> sessions.Session:
    """What is known of the Session now, else what its entries tell of it."""
    name = queue[0].name
    known: List[Any] = [outbox.facts(home, name), *(entry.fields.get("facts") for entry in queue)]
    known += [{"session": entry.session} for entry in queue if entry.session]
    return sessions.Session(name, next((f for f in known if isinstance(f, dict) and f), {}))


def compose(home: bytes, thread: Thread, batch: Sequence[Entry], base: bytes, quiet: float) -> Optional[Said]:
    """The message about the entries, if they need one; sets the thread's state.

    base   the directory that paths are seen from
    quiet  seconds before a file is mentioned again"""
    entry = batch[0]
    kind = entry.kind
    if kind == "edit":
        return _edits(thread, batch, base, quiet)
    if kind == "release":
        named = list(dict.fromkeys(e.text("path") for e in batch))
        return Said(messages.released(named, base))
    if kind in _OPENING:
        was, thread.state = thread.state, "live"
        if kind == "continue" or was != "live":
            return Said(messages.again(entry.text("source") or "resume"))
        return None
    if kind in ("conflict", "git", "met"):
        return Said(_meeting(home, entry, base))
    if kind == "intent":
        return Said(messages.intent(entry.text("text")))
    if kind in ("end", "swept"):
        thread.state = "closed" if kind == "end" else "swept"
        seconds = entry.t - thread.started if thread.started else 0.0
        reason = entry.text("reason") or entry.text("why")
        counts = (thread.edits, len(thread.files), thread.conflicts)
        return Said(messages.closing(kind, reason, seconds, *counts))
    return None


def note(thread: Thread, batch: Sequence[Entry], said: Optional[Said], quiet: float) -> None:
    """Count in the thread what has been told."""
    now = time.time()
    for path in said.mentioned if said else ():
        thread.posted[path] = now
    thread.posted = {path: t for path, t in thread.posted.items() if now - t < quiet}
    for entry in batch:
        if entry.kind == "edit":
            thread.count(entry.text("path"))
        elif entry.kind in ("conflict", "git", "met"):
            thread.conflicts += 1


def _edits(thread: Thread, batch: Sequence[Entry], base: bytes, quiet: float) -> Optional[Said]:
    now = time.time()
    fresh = []
    for path in dict.fromkeys(entry.text("path") for entry in batch):
        if not 0 <= now - thread.posted.get(path, 0.0) < quiet:
            fresh.append(path)
    # a file that is only counted is not mentioned: its next edit may name it
    return Said(messages.editing(fresh, base), fresh[: messages.NAMED]) if fresh else None


def _meeting(home: bytes, entry: Entry, base: bytes) -> str:
    path, command, decision = entry.text("path"), entry.text("command"), entry.text("decision")
    if entry.kind == "met":
        shell = entry.text("tool") == "Bash"
        return messages.met(path, command, shell, decision, entry.text("by"), base)
    own = paths.text(entry.name)
    others = [_identifier(home, name) for name in dict.fromkeys(entry.texts("others")) if name != own]
    if entry.kind == "git":
        return messages.git(command, decision, others)
    return messages.conflict(path, decision, others, base)


def _identifier(home: bytes, name: str) -> str:
    """The id of the Session whose directory is called `name`."""
    try:
        known = sessions.load(home, paths.from_text(name))
    except ValueError:  # no name of a directory
        return name
    return known.id if known else name
