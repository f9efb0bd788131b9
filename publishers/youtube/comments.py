"""Comments below a video: our own first one, and what people say."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import Answer, read_moment
from publishers.errors import CannotLook, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Parcel, Receipt, Remark
from publishers.youtube.answers import inside, is_gone, items_of, object_of, reason_of, refusal, unreadable
from publishers.youtube.api import Api
from publishers.youtube.credentials import SITE

PAGES = 3  # of 100 threads
LOOKED_THROUGH = 5
STATES = ("published", "heldForReview", "likelySpam")  # where a comment of ours may be
SKEW = timedelta(seconds=60)  # their clock may be behind ours


def receipt(answer: Answer, video: str) -> Receipt:
    """Where our comment is. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    top = inside(answer.fields(), "snippet", "topLevelComment")
    if not isinstance(number := top.get("id"), str) or not number:
        raise Uncertain(Sentence(_("YouTube answered without saying where the comment is.")), code="no_id")
    return _receipt(video, number, top, answer)


def address(video: str, comment: str) -> str:
    return f"{SITE}/watch?v={video}&lc={comment}"


def find(api: Api, me: str, parcel: Parcel, since: datetime, known: Collection[str]) -> Receipt | None:
    """Ours below the video, also where YouTube holds it back. None only when the look was complete."""
    for state in STATES:
        for top, answer in _threads(api, parcel.reply_to, LOOKED_THROUGH, state=state):
            said = inside(top, "snippet")
            at = read_moment(said.get("publishedAt"))
            if at is None:
                raise unreadable()
            if at < since - SKEW:
                break  # the newest come first
            found = _receipt(parcel.reply_to, str(top.get("id")), top, answer)
            if _author(said) == me and _is_same(said, parcel.part.text) and found.id not in known:
                return found
    return None


def remarks(api: Api, me: str, video: str, since: datetime) -> tuple[Remark, ...]:
    """What others wrote since then, oldest first; none where comments are switched off."""
    found = []
    try:
        for top, _answer in _threads(api, video, PAGES, whole=False):
            found += [_remark(one, video) for one in (top, *top.get("answers", ()))]
    except CannotLook:
        return ()
    wanted = [one for one, author in found if one.at >= since and author != me]
    return tuple(sorted(wanted, key=lambda one: (one.at, one.id)))


def edit(api: Api, receipt_id: str, text: str) -> Receipt:
    video, _, comment = receipt_id.partition("/")
    body = {"id": comment, "snippet": {"textOriginal": text}}
    object_of(api.ask("PUT", "comments", {"part": "snippet"}, json=body))
    return Receipt(receipt_id, address(video, comment))


def delete(api: Api, receipt_id: str) -> None:
    answer = api.ask("DELETE", "comments", {"id": receipt_id.partition("/")[2]})
    if not is_gone(answer):
        object_of(answer)


def likes(api: Api, receipt_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The resources of comments, by their receipt id; one that is gone has none."""
    asked = {one.partition("/")[2]: one for one in receipt_ids}
    if not asked:
        return {}
    items = items_of(api.ask("GET", "comments", {"part": "snippet", "id": ",".join(asked)}))
    return {asked[str(one.get("id"))]: one for one in items if str(one.get("id")) in asked}


def _threads(
    api: Api, video: str, most: int, *, state: str = "published", whole: bool = True
) -> Iterator[tuple[dict[str, Any], Answer]]:
    """The first comment of every thread, newest first, with `answers`. Raises CannotLook where nobody may."""
    params = {
        "part": "snippet,replies",
        "videoId": video,
        "order": "time",
        "maxResults": "100",
        "textFormat": "plainText",
        "moderationStatus": state,
    }
    for _page in range(most):
        answer = api.ask("GET", "commentThreads", params)
        if answer.status == 403 and reason_of(answer) == "commentsDisabled":
            error = refusal(answer, Unreachable)
            raise CannotLook(error.sentence, code=error.code)
        for thread in items_of(answer):
            answers = inside(thread, "replies").get("comments")
            top = inside(thread, "snippet", "topLevelComment")
            yield top | {"answers": answers if isinstance(answers, list) else ()}, answer
        token = object_of(answer).get("nextPageToken")
        if not token:
            return
        params["pageToken"] = str(token)
    if whole:
        raise Unreachable(Sentence(_("The comments on YouTube could not all be read.")), code="incomplete")


def _remark(comment: dict[str, Any], video: str) -> tuple[Remark, str]:
    """With the channel whose words these are."""
    said, number = inside(comment, "snippet"), str(comment.get("id"))
    at = read_moment(said.get("publishedAt"))
    if at is None:
        raise unreadable()
    above = said.get("parentId")
    remark = Remark(
        id=f"{video}/{number}",
        text=str(said.get("textDisplay") or ""),
        author=str(said.get("authorDisplayName") or "?"),
        at=at,
        url=address(video, number),
        reply_to=f"{video}/{above}" if above else video,
    )
    return remark, _author(said)


def _receipt(video: str, number: str, comment: dict[str, Any], answer: Answer) -> Receipt:
    at = read_moment(inside(comment, "snippet").get("publishedAt"))
    return Receipt(f"{video}/{number}", address(video, number), at, answer.date)


def _author(said: dict[str, Any]) -> str:
    return str(inside(said, "authorChannelId").get("value", ""))


def _is_same(said: dict[str, Any], text: str) -> bool:
    """YouTube gives an author the words as they were written."""
    theirs = said.get("textOriginal") or said.get("textDisplay") or ""
    return "".join(str(theirs).split()) == "".join(text.split())
