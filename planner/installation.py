"""This installation as a whole: who it is, whether it stands still, and which workers are alive."""

from django.db import models


class Installation(models.Model):
    """One row: who we are, and whether publishing stands still as a whole."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    home = models.CharField(max_length=200, blank=True)  # which copy of the data this is (identity.py)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    clock_mark = models.DateTimeField(null=True)  # the latest time seen: a clock that goes back shows
    clock_skew = models.IntegerField(default=0)  # seconds that our clock is ahead of the networks'; 0 is well
    setup_hash = models.CharField(max_length=64, blank=True)  # of the one-time set-up token

    def __str__(self) -> str:
        return "this installation"

    @classmethod
    def get(cls) -> "Installation":
        return cls.objects.get_or_create(pk=1)[0]


class Heartbeat(models.Model):
    """A worker that is alive, and since when it was last seen."""

    owner = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.owner
