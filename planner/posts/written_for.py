"""The day for which a version's words were written: “tomorrow” meant the day after that one."""

from datetime import date

from django.db import models

from planner.posts import days_said
from planner.posts.models import Post
from planner.posts.versions import Version


class WrittenFor(models.Model):
    """The first day that a version was planned for. A move leaves it, so that a move can be noticed."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="written_for")
    day = models.DateField()

    def __str__(self) -> str:
        return self.day.isoformat()


def day_of(post: Post) -> date | None:
    """The day that the newest version was written for; None where it never had one."""
    return WrittenFor.objects.filter(version=post.newest).values_list("day", flat=True).first()


def is_right(post: Post, day: date) -> None:
    """Somebody has read the words, and they fit this day."""
    WrittenFor.objects.update_or_create(version=post.newest, defaults={"day": day})


def note(post: Post, before: Version | None, day: date | None) -> None:
    """The newest version's first day. Day words that stood in the version before keep the day of that one."""
    if WrittenFor.objects.filter(version=post.newest).exists():
        return
    carried = _carried(post.newest, before) if before is not None and before != post.newest else None
    if chosen := carried or day:
        WrittenFor.objects.create(version=post.newest, day=chosen)


def _carried(version: Version, before: Version) -> date | None:
    """The earlier version's day, where its day words are all that this one says of days."""
    earlier = WrittenFor.objects.filter(version=before).values_list("day", flat=True).first()
    if earlier is None:
        return None
    words = days_said.words_in(_text_of(version))
    return earlier if words and words <= days_said.words_in(_text_of(before)) else None


def _text_of(version: Version) -> str:
    return "\n\n".join([version.text, *(one.text for one in version.wordings if one.text)])
