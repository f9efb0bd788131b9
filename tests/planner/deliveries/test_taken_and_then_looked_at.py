"""Networks that take a post, look at it, and only then publish it, refuse it, or lay it before a person.

That they took it is not called published, and it is never sent again while they are still at it.
"""

import pytest

from media import intake
from planner.channels.models import Channel
from planner.deliveries import agree
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.hands import CHOSEN, Hands
from tests.media.pictures import photo
from tests.planner.deliveries.conftest import after, at_its_time
from tests.publishers.places import Place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]
discourse = pytest.mark.parametrize("there", ["discourse"], indirect=True)
google = pytest.mark.parametrize("there", ["google_business"], indirect=True)
tiktok = pytest.mark.parametrize("there", ["tiktok"], indirect=True)


def sent(hands: Hands, channel: Channel) -> Delivery:
    return at_its_time(hands, hands.plan(channel, "Fog over the harbour"))


@tiktok
def test_a_video_at_which_tiktok_is_for_minutes(hands: Hands, there: Place, channel: Channel) -> None:
    there.fake.patience = 12
    delivery = sent(hands, channel)
    assert (delivery.state, delivery.maybe_out) == ("uncertain", True)
    assert after(hands, delivery, 4).state == "uncertain"
    assert after(hands, delivery, 11).state == "published"
    assert len(there.fake.posts) == 1


@tiktok
def test_a_video_that_tiktok_refuses_after_minutes(hands: Hands, there: Place, channel: Channel) -> None:
    there.fake.ends_in, there.fake.why, there.fake.patience = "FAILED", "duration_check_failed", 6
    delivery = sent(hands, channel)
    assert delivery.state == "uncertain"
    delivery = after(hands, delivery, 12)
    assert (delivery.state, delivery.trouble["code"]) == ("failed", "duration_check_failed")
    assert len(there.fake.posts) == 1


@tiktok
def test_a_video_that_tiktok_refuses_at_once(hands: Hands, there: Place, channel: Channel) -> None:
    there.fake.ends_in, there.fake.why = "FAILED", "frame_rate_check_failed"
    delivery = sent(hands, channel)
    assert (delivery.state, delivery.maybe_out) == ("failed", False)


@tiktok
@pytest.mark.parametrize("ends_in", ["PUBLISH_COMPLETE", "FAILED"])
def test_pictures_are_known_by_the_number_that_tiktok_gave(
    hands: Hands, there: Place, channel: Channel, ends_in: str
) -> None:
    """It came with the answer, after the intent; it is kept all the same."""
    there.fake.patience, there.fake.ends_in, there.fake.why = 6, ends_in, "picture_size_check_failed"
    asset = intake.take_in(hands.workspace.library, "fog.jpg", photo(1080, 1080))
    wording = Wording(channel.pk, options=CHOSEN["tiktok"])
    content = Content("", "Fog", wordings=(wording,), pictures=(Picture(asset.pk, "Fog"),))
    post = Post.objects.write(hands.workspace, hands.by, content)
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    [delivery] = hands.schedule(post)
    delivery = after(hands, delivery, 2)
    assert delivery.state == "uncertain"
    [number] = there.fake.posts
    assert number in str(delivery.kept)
    delivery = after(hands, delivery, 12)
    assert delivery.state == ("published" if ends_in == "PUBLISH_COMPLETE" else "failed")
    assert len(there.fake.posts) == 1


@tiktok
def test_what_lies_in_the_inbox_is_for_a_person(hands: Hands, there: Place, channel: Channel) -> None:
    there.fake.ends_in, there.fake.patience = "SEND_TO_USER_INBOX", 0
    delivery = after(hands, sent(hands, channel), 1)
    assert delivery.state == "held"
    assert "inbox" in delivery.trouble["template"]
    assert len(there.fake.posts) == 1


@discourse
def test_what_waits_for_a_moderator_is_for_a_person(hands: Hands, there: Place, channel: Channel) -> None:
    """Who would send it again might have it twice in the forum."""
    there.fake.topics.holds = True
    delivery = after(hands, sent(hands, channel), 1)
    assert (delivery.state, delivery.maybe_out) == ("held", True)
    assert "moderator" in delivery.trouble["template"]
    assert after(hands, delivery, 15).state == "held"
    assert len(there.fake.topics.waiting) == 1


@google
@pytest.mark.parametrize(("state", "end"), [("LIVE", "published"), ("REJECTED", "failed")])
def test_a_post_at_which_google_looks_for_minutes(
    hands: Hands, there: Place, channel: Channel, state: str, end: str
) -> None:
    there.fake.state, there.fake.patience = state, 8
    delivery = sent(hands, channel)
    assert (delivery.state, delivery.maybe_out) == ("uncertain", True)
    delivery = after(hands, delivery, 14)
    assert delivery.state == end
    assert len(there.fake.posts) == 1
