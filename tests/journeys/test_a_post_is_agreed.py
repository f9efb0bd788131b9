"""From the author's words to the last yes: who is asked, in which order, and what is asked for again.

Each in both languages: at a desk in English, on a phone in Russian.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from planner.deliveries import agree
from planner.deliveries.models import Delivery
from planner.posts.models import Post
from planner.reviews.rules import WROTE_IT
from planner.reviews.setting_groups import GroupSaid, make_group
from planner.reviews.setting_routes import RouteSaid, add_route
from planner.reviews.setting_steps import StepSaid
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import goes_out, saved
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
NEW, REVIEW = "/w/harbour/posts/new/", "/w/harbour/review/"


def address(post: Post) -> str:
    return f"/w/harbour/posts/{post.pk}/"


def steps_on(page: Any) -> Any:
    """The card that says who is asked."""
    return page.locator("section.card", has=page.get_by_role("heading", name=said("Who is asked")))


def approve(page: Any, look: Look) -> None:
    """The large button, whatever else it does."""
    press(page, look, "button.primary[name=do]")


def ask_for_review(page: Any, look: Look, title: str, text: str) -> Post:
    """Written in the composer, and sent for review from there."""
    page.goto(NEW)
    page.fill("[name=title]", title)
    page.fill("[name=text]", text)
    press(page, look, "#acts button[value=ask]:visible")
    page.wait_for_url("**/calendar/**")
    return Post.objects.get(head__title=title)


def looked_at(page: Any, name: str) -> None:
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, name)


def state_of(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


def test_an_author_asks_and_cannot_agree_to_it(
    visit: Any, look: Look, terms: Any, grace: Any, adam: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk, adam.pk)), four_eyes=True)
    page = visit(grace)  # she may review, but wrote it
    post = ask_for_review(page, look, "Fog", "Ships wait in the fog.")
    saved(page, said("Sent for review: %(step)s.", step="Editors"))
    page.goto(address(post))
    steps = steps_on(page)
    assert "Editors" in steps.inner_text()
    assert said("Still asked: %(names)s", names="Adam") in steps.inner_text().splitlines()
    assert said("is asked now") in steps.inner_text()
    expect(page.locator("#acts button[value=approve]")).to_have_count(0)  # her yes would not count
    looked_at(page, "composer")
    page.goto(f"{REVIEW}?post={post.pk}")
    assert page.inner_text(".sorry") == str(WROTE_IT)
    expect(page.locator("button[value=approve], button[value=approve_and_schedule]")).to_have_count(0)
    looked_at(page, "review")
    assert state_of(post) == "in_review"


def test_an_editor_goes_through_what_waits_by_a_key(
    visit: Any, look: Look, terms: Any, asked: Any, grace: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk,)))
    later, sooner = asked("Fog", 50), asked("Rain", 26)
    page = visit(grace)
    page.goto(REVIEW)
    assert page.locator(".inbox a b").all_inner_texts() == ["Rain", "Fog"]
    assert "Rain" in page.inner_text("main header h2")
    looked_at(page, "inbox")
    with page.expect_navigation():
        page.keyboard.press("a")
    saved(page, goes_out("Rain"))
    assert "Fog" in page.inner_text("main header h2")
    assert (state_of(sooner), state_of(later)) == ("approved", "in_review")
    assert {one.state for one in Delivery.objects.filter(post=sooner)} == {"scheduled"}
    page.goto(f"/w/harbour/calendar/?view=week&on={sooner.planned_wall[:10]}")
    page.wait_for_selector(f"[data-p='{sooner.pk}']")
    picture(page, "calendar")


def test_an_editor_and_then_a_lawyer(
    visit: Any, look: Look, terms: Any, asked: Any, grace: Any, olga: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk,)), StepSaid("Legal", users=(olga.pk,), is_legal=True))
    post = asked("Fog")
    lawyer = visit(olga)
    lawyer.goto(REVIEW)
    expect(lawyer.locator(".sorry")).to_have_count(1)  # it is not the lawyer's turn
    page = visit(grace)
    page.goto(REVIEW)
    expect(page.locator("button[value=approve_and_schedule]")).to_have_count(0)  # hers is not the last yes
    assert said("With the last yes it goes on the calendar by itself.") in page.inner_text("main")
    looked_at(page, "first")
    approve(page, look)
    saved(page, said("Your yes to “%(name)s” counts. Still asked: %(step)s.", name="Fog", step="Legal"))
    assert state_of(post) == "in_review"
    lawyer.reload()
    assert said("Yes: %(names)s", names="Grace") in steps_on(lawyer).inner_text()
    looked_at(lawyer, "second")
    approve(lawyer, look)
    saved(lawyer, goes_out("Fog"))
    lawyer.goto(address(post))
    assert lawyer.locator(".pill.st-scheduled").first.inner_text().strip() == said("Scheduled")
    looked_at(lawyer, "scheduled")


def test_a_price_asks_the_lawyers(
    visit: Any, look: Look, terms: Any, harbour: Any, ada: Any, olga: Any, member: Any, acting: Any
) -> None:
    terms(policy="none")
    lena = member("lena", "editor")
    legal = make_group(harbour, GroupSaid("Legal", users=(lena.pk,)), acting(olga))
    add_route(harbour, RouteSaid("", is_legal=True, when="price", group=legal.pk), acting(olga))
    writing = visit(ada)
    post = ask_for_review(writing, look, "Ferry", "The ferry over the bay is 20 € this week.")
    saved(writing, said("Sent for review: %(step)s.", step="Legal"))
    writing.goto(address(post))
    assert "Lena" in steps_on(writing).inner_text()
    looked_at(writing, "composer")
    editing = visit(olga)
    editing.goto(REVIEW)
    assert said("Others are asked about this post.") in editing.inner_text(".sorry")
    page = visit(lena)
    page.goto(REVIEW)
    assert "Legal" in steps_on(page).inner_text()
    looked_at(page, "review")
    approve(page, look)
    saved(page, said("Approved: “%(name)s”.", name="Ferry"))
    assert state_of(post) == "approved"


def test_two_of_three_are_enough(
    visit: Any, look: Look, terms: Any, asked: Any, grace: Any, adam: Any, olga: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk, adam.pk, olga.pk), rule="quorum", quorum=2))
    post = asked("Fog")
    page = visit(grace)
    page.goto(REVIEW)
    approve(page, look)
    page.wait_for_selector(".toast")
    assert said("%(said)s of %(needed)s have agreed", said=1, needed=2) in steps_on(page).inner_text()
    assert page.inner_text(".sorry") == said("You have said yes already. Others are still asked.")
    looked_at(page, "first")
    second = visit(adam)
    second.goto(REVIEW)
    waits = steps_on(second).inner_text()
    assert said("%(said)s of %(needed)s have agreed", said=1, needed=2) in waits
    assert said("Still asked: %(names)s", names="Adam, Olga") in waits
    approve(second, look)
    saved(second, goes_out("Fog"))
    assert state_of(post) == "approved"


def test_it_is_sent_back_and_comes_again_with_what_changed(
    visit: Any, look: Look, terms: Any, asked: Any, ada: Any, grace: Any, olga: Any, acting: Any, now: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk,)), StepSaid("Legal", users=(olga.pk,)))
    post = asked("Fog")
    agree.approve(post, acting(grace), 1, now)
    lawyer = visit(olga)
    lawyer.goto(REVIEW)
    lawyer.get_by_text(said("Ask for changes, or reject"), exact=True).click()
    lawyer.fill("details[open] [name=note]", "Say rain, not fog.")
    picture(lawyer, "reason", whole=False)
    press(lawyer, look, "button[value=changes]")
    saved(lawyer, said("Sent back with your reason."))

    writing = visit(ada)
    writing.goto(address(post))
    assert "Say rain, not fog." in writing.inner_text("main")
    writing.fill("[name=text]", "Rain.")
    looked_at(writing, "sent-back")
    press(writing, look, "#acts button[value=ask]:visible")
    writing.wait_for_url("**/calendar/**")

    page = visit(grace)
    page.goto(REVIEW)
    title = said("Changed since %(by)s approved version %(n)s", by="Grace", n=1)
    changed = page.locator("section.card", has=page.get_by_role("heading", name=title))
    expect(changed.locator("del")).to_have_text("Fog")
    expect(changed.locator("ins")).to_have_text("Rain")
    looked_at(page, "changed")
    approve(page, look)
    saved(page, said("Your yes to “%(name)s” counts. Still asked: %(step)s.", name="Fog", step="Legal"))
    lawyer.goto(REVIEW)
    approve(lawyer, look)
    saved(lawyer, goes_out("Fog"))
    assert state_of(post) == "approved"
