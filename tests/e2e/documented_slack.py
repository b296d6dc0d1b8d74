"""A Slack after its documentation alone (docs.slack.dev: the methods' pages, "Rate limits", "Web API").

Apart from `fake_slack`, and stricter where that is kind:

- a reply to a message that is not there is taken, as a message of the channel: its answer has no `thread_ts`;
- chat.postMessage takes a message a second and channel, with a burst of `BURST`; then 429 with Retry-After, an integer;
- `client_msg_id` of a message that the channel has already is answered with that message, where `honours` it;
- an answer may come late, be cut off, or never come, though the message was taken.
"""

import http.server
import json
import random
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from tests import loopback

BURST = 4
#: The errors that each method's page lists, as csg meets them.  message: it is put aside, with its text; thread:
#: another one is begun; looks: passed over; later: tried again; stop: the mirror stops.
CODES: Dict[str, Dict[str, str]] = {
    "chat.postMessage": {
        "as_user_not_supported": "stop",
        "attachment_payload_limit_exceeded": "message",
        "channel_not_found": "stop",
        "duplicate_channel_not_found": "stop",
        "duplicate_message_not_found": "stop",
        "ekm_access_denied": "stop",
        "invalid_blocks": "message",
        "invalid_blocks_format": "message",
        "invalid_metadata_format": "message",
        "invalid_metadata_schema": "message",
        "is_archived": "stop",
        "markdown_text_conflict": "message",
        "message_limit_exceeded": "later",
        "messages_tab_disabled": "stop",
        "metadata_must_be_sent_from_app": "message",
        "metadata_too_large": "message",
        "msg_blocks_too_long": "message",
        "msg_too_long": "message",
        "no_text": "message",
        "not_in_channel": "stop",
        "rate_limited": "later",
        "restricted_action": "stop",
        "restricted_action_non_threadable_channel": "stop",
        "restricted_action_read_only_channel": "stop",
        "restricted_action_thread_locked": "thread",
        "restricted_action_thread_only_channel": "stop",
        "slack_connect_canvas_sharing_blocked": "message",
        "slack_connect_file_link_sharing_blocked": "message",
        "team_access_not_granted": "stop",
        "team_not_found": "stop",
        "thread_not_found": "thread",
        "too_many_attachments": "message",
        "too_many_contact_cards": "message",
        "cannot_reply_to_message": "thread",
        "message_not_found": "thread",
        "external_channel_migrating": "later",
    },
    "chat.update": {
        "as_user_not_supported": "stop",
        "block_mismatch": "looks",
        "cant_broadcast_message": "looks",
        "cant_update_message": "looks",
        "channel_not_found": "stop",
        "edit_window_closed": "looks",
        "ekm_access_denied": "stop",
        "external_channel_migrating": "looks",
        "invalid_attachments": "looks",
        "invalid_blocks": "looks",
        "invalid_blocks_format": "looks",
        "invalid_metadata_format": "looks",
        "is_inactive": "looks",
        "markdown_text_conflict": "looks",
        "message_not_found": "looks",
        "msg_too_long": "looks",
        "no_dual_broadcast_content_update": "looks",
        "no_text": "looks",
        "streaming_state_conflict": "looks",
        "team_not_found": "stop",
        "too_many_attachments": "looks",
        "update_failed": "looks",
    },
    "reactions.add": {
        "already_reacted": "looks",
        "bad_timestamp": "looks",
        "file_comment_not_found": "looks",
        "file_not_found": "looks",
        "invalid_name": "looks",
        "is_archived": "stop",
        "message_not_found": "looks",
        "no_item_specified": "looks",
        "not_reactable": "looks",
        "thread_locked": "looks",
        "too_many_emoji": "looks",
        "too_many_reactions": "looks",
    },
}
#: Those of every method.
COMMON: Dict[str, str] = {
    "access_denied": "stop",
    "accesslimited": "later",
    "account_inactive": "stop",
    "deprecated_endpoint": "stop",
    "enterprise_is_restricted": "stop",
    "fatal_error": "later",
    "internal_error": "later",
    "invalid_arg_name": "stop",
    "invalid_array_arg": "stop",
    "invalid_auth": "stop",
    "invalid_charset": "stop",
    "invalid_form_data": "stop",
    "invalid_post_type": "stop",
    "method_deprecated": "stop",
    "missing_post_type": "stop",
    "missing_scope": "stop",
    "no_permission": "stop",
    "not_allowed_token_type": "stop",
    "not_authed": "stop",
    "org_login_required": "stop",
    "ratelimited": "later",
    "request_timeout": "later",
    "service_unavailable": "later",
    "team_added_to_org": "later",
    "token_expired": "stop",
    "token_revoked": "stop",
    "two_factor_setup_required": "stop",
}

#: What befalls a call: (before it is taken, after it was): "" or 500, reset; cut, lost, late.
Weather = Callable[[str], Tuple[str, str]]


class Message:
    """As Slack keeps it.  `sent`: how often it was posted anew by the same words."""

    def __init__(self, ts: str, fields: Dict[str, Any], thread: str) -> None:
        self.ts = ts
        self.thread = thread
        self.text = str(fields["text"])
        self.identifier = str(fields.get("client_msg_id", ""))
        self.reactions: List[str] = []


