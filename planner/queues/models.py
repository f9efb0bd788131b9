"""When posts go out again and again: weekly slots, series by a rule, posts that never age."""

from typing import ClassVar

from django.db import models

from planner.campaigns.models import Pillar
from planner.channels.models import Channel
from planner.people.models import Workspace


class Slot(models.Model):
    """A weekly wall time at which a channel posts."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    wall = models.CharField(max_length=5)  # "09:30", on a clock in the channel's zone
    pillar = models.ForeignKey(Pillar, models.SET_NULL, null=True, blank=True, related_name="slots")

    class Meta:
        ordering: ClassVar = ["weekday", "wall"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "weekday", "wall"], name="one_slot_a_time"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="seven_weekdays"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.wall}"


class Experiment(models.Model):
    """One slot in five of a channel at another hour: whether it is on, and how far it has come."""

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="experiment")
    is_on = models.BooleanField(default=True)
    began_at = models.DateTimeField()  # switched on, last
    first_hour = models.PositiveSmallIntegerField(default=8)  # that may be tried, by the channel's clock
    last_hour = models.PositiveSmallIntegerField(default=21)  # 21: until 21:59
    seed = models.PositiveIntegerField()  # which of five is tried, and where, follows from it
    turn = models.PositiveIntegerField(default=0)  # slots given out since it began
    tried = models.PositiveIntegerField(default=0)  # of them, at another hour
    tried_in = models.IntegerField(default=-1)  # the five of turns, from 0, in which one was tried last
    beliefs = models.JSONField(default=list)  # 24 of (middle, deviation): what insights hold of the hours

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_hour__lte=models.F("last_hour"), last_hour__lte=23),
                name="hours_of_one_day",
            ),
        ]

    def __str__(self) -> str:
        return f"experiment of channel {self.channel_id}"


class Series(models.Model):
    """A post that comes again by a rule; each time is a post of its own."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="series")
    pattern = models.ForeignKey("planner.Post", models.CASCADE, related_name="+")  # the next say the same
    rule = models.CharField(max_length=300)  # RFC 5545 RRULE, in wall time
    wall = models.CharField(max_length=19)  # of the first
    zone = models.CharField(max_length=64)
    schedules = models.BooleanField(default=False)  # begun by somebody who may put posts on the calendar
    made_until = models.DateField(null=True, blank=True)  # every time to the end of this day has its post
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.rule


class Evergreen(models.Model):
    """A post that may be said again when a slot is free: how often, how far apart, until when."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="evergreens")
    pattern = models.OneToOneField("planner.Post", models.CASCADE, related_name="+")
    gap_days = models.PositiveSmallIntegerField(default=30)  # between two times on one channel, at least
    most = models.PositiveSmallIntegerField(default=6)  # times on one channel, with the first
    variations = models.JSONField(default=list)  # other texts that say the same, taken in turn
    expires_on = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"evergreen {self.pk}"
