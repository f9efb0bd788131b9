"""What a past post is called on its network: its own id where the address shows it, else one of ours.

A network's own id lets its numbers be asked for. It is only believed of an address on the channel's own
account: to ask about somebody else's post, or one that is not there, would tell a lie about ours.
"""

import hashlib
from datetime import datetime

from planner.deliveries.invented import BROUGHT


def our_id(channel_id: int, url: str, name: str, at: datetime, text: str) -> str:
    """The same for the same post, whichever file it comes from."""
    key = url or (f"id {name}" if name else f"{minute(at)} {text}")
    return BROUGHT + hashlib.sha256(f"{channel_id}|{key}".encode(errors="replace")).hexdigest()[:32]


def minute(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"
