"""A version: a post's words and pictures at one moment, never changed, and how each channel says it."""

from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar

from django.db import models

from media.models import Asset
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.people.models import User
from planner.posts.content import CardWords, Content, Picture, Wording


class VersionQuerySet(models.QuerySet["Version"]):
    def make(self, post_id: int, number: int, by: Actor, content: Content) -> "Version":
        """Write the content down, once and for ever. `content` must be tidy."""
        version = self.create(
            post_id=post_id,
            number=number,
            by_id=by.user_id,
            by_name=by.name[:200],
            title=content.title[:300],
            text=content.text,
            language=content.language,
            digest=content.digest(),
            card=_spelt(content.card),
            card_asset_id=content.card.asset_id if content.card else None,
        )
        Variant.objects.bulk_create(
            Variant(version=version, channel_id=w.channel_id, text=w.text, options=dict(w.options))
            for w in content.wordings
        )
        Attachment.objects.bulk_create(
            Attachment(
                version=version,
                asset_id=picture.asset_id,
                position=position,
                alt=picture.alt,
                focus_x=picture.focus[0] if picture.focus else None,
                focus_y=picture.focus[1] if picture.focus else None,
            )
            for position, picture in enumerate(content.pictures)
        )
        return version

    def complete(self) -> "VersionQuerySet":
        """With everything that `content` reads."""
        return self.prefetch_related(
            "variants__channel__workspace", "attachments__asset__renditions", "card_asset__renditions"
        )


class Version(models.Model):
    """A post's words and pictures at one moment, never changed (a trigger refuses)."""

    post = models.ForeignKey("planner.Post", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_name = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    digest = models.CharField(max_length=64)
    # The link card: its url, title and description, and its picture. Null where there is none.
    card = models.JSONField(null=True, blank=True)
    card_asset = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="cards")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "number"], name="versions_in_order")]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def name(self) -> str:
        """The title, or else the first line of the words."""
        return self.title or self.text.strip().split("\n")[0].lstrip("# ")[:80]

    def content(self) -> Content:
        """Everything it says, as a value. Equal to what was written."""
        return Content(
            title=self.title,
            text=self.text,
            language=self.language,
            wordings=tuple(
                Wording(variant.channel_id, variant.text, tuple(sorted(variant.options.items())))
                for variant in sorted(self.wordings, key=lambda variant: variant.channel_id)
            ),
            pictures=tuple(
                Picture(attachment.asset_id, attachment.alt, attachment.focus)
                for attachment in sorted(self.pictures, key=lambda one: one.position)
            ),
            card=None if self.card is None else CardWords(**self.card, asset_id=self.card_asset_id),
        )

    def channels(self) -> Iterable[Channel]:
        return [variant.channel for variant in self.wordings]

    @cached_property
    def wordings(self) -> "list[Variant]":
        """Its variants; they never change, so they are read once."""
        return list(self.variants.all())

    @cached_property
    def pictures(self) -> "list[Attachment]":
        return list(self.attachments.all())


def _spelt(card: CardWords | None) -> dict[str, str] | None:
    if card is None:
        return None
    return {"url": card.url, "title": card.title, "description": card.description}


class Variant(models.Model):
    """How a version speaks on one channel. Without a text of its own it says what all say."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="variants")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="variants")
    text = models.TextField(null=True, blank=True)
    options = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "channel"], name="one_variant_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.version} on {self.channel}"


class Attachment(models.Model):
    """A picture of a version, in its place, with the words for those who do not see it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="attachments")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=1500, blank=True)
    focus_x = models.PositiveSmallIntegerField(null=True, blank=True)  # thousandths, as in Asset
    focus_y = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="pictures_in_order")
        ]

    def __str__(self) -> str:
        return f"picture {self.position} of {self.version}"

    @property
    def focus(self) -> tuple[int, int] | None:
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)
