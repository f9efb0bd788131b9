"""How to post to each network. Pure Python; knows nothing of who is asking.

To add a network, write one file and add one line here: docs/adding-a-publisher.md.
"""

from publishers.base import Publisher
from publishers.bluesky import Bluesky
from publishers.linkedin import LinkedIn
from publishers.mastodon import Mastodon
from publishers.sandbox import Sandbox
from publishers.site import Site
from publishers.telegram import Telegram
from publishers.vk import VK
from publishers.webhook import Webhook
from publishers.x import X

PUBLISHERS: dict[str, type[Publisher]] = {
    "bluesky": Bluesky,
    "linkedin": LinkedIn,
    "mastodon": Mastodon,
    "telegram": Telegram,
    "vk": VK,
    "x": X,
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
