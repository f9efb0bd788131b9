"""Discourse: a forum. A post is a topic; the parts of a thread, and a first comment, are answers in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.base import (
    Deletable,
    Editable,
    Findable,
    FindsPeople,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.discourse import answers, declared, find, forum, heard
from publishers.discourse.answers import Spot
from publishers.discourse.api import Api, Credentials
from publishers.discourse.notes import notes, softened
from publishers.discourse.text import drawn, picture, pictures_in, with_pictures
from publishers.drafts import names_in
from publishers.errors import CannotLook, Expired, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.headings import heading_of
from publishers.ledger import fingerprint
from publishers.message import Account, Image, Message, Parcel, Part, Payload, Person, Reach, Receipt, Remark
from publishers.prepared import parts_of
from publishers.problems import problems
from publishers.styled import Styled, styled

__all__ = ["Credentials", "Discourse"]

UPLOAD = 90.0  # seconds: a heavy picture over a slow line
SWEPT = timedelta(hours=24)  # a forum sweeps pictures that no post shows, after 48 hours at the soonest
OF_PICTURE = 60  # characters of a picture's Markdown without its description


class Discourse(
    Publisher, Findable, Measurable, Deletable, Editable, HearsReplies, HearsMentions, FindsPeople
):
    name = "discourse"
    title = "Discourse"
    icon = "discourse"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def check(self) -> Account:
        return forum.account(self._api)

    def prepare(self, message: Message) -> Payload:
        limits, facts = self.limits.adjusted(self.account.facts), dict(self.account.facts)
        title = message.title.strip()
        heading = heading_of(title, styled(message.text, spelled=True).text)
        chosen = {"category": message.option("category").strip(), "tags": message.option("tags").strip()}
        # The language is not sent: Discourse has no place for it, but who agrees sees it.
        spoken = {"language": message.language}

        def draw(piece: Styled) -> Part:
            raw = drawn(piece)
            return Part(
                piece.text, fields=_fields({"raw": raw} | spoken), count=len(raw), limit=limits.characters
            )

        first, *others = parts_of(message, draw, spelled=False)
        beside = sum(OF_PICTURE + len(image.alt) for image in first.images)
        fields = dict(first.fields) | chosen | {"title": heading}
        parts = (replace(first, fields=_fields(fields), count=first.count + beside), *others)
        found = (
            *softened(problems(limits, parts, self.title), facts),
            *notes(title, heading, parts, facts),
        )
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        media = tuple(self._bring(image, keep, kept) for image in part.images)
        wanted = dict(part.fields).get("category", "")
        return Parcel(part, media_ids=media, handle=str(forum.category(self._api, wanted)) if wanted else "")

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel | None:
        """Of what waits for a moderator, so that a look knows it."""
        if answers.QUEUED not in kept:
            return None
        media = (kept.get(_upload_name(image), "").partition(" ")[0] for image in part.images)
        return Parcel(part, media_ids=tuple(media), handle=answers.QUEUED)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        body: dict[str, Any] = {"raw": _raw(parcel)}
        if parcel.reply_to:
            above = Spot.read(parcel.reply_to)
            body |= {"topic_id": above.topic}
            body |= {} if above.begins else {"reply_to_post_number": above.number}
        else:
            fields = dict(parcel.part.fields)
            body |= {"title": fields.get("title", "")}
            body |= {"category": int(parcel.handle)} if parcel.handle else {}
            body |= {"tags": names_in(fields["tags"])} if "tags" in fields else {}
            body |= {"external_id": _mark(key)} if self._api.has_marks else {}
        return answers.receipt(self._api.post(body, deadline), self._api.site)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """What waits for a moderator may come without its mark, and is never simply not there."""
        found = self._found(parcel, key, since, known)
        if found is None and parcel.handle == answers.QUEUED:
            raise CannotLook(Sentence(answers.HELD), code=answers.QUEUED, asks=True)
        return found

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = {number: heard.reach_of(self._api, Spot.read(number)) for number in receipt_ids}
        return {number: reach for number, reach in found.items() if reach}

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Pictures stand in the words, so they are taken over from there."""
        spot, fields = Spot.read(receipt_id), dict(part.fields)
        path = f"/posts/{spot.post}.json"
        before = answers.object_of(self._api.ask("GET", path))
        raw = with_pictures(fields.get("raw", ""), pictures_in(str(before.get("raw") or "")))
        body: dict[str, Any] = {"post": {"raw": raw}}
        body |= {"title": fields["title"]} if spot.begins and "title" in fields else {}
        answer = self._api.ask("PUT", path, json=body)
        post = answers.object_of(answer).get("post")
        found = answers.receipt_of(post, answer, self._api.site) if isinstance(post, dict) else None
        return found or Receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        spot = Spot.read(receipt_id)
        path = f"/t/{spot.topic}.json" if spot.begins else f"/posts/{spot.post}.json"
        if find.gone_or(self._api, spot) is None:
            return
        try:
            self._api.ask("DELETE", path, or_missing=True)
        except Expired as error:  # the key is well, since we could read
            raise Rejected(
                Sentence(_("Discourse lets only its staff delete this, perhaps since people have answered.")),
                code=error.code,
            ) from error

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        spot = Spot.read(receipt_id)
        return heard.remarks(self._api, spot, self._username, since) if spot.begins else ()

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return heard.mentions(self._api, self._username, since)

    def find_people(self, letters: str) -> tuple[Person, ...]:
        return heard.people(self._api, letters)

    def _bring(self, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> str:
        """The picture's short address on the forum. What an earlier try kept is not sent again."""
        name, now = _upload_name(image), datetime.now(UTC)
        before, _blank, at = kept.get(name, "").partition(" ")
        brought = read_moment(at)
        if before and brought and now - brought < SWEPT:
            return before
        answer = self._api.ask(
            "POST",
            "/uploads.json",
            data={"type": "composer", "synchronous": "true"},
            files={"file": (image.filename, image.read(), image.content_type)},
            timeout=UPLOAD,
        )
        short = answers.object_of(answer).get("short_url")
        if not isinstance(short, str) or not short.startswith("upload://"):
            raise answers.unreadable()
        keep(name, f"{short} {now.isoformat()}")
        return short

    def _found(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        raw = _raw(parcel)
        if parcel.reply_to:
            topic = Spot.read(parcel.reply_to).topic
            return find.reply_by_words(self._api, topic, self._username, raw, since, known)
        marked = find.by_mark(self._api, _mark(key), known) if self._api.has_marks else None
        if marked or (self._api.has_marks and parcel.handle != answers.QUEUED):
            return marked
        return find.topic_by_words(self._api, self._username, raw, since, known)

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _username(self) -> str:
        return self.account.handle.split("@")[1]


def _upload_name(image: Image) -> str:
    return f"upload:{image.sha256}"


def _raw(parcel: Parcel) -> str:
    """The Markdown with its pictures below."""
    shown = zip(parcel.part.images, parcel.media_ids, strict=True)
    return with_pictures(dict(parcel.part.fields).get("raw", ""), [picture(*one) for one in shown])


def _mark(key: str) -> str:
    """An id of ours for the topic: letters, digits and dashes, at most 50 (Discourse, Topic)."""
    return f"almanac-{fingerprint(key, 32)}"


def _fields(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in fields.items() if value))
