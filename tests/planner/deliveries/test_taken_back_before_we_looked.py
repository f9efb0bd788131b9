"""A post whose publishing answer was lost, and that somebody deletes over there before anybody has looked.

It may have been seen, and mailed to every member: a person decides whether it comes out once more.
"""

import pytest

from planner.channels.models import Channel
from planner.deliveries import agree, resolve
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from tests.hands import Hands
from tests.planner.deliveries.conftest import after, at_its_time, taken_back_there
from tests.publishers.places import Place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]
ghost = pytest.mark.parametrize("there", ["ghost"], indirect=True)
google = pytest.mark.parametrize("there", ["google_business"], indirect=True)
facebook = pytest.mark.parametrize("there", ["facebook"], indirect=True)
containers = pytest.mark.parametrize("there", ["instagram", "threads"], indirect=True)
youtube = pytest.mark.parametrize("there", ["youtube"], indirect=True)
drafting = pytest.mark.parametrize("there", ["ghost", "wordpress"], indirect=True)


def begun(place: Place) -> int:
    """How many posts and drafts were ever begun there."""
    return sum(one.method == "POST" and "/posts" in one.target for one in place.fake.requests)


@drafting
def test_a_person_is_asked_and_nothing_is_made_or_sent(hands: Hands, there: Place, channel: Channel) -> None:
    delivery = hands.plan(channel)
    there.fake.arm("rst_after_accept")
    delivery, before = at_its_time(hands, delivery), begun(there)
    assert (delivery.state, len(there.arrived())) == ("uncertain", 1)
    taken_back_there(there, delivery.kept["draft"])
    delivery = after(hands, delivery, 8)
    assert (delivery.state, delivery.maybe_out) == ("held", True)
    assert "deleted it there" in delivery.trouble["template"]
    assert begun(there) == before, "a look begins nothing"
    assert there.arrived() == []


@ghost
def test_no_member_gets_the_letter_twice(hands: Hands, there: Place, channel: Channel) -> None:
    wording = Wording(channel.pk, options=(("newsletter", "weekly"),))
    content = Content("Fog", "The fog lifts", wordings=(wording,))
    post = Post.objects.write(hands.workspace, hands.by, content)
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    [delivery] = hands.schedule(post)
    there.fake.arm("rst_after_accept")
    delivery = at_its_time(hands, delivery)
    taken_back_there(there, delivery.kept["draft"])
    assert after(hands, delivery, 8).state == "held"
    assert len(there.fake.emails) == 1


@drafting
def test_one_that_a_person_wants_again_comes_out_again(hands: Hands, there: Place, channel: Channel) -> None:
    delivery = hands.plan(channel)
    there.fake.arm("rst_after_accept")
    delivery = at_its_time(hands, delivery)
    taken_back_there(there, delivery.kept["draft"])
    delivery = after(hands, delivery, 2)
    resolve.resolve(delivery, "absent", "", hands.by, hands.time.wall)
    assert after(hands, delivery, 2).state == "published"
    assert len(there.arrived()) == 1


@drafting
def test_a_draft_that_is_still_one_is_published_without_a_person(
    hands: Hands, there: Place, channel: Channel
) -> None:
    """The request that publishes never came there."""
    delivery = hands.plan(channel)
    there.fake.arm("rst_before_accept")
    delivery = at_its_time(hands, delivery)
    assert delivery.state == "uncertain"
    assert after(hands, delivery, 8).state == "published"
    assert (len(there.arrived()), len(there.fake.posts)) == (1, 1)


@google
def test_what_google_was_still_looking_at(hands: Hands, there: Place, channel: Channel) -> None:
    there.fake.patience = 4
    delivery = at_its_time(hands, hands.plan(channel))
    assert delivery.state == "uncertain"
    [number] = there.fake.posts
    taken_back_there(there, number)
    delivery = after(hands, delivery, 8)
    assert (delivery.state, delivery.maybe_out, there.fake.posts) == ("held", True, {})
    resolve.resolve(delivery, "absent", "", hands.by, hands.time.wall)
    after(hands, delivery, 8)
    assert len(there.fake.posts) == 1


@facebook
def test_a_draft_on_facebook_that_is_more_than_a_day_old(
    hands: Hands, there: Place, channel: Channel
) -> None:
    """We were switched off for so long; Facebook only says that it does not find it."""
    delivery = hands.plan(channel)
    there.fake.arm("rst_after_accept")
    delivery = at_its_time(hands, delivery)
    [(name, kept)] = delivery.kept.items()
    number, _blank, made_at = kept.rpartition(" ")
    Delivery.objects.filter(pk=delivery.pk).update(kept={name: f"{number} {float(made_at) - 86400}"})
    taken_back_there(there, number)
    delivery = after(hands, delivery, 8)
    assert (delivery.state, there.fake.posts) == ("uncertain", {})
    assert after(hands, delivery, 40).state == "held"


@youtube
def test_a_video_on_youtube(hands: Hands, there: Place, channel: Channel) -> None:
    delivery = hands.plan(channel)
    there.fake.arm("rst_after_accept")
    delivery = at_its_time(hands, delivery)
    there.fake.videos.clear()
    delivery = after(hands, delivery, 2)
    assert (delivery.state, delivery.maybe_out) == ("held", True)
    assert "deleted it there" in delivery.trouble["template"]
    assert len(there.fake.sessions) == 1


@containers
def test_a_container_that_meta_has_forgotten(hands: Hands, there: Place, channel: Channel) -> None:
    """We were switched off for more than a day; it says neither that the post was out nor that it was not."""
    delivery = hands.plan(channel)
    there.fake.arm("rst_after_accept")
    delivery = at_its_time(hands, delivery)
    [(name, kept)] = delivery.kept.items()
    number, _blank, made_at = kept.partition(" ")
    Delivery.objects.filter(pk=delivery.pk).update(kept={name: f"{number} {float(made_at) - 90000}"})
    there.fake.containers.clear()
    there.fake.posts.clear()
    delivery = after(hands, delivery, 8)
    assert (delivery.state, there.fake.containers, there.arrived()) == ("uncertain", {}, [])
    assert after(hands, delivery, 40).state == "held"
