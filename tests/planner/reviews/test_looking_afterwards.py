"""What went the urgent way is not forgotten: whoever should look at it is reminded, twice at most."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import agree
from planner.notices.derive import derive_all
from planner.notices.models import Notice
from planner.notices.telling import tell
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews import urgent
from planner.reviews.models import Afterlook
from planner.reviews.setting_steps import StepSaid, add_step
from planner.reviews.tasks import attend_all

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hurried(
    harbour: Any, ada: Any, grace: Any, boris: Any, clara: Any, by: Any, acting: Any, now: datetime
) -> Post:
    """Grace approved it alone; Boris and Clara were asked too."""
    harbour.review_policy, harbour.urgent_path = "steps", True
    harbour.save()
    add_step(harbour, StepSaid("Everybody", users=(grace.pk, boris.pk, clara.pk), rule="all"), by)
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    agree.ask(post, acting(ada), now)
    agree.approve_urgently(post, acting(grace), 1, now, "The pier closes at noon.")
    return post


def reminders(now: datetime) -> list[str]:
    attend_all(now)
    derive_all(now)
    told = Notice.objects.filter(act="post.afterlook_waits").order_by("pk")
    return [str(one.user) for one in told]


def test_after_a_day_and_after_three_who_was_asked_is_reminded(hurried: Post, now: datetime) -> None:
    assert reminders(now + timedelta(hours=23)) == []
    assert reminders(now + DAY) == ["Boris"]
    assert reminders(now + 2 * DAY) == ["Boris"]
    assert reminders(now + 3 * DAY) == ["Boris", "Boris"]
    assert reminders(now + 30 * DAY) == ["Boris", "Boris"]
    told = tell(Notice.objects.filter(act="post.afterlook_waits")[0])
    assert told.sentence == "“Fog” went the urgent way (Grace), and nobody has looked at it afterwards."
    assert told.path == "/w/harbour/review/"


def test_what_was_looked_at_is_left_alone(hurried: Post, boris: Any, acting: Any, now: datetime) -> None:
    urgent.look_afterwards(Afterlook.objects.get(), acting(boris), True, "", now)
    assert reminders(now + DAY) == []


def test_where_nobody_else_was_asked_the_admins_are(
    harbour: Any, ada: Any, grace: Any, adam: Any, acting: Any, by: Any, now: datetime
) -> None:
    harbour.review_policy, harbour.urgent_path = "steps", True
    harbour.save()
    add_step(harbour, StepSaid("Grace", users=(grace.pk,)), by)
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    agree.ask(post, acting(ada), now)
    agree.approve_urgently(post, acting(grace), 1, now, "The pier closes at noon.")
    assert sorted(reminders(now + DAY)) == ["Adam", "Olga"]
