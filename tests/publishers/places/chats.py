"""Rooms in which people talk."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import publishers
from publishers.web import Web
from tests.fakes import slack_mrkdwn
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_markdown import shown
from tests.fakes.discord_server import TEXT
from tests.fakes.matrix import FakeMatrix
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_team import CHANNEL
from tests.fakes.telegram import FakeTelegram
from tests.publishers import conformance, discord_described
from tests.publishers.places.base import Place, make


@contextmanager
def discord(folder: Path, web: Web, channel: str = TEXT, *, by_webhook: bool = False) -> Iterator[Place]:
    """A bot in a text channel; tests of webhooks and forums make theirs of this."""
    with FakeDiscord() as fake:
        kind = publishers.get("discord")
        fake.server.webhook_channel = channel
        bot = kind.Credentials("", fake.token, channel, fake.url)
        credentials = kind.Credentials(fake.webhook) if by_webhook else bot

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": shown(post["content"]), "images": len(post["attachments"]), "post": post}
                | {"reply_to": _above(post)}
                | {"alts": [one.get("description", "") for one in post["attachments"]]}
                for post in fake.published
            ]

        def spoil() -> None:
            fake.token, fake.webhook_token = "another", "another"

        yield Place(make("discord", credentials, web), arrived, spoil, fake, remark=fake.say)
        assert discord_described.of_discord(fake.requests) == []


def _above(post: dict[str, Any]) -> str:
    above = post.get("message_reference")
    return f"{post['channel_id']}/{above['message_id']}" if above else ""


@contextmanager
def matrix(folder: Path, web: Web) -> Iterator[Place]:
    with FakeMatrix() as fake:
        credentials = publishers.get("matrix").Credentials(fake.url, fake.token, "#harbour:localhost")

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": content["body"],
                    "images": int("url" in content),
                    "reply_to": content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id", ""),
                    "content": content,
                }
                for content in (event["content"] for event in fake.published)
            ]

        spoil = partial(setattr, fake, "token", "another")
        yield Place(make("matrix", credentials, web), arrived, spoil, fake, remark=fake.remark)


@contextmanager
def slack(folder: Path, web: Web) -> Iterator[Place]:
    with FakeSlack() as fake:
        credentials = publishers.get("slack").Credentials(fake.token, CHANNEL, fake.url)

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": slack_mrkdwn.shown(post["text"]),
                    "reply_to": post.get("thread_ts", "").replace(post["ts"], ""),
                    "images": len(pictures := [b for b in post.get("blocks", ()) if b["type"] == "image"]),
                    "alts": [picture["alt_text"] for picture in pictures],
                    "post": post,
                }
                for post in fake.published
            ]

        def remark(receipt_id: str, text: str) -> None:
            escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            fake.team.say(escaped, receipt_id)

        spoil = partial(setattr, fake, "token", "another")
        yield Place(make("slack", credentials, web), arrived, spoil, fake, remark=remark)


@contextmanager
def telegram(folder: Path, web: Web) -> Iterator[Place]:
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
