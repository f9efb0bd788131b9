"""Where a network knows no key but refuses the same words twice: looked for, asked about, never doubled."""

from collections.abc import Iterator
from typing import Any

import pytest

from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries import resolve
from planner.deliveries.models import Delivery
from planner.sentences import said
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION, Post
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = ("rst_after_accept", "error_502_after_accept", "timeout_408_after_accept")
BEFORE = ("rst_before_accept", "error_502_before_accept")


@pytest.fixture
def linkedin(hands: Hands) -> Iterator[FakeLinkedIn]:
    with FakeLinkedIn() as fake:
        fake.feed.clock = lambda: hands.time.wall.timestamp()
        yield fake


@pytest.fixture
def page(harbour: Any, hands: Hands, linkedin: FakeLinkedIn) -> Channel:
    return connected(harbour, hands, linkedin, ORGANIZATION)


@pytest.fixture
def profile(harbour: Any, hands: Hands, linkedin: FakeLinkedIn) -> Channel:
    return connected(harbour, hands, linkedin, "")


def connected(harbour: Any, hands: Hands, fake: FakeLinkedIn, author: str) -> Channel:
    credentials = {"access_token": "token", "author": author, "server": fake.url}
    return connect.connect(harbour, "linkedin", "", credentials, hands.by, hands.time.wall)


def due(hands: Hands, channel: Channel, words: str = "Fog") -> Delivery:
    delivery = hands.plan(channel, words)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize("fault", AFTER)
def test_on_a_page_a_lost_answer_is_found_by_looking(
    hands: Hands, page: Channel, linkedin: FakeLinkedIn, fault: str
) -> None:
    linkedin.arm(fault)
    delivery = due(hands, page)
    hands.until_over()
    delivery.refresh_from_db()
    [post] = linkedin.published
    assert (delivery.state, delivery.receipt_id) == ("published", post.urn)
    assert len(linkedin.arrivals) == 1


@pytest.mark.parametrize("fault", BEFORE)
def test_on_a_page_what_is_not_there_goes_out_again_after_two_looks(
    hands: Hands, page: Channel, linkedin: FakeLinkedIn, fault: str
) -> None:
    linkedin.arm(fault)
    delivery = due(hands, page)
    assert delivery.state == "uncertain"
    hands.until_over()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert len(linkedin.published) == 1


def test_a_look_that_came_too_early_is_caught_by_the_refusal(
    hands: Hands, page: Channel, linkedin: FakeLinkedIn
) -> None:
    """The page's list is behind, and both looks miss the post; LinkedIn itself does not."""
    linkedin.arm("rst_after_accept")
    delivery = due(hands, page)
    behind = b'{"elements": []}'
    for _ in range(40):
        linkedin.refuse("/rest/posts?", 200, behind)
    hands.until_over()
    delivery.refresh_from_db()
    [post] = linkedin.published
    assert (delivery.state, delivery.receipt_id) == ("published", post.urn)
    assert delivery.receipt_url == f"https://www.linkedin.com/feed/update/{post.urn}/"
    assert [one["repeat"] for one in linkedin.arrivals] == [False, True]


@pytest.mark.parametrize("fault", [*AFTER, *BEFORE])
def test_on_a_profile_a_person_is_asked_at_once_and_nothing_is_sent_again(
    hands: Hands, profile: Channel, linkedin: FakeLinkedIn, fault: str
) -> None:
    linkedin.arm(fault)
    delivery = due(hands, profile)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "held"
    assert "Nobody can look" in said(delivery.trouble)
    posts = [request for request in linkedin.requests if linkedin.is_commit(request)]
    assert len(posts) == 1


@pytest.mark.parametrize("fault", [*AFTER, *BEFORE])
def test_a_person_who_is_wrong_about_it_makes_no_second_post(
    hands: Hands, profile: Channel, linkedin: FakeLinkedIn, fault: str
) -> None:
    linkedin.arm(fault)
    delivery = due(hands, profile)
    hands.tick()
    delivery.refresh_from_db()
    resolve.resolve(delivery, "absent", "", hands.by, hands.time.wall)
    hands.tick()
    delivery.refresh_from_db()
    [post] = linkedin.published
    assert (delivery.state, delivery.receipt_id) == ("published", post.urn)


def test_what_another_post_of_ours_said_before_is_not_called_published(
    hands: Hands, page: Channel, linkedin: FakeLinkedIn
) -> None:
    first, second = due(hands, page), due(hands, page)
    assert first.state == "published"
    assert second.state == "failed"
    assert first.receipt_id in said(second.trouble)
    assert len(linkedin.published) == 1


def test_the_same_words_of_somebody_else_are_where_ours_would_be(
    hands: Hands, page: Channel, linkedin: FakeLinkedIn
) -> None:
    """Somebody posted them by hand: they are out, once."""
    urn = "urn:li:share:5"
    linkedin.feed.posts[urn] = Post(urn, {"author": ORGANIZATION, "commentary": "Fog"})
    delivery = due(hands, page)
    assert (delivery.state, delivery.receipt_id) == ("published", urn)
    assert list(linkedin.feed.posts) == [urn]
