"""Every timer and background task, by import: huey looks here."""

from planner.channels.tasks import renew_tokens
from planner.days.tasks import renew_observances
from planner.deliveries.tasks import deliver, look, look_ahead, look_at_links
from planner.freshness.tasks import judge_posts, look_at_addresses
from planner.guests.tasks import write_to_guests
from planner.insights.tasks import gather_outcomes, learn_from_outcomes
from planner.library.copy_tasks import make_copies
from planner.library.tasks import sweep_library
from planner.mailings.tasks import send_letters
from planner.metrics.tasks import collect_numbers, count_followers
from planner.past.tasks import go_on_with_past, write_past
from planner.queues.tasks import fill_slots, make_series
from planner.reports.tasks import send_reports
from planner.reviews.tasks import keep_deadlines

__all__ = [
    "collect_numbers",
    "count_followers",
    "deliver",
    "fill_slots",
    "gather_outcomes",
    "go_on_with_past",
    "judge_posts",
    "keep_deadlines",
    "learn_from_outcomes",
    "look",
    "look_ahead",
    "look_at_addresses",
    "look_at_links",
    "make_copies",
    "make_series",
    "renew_observances",
    "renew_tokens",
    "send_letters",
    "send_reports",
    "sweep_library",
    "write_past",
    "write_to_guests",
]
