"""A mailing gets its envelopes: one for each reader at the moment when it is opened, and no more later."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

import publishers
from planner.deliveries import receipts
from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.mailings.models import Mailing
from publishers.letters import WritesToEach

FILL = """
INSERT INTO planner_envelope (mailing_id, reader_id, had_left, state, tries, message_id, said)
SELECT %s, id, FALSE, 'waiting', 0, '', ''
FROM planner_reader WHERE channel_id = %s AND state = 'reads' ORDER BY id
"""


def open_all(now: datetime) -> int:
    """Every mailing that has none yet. How many were opened; of two workers each opens another."""
    opened = 0
    for pk in without().values_list("pk", flat=True)[:50]:
        opened += _open(pk, now)
    return opened


def without() -> "QuerySet[Delivery]":
    """Deliveries that a publisher of letters has taken, and whose letters nobody has addressed yet.

    What a person said to be out, or brought from a table, is out without us: no letters follow.
    """
    networks = [name for name, kind in publishers.PUBLISHERS.items() if issubclass(kind, WritesToEach)]
    taken = Step.objects.filter(delivery=OuterRef("pk"), what__in=receipts.BY_RECEIPT)
    out = Delivery.objects.filter(channel__network__in=networks, state="published", mailing=None)
    return out.filter(Exists(taken))


@transaction.atomic
def _open(delivery_id: int, now: datetime) -> bool:
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    mailing, made = Mailing.objects.get_or_create(
        delivery=delivery, defaults={"channel_id": delivery.channel_id, "opened_at": now, "next_try_at": now}
    )
    if not made:
        return False
    with connection.cursor() as cursor:
        cursor.execute(FILL, [mailing.pk, delivery.channel_id])
    return True
