"""Every error that Slack documents for a post, and what it means. Their status is 200."""

import pytest

from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain
from publishers.message import Message
from tests.publishers.places import Place

ERRORS: list[tuple[type[PublisherError], str, str]] = [
    (Expired, "Install the app again", "invalid_auth not_authed token_revoked account_inactive"),
    (Expired, "Install the app again", "not_allowed_token_type"),
    (Expired, "token rotation", "token_expired"),
    (Expired, "Ask an owner", "no_permission org_login_required ekm_access_denied access_denied"),
    (Expired, "Ask an owner", "team_access_not_granted enterprise_is_restricted accesslimited"),
    (Expired, "Ask an owner", "two_factor_setup_required message_limit_exceeded method_deprecated"),
    (Expired, "Only some people", "restricted_action restricted_action_read_only_channel"),
    (Expired, "Invite the app", "channel_not_found"),
    (Expired, "/invite", "not_in_channel"),
    (Expired, "archived", "is_archived"),
    (Expired, "needs the scope", "missing_scope"),
    (Rejected, "too long", "msg_too_long msg_blocks_too_long"),
    (Rejected, "empty", "no_text"),
    (Rejected, "cannot show", "invalid_blocks invalid_blocks_format"),
    (Rejected, "answers in threads", "restricted_action_thread_only_channel"),
    (Rejected, "locked", "restricted_action_thread_locked"),
    (Rejected, "no longer on Slack", "thread_not_found"),
    (Rejected, "refused this", "invalid_arguments invalid_form_data metadata_too_large"),
    (Rejected, "refused this", "invalid_metadata_format invalid_metadata_schema too_many_attachments"),
    (Busy, "wait", "ratelimited rate_limited team_added_to_org"),
    (Uncertain, "did not do it", "internal_error fatal_error service_unavailable request_timeout"),
    (Uncertain, "did not do it", "an_error_of_tomorrow"),
]
EACH = [(error, kind, said) for kind, said, errors in ERRORS for error in errors.split()]


@pytest.mark.parametrize(("error", "kind", "said"), EACH, ids=[one[0] for one in EACH])
def test_every_error_of_a_post_means_something(
    slack: Place, error: str, kind: type[PublisherError], said: str
) -> None:
    slack.fake.refuse("chat.postMessage", error)
    with pytest.raises(kind) as trouble:
        slack.send(Message("hello"))
    assert type(trouble.value) is kind
    assert said in str(trouble.value)
    assert trouble.value.code == error
    assert slack.arrived() == []


def test_a_missing_scope_is_named_and_no_question_is_asked_of_the_token(slack: Place) -> None:
    slack.fake.refuse("chat.postMessage", "missing_scope", needed="chat:write", provided="users:read")
    with pytest.raises(Expired, match="the scope chat:write") as trouble:
        slack.send(Message("hello"))
    assert trouble.value.is_certain


def test_what_is_wrong_with_a_post_is_said_in_slacks_words(slack: Place) -> None:
    about = {"messages": ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"]}
    slack.fake.refuse("chat.postMessage", "invalid_blocks", response_metadata=about)
    with pytest.raises(Rejected, match="more than 0 characters"):
        slack.send(Message("hello"))
    slack.fake.refuse("chat.postMessage", "invalid_blocks", errors=["no such file\n"])
    with pytest.raises(Rejected, match=r"no such file$"):
        slack.send(Message("hello"))


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize(("header", "wait"), [({"retry-after": "30"}, 30), ({}, None)])
def test_the_wait_that_slack_asks_for_is_kept(
    slack: Place, status: int, header: dict[str, str], wait: float | None
) -> None:
    slack.fake.refuse("chat.postMessage", "ratelimited", status, headers=header)
    with pytest.raises(Busy) as trouble:
        slack.send(Message("hello"))
    assert trouble.value.retry_after == wait


@pytest.mark.parametrize(
    "body",
    [
        b'{"ok": true}',
        b'{"ok": true, "ts": "1700000000.000001"}',
        b'{"ok": true, "ts": 17, "channel": "C1"}',
        b'{"ok": true, "ts": "now", "channel": "C1"}',
        b'{"ok": "yes", "ts": "1700000000.000001", "channel": "C1"}',
        b'{"ok": false}',
        b"ok",
    ],
)
def test_an_answer_without_the_whole_number_is_no_receipt(slack: Place, body: bytes) -> None:
    slack.fake.refuse("chat.postMessage", raw=body)
    with pytest.raises(Uncertain):
        slack.send(Message("hello"))
