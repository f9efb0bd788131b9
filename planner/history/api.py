"""The API about who did what."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.schema import LARGEST_ID, Page, Words
from planner.history.models import Entry
from planner.people.request import TokenRequest
from planner.remarks.readers import told_to

router = Router(tags=["History"])


class EntryShown(Schema):
    """One act. `hash` covers it and the entry before, so that a change of either would show."""

    number: int
    at: datetime
    actor: str
    user_id: int | None
    via: str
    act: str
    thing: str
    thing_id: int
    details: dict[str, Any]
    previous_hash: str
    hash: str


class EntriesWhere(Where):
    thing: Words = Field(default="", description="Only about this kind of thing, such as `post`.")
    thing_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)


@router.get(
    "/history", response=Page[EntryShown], operation_id="history", summary="Who did what, newest first"
)
def history(request: TokenRequest, filters: Query[EntriesWhere]) -> Page[EntryShown]:
    entries = told_to(Entry.objects.filter(workspace=request.workspace), request.membership)
    if filters.thing:
        entries = entries.filter(thing=filters.thing)
    if filters.thing_id is not None:
        entries = entries.filter(thing_id=filters.thing_id)
    return page(entries, filters, EntryShown.from_orm, ("-number",))
