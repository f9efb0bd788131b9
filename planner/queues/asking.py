"""The next free slot for a post that is still being written."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.form import Form
from planner.queues.free import Found, next_free
from planner.queues.slots import Asking
from planner.queues.telling import sentence


def next_for(
    workspace: Workspace, form: Form, post_id: int | None, now: datetime
) -> tuple[Found, Sequence[Channel]]:
    """Of the channels that are chosen, for its theme, and before it is no longer true."""
    chosen = [wording.channel_id for wording in form.content.wordings]
    channels = list(
        workspace.channels.here().filter(pk__in=chosen).select_related("workspace").order_by("pk")
    )
    pillar = workspace.pillars.filter(name=form.labels.pillar).values_list("pk", flat=True).first()
    until = form.labels.valid_until
    valid = datetime.combine(until, time(23, 59, 59), workspace.zone).astimezone(UTC) if until else None
    return next_free(channels, Asking(now, pillar, valid, post_id)), channels


def spoken(found: Found, channels: Sequence[Channel]) -> str:
    return sentence(found, {channel.pk: channel.name for channel in channels})
