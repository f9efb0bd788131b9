"""Networks of one company each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import publishers
from publishers.message import Message, Payload
from publishers.pinterest import Pinterest
from publishers.styled import styled
from publishers.web import Web
from tests.fakes.google_business import QUAY, FakeGoogleBusiness
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION
from tests.fakes.pinterest import BOARD, FakePinterest
from tests.fakes.reddit import FakeReddit
from tests.fakes.vk import FakeVK
from tests.fakes.x import FakeX
from tests.publishers import conformance
from tests.publishers.places.base import APP, Place, make
from tests.publishers.places.given import illustrated


@contextmanager
def google_business(folder: Path, web: Web) -> Iterator[Place]:
    with FakeGoogleBusiness() as fake:
        credentials = publishers.get("google_business").Credentials("token", QUAY, fake.url, **APP)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post.text, "images": len(post.pictures), "reply_to": "", "given": post.given}
                for post in fake.published
            ]

        yield Place(make("google_business", credentials, web), arrived, fake.signing.revoke, fake)


@contextmanager
def linkedin(folder: Path, web: Web, author: str = ORGANIZATION) -> Iterator[Place]:
    with FakeLinkedIn() as fake:
        credentials = publishers.get("linkedin").Credentials(
            "token",
            author,
            server=fake.url,
            **APP,
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


class Pinned(Pinterest):
    """A pin has a picture."""

    def prepare(self, message: Message) -> Payload:
        return super().prepare(replace(message, images=illustrated(message)))


@contextmanager
def pinterest(folder: Path, web: Web) -> Iterator[Place]:
    with FakePinterest() as fake:
        credentials = publishers.get("pinterest").Credentials("token", BOARD, fake.url, **APP)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": pin.text, "title": pin.given.get("title", ""), "reply_to": "", "given": pin.given}
                | {"images": pin.pictures, "alts": [pin.given.get("alt_text", "")]}
                for pin in fake.published
            ]

        publisher = Pinned(credentials, make("pinterest", credentials, web).account, web)
        yield Place(publisher, arrived, fake.signing.revoke, fake)


@contextmanager
def reddit(folder: Path, web: Web) -> Iterator[Place]:
    with FakeReddit() as fake:
        kind = publishers.get("reddit")
        credentials = kind.Credentials("r/harbour", "client", "client secret", "refresh", fake.url, "token")

        def arrived() -> list[dict[str, Any]]:
            posts = [
                {"text": styled(post.text).text, "title": post.title, "images": len(post.pictures)}
                | {"reply_to": "", "given": post.given, "raw": post.text, "pictures": post.pictures}
                for post in fake.published
            ]
            return posts + [
                {"text": comment["body"], "reply_to": post.id, "images": 0}
                for post in fake.published
                for comment in post.comments
                if comment["author"] != "ada"
            ]

        yield Place(make("reddit", credentials, web), arrived, fake.revoke, fake, remark=fake.remark)


@contextmanager
def vk(folder: Path, web: Web) -> Iterator[Place]:
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
def x(folder: Path, web: Web) -> Iterator[Place]:
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
