"""A button in a messenger answers by the same rules as the link."""

from datetime import timedelta
from typing import Any

import pytest

from planner.deliveries import edit
from planner.guests import links
from planner.guests.buttons import LONGEST, answer_button, buttons_for
from planner.guests.models import ReviewLink
from planner.posts.content import Content
from planner.reviews.models import Review
from tests.planner.guests.conftest import fresh

pytestmark = pytest.mark.django_db


def test_yes_approves_in_the_persons_name(asked: Any, carla: Any, link_to: Any, now: Any) -> None:
    post = asked()
    link = link_to(post, carla)
    assert answer_button(carla, buttons_for(link).yes, now) == "Thank you. You have approved “Bread”."
    assert fresh(post).state == "approved"
    review = Review.objects.get()
    assert (review.via, review.by_name) == ("telegram", "Carla (carla@bakery.example)")
    assert answer_button(carla, buttons_for(link).yes, now) == "This post is approved."
    assert Review.objects.count() == 1


def test_changes_need_a_reason_and_so_the_page(asked: Any, carla: Any, link_to: Any, now: Any) -> None:
    post = asked()
    link = link_to(post, carla)
    assert links.address_of(link) in answer_button(carla, buttons_for(link).changes, now)
    assert fresh(post).state == "in_review"


def test_what_it_carries_fits(asked: Any, carla: Any, link_to: Any) -> None:
    link = link_to(asked(), carla)
    link.pk = 2**49
    assert max(len(data.encode()) for data in (buttons_for(link).yes, buttons_for(link).changes)) <= LONGEST


def test_nobody_else_presses_it(
    asked: Any, carla: Any, contact: Any, grace: Any, link_to: Any, now: Any
) -> None:
    post = asked()
    yes = buttons_for(link_to(post, carla)).yes
    for other in (contact("Dario"), grace):
        assert "does not work" in answer_button(other, yes, now)
    grace.pk = carla.pk  # a member with the contact's number is another person
    assert "does not work" in answer_button(grace, yes, now)
    assert fresh(post).state == "in_review"


def test_a_changed_one_answers_nothing(asked: Any, carla: Any, link_to: Any, now: Any) -> None:
    bread, cake = asked("Bread"), asked("Cake")
    one, two = link_to(bread, carla), link_to(cake, carla)
    mac = buttons_for(one).yes.rpartition(":")[2]
    tried = (
        f"y:{two.pk}:{mac}", f"y:{one.pk}:{mac[:-1]}", f"y:{one.pk}:", f"y:{one.pk}", "y::", "",
        f"y:-1:{mac}", f"z:{one.pk}:{mac}", f"y:{'9' * 40}:{mac}", f"y:²:{mac}",
        buttons_for(one).changes.replace("c:", "y:"),
    )  # fmt: skip
    for data in tried:
        assert "does not work" in answer_button(carla, data, now), data
    assert not Review.objects.exists()


def test_it_ends_with_its_link(
    asked: Any, carla: Any, link_to: Any, acting: Any, ada: Any, olga: Any, now: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    yes = buttons_for(link).yes
    assert "too old" in answer_button(carla, yes, now + timedelta(days=15))
    edit.edit(post, acting(ada), Content("Bread", "Rolls.", "", post.newest.content().wordings), 1)
    assert answer_button(carla, yes, now) == "A newer version exists."
    links.revoke(ReviewLink.objects.get(), acting(olga), now)
    assert "taken back" in answer_button(carla, yes, now)
    assert not Review.objects.exists()
