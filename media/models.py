"""The asset library: a file somebody uploaded, known by its content."""

from typing import ClassVar

from django.db import models


class Library(models.Model):
    """One team's assets. Who the team is, the library does not know: the owner is a name."""

    owner = models.CharField(max_length=40, unique=True)  # "workspace:12"

    def __str__(self) -> str:
        return self.owner


class Asset(models.Model):
    """A picture, cleaned at intake: no location, no camera data, turned the right way up."""

    library = models.ForeignKey(Library, models.CASCADE, related_name="assets")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    alt = models.CharField(max_length=1500, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    path = models.CharField(max_length=200)  # under MEDIA_ROOT
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["library", "sha256"], name="same_bytes_same_asset")
        ]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]
