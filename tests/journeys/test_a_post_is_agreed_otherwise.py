"""When the usual way is not open: somebody is away, it cannot wait, or the answer is no.

Each in both languages: at a desk in English, on a phone in Russian.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.notices.derive import derive_all
from planner.notices.models import Notice
from planner.people.groups import Absence
from planner.posts.models import Post
from planner.reviews.models import Afterlook
from planner.reviews.setting_steps import StepSaid
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import goes_out, saved
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
REVIEW = "/w/harbour/review/"
REASON = "The pier is closed from noon today."


def address(post: Post) -> str:
    return f"/w/harbour/posts/{post.pk}/"


def looked_at(page: Any, name: str) -> None:
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, name)


def test_a_delegate_answers_for_who_is_away(
    visit: Any, look: Look, terms: Any, asked: Any, harbour: Any, adam: Any, grace: Any, olga: Any, ada: Any,
    now: datetime,
) -> None:  # fmt: skip
    terms(StepSaid("Editors", users=(adam.pk,)), StepSaid("Legal", users=(olga.pk,), is_legal=True))
    away = visit(adam)
    away.goto("/w/harbour/agreement/absences/")
    away.select_option("[name=user]", str(adam.pk))
    away.select_option("[name=delegate]", str(grace.pk))
    today = now.astimezone(harbour.zone).date()
    away.fill("[name=first_on]", str(today))
    away.fill("[name=last_on]", str(today + timedelta(days=3)))
    with away.expect_navigation():
        away.click("main button.primary")
    assert Absence.objects.get().delegate_id == grace.pk
    looked_at(away, "away")

    post = asked("Fog", 40)
    derive_all(now)
    hers = Notice.objects.filter(user=grace, kind="review", post=post)
    assert hers.exists(), "she is asked, and does not have to look by chance"
    page = visit(grace)
    page.goto(REVIEW)
    assert said("You answer for %(name)s, who is away.", name="Adam") in page.inner_text("main")
    looked_at(page, "instead")
    press(page, look, "button.primary[name=do]")
    saved(page, said("Your yes to “%(name)s” counts. Still asked: %(step)s.", name="Fog", step="Legal"))
    writing = visit(ada)
    writing.goto(address(post))
    for_adam = said("%(name)s for %(whose)s", name="Grace", whose="Adam")
    assert writing.get_by_text(said("Yes: %(names)s", names=for_adam)).is_visible()
    looked_at(writing, "composer")
    legal = visit(olga)
    legal.goto(REVIEW)
    press(legal, look, "button.primary[name=do]")
    saved(legal, goes_out("Fog"))
    writing.reload()
    assert for_adam in writing.inner_text("main"), "it is said after the last yes too"


def test_it_cannot_wait_and_somebody_looks_afterwards(
    visit: Any, look: Look, terms: Any, asked: Any, grace: Any, olga: Any, adam: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk, olga.pk), rule="all"), urgent_path=True)
    post = asked("Pier closed", 3)
    page = visit(grace)
    page.goto(REVIEW)
    page.get_by_text(said("It cannot wait"), exact=True).click()
    page.fill("details[open] [name=note]", REASON)
    looked_at(page, "urgent")
    press(page, look, "button[value=urgent]")
    saved(page, said("Approved the urgent way. Somebody else looks at it afterwards."))
    expect(page.locator("[name=right]")).to_have_count(0)  # nobody looks at their own
    assert Post.objects.get(pk=post.pk).state == "approved"
    other = visit(adam)
    other.goto(REVIEW)
    assert REASON in other.inner_text("main")
    looked_at(other, "afterwards")
    press(other, look, "[name=right][value=yes]")
    saved(other, said("Noted, with your name."))
    expect(other.locator("[name=right]")).to_have_count(0)
    seen = Afterlook.objects.get()
    assert (seen.was_right, seen.looked_by_id) == (True, adam.pk)


def test_no_for_good_and_the_author_begins_anew(
    visit: Any, look: Look, terms: Any, asked: Any, ada: Any, grace: Any
) -> None:
    terms(StepSaid("Editors", users=(grace.pk,)))
    post = asked("Fog")
    page = visit(grace)
    page.on("dialog", lambda one: one.accept())
    page.goto(REVIEW)
    page.get_by_text(said("Ask for changes, or reject"), exact=True).click()
    page.fill("details[open] [name=note]", REASON)
    picture(page, "reason", whole=False)
    press(page, look, "button[value=reject]")
    saved(page, said("Rejected. The author reads your reason."))
    assert Post.objects.get(pk=post.pk).state == "rejected"
    writing = visit(ada)
    writing.goto(address(post))
    assert writing.locator(".pill.st-rejected").first.inner_text().strip() == said("Rejected")
    assert REASON in writing.inner_text("main")
    looked_at(writing, "rejected")
    writing.locator(".bar").get_by_text(said("Duplicate"), exact=True).click()
    writing.wait_for_url(lambda url: not url.endswith(address(post)))
    saved(writing, said("This is the copy. It has no time yet."))
    copy = Post.objects.exclude(pk=post.pk).get()
    assert (copy.state, copy.author_id) == ("draft", ada.pk)
    assert writing.url.endswith(address(copy))
