"""Every timer and background task, by import: huey looks here."""

from planner.channels.tasks import renew_tokens
from planner.days.tasks import renew_observances
from planner.deliveries.tasks import deliver, look, look_ahead
from planner.library.copy_tasks import make_copies
from planner.library.tasks import sweep_library
from planner.metrics.tasks import collect_numbers

__all__ = [
    "collect_numbers",
    "deliver",
    "look",
    "look_ahead",
    "make_copies",
    "renew_observances",
    "renew_tokens",
    "sweep_library",
]
