"""What the web server runs: the application, and a thread beside it that stands in for a silent worker."""

from planner.wsgi import application

from planner.deliveries.standby import Standby  # isort: skip - Django is set up by the line above

__all__ = ["application"]

Standby().start()
