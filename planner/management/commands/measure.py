"""Ask networks now for the numbers that are due, and for followers that were not counted today."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from planner.metrics import collect, followers


class Command(BaseCommand):
    help = "Ask for all numbers that are due, within the budgets of the networks."

    def handle(self, *_: Any, **_options: Any) -> None:
        now, measured = timezone.now(), 0
        while done := collect.collect_due(now):
            measured += done
        self.stdout.write(f"Posts measured: {measured}. Channels counted: {followers.count_due(now)}.")
