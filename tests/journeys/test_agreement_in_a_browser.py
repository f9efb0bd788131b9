"""An admin sets how posts are agreed: with the keyboard alone, and without a script."""

from typing import Any

import pytest
from playwright.sync_api import expect

from planner.people.groups import Group
from planner.people.models import Workspace
from planner.reviews.policies import ReviewStep
from planner.reviews.setting import TermsSaid, save_terms
from planner.reviews.setting_groups import ContactSaid, GroupSaid, add_contact, make_group
from planner.reviews.setting_steps import StepSaid, add_step
from tests.journeys.conftest import sign_in
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
HERE = "/w/harbour/agreement/"


@pytest.fixture
def steps(harbour: Any, adam: Any, grace: Any, olga: Any, acting: Any) -> list[str]:
    """Editors, then Legal; and a client."""
    by = acting(adam)
    editors = make_group(harbour, GroupSaid("Editors", users=(grace.pk, adam.pk)), by)
    ferries = make_group(harbour, GroupSaid("Northern Ferries", is_client=True), by)
    add_contact(ferries, ContactSaid("Nina", "nina@ferries.example"), by)
    add_step(harbour, StepSaid("Editors", rule="all", groups=(editors.pk,), deadline_hours=48), by)
    legal = StepSaid("Legal", users=(olga.pk,), is_legal=True, deadline_hours=24)
    add_step(harbour, legal, by)
    save_terms(harbour, TermsSaid("steps", four_eyes=True), by)
    return ["Editors", "Legal"]


def names() -> list[str]:
    return [one.name for one in ReviewStep.objects.all()]


def test_steps_are_put_in_order_by_keys(visit: Any, look: Look, adam: Any, steps: list[str]) -> None:
    page = visit(adam)
    page.goto(HERE)
    picture(page, "overview")
    insist_on_width(page)
    later = page.locator("#steps button[value=later]").first
    later.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names() == ["Legal", "Editors"]
    assert page.evaluate("location.hash").startswith("#step-")
    page.keyboard.press("Tab")  # goes on from the step that was moved
    assert page.evaluate("document.activeElement.closest('li.one')?.textContent.includes('Editors')")


def test_terms_change_by_keys(visit: Any, look: Look, adam: Any, harbour: Any) -> None:
    page = visit(adam)
    page.goto(HERE)
    page.locator("#terms > summary").focus()
    page.keyboard.press("Enter")
    page.locator("[name=review_policy][value=required]").focus()
    page.keyboard.press("ArrowUp")
    page.locator("[name=four_eyes]").focus()
    page.keyboard.press("Space")
    picture(page, "terms")
    insist_on_width(page)
    page.locator("#terms button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    kept = Workspace.objects.get(pk=harbour.pk)
    assert (kept.review_policy, kept.four_eyes) == ("optional", True)


def test_it_is_set_without_a_script(
    chromium: Any, live_server: Any, settings: Any, look: Look, adam: Any, grace: Any, harbour: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    type(adam).objects.filter(pk=adam.pk).update(language=look.language)
    options = look.options | {"base_url": live_server.url, "java_script_enabled": False}
    context = chromium.new_context(**options)
    sign_in(context, adam, live_server.url)
    page = context.new_page()
    page.goto(f"{HERE}groups/?client=1")
    page.locator("[name=name]").fill("Ferries")
    page.locator("button[value=save]").click()
    page.locator("#contact_name").fill("Nina")
    page.locator("#contact_email").fill("nina@ferries.example")
    page.locator("button[value=contact]").click()
    ferries = Group.objects.get(name="Ferries")
    page.goto(HERE)
    page.get_by_text(said("Begin with what many teams have")).click()
    page.locator("[name=begin][value=client]").check()
    page.locator("[name=second]").select_option(f"group:{ferries.pk}")
    page.locator("button[value=begin]").click()
    expect(page.locator("#steps > li")).to_have_count(2)
    with page.expect_navigation():
        page.locator("#steps button[value=earlier]").last.click()
    assert names()[0] == "Ferries"
    context.close()
