"""What a report says of a month and of a campaign, as a page, as files, through the API and by command."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from planner.channels.models import Channel
from planner.days.models import DayNote, Event
from planner.deliveries import pause
from planner.deliveries.models import Delivery
from planner.history.models import WORKER
from planner.history.record import record
from planner.installation import Installation
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.reports.against import against
from planner.reports.document import document
from planner.reports.pdf import NotMade, pdf
from planner.reports.reading import month_asked, report
from planner.reports.span import month_named
from planner.walltime import of_instant
from tests.journeys.pdf import text_of
from tests.programs import token_of

pytestmark = pytest.mark.django_db
PAGE = "/w/harbour/reports/month/2026-10/"


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch, later: datetime) -> None:
    """Pages ask the clock; what is tested is a month that is over."""
    monkeypatch.setattr(timezone, "now", lambda: later)


def read(harbour: Any, later: datetime, **more: Any) -> Any:
    span = month_named("2026-10")
    assert span
    return report(month_asked(harbour, span, **more), later, "en")


def test_a_month_says_what_went_out_with_its_numbers(enter: Any, olga: Any, october: Any) -> None:
    october()
    text = enter(olga).get(PAGE).content.decode()
    assert "31 posts went out." in text
    assert "The month before, September 2026: 30." in text
    print(text[text.index("What can be") :][:3000])
    assert "no clear difference" in text
    assert "By impressions: engagement ÷ views" in text
    assert "against the usual of Harbour" in text
    assert "How followers of Harbour changed: they were not counted." in text


def test_a_clear_difference_is_told_with_its_interval(enter: Any, olga: Any, october: Any) -> None:
    october(better=3.0)
    text = enter(olga).get(PAGE).content.decode()
    assert "engagement at 24 hours (+" in text
    assert "against the month before" in text


def test_what_is_not_known_is_null_and_a_dash_and_never_zero(
    enter: Any, olga: Any, october: Any, harbour: Any
) -> None:
    october()
    told = json.loads(enter(olga).get(PAGE, {"form": "json"}).content)
    [channel] = told["channels"]
    assert channel["followers"] is None
    assert channel["numbers"]["clicks"] == {"value": None, "posts": 0}
    assert channel["numbers"]["engagement"]["posts"] == 31
    assert set(told) >= {"month", "campaign", "mix", "goals", "marks", "best", "before", "comparison"}
    assert told["goals"] == []


def test_followers_are_told_with_the_days_between_which_they_changed(
    enter: Any, olga: Any, october: Any, followed: Any
) -> None:
    [first, *_rest] = october()
    followed(first.channel, {date(2026, 9, 30): 100, date(2026, 10, 15): 120, date(2026, 10, 30): 112})
    told = json.loads(enter(olga).get(PAGE, {"form": "json"}).content)["channels"][0]["followers"]
    assert told == {
        "first_on": "2026-09-30",
        "first": 100,
        "last_on": "2026-10-30",
        "last": 112,
        "change": 12,
    }
    assert "+12 since 30 September" in enter(olga).get(PAGE).content.decode()


def test_what_did_not_go_out_is_named(enter: Any, olga: Any, october: Any, harbour: Any) -> None:
    made = october()
    for number, state in enumerate(("missed", "failed")):
        other = Delivery.objects.get(pk=made[40 + number].pk)
        other.pk, other.state, other.published_at, other._state.adding = None, state, None, True
        other.channel = harbour.channels.create(network="sandbox", name=f"Sandbox {number}")
        other.receipt_id = ""
        other.save(force_insert=True)
    Delivery.objects.filter(pk=made[42].pk).update(published_at=made[42].due_at + timedelta(minutes=5))
    numbers = json.loads(enter(olga).get(PAGE, {"form": "json"}).content)["numbers"]
    assert (numbers["out"], numbers["missed"], numbers["failed"]) == (31, 1, 1)
    assert (numbers["on_time"], numbers["timed"]) == (30, 31)
    assert "Did not go out" in enter(olga).get(PAGE).content.decode()


def test_days_events_notes_and_outages_stand_beside_the_numbers(
    enter: Any, olga: Any, october: Any, harbour: Any, later: datetime
) -> None:
    [first, *_rest] = october()
    DayNote.objects.create(workspace=harbour, day=date(2026, 10, 7), text="Crane broke")
    Event.objects.create(
        workspace=harbour, name="Boat fair", starts_on=date(2026, 10, 30), ends_on=date(2026, 11, 2)
    )
    began, ended = (datetime.fromisoformat(f"2026-{day}T10:00:00+00:00") for day in ("09-29", "10-02"))
    record(harbour.pk, WORKER, "channel.to_reconnect", first.channel, at=began)
    record(harbour.pk, WORKER, "channel.reconnected", first.channel, at=ended)
    record(harbour.pk, WORKER, "workspace.paused", harbour, at=datetime.fromisoformat("2026-10-20T10:00:00Z"))
    marks = json.loads(enter(olga).get(PAGE, {"form": "json"}).content)["marks"]
    assert [(one["first"], one["last"], one["kind"], one["text"]) for one in marks] == [
        ("2026-10-01", "2026-10-02", "to reconnect", "Harbour"),
        ("2026-10-07", "2026-10-07", "note", "Crane broke"),
        ("2026-10-20", "2026-10-31", "paused", ""),
        ("2026-10-30", "2026-10-31", "event", "Boat fair"),
    ]
    client = read(harbour, later, for_client=True)
    assert [one.kind for one in client.marks] == ["event"]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-{moment}:00+00:00")


def test_pauses_of_the_whole_installation_stand_among_the_outages(
    enter: Any, olga: Any, october: Any, harbour: Any, later: datetime
) -> None:
    october()
    pause.pause_everything("A flood.", at("10-03T10:00"))
    pause.pause_everything("Still wet.", at("10-04T10:00"))  # it stands still since the first time
    pause.resume_everything(at("10-05T10:00"))
    pause.resume_everything(at("10-06T10:00"))  # it goes on already
    pause.pause_everything("A storm.", at("11-02T10:00"))  # after this month
    marks = json.loads(enter(olga).get(PAGE, {"form": "json"}).content)["marks"]
    assert [(one["first"], one["last"], one["kind"]) for one in marks] == [
        ("2026-10-03", "2026-10-05", "all paused")
    ]
    assert "Publishing was paused for every workspace" in enter(olga).get(PAGE).content.decode()
    assert not read(harbour, later, for_client=True).marks
    Installation.objects.update(paused_at=at("10-30T10:00"))  # and one that goes on
    assert [(one.first.day, one.last.day) for one in read(harbour, later).marks] == [(3, 5), (30, 31)]


@pytest.fixture
def daily(harbour: Any, olga: Any, acting: Any) -> Any:
    """daily(channel): a weekly slot each day at 09:00 UTC, since before October."""

    def have(channel: Any, since: datetime | None = None) -> None:
        Channel.objects.filter(pk=channel.pk).update(timezone="UTC", created_at=at("01-01T00:00"))
        Slot.objects.bulk_create(Slot(channel=channel, weekday=day, wall="09:00") for day in range(7))
        if since is not None:
            record(harbour.pk, acting(olga), "channel.slots", channel, at=since)

    return have


def test_slots_that_stayed_empty_are_told_apart_from_what_was_missed(
    enter: Any, olga: Any, october: Any, daily: Any, harbour: Any, acting: Any
) -> None:
    made, quiet = october(), harbour.channels.get(network="sandbox")
    daily(made[0].channel)  # something went out on each day
    daily(quiet)
    missed = Delivery.objects.get(pk=made[40].pk)
    missed.pk, missed.state, missed.published_at, missed._state.adding = None, "missed", None, True
    missed.channel, missed.receipt_id = quiet, ""
    missed.save(force_insert=True)
    content = Content(text="Not agreed to in time.", wordings=(Wording(quiet.pk),))
    draft = Post.objects.write(harbour, acting(olga), content)
    draft.plan_for(of_instant(made[50].due_at, "UTC"))  # it stood in its slot, which so was not empty
    page = enter(olga)
    told = json.loads(page.get(PAGE, {"form": "json"}).content)
    assert told["numbers"]["missed"] == 1
    channels = [{"channel": quiet.pk, "slots": 29}]
    assert told["slots"] == {"came": 62, "empty": 29, "since": None, "channels": channels}
    text = page.get(PAGE).content.decode()
    assert "29 slots stayed empty" in text
    assert "29 of 62 weekly slots stayed empty: Sandbox 29." in text


def test_slots_are_counted_since_weekly_times_were_changed_and_not_in_pauses(
    daily: Any, harbour: Any, acting: Any, olga: Any, later: datetime
) -> None:
    channel = harbour.channels.get(network="sandbox")
    daily(channel, since=at("10-22T00:00"))  # ten days of the month are left
    record(harbour.pk, acting(olga), "channel.paused", channel, at=at("10-25T12:00"))
    record(harbour.pk, acting(olga), "channel.resumed", channel, at=at("10-27T12:00"))
    found = read(harbour, later).slots
    assert (found.came, found.total, found.since) == (8, 8, date(2026, 10, 22))
    assert read(harbour, later, for_client=True).slots is None
    soon = read(harbour, at("10-24T12:00")).slots
    assert soon.came == 3  # what has not come yet is not empty


def test_a_trial_fills_the_slot_that_it_stands_for(
    daily: Any, harbour: Any, acting: Any, olga: Any, later: datetime
) -> None:
    channel = harbour.channels.get(network="sandbox")
    daily(channel)
    post = Post.objects.write(harbour, acting(olga), Content(text="Fog", wordings=(Wording(channel.pk),)))
    post.plan_for(of_instant(at("10-12T14:00"), "UTC"))
    Post.objects.filter(pk=post.pk).update(queue=channel, slot_at=at("10-12T09:00"))
    found = read(harbour, later).slots
    assert (found.came, found.total) == (31, 30)


def test_without_weekly_times_nothing_is_said_of_slots(october: Any, harbour: Any, later: datetime) -> None:
    october()
    assert read(harbour, later).slots is None


class Counted(int):
    """A channel's number that counts how often it is held against another."""

    times = 0

    def __eq__(self, other: object) -> bool:
        Counted.times += 1
        return int(self) == other

    __hash__ = int.__hash__


