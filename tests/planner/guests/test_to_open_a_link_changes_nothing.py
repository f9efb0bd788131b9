"""Mail scanners, previews and prefetching open links before people do: nothing comes of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.planner.guests.conftest import answer, path

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, as the database has them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def test_a_hundred_gets_and_heads_leave_every_table_as_it_was(
    asked: Any, carla: Any, link_to: Any, settings: Any
) -> None:
    link = link_to(asked(), carla)
    before = everything()
    for agent in ("Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "BarracudaCentral"):
        for _time in range(34):
            for query in ("", "?do=approve", "?do=changes", "?do=approve&note=yes&seen=1"):
                headers = {"User-Agent": agent, "Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"}
                Client().get(path(link) + query, headers=headers)
                Client().head(path(link) + query, headers=headers)
    assert everything() == before


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_only_a_post_answers(method: str, asked: Any, carla: Any, link_to: Any) -> None:
    link = link_to(asked(), carla)
    before = everything()
    for where in ("answer/", "fresh/"):
        found = getattr(Client(), method)(f"{path(link)}{where}?do=approve")
        assert found.status_code in {405, 200}
        assert found.status_code == 405 or method == "options"
    assert everything() == before


def test_a_post_from_another_site_is_refused(asked: Any, carla: Any, link_to: Any, phone: Client) -> None:
    link = link_to(asked(), carla)
    before = everything()
    assert phone.post(f"{path(link)}answer/", {"do": "approve"}).status_code == 403
    assert everything() == before


def test_the_dump_would_see_an_answer(asked: Any, carla: Any, link_to: Any, phone: Client) -> None:
    link = link_to(asked(), carla)
    before = everything()
    answer(phone, link)
    changed = {table for table, rows in everything().items() if rows != before[table]}
    assert {"planner_post", "planner_review", "planner_reviewlink", "planner_entry"} <= changed


def test_a_page_says_that_nobody_keeps_or_lists_it(asked: Any, carla: Any, link_to: Any) -> None:
    page = Client().get(path(link_to(asked(), carla)))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "script" not in page.content.decode()
