"""Which assets a library shows: filters as a value, the assets that pass them, and what there is to choose.

Pages are cut by key: the newest first, and the next page begins below the last one seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from media.models import Asset, AssetTag, Collection
from planner.library.usage import in_use

PAGE = 60
MOST_TAGS = 60  # to choose from at the side

KINDS = {
    "": _("All"),
    "undescribed": _("No description"),
    "unused": _("Unused"),
    "videos": _("Videos"),
    "animations": _("Animations"),
    "removed": _("Removed"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    words: str = ""
    show: str = ""  # one of KINDS
    collection_id: int | None = None
    tag_id: int | None = None
    before: int | None = None  # the last one seen

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        show = query.get("show", "")
        return cls(
            query.get("q", "").replace("\x00", "").strip()[:100],
            show if show in KINDS else "",
            number(query.get("collection", "")),
            number(query.get("tag", "")),
            number(query.get("before", "")),
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.show or self.collection_id or self.tag_id)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the library, and what stands beside it."""

    filters: Filters
    assets: Sequence[Asset]
    more: int | None  # the key of the page after; None at the end
    found: int  # assets that pass the filters, on all pages
    total: int
    undescribed: int
    collections: Sequence[Collection] = field(default=())  # each with `count`
    tags: Sequence[AssetTag] = field(default=())


def number(text: str) -> int | None:
    """An id as an address gives it; None where it is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None


def shelf(owner: str, filters: Filters) -> Shelf:
    """Five queries, six with filters, however many assets there are."""
    passing = assets_of(owner, filters)
    assets, more = page(passing, filters.before)
    here = Asset.objects.of(owner)
    counts = here.aggregate(total=Count("pk"), undescribed=Count("pk", filter=Q(alt="")))
    return Shelf(
        filters,
        assets,
        more,
        passing.count() if filters else counts["total"],
        counts["total"],
        counts["undescribed"],
        list(collections_of(owner)),
        list(tags_of(owner)),
    )


def page(passing: "QuerySet[Asset]", before: int | None) -> tuple[list[Asset], int | None]:
    if before is not None:
        passing = passing.filter(pk__lt=before)
    rows = list(passing.order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return rows, rows[-1].pk if more else None


def assets_of(owner: str, filters: Filters) -> "QuerySet[Asset]":
    if filters.show == "removed":
        assets: QuerySet[Asset] = Asset.objects.filter(library__owner=owner, removed_at__isnull=False)
    else:
        assets = Asset.objects.of(owner)
    if filters.show == "undescribed":
        assets = assets.filter(alt="")
    elif filters.show == "unused":
        assets = assets.filter(~in_use(OuterRef("pk")))
    elif filters.show == "videos":
        assets = assets.filter(content_type__startswith="video/")
    elif filters.show == "animations":
        assets = assets.filter(frames__gt=1)
    if filters.collection_id is not None:
        assets = assets.filter(collection=filters.collection_id)
    if filters.tag_id is not None:
        assets = assets.filter(Exists(_tagged(Q(assettag=filters.tag_id))))
    return assets.filter(_says(filters.words)) if filters.words else assets


def collections_of(owner: str) -> "QuerySet[Collection]":
    """In the order of their names, each with the number of assets in it as `count`."""
    inside = Count("assets", filter=Q(assets__removed_at__isnull=True))
    return Collection.objects.filter(library__owner=owner).annotate(count=inside).order_by("name")


def tags_of(owner: str) -> "QuerySet[AssetTag]":
    """The most used ones first."""
    used = Count("assets", filter=Q(assets__removed_at__isnull=True))
    tags = AssetTag.objects.filter(library__owner=owner).annotate(count=used).filter(count__gt=0)
    return tags.order_by("-count", "name")[:MOST_TAGS]


def _says(words: str) -> Combinable | Q:
    """In the name, the description or a tag. SQLite folds the case of Latin letters only: see schedule."""
    found, tagged = Q(), Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:
        found |= Q(name__icontains=spelling) | Q(alt__icontains=spelling)
        tagged |= Q(assettag__name__icontains=spelling)
    return found | Exists(_tagged(tagged))


def _tagged(which: Q) -> "QuerySet[Any]":
    return Asset.tags.through.objects.filter(which, asset=OuterRef("pk"))
