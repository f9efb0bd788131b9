"""The API about a newsletter's readers and letters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.channels.models import Channel
from planner.contract.paging import Where, page
from planner.contract.schema import Given, Page, Words
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.mailings import readers, told
from planner.mailings.models import Mailing, Reader
from planner.people.request import TokenRequest
from planner.sentences import said

router = Router(tags=["Newsletters"])


class ReaderShown(Schema):
    """Somebody who gets a channel's letters, or did."""

    id: int
    address: str
    name: str
    state: str = Field(description="`reads`, `left` (they unsubscribed) or `gone` (nobody is there).")
    why: str
    since: datetime
    changed_at: datetime


class ReadersWhere(Where):
    state: Literal["reads", "left", "gone"] | None = None


class ReaderGiven(Given):
    address: Words = Field(max_length=254)
    name: Words = Field(default="", max_length=120)


class ReadersGiven(Given):
    readers: list[ReaderGiven] = Field(min_length=1, max_length=1000)
    asked: Literal[True] = Field(description="Whoever brings readers says that they asked for the letters.")


class ReadersBrought(Schema):
    new: int
    there: int
    left: int = Field(description="They unsubscribed before, and are not brought back.")
    wrong: list[str] = Field(description="What is no address; twenty at most.")


class ReaderState(Given):
    state: Literal["reads", "left"]


class LettersShown(Schema):
    """A post that is many letters, in numbers."""

    delivery: int
    opened_at: datetime | None = Field(default=None, description="null: no letter of it has left.")
    closed_at: datetime | None = Field(default=None, description="When no letter waited any more.")
    stopped_at: datetime | None = None
    first_sent_at: datetime | None = Field(default=None, description="null: no letter has left yet.")
    last_sent_at: datetime | None = Field(default=None, description="The last so far.")
    why: str = Field(default="", description="Why it stands or waits, where something is in its way.")
    all: int = 0
    sent: int = 0
    waiting: int = 0
    refused: int = 0
    unknown: int = Field(default=0, description="They may have arrived; none is sent again by itself.")
    skipped: int = 0
    left: int = Field(default=0, description="How many of its readers have unsubscribed since.")


class LettersDo(Given):
    do: Literal["stop", "go-on", "again", "again-refused"]


@router.get(
    "/channels/{int:channel_id}/readers",
    response=Page[ReaderShown],
    operation_id="readers.list",
    summary="Who reads a newsletter",
)
def list_readers(request: TokenRequest, channel_id: int, filters: Query[ReadersWhere]) -> Page[ReaderShown]:
    """None, where it is no newsletter."""
    rows = get_object_or_404(request.workspace.channels.here(), pk=channel_id).readers.all()
    if filters.state:
        rows = rows.filter(state=filters.state)
    return page(rows, filters, ReaderShown.from_orm)


@router.post(
    "/channels/{int:channel_id}/readers",
    response=ReadersBrought,
    operation_id="readers.bring",
    summary="Bring readers; who unsubscribed stays away",
)
def bring_readers(request: TokenRequest, channel_id: int, given: ReadersGiven) -> ReadersBrought:
    rows = [(one.address, one.name) for one in given.readers]
    brought = readers.bring(_channel(request, channel_id), rows, request.actor, clock.now())
    return ReadersBrought(new=brought.new, there=brought.there, left=brought.left, wrong=brought.wrong)


@router.patch(
    "/readers/{int:reader_id}",
    response=ReaderShown,
    operation_id="readers.change",
    summary="Take a reader off the list, or put them back",
)
def change_reader(request: TokenRequest, reader_id: int, given: ReaderState) -> ReaderShown:
    found = _reader(request, reader_id)
    readers.set_state(found, given.state, request.actor, clock.now())
    return ReaderShown.from_orm(found)


@router.delete(
    "/readers/{int:reader_id}",
    response={204: None},
    operation_id="readers.forget",
    summary="Keep nothing of a reader, not even that they left",
)
def forget_reader(request: TokenRequest, reader_id: int) -> Any:
    readers.forget(_reader(request, reader_id), request.actor, clock.now())
    return Status(204, None)


@router.get(
    "/deliveries/{int:delivery_id}/letters",
    response=LettersShown,
    operation_id="letters.see",
    summary="How the letters of a delivery go",
)
def see_letters(request: TokenRequest, delivery_id: int) -> LettersShown:
    """All zero, where it is no letters, or none have left."""
    delivery = get_object_or_404(Delivery, pk=delivery_id, workspace=request.workspace)
    mailing = told.of_delivery(delivery.pk)
    return _shown(mailing) if mailing else LettersShown(delivery=delivery.pk)


@router.post(
    "/deliveries/{int:delivery_id}/letters",
    response=LettersShown,
    operation_id="letters.change",
    summary="Stop what has not left, let it go on, or send again what nobody knows of",
)
def change_letters(request: TokenRequest, delivery_id: int, given: LettersDo) -> LettersShown:
    mailing = _mailing(request, delivery_id)
    acts: dict[str, Callable[[Mailing, Actor, datetime], object]] = {
        "stop": told.stop,
        "go-on": told.go_on,
        "again": told.send_unknown_again,
        "again-refused": told.send_refused_again,
    }
    acts[given.do](mailing, request.actor, clock.now())
    return _shown(_mailing(request, delivery_id))


def _shown(mailing: Mailing) -> LettersShown:
    counts = told.told(mailing)
    return LettersShown(
        delivery=mailing.delivery_id,
        opened_at=mailing.opened_at,
        closed_at=mailing.closed_at,
        stopped_at=mailing.stopped_at,
        first_sent_at=counts.first_at,
        last_sent_at=counts.last_at,
        why=said(mailing.trouble),
        all=counts.all,
        sent=counts.sent,
        waiting=counts.waiting,
        refused=counts.refused,
        unknown=counts.unknown,
        skipped=counts.skipped,
        left=counts.left,
    )


def _channel(request: TokenRequest, channel_id: int) -> Channel:
    found: Channel = get_object_or_404(request.workspace.channels.here(), pk=channel_id)
    readers.insist(found)
    return found


def _reader(request: TokenRequest, reader_id: int) -> Reader:
    found: Reader = get_object_or_404(Reader, pk=reader_id, workspace=request.workspace)
    return found


def _mailing(request: TokenRequest, delivery_id: int) -> Mailing:
    return told.insist(get_object_or_404(Delivery, pk=delivery_id, workspace=request.workspace))
