"""How often a post is measured: less and less with its age, for most of it happens early. Pure."""

from datetime import datetime, timedelta

# (younger than, measured every): the first hours decide; after three months a post is left alone.
RHYTHM = (
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=92), timedelta(days=7)),
)
OLDEST = RHYTHM[-1][0]


def is_due(published_at: datetime, measured_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to ask again."""
    age = now - published_at
    if age > OLDEST:
        return False
    every = next(every for younger, every in RHYTHM if age <= younger)
    return measured_at is None or now - measured_at >= every
