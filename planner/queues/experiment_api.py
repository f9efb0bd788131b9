"""The API about trying other hours: one slot in five."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Router, Schema
from pydantic import Field

from planner.channels.models import Channel
from planner.contract.schema import Given
from planner.insights import trials
from planner.people.request import TokenRequest
from planner.queues import experiment

router = Router(tags=["Queues"])


class ExperimentShown(Schema):
    """Whether the queue puts one post in five at another hour than that of its slot, to learn how it does."""

    channel: int
    is_on: bool
    began_at: datetime | None = Field(description="Null: it is off.")
    first_hour: int = Field(description="That may be tried, by the channel’s clock.")
    last_hour: int = Field(description="21: until 21:59.")
    slots: int = Field(description="Given out by the queue since it began.")
    tried: int = Field(description="Of these, at another hour.")


class ExperimentGiven(Given):
    is_on: bool
    first_hour: int = Field(default=experiment.FIRST_HOUR, strict=True, ge=0, le=23)
    last_hour: int = Field(default=experiment.LAST_HOUR, strict=True, ge=0, le=23)


@router.get(
    "/channels/{int:channel_id}/experiment",
    response=ExperimentShown,
    operation_id="experiments.see",
    summary="Whether the queue tries other hours",
)
def see_experiment(request: TokenRequest, channel_id: int) -> dict[str, Any]:
    return _shown(_channel(request, channel_id))


@router.put(
    "/channels/{int:channel_id}/experiment",
    response=ExperimentShown,
    operation_id="experiments.set",
    summary="Try other hours on one slot in five, or no longer",
)
def set_experiment(request: TokenRequest, channel_id: int, given: ExperimentGiven) -> dict[str, Any]:
    channel = _channel(request, channel_id)
    if given.is_on:
        hours = experiment.Hours(given.first_hour, given.last_hour)
        experiment.switch_on(channel, hours, request.actor, clock.now())
        trials.tell(channel)
    else:
        experiment.switch_off(channel, request.actor, clock.now())
    return _shown(channel)


def _shown(channel: Channel) -> dict[str, Any]:
    there, counted = experiment.of(channel), experiment.standings([channel.pk])
    return {
        "channel": channel.pk,
        "is_on": bool(counted),
        "began_at": counted[0].began_at if counted else None,
        "first_hour": there.first_hour if there else experiment.FIRST_HOUR,
        "last_hour": there.last_hour if there else experiment.LAST_HOUR,
        "slots": counted[0].slots if counted else 0,
        "tried": counted[0].tried if counted else 0,
    }


def _channel(request: TokenRequest, channel_id: int) -> Channel:
    found: Channel = get_object_or_404(request.workspace.channels.here(), pk=channel_id)
    return found
