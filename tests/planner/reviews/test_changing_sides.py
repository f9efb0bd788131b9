"""Who was asked as one of the team becomes a client, or the other way: old steps ask them no longer."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree
from planner.history.models import Entry
from planner.people import members
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from planner.reviews.setting_steps import StepSaid, add_step, change_step
from planner.reviews.tasks import attend_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(harbour: Any, grace: Any, boris: Any, by: Any) -> ReviewStep:
    harbour.review_policy = "steps"
    harbour.save()
    return add_step(harbour, StepSaid("Desk", users=(grace.pk, boris.pk), rule="all"), by)


def become(browser: Any, harbour: Any, user: Any, role: str) -> None:
    member = harbour.memberships.get(user=user)
    browser.post(f"/w/harbour/settings/members/{member.pk}/role/", {"role": role})
    assert harbour.memberships.get(user=user).role == role


def test_who_becomes_a_client_is_asked_no_longer(
    step: ReviewStep, harbour: Any, ada: Any, grace: Any, boris: Any, olga: Any, acting: Any, enter: Any,
    now: datetime,
) -> None:  # fmt: skip
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Our secret plan."))
    agree.ask(post, acting(ada), now)
    agree.approve(post, acting(boris), 1, now)
    browser = enter(olga)
    become(browser, harbour, grace, "client")
    assert list(step.users.all()) == [boris]
    assert Entry.objects.filter(act="step.changed").last().details == {"name": "Desk", "changed": ["users"]}
    hers = Client()
    hers.force_login(grace)
    assert "Our secret plan." not in hers.get("/w/harbour/review/").content.decode()
    attend_all()
    post.refresh_from_db()
    assert post.state == "approved", "the others have all agreed"


def test_another_role_on_the_same_side_changes_nothing(
    step: ReviewStep, harbour: Any, grace: Any, olga: Any, enter: Any
) -> None:
    become(enter(olga), harbour, grace, "admin")
    assert grace in step.users.all()


def test_a_client_who_is_named_afterwards_is_asked(
    step: ReviewStep, harbour: Any, grace: Any, olga: Any, by: Any, enter: Any
) -> None:
    become(enter(olga), harbour, grace, "client")
    change_step(step, StepSaid("Desk", users=(grace.pk,)), by)
    assert list(step.users.all()) == [grace]


def test_who_left_and_comes_back_as_a_client_is_asked_no_longer(
    step: ReviewStep, harbour: Any, ada: Any, grace: Any, boris: Any, olga: Any, acting: Any, now: datetime
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Our secret plan."))
    agree.ask(post, acting(ada), now)
    owner = harbour.memberships.get(user=olga)
    members.remove(harbour.memberships.get(user=grace), owner, acting(olga), now)
    invitation, link = members.invite(owner, acting(olga), grace.email, "client", now)
    hers = Client()
    hers.force_login(grace)
    assert grace in step.users.all()
    hers.post(f"/invitation/{link.rstrip('/').rpartition('/')[2]}/")
    assert harbour.memberships.get(user=grace).role == "client", invitation
    assert list(step.users.all()) == [boris]
    assert "Our secret plan." not in hers.get("/w/harbour/review/").content.decode()
