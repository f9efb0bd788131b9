"""Where many servers are one network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import publishers
from publishers.web import Web
from tests.fakes.bluesky import HANDLE, FakeBluesky
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.nostr import NSEC, FakeNostr
from tests.publishers.places.base import Place, make


@contextmanager
def bluesky(folder: Path, web: Web) -> Iterator[Place]:
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
def mastodon(folder: Path, web: Web) -> Iterator[Place]:
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
def nostr(folder: Path, web: Web) -> Iterator[Place]:
    with FakeNostr() as fake:
        credentials = publishers.get("nostr").Credentials(NSEC, fake.relay, fake.url)

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": note["content"].partition(f"\n\n{fake.url}/")[0],
                    "images": len(pictures := [tag for tag in note["tags"] if tag[0] == "imeta"]),
                    "reply_to": next((tag[1] for tag in reversed(note["tags"]) if tag[0] == "e"), ""),
                    "alts": [word[4:] for tag in pictures for word in tag if word.startswith("alt ")],
                    "event": note,
                }
                for note in fake.published
            ]

        spoil = partial(setattr, fake, "closed_to", "restricted: you are not on the list")
        yield Place(make("nostr", credentials, web), arrived, spoil, fake, remark=fake.remark)
