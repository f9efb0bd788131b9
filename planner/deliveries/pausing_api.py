"""The API's red button, and the pulse of publishing."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone as clock
from ninja import Router, Schema, Status
from pydantic import Field

from planner.contract.refusals import Missing
from planner.contract.schema import Given, Id, Words
from planner.deliveries import pause
from planner.deliveries.health import health as health_of
from planner.deliveries.pause_but import pause_all_but, resume_all
from planner.people.request import TokenRequest

router = Router(tags=["Publishing"])


class CheckShown(Schema):
    name: str
    ok: bool
    says: str


class HealthShown(Schema):
    """Whether publishing is alive. `degraded`: a person should look; `down`: nothing goes out."""

    status: str
    worker_seen_at: datetime | None
    oldest_due_at: datetime | None
    overdue: int
    checks: list[CheckShown]


class Pausing(Given):
    reason: Words = Field(default="", max_length=300)
    but: list[Id] = Field(
        default_factory=list, alias="except", max_length=1000, description="Channels that go on publishing."
    )


NO_REASON = Pausing()  # what an empty body means


class PauseShown(Schema):
    paused_at: datetime | None
    reason: str
    channels_paused: list[int]


@router.get(
    "/health",
    response={200: HealthShown, 503: HealthShown},
    auth=None,
    operation_id="health",
    summary="Is publishing alive? Needs no token; 503 when a person should look",
)
def health(request: HttpRequest) -> Any:
    found = health_of(clock.now())
    return Status(200 if found.status == "ok" else 503, HealthShown.from_orm(found))


@router.post("/pause", response=PauseShown, operation_id="pause", summary="Stop publishing in this workspace")
def pause_workspace(request: TokenRequest, given: Pausing = NO_REASON) -> PauseShown:
    workspace, reason = request.workspace, given.reason.strip()
    here = set(workspace.channels.here().filter(pk__in=given.but).values_list("pk", flat=True))
    for number, channel in enumerate(given.but):
        if channel not in here:
            raise Missing(f"body.except.{number}")
    if here:
        pause_all_but(workspace, here, request.actor, reason, clock.now())
    else:
        pause.pause_workspace(workspace, request.actor, reason, clock.now())
    return _shown(request)


@router.post("/resume", response=PauseShown, operation_id="resume", summary="Publish again")
def resume_workspace(request: TokenRequest) -> PauseShown:
    resume_all(request.workspace, request.actor, clock.now())
    return _shown(request)


def _shown(request: TokenRequest) -> PauseShown:
    workspace = request.workspace
    paused = workspace.channels.filter(state="paused").order_by("pk").values_list("pk", flat=True)
    return PauseShown(
        paused_at=workspace.paused_at, reason=workspace.pause_reason, channels_paused=list(paused)
    )
