"""What people call a Session: its intent, else its latest prompt, else its branch.

    state/<name>/intent.json    what the Session says it is about to do
    state/<name>/prompt.json    the first line of the latest prompt; stays with what an ended Session leaves

A prompt is the person's own words: it is kept on this machine and shown here, to people and as a fact to siblings, and
goes to no mirror.  With CSG_PROMPTS=off nothing is kept.
"""

from csg.base import files, wire
from csg.state import roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.state import sessions

PROMPT = 80  # characters kept


def intent(home: bytes, name: bytes) -> str:
    """What the Session said it is about to do, or ""."""
    return _text(salvage.one(home, roster.directory(home, name) + b"/intent.json"))


def prompt(home: bytes, name: bytes) -> str:
    """The first line of a live Session's latest prompt, or ""."""
    return _kept(home, roster.directory(home, name))


def _kept(home: bytes, where: bytes) -> str:
    return _text(salvage.one(home, where + b"/prompt.json"))


def _text(value: "dict[str, Any] | None") -> str:
    text = value.get("text") if value else None
    return text if isinstance(text, str) else ""


#: cold


def set_intent(home: bytes, name: bytes, text: str, now: float) -> None:
    """Keep what the Session is about to do; an empty text takes it back.  OSError if it is not live."""
    path = roster.directory(home, name) + b"/intent.json"
    if text:
        files.replace(path, (wire.encode({"text": text, "t": now}) + "\n").encode())
    else:
        files.remove(path)


def of_ended(home: bytes, name: bytes) -> str:
    """The same of a Session that ended or was swept."""
    return _kept(home, roster.ended_directory(home, name))


def called(session: "sessions.Session", intent: str, prompt: str) -> str:
    """What people call it, raw; "" if nothing is known but its id."""
    return intent or prompt or session.branch_now()


#: cold: keeping


def first_line(text: str) -> str:
    """What is kept of a prompt; "" where it is no person's sentence: a command, or a message of the client's own (a
    subagent's end comes as a prompt, in angle brackets)."""
    line = next((line for line in text.split("\n") if line.strip()), "")
    line = " ".join(line[: 10 * PROMPT].split())
    if line[:1] in ("/", "<", "!", "#"):
        return ""
    return line if len(line) <= PROMPT else line[: PROMPT - 1] + "\u2026"


def keep_prompt(home: bytes, name: bytes, text: str, now: float) -> None:
    """Keep it, if there is something to keep and the Session is live.  OSError."""
    line = first_line(text)
    if line:
        path = roster.directory(home, name) + b"/prompt.json"
        try:
            files.replace(path, (wire.encode({"text": line, "t": now}) + "\n").encode())
        except FileNotFoundError:  # not on record, or ended this moment
            pass
