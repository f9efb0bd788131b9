"""Short links for what a post says on a channel: made the same way each time, written down before it leaves.

A code is computed, not drawn, so that the preview, what is agreed to and what is sent are one thing, and
looking at a post writes nothing.
"""

import functools
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from planner.channels.models import Channel
from planner.channels.reach import can_be_reached
from planner.clicks.models import ShortLink
from publishers.errors import Rejected, Sentence, gettext_noop
from publishers.links import Shortener

SALT = "planner.clicks"
TAKEN = gettext_noop(
    "A short link of this post would lead where another one leads. Change its address a little."
)


def shortener_of(channel: Channel, post_id: int) -> Shortener | None:
    """What makes this post's links short on this channel; None where they stay as they are.

    A post that is not saved yet has the id 0: its codes are as long as those that it will have.
    """
    if not channel.short_links or not can_be_reached(settings.PUBLIC_URL):
        return None
    return Shortener(settings.PUBLIC_URL, f"{post_id}|{channel.pk}", _secret(settings.SECRET_KEY))


def keep(channel: Channel, post_id: int, leads: Mapping[str, str], now: datetime) -> None:
    """Write down where these short links lead (short address: address); again does no harm.

    Raises Rejected where a code is another link's already.
    """
    if not leads:
        return
    wanted = {short.rpartition("/")[2]: url for short, url in leads.items()}
    there = {one.code: one for one in ShortLink.objects.filter(code__in=wanted)}
    if any(_is_another(one, wanted[one.code], channel, post_id) for one in there.values()):
        raise Rejected(Sentence(TAKEN), code="short_link")
    missing = [
        ShortLink(
            code=code,
            workspace_id=channel.workspace_id,
            post_id=post_id,
            channel=channel,
            url=url,
            made_at=now,
        )
        for code, url in wanted.items()
        if code not in there
    ]
    if missing:
        ShortLink.objects.bulk_create(missing, ignore_conflicts=True)


def _is_another(one: ShortLink, url: str, channel: Channel, post_id: int) -> bool:
    return (one.url, one.channel_id, one.post_id) != (url, channel.pk, post_id)


@functools.lru_cache(maxsize=4)
def _secret(key: str) -> bytes:
    return salted_hmac(SALT, "codes", secret=key, algorithm="sha256").digest()
