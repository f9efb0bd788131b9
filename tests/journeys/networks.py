"""The table of networks for the journeys: what is typed to connect one, and what must arrive there.

One more network is one more row in ROWS: its fake, a function that reads what arrived there, and its form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publishers.discourse.text import PICTURE
from tests.fakes import page
from tests.fakes.bluesky import HANDLE, FakeBluesky
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_server import TEXT
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.facebook import FakeFacebook
from tests.fakes.ghost import FakeGhost
from tests.fakes.google_business import QUAY, FakeGoogleBusiness
from tests.fakes.instagram import FakeInstagram
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.matrix import FakeMatrix
from tests.fakes.nostr import NSEC, FakeNostr
from tests.fakes.pinterest import BOARD, FakePinterest
from tests.fakes.reddit import FakeReddit
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.fakes.threads import FakeThreads
from tests.fakes.tiktok import FakeTikTok
from tests.fakes.vk import FakeVK
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.x import FakeX
from tests.fakes.youtube import FakeYouTube

LINK = "https://example.org/fog"
MARKDOWN = f"{{name}}: the **fog** lifts, see [the port's page]({LINK}).\n\n- tea\n- bread"
PLAIN = "{name}: the fog lifts, see the port's page.\n\n• tea\n• bread"
SPELLED = f"{{name}}: the fog lifts, see the port's page ({LINK}).\n\n• tea\n• bread"
HTML = f'{{name}}: the <b>fog</b> lifts, see <a href="{LINK}">the port\'s page</a>.\n\n• tea\n• bread'
DISCORD_MARKED = f"{{name}}: the **fog** lifts, see [the port's page]({LINK}).\n\n• tea\n• bread"
SLACK_MARKED = f"{{name}}: the *fog* lifts, see <{LINK}|the port's page>.\n\n• tea\n• bread"
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
    takes_back: bool = True  # False where nothing can be deleted
    film: Callable[[], bytes] | None = None  # where a post is a video; else it has a picture


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


def of_discord(fake: FakeDiscord) -> list[Arrived]:
    return [
        Arrived(
            post["content"],
            len(post["attachments"]),
            tuple(one.get("description", "") for one in post["attachments"]),
            {"flags": post["flags"], "author": post["author"]["username"]},
        )
        for post in fake.published
    ]


def of_slack(fake: FakeSlack) -> list[Arrived]:
    return [
        Arrived(
            post["text"],
            len(pictures := [block for block in post["blocks"] if block["type"] == "image"]),
            tuple(picture["alt_text"] for picture in pictures),
            {"unfurl_links": post["unfurl_links"]},
        )
        for post in fake.published
    ]


def of_discourse(fake: FakeDiscourse) -> list[Arrived]:
    """Pictures stand below the words, their description before their size."""
    return [
        Arrived(
            PICTURE.sub("", post.raw).strip(),
            len(found := PICTURE.findall(post.raw)),
            tuple(one[2:].partition("|")[0] for one in found),
            {"title": post.title, "external": bool(post.external_id)},
        )
        for post in fake.published
    ]


def of_ghost(fake: FakeGhost) -> list[Arrived]:
    """The only picture is the feature image."""
    return [
        Arrived(page.words(one["html"]), int(bool(one["feature_image"])), (one["feature_image_alt"],), one)
        for one in fake.published
    ]


def of_wordpress(fake: FakeWordPress) -> list[Arrived]:
    """The only picture is the featured one."""
    return [
        Arrived(
            page.words(post["content"]),
            int(bool(post["featured_media"])),
            (fake.media[post["featured_media"]]["alt"],),
            post,
        )
        for post in fake.published
    ]


def of_matrix(fake: FakeMatrix) -> list[Arrived]:
    return [
        Arrived(one["body"], int("url" in one), (), {"msgtype": one["msgtype"]})
        for one in (event["content"] for event in fake.published)
    ]


def of_nostr(fake: FakeNostr) -> list[Arrived]:
    def pictures(note: dict[str, Any]) -> list[dict[str, str]]:
        told = [tag[1:] for tag in note["tags"] if tag[0] == "imeta"]
        return [dict(word.split(" ", 1) for word in one) for one in told]

    return [
        Arrived(
            note["content"].partition(f"\n\n{fake.url}/")[0],
            len(shown := pictures(note)),
            tuple(one["alt"] for one in shown),
            {tag[0]: tag[1] for tag in note["tags"]},
        )
        for note in fake.published
    ]


def of_containers(fake: FakeInstagram | FakeThreads) -> list[Arrived]:
    return [
        Arrived(post.text, len(post.media), tuple(one.get("alt_text", "") for one in post.media), post.given)
        for post in fake.published
    ]


def of_google_business(fake: FakeGoogleBusiness) -> list[Arrived]:
    return [
        Arrived(post.text, len(post.pictures), (), post.given["callToAction"] | {"location": post.location})
        for post in fake.published
    ]


def of_pinterest(fake: FakePinterest) -> list[Arrived]:
    return [
        Arrived(pin.text, pin.pictures, (pin.given.get("alt_text", ""),), pin.given) for pin in fake.published
    ]


def of_facebook(fake: FakeFacebook) -> list[Arrived]:
    return [
        Arrived(post.text, len(post.photos), tuple(one["alt"] for one in post.photos), post.given)
        for post in fake.published
    ]


def of_reddit(fake: FakeReddit) -> list[Arrived]:
    return [
        Arrived(
            post.text,
            len(post.pictures),
            tuple(caption for _asset, caption in post.pictures),
            {"spoiler": post.given["spoiler"]},
        )
        for post in fake.published
    ]


def of_youtube(fake: FakeYouTube) -> list[Arrived]:
    return [
        Arrived(
            video["snippet"]["description"], 1, (), video["status"] | {"title": video["snippet"]["title"]}
        )
        for video in fake.published
    ]


def of_tiktok(fake: FakeTikTok) -> list[Arrived]:
    return [Arrived(post["text"], 1, (), post["info"]) for post in fake.published]


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
DISCORD: dict[str, Any] = {
    "network": "discord",
    "fake": FakeDiscord,
    "arrived": of_discord,
    "text": DISCORD_MARKED,
    "left": 1906,
    "link": "https://discord.com/channels/",
    "chosen": {"silent": "true"},
    "numbers": ("0",),
}
SLACK: dict[str, Any] = {
    "network": "slack",
    "fake": FakeSlack,
    "typed": lambda fake: {"bot_token": fake.token, "channel": "#news", "server": fake.url},
    "arrived": of_slack,
    "text": SLACK_MARKED,
    "link": "https://harbour.slack.com/archives/",
    "chosen": {"preview": "none"},
    "more": {"unfurl_links": "false"},
    "numbers": ("0", "1"),
    "remark": lambda fake, text: fake.team.say(text, fake.published[-1]["ts"]),
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
    "numbers": ("250", "200", "0", "2", "1", "7"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].urn, text),
}

DISCOURSE: dict[str, Any] = {
    "network": "discourse",
    "fake": FakeDiscourse,
    "typed": lambda fake: {"site": fake.url, "api_key": fake.key, "username": "ada"},
    "arrived": of_discourse,
    "text": MARKDOWN,
    "link": "{server}/t/some-words/",
    "more": {"external": True},
    "numbers": ("250", "40", "3", "1"),
    "remark": lambda fake, text: fake.remark(str(fake.published[-1].topic_id), text),
}
GHOST: dict[str, Any] = {
    "network": "ghost",
    "fake": FakeGhost,
    "typed": lambda fake: {"site": fake.url, "admin_api_key": fake.key},
    "arrived": of_ghost,
    "text": SPELLED,
    "left": None,
    "link": "{server}/",
    "chosen": {"visibility": "members"},
    "more": {"visibility": "members"},
    "numbers": ("2", "4"),
    "remark": lambda fake, text: fake.remark(fake.published[-1]["id"], text),
}
WORDPRESS: dict[str, Any] = {
    "network": "wordpress",
    "fake": FakeWordPress,
    "typed": lambda fake: {
        "site": fake.url,
        "username": "ada",
        "application_password": fake.password,
    },
    "arrived": of_wordpress,
    "text": SPELLED,
    "left": None,
    "link": "{server}/",
    "chosen": {"comments": "open"},
    "more": {"comment_status": "open"},
    "numbers": ("1",),
    "remark": lambda fake, text: fake.remark(str(fake.published[-1]["id"]), text),
}
MATRIX: dict[str, Any] = {
    "network": "matrix",
    "fake": FakeMatrix,
    "typed": lambda fake: {
        "homeserver": fake.url,
        "access_token": fake.token,
        "room": "#harbour:localhost",
    },
    "arrived": of_matrix,
    "text": SPELLED,
    "link": "https://matrix.to/#/!harbour:localhost/",
    "chosen": {"msgtype": "m.notice"},
    "more": {"msgtype": "m.image"},
    "alts": False,
    "numbers": ("0", "1"),
    "remark": lambda fake, text: fake.remark(fake.published[-1]["event_id"], text),
}
NOSTR: dict[str, Any] = {
    "network": "nostr",
    "fake": FakeNostr,
    "typed": lambda fake: {"nsec": NSEC, "relays": fake.relay, "media_server": fake.url},
    "arrived": of_nostr,
    "text": SPELLED,
    "link": "https://njump.me/nevent1",
    "numbers": ("0", "0", "1", "0"),
    "remark": lambda fake, text: fake.remark(fake.published[-1]["id"], text),
}
THREADS: dict[str, Any] = {
    "network": "threads",
    "fake": FakeThreads,
    "arrived": of_containers,
    "text": SPELLED,
    "link": "https://www.threads.com/@ada",
    "chosen": {"reply_control": "mentioned_only"},
    "more": {"reply_control": "mentioned_only"},
    "numbers": ("250", "7", "2", "0", "1"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].number, text),
}
FACEBOOK: dict[str, Any] = {
    "network": "facebook",
    "fake": FakeFacebook,
    "arrived": of_facebook,
    "text": SPELLED,
    "link": "https://www.facebook.com/",
    "chosen": {"link": "none"},
    "numbers": ("250", "200", "7", "2", "1", "9"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].number, text),
}
INSTAGRAM: dict[str, Any] = {
    "network": "instagram",
    "fake": FakeInstagram,
    "arrived": of_containers,
    "text": SPELLED,
    "link": "https://www.instagram.com/ada/",
    "numbers": ("250", "200", "7", "2", "0", "4"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].number, text),
    "takes_back": False,
}
GOOGLE_BUSINESS: dict[str, Any] = {
    "network": "google_business",
    "fake": FakeGoogleBusiness,
    "arrived": of_google_business,
    "text": SPELLED,
    "alts": False,
    "link": "https://local.google.com/place?id=71",
    "chosen": {"button": "LEARN_MORE"},
    "more": {"actionType": "LEARN_MORE", "url": LINK, "location": QUAY},
    "numbers": None,
}
PINTEREST: dict[str, Any] = {
    "network": "pinterest",
    "fake": FakePinterest,
    "arrived": of_pinterest,
    "text": SPELLED,
    "link": "https://www.pinterest.com/pin/",
    "more": {"title": "A board too", "link": LINK, "board_id": BOARD},
    "numbers": ("250", "3", "1", "4", "5"),
}
REDDIT: dict[str, Any] = {
    "network": "reddit",
    "fake": FakeReddit,
    "typed": lambda fake: {
        "client_id": fake.client_id,
        "client_secret": fake.client_secret,
        "subreddit": "r/harbour",
        "server": fake.url,
    },
    "signs_in": True,
    "arrived": of_reddit,
    "text": MARKDOWN,
    "link": "https://www.reddit.com/r/Harbour/comments/",
    "chosen": {"spoiler": "true"},
    "more": {"spoiler": "true"},
    "numbers": ("1", "1"),
    "remark": lambda fake, text: fake.remark(fake.published[-1].id, text),
}
REELS = Path(__file__).parents[1] / "media" / "reels"
TIKTOK: dict[str, Any] = {
    "network": "tiktok",
    "fake": FakeTikTok,
    "typed": lambda fake: {"client_key": "client", "client_secret": "client secret", "server": fake.url},
    "signs_in": True,
    "arrived": of_tiktok,
    "film": lambda: (REELS / "hevc.mp4").read_bytes(),
    "text": SPELLED,
    "alts": False,
    "link": "https://www.tiktok.com/@ada",
    "chosen": {"privacy": "MUTUAL_FOLLOW_FRIENDS", "comments": "true"},
    "more": {"privacy_level": "MUTUAL_FOLLOW_FRIENDS", "disable_comment": False, "disable_duet": True},
    "numbers": ("250", "7", "2", "1"),
    "takes_back": False,
}
YOUTUBE: dict[str, Any] = {
    "network": "youtube",
    "fake": FakeYouTube,
    "typed": lambda fake: {"client_id": "client", "client_secret": "client secret", "server": fake.url},
    "signs_in": True,
    "arrived": of_youtube,
    "film": lambda: (REELS / "h264.mp4").read_bytes(),
    "text": SPELLED,
    "alts": False,
    "link": "https://www.youtube.com/watch?v=",
    "chosen": {"privacy": "unlisted"},
    "more": {"privacyStatus": "unlisted", "title": "Their films"},
    "numbers": ("250", "7", "1"),
    "remark": lambda fake, text: fake.remark(fake.published[-1]["id"], text),
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
    Row("A room here", left=29_907, **MATRIX),
    Row("Nostr notes", left=9911, **NOSTR),
    Row("Sub of ours", left=39_906, **REDDIT),
    Row(
        "A bot there",
        typed=lambda fake: {"bot_token": fake.token, "channel": TEXT, "server": fake.url},
        more={"flags": 4096, "author": "almanac"},
        remark=lambda fake, text: fake.say(f"{TEXT}/{fake.published[-1]['id']}", text),
        **DISCORD,
    ),
    Row(
        "A web hook.",
        typed=lambda fake: {"webhook": fake.webhook},
        more={"flags": 4096, "author": "Harbour news"},
        **DISCORD,
    ),
    Row("An app here", left=2909, **SLACK),
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
    Row("Forum here1", left=31_825, **DISCOURSE),
    Row("Blog at work", **WORDPRESS),
    Row("Ghost paper", **GHOST),
    Row(
        "Our harbour",
        typed=lambda fake: {"access_token": "token", "server": fake.url},
        left=63117,
        **FACEBOOK,
    ),
    Row(
        "Our account",
        typed=lambda fake: {"access_token": "token", "server": fake.url},
        left=2111,
        **INSTAGRAM,
    ),
    Row(
        "Cafe by sea",
        typed=lambda fake: {"access_token": "token", "location": "Quay Café, Dover", "server": fake.url},
        left=1411,
        **GOOGLE_BUSINESS,
    ),
    Row(
        "A board too",
        typed=lambda fake: {"access_token": "token", "board": "Harbour news", "server": fake.url},
        left=711,
        **PINTEREST,
    ),
    Row(
        "My profiles",
        typed=lambda fake: {"access_token": "token", "server": fake.url},
        left=411,
        **THREADS,
    ),
    Row("Short films", left=2111, **TIKTOK),
    Row("Their films", left=4907, **YOUTUBE),
)
