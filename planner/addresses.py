"""Short signed addresses: one file, for whoever holds the address, for an hour.

Some networks fetch a picture instead of taking it (Instagram, Threads). The address names the row, when it
ends, and the file's first letters; all three are signed, and nothing else can be reached with it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.http import base36_to_int, int_to_base36

from media import store
from media.models import Asset, Rendition
from publishers.guard import is_public_host

SALT = "planner.library.addresses"
TOKEN = re.compile(r"([ar])([0-9a-z]{1,12})-([0-9a-z]{1,8})-([A-Za-z0-9_-]{43})", re.ASCII)
KINDS: dict[str, type[Asset] | type[Rendition]] = {"a": Asset, "r": Rendition}
LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address leads to, and for how long it still does."""

    row: Asset | Rendition
    seconds_left: int


def signed(row: Asset | Rendition, seconds: int = 3600, now: datetime | None = None) -> str:
    """An absolute address under which anybody may fetch this file, and no other, for so many seconds.

    A day is the longest. Keep it out of logs: whoever reads it has the file.
    """
    return settings.PUBLIC_URL + signed_path(row, seconds, now)


def signed_path(row: Asset | Rendition, seconds: int = 3600, now: datetime | None = None) -> str:
    """As `signed`, for a page of our own: without the host."""
    ends = (now or timezone.now()) + min(timedelta(seconds=seconds), LONGEST)
    kind = "a" if isinstance(row, Asset) else "r"
    what = f"{kind}{int_to_base36(row.pk)}-{int_to_base36(int(ends.timestamp()))}"
    name = name_of(row)
    return reverse("signed", args=[f"{what}-{_signature(what, name)}", name])


def reachable() -> bool:
    """Can a network fetch from here at all? Not from http, nor from a name or number of this house.

    Where private hosts are allowed, as on a machine for tests, the networks are private too.
    """
    return bool(settings.ALLOW_PRIVATE_HOSTS) or (settings.SECURE and is_public_host(settings.PUBLIC_HOST))


def name_of(row: Asset | Rendition) -> str:
    """A name that tells nothing: "0123456789abcdef.jpg"."""
    return f"{row.sha256[:16]}.{suffix_of(row)}"


def suffix_of(row: Asset | Rendition) -> str:
    return store.SUFFIXES.get(row.content_type, "bin")


def opened(token: str, name: str, now: datetime) -> Opened | None:
    """What the address leads to; None for one that is not ours, was changed, or has ended."""
    parts = TOKEN.fullmatch(token)
    if parts is None:
        return None
    kind, number, end, signature = parts.groups()
    try:
        Signer(sep=":", salt=SALT).unsign(f"{kind}{number}-{end}/{name}:{signature}")
    except BadSignature:
        return None
    left = base36_to_int(end) - int(now.timestamp())
    row = KINDS[kind]._default_manager.filter(pk=base36_to_int(number)).first() if left > 0 else None
    return Opened(row, left) if row is not None and name_of(row) == name else None


def _signature(what: str, name: str) -> str:
    return Signer(sep=":", salt=SALT).sign(f"{what}/{name}").rpartition(":")[2]
