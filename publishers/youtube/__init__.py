"""YouTube: videos on a channel. It has no interface for posts of words or pictures alone.

What is agreed to is what is published: the video is brought ahead, private and with a mark in place of its
description, and the one request that publishes it says all the rest. Thumbnails and captions are not built.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from publishers.answer import Answer
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.errors import CannotLook, Expired, Rejected, Sentence, Uncertain
from publishers.errors import gettext_noop as _
from publishers.google import next_tokens
from publishers.headings import heading_of
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.renewing import Renewing
from publishers.text import plain
from publishers.youtube import answers, comments, declared, media
from publishers.youtube.answers import inside
from publishers.youtube.api import Api
from publishers.youtube.credentials import SITE, Credentials
from publishers.youtube.notes import notes
from publishers.youtube.signing_in import SignsInToYouTube
from publishers.youtube.video import is_out, published, snippet

__all__ = ["Credentials", "YouTube"]

BLOGS = "22"  # the category where none was chosen: People & Blogs


class YouTube(
    Publisher,
    SignsInToYouTube,
    Renewing,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
):
    name = "youtube"
    title = "YouTube"
    icon = "youtube"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING
    most_measured = 50

    def check(self) -> Account:
        channel = self._channel("snippet,status")
        said, number = inside(channel, "snippet"), str(channel["id"])
        handle = str(said.get("customUrl") or "")
        may = inside(channel, "status").get("longUploadsStatus") or "allowed"
        return Account(
            id=number,
            handle=handle or number,
            name=str(said.get("title") or handle or number),
            url=f"{SITE}/{handle or 'channel/' + number}",
            facts=() if may == "allowed" else (("video_seconds", str(declared.SHORT)),),
        )

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        fields = {
            "title": message.title.strip() or heading_of("", plain(message.text)),
            "privacy": message.option("privacy") or "public",
            "kids": message.option("kids") or "false",
            "synthetic": message.option("synthetic"),
            "category": message.option("category") or BLOGS,
            "tags": message.option("tags").strip(),
            "processing": message.option("processing"),
            "language": message.language,
        }
        parts = parts_of(
            message,
            plainly(lambda text: len(text.encode()), limits.characters, fields.items()),
            threads=False,
            draw_comment=plainly(len, 0),
        )
        found = (*problems(limits, parts, self.title), *notes(message, parts))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        if part.is_comment:
            return Parcel(part)
        waits = dict(part.fields).get("processing") == "wait"
        return Parcel(part, handle=media.ready(self._api, part, keep, kept, processed=waits))

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        """The video whose id was kept; a look brings none."""
        return Parcel(part) if part.is_comment else Parcel(part, handle=media.known(part, kept))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """To publish a video that is out already changes nothing."""
        part, video = parcel.part, parcel.reply_to
        if part.is_comment:
            said = {"videoId": video, "topLevelComment": {"snippet": {"textOriginal": part.text}}}
            answer = self._api.commit("POST", "commentThreads", "snippet", {"snippet": said}, deadline)
            return comments.receipt(answer, video)
        body = published(parcel.handle, part)
        answer = self._api.commit("PUT", "videos", "snippet,status", body, deadline)
        return _receipt(answer, parcel)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Is our video out? Nothing else is looked at: it cannot be another's.

        Raises CannotLook of one that is gone: it may have been out before.
        """
        if parcel.part.is_comment:
            return comments.find(self._api, self.account.id, parcel, since, known)
        if not parcel.handle:
            return None
        answer = self._api.ask("GET", "videos", {"part": "snippet,status", "id": parcel.handle})
        videos = answers.items_of(answer)
        if not videos:
            raise CannotLook(Sentence(answers.GONE), code="videoNotFound", asks=True)
        if not is_out(videos[0], dict(parcel.part.fields)["privacy"]) or parcel.handle in known:
            return None
        return Receipt(parcel.handle, _address(parcel.handle), server_date=answer.date)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        videos = [one for one in receipt_ids if "/" not in one]
        found = {}
        if videos:
            asked = {"part": "statistics", "id": ",".join(videos)}
            for video in answers.items_of(self._api.ask("GET", "videos", asked)):
                found[str(video.get("id"))] = _reach(inside(video, "statistics"))
        below = comments.likes(self._api, [one for one in receipt_ids if "/" in one])
        for number, comment in below.items():
            found[number] = Reach(likes=_count(inside(comment, "snippet").get("likeCount")), raw=comment)
        return found

    def followers(self) -> int | None:
        """Subscribers, rounded by YouTube to three digits."""
        counted = inside(self._channel("statistics"), "statistics")
        return None if counted.get("hiddenSubscriberCount") else _count(counted.get("subscriberCount"))

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """What else stands in the same part of the video (tags, the category) is taken over from there."""
        if "/" in receipt_id:
            return comments.edit(self._api, receipt_id, part.text)
        answer = self._api.ask("GET", "videos", {"part": "snippet", "id": receipt_id})
        found = answers.items_of(answer)
        if not found:
            raise answers.gone()
        names = ("tags", "categoryId", "defaultLanguage", "defaultAudioLanguage")
        before = inside(found[0], "snippet")
        said = snippet(part) | {name: before[name] for name in names if name in before}
        body = {"id": receipt_id, "snippet": said}
        answers.object_of(self._api.ask("PUT", "videos", {"part": "snippet"}, json=body))
        return Receipt(receipt_id, _address(receipt_id))

    def delete(self, receipt_id: str) -> None:
        if "/" in receipt_id:
            comments.delete(self._api, receipt_id)
            return
        answer = self._api.ask("DELETE", "videos", {"id": receipt_id})
        if not answers.is_gone(answer):
            answers.object_of(answer)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        if "/" in receipt_id:
            return ()  # answers to a comment stand below the video
        return comments.remarks(self._api, self.account.id, receipt_id, since)

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    def _channel(self, part: str) -> dict[str, Any]:
        found = answers.items_of(self._api.ask("GET", "channels", {"part": part, "mine": "true"}))
        if not found:
            said = answers.TO_CONNECT["youtubeSignupRequired"]
            raise Expired(Sentence(said), code="no_channel", is_certain=True)
        if not isinstance(found[0].get("id"), str):
            raise answers.unreadable()
        return found[0]


