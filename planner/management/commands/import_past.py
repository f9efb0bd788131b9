"""Bring past posts from a table to a channel."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from planner.channels.models import Channel
from planner.history.models import Actor
from planner.past import bring
from planner.past.plan import plan
from planner.past.table import MOST_BYTES
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.states import WrongState
from planner.walltime import NoZone


class Command(BaseCommand):
    help = "Look at a CSV file of past posts, and with --write bring them. Again does no harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="its short name, as in addresses")
        parser.add_argument("--channel", required=True, help="its name or number")
        parser.add_argument("--timezone", default="", help="of times without an offset; the channel's")
        parser.add_argument("--write", action="store_true", help="write, not only look")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        channel = _channel(workspace, options["channel"])
        zone, now = options["timezone"] or channel.zone_name, timezone.now()
        try:
            with options["file"].open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            planned = plan(data, channel, zone, now)
            for mistake in planned.mistakes:
                self.stdout.write(f"line {mistake.line}: {mistake.what} {mistake.fix}")
            if planned.ignored:
                self.stdout.write(f"not taken: {', '.join(planned.ignored)}")
            counts = (len(planned.new), len(planned.doubles), len(planned.mistakes))
            self.stdout.write("new: {}, there already: {}, with mistakes: {}".format(*counts))
            if options["write"] and planned.new:
                by = _owner(workspace)
                one, _planned = bring.look(channel, data, options["file"].name, zone, by, now)
                self.stdout.write(f"written: {bring.bring(one, by, now)}")
        except (OSError, Refused, NoZone, WrongState) as trouble:
            raise CommandError(str(trouble)) from None


def _channel(workspace: Workspace, named: str) -> Channel:
    here = workspace.channels.here().select_related("workspace")
    found = here.filter(pk=int(named)) if named.isdecimal() else here.filter(name=named)
    if found.count() != 1:
        names = ", ".join(f"{one.pk} {one.name}" for one in here)
        raise CommandError(f"There is not one channel {named!r}; there are: {names}")
    return found.get()


def _owner(workspace: Workspace) -> Actor:
    """Whose posts they are: the first owner's, since a command has no name of its own."""
    owner = workspace.memberships.filter(role="owner").select_related("user").order_by("pk").first()
    if owner is None:
        raise CommandError("The workspace has no owner.")
    return Actor(owner.user_id, str(owner.user), via="command")
