"""What differs from the words that were agreed to before, in every place where a post says something."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from planner.posts import diff
from planner.posts.content import Content
from planner.posts.diff import Piece
from planner.posts.models import Version


@dataclass(frozen=True, slots=True)
class Change:
    """One place, and its words with what is gone and new; without pieces where it is said in `note`."""

    place: str
    pieces: tuple[Piece, ...] = ()
    note: str = ""


def since(before: Version, after: Version) -> list[Change]:
    """The places that differ, in reading order. Both must be complete."""
    names = {one.channel_id: one.channel.name for one in (*before.wordings, *after.wordings)}
    return list(_changes(before.content(), after.content(), names))


def _changes(old: Content, new: Content, names: dict[int, str]) -> Iterator[Change]:
    yield from _words(_("Title"), old.title, new.title)
    yield from _words(_("Words"), old.text, new.text)
    was = {one.channel_id: one for one in old.wordings}
    now = {one.channel_id: one for one in new.wordings}
    for channel_id in sorted(was.keys() | now.keys()):
        name = names[channel_id]
        if channel_id not in now:
            yield Change(name, note=_("No longer goes there."))
        elif channel_id not in was:
            yield Change(name, note=_("Goes there now."))
        else:
            own_then, own_now = was[channel_id].text, now[channel_id].text
            if own_then != own_now:  # without words of its own a channel says what all say
                said = old.text if own_then is None else own_then, new.text if own_now is None else own_now
                yield from _words(name, *said)
            if was[channel_id].options != now[channel_id].options:
                yield Change(name, note=_("Its options changed."))
    if [one.asset_id for one in old.pictures] != [one.asset_id for one in new.pictures]:
        yield Change(_("Pictures"), note=_("Other pictures, or in another order."))
    elif [one.focus for one in old.pictures] != [one.focus for one in new.pictures]:
        yield Change(_("Pictures"), note=_("Another part of a picture is kept in sight."))
    for before, after in zip(old.pictures, new.pictures, strict=False):
        if before.asset_id == after.asset_id:
            yield from _words(_("Description of a picture"), before.alt, after.alt)
    if old.card != new.card:
        yield Change(_("Link card"), note=_("The card of the link changed."))
    if old.language != new.language:
        yield Change(_("Language"), note=_("The language changed."))


def _words(place: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(place, tuple(diff.words(old, new)))
