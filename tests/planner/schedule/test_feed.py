"""A feed shows what its owner may see now; its address is a key that can be taken away."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from planner.campaigns.models import Pillar
from planner.deliveries import agree, plan
from planner.history.models import Entry
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.schedule import feed_file
from planner.schedule.feed import Feed, make
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def feed(harbour: Any, ada: Any, acting: Any, now: datetime) -> Callable[..., str]:
    """A new feed of Ada's; its address."""

    def made(filters: str = "") -> str:
        membership = harbour.memberships.get(user=ada)
        return f"/feed/{make(membership, acting(ada), 'Mine', filters, now)[1]}.ics"

    return made


def read(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def events(address: str) -> list[Any]:
    return Calendar.from_ical(read(address).content).walk("VEVENT")


def test_a_post_is_an_event_with_its_stage_time_address_and_labels(
    harbour: Any, write: Writes, feed: Any, now: datetime
) -> None:
    at = (now + timedelta(days=3)).replace(microsecond=0)
    post = write("Ships wait", at)
    post.pillar = Pillar.objects.create(workspace=harbour, name="Values")
    post.save(update_fields=["pillar"])
    (event,) = events(feed())
    assert event["SUMMARY"] == "Ships wait (Draft)"
    assert event["DTSTART"].dt == at
    assert event["DTEND"].dt - at == timedelta(minutes=15)
    assert event["STATUS"] == "TENTATIVE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["URL"].endswith(f"/w/harbour/posts/{post.pk}/")
    assert {"Draft", "Values", "Site"} <= set(event["CATEGORIES"].cats)
    assert event["UID"].startswith(f"post-{post.pk}@")
    assert "Fog." in event["DESCRIPTION"]


def test_what_is_scheduled_is_confirmed_and_what_is_archived_is_cancelled(
    harbour: Any, write: Writes, feed: Any, acting: Any, grace: Any, ada: Any, now: datetime
) -> None:
    post = write("Ships wait")
    post.submit(acting(ada))
    agree.approve(post, acting(grace), 1, now)
    plan.schedule(post, plan.Plan(of_instant(now + timedelta(days=2), "Europe/Moscow")), acting(grace), now)
    address = feed()
    (event,) = events(address)
    assert (event["STATUS"], event["SUMMARY"]) == ("CONFIRMED", "Ships wait (Scheduled)")
    gone = write("Gone", now + timedelta(days=1))
    gone.archive(acting(ada))
    assert [one["STATUS"] for one in events(feed("stage=archived"))] == ["CANCELLED"]
    assert len(events(address)) == 1


def test_a_change_keeps_the_uid_and_raises_the_sequence(
    write: Writes, feed: Any, acting: Any, ada: Any, now: datetime
) -> None:
    post, address = write("Ships wait", now + timedelta(days=1)), feed()
    (before,) = events(address)
    post.rewrite(acting(ada), Content(title="Ships sail", text="Sun."))
    (after,) = events(address)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_it_reaches_ninety_days_back_and_a_year_ahead(write: Writes, feed: Any, now: datetime) -> None:
    for title, days in (("Old", -91), ("Past", -89), ("Ahead", 365), ("Far", 368)):
        write(title, now + timedelta(days=days))
    write("Without a time")
    assert [str(event["SUMMARY"]) for event in events(feed())] == ["Past (Draft)", "Ahead (Draft)"]


def test_there_is_a_bound_and_what_comes_next_is_inside(
    write: Writes, feed: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_file, "MOST", 2)
    for title, days in (("Long ago", -20), ("Yesterday", -1), ("Tomorrow", 1)):
        write(title, now + timedelta(days=days))
    assert [str(one["SUMMARY"]) for one in events(feed())] == ["Yesterday (Draft)", "Tomorrow (Draft)"]


def test_filters_are_those_of_the_calendar(
    write: Writes, feed: Any, acting: Any, ada: Any, now: datetime
) -> None:
    write("Draft", now + timedelta(days=1))
    write("Asked", now + timedelta(days=2)).submit(acting(ada))
    assert [str(one["SUMMARY"]) for one in events(feed("stage=in_review"))] == ["Asked (In review)"]


@pytest.mark.parametrize("asked", ["assignee=1", "stage=draft,approved", "channel=1,x", "tag=x", "mine=2"])
def test_a_filter_that_cannot_be_read_makes_no_feed_and_opens_nothing(
    enter: Any, ada: Any, write: Writes, feed: Any, now: datetime, asked: str
) -> None:
    write("Ships wait", now + timedelta(days=1))
    answer = enter(ada).post(f"/w/harbour/calendar/feeds/?{asked}", {"do": "make"})
    assert answer.status_code == 422
    assert not Feed.objects.exists()
    assert events(feed(asked)) == []


def test_channels_that_are_named_twice_are_a_list(enter: Any, ada: Any) -> None:
    enter(ada).post("/w/harbour/calendar/feeds/?channel=1&channel=2&view=week", {"do": "make"})
    assert Feed.objects.get().filters == "channel=1%2C2"


def test_words_are_in_the_owners_language(write: Writes, feed: Any, ada: Any, now: datetime) -> None:
    ada.language = "ru"
    ada.save()
    write("Корабли ждут", now + timedelta(days=1))
    answer = read(feed())
    assert answer.headers["Content-Language"] == "ru"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Корабли ждут (Черновик)"


@pytest.mark.parametrize(
    "hostile",
    [
        "Fog\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Evil",
        "Fog\nATTACH:http://evil.example",
        "Fog;VALUE=URI:x,y\\n\\;",
        "Fog\x00\x0b\x1b[31m",
        "ё" * 300,
        "Fog\u2028END:VCALENDAR",
        '"Fog":^n^\'',
    ],
)
def test_no_title_breaks_out_of_its_line(
    harbour: Any, hostile: str, ada: Any, acting: Any, feed: Any, now: datetime
) -> None:
    content = Content(text=hostile, wordings=(Wording(harbour.channels.first().pk),))
    post = Post.objects.write(harbour, acting(ada), content)
    post.plan_for(of_instant(now + timedelta(days=1), "Europe/Moscow"))
    data = read(feed()).content
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not re.search(rb"[^\r]\n|\r[^\n]|\x00|\x0b|\x1b", data)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert not any(name in event for name in ("ATTACH", "ATTENDEE", "RRULE"))
    assert len(data.decode().split("\r\nBEGIN:VEVENT")) == 2


# --- The address as a key -------------------------------------------------------------------------


def test_the_page_shows_the_address_once_and_keeps_only_its_hash(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    page = browser.post("/w/harbour/calendar/feeds/?stage=draft&view=week", {"do": "make", "name": "Phone"})
    (secret,) = re.findall(r"/feed/(feed_[\w-]+)\.ics", page.content.decode())
    made = Feed.objects.get()
    assert (made.name, made.filters, made.user) == ("Phone", "stage=draft", ada)
    assert secret not in str(Feed.objects.values().get())
    assert secret not in browser.get("/w/harbour/calendar/feeds/").content.decode()
    assert Entry.objects.filter(act="feed.made").count() == 1
    assert secret not in str(list(Entry.objects.values("details")))


def test_without_a_change_nothing_is_sent_again(write: Writes, feed: Any, now: datetime) -> None:
    post, address = write("Ships wait", now + timedelta(days=1)), feed()
    first = read(address)
    assert first.headers["Content-Type"].startswith("text/calendar")
    assert "private" in first.headers["Cache-Control"]
    assert first.cookies == {}
    again = read(address, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    post.plan_for(of_instant(now + timedelta(days=2), "Europe/Moscow"))
    assert read(address, If_None_Match=first.headers["ETag"]).status_code == 200


def test_a_revoked_address_opens_nothing(feed: Any, enter: Any, ada: Any) -> None:
    address = feed()
    assert read(address).status_code == 200
    assert (
        enter(ada)
        .post("/w/harbour/calendar/feeds/", {"do": "revoke", "feed": Feed.objects.get().pk})
        .status_code
        == 302
    )
    assert read(address).status_code == 404


def test_who_left_the_workspace_reads_nothing_more(harbour: Any, feed: Any, ada: Any) -> None:
    address = feed()
    harbour.memberships.filter(user=ada).delete()
    assert read(address).status_code == 404


def test_who_was_shut_out_reads_nothing_more(feed: Any, ada: Any) -> None:
    address = feed()
    ada.is_active = False
    ada.save()
    assert read(address).status_code == 404


@pytest.mark.parametrize("secret", ["", "x", "feed_", "feed_" + "a" * 32, "feed_" + "a" * 500, "alm_x"])
def test_a_wrong_address_opens_nothing(feed: Any, secret: str) -> None:
    feed()
    assert read(f"/feed/{secret}.ics").status_code == 404


def test_nobody_revokes_the_feed_of_somebody_else(feed: Any, enter: Any, grace: Any, mallory: Any) -> None:
    address, pk = feed(), Feed.objects.get().pk
    for person, workspace in ((grace, "harbour"), (mallory, "other")):
        browser = enter(person)
        asked = {"do": "revoke", "feed": pk}
        assert browser.post(f"/w/{workspace}/calendar/feeds/", asked).status_code == 404
        browser.logout()
    assert read(address).status_code == 200


def test_who_asks_all_the_time_has_to_wait(feed: Any) -> None:
    address = feed()
    answers = [read(address) for _ in range(40)]
    assert 429 in {answer.status_code for answer in answers}
    assert answers[-1].headers.get("Retry-After") == "60" or answers[-1].status_code == 200


def test_a_few_queries_however_many_posts(write: Writes, feed: Any, now: datetime) -> None:
    for number in range(12):
        write(f"Post {number}", now + timedelta(days=number + 1))
    address = feed()
    read(address)
    with CaptureQueriesContext(connection) as asked:
        read(address)
    assert len(asked) <= 10
