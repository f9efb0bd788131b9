"""Deliveries that people must hear of: those that did not go out, or of which nobody knows."""

from planner.deliveries.by_hand import CODE
from planner.deliveries.story import Step
from planner.notices.case import Case, Room

TOLD_STATES = ("failed", "missed", "held", "blocked")
ONLY_WHILE = frozenset(
    {"held", "blocked"}
)  # told while they last; what failed is told even when it is mended


def trouble_case(room: Room, step: Step) -> Case | None:
    """The case of a delivery that came into such a state, or None.

    A thread is told of once: by the first of its parts that is not out. Example content is nobody's trouble.
    """
    delivery, state = step.delivery, str(step.details.get("to"))
    if delivery.post.example or (state in ONLY_WHILE and delivery.state != state):
        return None
    if delivery.previous is not None and delivery.previous.state != "published":
        return None
    trouble = delivery.trouble if delivery.state == state else _said_by(step)
    details = {
        "what": step.what,
        "trouble": {name: trouble[name] for name in ("template", "values", "code") if name in trouble},
        "puzzle": bool(trouble.get("puzzle")),
        "channel": delivery.channel.name,
        "due_at": delivery.due_at.isoformat(),
        "parts": delivery.parts,
    }
    return Case(
        room,
        "delivery.by_hand" if trouble.get("code") == CODE else f"delivery.{state}",
        f"step:{delivery.pk}:{step.number}",
        details=details,
        post=delivery.post,
        delivery=delivery,
        channel=delivery.channel,
    )


def _said_by(step: Step) -> dict[str, object]:
    """Where the delivery has gone on since: what the line itself kept of the reason."""
    return {name: step.details[name] for name in ("template", "values", "code") if name in step.details}
