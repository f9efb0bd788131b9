"""What every page says of the house."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner import frame
from planner.installation import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_worker_that_was_started_anew_is_seen_though_an_older_one_is_silent(harbour: Any) -> None:
    now = timezone.now()
    for owner, hours in (("a-old", 3), ("b-new", 0), ("c-older", 9)):
        seen = now - timedelta(hours=hours)
        Heartbeat.objects.create(owner=owner, started_at=seen, seen_at=seen)
    found = frame.read(harbour, now)
    assert (found.worker_seen_at, found.worker_silent) == (now, False)
    Heartbeat.objects.filter(owner="b-new").delete()
    assert frame.read(harbour, now).worker_silent
