"""The API about insights: what the page says, as JSON."""

from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from planner.contract.schema import LARGEST_ID, Given
from planner.insights.asked import asked
from planner.insights.reading import insights
from planner.insights.shown import InsightsShown, shown
from planner.people.request import TokenRequest

router = Router(tags=["Insights"])


class InsightsWhere(Given):
    channel: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="Only this one; all of them where it is left out."
    )
    period: Literal["7", "30", "90", "365"] = Field(default="30", description="Days.")


@router.get(
    "/insights",
    response=InsightsShown,
    operation_id="insights",
    summary="What worked, with how sure it is, and what cannot be said",
)
def what_worked(request: TokenRequest, where: Query[InsightsWhere]) -> dict[str, Any]:
    channels = list(request.workspace.channels.here().order_by("name", "pk"))
    given = {"channel": str(where.channel or ""), "period": where.period}
    return shown(insights(request.workspace, asked(channels, given), timezone.now()))
