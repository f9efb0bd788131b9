"""The report of a month: read, shared, and opened by a client on a phone, in Russian."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.days.models import DayNote, Event
from planner.insights.gathering import gather
from planner.metrics.models import ChannelDay
from planner.reports.models import Goal
from tests.axe import findings, insist_on_axe
from tests.journeys.looks import PHONE, Look, insist_on_width, picture, said
from tests.planner.insights.made import measured, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guest(chromium: Any, live_server: Any, settings: Any) -> Iterator[Callable[..., Any]]:
    """A phone in which nobody is signed in. It fails on any console error and any foreign request."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = live_server.url
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_on(light: str) -> Any:
        context = chromium.new_context(base_url=live_server.url, **(PHONE | {"color_scheme": light}))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        page.on("request", lambda one: one.url.startswith(live_server.url) or troubles.append(one.url))
        return page

    yield open_on
    for context in contexts:
        context.close()
    assert [one for one in troubles if "410 (Gone)" not in one] == []


@pytest.fixture
def full(harbour: Any, olga: Any, acting: Any, now: Any) -> str:
    """Two channels, pillars with targets, a goal, an event and a note; the month's address."""
    values = harbour.pillars.create(name="Values", target=70)
    offers = harbour.pillars.create(name="Offers", target=10)
    today = now.astimezone(harbour.zone).date()
    first = today.replace(day=1)
    for network, name in (("mastodon", "Harbour on Mastodon"), ("x", "Harbour on X")):
        channel = Channel.objects.create(workspace=harbour, network=network, name=name, account_id=name)
        for pillar, hours in ((values, 5), (offers, 9)):
            times = [now - timedelta(days=day, hours=hours) for day in reversed(range(1, 75, 1 + hours // 6))]
            made = published(
                channel, times, acting(olga), pillar=pillar, title=f"{pillar.name} of the harbour"
            )
            measured(made, now, lambda _n, _at, draw: 30 + 90 * draw.random())
        ChannelDay.objects.bulk_create(
            ChannelDay(channel=channel, on=today - timedelta(days=n), followers=1200 - 3 * n, at=now)
            for n in range(40)
        )
    gather(now)
    DayNote.objects.create(workspace=harbour, day=first, text="The crane is being painted")
    Event.objects.create(workspace=harbour, name="Boat fair", starts_on=first, ends_on=today)
    Goal.objects.create(
        workspace=harbour, metric="posts", target=200, from_on=first - timedelta(days=40),
        until_on=date(today.year + 1, 2, 1),
    )  # fmt: skip
    return f"/w/{harbour.slug}/reports/month/{today:%Y-%m}/"


@pytest.mark.at_both
def test_the_report_of_a_month(visit: Any, olga: Any, harbour: Any, full: str, look: Look) -> None:
    page = visit(olga)
    page.goto(full)
    insist_on_width(page)
    picture(page, "month")
    assert findings(page) == []
    page.emulate_media(media="print")
    picture(page, "month-print")
    page.emulate_media(media="screen")
    page.goto(f"/w/{harbour.slug}/reports/")
    insist_on_width(page)
    picture(page, "list")
    assert findings(page) == []


def test_a_client_reads_it_on_a_phone_in_russian(
    visit: Any, olga: Any, harbour: Any, full: str, guest: Any, settings: Any
) -> None:
    page = visit(olga)
    page.goto(full)
    page.select_option("#share select[name=language]", "ru")
    page.get_by_role("button", name=said("Make a link")).click()
    address = page.locator(".made-link input").input_value()
    picture(page, "link-made")
    phone = guest("dark")
    phone.goto(address)
    assert phone.locator("html").get_attribute("lang") == "ru"
    insist_on_width(phone)
    insist_on_axe(phone)
    picture(phone, "shared")
    assert "crane" not in phone.content()
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="PDF").click()
    assert saved.value.suggested_filename.endswith(".pdf")
    page.locator("#share").get_by_role("button").first.click()
    page.wait_for_url(f"**/w/{harbour.slug}/reports/")
    assert phone.goto(address).status == 410
