"""For each publisher a place to publish to, on this machine, and a look at what arrived there."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import publishers
from publishers.base import Assisted
from publishers.letters import WritesToEach
from publishers.web import Web
from tests.publishers.places.base import LOOPBACK, Place, make, takes_no_others
from tests.publishers.places.chats import discord, matrix, slack, telegram
from tests.publishers.places.fediverse import bluesky, mastodon, nostr
from tests.publishers.places.given import film, filmed, picture
from tests.publishers.places.letters import READER, by_hand, newsletter
from tests.publishers.places.meta import facebook, instagram, threads
from tests.publishers.places.sites import discourse, ghost, sandbox, site, webhook, wordpress
from tests.publishers.places.social import google_business, linkedin, pinterest, reddit, vk, x
from tests.publishers.places.videos import tiktok, youtube

__all__ = [
    "LOOPBACK", "MAILED", "PLACES", "READER", "WIRED", "WIRELESS", "Place", "film", "filmed", "make",
    "picture", "place", "takes_no_others",
]  # fmt: skip

PLACES = {
    "newsletter": newsletter,
    "dzen": partial(by_hand, "https://dzen.ru/harbour"),
    "matrix": matrix,
    "nostr": nostr,
    "reddit": reddit,
    "max": partial(by_hand, "https://max.ru/harbour"),
    "ok": partial(by_hand, "https://ok.ru/harbour"),
    "elsewhere": partial(by_hand, "https://sailors.example.org/news", called="Sailors"),
    "bluesky": bluesky,
    "discord": discord,
    "linkedin": linkedin,
    "mastodon": mastodon,
    "slack": slack,
    "telegram": telegram,
    "vk": vk,
    "x": x,
    "webhook": webhook,
    "site": site,
    "sandbox": sandbox,
    "discourse": discourse,
    "ghost": ghost,
    "wordpress": wordpress,
    "facebook": facebook,
    "google_business": google_business,
    "instagram": instagram,
    "pinterest": pinterest,
    "threads": threads,
    "tiktok": tiktok,
    "youtube": youtube,
}

# Here nothing is on a wire: people publish by hand, or it is a folder on this machine.
WIRELESS = {name for name in PLACES if issubclass(publishers.get(name), Assisted)} | {"site", "sandbox"}
WIRED = [name for name in PLACES if name not in WIRELESS]  # whose fakes have faults to meet
MAILED = [name for name in WIRED if issubclass(publishers.get(name), WritesToEach)]  # and speak SMTP


@contextmanager
def place(name: str, folder: Path, timeout: float = 5.0) -> Iterator[Place]:
    with PLACES[name](folder, Web(LOOPBACK, timeout=timeout)) as found:
        yield found
