"""Where a post is a video."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import publishers
from publishers.web import Web
from tests.fakes.tiktok import FakeTikTok
from tests.fakes.youtube import FakeYouTube
from tests.publishers.places.base import APP, Place, make
from tests.publishers.places.given import filmed


@contextmanager
def tiktok(folder: Path, web: Web) -> Iterator[Place]:
    with FakeTikTok() as fake:
        kind = publishers.get("tiktok")
        credentials = kind.Credentials(
            "token",
            fake.url,
            client_key="client",
            client_secret="client secret",
            refresh_token="refresh",
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post["text"], "images": len(post["images"]) or 1, "reply_to": "", "post": post}
                for post in fake.published
            ]

        choosing = filmed(kind, privacy="PUBLIC_TO_EVERYONE")
        publisher = choosing(credentials, make("tiktok", credentials, web).account, web)
        yield Place(publisher, arrived, fake.signing.revoke, fake)


@contextmanager
def youtube(folder: Path, web: Web) -> Iterator[Place]:
    with FakeYouTube() as fake:
        kind = publishers.get("youtube")
        credentials = kind.Credentials("token", fake.url, **APP)

        def arrived() -> list[dict[str, Any]]:
            videos = [
                {"text": said["description"], "title": said["title"], "images": 1, "reply_to": ""}
                | {"video": video}
                for video in fake.published
                for said in [video["snippet"]]
            ]
            return videos + [
                {"text": one["snippet"]["textOriginal"], "images": 0, "reply_to": one["video"]}
                for one in fake.comments.values()
                if "textOriginal" in one["snippet"]
            ]

        publisher = filmed(kind)(credentials, make("youtube", credentials, web).account, web)
        yield Place(publisher, arrived, fake.signing.revoke, fake, remark=fake.remark)
