"""The table of networks for the journeys: what is typed to connect one, and what must arrive there.

One more network is one more row in ROWS: its fake, a function that reads what arrived there, and its form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bluesky import HANDLE, FakeBluesky
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVK
from tests.fakes.x import FakeX

LINK = "https://example.org/fog"
MARKDOWN = f"{{name}}: the **fog** lifts, see [the port's page]({LINK}).\n\n- tea\n- bread"
PLAIN = "{name}: the fog lifts, see the port's page.\n\n• tea\n• bread"
SPELLED = f"{{name}}: the fog lifts, see the port's page ({LINK}).\n\n• tea\n• bread"
HTML = f'{{name}}: the <b>fog</b> lifts, see <a href="{LINK}">the port\'s page</a>.\n\n• tea\n• bread'
ALT = "Ships wait in the fog"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A post as the network has it."""

    text: str
    pictures: int
    alts: tuple[str, ...]  # none where the network has no field for them
    more: Mapping[str, Any]  # what was chosen in the composer, and marks of the text


@dataclass(frozen=True, slots=True)
class Row:
    """A network, one way to connect it, and what a post must look like there."""

    name: str  # of the channel; it stands in the post too
    network: str
    fake: Callable[[], Any]  # a context manager that gives `server`
    typed: Callable[[Any], dict[str, str]]  # the connect form
    arrived: Callable[[Any], list[Arrived]]
    text: str
    left: int | None  # what the counter says, of names of eleven letters
    link: str  # how the address of the post begins; {server} is the fake's
    signs_in: bool = False
    alts: bool = True
    chosen: Mapping[str, str] = field(default_factory=dict)  # options in the composer
    more: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[str, ...] | None = None  # as the page lists them; None: it does not measure
    remark: Callable[[Any, str], object] | None = None  # somebody answers the newest post
    phone: bool = False  # dark and Russian, instead of a light desk in English
    scheduled: bool = False  # goes out at its own time, instead of at once


def of_mastodon(fake: FakeMastodon) -> list[Arrived]:
    return [
        Arrived(
            one.text,
            len(one.media_ids),
            tuple(fake.media[number]["description"] for number in one.media_ids),
            one.fields,
        )
        for one in fake.published
    ]


def of_bluesky(fake: FakeBluesky) -> list[Arrived]:
    return [bluesky_record(post.record) for post in fake.published]


def bluesky_record(record: dict[str, Any]) -> Arrived:
    raw, images = record["text"].encode(), record.get("embed", {}).get("images", [])
    links = {
        raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]["uri"]
        for one in record.get("facets", [])
    }
    labels = [one["val"] for one in record.get("labels", {}).get("values", [])]
    alts = tuple(one["alt"] for one in images)
    return Arrived(record["text"], len(images), alts, {"links": links, "labels": labels})


def of_telegram(fake: FakeTelegram) -> list[Arrived]:
    """The markup as it was asked for: the fake keeps only what it reads from it."""
    given = [one["given"] for one in fake.arrivals]
    return [
        Arrived(
            sent.get("caption", sent.get("text", "")),
            sum("photo" in message for message in post),
            (),
            {"silent": bool(sent.get("disable_notification"))},
        )
        for post, sent in zip(fake.bot.posts, given, strict=False)
    ]


def of_vk(fake: FakeVK) -> list[Arrived]:
    return [
        Arrived(post.text, sum("photo" in one for one in post.attachments), (), post.fields)
        for post in fake.published
    ]


def of_x(fake: FakeX) -> list[Arrived]:
    return [
        Arrived(
            post.text,
            len(post.media_ids),
            tuple(fake.media.items[number]["alt"] for number in post.media_ids),
            post.body,
        )
        for post in fake.published
    ]


def of_linkedin(fake: FakeLinkedIn) -> list[Arrived]:
    return [
        Arrived(
            post.text,
            len(post.pictures),
            tuple(one["altText"] for one in post.pictures),
            {"reshare": not post.body.get("isReshareDisabledByAuthor", False), "author": post.body["author"]},
        )
        for post in fake.published
    ]


