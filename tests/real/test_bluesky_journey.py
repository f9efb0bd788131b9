"""The journey of tests/journeys/test_every_network.py, with Bluesky's own server at the other end."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys import networks
from tests.journeys.house import House, house
from tests.journeys.networks import ALT, MARKDOWN, PLAIN
from tests.journeys.steps import DESK, Visitor
from tests.media.pictures import photo
from tests.real import node, pds
from tests.real.pds import Pds, call

pytestmark = pytest.mark.real
POSTS = "app.bsky.feed.post"
NAME = "Sky in life"


@pytest.fixture(scope="module")
def server() -> Iterator[Pds]:
    try:
        with pds.running() as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"Bluesky's server cannot be installed here: {error}")


@pytest.fixture(scope="module")
def served(server: Pds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("real"), "localhost:*") as found:
        yield found


def test_from_connecting_to_taking_back(server: Pds, served: House, chromium: Any) -> None:
    row = next(one for one in networks.ROWS if one.network == "bluesky")
    visitor = Visitor(chromium, served, DESK, NAME)
    visitor.sign_in()
    typed = {"handle": f"@{server.handle}", "app_password": server.app_password, "service": server.url}
    visitor.connect("bluesky", typed, signs_in=False)
    visitor.write(MARKDOWN.format(name=NAME), photo(1200, 800, seed=40), ALT, dict(row.chosen))
    assert visitor.preview.get_attribute("data-left") == str(row.left)
    visitor.publish()
    visitor.open_delivery()
    [post] = posts(server)
    wanted = networks.Arrived(PLAIN.format(name=NAME), 1, (ALT,), dict(row.more))
    assert networks.bluesky_record(post["value"]) == wanted
    rkey = post["uri"].rpartition("/")[2]
    link = visitor.page.get_attribute("#delivery .bar a.btn", "href")
    assert link == f"https://bsky.app/profile/{server.did}/post/{rkey}"
    visitor.take_back()
    assert posts(server) == []
    visitor.page.context.close()
    assert visitor.troubles == []


def test_a_wrong_password_is_said_on_the_form(server: Pds, served: House, chromium: Any) -> None:
    visitor = Visitor(chromium, served, DESK, NAME)
    visitor.sign_in()
    visitor.page.goto("/w/harbour/channels/new/bluesky/")
    visitor.page.fill("#f-handle", server.handle)
    visitor.page.fill("#f-app_password", "aaaa-bbbb-cccc-dddd")
    visitor.page.fill("#f-service", server.url)
    visitor.page.click("button[value=connect]")
    visitor.page.wait_for_selector(".sorry[role=alert]")
    visitor.look("refused")
    assert visitor.page.input_value("#f-handle") == server.handle
    assert visitor.page.input_value("#f-app_password") == ""
    visitor.page.context.close()


def posts(server: Pds) -> list[Any]:
    return list(
        call(server.url, "com.atproto.repo.listRecords", repo=server.did, collection=POSTS)["records"]
    )