def _receipt(answer: Answer, parcel: Parcel) -> Receipt:
    """Where our video is, once it is shown to whom we chose. Raises what another answer means."""
    if not answer.ok:
        raise answers.refusal(answer, Uncertain)
    video, privacy = answer.fields(), inside(answer.fields(), "status").get("privacyStatus")
    if video.get("id") != parcel.handle or not isinstance(privacy, str):
        raise Uncertain(
            Sentence(_("YouTube answered without saying that the video is out.")), code="no_video"
        )
    if privacy == "private" and dict(parcel.part.fields)["privacy"] != "private":
        raise Rejected(
            Sentence(
                _(
                    "YouTube keeps the video private. It does so with projects that Google has not verified: "
                    "ask for the audit of the YouTube API Services, or make the video public on YouTube."
                )
            ),
            code="kept_private",
        )
    return Receipt(parcel.handle, _address(parcel.handle), server_date=answer.date)


def _address(video: str) -> str:
    return f"{SITE}/watch?v={video}"


def _reach(counted: dict[str, Any]) -> Reach:
    """Who hides likes or switches comments off has no such number."""
    return Reach(
        views=_count(counted.get("viewCount")),
        likes=_count(counted.get("likeCount")),
        replies=_count(counted.get("commentCount")),
        raw=counted,
    )


def _count(said: Any) -> int | None:
    """Counts are written as words of digits, most of them."""
    return int(said) if str(said).isdecimal() else None
