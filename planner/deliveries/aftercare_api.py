"""The API about a delivery that is out, or that a network asks a person about."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Router, Schema
from pydantic import Field

from planner.contract.schema import Given, Words
from planner.deliveries import aftercare, challenge
from planner.deliveries.models import Delivery
from planner.deliveries.shown import DeliveryTold, delivery_told
from planner.metrics import collect
from planner.people.request import TokenRequest
from publishers.message import Remark

router = Router(tags=["Deliveries"])


class Correction(Given):
    text: Words = Field(min_length=1, max_length=50_000, description="Markdown; all that the post says now.")


class Reading(Given):
    answer: Words = Field(min_length=1, max_length=200, description="What the network's picture says.")


class RemarkShown(Schema):
    """What somebody else wrote under the post. Plain words."""

    id: str
    text: str
    author: str
    at: datetime
    url: str


@router.post(
    "/deliveries/{int:delivery_id}/take-back",
    response=DeliveryTold,
    operation_id="deliveries.take_back",
    summary="Delete it on the network",
)
def take_back(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    aftercare.take_back(_delivery(request, delivery_id), request.actor, clock.now())
    return _told(request, delivery_id)


@router.post(
    "/deliveries/{int:delivery_id}/correct",
    response=DeliveryTold,
    operation_id="deliveries.correct",
    summary="Change its words on the network",
)
def correct(request: TokenRequest, delivery_id: int, given: Correction) -> DeliveryTold:
    aftercare.correct(_delivery(request, delivery_id), given.text, request.actor, clock.now())
    return _told(request, delivery_id)


@router.get(
    "/deliveries/{int:delivery_id}/replies",
    response=list[RemarkShown],
    operation_id="deliveries.replies",
    summary="What people answered, read from the network now",
)
def replies(request: TokenRequest, delivery_id: int) -> list[RemarkShown]:
    """None where it is not out, or where nobody can read them for us."""
    delivery = _delivery(request, delivery_id)
    if not aftercare.powers(delivery).can_hear:
        return []
    return [_remark(one) for one in aftercare.replies(delivery, clock.now())]


@router.post(
    "/deliveries/{int:delivery_id}/measure",
    response=DeliveryTold,
    operation_id="deliveries.measure",
    summary="Ask the network how it does; `numbers` stays as it was where the network does not say",
)
def measure(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    delivery = _delivery(request, delivery_id)
    if delivery.state == "published":
        collect.measure(delivery, clock.now())
    return _told(request, delivery_id)


@router.post(
    "/deliveries/{int:delivery_id}/answer",
    response=DeliveryTold,
    operation_id="deliveries.answer",
    summary="Type what the network's picture says, so that it goes on",
)
def answer(request: TokenRequest, delivery_id: int, given: Reading) -> DeliveryTold:
    challenge.answer(_delivery(request, delivery_id), given.answer, request.actor, clock.now())
    return _told(request, delivery_id)


def _told(request: TokenRequest, delivery_id: int) -> DeliveryTold:
    return delivery_told(_delivery(request, delivery_id))


def _remark(one: Remark) -> RemarkShown:
    return RemarkShown(id=one.id, text=one.text, author=one.author, at=one.at, url=one.url)


def _delivery(request: TokenRequest, delivery_id: int) -> Delivery:
    mine = Delivery.objects.filter(workspace=request.workspace)
    mine = mine.select_related("channel__workspace", "version", "post", "previous")
    return get_object_or_404(mine.prefetch_related("story"), pk=delivery_id)
