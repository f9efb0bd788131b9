"""Django finds the product here."""

from django.apps import AppConfig
from django.core import checks


class PlannerConfig(AppConfig):
    name = "planner"
    verbose_name = "Almanac"

    def ready(self) -> None:
        from planner.channels.connect import default_channels
        from planner.people.setup import furnish
        from planner.routes import check_policy
        from planner.rows import check_sqlite

        checks.register(check_policy, checks.Tags.security)
        checks.register(check_sqlite, checks.Tags.compatibility)
        if default_channels not in furnish:
            furnish.append(default_channels)
