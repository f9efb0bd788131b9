"""What a status means, and how long we are asked to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from publishers.answer import Answer
from publishers.answers import asked, committed, retry_after, said
from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain, Unreachable

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e9", 3600),
        ("99999999999999999999", 3600),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), None),
        (format_datetime(NOW + timedelta(days=900), usegmt=True), 3600),
    ],
)
def test_the_wait_is_read_and_bounded(text: str, seconds: float | None) -> None:
    headers = {"retry-after": text, "date": format_datetime(NOW, usegmt=True)}
    assert retry_after(Answer(429, headers, b"")) == seconds


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("x-ratelimit-reset", "2026-11-22T12:05:00.123456Z", 300.123456),
        ("x-ratelimit-reset", "2026-11-22T11:00:00Z", None),
        ("x-ratelimit-reset", "1795348800", None),
        ("x-rate-limit-reset", str(NOW.timestamp() + 60), 60),
        ("x-rate-limit-reset", "1e300", None),
        ("x-rate-limit-reset", "soon", None),
    ],
)
def test_the_time_when_the_count_begins_anew_will_do(name: str, value: str, seconds: float | None) -> None:
    headers = {name: value, "date": format_datetime(NOW, usegmt=True)}
    assert retry_after(Answer(429, headers, b"")) == seconds


def test_without_the_header_the_wait_is_unknown() -> None:
    assert retry_after(Answer(429, {}, b"")) is None


@pytest.mark.parametrize(
    ("status", "for_commit", "for_read"),
    [
        (301, Uncertain, Unreachable),
        (400, Rejected, Rejected),
        (401, Expired, Expired),
        (403, Rejected, Rejected),
        (404, Rejected, Rejected),
        (408, Uncertain, Unreachable),
        (422, Rejected, Rejected),
        (429, Busy, Busy),
        (500, Uncertain, Unreachable),
        (503, Uncertain, Unreachable),
        (599, Uncertain, Unreachable),
        (204, Uncertain, Unreachable),
    ],
)
def test_a_status_leads_to_what_to_do_next(
    status: int, for_commit: type[PublisherError], for_read: type[PublisherError]
) -> None:
    with pytest.raises(for_commit) as commit:
        committed(Answer(status, {}, b""), "Mastodon")
    with pytest.raises(for_read) as read:
        asked(Answer(status, {}, b""), "Mastodon")
    assert type(commit.value) is for_commit
    assert type(read.value) is for_read


def test_the_networks_own_words_are_passed_on_short_and_on_one_line() -> None:
    body = b'{"error": "Validation failed:\\n text\\u0000 too long' + b"!" * 500 + b'"}'
    words = said(Answer(422, {}, body))
    assert words.startswith("Validation failed: text too long")
    assert len(words) <= 200
    assert "\n" not in words


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'"error"', b'{"error": {"a": 1}}', b"", b"\xff\xfe"])
def test_a_page_is_never_passed_on(body: bytes) -> None:
    assert said(Answer(422, {}, body)) == ""


@pytest.mark.parametrize(
    "body", [b"[]", b"1", b'"x"', b"null", b"{", b'{"id": "1", "id": "2"}', b"[" * 100_000]
)
def test_only_an_object_confirms_a_post(body: bytes) -> None:
    with pytest.raises(Uncertain):
        committed(Answer(200, {}, body), "Mastodon")
