"""Ways to group posts: one aim, a lasting theme, a free label."""

from typing import ClassVar

from django.db import models

from planner.people.models import Workspace


class Named(models.Model):
    """A name that is unique within its workspace."""

    name = models.CharField(max_length=80)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Campaign(Named):
    """Posts with one aim."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="campaigns")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # its last day; null: no end yet
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(Named.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="campaign_names")]


class Pillar(Named):
    """A lasting theme."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pillars")
    target = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent of the posts

    class Meta(Named.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="pillar_names")]


class Tag(Named):
    """A free label."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tags")

    class Meta(Named.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="tag_names")]
