"""By webhook, after the Standard Webhooks 1.0.0 rules: signed, repeated with the same id until taken."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation

from planner import outside
from planner.notices.give_up import switch_off
from planner.notices.letter import Letter, NotSent
from planner.notices.models import Notice
from planner.notices.telling import tell
from planner.notices.ways import Webhook
from planner.vault import Locked
from publishers.errors import PublisherError, gettext_noop
from publishers.webhook import sign

MOST_FAILURES = 5  # tries in a row; when they also fail for this long, it is switched off
PATIENCE = timedelta(days=1)
TIMEOUT = 15.0  # seconds
GONE = gettext_noop("The receiver wants no more messages (410 Gone).")
ANSWERED = gettext_noop("The receiver answered {status}.")


def send(letter: Letter, now: datetime) -> None:
    """Raises NotSent."""
    webhook = letter.first.webhook
    assert webhook is not None
    if not webhook.is_on:
        raise NotSent(webhook.trouble or {"template": GONE}, for_good=True)
    try:
        post(webhook, f"msg_{letter.id}", f"notice.{letter.first.kind}", data_of(letter.first))
    except NotSent as trouble:
        _failed(webhook, trouble, now)
        raise
    Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None, trouble={}, last_sent_at=now)


def post(webhook: Webhook, message_id: str, kind: str, data: dict[str, Any]) -> None:
    """One signed message, now. Raises NotSent."""
    seconds = int(time.time())
    moment = datetime.fromtimestamp(seconds, UTC).isoformat()
    message = {"type": kind, "timestamp": moment, "data": data}
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": sign(webhook.take_out(), message_id, seconds, body),
        }
        answer = outside.web().request("POST", webhook.url, headers=headers, content=body, timeout=TIMEOUT)
    except (PublisherError, Locked) as trouble:
        raise NotSent(trouble) from trouble
    if answer.status == 410:
        raise NotSent({"template": GONE, "values": {}, "code": "410"}, for_good=True)
    if not answer.ok:
        raise NotSent({"template": ANSWERED, "values": {"status": answer.status}, "code": str(answer.status)})


def data_of(notice: Notice) -> dict[str, Any]:
    """What a program learns: ids to ask the API for the rest, and a sentence in the workspace's language."""
    workspace = notice.workspace
    with translation.override(workspace.language), timezone.override(workspace.timezone):
        told = tell(notice)
    return {
        "workspace": workspace.slug,
        "kind": notice.kind,
        "act": notice.act,
        "at": notice.at.isoformat(),
        "post": notice.post_id,
        "delivery": notice.delivery_id,
        "actor": notice.data.get("actor"),
        "says": told.sentence,
        "why": told.why,
        "next": told.next,
        "url": f"{settings.PUBLIC_URL}{told.path}",
    }


def _failed(webhook: Webhook, trouble: NotSent, now: datetime) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(failures=F("failures") + 1, trouble=trouble.trouble)
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=now)
    webhook.refresh_from_db(fields=["failures", "failing_since"])
    is_long = webhook.failing_since is not None and now - webhook.failing_since >= PATIENCE
    if trouble.trouble.get("code") == "410" or (webhook.failures >= MOST_FAILURES and is_long):
        switch_off(webhook, trouble.trouble, now)
        trouble.for_good = True
