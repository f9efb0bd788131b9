"""What two people both changed in the same place, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from media.models import Asset
from planner.people.models import Workspace

CARD, TIME = "card_", ("date", "time", "fold")


def said(names: Iterable[str], workspace: Workspace) -> list[str]:
    """One line for each thing, by the names of the composer's fields."""
    names = list(names)
    channels = dict(workspace.channels.values_list("pk", "name"))
    wanted = [pk for name in names if (pk := _number(name, "alt-", "focus-")) is not None]
    ours = Asset.objects.filter(library__owner=workspace.library)
    assets = {pk: str(asset) for pk, asset in ours.in_bulk(wanted).items()}
    return list(dict.fromkeys(_line(name, channels, assets) for name in names))


def _line(name: str, channels: dict[int, str], assets: dict[int, str]) -> str:
    whole = {
        "text": _("the words for all channels"),
        "title": _("the title"),
        "language": _("the language"),
        "channels": _("the channels"),
        "pictures": _("the pictures"),
    }
    if name in whole:
        return whole[name]
    if name in TIME:
        return _("the time")
    if name.startswith(CARD):
        return _("the link card")
    if (channel := _number(name, "text-", "own-")) is not None:
        return _("the words for %(channel)s") % {"channel": channels.get(channel, "?")}
    if (channel := _number(name, "option-")) is not None:
        return _("the options of %(channel)s") % {"channel": channels.get(channel, "?")}
    if (asset := _number(name, "alt-")) is not None:
        return _("the description of “%(picture)s”") % {"picture": assets.get(asset, "?")}
    if (asset := _number(name, "focus-")) is not None:
        return _("the focal point of “%(picture)s”") % {"picture": assets.get(asset, "?")}
    return _("the labels")


def _number(name: str, *starts: str) -> int | None:
    """The number in `text-7` or `option-7-split`, where the name begins with one of `starts`."""
    start = next((one for one in starts if name.startswith(one)), None)
    number = name.removeprefix(start).partition("-")[0] if start else ""
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 16 else None