class DocumentedSlack:
    """The server, one workspace with some channels.  `hurry`: how many times faster its seconds go."""

    def __init__(self, channels: "tuple[str, ...]", honours: bool = True, hurry: float = 1.0) -> None:
        self.channels: Dict[str, Dict[str, Message]] = {name: {} for name in channels}
        self.honours = honours
        self.hurry = hurry
        self.weather: Optional[Weather] = None
        self.refuse: Callable[[str, Dict[str, Any]], str] = lambda method, fields: ""
        self.unanswered = 0  # messages that were taken without an answer that says so
        self.limited = 0
        self.authorizations: set[str] = set()
        self._lock = threading.Lock()
        self._number = 0
        self._credit: Dict[str, Tuple[float, float]] = {}
        slack = self

        class Handler(_Handler):
            documented = slack

        self._server = loopback.Server(Handler)
        self.url = "http://127.0.0.1:%d/api/" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Close."""
        self._server.shutdown()
        self._server.server_close()

    def threads(self, channel: str) -> List[List[Message]]:
        """Each message of the channel with its replies, in order."""
        found: Dict[str, List[Message]] = {}
        for message in list(self.channels[channel].values()):
            found.setdefault(message.thread or message.ts, []).append(message)
        return list(found.values())

    def serve(self, method: str, fields: Dict[str, Any]) -> "tuple[int, Dict[str, str], Dict[str, Any]]":
        """(HTTP status, headers, answer) of one call."""
        with self._lock:
            code = self.refuse(method, fields)
            if code:
                return 200, {}, {"ok": False, "error": code}
            messages = self.channels.get(str(fields.get("channel")))
            if messages is None:
                return 200, {}, {"ok": False, "error": "channel_not_found"}
            if method == "chat.postMessage":
                return self._post(messages, fields)
            message = messages.get(str(fields.get("ts") or fields.get("timestamp")))
            if message is None:
                return 200, {}, {"ok": False, "error": "message_not_found"}
            return 200, {}, self._change(messages, message, method, fields)

    def _post(
        self, messages: Dict[str, Message], fields: Dict[str, Any]
    ) -> "tuple[int, Dict[str, str], Dict[str, Any]]":
        wait = self._wait(str(fields["channel"]))
        if wait:
            self.limited += 1
            return 429, {"Retry-After": "%d" % wait}, {"ok": False, "error": "ratelimited"}
        if not str(fields.get("text", "")).strip():
            return 200, {}, {"ok": False, "error": "no_text"}
        identifier = str(fields.get("client_msg_id", ""))
        known = [m for m in messages.values() if identifier and m.identifier == identifier and self.honours]
        if known:
            return 200, {}, self._told(str(fields["channel"]), known[0])
        self._number += 1
        ts = "%d.%06d" % (1_750_000_000 + self._number, self._number)
        thread = str(fields.get("thread_ts") or "")
        message = messages[ts] = Message(ts, fields, thread if thread in messages else "")
        return 200, {}, self._told(str(fields["channel"]), message)

    def _told(self, channel: str, message: Message) -> Dict[str, Any]:
        shown = {"type": "message", "text": message.text, "ts": message.ts}
        if message.thread:
            shown["thread_ts"] = message.thread
        return {"ok": True, "channel": channel, "ts": message.ts, "message": shown}

    def _wait(self, channel: str) -> int:
        """Whole seconds that the channel's next message has to wait."""
        now = time.monotonic() * self.hurry
        credit, last = self._credit.get(channel, (float(BURST), now))
        credit = min(float(BURST), credit + now - last)
        self._credit[channel] = (credit - 1 if credit >= 1 else credit, now)
        return 0 if credit >= 1 else 1

    def _change(self, messages: Dict[str, Message], message: Message, method: str, fields: Dict[str, Any]) -> Any:
        name = str(fields.get("name"))
        if method == "chat.delete":
            del messages[message.ts]
        elif method == "chat.update":
            message.text = str(fields["text"])
        elif method == "reactions.add":
            if name in message.reactions:
                return {"ok": False, "error": "already_reacted"}
            message.reactions.append(name)
        elif method == "reactions.remove":
            if name not in message.reactions:
                return {"ok": False, "error": "no_reaction"}
            message.reactions.remove(name)
        else:
            return {"ok": False, "error": "unknown_method"}
        return {"ok": True}


class _Handler(http.server.BaseHTTPRequestHandler):
    documented: DocumentedSlack
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        slack = self.documented
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        method = self.path.rpartition("/")[2]
        slack.authorizations.add(str(self.headers.get("Authorization")))
        before, after = slack.weather(method) if slack.weather else ("", "")
        self.close_connection = True
        if before == "500":
            self._send(500, {}, b"<html>")
            return
        if before == "reset":
            return
        try:
            fields = json.loads(body)
        except ValueError:  # the caller was killed in the middle of it
            return
        status, headers, answer = slack.serve(method, fields)
        data = json.dumps(answer).encode()
        if after and answer["ok"] and method == "chat.postMessage":
            slack.unanswered += 1
        if after == "late":
            time.sleep(0.3)
        if after != "lost":
            self._send(status, headers, data[: len(data) // 2] if after == "cut" else data)

    def _send(self, status: int, headers: Dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def storm(seed: int, share: float = 0.15) -> Weather:
    """Weather of all kinds at random."""
    chance = random.Random(seed)

    def weather(method: str) -> Tuple[str, str]:
        before = chance.choice(("500", "reset")) if chance.random() < share else ""
        after = chance.choice(("cut", "lost", "late")) if chance.random() < share else ""
        return before, after

    return weather
