"""Link cards through the API: given, changed, taken away, and shown to the byte."""

from collections.abc import Callable
from typing import Any

import pytest

from media.models import Asset
from planner.channels.models import Channel

pytestmark = pytest.mark.django_db
CARD = {"url": "https://example.org/fog", "title": "Fog today", "description": "Ships wait."}


def test_a_post_is_written_with_a_card_and_shows_it(
    ask: Any, write: Callable[..., Any], picture: int
) -> None:
    post = write(card=CARD | {"asset": picture})
    assert post["card"] == CARD | {"asset": picture}
    assert ask("GET", f"/posts/{post['id']}")[1]["card"] == post["card"]
    (version,) = ask("GET", f"/posts/{post['id']}/versions")[1]["items"]
    assert version["card"] == post["card"]
    assert write()["card"] is None


def test_a_card_stays_until_it_is_changed_or_taken_away(ask: Any, write: Callable[..., Any]) -> None:
    post = write(card=CARD)
    at = f"/posts/{post['id']}"
    assert ask("PATCH", at, {"text": "Ships leave."})[1]["card"] == CARD | {"asset": None}
    changed = ask("PATCH", at, {"card": CARD | {"title": "Sun"}})[1]
    assert (changed["card"]["title"], changed["version"]) == ("Sun", 3)
    assert ask("PATCH", at, {"card": None})[1]["card"] is None


def test_a_strangers_picture_or_one_that_is_none_is_not_there(
    ask: Any, stranger: Any, write: Callable[..., Any], picture: int
) -> None:
    given = {"text": "Mine", "card": CARD | {"asset": picture}}
    status, problem = stranger("POST", "/posts", given)
    assert status in (404, 422)
    assert "card.asset" in str(problem)
    Asset.objects.filter(pk=picture).update(content_type="video/mp4")
    assert ask("POST", "/posts", given)[0] == status


@pytest.mark.parametrize("url", ["", "fog", "javascript:alert(1)", "https://a b", "https://" + "a" * 2000])
def test_an_address_that_is_none_is_refused(url: str, ask: Any) -> None:
    status, problem = ask("POST", "/posts", {"text": "Fog", "card": {"url": url}})
    assert status == 422
    assert "card.url" in str(problem)


def test_the_preview_shows_the_card_that_is_sent(
    ask: Any, write: Callable[..., Any], picture: int, harbour: Any
) -> None:
    parameters = {"utm_source": "sky"}
    sky = Channel.objects.create(
        workspace=harbour, network="bluesky", name="Sky", account_id="did:a", link_parameters=parameters
    )
    post = write(
        channels=[sky.pk, harbour.channels.get(network="sandbox").pk], card=CARD | {"asset": picture}
    )
    shown = {one["network"]: one for one in ask("GET", f"/posts/{post['id']}/preview")[1]}
    card = shown["bluesky"]["parts"][0]["card"]
    assert card["url"] == "https://example.org/fog?utm_source=sky"
    assert card["image"]["sha256"] == Asset.objects.get(pk=picture).sha256
    assert shown["sandbox"]["parts"][0]["card"] is None
