"""The story of a delivery as a page, and what a person may decide there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from planner.deliveries import plan, settle, telling
from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from publishers.errors import Sentence, Uncertain

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(harbour: Any, olga: Any, acting: Any, now: datetime) -> Delivery:
    harbour.review_policy = "none"
    harbour.save()
    channel = harbour.channels.get(network="sandbox")
    post = Post.objects.write(
        harbour, acting(olga), Content("Fog", "Ships wait.", "", (Wording(channel.pk),))
    )
    when = of_instant(now + timedelta(hours=1), harbour.timezone)
    return plan.schedule(post, plan.Plan(when), acting(olga), now)[0]


def held(delivery: Delivery, now: datetime) -> Delivery:
    delivery.step("uncertain", "no_answer", now, maybe_out=True, doubt_at=now)
    delivery.step("held", "held", now, trouble={"template": "Is it there?", "values": {}, "code": "decide"})
    return delivery


def test_what_the_network_said_is_told_in_the_readers_language(delivery: Delivery, now: datetime) -> None:
    delivery.step("claimed", "claimed", now)
    delivery.step("sending", "intent", now, attempt="1", details={"key": "k", "payload": "p"}, key="k")
    settle.doubt(delivery, now, Uncertain(Sentence("The sandbox did not answer."), code="no_answer"), "1")
    with translation.override("ru"):
        assert "Песочница не ответила." in [one.heard for one in telling.story(delivery)]
    assert delivery.story.get(what="no_answer").details["heard"] == "The sandbox did not answer."


def test_every_step_has_a_sentence(delivery: Delivery, now: datetime) -> None:
    for what in telling.SENTENCES:
        step = Step(
            delivery=delivery, what=what, at=now, details={"by": "Grace", "again_at": now.isoformat()}
        )
        assert "%(" not in telling.tell(step).sentence


def test_a_story_is_told_in_the_workspaces_time(enter: Any, vera: Any, delivery: Delivery) -> None:
    page = enter(vera).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    local = delivery.due_at.astimezone(delivery.workspace.zone)
    assert "Put on the calendar for" in page
    assert local.strftime("%H:%M") in page
    assert "Cancel it" not in page  # a viewer only reads


def test_it_refreshes_by_itself_only_while_something_may_happen(
    enter: Any, vera: Any, acting: Any, olga: Any, delivery: Delivery, now: datetime
) -> None:
    browser, address = enter(vera), f"/w/harbour/deliveries/{delivery.pk}/"
    assert "every 2s" in browser.get(address).content.decode()
    plan.cancel(delivery, acting(olga), now)
    assert "every 2s" not in browser.get(address).content.decode()


def test_who_sees_it_there_pastes_the_link(enter: Any, grace: Any, delivery: Delivery, now: datetime) -> None:
    held(delivery, now)
    browser, address = enter(grace), f"/w/harbour/deliveries/{delivery.pk}/"
    assert "You decide" in browser.get(address).content.decode()
    browser.post(f"{address}decide/", {"do": "published", "url": "javascript:alert(1)"})
    delivery.refresh_from_db()
    assert delivery.state == "held"
    browser.post(f"{address}decide/", {"do": "published", "url": "https://example.org/1"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt_url) == ("published", "https://example.org/1")


def test_a_delivery_in_doubt_cannot_be_cancelled_or_moved(
    enter: Any, grace: Any, delivery: Delivery, now: datetime
) -> None:
    held(delivery, now)
    enter(grace).post(f"/w/harbour/deliveries/{delivery.pk}/change/", {"do": "cancel"})
    delivery.refresh_from_db()
    assert delivery.state == "held"


def test_a_delivery_is_moved_by_its_wall_time(enter: Any, grace: Any, delivery: Delivery) -> None:
    change = {"do": "move", "date": "2031-07-01", "time": "9:30"}
    enter(grace).post(f"/w/harbour/deliveries/{delivery.pk}/change/", change)
    delivery.refresh_from_db()
    assert (delivery.wall, delivery.zone) == ("2031-07-01T09:30:00", "Europe/Moscow")
