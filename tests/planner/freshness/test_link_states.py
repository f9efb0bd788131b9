"""When an address is broken, and when it only looks so."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.ahead.page_states import led, says_it_is_not_there, site_of
from planner.freshness.link_states import Standing, after, next_look

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(*looks: tuple[float, str]) -> Standing:
    one = Standing()
    for hours, seen in looks:
        one = after(one, seen, NOON + hours * HOUR)
    return one


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ([(0, "ok")], "ok"),
        ([(0, "gone")], "unsure"),
        ([(0, "gone"), (0.2, "gone")], "unsure"),
        ([(0, "gone"), (24, "gone")], "broken"),
        ([(0, "gone"), (3, "no_name")], "broken"),
        ([(0, "failed"), (3, "failed"), (23, "failed")], "unsure"),
        ([(0, "failed"), (24, "failed")], "broken"),
        ([(0, "gone"), (3, "failed")], "unsure"),
        ([(0, "failed"), (23, "ok"), (25, "failed")], "unsure"),
        ([(0, "gone"), (1, "ok"), (2, "gone"), (3, "ok"), (4, "gone")], "unsure"),
        ([(0, "gone"), (24, "gone"), (25, "ok")], "ok"),
        ([(0, "gone"), (24, "gone"), (25, "failed")], "broken"),
        ([(0, "ok"), (1, "soft_404")], "soft_404"),
        ([(0, "ok"), (1, "refused")], "ok"),
        ([(0, "refused")], ""),
    ],
)
def test_two_failures_apart_make_it_broken_and_one_answer_mends_it(
    looks: list[tuple[float, str]], state: str
) -> None:
    assert run(*looks).state == state


def test_it_says_since_when() -> None:
    assert run((0, "ok"), (1, "ok"), (2, "ok")).since == NOON
    assert run((0, "ok"), (1, "gone"), (25, "gone"), (49, "gone")).since == NOON + 25 * HOUR


def test_what_is_in_doubt_is_looked_at_soon_and_what_is_well_each_week() -> None:
    assert next_look(run((0, "ok")), NOON) == NOON + timedelta(days=7)
    assert next_look(run((0, "gone")), NOON) == NOON + 3 * HOUR
    late = run((0, "failed"), (22, "failed"))
    assert next_look(late, NOON + 22 * HOUR) == NOON + 24 * HOUR
    assert next_look(run((0, "gone"), (3, "gone")), NOON + 3 * HOUR) == NOON + 27 * HOUR


@pytest.mark.parametrize(
    ("asked", "final", "state"),
    [
        ("https://example.org/a", "https://example.org/a", "ok"),
        ("http://example.org/a", "https://www.example.org/a/", "redirect"),
        ("https://example.org/a", "https://example.org/", "soft_404"),
        ("https://example.org/a", "https://example.org/?from=a", "redirect"),
        ("https://example.org/", "https://example.org/en/", "redirect"),
        ("https://example.org/a", "https://example.net/a", "moved"),
        ("https://shop.example.co.uk/a", "https://example.co.uk/b", "redirect"),
        ("https://bit.ly/a", "https://example.org/", "ok"),
        ("http://127.0.0.1:80/a", "http://127.0.0.1:80/", "soft_404"),
    ],
)
def test_where_a_redirect_leads(asked: str, final: str, state: str) -> None:
    assert led(asked, final) == state


def test_sites_are_told_apart_by_what_was_registered() -> None:
    assert site_of("a.b.example.org") == "example.org"
    assert site_of("127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("title", "is_gone"),
    [
        ("Page not found – Example", True),
        ("404", True),
        ("Страница не найдена", True),
        ("Seite nicht gefunden", True),
        ("The Peugeot 404", False),
        ("Lost and found", False),
    ],
)
def test_a_page_that_says_in_its_title_that_it_is_not_there(title: str, is_gone: bool) -> None:
    page = f"<html><head><title>\n{title}\n</title></head>".encode()
    assert says_it_is_not_there(page, "text/html; charset=utf-8") is is_gone
    assert not says_it_is_not_there(page, "application/pdf")
