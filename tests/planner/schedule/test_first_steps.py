"""The first steps: ticked by what is there, each leading to its place, gone when done or put away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.channels.models import Channel
from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.members import invite
from planner.people.models import Membership
from planner.people.permissions import Role
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.walltime import of_instant
from tests.bench.fill import fill

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]
MONTH = "/w/harbour/calendar/?view=month&month=2032-03"


def steps(browser: Any) -> dict[str, tuple[bool, str]]:
    shown = browser.get(MONTH).context["steps"]
    return {step.word: (step.is_done, step.address) for step in shown.steps} if shown else {}


def done(browser: Any) -> list[str]:
    return [word for word, (is_done, _address) in steps(browser).items() if is_done]


def test_each_ticks_itself_when_the_thing_is_there(
    enter: Any, olga: Any, harbour: Any, write: Writes, acting: Any, now: datetime
) -> None:
    harbour.memberships.exclude(user=olga).delete()
    browser = enter(olga)
    assert done(browser) == []
    Channel.objects.create(workspace=harbour, network="mastodon", name="Ours", account_id="1")
    assert done(browser) == ["Connect a channel"]
    example = write("An example")
    Post.objects.filter(pk=example.pk).update(example=True)
    assert "Write a post" not in done(browser)
    post = write("Fog")
    assert steps(browser)["Get a yes"] == (False, f"/w/harbour/posts/{post.pk}/")
    Post.objects.filter(pk=post.pk).update(state="approved", approved_version=post.head)
    assert steps(browser)["Get a yes"][0]
    assert steps(browser)["Schedule it"] == (False, f"/w/harbour/posts/{post.pk}/")
    Post.objects.filter(pk=post.pk).update(state="draft", approved_version=None)
    harbour.review_policy = "none"
    harbour.save()
    assert "Get a yes" not in steps(browser)  # nobody is asked
    plan.schedule(post, plan.Plan(of_instant(now + timedelta(hours=2), "UTC")), acting(olga), now)
    there = steps(browser)
    assert there["Schedule it"][0]
    assert there["See it go out"][1].startswith("/w/harbour/deliveries/")
    Delivery.objects.filter(post=post).update(state="published", receipt_id="r1")
    assert "See it go out" in done(browser)
    Slot.objects.create(channel=harbour.channels.first(), weekday=0, wall="09:00")
    assert "Set weekly times" in done(browser)
    assert "Invite a colleague" not in done(browser)
    owner = harbour.memberships.get(user=olga)
    invite(owner, acting(olga), "new@example.org", Role.EDITOR, now)
    assert steps(browser) == {}  # all are done
    assert owner.steps_done_at is None
    owner.refresh_from_db()
    assert owner.steps_done_at is not None  # so nothing is asked any more


def test_every_step_leads_to_a_page_that_opens(enter: Any, olga: Any, harbour: Any, write: Writes) -> None:
    browser = enter(olga)
    for _round in range(2):
        for word, (_is_done, address) in steps(browser).items():
            assert browser.get(address).status_code == 200, word
        write("Fog")


def test_people_see_the_steps_that_they_may_take(enter: Any, ada: Any, vera: Any) -> None:
    browser = enter(ada)
    assert list(steps(browser)) == ["Write a post", "Get a yes", "See it go out"]
    browser.logout()
    assert steps(enter(vera)) == {}


def test_who_puts_them_away_does_not_see_them_again(enter: Any, olga: Any, grace: Any) -> None:
    browser = enter(olga)
    assert 'id="steps"' in browser.get(MONTH).content.decode()
    answer = browser.post("/w/harbour/calendar/steps/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert 'id="steps"' not in browser.get(MONTH).content.decode()
    browser.logout()
    assert 'id="steps"' in enter(grace).get(MONTH).content.decode()  # each for themselves
    assert browser.post("/w/harbour/calendar/steps/").status_code == 302


def test_they_cost_one_query_of_first_rows(
    enter: Any, olga: Any, harbour: Any, write: Writes, now: datetime
) -> None:
    dues = [now + timedelta(hours=number) for number in range(300)]
    fill(harbour, list(harbour.channels.all()), Actor(olga.pk, "Olga"), dues, now)
    browser = enter(olga)
    browser.get(MONTH)
    with CaptureQueriesContext(connection) as with_them:
        assert steps(browser)
    Membership.objects.update(steps_done_at=now)
    with CaptureQueriesContext(connection) as without:
        assert not steps(browser)
    assert len(with_them) == len(without) + 1 <= 12
    if connection.vendor == "sqlite":
        [asked] = [one["sql"] for one in with_them if "planner_invitation" in one["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
            plans = [row[3] for row in cursor.fetchall()]
        assert not [line for line in plans if line.startswith("SCAN") or "TEMP B-TREE" in line], plans
