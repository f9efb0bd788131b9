"""How far a delivery is that is many letters. Mailings live in a room above: asked by name only."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from planner.deliveries.models import Delivery
from publishers.letters import WritesToEach


@dataclass(frozen=True, slots=True)
class Letters:
    """One for each reader of the moment at which it was opened."""

    all: int
    sent: int
    waiting: int
    is_stopped: bool
    is_closed: bool

    @property
    def words(self) -> str:
        """While some have not left: how far it is. Then ""."""
        if self.is_closed:
            return ""
        values = {"n": self.sent, "all": self.all}
        if self.is_stopped:
            return _("Stopped after %(n)s of %(all)s") % values
        return _("Sending %(n)s of %(all)s") % values


def letters_of(delivery: Delivery) -> Letters | None:
    """In one query; None for what is no letters, or whose letters nobody has addressed yet."""
    if delivery.state != "published" or not issubclass(delivery.channel.kind, WritesToEach):
        return None
    mine = Delivery.objects.filter(pk=delivery.pk, mailing__isnull=False).order_by()
    rows = mine.values_list("mailing__stopped_at", "mailing__closed_at", "mailing__envelopes__state")
    found = list(rows.annotate(n=Count("mailing__envelopes")))
    if not found:
        return None
    stopped_at, closed_at, _state, _n = found[0]
    counts = {state: n for _stopped, _closed, state, n in found}
    return Letters(
        all=sum(counts.values()),
        sent=counts.get("sent", 0),
        waiting=counts.get("waiting", 0) + counts.get("sending", 0),
        is_stopped=stopped_at is not None and closed_at is None,
        is_closed=closed_at is not None,
    )
