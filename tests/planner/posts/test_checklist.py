"""The checklist: what it finds, where it leads, and that mending makes it go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.phrases.models import HouseWord
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.posts.written_for import WrittenFor
from planner.walltime import of_instant
from tests.things import asset_id

pytestmark = pytest.mark.django_db
ASK = "/w/harbour/posts/preview/"


@pytest.fixture
def tomorrow(harbour: Any) -> datetime:
    return (timezone.now() + timedelta(days=1)).astimezone(harbour.zone).replace(hour=12, minute=0)


@pytest.fixture
def typed(harbour: Any, tomorrow: datetime) -> dict[str, Any]:
    return {
        "title": "Fog",
        "text": "Ships wait.",
        "channels": [str(channel.pk) for channel in harbour.channels.all()],
        "date": tomorrow.strftime("%Y-%m-%d"),
        "time": "12:00",
    }


@pytest.fixture
def checks(enter: Any, ada: Any) -> Any:
    browser = enter(ada)

    def ask(typed: dict[str, Any], **query: Any) -> str:
        page = browser.post(ASK + (f"?post={query['post']}" if query else ""), typed).content.decode()
        return str(page[page.index("<div data-checks>") : page.index("<div data-acts>")])

    return ask


def test_nothing_stands_in_the_way_of_a_plain_post(checks: Any, typed: dict[str, Any]) -> None:
    assert "Nothing stands in the way." in checks(typed)


def test_what_is_too_long_leads_to_its_tab(checks: Any, typed: dict[str, Any], harbour: Any) -> None:
    sandbox = harbour.channels.get(network="sandbox")
    found = checks(typed | {"text": "word " * 120})
    assert "Too long for Sandbox" in found
    assert f'data-fix="tab:{sandbox.pk}"' in found


def test_a_picture_without_words_leads_to_its_field(checks: Any, typed: dict[str, Any], harbour: Any) -> None:
    asset = asset_id(harbour)
    typed |= {"pictures": [str(asset)]}
    assert f'data-fix="field:alt-{asset}"' in checks(typed)
    assert "no description" not in checks(typed | {f"alt-{asset}": "A ship"})


def test_where_a_network_has_no_field_for_it_nobody_is_asked(
    checks: Any, typed: dict[str, Any], harbour: Any
) -> None:
    telegram = Channel.objects.create(workspace=harbour, network="telegram", name="Harbour", account_id="1")
    asset = asset_id(harbour)
    found = checks(typed | {"pictures": [str(asset)], "channels": [str(telegram.pk)]})
    assert "has no field for descriptions" in found
    assert "field:alt-" not in found


def test_a_site_wants_a_title(checks: Any, typed: dict[str, Any]) -> None:
    assert 'data-fix="field:title"' in checks(typed | {"title": ""})
    assert 'data-fix="field:title"' not in checks(typed)


def test_times_that_cannot_be(checks: Any, typed: dict[str, Any]) -> None:
    assert "Its time has passed." in checks(typed | {"date": "2020-01-01"})
    assert "It is valid until" in checks(typed | {"valid_until": "2020-01-01"})


def test_a_banned_word_is_found_in_all_its_forms(checks: Any, typed: dict[str, Any], harbour: Any) -> None:
    HouseWord.objects.create(workspace=harbour, kind="banned", word="дешёвый", instead="доступный")
    HouseWord.objects.create(workspace=harbour, kind="name", word="North Pier")
    found = checks(typed | {"text": "Самые дешевые билеты в Northpier."})
    assert "Here nobody says “дешевые”: say “доступный”." in found
    assert "“Northpier” is spelt “North Pier” here." in found
    assert "house" not in checks(typed | {"text": "Доступные билеты в North Pier."})


def test_a_word_that_stops_a_post_stops_it(
    enter: Any, grace: Any, typed: dict[str, Any], harbour: Any
) -> None:
    HouseWord.objects.create(workspace=harbour, kind="banned", word="cheap", stops=True)
    browser = enter(grace)
    new = "/w/harbour/posts/new/"
    page = browser.post(new, typed | {"text": "Cheap!", "do": "approve_and_schedule"}, follow=True)
    assert "here nothing goes out with that" in page.content.decode()
    assert not Delivery.objects.exists()
    browser.post(new, typed | {"text": "Dear!", "do": "approve_and_schedule"})
    assert Delivery.objects.exists()


def test_tomorrow_beside_another_date(checks: Any, typed: dict[str, Any], tomorrow: datetime) -> None:
    wrong = (tomorrow + timedelta(days=3)).strftime("%Y-%m-%d")
    right = (tomorrow + timedelta(days=1)).strftime("%Y-%m-%d")
    assert "are not the same day" in checks(typed | {"text": f"Завтра, {wrong}, мы открываемся."})
    assert "Nothing stands in the way." in checks(typed | {"text": f"Завтра, {right}, мы открываемся."})


def test_tomorrow_of_a_post_that_was_moved(
    enter: Any, ada: Any, checks: Any, typed: dict[str, Any], tomorrow: datetime
) -> None:
    browser = enter(ada)
    typed |= {"text": "Завтра мы открываемся."}
    browser.post("/w/harbour/posts/new/", typed | {"do": "save"})
    post = Post.objects.get()
    moved = typed | {"date": (tomorrow + timedelta(days=2)).strftime("%Y-%m-%d"), "based_on": "1"}
    assert "was written for" in checks(moved, post=post.pk)
    browser.post(f"/w/harbour/posts/{post.pk}/", moved | {"do": "save", "title": "Another title"})
    post.refresh_from_db()
    assert post.newest.number == 2
    assert "was written for" in checks(moved, post=post.pk), "other changes do not make the day right"
    browser.post(f"/w/harbour/posts/{post.pk}/change/", moved | {"do": "day_is_right"})
    assert WrittenFor.objects.get(version=post.newest).day == (tomorrow + timedelta(days=2)).date()
    assert "was written for" not in checks(moved, post=post.pk)


def test_nearly_the_same_words_on_the_same_channel(
    checks: Any, typed: dict[str, Any], harbour: Any, acting: Any, ada: Any, tomorrow: datetime
) -> None:
    words = "Ships wait in the fog off the harbour tonight and nobody knows when the fog will lift again"
    before = Post.objects.write(
        harbour, acting(ada), Content("", words, "", (Wording(int(typed["channels"][0])),))
    )
    before.plan_for(of_instant(tomorrow - timedelta(days=5), harbour.timezone))
    assert "nearly the same words" in checks(typed | {"text": f"{words}!"})
    assert "nearly the same words" not in checks(typed | {"text": "Something else altogether, for once."})
    before.plan_for(of_instant(tomorrow - timedelta(days=40), harbour.timezone))
    assert "nearly the same words" not in checks(typed | {"text": words})


def test_variables_that_were_left_and_links_without_a_lock(checks: Any, typed: dict[str, Any]) -> None:
    found = checks(typed | {"text": "See you on {date}: http://example.org/fog"})
    assert "{date} still stands in the words" in found
    assert "http://example.org/fog is not encrypted" in found
    assert "Ask whether the links answer" in found


def test_another_workspaces_post_is_no_post(
    enter: Any, ada: Any, other: Any, mallory: Any, acting: Any, typed: dict[str, Any]
) -> None:
    foreign = Post.objects.write(other, acting(mallory), Content("Fog", "Ships."))
    assert enter(ada).post(f"{ASK}?post={foreign.pk}", typed).status_code == 404
