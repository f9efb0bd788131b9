"""What Slack says: the status is nearly always 200, and {ok: false, error} says no.

Errors: Slack docs, chat.postMessage and the Web API's common ones. Of those named here nothing was posted; of
any other we do not know, and a look tells.
"""

import re
from datetime import UTC, datetime
from typing import Any

from publishers.answer import Answer
from publishers.answers import LONGEST_WAIT, retry_after, trouble, unreadable
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Slack"
TIMESTAMP = re.compile(r"\d{1,12}\.\d{1,6}")
NO_SCOPE = "missing_scope"
GONE = ("message_not_found", "thread_not_found")

NEW_TOKEN = _("Slack no longer accepts this token. Install the app again, and copy its new token.")
NO_RIGHT = _("Slack does not let this app do that: {code}. Ask an owner of the workspace.")
NOT_THERE = _("Slack does not find the channel, or does not show it to the app. Invite the app there.")
NO_POSTING = _("Only some people may post in this channel. Let the app post, or choose another channel.")
MORE_SCOPES = _(
    "The app needs the scope {needed} for this. Add it under OAuth & Permissions, install the app again, and "
    "connect the channel with the new token."
)

BUSY = {"ratelimited", "rate_limited", "team_added_to_org"}
TO_CONNECT = {
    **dict.fromkeys(
        (
            "invalid_auth",
            "not_authed",
            "token_revoked",
            "account_inactive",
            "not_allowed_token_type",
            "user_is_bot",
        ),
        NEW_TOKEN,
    ),
    **dict.fromkeys(
        (
            "no_permission",
            "org_login_required",
            "ekm_access_denied",
            "access_denied",
            "team_access_not_granted",
            "enterprise_is_restricted",
            "two_factor_setup_required",
            "accesslimited",
            "message_limit_exceeded",
            "deprecated_endpoint",
            "method_deprecated",
        ),
        NO_RIGHT,
    ),
    **dict.fromkeys(
        (
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_non_threadable_channel",
        ),
        NO_POSTING,
    ),
    "token_expired": _(
        "The token has ended, because the app has token rotation. Make an app without it, and connect again."
    ),
    "channel_not_found": NOT_THERE,
    "not_in_channel": _("The app is not in this channel. Write “/invite” and its name there."),
    "is_archived": _("The channel is archived. Open it in Slack, or choose another."),
}
REFUSED = {
    "msg_too_long": _("Slack finds the text too long."),
    "msg_blocks_too_long": _("Slack finds the text too long."),
    "no_text": _("Slack takes no empty message."),
    "invalid_blocks": _("Slack cannot show this post: {reason}"),
    "invalid_blocks_format": _("Slack cannot show this post: {reason}"),
    "restricted_action_thread_only_channel": _("In this channel only answers in threads are allowed."),
    "restricted_action_thread_locked": _("The thread is locked."),
    "thread_not_found": _("The post that this one hangs below is no longer on Slack."),
    "message_not_found": _("Slack does not find the post. Somebody may have deleted it."),
    "cannot_reply_to_message": _("Nothing can hang below this post on Slack."),
    "cant_update_message": _("Slack lets the app change only what it posted itself."),
    "cant_delete_message": _("Slack lets the app delete only what it posted itself."),
    "edit_window_closed": _("The workspace lets nobody change a post that is this old."),
    "compliance_exports_prevent_deletion": _("The workspace's rules let nobody delete messages."),
    "file_not_found": _("Slack does not find a picture. Try again."),
    **dict.fromkeys(
        (
            "invalid_arguments",
            "invalid_arg_name",
            "invalid_array_arg",
            "invalid_charset",
            "invalid_form_data",
            "invalid_post_type",
            "missing_post_type",
            "invalid_json",
            "json_not_object",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_too_large",
            "metadata_must_be_sent_from_app",
            "too_many_attachments",
            "slack_connect_blocked_file_type",
            "slack_connect_file_link_sharing_blocked",
            "storage_limit_reached",
            "file_upload_size_restricted",
            "blocked_file_type",
        ),
        _("Slack refused this: {reason}"),
    ),
}


def told(answer: Answer, unclear: Unclear) -> dict[str, Any]:
    """What a method said. Raises what anything else means; `unclear` where it does not say.

    A scope that is missing is a matter of what was asked, unless it was a post.
    """
    if not answer.ok:
        raise trouble(answer, NETWORK, unclear)
    body = answer.fields()
    if body.get("ok") is True:
        return body
    if body.get("ok") is not False or not isinstance(body.get("error"), str):
        raise unreadable(NETWORK, unclear)
    raise _meaning(answer, body, unclear)


def receipt(answer: Answer, team: str) -> Receipt:
    """Where our message is."""
    body = told(answer, Uncertain)
    number, channel = body.get("ts"), body.get("channel")
    if not isinstance(number, str) or not TIMESTAMP.fullmatch(number) or not isinstance(channel, str):
        raise Uncertain(Sentence(_("Slack answered without saying where the post is.")), code="no_ts")
    message = body.get("message")
    thread = str(message.get("thread_ts") or "") if isinstance(message, dict) else ""
    return Receipt(number, address(team, channel, number, thread), moment(number), answer.date)


def address(team: str, channel: str, number: str, thread: str = "") -> str:
    """A message's page; `team` is the workspace's own, with a slash at its end."""
    if not team:
        return ""
    below = f"?thread_ts={thread}&cid={channel}" if thread and thread != number else ""
    return f"{team}archives/{channel}/p{number.replace('.', '')}{below}"


def moment(number: str) -> datetime:
    """When a message was posted: its number is the seconds since 1970, and a fraction that tells it apart."""
    return datetime.fromtimestamp(int(number.partition(".")[0]), UTC)


def _meaning(answer: Answer, body: dict[str, Any], unclear: Unclear) -> PublisherError:
    code = _words(body["error"])[:60]
    values: dict[str, str | int] = {
        "code": code,
        "reason": _reason(body) or code,
        "needed": _words(body.get("needed")) or "?",
    }
    if code in BUSY:
        wait = retry_after(answer)
        return Busy(
            Sentence(_("{network} asks us to wait before posting more."), {"network": NETWORK}),
            retry_after=None if wait is None else min(wait, LONGEST_WAIT),
            code=code,
        )
    if code == NO_SCOPE:
        found = Sentence(MORE_SCOPES, values)
        is_post = unclear is Uncertain
        return Expired(found, code=code, is_certain=True) if is_post else Rejected(found, code=code)
    if code in TO_CONNECT:
        return Expired(Sentence(TO_CONNECT[code], values), code=code)
    if code in REFUSED:
        return Rejected(Sentence(REFUSED[code], values), code=code)
    return unclear(Sentence(_("Slack did not do it: {reason}"), values), code=code)


def _reason(body: dict[str, Any]) -> str:
    """What exactly is wrong, where Slack says it: {response_metadata: {messages}} or {errors}."""
    about = body.get("response_metadata")
    said = about.get("messages") if isinstance(about, dict) else body.get("errors")
    return _words(said[0]) if isinstance(said, list) and said else ""


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:200]