def test_comparing_holds_no_post_against_every_other() -> None:
    """A month of 8,000 posts took 16 seconds when each post looked for its channel's middle among all."""
    channels = [Counted(number) for number in range(3)]
    rows: Any = [SimpleNamespace(is_out=True, day=4.0, channel_id=channels[n % 3]) for n in range(300)]
    assert against(rows, rows) is not None
    assert Counted.times <= 4 * len(rows)


def test_a_campaign_has_its_own_posts_and_no_others(
    enter: Any, olga: Any, october: Any, harbour: Any
) -> None:
    campaign = harbour.campaigns.create(name="Autumn")
    october("One", campaign=campaign)
    october("Two")
    answer = enter(olga).get(f"/w/harbour/reports/campaign/{campaign.pk}/", {"form": "json"})
    told = json.loads(answer.content)
    assert [one["name"] for one in told["channels"]] == ["One"]
    assert told["before"] is None
    assert told["posts"] == 61
    assert told["month"] is None


def test_a_hostile_title_is_words_on_paper(october: Any, harbour: Any, later: datetime) -> None:
    october(title='#panic("x") $a^2$ *b* _c_ = d \\ @e `f` <g> //h "i" #{read("/etc/passwd")}')
    text = text_of(pdf(document(read(harbour, later))))
    assert '#panic("x")' in text
    assert "$a^2$" in text


