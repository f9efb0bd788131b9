"""Two months of posts that went out and were measured, and the moment from which they are looked at."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.insights.gathering import gather
from planner.metrics.models import ChannelDay
from tests.planner.insights.made import measured, published
from tests.worked import vectors

__all__ = ["vectors"]  # a fixture


@pytest.fixture
def later() -> datetime:
    """The moment at which October 2026 is looked at."""
    return datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def october(harbour: Any, olga: Any, acting: Any, later: datetime) -> Callable[..., list[Delivery]]:
    """october(): a measured post a day in September and October 2026; the later ones so much better."""

    def fill(name: str = "Harbour", network: str = "mastodon", better: float = 1.0, **labels: Any) -> Any:
        channel = Channel.objects.create(workspace=harbour, network=network, name=name, account_id=name)
        first = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
        made = published(channel, [first + timedelta(days=n) for n in range(61)], acting(olga), **labels)
        measured(made, later, lambda n, _at, draw: (30 + 60 * draw.random()) * (better if n > 29 else 1))
        gather(later)
        return made

    return fill


@pytest.fixture
def followed() -> Callable[..., None]:
    def count(channel: Channel, counts: dict[date, int]) -> None:
        ChannelDay.objects.bulk_create(
            ChannelDay(
                channel=channel, on=on, followers=n, at=datetime(on.year, on.month, on.day, tzinfo=UTC)
            )
            for on, n in counts.items()
        )

    return count
