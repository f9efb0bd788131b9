"""A post as the API takes it, and how it is known again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.errors import CannotLook, Sentence, Unreachable
from publishers.google_business.answers import (
    AT_IT,
    REFUSED_LATER,
    REFUSED_STATE,
    STILL_AT_IT,
    receipt_of,
    unreadable,
)
from publishers.google_business.api import Api
from publishers.google_business.declared import BUTTON, LEADS_TO
from publishers.message import Account, Parcel, Part, Receipt

PAGES = 8  # of 100 posts
SKEW = timedelta(seconds=60)  # their clock may be behind ours


def body_of(part: Part) -> dict[str, Any]:
    fields = dict(part.fields)
    button = {"actionType": fields.get(BUTTON, ""), "url": fields.get(LEADS_TO, "")}
    given: dict[str, Any] = {
        "languageCode": fields.get("language", ""),
        "summary": part.text,
        "topicType": "STANDARD",
        "callToAction": {name: value for name, value in button.items() if value}
        if button["actionType"]
        else {},
        "media": [{"mediaFormat": "PHOTO", "sourceUrl": image.address()} for image in part.images],
    }
    return {name: value for name, value in given.items() if value}


def find(
    api: Api, account: Account, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Until a whole page is older than `since`. Raises CannotLook where Google took ours and refused it."""
    is_refused = False
    for page in api.pages(f"v4/{account.id}/localPosts", "localPosts", {"pageSize": "100"}, PAGES):
        is_newer = False
        for post in page:
            at, found = read_moment(post.get("createTime")), receipt_of(post, account.url)
            if at is None or found is None:
                raise unreadable()
            if at < since - SKEW:
                continue
            is_newer = True
            if found.id in known or not _says(post, parcel.part.text):
                continue
            if post.get("state") == AT_IT:
                raise Unreachable(Sentence(STILL_AT_IT), code=AT_IT)
            if post.get("state") != REFUSED_STATE:
                return found
            is_refused = True
        if page and not is_newer:
            break
    if is_refused:
        raise CannotLook(Sentence(REFUSED_LATER), code=REFUSED_STATE, asks=True)
    return None


def _says(post: dict[str, Any], text: str) -> bool:
    return "".join(str(post.get("summary") or "").split()) == "".join(text.split())
