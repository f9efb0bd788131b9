"""A network asks a person to read a picture before it takes a post: the picture shown, the answer brought."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner import outside
from planner.deliveries.models import Delivery
from planner.deliveries.placed import ANSWER
from planner.deliveries.plan import afresh
from planner.history.models import Actor
from planner.history.record import record
from planner.states import WrongState
from publishers.errors import PublisherError

LARGEST = 500_000  # bytes
STARTS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


@transaction.atomic
def answer(delivery: Delivery, words: str, by: Actor, now: datetime) -> None:
    """What a person read in the picture; it goes on at once with that. Raises WrongState."""
    puzzle = delivery.trouble.get("puzzle", "")
    if delivery.state != "blocked" or not puzzle:
        raise WrongState(_("The network asks nothing here."))
    if not words.strip():
        raise WrongState(_("Type what the picture says."))
    without = {name: value for name, value in delivery.kept.items() if not name.startswith(ANSWER)}
    grace = delivery.late_until - delivery.due_at
    delivery.step(
        "scheduled",
        "answered",
        now,
        details={"by": by.name},
        kept=without | {f"{ANSWER}{puzzle}": words.strip()[:200]},
        trouble={},
        next_try_at=None,
        due_at=max(delivery.due_at, now),
        late_until=max(delivery.late_until, now + grace),
        **afresh(delivery),
    )
    record(delivery.workspace_id, by, "delivery.answered", delivery, at=now)


def picture(delivery: Delivery) -> tuple[bytes, str] | None:
    """The picture and its type, fetched by us: the page itself loads nothing from elsewhere."""
    address = delivery.trouble.get("picture", "") if delivery.state == "blocked" else ""
    if not address:
        return None
    try:
        answer = outside.web().ask("GET", address, max_bytes=LARGEST)
    except PublisherError:
        return None
    kind = next((kind for start, kind in STARTS.items() if answer.body.startswith(start)), "")
    return (answer.body, kind) if answer.ok and kind else None
