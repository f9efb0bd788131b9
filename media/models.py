"""The asset library: files somebody uploaded, known by their content, and the copies made of them."""

import uuid
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Library(models.Model):
    """One team's assets. Who the team is, the library does not know: the owner is a name."""

    class Font(models.TextChoices):
        MANROPE = "manrope", "Manrope"
        SOURCE_SANS = "source-sans", "Source Sans"
        SOURCE_SERIF = "source-serif", "Source Serif"

    owner = models.CharField(max_length=40, unique=True)  # "workspace:12"
    quota = models.PositiveBigIntegerField(null=True, blank=True)  # bytes; None: the installation's
    card_paper = models.CharField(max_length=7, default="#17324d")  # the colours of cards, #rrggbb
    card_ink = models.CharField(max_length=7, default="#ffffff")
    card_accent = models.CharField(max_length=7, default="#ffb454")
    card_font = models.CharField(max_length=12, choices=Font, default=Font.MANROPE)

    def __str__(self) -> str:
        return self.owner


class Collection(models.Model):
    """A folder of the library. An asset is in one, or in none."""

    library = models.ForeignKey(Library, models.CASCADE, related_name="collections")
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["library", "name"], name="one_collection_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class AssetTag(models.Model):
    """A free label of assets."""

    library = models.ForeignKey(Library, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["library", "name"], name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class AssetQuerySet(models.QuerySet["Asset"]):
    def of(self, owner: str) -> "AssetQuerySet":
        """Everything of this owner that was not taken out of the library."""
        return self.filter(library__owner=owner, removed_at__isnull=True)


class Asset(models.Model):
    """A picture or a short video, cleaned at intake: no location, no camera data, turned the right way up.

    What describes the file (sha256 to seconds) never changes; what people say about it may.
    """

    library = models.ForeignKey(Library, models.CASCADE, related_name="assets")
    sha256 = models.CharField(max_length=64)  # of the clean bytes
    source_sha256 = models.CharField(max_length=64, blank=True)  # of the bytes as they were uploaded
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    frames = models.PositiveIntegerField(default=1)  # more than one: an animation
    seconds = models.FloatField(default=0)  # of a video
    film = models.JSONField(default=dict, blank=True)  # how a video is packed (media/bench/probe.py)
    path = models.CharField(max_length=200)  # in the store

    name = models.CharField(max_length=200, blank=True)
    alt = models.CharField(max_length=1500, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # thousandths from the left; None: middle
    focus_y = models.PositiveSmallIntegerField(null=True, blank=True)  # thousandths from the top
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, blank=True, related_name="assets")
    tags = models.ManyToManyField(AssetTag, blank=True, related_name="assets")
    made_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="made")
    card = models.JSONField(null=True, blank=True)  # the fields of a card, so that it can be changed again
    by_name = models.CharField(max_length=200, blank=True)  # who brought it
    removed_at = models.DateTimeField(null=True, blank=True)  # taken out of the library; posts keep it
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["library", "sha256"], name="same_bytes_same_asset")
        ]
        indexes: ClassVar = [
            models.Index(fields=["library", "removed_at", "-id"], name="assets_newest_first"),
            models.Index(fields=["library", "source_sha256"], name="assets_by_source"),
        ]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]

    @property
    def is_video(self) -> bool:
        return self.content_type.startswith("video/")

    @property
    def focus(self) -> tuple[int, int] | None:
        """What must stay in sight when a network crops it: thousandths from the left and the top."""
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)

    @cached_property
    def copies(self) -> "dict[str, Rendition]":
        """Its renditions, by the keys of their recipes."""
        return {one.recipe: one for one in self.renditions.all()}


class Rendition(models.Model):
    """A copy of an asset, made by a recipe. It never changes: approvals rest on its bytes."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="renditions")
    recipe = models.CharField(max_length=64)  # Recipe.key()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    path = models.CharField(max_length=200)  # in the store
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asset", "recipe"], name="one_rendition_a_recipe")
        ]

    def __str__(self) -> str:
        return f"{self.asset} as {self.width} × {self.height} {self.content_type}"


class Upload(models.Model):
    """A file that comes in pieces: what has arrived so far lies in the data folder until it is finished."""

    class State(models.TextChoices):
        OPEN = "open", _("Arriving")
        DONE = "done", _("Arrived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    library = models.ForeignKey(Library, models.CASCADE, related_name="uploads")
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    name = models.CharField(max_length=200, blank=True)
    alt = models.CharField(max_length=1500, blank=True)
    size = models.PositiveBigIntegerField()  # bytes in all
    received = models.PositiveBigIntegerField(default=0)  # bytes so far
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.size} bytes"
