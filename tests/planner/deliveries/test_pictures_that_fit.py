"""The right picture to each network: made before anybody agrees, and sent to the byte."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from media import intake
from media.models import Asset, Rendition
from planner.channels.models import Channel
from planner.deliveries import agree, compose, fitting, plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post, Version
from planner.walltime import of_instant
from publishers.limits import Limits
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands
from tests.media.pictures import opened, photo

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"image_bytes": 60_000, "image_pixels": 480_000}  # what this server's instance says it takes


@pytest.fixture
def channel(channels: dict[str, Channel]) -> Channel:
    found = channels["mastodon"]
    found.account_facts = SMALL
    found.save()
    return found


@pytest.fixture
def asset(harbour: Any) -> Asset:
    exif = {"comment": b"SECRET PLACE"}
    return intake.take_in(harbour.library, "ivan at home.jpg", photo(1600, 900, **exif))


def _post(hands: Hands, channel: Channel, asset: Asset, focus: tuple[int, int] | None = None) -> Post:
    picture = Picture(asset.pk, "Fog", focus)
    content = Content("", "Fog", wordings=(Wording(channel.pk),), pictures=(picture,))
    return Post.objects.write(hands.workspace, hands.by, content)


def _planned(hands: Hands, post: Post) -> Delivery:
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    return hands.schedule(post)[0]


def test_the_network_gets_the_very_bytes_that_were_agreed_to(
    hands: Hands, channel: Channel, asset: Asset, network: FakeMastodon
) -> None:
    delivery = _planned(hands, _post(hands, channel, asset))
    rendition = Rendition.objects.get(asset=asset)
    version = Version.objects.complete().get(pk=delivery.version_id)
    payload = compose.payload_for(version, channel)
    assert payload.parts[0].images[0].sha256 == rendition.sha256
    assert version.pins.get(channel=channel).digest == payload.digest()
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    (media,) = network.media.values()
    name, sent, content_type = media["file"]
    assert hashlib.sha256(sent).hexdigest() == rendition.sha256
    assert len(sent) <= 60_000
    assert opened(sent).size == (rendition.width, rendition.height)
    assert rendition.width * rendition.height <= 480_000
    assert content_type == rendition.content_type == "image/jpeg"
    assert b"SECRET" not in sent
    assert "ivan" not in name


def test_what_fits_goes_out_as_it_is(
    hands: Hands, channels: dict, harbour: Any, network: FakeMastodon
) -> None:
    asset = intake.take_in(harbour.library, "a.jpg", photo(300, 200))
    _planned(hands, _post(hands, channels["mastodon"], asset))
    hands.time.pass_(10)
    hands.tick()
    (media,) = network.media.values()
    assert hashlib.sha256(media["file"][1]).hexdigest() == asset.sha256
    assert not Rendition.objects.exists()


def test_nobody_agrees_to_a_picture_that_is_not_made(hands: Hands, channel: Channel, asset: Asset) -> None:
    version = Version.objects.complete().get(post=_post(hands, channel, asset))
    with pytest.raises(compose.WrongState, match="still being prepared"):
        compose.fingerprints(version)
    fitting.make_for(version, [])
    assert compose.fingerprints(Version.objects.complete().get(pk=version.pk))


def test_another_focus_is_another_picture_and_asks_for_a_new_yes(
    hands: Hands, channel: Channel, asset: Asset
) -> None:
    post = _post(hands, channel, asset)
    _planned(hands, post)
    post.refresh_from_db()
    content = Content(
        "", "Fog", wordings=(Wording(channel.pk),), pictures=(Picture(asset.pk, "Fog", (0, 0)),)
    )
    assert post.rewrite(hands.by, content) is not None
    assert post.state == "draft"


def test_a_focus_moved_in_the_library_changes_nothing_that_was_agreed(
    hands: Hands, channel: Channel, asset: Asset, network: FakeMastodon
) -> None:
    delivery = _planned(hands, _post(hands, channel, asset))
    Asset.objects.filter(pk=asset.pk).update(focus_x=0, focus_y=0, name="other", alt="other")
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    (media,) = network.media.values()
    assert media["description"] == "Fog"


def test_a_copy_whose_file_is_gone_is_drawn_again_to_the_byte(
    hands: Hands, channel: Channel, asset: Asset, network: FakeMastodon, settings: Any
) -> None:
    _planned(hands, _post(hands, channel, asset))
    rendition = Rendition.objects.get()
    (Path(settings.MEDIA_ROOT) / rendition.path).unlink()
    hands.time.pass_(10)
    hands.tick()
    (media,) = network.media.values()
    assert hashlib.sha256(media["file"][1]).hexdigest() == rendition.sha256


def test_a_file_that_was_changed_behind_our_back_does_not_go_out(
    hands: Hands, channel: Channel, asset: Asset, network: FakeMastodon, settings: Any
) -> None:
    delivery = _planned(hands, _post(hands, channel, asset))
    (Path(settings.MEDIA_ROOT) / Rendition.objects.get().path).write_bytes(photo(200, 100, seed=5))
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert "not what was agreed" in delivery.trouble["template"]
    assert not network.published
    assert not network.media


def test_a_picture_that_is_gone_is_said_to_be_gone(
    hands: Hands, channels: dict, harbour: Any, network: FakeMastodon, settings: Any
) -> None:
    asset = intake.take_in(harbour.library, "a.jpg", photo(300, 200))
    delivery = _planned(hands, _post(hands, channels["mastodon"], asset))
    (Path(settings.MEDIA_ROOT) / asset.path).unlink()
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert "gone from the library" in delivery.trouble["template"]
    assert not network.published


def test_limits_that_no_copy_can_meet_refuse_the_yes(hands: Hands, channel: Channel, asset: Asset) -> None:
    channel.account_facts = {"image_bytes": 10}
    channel.save()
    post = _post(hands, channel, asset)
    post.submit(hands.by)
    with pytest.raises(plan.WrongState, match="cannot be made to fit"):
        agree.approve(post, hands.by, 1, hands.time.wall)
    post.refresh_from_db()
    assert post.state == "in_review"


def test_scheduling_alone_makes_them_too(hands: Hands, channel: Channel, asset: Asset) -> None:
    hands.workspace.review_policy = "none"
    hands.workspace.save()
    post = _post(hands, channel, asset)
    when = of_instant(hands.time.wall, "Europe/Moscow")
    plan.schedule(post, plan.Plan(when), hands.by, hands.time.wall)
    assert Rendition.objects.filter(asset=asset).count() == 1


@pytest.mark.parametrize(
    ("facts", "limits", "wanted"),
    [
        ({}, Limits(), {}),
        ({"content_type": "image/avif"}, Limits(), {"types": ("image/jpeg", "image/png", "image/webp")}),
        ({"size": 9_000_000}, Limits(image_bytes=5_000_000), {"weight": 5_000_000}),
        ({}, Limits(image_side=1000), {"width": 1000, "height": 1000}),
        ({}, Limits(image_keeps=100_000, image_pixels=200_000), {"pixels": 100_000}),
        ({}, Limits(image_widest=1000), {"widest": 1000}),
        ({"content_type": "image/gif", "frames": 9}, Limits(image_side=10), {}),
        (
            {"content_type": "image/gif", "frames": 9},
            Limits(image_types=("image/jpeg",)),
            {"types": ("image/jpeg",)},
        ),
        ({"content_type": "video/mp4"}, Limits(image_side=10), {}),
    ],
)
def test_limits_become_a_recipe(facts: dict[str, Any], limits: Limits, wanted: dict[str, Any]) -> None:
    asset = Asset(**{"content_type": "image/jpeg", "width": 1600, "height": 900, "size": 100_000} | facts)
    recipe = fitting.recipe_for(asset, None, limits)
    assert (recipe is None) == (not wanted)
    assert {name: getattr(recipe, name) for name in wanted} == wanted
