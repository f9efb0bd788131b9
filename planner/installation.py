"""This installation as a whole: who it is, whether it stands still, and which workers are alive."""

from datetime import datetime

from django.db import models, transaction


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

    @classmethod
    @transaction.atomic
    def resume(cls, now: datetime, **changes: object) -> None:
        """Publishing goes on, with these other columns; how long it stood still is kept."""
        cls.get()
        since = cls.objects.select_for_update().values_list("paused_at", flat=True).get(pk=1)
        if since is not None and since < now:
            StandStill.objects.create(since=since, until=now)
        cls.objects.filter(pk=1).update(paused_at=None, pause_reason="", **changes)


class StandStill(models.Model):
    """A pause of the whole installation that is over. One that goes on is `Installation.paused_at`."""

    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"


def stand_stills(since: datetime, until: datetime) -> list[tuple[datetime, datetime | None]]:
    """The pauses of everything that touch this time, in order; no end: it goes on. Two queries."""
    over = StandStill.objects.filter(since__lt=until, until__gt=since).order_by("since")
    found: list[tuple[datetime, datetime | None]] = list(over.values_list("since", "until"))
    now_paused = Installation.objects.filter(pk=1, paused_at__lt=until)
    return found + [(at, None) for at in now_paused.values_list("paused_at", flat=True) if at]


class Heartbeat(models.Model):
    """A worker that is alive, and since when it was last seen."""

    owner = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.owner