MASTODON: dict[str, Any] = {
    "network": "mastodon",
    "fake": FakeMastodon,
    "arrived": of_mastodon,
    "text": SPELLED,
    "link": "{server}/@ada/",
    "chosen": {"visibility": "unlisted"},
    "more": {"visibility": "unlisted"},
    "numbers": ("3", "2", "1"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].id, text),
}
BLUESKY: dict[str, Any] = {
    "network": "bluesky",
    "fake": FakeBluesky,
    "typed": lambda fake: {"handle": f"@{HANDLE}", "app_password": fake.password, "service": fake.url},
    "arrived": of_bluesky,
    "text": PLAIN,
    "link": "https://bsky.app/profile/",
    "chosen": {"labels": "nudity"},
    "more": {"links": {"the port's page": LINK}, "labels": ["nudity"]},
    "numbers": ("3", "2", "1", "4", "5"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].uri.rpartition("/")[2], text),
}
TELEGRAM: dict[str, Any] = {
    "network": "telegram",
    "fake": FakeTelegram,
    "typed": lambda fake: {
        "bot_token": fake.token,
        "chat": "t.me/harbour",
        "comments": "yes",
        "server": fake.url,
    },
    "arrived": of_telegram,
    "text": HTML,
    "alts": False,
    "link": "https://t.me/harbour/",
    "chosen": {"silent": "true"},
    "more": {"silent": True},
    "remark": lambda fake, text: fake.bot.comment(fake.published[-1]["message_id"], text),
}
VK: dict[str, Any] = {
    "network": "vk",
    "fake": FakeVK,
    "typed": lambda fake: {
        "community_key": fake.community_key,
        "group": "vk.com/harbour",
        "user_token": fake.user_token,
        "server": fake.url,
    },
    "arrived": of_vk,
    "text": SPELLED,
    "left": None,
    "alts": False,
    "link": "https://vk.com/wall-",
    "chosen": {"signed": "1"},
    "more": {"signed": "1"},
    "numbers": ("250", "7", "2", "1"),
    "remark": lambda fake, text: fake.wall.say(fake.published[-1].id, text),
}
X: dict[str, Any] = {
    "network": "x",
    "fake": FakeX,
    "arrived": of_x,
    "text": SPELLED,
    "link": "https://x.com/ada/status/",
    "chosen": {"reply_settings": "following"},
    "more": {"reply_settings": "following"},
    "numbers": ("250", "3", "2", "1", "0", "4"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].id, text),
}
LINKEDIN: dict[str, Any] = {
    "network": "linkedin",
    "fake": FakeLinkedIn,
    "typed": lambda fake: {
        "access_token": "token",
        "author": ORGANIZATION.rpartition(":")[2],
        "server": fake.url,
    },
    "arrived": of_linkedin,
    "text": SPELLED,
    "link": "https://www.linkedin.com/feed/update/urn:li:",
    "chosen": {"reshare": "disabled"},
    "more": {"reshare": False, "author": ORGANIZATION},
    "numbers": ("250", "0", "2", "1", "7"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].urn, text),
}

ROWS = (
    Row(
        "A signed in",
        typed=lambda fake: {"instance": fake.url},
        signs_in=True,
        scheduled=True,
        left=411,
        **MASTODON,
    ),
    Row(
        "A typed key",
        typed=lambda fake: {"instance": fake.url, "access_token": fake.token},
        left=411,
        **MASTODON,
    ),
    Row("Sky at desk", left=237, **BLUESKY),
    Row("The channel", left=961, **TELEGRAM),
    Row("Our channel", left=961, phone=True, **TELEGRAM),
    Row("A community", **VK),
    Row("A page here", left=2911, **LINKEDIN),
    Row(
        "X four keys",
        typed=lambda fake: {
            "api_key": "key",
            "api_secret": "key secret",
            "access_token": "1-token",
            "access_secret": "token+secret",
            "server": fake.url,
        },
        left=189,
        **X,
    ),
    Row(
        "X signed in",
        typed=lambda fake: {"client_id": "client", "client_secret": "client secret", "server": fake.url},
        signs_in=True,
        phone=True,
        left=189,
        **X,
    ),
)
