"""Every timer and background task, by import: huey looks here."""

from planner.deliveries.tasks import deliver, look
from planner.library.tasks import sweep_library

__all__ = ["deliver", "look", "sweep_library"]
