"""A post whose time came before its yes: whose channels it misses is told, and another time is offered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from planner.deliveries import agree
from planner.history.record import record
from planner.notices.models import Notice
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import weekly
from planner.reviews.policies import ReviewStep
from planner.reviews.tasks import attend_all
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(harbour: Any) -> Any:
    return harbour.channels.get(network="sandbox")


@pytest.fixture
def passed(
    harbour: Any, channel: Any, ada: Any, grace: Any, acting: Any, now: datetime
) -> Callable[..., Post]:
    """A post of Ada's that waits for Grace, an hour before now."""

    def make(time: datetime = now - timedelta(hours=1)) -> Post:
        harbour.review_policy = "steps"
        harbour.save()
        ReviewStep.objects.create(workspace=harbour, name="Editors", position=0).users.add(grace)
        content = Content("Fog", "Ships wait.", "", (Wording(channel.pk),))
        post = Post.objects.write(harbour, acting(ada), content)
        post.plan_for(of_instant(time, "UTC"))
        agree.ask(post, acting(ada), now)
        return post

    return make


def test_whose_channel_it_misses_is_told(
    harbour: Any, passed: Any, channel: Any, adam: Any, acting: Any, tell: Any, now: datetime
) -> None:
    with transaction.atomic():
        record(harbour.pk, acting(adam), "channel.connected", channel)
    passed()
    tell()
    attend_all(now)
    tell()
    missed = Notice.objects.filter(act="post.slot_passed")
    assert sorted(str(one.user) for one in missed) == ["Ada", "Adam", "Grace"]


def test_a_later_time_that_passes_too_is_told_again(passed: Any, tell: Any, now: datetime) -> None:
    post = passed()
    attend_all(now)
    attend_all(now + timedelta(minutes=1))
    post.plan_for(of_instant(now + timedelta(hours=5), "UTC"))
    attend_all(now + timedelta(hours=4))
    attend_all(now + timedelta(hours=6))
    tell()
    assert Notice.objects.filter(act="post.slot_passed", user__name="Ada").count() == 2


def test_the_next_free_slot_is_offered_and_taken(
    passed: Any, channel: Any, olga: Any, grace: Any, acting: Any, enter: Any, now: datetime
) -> None:
    post, browser = passed(), enter(grace)
    assert "Next free slot" not in browser.get("/w/harbour/review/").content.decode(), "there are no slots"
    weekly.add(channel, [weekly.Given(0, "10:00", None)], acting(olga))
    assert "Next free slot" in browser.get("/w/harbour/review/").content.decode()
    answer = f"/w/harbour/review/{post.pk}/answer/"
    page = browser.post(answer, {"seen": "1", "do": "slot"}, follow=True).content.decode()
    assert "It has another time: Monday" in page
    post.refresh_from_db()
    assert post.planned_at is not None
    assert post.planned_at > now
    assert post.state == "in_review"


def test_a_client_moves_nothing(
    passed: Any, channel: Any, clara: Any, olga: Any, acting: Any, enter: Any
) -> None:
    post = passed()
    ReviewStep.objects.get().users.add(clara)
    weekly.add(channel, [weekly.Given(0, "10:00", None)], acting(olga))
    before, browser = post.planned_at, enter(clara)
    assert "Next free slot" not in browser.get("/w/harbour/review/").content.decode()
    page = browser.post(f"/w/harbour/review/{post.pk}/answer/", {"seen": "1", "do": "slot"}, follow=True)
    assert "Somebody else wrote this post" in page.content.decode()
    post.refresh_from_db()
    assert post.planned_at == before
