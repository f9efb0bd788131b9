"""What the API takes for an asset. What is not given stays as it is."""

from typing import Annotated, Literal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import Field

from media.intake import clean_name
from media.models import Asset, Collection
from media.names import one_line
from planner.contract.paging import Where
from planner.contract.schema import FocusGiven, Given, Name, Words
from planner.library.describing import tags_named
from planner.library.finding import Filters, assets_of
from planner.library.usage import in_use

FileName = Annotated[Words, Field(max_length=200)]
Alt = Annotated[Words, Field(max_length=1500, description="What it shows, for people who cannot see it.")]


class AssetsWhere(Where):
    """Which assets. Several filters narrow together."""

    q: Words = Field(default="", max_length=100, description="Words in the name, the description or a tag.")
    collection: Words = Field(default="", max_length=80)
    tag: Words = Field(default="", max_length=80)
    used: bool | None = Field(default=None, description="Whether a post shows it, or went out with it.")
    missing_alt: bool | None = Field(default=None, description="Whether nobody has described it yet.")
    kind: Literal["picture", "video"] | None = None


class Described(Given):
    """What may be said of a file while it is brought in."""

    name: FileName = Field(default="", description="Instead of the file's own.")
    alt: Alt = ""
    tags: list[Name] = Field(default_factory=list, max_length=30)
    collection: Name = Field(default="", description="A folder, made as it is used.")


class FromAddress(Described):
    url: Words = Field(
        max_length=2000, description="Where the picture itself lies, not a page that shows it."
    )


class AssetChanged(Given):
    """Only what is given changes. Tags are given whole."""

    name: FileName | None = None
    alt: Alt | None = None
    tags: list[Name] = Field(default_factory=list, max_length=30)
    collection: Name | None = Field(default=None, description="Null or empty: none.")
    focus: FocusGiven | None = Field(default=None, description="Null: the middle.")


class UploadBegun(Given):
    """A file that will come in pieces."""

    name: FileName = ""
    size: int = Field(strict=True, ge=1, le=2**63 - 1, description="Bytes in all.")
    alt: Alt = ""


def sifted(owner: str, rows: "QuerySet[Asset]", where: AssetsWhere) -> "QuerySet[Asset]":
    """Of these rows, those that pass."""
    narrow = Q()
    if where.q:
        narrow &= Q(pk__in=assets_of(owner, Filters(words=where.q)).values("pk"))
    if where.collection:
        narrow &= Q(collection__name=where.collection)
    if where.tag:
        tagged = Asset.tags.through.objects.filter(asset=OuterRef("pk"), assettag__name=where.tag)
        narrow &= Q(Exists(tagged))
    if where.missing_alt is not None:
        narrow &= Q(alt="") if where.missing_alt else ~Q(alt="")
    if where.kind is not None:
        video = Q(content_type__startswith="video/")
        narrow &= video if where.kind == "video" else ~video
    if where.used is not None:
        used = in_use(OuterRef("pk"))
        narrow &= used if where.used else ~used
    return rows.filter(narrow)


@transaction.atomic
def describe(asset: Asset, given: AssetChanged) -> None:
    """Write down what was said of it."""
    said = given.model_fields_set
    if "name" in said:
        asset.name = clean_name(given.name or "")
    if "alt" in said:
        asset.alt = (given.alt or "").strip()
    if "collection" in said:
        asset.collection = _collection(asset, given.collection)
    if "focus" in said:
        focus = given.focus
        asset.focus_x = round(focus.x * 1000) if focus else None
        asset.focus_y = round(focus.y * 1000) if focus else None
    asset.save(update_fields=["name", "alt", "collection", "focus_x", "focus_y"])
    if "tags" in said:
        asset.tags.set(tags_named(asset.library_id, ",".join(given.tags)))


def what_was_said(given: Described) -> AssetChanged:
    """Empty fields say nothing: a file that was here already keeps what was said of it."""
    return AssetChanged(
        **{name: value for name, value in given.model_dump().items() if value and name != "url"}
    )


def _collection(asset: Asset, name: str | None) -> Collection | None:
    tidy = one_line(name or "")
    return Collection.objects.get_or_create(library_id=asset.library_id, name=tidy)[0] if tidy else None
