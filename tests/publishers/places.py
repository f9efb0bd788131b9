"""For each publisher a place to publish to, on this machine, and a look at what arrived there."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image as Picture

import publishers
from publishers.base import Assisted, Drafts, Findable, Publisher
from publishers.discourse.text import PICTURE
from publishers.errors import Uncertain, Unreachable
from publishers.instagram import Instagram
from publishers.letters import Reader, WritesToEach
from publishers.message import Account, Film, Image, Message, Parcel, Payload, Receipt
from publishers.pinterest import Pinterest
from publishers.sandbox import store as sandbox_store
from publishers.site import store as site_store
from publishers.styled import styled
from publishers.web import Web
from tests.fakes import page, slack_mrkdwn
from tests.fakes.bluesky import HANDLE, FakeBluesky
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_markdown import shown
from tests.fakes.discord_server import TEXT
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.facebook import FakeFacebook
from tests.fakes.ghost import FakeGhost
from tests.fakes.google_business import QUAY, FakeGoogleBusiness
from tests.fakes.instagram import FakeInstagram
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION
from tests.fakes.mail import FakeMail
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.matrix import FakeMatrix
from tests.fakes.nostr import NSEC, FakeNostr
from tests.fakes.pinterest import BOARD, FakePinterest
from tests.fakes.reddit import FakeReddit
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_team import CHANNEL
from tests.fakes.telegram import FakeTelegram
from tests.fakes.threads import FakeThreads
from tests.fakes.tiktok import FakeTikTok
from tests.fakes.vk import FakeVK
from tests.fakes.webhook import FakeWebhook
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.x import FakeX
from tests.fakes.youtube import FakeYouTube
from tests.publishers import conformance, discord_described

LOOPBACK = frozenset({"127.0.0.1:*"})


@dataclass
class Place:
    publisher: Publisher
    arrived: Callable[[], list[dict[str, Any]]]  # text, and what else the place can tell
    spoil: Callable[[], None] | None  # make the credentials wrong
    fake: Any = None
    kept: dict[str, str] = field(default_factory=dict)  # what uploads remembered, as a delivery does
    others_kept: dict[str, dict[str, str]] = field(default_factory=dict)  # of deliveries with other keys
    remark: Callable[[str, str], object] | None = None  # somebody answers the post with this id, or names us

    def send(
        self, message: Message, key: str = "key-1", part: int = 0, reply_to: str = "", first: str = ""
    ) -> Receipt:
        return self.commit(self.parcel(self.publisher.prepare(message), part, reply_to, first, key), key)

    def parcel(
        self, payload: Payload, part: int = 0, reply_to: str = "", first: str = "", key: str = "key-1"
    ) -> Parcel:
        kept = self.kept if key == "key-1" else self.others_kept.setdefault(key, {})
        one = payload.parts[part]
        if isinstance(self.publisher, Drafts):
            parcel = self.publisher.draft(one, reply_to, kept.__setitem__, kept)
        else:
            parcel = self.publisher.upload(one, kept.__setitem__, kept)
        return replace(parcel, number=part, reply_to=reply_to, first=first or reply_to)

    def commit(self, parcel: Parcel, key: str) -> Receipt:
        """As a delivery does, it remembers what the network said of a post that may be out."""
        try:
            return self.publisher.commit(parcel, key, time.monotonic() + 10)
        except Uncertain as doubt:
            (self.kept if key == "key-1" else self.others_kept.setdefault(key, {})).update(doubt.kept)
            raise

    def known(self, message: Message, part: int = 0) -> Parcel:
        """What was sent, as a look has it."""
        one = self.publisher.prepare(message).parts[part]
        found = self.publisher.known(one, self.kept)
        assert found is not None
        return replace(found, number=part)


def takes_no_others(publisher: Findable, parcel: Parcel, since: datetime, others: str) -> bool:
    """What is out, but is another delivery's, is not found. Where a container says that ours is out as well,
    the look is not complete: another's post proves nothing of ours.
    """
    try:
        return publisher.find(parcel, "key-1", since, [others]) is None
    except Unreachable as trouble:
        return trouble.code == "incomplete" and getattr(publisher, "name", "") in ("instagram", "threads")


def make(name: str, credentials: Any, web: Web) -> Publisher:
    """A publisher whose account was asked for, as after connecting a channel."""
    kind = publishers.get(name)
    return kind(credentials, kind(credentials, Account(""), web).check(), web)


def picture(alt: str = "A red square", colour: str = "red", kind: str = "PNG") -> Image:
    buffer = BytesIO()
    Picture.new("RGB", (8, 8), colour).save(buffer, kind)
    raw, ending = buffer.getvalue(), {"PNG": "png", "JPEG": "jpg"}[kind]
    name = hashlib.sha256(raw).hexdigest()
    return Image(
        *(name, f"image/{kind.lower()}", 8, 8, len(raw), alt, f"{colour}.{ending}"),
        read=lambda: raw,
        address=lambda: f"https://almanac.example.org/m/{name}.{ending}",
        is_reachable=True,
    )


def film(alt: str = "A lake", raw: bytes = b"0123456789" * 100) -> Image:
    """A video, as short as the bytes that stand for it."""
    packed = Film("h264", "4:2:0", "aac", 30.0, 1_000_000)
    name = hashlib.sha256(raw).hexdigest()
    about = (name, "video/mp4", 1280, 720, len(raw), alt, "lake.mp4", 12.0)
    return Image(*about, read=lambda: raw, film=packed)


def filmed(kind: type[Publisher], **chosen: str) -> type[Publisher]:
    """For tests that are about something else: words alone get a video, and `chosen` is chosen.

    Where pictures are taken they are JPEG that anybody can fetch; else each is a video with the same
    description. Where nothing is said, nothing is added.
    """
    as_needed = _fetched if kind.limits.images else _as_film

    class Filmed(kind):
        def prepare(self, message: Message) -> Payload:
            shown = tuple(one if one.is_video else as_needed(one) for one in message.images)
            if not shown and message.text.strip():
                shown = (film(),)
            options = chosen | {name: value for name, value in message.options if value}
            dressed = replace(message, images=shown, options=tuple(sorted(options.items())))
            found: Payload = super().prepare(dressed)
            return found

    return Filmed


def _as_film(image: Image) -> Image:
    return film(image.alt, image.read())


def _fetched(image: Image) -> Image:
    address = f"https://almanac.example.org/m/{image.sha256}.jpg"
    return replace(image, content_type="image/jpeg", address=lambda: address, is_reachable=True)


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
def _slack(folder: Path, web: Web) -> Iterator[Place]:
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


class MailPlace(Place):
    """Where the commit opens a mailing, and one letter to each reader follows.

    As in planner/mailings: what is certainly not out is sent again, what may be out never is.
    """

    @cached_property
    def done(self) -> set[str]:
        return set()

    def commit(self, parcel: Parcel, key: str) -> Receipt:
        receipt = super().commit(parcel, key)
        if key in self.done:
            return receipt
        try:
            with self.publisher.session() as session:
                session.send(parcel.part, READER, f"{key}-1")
        except Uncertain:
            self.done.add(key)
            raise
        self.done.add(key)
        return receipt


READER = Reader("ada@example.org", "Ada", "https://almanac.example.org/u/token/")


@contextmanager
def _matrix(folder: Path, web: Web) -> Iterator[Place]:
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
def _nostr(folder: Path, web: Web) -> Iterator[Place]:
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


@contextmanager
def _reddit(folder: Path, web: Web) -> Iterator[Place]:
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


def _without_foot(words: str) -> str:
    """Nor the descriptions of pictures, which stand below the words."""
    return re.sub(r"(\n\n\[[^\]\n]*\])+$", "", words.partition("\n\n--\n")[0])


@contextmanager
def _newsletter(folder: Path, web: Web) -> Iterator[Place]:
    with FakeMail() as fake:
        fake.users = {"harbour": "the secret"}
        credentials = publishers.get("newsletter").Credentials(
            "News@harbour.example", "Harbour News", "127.0.0.1", "harbour", "the secret", str(fake.port)
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": _without_foot(fake.words(number).replace("\r\n", "\n")),
                    "title": str(letter["Subject"]),
                    "images": sum(part.get_content_maintype() == "image" for part in letter.walk()),
                    "reply_to": "",
                }
                for number, letter in enumerate(fake.letters)
            ]

        def spoil() -> None:
            fake.users = {"harbour": "another secret"}

        fake.requests = []  # it speaks no HTTP
        yield MailPlace(make("newsletter", credentials, web), arrived, spoil, fake)


@contextmanager
def _by_hand(page: str, folder: Path, web: Web, **more: str) -> Iterator[Place]:
    """Where people publish themselves nothing ever arrives from us."""
    [name] = [one for one in ("dzen", "max", "ok") if one in page] or ["elsewhere"]
    credentials = publishers.get(name).Credentials(page=page, **more)
    yield Place(make(name, credentials, web), list, None)


@contextmanager
def _discord(folder: Path, web: Web, channel: str = TEXT, *, by_webhook: bool = False) -> Iterator[Place]:
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
def _discourse(folder: Path, web: Web) -> Iterator[Place]:
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
def _ghost(folder: Path, web: Web) -> Iterator[Place]:
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
def _wordpress(folder: Path, web: Web) -> Iterator[Place]:
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


@contextmanager
def _threads(folder: Path, web: Web) -> Iterator[Place]:
    with FakeThreads() as fake:
        credentials = publishers.get("threads").Credentials("token", fake.url)

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post.text, "reply_to": post.given.get("reply_to_id", ""), "images": len(post.media)}
                | {"alts": [one.get("alt_text", "") for one in post.media], "given": post.given}
                for post in fake.published
            ]

        yield Place(make("threads", credentials, web), arrived, fake.revoke, fake, remark=fake.remark)


def _illustrated(message: Message) -> tuple[Image, ...]:
    """For tests that are about something else than that there must be a picture."""
    return message.images or ((picture("A grey square", "grey"),) if message.text.strip() else ())


class Illustrated(Instagram):
    """A post has a picture, and pictures are fitted before."""

    def prepare(self, message: Message) -> Payload:
        shown = _illustrated(message)
        fitted = tuple(
            picture(one.alt, one.name.partition(".")[0], "JPEG") if one.content_type == "image/png" else one
            for one in shown
        )
        return super().prepare(replace(message, images=fitted))


@contextmanager
def _instagram(folder: Path, web: Web) -> Iterator[Place]:
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
def _google_business(folder: Path, web: Web) -> Iterator[Place]:
    with FakeGoogleBusiness() as fake:
        credentials = publishers.get("google_business").Credentials(
            "token",
            QUAY,
            fake.url,
            client_id="client",
            client_secret="client secret",
            refresh_token="refresh",
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": post.text, "images": len(post.pictures), "reply_to": "", "given": post.given}
                for post in fake.published
            ]

        yield Place(make("google_business", credentials, web), arrived, fake.signing.revoke, fake)


class Pinned(Pinterest):
    """A pin has a picture."""

    def prepare(self, message: Message) -> Payload:
        return super().prepare(replace(message, images=_illustrated(message)))


@contextmanager
def _pinterest(folder: Path, web: Web) -> Iterator[Place]:
    with FakePinterest() as fake:
        credentials = publishers.get("pinterest").Credentials(
            "token",
            BOARD,
            fake.url,
            client_id="client",
            client_secret="client secret",
            refresh_token="refresh",
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {"text": pin.text, "title": pin.given.get("title", ""), "reply_to": "", "given": pin.given}
                | {"images": pin.pictures, "alts": [pin.given.get("alt_text", "")]}
                for pin in fake.published
            ]

        publisher = Pinned(credentials, make("pinterest", credentials, web).account, web)
        yield Place(publisher, arrived, fake.signing.revoke, fake)


@contextmanager
def _facebook(folder: Path, web: Web) -> Iterator[Place]:
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


@contextmanager
def _tiktok(folder: Path, web: Web) -> Iterator[Place]:
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
def _youtube(folder: Path, web: Web) -> Iterator[Place]:
    with FakeYouTube() as fake:
        kind = publishers.get("youtube")
        credentials = kind.Credentials(
            "token",
            fake.url,
            client_id="client",
            client_secret="client secret",
            refresh_token="refresh",
        )

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


PLACES = {
    "newsletter": _newsletter,
    "dzen": partial(_by_hand, "https://dzen.ru/harbour"),
    "matrix": _matrix,
    "nostr": _nostr,
    "reddit": _reddit,
    "max": partial(_by_hand, "https://max.ru/harbour"),
    "ok": partial(_by_hand, "https://ok.ru/harbour"),
    "elsewhere": partial(_by_hand, "https://sailors.example.org/news", called="Sailors"),
    "bluesky": _bluesky,
    "discord": _discord,
    "linkedin": _linkedin,
    "mastodon": _mastodon,
    "slack": _slack,
    "telegram": _telegram,
    "vk": _vk,
    "x": _x,
    "webhook": _webhook,
    "site": _site,
    "sandbox": _sandbox,
    "discourse": _discourse,
    "ghost": _ghost,
    "wordpress": _wordpress,
    "facebook": _facebook,
    "google_business": _google_business,
    "instagram": _instagram,
    "pinterest": _pinterest,
    "threads": _threads,
    "tiktok": _tiktok,
    "youtube": _youtube,
}

# Here nothing is on a wire: people publish by hand, or it is a folder on this machine.
WIRELESS = {name for name in PLACES if issubclass(publishers.get(name), Assisted)} | {"site", "sandbox"}
WIRED = [name for name in PLACES if name not in WIRELESS]  # whose fakes have faults to meet
MAILED = [name for name in WIRED if issubclass(publishers.get(name), WritesToEach)]  # and speak SMTP
