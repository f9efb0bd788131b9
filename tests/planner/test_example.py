"""The example month: believable, marked, and never sent."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from planner import example
from planner.channels.connect import default_channels
from planner.deliveries.models import Delivery
from planner.deliveries.stage import with_stage
from planner.history.models import Actor
from planner.posts.models import Post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_stage_of_a_month_is_there_and_nothing_was_sent(
    language: str, harbour: Any, olga: Any, now: datetime, settings: Any
) -> None:
    harbour.language = language
    harbour.save()
    by = Actor(olga.pk, str(olga))
    if not harbour.channels.exists():
        default_channels(harbour, by, now)
    assert example.fill(harbour, by, now) == len(example.MONTH) == Post.objects.count()
    stages = set(with_stage().values_list("stage", flat=True))
    assert stages == {"published", "scheduled", "approved", "in_review", "changes", "draft"}
    assert not Post.objects.filter(example=False).exists()
    assert not Post.objects.filter(tags=None).exists()
    for delivery in Delivery.objects.filter(state="published"):
        assert [step.what for step in delivery.story.all()] == ["planned", "example"]
    assert list(Path(settings.SITE_ROOT).rglob("posts/*/index.html")) == []
