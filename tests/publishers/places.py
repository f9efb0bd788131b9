"""For each publisher a place to publish to, on this machine, and a look at what arrived there."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image as Picture

import publishers
from publishers.base import Publisher
from publishers.message import Account, Image, Message, Parcel, Payload, Receipt
from publishers.sandbox import store as sandbox_store
from publishers.site import store as site_store
from publishers.web import Web
from tests.fakes.bluesky import HANDLE, FakeBluesky
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVK
from tests.fakes.webhook import FakeWebhook
from tests.fakes.x import FakeX
from tests.publishers import conformance

LOOPBACK = frozenset({"127.0.0.1:*"})


@dataclass
class Place:
    publisher: Publisher
    arrived: Callable[[], list[dict[str, Any]]]  # text, and what else the place can tell
    spoil: Callable[[], None] | None  # make the credentials wrong
    fake: Any = None
    kept: dict[str, str] = field(default_factory=dict)  # what uploads remembered, as a delivery does
    remark: Callable[[str, str], object] | None = None  # somebody answers the post with this id, or names us

    def send(
        self, message: Message, key: str = "key-1", part: int = 0, reply_to: str = "", first: str = ""
    ) -> Receipt:
        return self.commit(self.parcel(self.publisher.prepare(message), part, reply_to, first), key)

    def parcel(self, payload: Payload, part: int = 0, reply_to: str = "", first: str = "") -> Parcel:
        parcel = self.publisher.upload(payload.parts[part], self.kept.__setitem__, self.kept)
        return replace(parcel, number=part, reply_to=reply_to, first=first or reply_to)

    def commit(self, parcel: Parcel, key: str) -> Receipt:
        return self.publisher.commit(parcel, key, time.monotonic() + 10)


def make(name: str, credentials: Any, web: Web) -> Publisher:
    """A publisher whose account was asked for, as after connecting a channel."""
    kind = publishers.get(name)
    return kind(credentials, kind(credentials, Account(""), web).check(), web)


def picture(alt: str = "A red square", colour: str = "red") -> Image:
    buffer = BytesIO()
    Picture.new("RGB", (8, 8), colour).save(buffer, "PNG")
    raw = buffer.getvalue()
    return Image(
        hashlib.sha256(raw).hexdigest(), "image/png", 8, 8, len(raw), alt, f"{colour}.png", read=lambda: raw
    )


@contextmanager
def place(name: str, folder: Path, timeout: float = 5.0) -> Iterator[Place]:
    with PLACES[name](folder, Web(LOOPBACK, timeout=timeout)) as found:
        yield found


@contextmanager
def _bluesky(folder: Path, web: Web) -> Iterator[Place]:
    with FakeBluesky() as fake:
        credentials = publishers.get("bluesky").Credentials(HANDLE, fake.password, fake.url)
        publisher: Any = make("bluesky", credentials, web)
        publisher.credentials = replace(credentials, **publisher.refreshed(datetime.now(UTC)))

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": post.record["text"],
                    "reply_to": "{uri}/{cid}".format(**parent).rpartition("app.bsky.feed.post/")[2]
                    if (parent := post.record.get("reply", {}).get("parent"))
                    else "",
                    "images": len(pictures := post.record.get("embed", {}).get("images", [])),
                    "alts": [picture["alt"] for picture in pictures],
                }
                for post in fake.published
            ]

        def spoil() -> None:
            fake.password = "another"
            fake.sign_out()

        yield Place(publisher, arrived, spoil, fake, remark=fake.remark)


@contextmanager
def _mastodon(folder: Path, web: Web) -> Iterator[Place]:
    with FakeMastodon() as fake:
        publisher = make("mastodon", publishers.get("mastodon").Credentials(fake.url, "token"), web)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": s.text, "reply_to": s.fields.get("in_reply_to_id", ""), "images": len(s.media_ids)}
                | {"alts": [fake.media[number]["description"] for number in s.media_ids]}
                | {"fields": {k: v for k, v in s.fields.items() if k != "in_reply_to_id"}}
                for s in fake.published
            ]

        spoil = partial(setattr, fake, "token", "another")
        yield Place(publisher, arrived, spoil, fake, remark=fake.remark)


@contextmanager
def _telegram(folder: Path, web: Web) -> Iterator[Place]:
    with FakeTelegram() as fake:
        credentials = publishers.get("telegram").Credentials(fake.token, "@harbour", "yes", fake.url)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post[0].get("text", post[0].get("caption", ""))}
                | {"images": sum("photo" in message for message in post)}
                | {"reply_to": str(post[0].get("reply_to_message", {}).get("message_id", ""))}
                for post in fake.bot.posts
            ]

        def remark(receipt_id: str, text: str) -> None:
            fake.bot.comment(int(receipt_id.split(",")[0]), text)

        def spoil() -> None:
            fake.token = "12345678:another-secret-token"

        yield Place(make("telegram", credentials, web), arrived, spoil, fake, remark=remark)
        assert conformance.of_telegram(fake.requests) == []


@contextmanager
def _vk(folder: Path, web: Web) -> Iterator[Place]:
    with FakeVK() as fake:
        kind = publishers.get("vk")
        credentials = kind.Credentials(fake.community_key, "vk.com/harbour", fake.user_token, fake.url)

        def arrived() -> list[dict[str, Any]]:
            posts = [
                {"text": post.text, "images": sum("photo" in one for one in post.attachments), "reply_to": ""}
                for post in fake.published
            ]
            return posts + [
                {"text": comment["text"], "images": 0, "reply_to": str(post.id)}
                for post in fake.published
                for comment in post.comments.values()
            ]

        def remark(receipt_id: str, text: str) -> None:
            fake.wall.say(int(receipt_id), text)

        def spoil() -> None:
            fake.community_key = "another"

        yield Place(make("vk", credentials, web), arrived, spoil, fake, remark=remark)
        assert conformance.of_vk(fake.requests) == []


@contextmanager
def _webhook(folder: Path, web: Web) -> Iterator[Place]:
    with FakeWebhook() as fake:
        credentials = publishers.get("webhook").Credentials(f"{fake.url}/in", fake.secret)

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": m["text"],
                    "reply_to": m["reply_to"],
                    "images": len(m["images"]),
                    "title": m["title"],
                }
                for m in fake.published
            ]

        def spoil() -> None:
            fake.secret = "whsec_" + "A" * 32

        yield Place(make("webhook", credentials, web), arrived, spoil, fake)


@contextmanager
def _site(folder: Path, web: Web) -> Iterator[Place]:
    credentials = publishers.get("site").Credentials(str(folder / "site"), "https://news.example.org", "News")

    def arrived() -> list[dict[str, Any]]:
        with site_store.opened(credentials.folder) as posts:
            roots = reversed(site_store.newest(posts, 100))
            return [
                {
                    "text": part.text,
                    "reply_to": root.id if part.id != root.id else "",
                    "images": len(part.images),
                    "title": part.title,
                }
                for root in roots
                for part in site_store.page(posts, root.id)
            ]

    yield Place(make("site", credentials, web), arrived, None)


@contextmanager
def _sandbox(folder: Path, web: Web) -> Iterator[Place]:
    credentials = publishers.get("sandbox").Credentials(
        str(folder / "sandbox"), "ada", "https://sandbox.example.org"
    )

    def arrived() -> list[dict[str, Any]]:
        with sandbox_store.opened(credentials.folder) as posts:
            return [
                {"text": row.text, "reply_to": row.reply_to, "images": len(row.images)}
                for row in sandbox_store.every(posts)
            ]

    def spoil() -> None:
        (folder / "sandbox" / "faults.json").write_text('{"fault": "expired"}')

    yield Place(make("sandbox", credentials, web), arrived, spoil)


@contextmanager
def _x(folder: Path, web: Web) -> Iterator[Place]:
    with FakeX() as fake:
        keys = ("key", "key secret", "1-token", "token+secret")
        credentials = publishers.get("x").Credentials(
            *keys,
            client_id="client",
            client_secret="client secret",
            user_token="token",
            refresh_token="refresh",
            server=fake.url,
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post.text, "reply_to": post.parent, "images": len(post.media_ids), "body": post.body}
                | {"alts": [fake.media.items[number]["alt"] for number in post.media_ids]}
                for post in fake.published
            ]

        yield Place(make("x", credentials, web), arrived, fake.signing.revoke, fake, remark=fake.remark)


@contextmanager
def _linkedin(folder: Path, web: Web, author: str = ORGANIZATION) -> Iterator[Place]:
    with FakeLinkedIn() as fake:
        credentials = publishers.get("linkedin").Credentials(
            "token",
            author,
            server=fake.url,
            client_id="client",
            client_secret="client secret",
            refresh_token="refresh",
        )

        def arrived() -> list[dict[str, Any]]:
            posts = [
                {"text": post.text, "reply_to": "", "images": len(post.pictures), "body": post.body}
                | {"alts": [one["altText"] for one in post.pictures]}
                for post in fake.published
            ]
            return posts + [
                {"text": comment["message"]["text"], "reply_to": post.urn, "images": 0}
                for post in fake.published
                for comment in post.comments.values()
            ]

        publisher = make("linkedin", credentials, web)
        yield Place(publisher, arrived, fake.signing.revoke, fake, remark=fake.remark)


PLACES = {
    "bluesky": _bluesky,
    "linkedin": _linkedin,
    "mastodon": _mastodon,
    "telegram": _telegram,
    "vk": _vk,
    "x": _x,
    "webhook": _webhook,
    "site": _site,
    "sandbox": _sandbox,
}
