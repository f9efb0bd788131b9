"""Dispatches on their way: claimed before they are sent, tried again, and never given up in silence."""

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from planner.deliveries import points
from planner.installation import Installation
from planner.notices import letters, programs, telegram
from planner.notices.give_up import give_up
from planner.notices.kinds import LIST, Way, is_sure
from planner.notices.letter import Doubtful, Letter, NotSent
from planner.notices.models import Dispatch, Notice
from planner.notices.pace import after_quiet
from planner.notices.reach import GATHER, quiet_of
from planner.people.models import Membership
from planner.rounds import Round
from publishers.errors import gettext_noop

log = logging.getLogger("almanac.notices")
LEASE = timedelta(minutes=5)  # longer than any way takes for one letter
MOST_IN_A_LETTER = 50
TRANSPORTS: Mapping[str, Callable[[Letter, datetime], None]] = {
    Way.EMAIL: letters.send,
    Way.TELEGRAM: telegram.send,
    Way.WEBHOOK: programs.send,
}
MINUTES: Mapping[str, tuple[float, ...]] = {  # until the next try
    Way.EMAIL: (1, 5, 15, 60, 180, 360),
    Way.TELEGRAM: (1, 5, 15, 60, 180, 360),
    Way.WEBHOOK: (0.1, 5, 30, 120, 300, 600, 840, 1200, 1440),
}
MAY_BE = gettext_noop("The process ended while it was being sent, so it may have been sent.")
RESTORED = gettext_noop("It waited when the backup of {at} was made, so it may have been sent since.")
rounds = {way: Round(30) for way in TRANSPORTS}


def send_due(way: str, now: datetime) -> int:
    """Send what is due by this way, until the round is over. How many letters were tried.

    Nothing leaves a house that stands still as a whole: a copy or a restored backup must not write to people.
    """
    if Installation.objects.filter(paused_at__isnull=False).exists():
        return 0
    take_over(way, now)
    tried = 0
    for letter in rounds[way].over(iter(lambda: claim(way, now), None)):
        tried += 1
        _send(letter, now)
    return tried


def claim(way: str, now: datetime) -> Letter | None:
    """The next letter that is due, ours alone. None: there is none."""
    while first := _waiting(way).filter(due_at__lte=now).order_by("due_at", "pk").first():
        with transaction.atomic():
            same = _together(first, now).select_for_update(skip_locked=True, of=("self",))
            ids = [one.pk for one in same.order_by("pk")[:MOST_IN_A_LETTER]]
            name = first.letter or str(uuid.uuid4())
            mine = Dispatch.objects.filter(pk__in=ids, state="waiting")
            mine.update(state="sending", letter=name, claimed_at=now)
        found = list(_read(ids).filter(letter=name, state="sending"))
        if found:
            return Letter(name, way, found)
    return None


def take_over(way: str, now: datetime) -> None:
    """What a dead process held. Sent again where a second letter is better than none; else it is said."""
    left = Dispatch.objects.filter(way=way, state="sending", claimed_at__lt=now - LEASE)
    for one in left.select_related("notice"):
        again = way == Way.WEBHOOK or is_sure(one.notice.kind)
        trouble = {"template": MAY_BE, "values": {}, "code": "may_be"}
        still = Dispatch.objects.filter(pk=one.pk, state="sending", claimed_at=one.claimed_at)
        if again:
            still.update(state="waiting", due_at=now, trouble=trouble)
        else:
            still.update(state="unsure", trouble=trouble)


def doubt_all(backup: str) -> int:
    """After a restore: what waited then has most likely left since. What must be told is told again."""
    sure = [kind.name for kind in LIST if kind.is_sure]
    trouble = {"template": RESTORED, "values": {"at": backup}, "code": "restored"}
    waiting = Dispatch.objects.filter(state__in=("waiting", "sending")).exclude(way=Way.WEBHOOK)
    return waiting.exclude(notice__kind__in=sure).update(state="unsure", trouble=trouble)


def _send(letter: Letter, now: datetime) -> None:
    points.reach("N3", letter.first.pk)  # claimed, nothing left
    try:
        if _is_for_nobody(letter):
            _settle(letter, state="dropped")
            return
        TRANSPORTS[letter.way](letter, now)
    except Doubtful as doubt:
        _doubt(letter, doubt, now)
    except NotSent as trouble:
        _not_sent(letter, trouble, now)
    except Exception as fault:
        log.exception("A letter could not be sent")
        _not_sent(letter, NotSent({"template": type(fault).__name__, "values": {}, "code": "fault"}), now)
    else:
        points.reach("N4", letter.first.pk)  # it has left, and nobody has written it down
        _settle(letter, state="sent", sent_at=now, trouble={})


def _not_sent(letter: Letter, trouble: NotSent, now: datetime) -> None:
    delays = MINUTES[letter.way]
    if trouble.for_good or letter.tries >= len(delays):
        give_up(letter, trouble.trouble, now)
        return
    wait = max(delays[letter.tries] * 60, trouble.after)
    due_at = now + timedelta(seconds=wait)
    if letter.first.user is not None:
        due_at = after_quiet(due_at, quiet_of(letter.first.user, letter.workspace))
    _settle(letter, state="waiting", due_at=due_at, tries=letter.tries + 1, trouble=trouble.trouble)


def _doubt(letter: Letter, doubt: Doubtful, now: datetime) -> None:
    """It may have arrived: what must be told is told again, the rest says that nobody knows."""
    must = [one for one in letter.dispatches if is_sure(one.notice.kind)]
    rest = [one for one in letter.dispatches if one not in must]
    if rest:
        _settle(Letter(letter.id, letter.way, rest), state="unsure", trouble=doubt.trouble)
    if must:
        _not_sent(Letter(letter.id, letter.way, must), doubt, now)


def _settle(letter: Letter, state: str, **changes: object) -> None:
    ours = Dispatch.objects.filter(pk__in=[one.pk for one in letter.dispatches], state="sending")
    ours.update(state=state, **changes)


def _is_for_nobody(letter: Letter) -> bool:
    """They have left since."""
    first = letter.first
    if first.user is not None:
        return not Membership.objects.filter(
            workspace=letter.workspace, user=first.user, user__is_active=True
        ).exists()
    return first.contact is not None and first.contact.removed_at is not None


def _waiting(way: str) -> "QuerySet[Dispatch]":
    return Dispatch.objects.filter(way=way, state="waiting").select_related("notice")


def _together(first: Dispatch, now: datetime) -> "QuerySet[Dispatch]":
    """What leaves in the same letter: what did before; else all that is due to the reader, or about to be."""
    waiting = Dispatch.objects.filter(way=first.way, state="waiting")
    if first.letter:
        return waiting.filter(letter=first.letter)
    if first.way == Way.WEBHOOK:
        return waiting.filter(pk=first.pk)
    notice: Notice = first.notice
    return waiting.filter(
        Q(notice__user=notice.user_id) if notice.user_id else Q(notice__contact=notice.contact_id),
        notice__workspace=notice.workspace_id,
        letter="",
        due_at__lte=now + GATHER[first.way],
    )


def _read(ids: list[int]) -> "QuerySet[Dispatch]":
    found = Dispatch.objects.filter(pk__in=ids).order_by("notice__at", "pk")
    return found.select_related(
        "notice__workspace", "notice__user", "notice__contact", "notice__webhook", "notice__post__head",
        "notice__delivery",
    )  # fmt: skip
