"""Instagram: a professional account, by Instagram Login. Posts are containers, published by their number.

Instagram takes no files: it fetches pictures and videos from an address, so Almanac must have one that the
internet can reach. It changes no captions, and takes back no posts. Stories, tags of people and places,
collaborators, covers and product tags are not built.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from publishers.answer import read_moment
from publishers.base import CountsFollowers, Findable, HearsReplies, Measurable, Publisher, Refreshable
from publishers.instagram import declared, profile
from publishers.instagram.credentials import VERSION, Credentials
from publishers.instagram.notes import notes, softened
from publishers.instagram.signing_in import SignsInToInstagram
from publishers.message import Account, Image, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.meta import answers, tokens
from publishers.meta.containers import Containers, Names, to_publish
from publishers.meta.graph import Graph
from publishers.meta.listing import COMMENT
from publishers.prepared import parts_of, plainly
from publishers.problems import problems, unreachable_media

__all__ = ["Credentials", "Instagram"]

Keep = Callable[[str, str], None]


class Instagram(
    Publisher,
    SignsInToInstagram,
    Refreshable,
    Findable,
    Measurable,
    CountsFollowers,
    HearsReplies,
):
    name = "instagram"
    title = "Instagram"
    icon = "instagram"
    Credentials = Credentials
    limits = declared.LIMITS
    fetches_media = True
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    renews_ahead = tokens.AHEAD

    def check(self) -> Account:
        return profile.account(self._graph)

    def prepare(self, message: Message) -> Payload:
        is_reel = len(message.images) == 1 and message.images[0].is_video
        chosen = {declared.REEL: message.option(declared.REEL) or "true"} if is_reel else {}
        parts = parts_of(
            message,
            plainly(len, self.limits.characters, chosen.items()),
            threads=False,
            draw_comment=plainly(len, self.limits.comment_characters),
        )
        found = (
            *softened(problems(self.limits, parts, self.title)),
            *unreachable_media(parts, self.title),
            *notes(parts),
        )
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Keep, kept: Mapping[str, str]) -> Parcel:
        if part.is_comment:
            return Parcel(part)
        containers = self._containers(keep, kept)
        handle = containers.made(self._holds(part), lambda: _given(part, containers))
        quota = profile.quota(self._graph, self.account.id)
        left = quota.after_one_more(datetime.now(UTC)) if quota else None
        return Parcel(part, handle=handle, allowance=left)

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel | None:
        """The container whose number was kept; a look makes none."""
        if part.is_comment:
            return Parcel(part)
        handle = self._containers(lambda name, value: None, kept).known(self._holds(part))
        return Parcel(part, handle=handle) if handle else None

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        if parcel.part.is_comment:
            post = parcel.reply_to
            answer = self._graph.post(f"{post}/comments", {"message": parcel.part.text}, deadline)
            number = f"{post}{COMMENT}{answers.published(answer, self.title)}"
        else:
            given = {"creation_id": to_publish(parcel.handle, self.title)}
            answer = self._graph.post(f"{self.account.id}/media_publish", given, deadline)
            number = answers.published(answer, self.title)
        return Receipt(number, self.account.url, server_date=answer.date, allowance=parcel.allowance)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        if parcel.part.is_comment:
            return profile.find_comment(self._graph, self.account, parcel, since, known)
        containers = self._containers(lambda name, value: None, {})
        return profile.find_post(containers, self.account.id, parcel, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        posts = [number for number in receipt_ids if COMMENT not in number]
        found = ((number, profile.reach(self._graph, number)) for number in posts)
        return {number: reach for number, reach in found if reach is not None}

    def followers(self) -> int | None:
        return profile.followers(self._graph, self.account.id)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        if COMMENT in receipt_id:
            return ()  # answers to a comment are heard below the post
        return profile.remarks(self._graph, self.account, receipt_id, since)

    def ends_at(self) -> datetime | None:
        return read_moment(self.credentials.ends_at)

    def refreshed(self, now: datetime) -> dict[str, str]:
        return SignsInToInstagram.next(self.credentials, self.web, now)

    @property
    def _graph(self) -> Graph:
        address = f"{self.credentials.api}/{VERSION}"
        return Graph(self.title, address, self.credentials.access_token, self.web)

    def _holds(self, part: Part) -> list[object]:
        shown = [[image.sha256, image.alt] for image in part.images]
        return [self.account.id, part.text, shown, part.fields]

    def _containers(self, keep: Keep, kept: Mapping[str, str]) -> Containers:
        names = Names(f"{self.account.id}/media", "status_code", "status")
        return Containers(self._graph, names, keep, kept)


def _given(part: Part, containers: Containers) -> dict[str, str]:
    """The container of a post; those of its pictures are made first where there are several."""
    given = {"caption": part.text, **dict(part.fields)}
    if len(part.images) > 1:
        given |= {"media_type": "CAROUSEL"}
        given["children"] = ",".join(_child(image, containers) for image in part.images)
    else:
        for image in part.images:
            given |= _medium(image) | ({"media_type": "REELS"} if image.is_video else {})
    return {name: value for name, value in given.items() if value}


def _child(image: Image, containers: Containers) -> str:
    holds = ["child", image.sha256, image.alt]
    return containers.made(holds, lambda: _medium(image) | {"is_carousel_item": "true"}, is_child=True)


def _medium(image: Image) -> dict[str, str]:
    """Of a video there is no description."""
    if image.is_video:
        return {"media_type": "VIDEO", "video_url": image.address()}
    return {"image_url": image.address()} | ({"alt_text": image.alt} if image.alt else {})
