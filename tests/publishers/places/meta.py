"""Meta's three."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import publishers
from publishers.instagram import Instagram
from publishers.message import Message, Payload
from publishers.web import Web
from tests.fakes.facebook import FakeFacebook
from tests.fakes.instagram import FakeInstagram
from tests.fakes.threads import FakeThreads
from tests.publishers.places.base import Place, make
from tests.publishers.places.given import illustrated, picture


@contextmanager
def facebook(folder: Path, web: Web) -> Iterator[Place]:
    with FakeFacebook() as fake:
        fake.secret = "app secret"
        credentials = publishers.get("facebook").Credentials("token", fake.secret, fake.url)

        def arrived() -> list[dict[str, Any]]:
            posts = [
                {"text": post.text, "reply_to": "", "images": len(post.photos), "given": post.given}
                | {"alts": [one["alt"] for one in post.photos]}
                for post in fake.published
            ]
            return posts + [
                {"text": comment["message"], "reply_to": post.number, "images": 0}
                for post in fake.published
                for comment in post.comments
            ]

        yield Place(make("facebook", credentials, web), arrived, fake.revoke, fake, remark=fake.remark)


class Illustrated(Instagram):
    """A post has a picture, and pictures are fitted before."""

    def prepare(self, message: Message) -> Payload:
        shown = illustrated(message)
        fitted = tuple(
            picture(one.alt, one.name.partition(".")[0], "JPEG") if one.content_type == "image/png" else one
            for one in shown
        )
        return super().prepare(replace(message, images=fitted))


@contextmanager
def instagram(folder: Path, web: Web) -> Iterator[Place]:
    with FakeInstagram() as fake:
        credentials = publishers.get("instagram").Credentials("token", fake.url)

        def arrived() -> list[dict[str, Any]]:
            posts = [
                {"text": post.text, "reply_to": "", "images": len(post.media), "given": post.given}
                | {"alts": [one.get("alt_text", "") for one in post.media]}
                for post in fake.published
            ]
            return posts + [
                {"text": comment["text"], "reply_to": post.number, "images": 0}
                for post in fake.published
                for comment in post.comments
            ]

        publisher = Illustrated(credentials, make("instagram", credentials, web).account, web)
        yield Place(publisher, arrived, fake.revoke, fake, remark=fake.remark)


@contextmanager
def threads(folder: Path, web: Web) -> Iterator[Place]:
    with FakeThreads() as fake:
        credentials = publishers.get("threads").Credentials("token", fake.url)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post.text, "reply_to": post.given.get("reply_to_id", ""), "images": len(post.media)}
                | {"alts": [one.get("alt_text", "") for one in post.media], "given": post.given}
                for post in fake.published
            ]

        yield Place(make("threads", credentials, web), arrived, fake.revoke, fake, remark=fake.remark)
