"""What people answer to a post, and who names us."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from publishers.answer import Answer, read_moment
from publishers.answers import asked
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Remark
from publishers.page_words import words_of

LARGEST = 8_000_000  # bytes of an answer: four thousand posts with their accounts
PAGES = 5  # of 40 notifications each

Ask = Callable[..., Answer]


def replies(ask: Ask, receipt_id: str, account_id: str, since: datetime) -> tuple[Remark, ...]:
    """Everything below the post, as far as the server shows it to us, but for our own."""
    context = asked(ask("GET", f"/api/v1/statuses/{receipt_id}/context", max_bytes=LARGEST), "Mastodon")
    below = context.get("descendants") if isinstance(context, dict) else None
    if not isinstance(below, list):
        raise _unreadable()
    return _remarks(below, account_id, since)


def mentions(ask: Ask, account_id: str, since: datetime) -> tuple[Remark, ...]:
    """Posts that name us, newest pages first, back to `since`."""
    found: list[Any] = []
    oldest = ""
    for _page in range(PAGES):
        params = {"types[]": "mention", "limit": "40"} | ({"max_id": oldest} if oldest else {})
        notes = asked(ask("GET", "/api/v1/notifications", params=params, max_bytes=LARGEST), "Mastodon")
        if not isinstance(notes, list):
            raise _unreadable()
        found += [note.get("status") for note in notes if isinstance(note, dict)]
        last = notes[-1] if notes else {}
        when = read_moment(last.get("created_at")) if isinstance(last, dict) else None
        if when is None or when < since:
            break
        oldest = str(last.get("id", ""))
    return _remarks(found, account_id, since)


def _remarks(statuses: list[Any], account_id: str, since: datetime) -> tuple[Remark, ...]:
    found = [_remark(status) for status in statuses if isinstance(status, dict)]
    theirs = [
        remark
        for remark, status in zip(found, (one for one in statuses if isinstance(one, dict)), strict=True)
        if remark is not None and remark.at >= since and _author(status).get("id") != account_id
    ]
    return tuple(sorted(theirs, key=lambda remark: remark.at))


def _remark(status: dict[str, Any]) -> Remark | None:
    at, number = read_moment(status.get("created_at")), status.get("id")
    if at is None or not isinstance(number, str):
        return None
    return Remark(
        id=number,
        text=words_of(_lines(str(status.get("content") or ""))),
        author=f"@{_author(status).get('acct', '')}",
        at=at,
        url=str(status.get("url") or status.get("uri") or ""),
        reply_to=str(status.get("in_reply_to_id") or ""),
    )


def _author(status: dict[str, Any]) -> dict[str, Any]:
    author = status.get("account")
    return author if isinstance(author, dict) else {}


def _lines(content: str) -> str:
    """Paragraphs and breaks as lines, before the words are read out of the HTML."""
    return content.replace("</p><p>", "</p>\n\n<p>").replace("<br>", "\n").replace("<br />", "\n")


def _unreadable() -> Unreachable:
    return Unreachable(Sentence(_("What people wrote on Mastodon could not be read.")), code="unreadable")