def test_the_pdf_is_in_the_language_of_its_reader(enter: Any, olga: Any, october: Any, harbour: Any) -> None:
    october("Гавань")
    olga.language = "ru"
    olga.save()
    answer = enter(olga).get(PAGE, {"form": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Гавань" in text
    assert "Октябрь 2026" in text


def test_a_pdf_that_takes_too_long_is_refused(
    october: Any, harbour: Any, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    october()
    monkeypatch.setattr("planner.reports.pdf.LONGEST", 0.001)
    with pytest.raises(NotMade):
        pdf(document(read(harbour, later)))


def test_a_sheet_runs_no_formula_and_leaves_out_what_is_not_known(
    enter: Any, olga: Any, october: Any
) -> None:
    october(title="=HYPERLINK(1)")
    answer = enter(olga).get(PAGE, {"form": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 31
    assert {row["Post"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["Clicks"] for row in rows} == {""}
    assert all(row["Engagement"].isdecimal() for row in rows)


def test_the_future_and_what_is_no_month_are_not_there(enter: Any, olga: Any, harbour: Any) -> None:
    for month in ("2026-12", "2026-13", "nowhere", "1066-10"):
        assert enter(olga).get(f"/w/harbour/reports/month/{month}/").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("vera", 200), ("clara", 404), ("mallory", 404)])
def test_members_see_it_and_strangers_and_clients_find_nothing(
    enter: Any, cast: Any, harbour: Any, name: str, status: int
) -> None:
    browser = enter(cast[name])
    assert browser.get(PAGE).status_code == status
    assert browser.get("/w/harbour/reports/").status_code == status


def test_programs_read_the_same(client: Any, olga: Any, harbour: Any, october: Any) -> None:
    october()
    headers = {"Authorization": f"Bearer {token_of(harbour, olga)}"}
    answer = client.get("/api/v1/reports/month/2026-10", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["numbers"]["out"] == 31
    assert client.get("/api/v1/reports/month/2026-13", headers=headers).status_code == 404


def test_a_command_writes_it(october: Any, harbour: Any, tmp_path: Path) -> None:
    october()
    out = StringIO()
    call_command("report", "harbour", "--month", "2026-10", stdout=out)
    assert json.loads(out.getvalue())["posts"] == 31
    call_command(
        "report", "harbour", "--month", "2026-10", "--form", "pdf", "--output", str(tmp_path / "a.pdf")
    )
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_asks_little_however_many_posts_there_are(
    enter: Any, olga: Any, october: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(4):
        october(f"Channel {n}")
    browser = enter(olga)
    with django_assert_max_num_queries(25):
        browser.get(PAGE)
