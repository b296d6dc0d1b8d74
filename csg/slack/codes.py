"""Slack's error codes: what each asks for, and what a person can do about it.

From Slack's documentation of chat.postMessage, chat.update, chat.delete and the reactions (docs.slack.dev).
A code that nobody knows is no reason to drop anything: it stops the mirror (STOP), and what waits is kept.
"""

from typing import Dict

#: This message is at fault: it goes once more without looks, then it is put aside with its text.
MESSAGE = "message"
#: The thread is gone, or takes nothing: the message wants a new one.
THREAD = "thread"
#: About how the header looks: nothing to be done.
LOOKS = "looks"
#: The same call may do later.
LATER = "later"
#: Nothing gets through until a person has done something: all is kept.
STOP = "stop"

_MESSAGE = (
    *("msg_too_long", "no_text", "too_many_attachments", "invalid_attachments", "attachment_payload_limit_exceeded"),
    *("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "markdown_text_conflict", "invalid_arguments"),
    *("invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "metadata_must_be_sent_from_app"),
    *("too_many_contact_cards", "slack_connect_canvas_sharing_blocked", "slack_connect_file_link_sharing_blocked"),
)
_THREAD = ("thread_not_found", "message_not_found", "cannot_reply_to_message", "restricted_action_thread_locked")
_LATER = (
    *("ratelimited", "rate_limited", "message_limit_exceeded", "accesslimited", "internal_error", "fatal_error"),
    *("service_unavailable", "request_timeout", "team_added_to_org", "external_channel_migrating"),
)
#: Of chat.update, chat.delete and the reactions: the header is gone, looks so already, or cannot look so.
_LOOKS = (
    *("already_reacted", "no_reaction", "message_not_found", "too_many_emoji", "too_many_reactions", "bad_timestamp"),
    *("not_reactable", "invalid_name", "no_item_specified", "file_not_found", "file_comment_not_found"),
    *("thread_locked", "cant_update_message", "edit_window_closed", "block_mismatch", "update_failed", "is_inactive"),
    *("cant_broadcast_message", "no_dual_broadcast_content_update", "streaming_state_conflict"),
    *("cant_delete_message", "compliance_exports_prevent_deletion", "external_channel_migrating"),
)

_BY_TOKEN = (
    "Slack does not take the token: copy the app's Bot User OAuth Token (xoxb-…) into SLACK_BOT_TOKEN again, or, if it "
    "was good, come back to the network (VPN) that Slack takes it from"
)
_MENDS: Dict[str, str] = {
    **dict.fromkeys(("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"), _BY_TOKEN),
    "not_allowed_token_type": "this is another kind of token: SLACK_BOT_TOKEN wants the Bot User OAuth Token (xoxb-…)",
    "channel_not_found": "the app sees no such channel: SLACK_CHANNEL_ID wants the channel's id (C…, at the end of "
    "the channel's details), and into a private channel the app must be invited",
    "not_in_channel": "the app is not in the channel: type `/invite @csg` (the app's name) there",
    "is_archived": "the channel is archived: unarchive it, or put another into SLACK_CHANNEL_ID",
    "missing_scope": "the app lacks the scope %(needed)s: add it under OAuth & Permissions, reinstall the app, and put "
    "its new token into SLACK_BOT_TOKEN",
    **dict.fromkeys(
        (
            *("no_permission", "access_denied", "restricted_action", "restricted_action_read_only_channel"),
            *("restricted_action_thread_only_channel", "restricted_action_non_threadable_channel"),
        ),
        "the app may not post there: ask who runs the workspace, or put another channel into SLACK_CHANNEL_ID",
    ),
    "org_login_required": "the workspace is being moved into an organisation: nothing to be done but to wait",
    **dict.fromkeys(
        ("team_access_not_granted", "team_not_found", "ekm_access_denied", "enterprise_is_restricted"),
        "the app may not work in this workspace: ask who runs it",
    ),
    "two_factor_setup_required": "the workspace wants two-factor authentication set up: ask who runs it",
    "messages_tab_disabled": "SLACK_CHANNEL_ID is the app's own page, which takes no messages: name a channel",
    "csg_token": "SLACK_BOT_TOKEN holds a character that no token has: copy the token again",
    "csg_url": "SLACK_API_URL wants https://…, or http:// to this machine itself, without a password, `?` or `#`",
    "csg_http": "what answers at SLACK_API_URL is not Slack's API (%(needed)s): correct it, or take it out",
    "csg_between": "something answers in Slack's place (%(needed)s), such as a proxy's login page: check the network, "
    "VPN and HTTPS_PROXY",
}
_UNKNOWN = "csg does not know this code: Slack's documentation of chat.postMessage may"


def fate(method: str, code: str) -> str:
    """What an error of this method asks for: MESSAGE, THREAD, LOOKS, LATER or STOP."""
    if method != "chat.postMessage" and code in (*_LOOKS, *_MESSAGE, *_THREAD):
        return LOOKS
    if code in _LATER:
        return LATER
    if code in _THREAD:
        return THREAD
    return MESSAGE if code in _MESSAGE else STOP


def mend(code: str, needed: str = "") -> str:
    """What a person can do, in a sentence without its end.  `needed`: what Slack, or HTTP, said beside the code."""
    return _MENDS.get(code, _UNKNOWN) % {"needed": needed or "chat:write or reactions:write"}


def helps_again(code: str) -> bool:
    """Can it come right without a change of the settings?"""
    return code not in ("csg_token", "csg_url")
