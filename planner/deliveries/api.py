"""The API about deliveries: where each one is, and what a person may do about it."""

from typing import Literal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from planner.contract import times
from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import LARGEST_ID, Given, Page, Words
from planner.deliveries import plan, resolve
from planner.deliveries.models import Delivery
from planner.deliveries.shown import DeliveryShown, DeliveryTold, delivery_shown, delivery_told
from planner.people.request import TokenRequest
from planner.typed_address import is_whole

router = Router(tags=["Deliveries"])


class DeliveriesWhere(Where):
    state: Words = Field(default="", description="One of `scheduled`, `published`, `held`, …", max_length=12)
    channel: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    post: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    since: Words = Field(default="", alias="from", max_length=60)
    until: Words = Field(default="", alias="to", max_length=60)


class Moving(Given):
    at: Words = Field(max_length=60)
    timezone: Words = Field(
        default="", max_length=64, description="In which `at` is read. Empty: the workspace's."
    )
    fold: Literal[0, 1] | None = Field(
        default=None, description="Which one, where the clock shows the hour twice."
    )


class Moved(DeliveryTold):
    when: times.WhenShown


class Outcome(Given):
    outcome: Literal["published", "absent", "drop"]
    url: Words = Field(default="", max_length=1000, description="Where it is, if it is out.")


@router.get(
    "/deliveries", response=Page[DeliveryShown], operation_id="deliveries.list", summary="All deliveries"
)
def list_deliveries(request: TokenRequest, filters: Query[DeliveriesWhere]) -> Page[DeliveryShown]:
    rows = _here(request)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.channel is not None:
        rows = rows.filter(channel=filters.channel)
    if filters.post is not None:
        rows = rows.filter(post=filters.post)
    zone = request.workspace.timezone
    if filters.since:
        rows = rows.filter(due_at__gte=times.instant(filters.since, zone, "query.from"))
    if filters.until:
        rows = rows.filter(due_at__lt=times.instant(filters.until, zone, "query.to"))
    return page(rows, filters, delivery_shown, ("due_at", "id"))


@router.get(
    "/deliveries/{int:delivery_id}",
    response=DeliveryTold,
    operation_id="deliveries.see",
    summary="One delivery, with its attempts and its story",
)
def see_delivery(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    return delivery_told(_delivery(request, delivery_id))


@router.post(
    "/deliveries/{int:delivery_id}/move",
    response=Moved,
    operation_id="deliveries.move",
    summary="Send it at another time",
)
def move_delivery(request: TokenRequest, delivery_id: int, given: Moving) -> Moved:
    delivery = _delivery(request, delivery_id)
    zone = times.zone_given(given.timezone, delivery.zone or request.workspace.timezone)
    when = times.read(given.at, zone, "body.at", given.fold)
    plan.move(delivery, when, request.actor, clock.now())
    told = delivery_told(_delivery(request, delivery_id))
    return Moved(**told.dict(), when=times.shown(when))


@router.post(
    "/deliveries/{int:delivery_id}/cancel",
    response=DeliveryTold,
    operation_id="deliveries.cancel",
    summary="Do not send it at all",
)
def cancel_delivery(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    plan.cancel(_delivery(request, delivery_id), request.actor, clock.now())
    return delivery_told(_delivery(request, delivery_id))


@router.post(
    "/deliveries/{int:delivery_id}/retry",
    response=DeliveryTold,
    operation_id="deliveries.retry",
    summary="Send now what failed, was missed or was blocked",
)
def retry_delivery(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    plan.retry(_delivery(request, delivery_id), request.actor, clock.now())
    return delivery_told(_delivery(request, delivery_id))


@router.post(
    "/deliveries/{int:delivery_id}/resolve",
    response=DeliveryTold,
    operation_id="deliveries.resolve",
    summary="Say what became of a held delivery",
)
def resolve_delivery(request: TokenRequest, delivery_id: int, given: Outcome) -> DeliveryTold:
    if given.url and not is_whole(given.url):
        raise Invalid("body.url", _("An address begins with https://."))
    delivery = _delivery(request, delivery_id)
    resolve.resolve(delivery, given.outcome, given.url, request.actor, clock.now())
    return delivery_told(_delivery(request, delivery_id))


def _here(request: TokenRequest) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(workspace=request.workspace).select_related("channel", "version", "post")


def _delivery(request: TokenRequest, delivery_id: int) -> Delivery:
    return get_object_or_404(_here(request).prefetch_related("story"), pk=delivery_id)
