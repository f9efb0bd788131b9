"""What people say about an asset: its name, its description, its tags, its place, what must stay in sight."""

from collections.abc import Collection as Several
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from media.models import Asset, AssetTag, Collection, Library
from media.names import one_line
from planner.library.finding import number

MOST_TAGS = 30


@transaction.atomic
def describe(asset: Asset, given: Mapping[str, str]) -> None:
    """Change what is given and leave the rest. An empty focus is the middle again."""
    changed = []
    if "name" in given:
        asset.name = one_line(given["name"])[:200]
        changed.append("name")
    if "alt" in given:
        asset.alt = given["alt"].replace("\r\n", "\n").replace("\x00", "").strip()[:1500]
        changed.append("alt")
    if "collection" in given:
        asset.collection = collection_of(asset.library_id, given["collection"])
        changed.append("collection")
    if "focus_x" in given and "focus_y" in given:
        asset.focus_x, asset.focus_y = focus_of(given) or (None, None)
        changed += ["focus_x", "focus_y"]
    if changed:
        asset.save(update_fields=changed)
    if "tags" in given:
        asset.tags.set(tags_named(asset.library_id, given["tags"]))


def focus_of(given: Mapping[str, str]) -> tuple[int, int] | None:
    """Thousandths from the left and the top; None where it is not both, or not within the picture."""
    x, y = number(given.get("focus_x", "")), number(given.get("focus_y", ""))
    return None if x is None or y is None else (min(x, 1000), min(y, 1000))


def collection_of(library_id: int, pk: str) -> Collection | None:
    """One of this library's own; None for no collection."""
    return Collection.objects.filter(library=library_id, pk=number(pk) or 0).first()


def tags_named(library_id: int, names: str) -> list[AssetTag]:
    """Tags by their names with commas between them, made as they are used. One spelling of each is kept."""
    tidy = [one_line(name).lstrip("#")[:80] for name in names.split(",")]
    wanted = list(dict.fromkeys(name for name in tidy if name))[:MOST_TAGS]
    there = {tag.name.casefold(): tag for tag in AssetTag.objects.filter(library=library_id)}
    found = []
    for name in wanted:
        tag = there.get(name.casefold())
        if tag is None:
            tag = AssetTag.objects.get_or_create(library_id=library_id, name=name)[0]
            there[name.casefold()] = tag
        found.append(tag)
    return list(dict.fromkeys(found))


@transaction.atomic
def tag(owner: str, asset_ids: Several[int], names: str) -> int:
    """Put tags on several assets besides those they have; gives how many assets there were."""
    library = Library.objects.filter(owner=owner).first()
    if library is None:
        return 0
    tags, assets = tags_named(library.pk, names), list(_several(owner, asset_ids))
    for one in tags:
        one.assets.add(*assets)
    return len(assets) if tags else 0


def move(owner: str, asset_ids: Several[int], collection: Collection | None) -> int:
    """Put several assets into a collection, or into none; gives how many there were."""
    return Asset.objects.filter(pk__in=_several(owner, asset_ids).values("pk")).update(collection=collection)


def _several(owner: str, asset_ids: Several[int]) -> "QuerySet[Asset]":
    return Asset.objects.of(owner).filter(pk__in=asset_ids)
