"""The API about evidence: what was agreed and sent, as one file that can be checked."""

from typing import Any, Literal

from django.http import HttpResponseBase
from django.utils import timezone as clock
from ninja import Query, Router, Schema
from pydantic import Field

from planner.contract.schema import Given, Words
from planner.evidence.editions import Edition
from planner.evidence.pack import Wanted
from planner.evidence.serving import month_in, served
from planner.people.request import TokenRequest

router = Router(tags=["Evidence"])
ALSO_A_PAGE = {"responses": {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}}


class EvidenceWhere(Given):
    form: Literal["json", "html"] = Field(
        default="json", description="`html` is a page with the same JSON in it."
    )
    include_internal: bool = Field(
        default=True, description="`false`: the edition for a client, without internal words and addresses."
    )

    @property
    def edition(self) -> Edition:
        return Edition.WHOLE if self.include_internal else Edition.CLIENT


class MonthWhere(EvidenceWhere):
    month: Words = Field(
        default="", max_length=7, description="Such as `2026-11`, in the workspace's zone. Empty: this month."
    )


class RecordShown(Schema):
    """`hash` covers the record and the one before."""

    number: int
    kind: str
    post: int
    at: str
    body: dict[str, Any]
    previous_hash: str
    hash: str


class EvidenceShown(Schema):
    """A pack. `docs/evidence.md` says what it proves; `manage.py verify_evidence` checks it."""

    format: str
    header: dict[str, Any]
    header_hash: str
    records: list[RecordShown]
    seal: dict[str, Any]


@router.get(
    "/posts/{int:post_id}/evidence",
    response=EvidenceShown,
    openapi_extra=ALSO_A_PAGE,
    operation_id="evidence.post",
    summary="What was said, agreed and sent about a post, hash-chained",
)
def evidence_of_post(request: TokenRequest, post_id: int, where: Query[EvidenceWhere]) -> HttpResponseBase:
    wanted = Wanted(request.workspace, where.edition, post_id=post_id)
    return served(request, wanted, where.form, clock.now())


@router.get(
    "/evidence",
    response=EvidenceShown,
    openapi_extra=ALSO_A_PAGE,
    operation_id="evidence.month",
    summary="What was said, agreed and sent about all posts of a month, hash-chained",
)
def evidence_of_month(request: TokenRequest, where: Query[MonthWhere]) -> HttpResponseBase:
    now = clock.now()
    month = month_in(where.month, now.astimezone(request.workspace.zone).date())
    return served(request, Wanted(request.workspace, where.edition, month=month), where.form, now)
