"""Threads: a profile. Posts are containers, made ahead and published by their number.

Threads takes no files: it fetches pictures and videos from an address, so Almanac must have one that the
internet can reach. Polls, quotes, text attachments and places are not built.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from publishers.answer import read_moment
from publishers.base import (
    CountsFollowers,
    Deletable,
    Drafts,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
    Refreshable,
)
from publishers.message import Account, Image, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.meta import answers, tokens
from publishers.meta.containers import Containers, Names, to_publish
from publishers.meta.graph import Graph
from publishers.prepared import parts_of, plainly
from publishers.problems import problems, unreachable_media
from publishers.threads_net import declared, profile
from publishers.threads_net.credentials import VERSION, Credentials
from publishers.threads_net.notes import notes, softened
from publishers.threads_net.signing_in import SignsInToThreads
from publishers.threads_net.text import length

__all__ = ["Credentials", "Threads"]

Keep = Callable[[str, str], None]


class Threads(
    Publisher,
    SignsInToThreads,
    Refreshable,
    Drafts,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    HearsReplies,
    HearsMentions,
):
    name = "threads"
    title = "Threads"
    icon = "threads"
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
        chosen = [(name, message.option(name).strip()) for name in (declared.CONTROL, declared.TOPIC)]
        parts = parts_of(message, plainly(length, self.limits.characters, chosen))
        parts = (parts[0], *(replace(part, fields=()) for part in parts[1:]))  # chosen at the top of a thread
        found = (
            *softened(problems(self.limits, parts, self.title)),
            *unreachable_media(parts, self.title),
            *notes(parts),
        )
        return Payload(self.name, self.account.id, parts, found)

    def draft(self, part: Part, reply_to: str, keep: Keep, kept: Mapping[str, str]) -> Parcel:
        containers = self._containers(keep, kept)
        handle = containers.made(self._holds(part, reply_to), lambda: _given(part, reply_to, containers))
        quota = profile.quota(self._graph, self.account.id, of_replies=bool(reply_to))
        left = quota.after_one_more(datetime.now(UTC)) if quota and not reply_to else None
        return Parcel(part, handle=handle, allowance=left)

    def drafted(self, part: Part, reply_to: str, kept: Mapping[str, str]) -> Parcel | None:
        """The container whose number was kept; a look makes none."""
        handle = self._containers(lambda name, value: None, kept).known(self._holds(part, reply_to))
        return Parcel(part, handle=handle) if handle else None

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        given = {"creation_id": to_publish(parcel.handle, self.title)}
        answer = self._graph.post(f"{self.account.id}/threads_publish", given, deadline)
        number = answers.published(answer, self.title)
        return Receipt(number, self.account.url, server_date=answer.date, allowance=parcel.allowance)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        containers = self._containers(lambda name, value: None, {})
        return profile.find(containers, self.account.id, parcel, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = ((number, profile.reach(self._graph, number)) for number in receipt_ids)
        return {number: reach for number, reach in found if reach is not None}

    def followers(self) -> int | None:
        return profile.followers(self._graph, self.account.id)

    def delete(self, receipt_id: str) -> None:
        self._graph.delete(receipt_id)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return profile.remarks(self._graph, receipt_id, self.account.handle, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return profile.mentions(self._graph, self.account.id, self.account.handle, since)

    def ends_at(self) -> datetime | None:
        return read_moment(self.credentials.ends_at)

    def refreshed(self, now: datetime) -> dict[str, str]:
        return SignsInToThreads.next(self.credentials, self.web, now)

    @property
    def _graph(self) -> Graph:
        address = f"{self.credentials.api}/{VERSION}"
        return Graph(self.title, address, self.credentials.access_token, self.web)

    def _holds(self, part: Part, reply_to: str) -> list[object]:
        shown = [[image.sha256, image.alt] for image in part.images]
        return [self.account.id, part.text, shown, part.fields, reply_to]

    def _containers(self, keep: Keep, kept: Mapping[str, str]) -> Containers:
        names = Names(f"{self.account.id}/threads", "status", "error_message")
        return Containers(self._graph, names, keep, kept)


def _given(part: Part, reply_to: str, containers: Containers) -> dict[str, str]:
    """The container of a post; those of its pictures are made first where there are several."""
    given = {"text": part.text, "reply_to_id": reply_to, **dict(part.fields)}
    if len(part.images) > 1:
        given |= {"media_type": "CAROUSEL"}
        given["children"] = ",".join(_child(image, containers) for image in part.images)
    elif part.images:
        given |= _medium(part.images[0])
    else:
        given["media_type"] = "TEXT"
    return {name: value for name, value in given.items() if value}


def _child(image: Image, containers: Containers) -> str:
    holds = ["child", image.sha256, image.alt]
    return containers.made(holds, lambda: _medium(image) | {"is_carousel_item": "true"}, is_child=True)


def _medium(image: Image) -> dict[str, str]:
    kind, name = ("VIDEO", "video_url") if image.is_video else ("IMAGE", "image_url")
    return {"media_type": kind, name: image.address()} | ({"alt_text": image.alt} if image.alt else {})
