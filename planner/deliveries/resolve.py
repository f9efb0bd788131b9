"""A person's decision about what no machine can know: whether it is out, and where."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from planner.deliveries import by_hand
from planner.deliveries.invented import id_of_said
from planner.deliveries.models import Delivery
from planner.deliveries.plan import afresh
from planner.history.models import Actor
from planner.history.record import record
from planner.states import WrongState


@transaction.atomic
def resolve(
    delivery: Delivery, outcome: str, url: str, by: Actor, now: datetime, *, instead_of: str = ""
) -> None:
    """A person says what became of a held delivery: "published" (with its link), "absent" or "drop".

    Of one that people publish by hand "absent" means later, and its link may come afterwards, or another
    `instead_of` the one that it has. Raises WrongState.
    """
    is_late_link = outcome == "published" and url != "" and by_hand.has_a_place(delivery)
    if is_late_link and instead_of != delivery.receipt_url:  # what one person said, the next does not undo
        raise WrongState(_("Somebody has said where it is by now. Look whether that is right."))
    if delivery.state != "held" and not is_late_link:
        raise WrongState(_("Nobody needs to decide about this."))
    if url and _is_anothers(delivery, url):
        raise WrongState(_("Another post here has that address already. Paste the address of this one."))
    if is_late_link:
        by_hand.say_where(delivery, url, by, now)
        return
    if by_hand.is_waiting(delivery):
        by_hand.answer(delivery, outcome, url, by, now)
        return
    details = {"by": by.name, "url": url}
    if outcome == "published":
        delivery.step(
            "published",
            "confirmed",
            now,
            details=details,
            receipt_id=id_of_said(delivery, url, by)[:300],
            receipt_url=url,
            published_at=delivery.sent_at or now,
            maybe_out=False,
            trouble={},
        )
    elif outcome == "absent":
        delivery.step(
            "waiting",
            "denied",
            now,
            details=details,
            maybe_out=False,
            doubt_at=None,
            absent_at=None,
            next_try_at=now,
            late_until=now + (delivery.late_until - delivery.due_at),
            trouble={},
            deaths=0,
            **afresh(delivery),
        )
    else:
        delivery.step("cancelled", "dropped", now, details=details, maybe_out=False, trouble={})
    record(delivery.workspace_id, by, "delivery.resolved", delivery, at=now, outcome=outcome, url=url)


def _is_anothers(delivery: Delivery, url: str) -> bool:
    there = Q(receipt_id=url[:300]) | Q(receipt_url=url)
    if number := delivery.channel.id_at(url):
        there |= Q(receipt_id=number)
    others = Delivery.objects.filter(there, channel=delivery.channel_id)
    return others.exclude(pk=delivery.pk).exists()
