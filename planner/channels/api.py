"""The API about channels and the networks they are on."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from planner.channels import connect, connecting, places
from planner.channels.models import Channel
from planner.channels.shown import ChannelShown, NetworkShown, channel_shown, networks_shown
from planner.contract import times
from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Page, Words
from planner.history.record import record
from planner.people.models import is_zone
from planner.people.request import TokenRequest
from planner.states import WrongState
from planner.walltime import zone_of

router = Router(tags=["Channels"])
MOST_GRACE = 30 * 86400


class Connecting(Given):
    """Credentials go in and never come out again; /networks says which fields a network wants."""

    network: Words = Field(max_length=30)
    name: Words = Field(default="", max_length=120)
    credentials: dict[Words, Words] = Field(default_factory=dict, max_length=20)
    timezone: Words = Field(default="", max_length=64, description="Empty: the workspace's.")
    grace: int | None = Field(
        None, strict=True, ge=0, le=MOST_GRACE, description="Seconds late that a post still goes out."
    )


class Changing(Given):
    name: Words | None = Field(default=None, min_length=1, max_length=120)
    timezone: Words | None = Field(default=None, max_length=64)
    grace: int | None = Field(default=None, strict=True, ge=0, le=MOST_GRACE)
    credentials: dict[Words, Words] | None = Field(
        None, max_length=20, description="Connect again, with new credentials for the same account."
    )
    link_parameters: dict[Words, Words] | None = Field(
        None, max_length=10, description="Put into every address, such as `utm_source`; {} takes them out."
    )
    short_links: bool | None = Field(
        None,
        strict=True,
        description="Links go out as short links of this installation, and clicks are counted.",
    )


class Reason(Given):
    reason: Words = Field(default="", max_length=300)


NO_REASON = Reason()  # what an empty body means


@router.get(
    "/networks", response=list[NetworkShown], operation_id="networks", summary="What can be connected"
)
def networks(request: TokenRequest) -> list[NetworkShown]:
    return networks_shown()


@router.get("/channels", response=Page[ChannelShown], operation_id="channels.list", summary="All channels")
def list_channels(request: TokenRequest, filters: Query[Where]) -> Page[ChannelShown]:
    here = request.workspace.channels.here().select_related("workspace")
    return page(here, filters, channel_shown, ("id",))


@router.post(
    "/channels", response={201: ChannelShown}, operation_id="channels.connect", summary="Connect an account"
)
def connect_channel(request: TokenRequest, given: Connecting) -> Any:
    if given.timezone:
        zone_of(times.zone_given(given.timezone, ""))
    credentials = places.confined(request.workspace, given.network, given.credentials)
    channel = connect.connect(
        request.workspace, given.network, given.name.strip(), credentials, request.actor, clock.now()
    )
    if given.timezone or given.grace is not None:
        channel.timezone, channel.grace = given.timezone, given.grace
        channel.save(update_fields=["timezone", "grace"])
    return Status(201, channel_shown(channel))


@router.get(
    "/channels/{int:channel_id}", response=ChannelShown, operation_id="channels.see", summary="One channel"
)
def see_channel(request: TokenRequest, channel_id: int) -> ChannelShown:
    return channel_shown(_channel(request, channel_id))


@router.patch(
    "/channels/{int:channel_id}",
    response=ChannelShown,
    operation_id="channels.change",
    summary="Change a channel, or connect it again",
)
def change_channel(request: TokenRequest, channel_id: int, given: Changing) -> ChannelShown:
    channel = _channel(request, channel_id)
    changes = given.dict(exclude_unset=True, exclude={"credentials", "link_parameters", "short_links"})
    if changes.get("timezone"):
        _refuse_unknown_zone(changes["timezone"])
    if given.credentials is not None:
        credentials = places.confined(request.workspace, channel.network, given.credentials)
        connect.reconnect(channel, credentials, request.actor, clock.now())
    if given.link_parameters is not None:
        channel.tag_links(connecting.link_parameters(urlencode(given.link_parameters)), request.actor)
    if given.short_links is not None:
        channel.shorten_links(given.short_links, request.actor)
    if changes:
        with transaction.atomic():
            for name, value in changes.items():
                setattr(channel, name, value if value is not None or name == "grace" else "")
            channel.save(update_fields=list(changes))
            record(channel.workspace_id, request.actor, "channel.changed", channel, fields=sorted(changes))
    return channel_shown(channel)


@router.delete(
    "/channels/{int:channel_id}",
    response={204: None},
    operation_id="channels.remove",
    summary="Remove a channel and forget its credentials",
)
def remove_channel(request: TokenRequest, channel_id: int) -> Any:
    _channel(request, channel_id).remove(request.actor)
    return Status(204, None)


@router.post(
    "/channels/{int:channel_id}/check",
    response=ChannelShown,
    operation_id="channels.check",
    summary="Ask the network whether we may still post",
)
def check_channel(request: TokenRequest, channel_id: int) -> ChannelShown:
    channel = _channel(request, channel_id)
    says = connect.check(channel, request.actor, clock.now())
    shown = channel_shown(channel)
    shown.health.ok, shown.health.says = not says and shown.health.ok, says or shown.health.says
    return shown


@router.post(
    "/channels/{int:channel_id}/pause",
    response=ChannelShown,
    operation_id="channels.pause",
    summary="Publish nothing on this channel for now",
)
def pause_channel(request: TokenRequest, channel_id: int, given: Reason = NO_REASON) -> ChannelShown:
    channel = _channel(request, channel_id)
    channel.pause(request.actor, given.reason.strip())
    return channel_shown(channel)


@router.post(
    "/channels/{int:channel_id}/resume",
    response=ChannelShown,
    operation_id="channels.resume",
    summary="Publish on this channel again",
)
def resume_channel(request: TokenRequest, channel_id: int) -> ChannelShown:
    channel = _channel(request, channel_id)
    if channel.state != "paused":
        raise WrongState(_("This channel is not paused."))
    channel.resume(request.actor)
    return channel_shown(channel)


def _channel(request: TokenRequest, channel_id: int) -> Channel:
    here = request.workspace.channels.here().select_related("workspace")
    found: Channel = get_object_or_404(here, pk=channel_id)
    return found


def _refuse_unknown_zone(name: str) -> None:
    try:
        is_zone(name)
    except ValidationError as trouble:
        raise Invalid("body.timezone", " ".join(trouble.messages)) from None
