"""Receipts that no network gave: names of our own for posts of which we do not know the network's id.

Nothing is asked of a network by such a name, and nothing is hung below it.
"""

from planner.deliveries.models import Delivery
from planner.history.models import Actor

SAID, EXAMPLE, BROUGHT = "said-by-", "example-", "brought-"
INVENTED = (SAID, EXAMPLE, BROUGHT)


def is_invented(receipt_id: str) -> bool:
    return receipt_id.startswith(INVENTED)


def id_of_said(delivery: Delivery, url: str, by: Actor) -> str:
    """Of a post that a person says is out, at this address or none: the network's own, if it shows it."""
    return delivery.channel.id_at(url) or f"{SAID}{by.user_id}-{delivery.pk}"
