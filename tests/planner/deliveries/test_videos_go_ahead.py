"""A video is at its network before its time; a worker that dies on the way loses only the last piece."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from media import intake
from planner.channels.models import Channel
from planner.deliveries import agree, clock, plan, send, sweep
from planner.deliveries.models import Delivery
from planner.deliveries.shown import delivery_shown
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from publishers.x import media
from tests.hands import HandClock, Hands
from tests.media.hostile.films import film
from tests.planner.deliveries.conftest import connected
from tests.publishers.places import Place, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]


@pytest.fixture
def x(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(media, "CHUNK", 700)
    monkeypatch.setattr(media, "WAITS", (0.0,))
    with place("x", tmp_path) as found:
        yield found


@pytest.fixture
def channel(x: Place, harbour: Any, hand_clock: HandClock) -> Channel:
    return connected(x, harbour, hand_clock.wall)


@pytest.fixture
def delivery(hands: Hands, channel: Channel) -> Delivery:
    """With a video, in an hour."""
    asset = intake.take_in(hands.workspace.library, "fog.mp4", film())
    content = Content(
        "", "Fog", wordings=(Wording(channel.pk),), pictures=(Picture(asset.pk, "Fog rolls in"),)
    )
    post = Post.objects.write(hands.workspace, hands.by, content)
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    return hands.schedule(post, after=3600)[0]


def bring(hands: Hands) -> int:
    claims = clock.claim_ahead(hands.time.wall)
    for one in claims:
        send.deliver(one.delivery_id, one.fence)
    return len(claims)


def story(delivery: Delivery) -> list[str]:
    delivery.refresh_from_db()
    return list(delivery.story.values_list("what", flat=True))


def test_it_is_brought_before_its_time_and_goes_out_at_its_time(
    hands: Hands, delivery: Delivery, x: Place
) -> None:
    assert bring(hands) == 0, "not an hour ahead"
    hands.time.pass_(3000)
    assert bring(hands) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.maybe_out, delivery.key) == ("scheduled", False, "")
    assert x.fake.published == []
    assert bring(hands) == 0, "once is enough"
    uploads = len([one for one in x.fake.requests if "/append" in one.path])
    hands.time.pass_(600)
    hands.tick()
    assert story(delivery) == ["planned", "carried", "intent", "published"]
    assert x.arrived()[0]["images"] == 1
    assert len([one for one in x.fake.requests if "/append" in one.path]) == uploads


class Killed(BaseException):
    """What nobody catches, as nobody catches kill -9."""


def test_a_worker_that_dies_on_the_way_goes_on_where_it_was(
    hands: Hands, delivery: Delivery, x: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.time.pass_(3000)
    [claim] = clock.claim_ahead(hands.time.wall)
    told, tell = [], media.tell

    def die_at_the_second(*how: Any) -> None:
        tell(*how)
        told.append(how)
        if len(told) == 2:
            raise Killed

    monkeypatch.setattr(media, "tell", die_at_the_second)
    with pytest.raises(Killed):
        send.deliver(claim.delivery_id, claim.fence)
    monkeypatch.setattr(media, "tell", tell)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.kept["progress"]) == ("claimed", f"1400/{len(film())}")
    hands.time.pass_(200)
    sweep.sweep(hands.time.wall)
    assert bring(hands) == 1
    [item] = x.fake.media.items.values()
    assert b"".join(item["pieces"]) == item["raw"]
    assert item["raw"] == film() or len(item["raw"]) == len(film())
    pieces = [one for one in x.fake.requests if one.path.endswith("/append")]
    assert len(pieces) == -(-len(film()) // 700), "none twice"
    hands.time.pass_(400)
    hands.tick()
    assert story(delivery)[-1] == "published"
    assert len(x.arrived()) == 1


def test_the_lease_lasts_as_long_as_pieces_arrive(hands: Hands, delivery: Delivery, x: Place) -> None:
    hands.time.pass_(3000)
    [claim] = clock.claim_ahead(hands.time.wall)
    x.fake.media.on_piece = lambda: hands.time.pass_(90)
    send.deliver(claim.delivery_id, claim.fence)
    assert "lease_over" not in story(delivery)
    assert delivery.kept["carried"] == "done"


def test_a_network_that_cannot_be_reached_is_asked_again_in_a_minute(
    hands: Hands, delivery: Delivery, x: Place
) -> None:
    hands.time.pass_(2700)
    x.fake.media.refusal = (503, {"title": "Service Unavailable"})
    assert bring(hands) == 1
    assert (delivery.tries, story(delivery)[-1], delivery.state) == (0, "carry_later", "scheduled")
    hands.time.pass_(30)
    assert bring(hands) == 0
    x.fake.media.refusal = None
    hands.time.pass_(31)
    assert bring(hands) == 1
    assert story(delivery)[-1] == "carried"


def test_one_refusal_of_its_token_disconnects_nothing_and_counts_as_no_try(
    hands: Hands, delivery: Delivery, channel: Channel, x: Place
) -> None:
    hands.time.pass_(2700)
    x.fake.media.refusal = (401, {"title": "Unauthorized"})
    assert bring(hands) == 1
    assert (story(delivery)[-1], delivery.tries, delivery.state) == ("carry_later", 0, "scheduled")
    channel.refresh_from_db()
    assert channel.state == "active"
    x.fake.media.refusal = None
    hands.time.pass_(61)
    assert bring(hands) == 1
    assert story(delivery)[-1] == "carried"


def test_a_token_that_is_over_is_told_before_its_time(
    hands: Hands, delivery: Delivery, channel: Channel, x: Place
) -> None:
    hands.time.pass_(2700)
    assert x.spoil is not None
    x.spoil()
    assert bring(hands) == 1
    channel.refresh_from_db()
    assert (story(delivery)[-1], delivery.state, channel.state) == ("expired", "blocked", "reconnect")


def test_a_video_that_the_network_cannot_read_is_told_before_its_time(
    hands: Hands, delivery: Delivery, x: Place
) -> None:
    hands.time.pass_(3000)
    x.fake.media.states = ["failed"]
    bring(hands)
    assert story(delivery)[-1] == "rejected"
    assert delivery.state == "failed"
    assert delivery.due_at > hands.time.wall


def test_it_may_be_moved_and_cancelled_while_it_is_brought(
    hands: Hands, delivery: Delivery, x: Place
) -> None:
    hands.time.pass_(3000)
    [claim] = clock.claim_ahead(hands.time.wall)
    delivery.refresh_from_db()
    plan.cancel(delivery, hands.by, hands.time.wall)
    send.deliver(claim.delivery_id, claim.fence)
    assert story(delivery)[-1] == "cancelled"
    assert x.arrived() == []


def test_the_page_tells_how_far_it_is(hands: Hands, delivery: Delivery, client: Any, olga: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(kept={"progress": "700/2800"})
    client.force_login(olga)
    page = client.get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert 'value="0.250"' in page
    assert "25 %" in page
    delivery.refresh_from_db()
    assert delivery_shown(delivery).brought == 0.25
    delivery.state = "published"
    assert delivery_shown(delivery).brought is None


def test_a_network_whose_posts_tell_their_moment_is_told_that_it_is_early(
    hands: Hands, delivery: Delivery, x: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note on Nostr would show the time at which its video was brought."""
    asked: list[str] = []

    class Attentive(type(x.publisher)):  # type: ignore[misc]
        def bring(self, *how: Any) -> Any:
            asked.append("early")
            return super().bring(*how)

        def upload(self, *how: Any) -> Any:
            asked.append("upload")
            return super().upload(*how)

    monkeypatch.setattr(Channel, "kind", Attentive)
    hands.time.pass_(3000)
    bring(hands)
    assert asked == ["early", "upload"], "for most networks it is the same"
    hands.time.pass_(600)
    hands.tick()
    assert asked == ["early", "upload", "upload"]
