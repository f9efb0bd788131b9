"""Followers are counted once on each day of the workspace."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.metrics import collect, followers
from planner.metrics.models import ChannelDay
from tests.hands import Hands
from tests.pigeon import LOFT
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_once_a_day_and_again_where_it_failed(loft: Channel, hands: Hands, later: Any) -> None:
    Channel.objects.exclude(pk=loft.pk).update(state="paused")
    LOFT.weather = "fog"
    assert followers.count_due(hands.time.wall) == 0
    LOFT.weather = ""
    assert followers.count_due(later(hours=1)) == 1
    assert followers.count_due(later(hours=2)) == 0
    LOFT.letters["letter-9"] = "Fog"
    assert followers.count_due(later(days=1)) == 1
    assert list(ChannelDay.objects.values_list("followers", flat=True)) == [40, 41]


def test_the_day_is_the_workspaces_own(loft: Channel, hands: Hands) -> None:
    midnight = hands.time.wall.replace(hour=21, minute=30)  # half past midnight in Moscow
    followers.count(loft, midnight)
    assert ChannelDay.objects.get().on == midnight.date() + timedelta(days=1)


def test_programs_read_every_look_and_every_day(
    letter: Any, loft: Channel, hands: Hands, later: Any, harbour: Any, vera: Any, other: Any, mallory: Any
) -> None:
    delivery = letter()
    collect.collect_due(later(hours=1))
    followers.count(loft, later(hours=1))
    program = Program(token_of(harbour, vera))
    [look] = program.raw("GET", f"/deliveries/{delivery.pk}/snapshots").json()
    assert (look["age"], look["views"], look["replies"], look["raw"]) == (3600, 3, None, {"seen": 3})
    [day] = program.raw("GET", f"/channels/{loft.pk}/followers").json()
    assert day["followers"] == 41
    stranger = Program(token_of(other, mallory))
    for address in (f"/deliveries/{delivery.pk}/snapshots", f"/channels/{loft.pk}/followers"):
        assert stranger.raw("GET", address).status_code == 404


def test_the_command_asks_for_everything_that_is_due(letter: Any, later: Any) -> None:
    delivery = letter()
    Delivery.objects.filter(pk=delivery.pk).update(published_at=timezone.now() - timedelta(hours=2))
    said = StringIO()
    call_command("measure", stdout=said)
    assert "Posts measured: 1." in said.getvalue()
