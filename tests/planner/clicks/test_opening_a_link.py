"""Whoever opens a short link is sent on; a click more is counted, and nothing is kept of them."""

import logging
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from planner.clicks import opening
from planner.clicks.models import ClickDay, ShortLink
from tests.planner.clicks.conftest import PAGE, Ticks
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db(transaction=True)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def open_it(link: ShortLink, agent: str = FIREFOX, method: str = "get", **headers: str) -> Any:
    call = getattr(Client(), method)
    return call(f"/l/{link.code}", headers={"User-Agent": agent, **headers})


def counted() -> tuple[int, int]:
    opening.counts.write()
    rows = ClickDay.objects.all()
    return sum(one.clicks for one in rows), sum(one.bots for one in rows)


def test_it_leads_on_and_counts_one(link: ShortLink, ticks: Ticks) -> None:
    answer = open_it(link)
    assert (answer.status_code, answer["Location"], answer.content) == (302, PAGE, b"")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert counted() == (1, 0)


def test_two_clicks_of_one_visitor_within_ten_seconds_are_one(link: ShortLink, ticks: Ticks) -> None:
    open_it(link)
    ticks.now += 9
    open_it(link)
    open_it(link, **{"X-Forwarded-For": "192.0.2.7"})  # somebody else, behind the same proxy
    assert counted() == (2, 0)
    ticks.now += 10
    open_it(link)
    assert counted() == (3, 0)


@pytest.mark.parametrize(
    ("agent", "headers"),
    [
        ("TelegramBot (like TwitterBot)", {}),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", {}),
        ("Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.example/) Bot", {}),
        ("http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.example/)", {}),
        ("Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)", {}),
        ("Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)", {}),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", {}),
        ("Twitterbot/1.0", {}),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}),
        ("curl/8.5.0", {}),
        ("", {}),
        (FIREFOX, {"Sec-Purpose": "prefetch;prerender"}),
        (FIREFOX, {"Purpose": "prefetch"}),
    ],
)
def test_programs_are_counted_apart(
    link: ShortLink, ticks: Ticks, agent: str, headers: dict[str, str]
) -> None:
    assert open_it(link, agent, **headers).status_code == 302
    assert counted() == (0, 1)


def test_a_telephone_named_like_a_bot_is_a_person(link: ShortLink, ticks: Ticks) -> None:
    open_it(link, "Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 Chrome/120.0 Mobile")
    assert counted() == (1, 0)


def test_head_is_answered_and_not_counted(link: ShortLink, ticks: Ticks) -> None:
    assert open_it(link, method="head")["Location"] == PAGE
    assert open_it(link, method="post").status_code == 405
    assert counted() == (0, 0)


@pytest.mark.parametrize("code", ["7Gh2kQ9y", "x", "7Gh2kQ9x'", "7Gh2kQ9x" * 20, "https:evil.example"])
def test_a_code_that_is_not_ours_leads_nowhere(link: ShortLink, code: str, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = Client().get(f"/l/{code}", headers={"User-Agent": FIREFOX})
    assert answer.status_code == 404
    assert "This link leads nowhere" in answer.content.decode()
    assert "Location" not in answer
    assert not [one for one in caplog.records if code in one.getMessage()]
    assert counted() == (0, 0)


def test_a_row_that_leads_anywhere_but_the_web_is_not_followed(link: ShortLink) -> None:
    ShortLink.objects.update(url="javascript:alert(1)")
    assert open_it(link).status_code == 404


def test_an_address_in_other_letters_is_spelt_for_the_header(link: ShortLink, ticks: Ticks) -> None:
    ShortLink.objects.update(url="https://example.org/туман?q=a b\r\nSet-Cookie: x=1")
    answer = open_it(link)
    assert answer["Location"].startswith("https://example.org/%D1%82%D1%83%D0%BC%D0%B0%D0%BD?q=a%20b")
    assert not answer.cookies


def test_nothing_is_kept_of_who_comes_even_of_who_is_signed_in(
    link: ShortLink, ticks: Ticks, enter: Any, olga: Any, caplog: Any
) -> None:
    client = enter(olga)
    before = list(Session.objects.values_list("session_data", "expire_date"))
    with caplog.at_level(logging.DEBUG):
        answer = client.get(
            f"/l/{link.code}", headers={"User-Agent": FIREFOX, "X-Forwarded-For": "192.0.2.77"}
        )
        opening.counts.write()
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert list(Session.objects.values_list("session_data", "expire_date")) == before
    said = " ".join(one.getMessage() for one in caplog.records)
    assert "192.0.2.77" not in said
    assert "Firefox" not in said
    (day,) = ClickDay.objects.values()
    assert set(day) == {"id", "link_id", "on", "clicks", "bots"}


def test_clicks_are_told_by_day_to_programs_and_on_the_delivery_page(
    link: ShortLink, harbour: Any, olga: Any, mallory: Any, other: Any
) -> None:
    ClickDay.objects.create(link=link, on=date(2026, 11, 28), clicks=3, bots=1)
    ClickDay.objects.create(link=link, on=date(2026, 11, 29), clicks=2)
    ask = Program(token_of(harbour, olga, ["read"]))
    status, (told,) = ask("GET", f"/posts/{link.post_id}/clicks")
    assert (status, told["clicks"], told["bots"], told["url"]) == (200, 5, 1, PAGE)
    assert told["short"].endswith(f"/l/{link.code}")
    assert told["days"][1] == {"on": "2026-11-29", "clicks": 2, "bots": 0}
    assert Program(token_of(other, mallory, ["read"]))("GET", f"/posts/{link.post_id}/clicks")[0] == 404
