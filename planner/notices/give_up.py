"""A letter that did not arrive after the last try: its reader and the admins see it in the product."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from planner.notices.case import Room
from planner.notices.kinds import Way, is_sure
from planner.notices.letter import Letter
from planner.notices.models import Dispatch, Notice, TelegramChat
from planner.notices.reach import mail_goes_out
from planner.notices.ways import Webhook
from planner.people.models import Workspace
from planner.people.permissions import Verb


@transaction.atomic
def give_up(letter: Letter, trouble: Mapping[str, Any], now: datetime) -> None:
    """Say so to the person and to the admins. What must be told goes by the other way, if there is one."""
    ours = Dispatch.objects.filter(pk__in=[one.pk for one in letter.dispatches], state="sending")
    if not ours.update(state="gave_up", tries=letter.tries + 1, trouble=dict(trouble)):
        return
    first = letter.first
    if first.webhook is not None and not Webhook.objects.filter(pk=first.webhook.pk, is_on=True).exists():
        return  # that it is off was said for all that it did not take
    data = {
        "person": letter.reader,
        "user": first.user_id,
        "way": letter.way,
        "trouble": dict(trouble),
        "kinds": sorted({one.kind for one in letter.notices}),
    }
    readers = [*([first.user_id] if first.user_id else []), *admins(letter.workspace)]
    say(letter.workspace, readers, "notice.untold", f"untold:{letter.id}", data, now)
    _other_way(letter, now)


@transaction.atomic
def switch_off(webhook: Webhook, trouble: Mapping[str, Any], now: datetime) -> None:
    """It failed too often. What still waits for it is given up, and the admins are told once."""
    changed = Webhook.objects.filter(pk=webhook.pk, is_on=True).update(is_on=False, trouble=dict(trouble))
    if not changed:
        return
    waiting = Dispatch.objects.filter(notice__webhook=webhook, state="waiting")
    waiting.update(state="gave_up", trouble=dict(trouble))
    data = {"url": webhook.url, "trouble": dict(trouble)}
    key = f"off:{webhook.pk}:{now.isoformat(timespec='seconds')}"
    say(webhook.workspace, admins(webhook.workspace), "webhook.off", key, data, now)


def admins(workspace: Workspace) -> list[int]:
    return Room(workspace).who_may(Verb.SETTINGS)


def say(
    workspace: Workspace, users: Iterable[int], act: str, key: str, data: Mapping[str, Any], now: datetime
) -> None:
    """In the product alone, once to each."""
    Notice.objects.bulk_create(
        [
            Notice(
                workspace=workspace, user_id=pk, kind="untold", act=act, key=key[:60], data=dict(data), at=now
            )
            for pk in dict.fromkeys(users)
        ],
        ignore_conflicts=True,
    )


def _other_way(letter: Letter, now: datetime) -> None:
    user = letter.first.user
    if user is None:
        return
    chat = TelegramChat.objects.filter(bot__workspace=letter.workspace, user=user, chat_id__isnull=False)
    other = Way.TELEGRAM if letter.way == Way.EMAIL else Way.EMAIL
    if not (chat.exists() if other == Way.TELEGRAM else mail_goes_out()):
        return
    Dispatch.objects.bulk_create(
        [Dispatch(notice=one, way=other.value, due_at=now) for one in letter.notices if is_sure(one.kind)],
        ignore_conflicts=True,
    )
