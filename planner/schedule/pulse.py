"""Has anything changed here? One small question, asked by every open calendar every few seconds."""

from datetime import datetime

from planner.deliveries.story import Step
from planner.people.models import Workspace
from planner.schedule.finding import Filters, Reader, posts_of


def has_changed(workspace: Workspace, since: str, now_at: str) -> bool:
    """Whether something of this workspace happened between two markers."""
    if since == now_at:
        return False
    act, _dash, step = since.partition("-")
    if not step.isdecimal() or len(step) > 18 or act != now_at.partition("-")[0]:
        return True
    return Step.objects.filter(pk__gt=int(step), delivery__workspace=workspace).exists()


def waiting_for(workspace: Workspace, reader: Reader, now: datetime) -> int:
    """How many posts wait for this person; counting ends at a hundred."""
    return posts_of(workspace, Filters(mine=reader), now).order_by()[:100].count()
