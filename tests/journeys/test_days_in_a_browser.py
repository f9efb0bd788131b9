"""What stands on days, feeds and paper, in a real browser, with axe on every page."""
# ruff: noqa: DTZ001 (wall times have no zone)

import re
import urllib.request
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from planner.campaigns.models import Campaign, Pillar
from planner.days.models import DayNote, Event, ObservedDay
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.journeys.looks import Look, counted, insist_on_width, keep, picture, said
from tests.journeys.pdf import text_of

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]
INTO_THE_PAGE = """async address => {
  const answer = await fetch(address);
  document.querySelector('main').innerHTML = '<h1>Calendar</h1>' + await answer.text();
}"""
CUT = """() => [...document.querySelectorAll('.cell, .post, td')].filter(
  one => one.scrollWidth > one.clientWidth + 1).length"""
PAGES = ("campaigns", "events", "observances", "calendar/feeds", "calendar/print")
ICS = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Дни гавани\r\n\
BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:День маяка\r\nDTSTART;VALUE=DATE:20200807\r\nRRULE:FREQ=YEARLY\r\n\
END:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Вечно\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n\
END:VCALENDAR\r\n"""


@pytest.fixture
def busy(harbour: Any, ada: Any, olga: Any, acting: Any) -> date:
    """A month with something of everything: the next one, so that all of it is ahead."""
    today = timezone.localdate(timezone=harbour.zone)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    values = Pillar.objects.create(workspace=harbour, name="Values", target=70)
    offers = Pillar.objects.create(workspace=harbour, name="Offers", target=20)
    Pillar.objects.create(workspace=harbour, name="A pillar with a rather long name, without a plan")
    autumn = Campaign.objects.create(
        workspace=harbour, name="Winter in the harbour", starts_on=first, ends_on=first + timedelta(days=16)
    )
    Campaign.objects.create(workspace=harbour, name="Seed", starts_on=today - timedelta(days=60),
                            ends_on=today - timedelta(days=30))  # fmt: skip
    Event.objects.create(
        workspace=harbour, name="Open day at the lighthouse", starts_on=first + timedelta(days=4),
        ends_on=first + timedelta(days=5), wall="19:00", zone="Asia/Kamchatka", place="The lighthouse",
        link="https://example.org/open-day", note="Bring a torch.\nAnd a coat.",
    )  # fmt: skip
    DayNote.objects.create(
        workspace=harbour, day=first + timedelta(days=4), text="The ferry does not go.", by=ada
    )
    channel = harbour.channels.first()
    for weekday in range(5):
        Slot.objects.create(channel=channel, weekday=weekday, wall="12:00")
    both = tuple(Wording(one.pk) for one in harbour.channels.all())
    for number in range(22):
        at = datetime.combine(first, datetime.min.time()) + timedelta(
            days=number % 11 * 2, hours=9, minutes=15 * (number // 11)
        )
        text = (
            "We open at nine on Monday with coffee and cake for all of you"
            if number in {3, 8}
            else f"Fog {number}."
        )
        content = Content(title=f"Ships wait in the fog for the {number}th time", text=text, wordings=both)
        pillar, campaign = (offers if number % 3 else values), (autumn if number % 2 else None)
        post = Post.objects.write(harbour, acting(olga), content, pillar=pillar, campaign=campaign)
        post.plan_for(resolve(at, harbour.timezone))
        if number % 3 == 0:
            post.submit(acting(olga))
    return first


def test_every_page_is_sound(visit: Visit, look: Look, olga: Any, busy: date) -> None:
    page = visit(olga)
    for name in (*PAGES, f"days/{busy + timedelta(days=4)}"):
        page.goto(f"/w/harbour/{name}/?month={busy:%Y-%m}")
        insist_on_axe(page)
        insist_on_width(page)
        picture(page, name)
    assert page.locator(".line").first.evaluate("one => getComputedStyle(one).display") == "grid"
    page.goto("/w/harbour/campaigns/")
    page.evaluate(INTO_THE_PAGE, f"/w/harbour/calendar/notices/?month={busy:%Y-%m}")
    folded = page.locator(".notices").bounding_box()
    assert 34 <= folded["height"] <= (48 if look.is_phone else 38)
    picture(page, "notices folded")
    page.locator(".notices summary").click()
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "notices")


def test_a_note_is_written_changed_and_taken_away(visit: Visit, look: Look, ada: Any, busy: date) -> None:
    page = visit(ada)
    day = busy + timedelta(days=19)
    page.goto(f"/w/harbour/days/{day}/")
    page.get_by_label(said("A note on this day")).fill("Fireworks at eight")
    page.get_by_role("button", name=said("Add the note")).click()
    page.get_by_text("Fireworks at eight").first.wait_for()
    assert DayNote.objects.get(day=day).by == ada
    page.locator(".day-note summary").click()
    page.get_by_label(said("Note"), exact=True).fill("Fireworks at nine")
    page.get_by_role("button", name=said("Save")).click()
    page.get_by_text("Fireworks at nine").first.wait_for()
    picture(page, "noted")
    page.locator(".day-note summary").click()
    page.get_by_role("button", name=said("Remove")).click()
    page.get_by_text(said("Nothing stands on this day yet.")).wait_for()
    assert not DayNote.objects.filter(day=day).exists()


def test_a_calendar_file_is_tried_then_brought(visit: Visit, look: Look, grace: Any, harbour: Any) -> None:
    page = visit(grace)
    page.goto("/w/harbour/observances/")
    page.set_input_files(
        "input[type=file]", {"name": "days.ics", "mimeType": "text/calendar", "buffer": ICS.encode()}
    )
    page.locator("#bring").get_by_role("button", name=said("See what it brings")).click()
    page.get_by_text(
        counted("%(n)s day would come or change.", "%(n)s days would come or change.", 1)
    ).wait_for()
    assert page.get_by_text(said("it repeats more than once a day")).is_visible()
    assert not ObservedDay.objects.exists()
    insist_on_axe(page)
    picture(page, "bring")
    page.get_by_role("button", name=counted("Bring %(n)s day", "Bring %(n)s days", 1)).click()
    page.get_by_text(
        counted("%(n)s day is in the calendar.", "%(n)s days are in the calendar.", 1)
    ).first.wait_for()
    assert page.get_by_role("heading", name="Дни гавани").is_visible()
    assert ObservedDay.objects.filter(name="День маяка").count() >= 2


def test_the_list_of_russia_comes_out_of_the_box(visit: Visit, look: Look, grace: Any, harbour: Any) -> None:
    page = visit(grace)
    page.goto("/w/harbour/observances/")
    page.get_by_role("button", name=said("See what it brings")).last.click()
    page.get_by_text("День программиста").wait_for()
    picture(page, "box")
    page.get_by_role(
        "button", name=re.compile(counted("Bring %(n)s day", "Bring %(n)s days", 5).split()[0])
    ).click()
    page.get_by_role("heading", name="Профессиональные и памятные дни (Россия)").wait_for()
    picture(page, "observances")
    assert ObservedDay.objects.filter(name="День программиста").count() >= 2


def test_a_campaign_and_an_event_are_made_and_put_away(
    visit: Visit, look: Look, grace: Any, harbour: Any
) -> None:
    page = visit(grace)
    page.goto("/w/harbour/campaigns/")
    page.locator("#new [name=name]").fill("Spring")
    page.get_by_label(said("First day")).fill("2032-03-20")
    page.get_by_label(said("Last day")).fill("2032-04-01")
    page.get_by_role("button", name=said("Add the campaign")).click()
    page.get_by_role("link", name="Spring").click()
    page.get_by_role("button", name=said("Archive")).click()
    page.get_by_text(said("Archived")).wait_for()
    assert Campaign.objects.get(name="Spring").archived_at is not None
    page.get_by_role("link", name=said("Events")).click()
    page.locator("[name=name]").first.fill("Fair")
    page.get_by_label(said("First day")).fill("2032-03-28")
    page.get_by_label(said("Begins at")).fill("19:00")
    page.get_by_role("button", name=said("Add the event")).click()
    page.get_by_role("link", name="Fair").wait_for()
    assert Event.objects.get().starts_at is not None
    page.get_by_role("link", name="Fair").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=said("Remove")).click()
    page.get_by_text(said("The event is removed.")).first.wait_for()


def test_a_feed_is_made_read_and_revoked(visit: Visit, look: Look, ada: Any, busy: date) -> None:
    page = visit(ada)
    page.goto("/w/harbour/calendar/feeds/?stage=in_review")
    page.get_by_label(said("What you call it")).fill("On my phone")
    page.get_by_role("button", name=said("Make the feed")).click()
    address = page.locator("code.secret").inner_text()
    picture(page, "made")
    with urllib.request.urlopen(address, timeout=10) as answer:
        posts = Calendar.from_ical(answer.read()).walk("VEVENT")
    assert len(posts) == 8
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=said("Revoke")).click()
    page.get_by_text(
        said("“%(name)s” is revoked: its address opens nothing any more.", name="On my phone")
    ).first.wait_for()
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(address, timeout=10)
    assert gone.value.code == 404


@pytest.mark.only_at("desk")
@pytest.mark.parametrize("view", ["", "&view=list"])
def test_the_paper_has_every_post_and_nothing_is_cut(
    visit: Visit, look: Look, olga: Any, busy: date, view: str
) -> None:
    page = visit(olga)
    page.goto(f"/w/harbour/calendar/print/?month={busy:%Y-%m}{view}")
    page.emulate_media(media="print")
    picture(page, "print")
    text = page.inner_text("main")
    for number in range(22):
        assert f"for the {number}th time" in text
    cut = page.evaluate(CUT)
    assert cut == 0
    data = page.pdf(prefer_css_page_size=True, print_background=False)
    printed = " ".join(text_of(data).split())
    for number in range(22):
        assert f"for the {number}th time" in printed
    keep(data, "paper")


@pytest.mark.only_at("phone")
def test_on_a_phone_the_sheet_is_reached_to_its_edge_and_no_key_is_named(
    visit: Visit, look: Look, olga: Any, busy: date
) -> None:
    page = visit(olga)
    page.goto(f"/w/harbour/calendar/print/?month={busy:%Y-%m}")
    insist_on_width(page)
    assert [one.is_visible() for one in page.locator(".by-keys").all()] == [False]
    reached = page.locator("main").evaluate(
        "one => { one.scrollLeft = 9999; return [one.scrollLeft + one.clientWidth, one.scrollWidth]; }"
    )
    assert reached[0] >= reached[1] - 1
    assert reached[1] > 800
    picture(page, "print")


def test_a_day_longer_than_a_page_is_printed_whole(
    visit: Visit, olga: Any, harbour: Any, acting: Any
) -> None:
    olga.language = "ru"
    olga.save()
    wordings = tuple(Wording(one.pk) for one in harbour.channels.all())
    for number in range(90):
        content = Content(title=f"Корабли ждут в тумане, {number}-й раз", text="Туман.", wordings=wordings)
        post = Post.objects.write(harbour, acting(olga), content)
        at = datetime(2032, 3, 17, 8 + number // 12, number % 12 * 5)
        post.plan_for(resolve(at, harbour.timezone))
    page = visit(olga, viewport={"width": 1440, "height": 900})
    page.goto("/w/harbour/calendar/print/?month=2032-03")
    data = page.pdf(prefer_css_page_size=True)
    printed = " ".join(text_of(data).split())
    assert [n for n in range(90) if f"Корабли ждут в тумане, {n}-й раз" not in printed] == []
    keep(data, "paper")
