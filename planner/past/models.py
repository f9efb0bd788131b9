"""A table of past posts that somebody brought, and which posts came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.people.models import User, Workspace
from planner.posts.models import Post


class PastImport(models.Model):
    """One file for one channel: shown first, then written, and perhaps taken back as a whole."""

    class State(models.TextChoices):
        SHOWN = "shown", _("Looked at")
        WRITING = "writing", _("Not finished")
        WRITTEN = "written", _("Brought")
        TAKEN_BACK = "taken_back", _("Taken back")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="past_imports")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="past_imports")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    name = models.CharField(max_length=200)  # of the file
    zone = models.CharField(max_length=64)  # in which its times are read
    digest = models.CharField(max_length=64)  # of the file, the channel and the zone
    data = models.BinaryField(null=True)  # the file, packed, until all of it is written
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    rows = models.PositiveIntegerField(default=0)
    wanted = models.PositiveIntegerField(default=0)  # posts that it is to make in all
    in_background = models.BooleanField(default=False)  # a worker writes it, or is about to
    worked_until = models.DateTimeField(null=True)  # the worker's word; after it another one goes on
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # written, or taken back

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "digest"], name="past_imports_by_digest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state == "writing" and self.in_background


class Brought(models.Model):
    """A post that came from a file. What it was sorted by then, to see whether somebody sorted it since."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="brought")
    of = models.ForeignKey(PastImport, models.CASCADE, related_name="posts")
    line = models.PositiveIntegerField()
    labels = models.JSONField(default=list)  # ids: campaign, pillar, tags

    def __str__(self) -> str:
        return f"line {self.line} of {self.of_id}"
