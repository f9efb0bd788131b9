"""The address in each letter at which its reader leaves: signed, so that nothing needs to be kept for it."""

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, int_to_base36

from planner.mailings.models import Reader

SALT = "planner.mailings.leaving"


def address_of(reader: Reader) -> str:
    """Works for as long as the reader is known here; a letter may be opened years later."""
    number = int_to_base36(reader.pk)
    return f"{settings.PUBLIC_URL}{reverse('leave', args=[f'{number}.{_signature(number, reader)}'])}"


def reader_of(token: str) -> Reader | None:
    """None for an address that is not ours, or of somebody who was forgotten."""
    try:
        number, _dot, signature = token.partition(".")
        rows = Reader.objects.select_related("channel", "workspace")
        reader = rows.filter(pk=base36_to_int(number)).first()
    except ValueError:
        return None
    if reader is None:
        return None
    is_theirs = constant_time_compare(signature, _signature(number, reader))
    return reader if is_theirs or (reader.has_old_link and _is_old(token)) else None


def leave(reader: Reader, now: datetime) -> None:
    """At once; an address that is gone stays gone."""
    Reader.objects.filter(pk=reader.pk, state=Reader.State.READS).update(
        state=Reader.State.LEFT, why="", changed_at=now, left_at=now
    )
    reader.refresh_from_db()


def come_back(reader: Reader, now: datetime) -> None:
    """It was a mistake: only for somebody who had left."""
    Reader.objects.filter(pk=reader.pk, state=Reader.State.LEFT).update(
        state=Reader.State.READS, changed_at=now, left_at=None
    )
    reader.refresh_from_db()


def _signature(number: str, reader: Reader) -> str:
    """Of the address too: after a restore another reader may have the same number."""
    return Signer(sep=":", salt=SALT).sign(f"{number}/{reader.address}").rpartition(":")[2]


def _is_old(token: str) -> bool:
    """Letters once named only the number. Who came later never had such a letter."""
    try:
        Signer(sep=".", salt=SALT).unsign(token)
    except BadSignature:
        return False
    return True
