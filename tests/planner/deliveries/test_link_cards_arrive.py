"""A link card goes out as it was agreed to: its words, its picture cut to fit, its tagged address."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from media import intake
from media.models import Asset, Rendition
from planner.channels.models import Channel
from planner.deliveries import agree, compose, fitting
from planner.deliveries.models import Delivery
from planner.posts.content import CardWords, Content, Picture, Wording
from planner.posts.models import Post, Version
from planner.writing.preview import previews, unmade
from tests.fakes.bluesky import DID, HANDLE, FakeBluesky
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands
from tests.media.pictures import opened, photo

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "https://example.org/fog?a=1"


@pytest.fixture
def server(hands: Hands) -> Iterator[FakeBluesky]:
    with FakeBluesky() as fake:
        fake.clock = lambda: hands.time.wall
        yield fake


@pytest.fixture
def sky(harbour: Any, server: FakeBluesky) -> Channel:
    found = Channel.objects.create(
        workspace=harbour,
        network="bluesky",
        name="Sky",
        account_id=DID,
        link_parameters={"utm_source": "bluesky"},
    )
    found.lock_in({"handle": HANDLE, "app_password": server.password, "service": server.url})
    return found


@pytest.fixture
def asset(harbour: Any) -> Asset:
    return intake.take_in(harbour.library, "ivan at home.jpg", photo(1600, 900))


def _content(channel: Channel, asset: Asset | None, **more: Any) -> Content:
    card = CardWords(PAGE, "Fog today", "Ships wait.", asset.pk if asset else None)
    return Content("", f"Read {PAGE}", wordings=(Wording(channel.pk),), card=card, **more)


def _planned(hands: Hands, content: Content) -> Delivery:
    post = Post.objects.write(hands.workspace, hands.by, content)
    post.submit(hands.by)
    fitting.make_ready(post)
    agree.approve(post, hands.by, 1, hands.time.wall)
    return hands.schedule(post)[0]


def _sent(hands: Hands, server: FakeBluesky) -> dict[str, Any]:
    hands.time.pass_(10)
    hands.tick()
    (post,) = server.published
    return post.record


def test_the_title_the_picture_and_the_address_arrive(
    hands: Hands, sky: Channel, server: FakeBluesky, asset: Asset
) -> None:
    delivery = _planned(hands, _content(sky, asset))
    external = _sent(hands, server)["embed"]["external"]
    assert external["uri"] == f"{PAGE}&utm_source=bluesky"
    assert (external["title"], external["description"]) == ("Fog today", "Ships wait.")
    sent = server.blobs[external["thumb"]["ref"]["$link"]]["raw"]
    copy = Rendition.objects.get(asset=asset)
    assert hashlib.sha256(sent).hexdigest() == copy.sha256
    assert max(opened(sent).size) == 1000
    assert len(sent) <= 1_000_000
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_card_without_a_picture_or_a_title_goes_out_under_its_host(
    hands: Hands, sky: Channel, server: FakeBluesky
) -> None:
    _planned(hands, replace(_content(sky, None), card=CardWords(PAGE)))
    assert _sent(hands, server)["embed"]["external"] == {
        "uri": f"{PAGE}&utm_source=bluesky",
        "title": "example.org",
        "description": "",
    }


def test_without_a_card_there_is_none(hands: Hands, sky: Channel, server: FakeBluesky) -> None:
    _planned(hands, replace(_content(sky, None), card=None))
    assert "embed" not in _sent(hands, server)


def test_the_approval_pins_the_card_and_another_word_asks_for_a_new_yes(
    hands: Hands, sky: Channel, asset: Asset
) -> None:
    delivery = _planned(hands, _content(sky, asset))
    version = Version.objects.complete().get(pk=delivery.version_id)
    payload = compose.payload_for(version, sky)
    assert version.pins.get(channel=sky).digest == payload.digest()
    assert payload.parts[0].card
    post = delivery.post
    content = version.content()
    assert content.card
    assert post.rewrite(hands.by, replace(content, card=replace(content.card, title="Fog"))) is not None
    assert post.state == "draft"


def test_nobody_agrees_to_a_card_whose_picture_is_not_made(hands: Hands, sky: Channel, asset: Asset) -> None:
    post = Post.objects.write(hands.workspace, hands.by, _content(sky, asset))
    version = Version.objects.complete().get(post=post)
    (preview,) = previews(version)
    assert list(unmade([preview])) == [asset.pk]
    with pytest.raises(compose.WrongState, match="still being prepared"):
        compose.fingerprints(version)
    fitting.make_for(version, [])
    assert compose.fingerprints(Version.objects.complete().get(pk=version.pk))


def test_pictures_go_out_instead_of_the_card(
    hands: Hands, sky: Channel, server: FakeBluesky, asset: Asset
) -> None:
    _planned(hands, _content(sky, asset, pictures=(Picture(asset.pk, "Fog"),)))
    assert _sent(hands, server)["embed"]["$type"] == "app.bsky.embed.images"


def test_a_network_that_looks_at_pages_itself_gets_no_card(
    hands: Hands, channels: dict[str, Channel], network: FakeMastodon, asset: Asset
) -> None:
    content = _content(channels["mastodon"], asset)
    assert compose.message_of(content, channels["mastodon"], {asset.pk: asset}).card is None
    _planned(hands, content)
    hands.time.pass_(10)
    hands.tick()
    assert len(network.published) == 1
    assert not network.media
    assert not Rendition.objects.exists()


def test_a_video_is_no_picture_of_a_card(sky: Channel, asset: Asset) -> None:
    asset.content_type = "video/mp4"
    card = compose.message_of(_content(sky, asset), sky, {asset.pk: asset}).card
    assert card is not None
    assert card.image is None
