"""The example month: believable, marked, and never sent."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from media.models import Asset
from planner import example
from planner.channels.connect import default_channels
from planner.deliveries.models import Delivery
from planner.deliveries.stage import with_stage
from planner.freshness import judging
from planner.freshness.todo import Filters, todo
from planner.history.models import Actor
from planner.posts.models import Attachment, Post

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
    assert {asset.card["template"] for asset in Asset.objects.all()} == {"announcement", "event", "quote"}
    assert all(asset.alt for asset in Asset.objects.all())
    assert Attachment.objects.exclude(alt="").count() == 6
    for delivery in Delivery.objects.filter(state="published"):
        planned, shown = delivery.story.all()
        assert (planned.what, shown.what) == ("planned", "example")
        moments = {delivery.due_at, delivery.published_at, delivery.post.planned_at}
        assert moments == {datetime.fromisoformat(planned.details["due_at"])}
        assert delivery.sent_at is None
    assert list(Path(settings.SITE_ROOT).rglob("posts/*/index.html")) == []


def test_the_page_of_an_example_claims_nothing_about_sending(
    harbour: Any, olga: Any, enter: Any, now: datetime
) -> None:
    example.fill(harbour, Actor(olga.pk, str(olga)), now)
    browser = enter(olga)
    past = Delivery.objects.filter(state="published").first()
    coming = Delivery.objects.filter(state="scheduled").first()
    assert past
    assert coming
    page = browser.get(f"/w/harbour/deliveries/{past.pk}/").content.decode()
    assert "Example</span>" in page
    assert "It was never sent." in page
    assert f"Put on the calendar for {date_format(localtime(past.due_at, harbour.zone), 'j E, H:i')}." in page
    for claim in ("On time", "may be sent", "Guarantee on this channel"):
        assert claim not in page
    page = browser.get(f"/w/harbour/deliveries/{coming.pk}/").content.decode()
    assert "Example</span>" in page
    assert "may be sent" in page  # it does go out, to the Sandbox or the Site


def test_a_new_house_has_little_to_do_for_freshness(harbour: Any, olga: Any, now: Any) -> None:
    """Examples say some things twice; nobody is asked to hold them for that."""
    example.fill(harbour, Actor(olga.pk, "Olga"), now)
    while judging.judge_due(now):
        pass
    found = todo(harbour, Filters())
    assert 1 <= found.total <= 3
    assert all(row.judged.action != "hold" for row in found.rows)
