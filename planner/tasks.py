"""Every timer and background task, by import: huey looks here."""

from planner.channels.tasks import renew_tokens
from planner.days.tasks import renew_observances
from planner.deliveries.tasks import deliver, look, look_ahead, look_at_links
from planner.library.copy_tasks import make_copies
from planner.library.tasks import sweep_library
from planner.metrics.tasks import collect_numbers
from planner.queues.tasks import fill_slots, make_series

__all__ = [
    "collect_numbers",
    "deliver",
    "fill_slots",
    "look",
    "look_ahead",
    "look_at_links",
    "make_copies",
    "make_series",
    "renew_observances",
    "renew_tokens",
    "sweep_library",
]
