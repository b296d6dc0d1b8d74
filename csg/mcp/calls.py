"""Calling a tool: its checked arguments go to an operation of `talk`, which gives a value and its text."""

import posix
import time

from csg.base import errors
from csg.clients import signs
from csg.mcp import fitting, tools, waiting
from csg.talk import asking, checking, claiming, intent, listing, messages, reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Said = tuple[dict[str, Any], str]  # the structured value, and the same for reading


def call(
    tool: tools.Tool,
    arguments: "Mapping[str, Any]",
    version: str,
    meta: "Mapping[str, Any]",
    about: "Any" = None,
) -> "dict[str, Any] | waiting.Wait":
    """The result of `tools/call`, or what it waits for: what cannot be done is a result with isError, which the model
    reads.  meta: the call's `_meta`; about: the client's `clientInfo`"""
    wrong = fitting.misfit(tool.input, arguments, "")
    if wrong:
        return _failed("%s: %s" % (tool.name, wrong))

    def look() -> "tuple[dict[str, Any], int]":
        return _called(tool, arguments, version, meta, about)

    result, held = look()
    seconds = arguments.get("wait_seconds", 0)
    return waiting.Wait(look, seconds, meta.get("progressToken")) if held and seconds else result


def _called(
    tool: tools.Tool,
    arguments: "Mapping[str, Any]",
    version: str,
    meta: "Mapping[str, Any]",
    about: "Any",
) -> "tuple[dict[str, Any], int]":
    """The result now, and how many of the files others hold."""
    try:
        asker = asking.serving(posix.environ, time.time(), tool.writes, signs.client(about), meta)
        value, text = CALLS[tool.name](asker, arguments)
    except errors.CsgError as error:
        return _failed(str(error)), 0
    except OSError as error:
        return _failed("csg's files cannot be used: %s; see to the disk and call again" % (error.strerror or error)), 0
    result: dict[str, Any] = {"content": [{"type": "text", "text": text}], "isError": False}
    if version >= tools.STRUCTURED:
        result["structuredContent"] = value
    return result, value.get("held", 0)


def _failed(text: str) -> "dict[str, Any]":
    return {"content": [{"type": "text", "text": text}], "isError": True}


def _list(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = listing.list_sessions(asker, arguments.get("scope") == "all")
    return value, reading.sessions(value)


def _check(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = checking.check(asker, arguments["paths"])
    return value, reading.files(value, asker.cwd)


def _claim(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = claiming.claim(asker, arguments["paths"], arguments["intent"])
    return value, reading.files(value, asker.cwd)


def _release(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = claiming.release(asker, arguments["paths"])
    return value, reading.released(value, asker.cwd)


def _intent(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = intent.keep(asker, arguments["text"])
    return value, reading.intent(value)


def _tell(asker: asking.Asker, arguments: "Mapping[str, Any]") -> "Said":
    value = messages.tell(asker, arguments["session"], arguments["text"])
    return value, reading.told(value)


CALLS: "dict[str, Callable[[asking.Asker, Mapping[str, Any]], Said]]" = {
    "list_sessions": _list,
    "check_files": _check,
    "claim_files": _claim,
    "release_files": _release,
    "set_intent": _intent,
    "tell_session": _tell,
}
