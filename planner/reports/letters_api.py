"""The API about reports by e-mail: who is sent which."""

from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Id, Page
from planner.people.request import TokenRequest
from planner.reports import subscribing
from planner.reports.models import Subscription

router = Router(tags=["Reports"])
Kind = Literal["month", "week", "digest"]


class ReportLetterGiven(Given):
    """To a member or to a client’s contact."""

    kind: Kind = Field(
        description="`month`: the month before, with its PDF, on the first working day; `week`: the month so "
        "far, every Monday; `digest`: what to do next, every Monday, for members only."
    )
    member: Id | None = Field(default=None, description="The id of the person’s account.")
    contact: Id | None = Field(default=None, description="Not together with `member`.")


class MineGiven(Given):
    kinds: list[Kind] = Field(max_length=3, description="Exactly these from now on; none ends them all.")


class ReportLetterShown(Schema):
    id: int
    kind: str
    member: int | None
    contact: int | None
    name: str


@router.get(
    "/report-letters", response=Page[ReportLetterShown], operation_id="report_letters.list",
    summary="Who is sent which reports",
)  # fmt: skip
def list_letters(request: TokenRequest, where: Query[Where]) -> Page[ReportLetterShown]:
    return page(_ours(request), where, _letter)


@router.post(
    "/report-letters", response={201: ReportLetterShown}, operation_id="report_letters.add",
    summary="Send reports to somebody; a second time changes nothing",
)  # fmt: skip
def add_letter(request: TokenRequest, given: ReportLetterGiven) -> Any:
    if (given.member is None) == (given.contact is None):
        raise Invalid("body.member", "Name a member or a contact, one of them.")
    reader = f"user-{given.member}" if given.member else f"contact-{given.contact}"
    subscribing.add(request.workspace, given.kind, reader, request.actor, clock.now())
    made = _ours(request).get(kind=given.kind, user=given.member, contact=given.contact)
    return Status(201, _letter(made))


@router.put(
    "/report-letters/mine", response=list[ReportLetterShown], operation_id="report_letters.mine",
    summary="Choose what the person of this token is sent",
)  # fmt: skip
def choose_mine(request: TokenRequest, given: MineGiven) -> list[ReportLetterShown]:
    me = request.membership.user
    subscribing.choose_mine(request.workspace, me, set(given.kinds), request.actor, clock.now())
    return [_letter(one) for one in _ours(request).filter(user=me)]


@router.delete(
    "/report-letters/{int:subscription_id}", response={204: None}, operation_id="report_letters.remove",
    summary="No such letters any more",
)  # fmt: skip
def remove_letter(request: TokenRequest, subscription_id: int) -> Any:
    subscribing.remove(get_object_or_404(_ours(request), pk=subscription_id), request.actor, clock.now())
    return Status(204, None)


def _ours(request: TokenRequest) -> Any:
    rows = Subscription.objects.filter(workspace=request.workspace)
    return rows.select_related("user", "contact")


def _letter(one: Subscription) -> ReportLetterShown:
    return ReportLetterShown(
        id=one.pk, kind=one.kind, member=one.user_id, contact=one.contact_id, name=str(one.reader)
    )
