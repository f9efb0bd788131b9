"""Who has opened which version: only what was read can be approved with others in one go."""

from datetime import datetime

from planner.posts.models import Version
from planner.reviews.models import Reading


def note_reading(version: Version, user_id: int | None, now: datetime) -> None:
    """This person has this version on their screen. Written once."""
    if user_id is not None:
        Reading.objects.bulk_create(
            [Reading(version=version, user_id=user_id, at=now)], ignore_conflicts=True
        )


def has_read(version: Version, user_id: int | None) -> bool:
    return user_id is not None and Reading.objects.filter(version=version, user=user_id).exists()
