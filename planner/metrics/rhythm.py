"""How often a post is measured: less and less with its age, for most of it happens early. Pure."""

from datetime import timedelta

# (younger than, measured every): the first hours decide; after three months a post is left alone.
RHYTHM = (
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=92), timedelta(days=7)),
)
