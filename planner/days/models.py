"""What stands on days besides posts: notes, observances, events."""

from typing import ClassVar

from django.db import models

from planner.people.models import User, Workspace


class DayNote(models.Model):
    """A few words on a day, for everybody in the workspace."""

    MOST = 280  # characters

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="day_notes")
    day = models.DateField()
    text = models.CharField(max_length=MOST)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "day"], name="notes_by_day")]

    def __str__(self) -> str:
        return self.text[:60]


class Observance(models.Model):
    """A day that the workspace keeps in mind: brought by a calendar file, or by hand."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="observances")
    uid = models.CharField(max_length=255)  # of the calendar file; ours for one made by hand
    name = models.CharField(max_length=200)
    calendar = models.CharField(max_length=120, blank=True)  # the file that brought it; "" by hand
    source = models.TextField()  # its VEVENTs, cleaned: what its days are computed from
    repeats = models.BooleanField(default=False)
    known_until = models.DateField()  # every day to this one has its row
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "uid"], name="observances_once")
        ]

    def __str__(self) -> str:
        return self.name


class ObservedDay(models.Model):
    """One day of an observance."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    observance = models.ForeignKey(Observance, models.CASCADE, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=200)  # one time of a series may be called otherwise

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "day"], name="observed_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["observance", "day"], name="observed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.day}"


class Event(models.Model):
    """Something that happens on a day or several: a webinar, a contest, a fair."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="events")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()  # its last day
    starts_at = models.DateTimeField(null=True, blank=True)  # null: all day
    wall = models.CharField(max_length=5, blank=True)  # "19:00", as the clock in the zone shows it
    zone = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["starts_on", "wall", "pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "starts_on"], name="events_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="an_event_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name
