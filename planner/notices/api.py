"""The API about notices and webhooks."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Id, Page, Words
from planner.notices import listing, setting
from planner.notices.models import Notice, Webhook
from planner.notices.telling import tell
from planner.people.request import TokenRequest
from planner.sentences import said

router = Router(tags=["Notices"])


class NoticeShown(Schema):
    """One thing that whoever owns the token is told."""

    id: int
    kind: str
    act: str
    says: str = Field(description="In the language of whoever asks.")
    why: str
    next: str = Field(description="What can be done now.")
    url: str = Field(description="Where it is done.")
    post: int | None
    delivery: int | None
    at: datetime
    read_at: datetime | None


class NoticesWhere(Where):
    unread: bool = Field(default=False, description="Only those that are new.")
    kind: Words = Field(default="", max_length=16, description="Only of this kind.")


class ReadGiven(Given):
    ids: list[Id] = Field(default_factory=list, max_length=500)
    all: bool = Field(default=False, strict=True, description="All of them, whatever `ids` says.")


class ReadAnswer(Schema):
    read: int = Field(description="How many were new until now.")


class WebhookShown(Schema):
    """A program that is told. `kinds` empty: of everything."""

    id: int
    url: str
    kinds: list[str]
    is_on: bool
    failures: int = Field(description="Tries in a row; a day of them switches it off.")
    trouble: str
    last_sent_at: datetime | None


class WebhookMade(WebhookShown):
    secret: str = Field(description="For the signatures. Shown only now.")


class WebhookGiven(Given):
    url: Words = Field(max_length=500)
    kinds: list[Words] = Field(default_factory=list, max_length=40)


class WebhookChanges(Given):
    url: Words | None = Field(default=None, max_length=500)
    kinds: list[Words] | None = Field(default=None, max_length=40)
    is_on: bool | None = Field(default=None, strict=True)


@router.get(
    "/notices",
    response=Page[NoticeShown],
    operation_id="notices.list",
    summary="What you are told, newest first",
)
def list_notices(request: TokenRequest, where: Query[NoticesWhere]) -> Page[NoticeShown]:
    rows = Notice.objects.shown_to(request.token.user, request.workspace)
    rows = rows.unread() if where.unread else rows
    rows = rows.filter(kind=where.kind) if where.kind else rows
    with timezone.override(request.workspace.zone):
        return page(rows.select_related("workspace", "post__head", "delivery"), where, _shown)


@router.post(
    "/notices/read", response=ReadAnswer, operation_id="notices.read", summary="Mark notices as read"
)
def read_notices(request: TokenRequest, given: ReadGiven) -> ReadAnswer:
    ids = None if given.all else given.ids
    return ReadAnswer(read=listing.read(request.token.user, request.workspace, ids, timezone.now()))


@router.get("/webhooks", response=Page[WebhookShown], operation_id="webhooks.list", summary="List webhooks")
def list_webhooks(request: TokenRequest, where: Query[Where]) -> Page[WebhookShown]:
    return page(Webhook.objects.filter(workspace=request.workspace), where, _webhook)


@router.post("/webhooks", response={201: WebhookMade}, operation_id="webhooks.add", summary="Add a webhook")
def add_webhook(request: TokenRequest, given: WebhookGiven) -> Any:
    try:
        made, secret = setting.add_webhook(
            request.workspace, given.url, given.kinds, request.actor, timezone.now()
        )
    except setting.NotSet as refusal:
        raise Invalid("body.url", str(refusal)) from None
    return Status(201, WebhookMade(**_webhook(made).dict(), secret=secret))


@router.get(
    "/webhooks/{int:webhook_id}", response=WebhookShown, operation_id="webhooks.see", summary="See a webhook"
)
def see_webhook(request: TokenRequest, webhook_id: int) -> WebhookShown:
    return _webhook(_found(request, webhook_id))


@router.patch(
    "/webhooks/{int:webhook_id}",
    response=WebhookShown,
    operation_id="webhooks.change",
    summary="Change a webhook",
)
def change_webhook(request: TokenRequest, webhook_id: int, given: WebhookChanges) -> WebhookShown:
    webhook = _found(request, webhook_id)
    try:
        setting.change_webhook(
            webhook, request.actor, timezone.now(), url=given.url, kinds=given.kinds, is_on=given.is_on
        )
    except setting.NotSet as refusal:
        raise Invalid("body.url", str(refusal)) from None
    return _webhook(webhook)


@router.delete(
    "/webhooks/{int:webhook_id}",
    response={204: None},
    operation_id="webhooks.remove",
    summary="Remove a webhook",
)
def remove_webhook(request: TokenRequest, webhook_id: int) -> Any:
    setting.remove_webhook(_found(request, webhook_id), request.actor, timezone.now())
    return Status(204, None)


def _found(request: TokenRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook, workspace=request.workspace, pk=webhook_id)


def _shown(notice: Notice) -> NoticeShown:
    told = tell(notice)
    return NoticeShown(
        id=notice.pk, kind=notice.kind, act=notice.act, says=told.sentence, why=told.why, next=told.next,
        url=told.url, post=notice.post_id, delivery=notice.delivery_id, at=notice.at, read_at=notice.read_at,
    )  # fmt: skip


def _webhook(webhook: Webhook) -> WebhookShown:
    return WebhookShown(
        id=webhook.pk, url=webhook.url, kinds=webhook.kinds, is_on=webhook.is_on, failures=webhook.failures,
        trouble=said(webhook.trouble), last_sent_at=webhook.last_sent_at,
    )  # fmt: skip
