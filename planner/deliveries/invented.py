"""Receipts that no network gave: names of our own for posts of which we do not know the network's id.

Nothing is asked of a network by such a name, and nothing is hung below it.
"""

from planner.deliveries.models import Delivery
from planner.history.models import Actor

SAID, EXAMPLE, BROUGHT = "said-by-", "example-", "brought-"
INVENTED = (SAID, EXAMPLE, BROUGHT)


def is_invented(receipt_id: str) -> bool:
    return receipt_id.startswith(INVENTED)


def id_of_said(delivery: Delivery, where: str, by: Actor) -> str:
    """Of a post that somebody says is out, at this address or none: the network's own, if it shows it.

    What is no address is taken for the id itself; pages and the API insist on an address before.
    """
    if where and "://" not in where:
        return where
    return delivery.channel.id_at(where) or f"{SAID}{by.user_id}-{delivery.pk}"
