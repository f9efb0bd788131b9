"""The report of a month or a campaign, as a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from planner.campaigns.models import Campaign
from planner.people.models import Workspace
from planner.reports.document import document
from planner.reports.pdf import NotMade, pdf
from planner.reports.reading import campaign_asked, month_asked, report
from planner.reports.sheet import sheet
from planner.reports.shown import as_json
from planner.reports.span import month_named


class Command(BaseCommand):
    help = "Write the report of a month or of a campaign as JSON, CSV or PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="its name in addresses")
        parser.add_argument("--month", help="such as 2026-10")
        parser.add_argument("--campaign", type=int, help="its number")
        parser.add_argument("--form", choices=["json", "csv", "pdf"], default="json")
        parser.add_argument("--client", action="store_true", help="as a client reads it")
        parser.add_argument("--output", type=Path, help="a file; without it the words are printed")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace “{options['workspace']}”.")
        now = timezone.now()
        asked = self._asked(workspace, now, options)
        with translation.override(workspace.language):
            found = report(asked, now, workspace.language)
            try:
                body = {
                    "json": lambda: as_json(found).encode(),
                    "csv": lambda: sheet(found).encode(),
                    "pdf": lambda: pdf(document(found)),
                }[options["form"]]()
            except NotMade as trouble:
                raise CommandError(str(trouble)) from None
        if options["output"]:
            options["output"].write_bytes(body)
        elif options["form"] == "pdf":
            sys.stdout.buffer.write(body)
        else:
            self.stdout.write(body.decode())

    def _asked(self, workspace: Workspace, now: Any, options: Any) -> Any:
        if options["campaign"]:
            campaign = Campaign.objects.filter(workspace=workspace, pk=options["campaign"]).first()
            if campaign is None:
                raise CommandError("There is no such campaign.")
            return campaign_asked(campaign, now.astimezone(workspace.zone).date(), options["client"])
        span = month_named(options["month"] or f"{now.astimezone(workspace.zone):%Y-%m}")
        if span is None:
            raise CommandError("Name a month such as 2026-10.")
        return month_asked(workspace, span, options["client"])
