"""Links to a report: one report, one reader's words, read only, ended by time or by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from planner.days.models import DayNote
from planner.history.models import Entry
from planner.reports import links
from planner.reports.document import document
from planner.reports.models import ReportLink
from planner.reports.reading import campaign_asked, month_asked, report
from planner.reports.span import month_named
from tests.planner.guests.test_to_open_a_link_changes_nothing import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch, later: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later)


@pytest.fixture
def made(harbour: Any, olga: Any, acting: Any, later: datetime) -> ReportLink:
    span = month_named("2026-10")
    assert span
    return links.make(month_asked(harbour, span), acting(olga), "en", 30, later)


def path(link: ReportLink) -> str:
    return f"/shared/{links.token_of(link)}/"


def test_it_is_made_on_the_page_and_its_address_is_shown_once(enter: Any, olga: Any, harbour: Any) -> None:
    page = enter(olga).post("/w/harbour/reports/links/", {"month": "2026-10", "days": "7", "language": "ru"})
    link = ReportLink.objects.get()
    assert links.address_of(link) in page.content.decode()
    assert links.token_of(link) not in enter(olga).get("/w/harbour/reports/").content.decode()
    assert link.language == "ru"
    assert Entry.objects.filter(act="report.link_made").count() == 1
    assert links.token_of(link) not in str(list(ReportLink.objects.values()))


def test_it_opens_for_anybody_without_script_and_in_no_search_engine(made: ReportLink, october: Any) -> None:
    october()
    answer = Client().get(path(made))
    assert answer.status_code == 200
    assert "31 posts went out." in answer.content.decode()
    assert b"<script" not in answer.content
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(path(made), {"form": "pdf"}).content.startswith(b"%PDF")


def test_a_client_reads_nothing_of_what_failed_and_that_the_month_is_not_over(
    harbour: Any, made: ReportLink, october: Any, later: datetime
) -> None:
    october()
    page = Client().get(path(made)).content.decode()
    assert "Went out" in page
    assert not {word for word in ("Missed", "Failed", "not over yet") if word in page}
    span = month_named("2026-11")
    assert span
    inside, outside = (
        document(report(month_asked(harbour, span, for_client=is_client), later, "en"))
        for is_client in (False, True)
    )
    assert outside.span.endswith("not over yet"), "the PDF has no other place for it"
    assert {"Missed", "Failed"} <= {one.title for one in inside.figures}
    assert not {"Missed", "Failed"} & {one.title for one in outside.figures}


def test_internal_words_stay_inside(made: ReportLink, october: Any, harbour: Any) -> None:
    october()
    DayNote.objects.create(workspace=harbour, day="2026-10-07", text="Client is slow to pay")
    for form in ("", "csv"):
        text = Client().get(path(made), {"form": form}).content.decode()
        assert "slow to pay" not in text
        assert "/w/harbour/" not in text


def test_a_campaigns_link_shows_its_posts_and_no_others(
    october: Any, harbour: Any, olga: Any, acting: Any, later: datetime
) -> None:
    campaign = harbour.campaigns.create(name="Autumn")
    october("One", campaign=campaign, title="Chestnuts")
    october("Two", title="Secret plans")
    link = links.make(campaign_asked(campaign, later.date()), acting(olga), "en", 30, later)
    for form in ("", "csv"):
        text = Client().get(path(link), {"form": form}).content.decode()
        assert "Chestnuts" in text
        assert "Secret plans" not in text


def test_to_open_it_changes_nothing_and_it_takes_nothing(made: ReportLink, october: Any) -> None:
    october()
    before = everything()
    assert Client().get(path(made)).status_code == 200
    assert Client().get(path(made), {"form": "csv"}).status_code == 200
    assert everything() == before
    assert Client().post(path(made)).status_code == 405


def test_it_ends_by_time_and_by_hand(
    made: ReportLink, enter: Any, olga: Any, monkeypatch: pytest.MonkeyPatch, later: datetime
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(days=31))
    assert Client().get(path(made)).status_code == 410
    monkeypatch.setattr(timezone, "now", lambda: later)
    enter(olga).post(f"/w/harbour/reports/links/{made.pk}/revoke/")
    assert Client().get(path(made)).status_code == 410
    assert Entry.objects.filter(act="report.link_revoked").count() == 1


def test_a_row_that_was_pointed_elsewhere_opens_nothing(made: ReportLink) -> None:
    address = path(made)
    ReportLink.objects.filter(pk=made.pk).update(month="2026-09")
    assert Client().get(address).status_code == 404


def test_who_guesses_finds_nothing_and_soon_waits(db: None) -> None:
    answers = [Client().get(f"/shared/{n:043}/").status_code for n in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_viewers_make_no_links(enter: Any, vera: Any, harbour: Any) -> None:
    assert enter(vera).post("/w/harbour/reports/links/", {"month": "2026-10"}).status_code == 403
    assert not ReportLink.objects.exists()


def test_another_workspaces_campaign_is_not_there(enter: Any, olga: Any, other: Any) -> None:
    theirs = other.campaigns.create(name="Theirs")
    answer = enter(olga).post("/w/harbour/reports/links/", {"campaign": str(theirs.pk)})
    assert answer.status_code == 404
