"""What worked in a workspace, in words or as JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from planner.insights import said
from planner.insights.asked import asked
from planner.insights.findings import PERIODS
from planner.insights.reading import insights
from planner.insights.shown import InsightsShown, shown
from planner.people.models import Workspace


class Command(BaseCommand):
    help = "Say what worked, with how sure it is, and what cannot be said."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="its name in addresses")
        parser.add_argument("--channel", type=int, help="its number; without it all together")
        parser.add_argument("--period", type=int, choices=PERIODS, default=30, help="days")
        parser.add_argument("--json", action="store_true", help="as the API gives it")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace “{options['workspace']}”.")
        channels = list(workspace.channels.here().order_by("name", "pk"))
        given = {"channel": str(options["channel"] or ""), "period": str(options["period"])}
        with translation.override(workspace.language):
            found = insights(workspace, asked(channels, given), timezone.now())
            if options["json"]:
                self.stdout.write(InsightsShown(**shown(found)).model_dump_json(indent=1))
                return
            self._say(_("What can be said"), said.can_be_said(found))
            self._say(_("What cannot be said"), said.cannot_be_said(found))

    def _say(self, title: str, lines: list[str]) -> None:
        self.stdout.write(title)
        self.stdout.writelines([f"  {line}" for line in lines or ["—"]])
