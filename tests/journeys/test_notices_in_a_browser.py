"""Somebody hears what happened: the bell, the list, what they chose, on a phone too, and without a script."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from playwright.sync_api import expect

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import WORKER, Actor
from planner.history.record import record
from planner.notices import give_up, send
from planner.notices.derive import derive_all
from planner.notices.models import Dispatch, Notice, TelegramBot, Webhook
from planner.posts.models import Post
from tests.axe import findings
from tests.journeys.looks import Look, insist_on_width, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]


@pytest.fixture
@transaction.atomic
def told(harbour: Any, ada: Any, grace: Any, write: Any) -> Post:
    """A day in the harbour: answers, a comment, a miss, a letter that did not arrive."""
    harbour.memberships.filter(user=ada).update(role="editor")  # who is asked is somebody who may answer
    now, fog, rain = timezone.now(), write("Fog over the old harbour"), write("Rain")
    by = Actor(grace.pk, "Grace")
    record(harbour.pk, by, "post.approved", rain)
    record(harbour.pk, by, "post.step_opened", rain, approvers=[ada.pk], step_name="Facts")
    derive_all(now)
    letter = send.claim("email", now + timedelta(minutes=1))
    assert letter is not None
    trouble = {"template": "The mail server refused: {reason}", "values": {"reason": "5.1.1 No such mailbox"}}
    give_up.give_up(letter, trouble, now)
    Notice.objects.filter(user=ada, kind="approved").update(read_at=now)
    note = "The quay is called Old Quay since spring, and the second picture shows the wrong pier."
    record(harbour.pk, by, "post.changes_asked", fog, note=note)
    record(
        harbour.pk, by, "remark.written", fog, mentions=[ada.pk], remark="Can you look at the date once more?"
    )
    record(harbour.pk, WORKER, "post.deadline_near", fog, approvers=[ada.pk], percent=75)
    delivery = Delivery.objects.create(
        workspace=harbour,
        post=fog,
        version=fog.newest,
        channel=Channel.objects.get(workspace=harbour, network="site"),
        due_at=now - timedelta(hours=1),
        late_until=now,
        wall="2026-11-25T09:30:00",
        zone="UTC",
    )
    delivery.step("missed", "missed", now)
    derive_all(now)
    return fog


def test_the_bell_leads_to_what_happened_and_reading_it_is_one_press(
    visit: Any, look: Look, ada: Any, harbour: Any, told: Post
) -> None:
    page = visit(ada)
    page.goto("/w/harbour/calendar/")
    unread = Notice.objects.shown_to(ada, harbour).unread()
    assert page.locator(".bell em").inner_text() == str(unread.count())
    page.locator(".bell").click()
    expect(page.locator(".notices > li")).to_have_count(7)
    picture(page, "notices")
    assert findings(page) == []
    insist_on_width(page)
    before = unread.count()
    page.locator(".notices li.new button").first.click()
    page.wait_for_selector(f".bell em:text-is('{before - 1}')")
    page.locator(".notices li.new .n-said").first.click()
    page.wait_for_url(lambda url: "/notices/" not in url)
    until = time.monotonic() + 10  # what says so leaves while the other page is coming
    while unread.count() > before - 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert unread.count() == before - 2
    page.goto("/w/harbour/notices/")
    page.get_by_role("button", name=gettext("Mark all as read")).click()
    page.wait_for_selector(".bell:not(:has(em))")
    assert unread.count() == 0


def test_people_choose_how_they_are_told(
    visit: Any, look: Look, ada: Any, olga: Any, harbour: Any, told: Post
) -> None:
    bot = TelegramBot.objects.create(workspace=harbour, username="harbour_notices_bot")
    bot.lock_in("1:not-asked")
    page = visit(ada)
    page.goto("/w/harbour/notices/settings/")
    page.locator("button[value=begin]").click()
    page.wait_for_selector(".n-code")
    picture(page, "notice-settings")
    assert findings(page) == []
    insist_on_width(page)
    page.locator("input[name='email:approved']").uncheck()
    page.locator("input[name=quiet_from]").fill("22:00")
    page.locator("input[name=quiet_until]").fill("08:00")
    page.locator("form[method=post] .btn.primary[data-key=save]").click()
    page.wait_for_selector(".toast")
    assert not page.locator("input[name='email:approved']").is_checked()
    assert page.locator("input[name=quiet_from]").input_value() == "22:00"


def test_admins_give_the_workspace_its_ways(visit: Any, look: Look, olga: Any, harbour: Any) -> None:
    off = Webhook.objects.create(workspace=harbour, url="https://example.org/an/older/address", is_on=False)
    off.trouble = {"template": "The receiver answered {status}.", "values": {"status": 503}}
    off.save()
    page = visit(olga)
    page.goto("/w/harbour/settings/notices/")
    page.locator("input[name=url]").fill("https://example.org/almanac")
    page.locator("form[action$='webhooks/'] .btn.primary").click()
    page.wait_for_selector(".notice code")
    picture(page, "notice-ways")
    assert findings(page) == []
    insist_on_width(page)
    assert Webhook.objects.filter(is_on=True).count() == 1


def test_it_works_without_a_script(visit: Any, ada: Any, harbour: Any, told: Post) -> None:
    page = visit(ada, java_script_enabled=False)
    page.goto("/w/harbour/notices/")
    before = Notice.objects.shown_to(ada, harbour).unread().count()
    page.locator(".notices li.new button").first.click()
    expect(page.locator(".notices li.new")).to_have_count(before - 1)
    page.locator(".notices .n-said").first.click()
    page.wait_for_url(lambda url: "/notices/" not in url)
    assert Dispatch.objects.exists()
