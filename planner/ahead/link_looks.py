"""What was seen of an address, for every process: each is asked once in some hours, by who comes first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from planner.ahead import links
from publishers.web import Web

LOOKED = timedelta(hours=3)  # so long it is believed
MEND = timedelta(minutes=1)  # a person who mends a page may ask again so soon
FORGET = timedelta(days=7)


class LinkLook(models.Model):
    """One address, by the print of it: when it was asked, and why it is not there."""

    print = models.CharField(max_length=64, unique=True)
    looked_at = models.DateTimeField()
    why = models.CharField(max_length=200, null=True)
    kind = models.CharField(max_length=10, default="")  # what was seen: links.Seen.kind
    final = models.CharField(max_length=2000, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["looked_at"], name="looks_by_age")]

    def __str__(self) -> str:
        return f"{self.print[:12]}: {self.why}"


def look(
    addresses: Iterable[str], web: Web, now: datetime, believed: timedelta = LOOKED, again: bool = False
) -> None:
    """Ask those of which nothing is known; with `again` also those that were not there a minute ago."""
    for address in dict.fromkeys(addresses):
        if _is_mine_to_ask(address, now, believed, again):
            seen = links.ask(address, web)
            LinkLook.objects.filter(print=links.print_of(address)).update(
                why=seen.why, kind=seen.kind, final=seen.final[:2000]
            )


def dead(addresses: Sequence[str], now: datetime) -> Iterator[tuple[str, str]]:
    """(address, why) of those that are known not to be there. Nobody is asked now."""
    found = _known(addresses, now)
    for address in addresses:
        if why := found.get(links.print_of(address)):
            yield address, why


def unknown(addresses: Sequence[str], now: datetime) -> list[str]:
    """Those of which nothing is known, or not yet."""
    found = _known(addresses, now)
    return [one for one in addresses if found.get(links.print_of(one)) is None]


def forget_old(now: datetime) -> None:
    LinkLook.objects.filter(looked_at__lt=now - FORGET).delete()


def _known(addresses: Sequence[str], now: datetime) -> dict[str, str | None]:
    if not addresses:
        return {}
    rows = LinkLook.objects.filter(
        print__in=[links.print_of(one) for one in addresses], looked_at__gt=now - LOOKED
    )
    return dict(rows.values_list("print", "why"))


def _is_mine_to_ask(address: str, now: datetime, believed: timedelta, again: bool) -> bool:
    """Of several who come at once, one asks."""
    row, made = LinkLook.objects.get_or_create(print=links.print_of(address), defaults={"looked_at": now})
    if made:
        return True
    old = models.Q(looked_at__lte=now - believed)
    if again:
        old |= models.Q(looked_at__lte=now - MEND) & ~models.Q(why="")
    return bool(LinkLook.objects.filter(old, pk=row.pk).update(looked_at=now, why=None))
