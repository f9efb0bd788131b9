"""What two people both changed in the same place, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from media.models import Asset
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.posts.sides import Side

CARD = "card_"


@dataclass(frozen=True, slots=True)
class Told:
    """A label or the time: what it is now, and what I had or want."""

    name: str
    theirs: str
    mine: str
    is_mine_too: bool


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
        "time": _("the time"),
        "campaign": _("the campaign"),
        "pillar": _("the pillar"),
        "tags": _("the tags"),
        "kind": _("the kind"),
        "valid_until": _("how long it is valid"),
    }
    if name in whole:
        return whole[name]
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


def of_sides(news: Iterable[Side]) -> list[Told]:
    """Labels and time that somebody else changed, each with both of its values."""
    return [
        Told(
            _line(one.name, {}, {}), _value(one.name, one.theirs), _value(one.name, one.mine), one.is_mine_too
        )
        for one in news
    ]


def _value(side: str, value: tuple[str, ...]) -> str:
    if not value:
        return _("none")
    if side == "kind":
        return str(dict(Post.Kind.choices).get(value[0], value[0]))
    try:
        if side == "time":
            return date_format(datetime.fromisoformat(f"{value[0]}T{value[1]}"), "D j E Y, H:i")
        if side == "valid_until":
            return date_format(date.fromisoformat(value[0]), "j E Y")
    except ValueError:  # what was typed is no time
        pass
    return ", ".join(value) if side == "tags" else " ".join(value)


def _number(name: str, *starts: str) -> int | None:
    """The number in `text-7` or `option-7-split`, where the name begins with one of `starts`."""
    start = next((one for one in starts if name.startswith(one)), None)
    number = name.removeprefix(start).partition("-")[0] if start else ""
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 16 else None
