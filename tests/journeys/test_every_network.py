"""Connect, compose, schedule, published, measured: each network, in a browser, by the product's processes.

Networks are rows of tests/journeys/networks.py; each has a fake of its own that says what arrived.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House, house
from tests.journeys.networks import ALT, MARKDOWN, ROWS, Row
from tests.journeys.steps import DESK, PHONE, ZONE, Visitor
from tests.media.pictures import photo


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("networks")) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(served: House, chromium: Any) -> Any:
    """What every browser here begins with: the owner, who speaks as the browser does."""
    owner = Visitor(chromium, served, DESK, "owner")
    state = owner.sign_in()
    owner.speak_as_the_browser()
    owner.page.context.close()
    return state


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.network}-{row.name.replace(' ', '-')}")
def test_from_connecting_to_taking_back(row: Row, served: House, signed_in: Any, chromium: Any) -> None:
    with row.fake() as fake:
        visitor = Visitor(chromium, served, PHONE if row.phone else DESK, row.name, signed_in)
        visitor.abroad = (fake.url,) if row.signs_in else ()
        visitor.connect(row.network, row.typed(fake), signs_in=row.signs_in)
        visitor.write(MARKDOWN.format(name=row.name), picture(row), ALT, dict(row.chosen), shown(row))
        counter_is_right(row, visitor)
        at = visitor.schedule() if row.scheduled else visitor.publish()
        visitor.open_delivery()
        if at:
            assert at.timestamp() <= fake.arrivals[0]["wall"] < (at + timedelta(seconds=5)).timestamp()
        arrived_once(row, fake)
        told(row, fake, visitor)
        if row.takes_back:
            visitor.take_back()
            assert row.arrived(fake) == []
            expect(visitor.page.locator("#delivery .bar a.btn")).to_have_count(0)
        else:
            expect(visitor.page.locator("form[action$='/take-back/']")).to_have_count(0)
        visitor.page.context.close()
    assert visitor.troubles == []


def picture(row: Row) -> bytes:
    """Another one for each: the library knows a picture again."""
    if row.film:
        return row.film()
    return photo(1200, 800, seed=ROWS.index(row) + 1)


def shown(row: Row) -> tuple[str, str]:
    """The file's name and type."""
    return ("clip.mp4", "video/mp4") if row.film else ("IMG_1.jpg", "image/jpeg")


def counter_is_right(row: Row, visitor: Visitor) -> None:
    left = visitor.preview.get_attribute("data-left")
    assert left == ("" if row.left is None else str(row.left))


def arrived_once(row: Row, fake: Any) -> None:
    [post] = row.arrived(fake)
    assert post.text == row.text.format(name=row.name)
    assert (post.pictures, post.alts) == (1, (ALT,) if row.alts else ())
    assert {name: post.more[name] for name in row.more} == row.more
    assert len(fake.arrivals) == 1


def told(row: Row, fake: Any, visitor: Visitor) -> None:
    """The delivery's page: where the post is, how it does, what people say."""
    link = visitor.page.get_attribute("#delivery .bar a.btn", "href")
    assert link.startswith(row.link.format(server=fake.url))
    assert link in visitor.page.locator(".story a").evaluate_all("all => all.map(one => one.href)")
    if row.remark:
        row.remark(fake, "Is the ferry late?")
    if row.numbers is None:
        expect(visitor.page.locator("form[action$='/measure/']")).to_have_count(0)
    else:
        assert visitor.measure() == row.numbers
    if row.remark:
        said, now = visitor.read_answers(), datetime.now(ZONE)
        assert "Is the ferry late?" in said
        assert any((now - ago).strftime("%H:%M") in said for ago in (timedelta(), timedelta(minutes=1)))
    visitor.look("told")
