"""Judge posts now, look at addresses whose turn it is, and say what there is to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from planner.freshness import judging, looking
from planner.freshness.telling import ACTIONS
from planner.freshness.todo import Filters, todo
from planner.people.models import Workspace


class Command(BaseCommand):
    help = "Judge every post that is new, changed or was judged long ago, and list what there is to do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--links", action="store_true", help="look at addresses whose turn it is, too")
        parser.add_argument("--workspace", default="", help="list only this one, by its short name")

    def handle(self, *_: Any, **options: Any) -> None:
        now = timezone.now()
        if options["links"]:
            self.stdout.write(f"Looked at: {looking.look_due(now)}")
        judged = 0
        while done := judging.judge_due(now):
            judged += done
        self.stdout.write(f"Judged: {judged}")
        rows = Workspace.objects.order_by("slug")
        for workspace in rows.filter(slug=options["workspace"]) if options["workspace"] else rows:
            found = todo(workspace, Filters())
            self.stdout.write(f"{workspace.slug}: {found.total} to do")
            for row in found.rows:
                said = "; ".join(str(line) for line in row.lines)
                self.stdout.write(f"  {ACTIONS[row.judged.action]}: {row.post} ({said})")
