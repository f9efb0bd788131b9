"""Sites and forums, those of this machine among them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import publishers
from publishers.discourse.text import PICTURE
from publishers.sandbox import store as sandbox_store
from publishers.site import store as site_store
from publishers.styled import styled
from publishers.web import Web
from tests.fakes import page
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.ghost import FakeGhost
from tests.fakes.webhook import FakeWebhook
from tests.fakes.wordpress import FakeWordPress
from tests.publishers.places.base import Place, make


@contextmanager
def discourse(folder: Path, web: Web) -> Iterator[Place]:
    with FakeDiscourse() as fake:
        credentials = publishers.get("discourse").Credentials(fake.url, fake.key, "ada")

        def arrived() -> list[dict[str, Any]]:
            posts = fake.published
            spots = {(one.topic_id, one.number): f"{one.topic_id}/{one.number}/{one.id}" for one in posts}
            return [
                {"text": styled(PICTURE.sub("", post.raw)).text, "title": post.title, "post": post}
                | {"images": len(found := PICTURE.findall(post.raw)), "raw": post.raw, "alts": found}
                | {"reply_to": spots[post.topic_id, post.reply_to or 1] if post.number > 1 else ""}
                for post in posts
            ]

        spoil = partial(setattr, fake, "key", "another")
        yield Place(make("discourse", credentials, web), arrived, spoil, fake, remark=fake.remark)


@contextmanager
def ghost(folder: Path, web: Web) -> Iterator[Place]:
    with FakeGhost() as fake:
        credentials = publishers.get("ghost").Credentials(fake.url, fake.key)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": page.words(post["html"]), "title": post["title"], "reply_to": "", "post": post}
                | {"images": len(page.pictures(post["html"])) + bool(post["feature_image"])}
                for post in fake.published
            ]

        def spoil() -> None:
            fake.key = f"{fake.key.partition(':')[0]}:{'f' * 64}"

        yield Place(make("ghost", credentials, web), arrived, spoil, fake, remark=fake.remark)


@contextmanager
def sandbox(folder: Path, web: Web) -> Iterator[Place]:
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
def site(folder: Path, web: Web) -> Iterator[Place]:
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
def webhook(folder: Path, web: Web) -> Iterator[Place]:
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
def wordpress(folder: Path, web: Web) -> Iterator[Place]:
    with FakeWordPress() as fake:
        credentials = publishers.get("wordpress").Credentials(fake.url, "ada", fake.password)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": page.words(post["content"]), "title": post["title"], "reply_to": "", "post": post}
                | {"images": len(page.pictures(post["content"])) + bool(post["featured_media"])}
                for post in fake.published
            ]

        spoil = partial(setattr, fake, "password", "another")
        yield Place(make("wordpress", credentials, web), arrived, spoil, fake, remark=fake.remark)
