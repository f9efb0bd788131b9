"""How to post to each network. Pure Python; knows nothing of who is asking.

To add a network, write one file and add one line here: docs/adding-a-publisher.md.
"""

from publishers.base import Publisher
from publishers.bluesky import Bluesky
from publishers.by_hand import OK, Dzen, Elsewhere, Max
from publishers.discord import Discord
from publishers.discourse import Discourse
from publishers.facebook import Facebook
from publishers.ghost import Ghost
from publishers.google_business import GoogleBusiness
from publishers.instagram import Instagram
from publishers.linkedin import LinkedIn
from publishers.mastodon import Mastodon
from publishers.matrix import Matrix
from publishers.newsletter import Newsletter
from publishers.nostr import Nostr
from publishers.pinterest import Pinterest
from publishers.reddit import Reddit
from publishers.sandbox import Sandbox
from publishers.site import Site
from publishers.slack import Slack
from publishers.telegram import Telegram
from publishers.threads_net import Threads
from publishers.tiktok import TikTok
from publishers.vk import VK
from publishers.webhook import Webhook
from publishers.wordpress import WordPress
from publishers.x import X
from publishers.youtube import YouTube

PUBLISHERS: dict[str, type[Publisher]] = {
    "bluesky": Bluesky,
    "discord": Discord,
    "discourse": Discourse,
    "dzen": Dzen,
    "facebook": Facebook,
    "ghost": Ghost,
    "google_business": GoogleBusiness,
    "instagram": Instagram,
    "linkedin": LinkedIn,
    "mastodon": Mastodon,
    "matrix": Matrix,
    "max": Max,
    "nostr": Nostr,
    "ok": OK,
    "pinterest": Pinterest,
    "reddit": Reddit,
    "slack": Slack,
    "telegram": Telegram,
    "threads": Threads,
    "tiktok": TikTok,
    "vk": VK,
    "wordpress": WordPress,
    "x": X,
    "youtube": YouTube,
    "newsletter": Newsletter,
    "elsewhere": Elsewhere,
    "site": Site,
    "webhook": Webhook,
    "sandbox": Sandbox,
}
NAMES = tuple(PUBLISHERS)


class UnknownPublisher(KeyError):
    """There is no publisher of this name."""

    def __str__(self) -> str:
        return f"no publisher is called “{self.args[0]}”; there are: {', '.join(NAMES)}"


def get(name: str) -> type[Publisher]:
    """The publisher of this name. Raises UnknownPublisher."""
    try:
        return PUBLISHERS[name]
    except KeyError:
        raise UnknownPublisher(name) from None
