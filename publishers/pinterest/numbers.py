"""How pins are doing, of their whole life; Pinterest counts a day or two late."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.message import Reach
from publishers.pinterest.answers import object_of
from publishers.pinterest.api import Api

METRICS = ("IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE", "TOTAL_REACTIONS", "TOTAL_COMMENTS")
OLDEST = timedelta(days=89)  # Pinterest wants a period that begins at most 90 days ago


def reach_of(api: Api, pins: Sequence[str]) -> dict[str, Reach]:
    """By pin; one that is gone has none. What is not counted yet is None."""
    today = datetime.now(UTC).date()
    asked = {
        "start_date": (today - OLDEST).isoformat(),
        "end_date": today.isoformat(),
        "metric_types": ",".join(METRICS),
    }
    found = {}
    for pin in pins:
        answer = api.ask("GET", f"pins/{pin}/analytics", asked, is_extra=True, or_missing=True)
        if answer.status != 404:
            found[pin] = _reach(object_of(answer).get("all"))
    return found


def _reach(said: Any) -> Reach:
    """A PIN_CLICK only opens the pin; an OUTBOUND_CLICK is one to where it leads."""
    known: dict[str, Any] = said if isinstance(said, dict) else {}
    lifetime = known.get("lifetime_metrics")
    counted: dict[str, Any] = lifetime if isinstance(lifetime, dict) else {}
    return Reach(
        views=_count(counted.get("IMPRESSION")),
        likes=_count(counted.get("TOTAL_REACTIONS")),
        replies=_count(counted.get("TOTAL_COMMENTS")),
        bookmarks=_count(counted.get("SAVE")),
        clicks=_count(counted.get("OUTBOUND_CLICK")),
        raw=known,
    )


def _count(value: Any) -> int | None:
    """Pinterest's numbers may have a point, counts too."""
    return int(value) if type(value) in (int, float) and 0 <= value < 10**15 else None
