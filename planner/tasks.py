"""Every timer and background task, by import: huey looks here."""

from planner.deliveries.tasks import deliver, look

__all__ = ["deliver", "look"]
