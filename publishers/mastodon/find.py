"""Looking for our post among those of the account."""

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import Answer, read_moment
from publishers.answers import asked
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.mastodon.answers import status_receipt
from publishers.message import Parcel, Receipt
from publishers.page_words import words_of

PAGES = 25  # of 40 posts each; an account that posts more since then cannot be looked through
LARGEST = 8_000_000  # bytes for a page: posts come with pictures, polls and link cards
SKEW = timedelta(seconds=60)  # their clock may be behind ours


def find_status(
    ask: Callable[..., Answer], account_id: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Newest first, back to `since`. Raises Unreachable where the look could not be completed."""
    newest_not_ours = ""
    for _page in range(PAGES):
        params = {"limit": "40", "exclude_reblogs": "true"}
        if newest_not_ours:
            params["max_id"] = newest_not_ours
        answer = ask("GET", f"/api/v1/accounts/{account_id}/statuses", params=params, max_bytes=LARGEST)
        statuses = asked(answer, "Mastodon")
        if not isinstance(statuses, list):
            raise _incomplete()
        for status in statuses:
            if not isinstance(status, dict):
                raise _incomplete()
            created = read_moment(status.get("created_at"))
            receipt = status_receipt(status, answer)
            if created is None or receipt is None:
                raise _incomplete()
            if created < since - SKEW:
                if status.get("pinned"):  # some servers list pinned posts first, however old
                    continue
                return None
            if receipt.id not in known and _is_ours(status, parcel):
                return receipt
            newest_not_ours = receipt.id
        if not statuses:
            return None
    raise _incomplete()


def _is_ours(status: dict[str, Any], parcel: Parcel) -> bool:
    fields = dict(parcel.part.fields)
    return (
        (status.get("in_reply_to_id") or "") == parcel.reply_to
        and squeezed(status.get("spoiler_text") or "") == squeezed(fields.get("spoiler_text", ""))
        and len(status.get("media_attachments") or ()) == len(parcel.media_ids)
        and squeezed(words_of(status.get("content") or "")) == squeezed(shown(parcel.part.text))
    )


def shown(text: str) -> str:
    """Our text as Mastodon shows it: only the name of whom we mention."""
    return re.sub(r"(?<![=/\w])@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]+[A-Za-z0-9_]+)?)@[\w.-]+\w", r"@\1", text)


def squeezed(text: str) -> str:
    """Without any blanks: where a line breaks is the server's taste."""
    return "".join(text.split())


def _incomplete() -> Unreachable:
    return Unreachable(
        Sentence(_("The account's posts on Mastodon could not all be read.")), code="incomplete"
    )
