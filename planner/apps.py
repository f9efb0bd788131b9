"""Django finds the product here."""

from django.apps import AppConfig
from django.core import checks


class PlannerConfig(AppConfig):
    name = "planner"
    verbose_name = "Almanac"

    def ready(self) -> None:
        from planner.routes import check_policy

        checks.register(check_policy, checks.Tags.security)
