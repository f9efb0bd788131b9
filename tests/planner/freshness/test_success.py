"""What was measured reaches freshness: how well a post did, how its repeats did, how long a channel reads."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.freshness import attention, success
from planner.freshness.known import Curve
from planner.insights import findings
from planner.insights.findings import Findings
from planner.insights.halflife import HalfLife
from planner.insights.models import Fitted, Outcome
from planner.posts.content import Content
from planner.posts.models import Post
from planner.queues.models import Evergreen

pytestmark = pytest.mark.django_db


@pytest.fixture
def did(harbour: Any, ada: Any, acting: Any, now: datetime) -> Any:
    """A post that is out, and how it did against the usual of its channel."""
    channel = Channel.objects.create(workspace=harbour, network="x", name="X")

    def make(lift: float, percentile: float, posts: int = 20, **more: Any) -> Post:
        post = Post.objects.write(harbour, acting(ada), Content(text="Fog"), **more)
        delivery = Delivery.objects.create(
            workspace=harbour, post=post, version=post.newest, channel=channel, state="published", due_at=now,
            late_until=now, receipt_id=f"x-{post.pk}", published_at=now - timedelta(days=9), measured_at=now,
        )  # fmt: skip
        Outcome.objects.create(
            delivery=delivery, workspace=harbour, channel=channel, published_at=delivery.published_at, hour=9,
            weekday=1, format="text", log_lift=lift, percentile=percentile, lift_posts=posts, measured_at=now,
        )  # fmt: skip
        return post

    return make


def test_a_post_is_known_by_its_percentile_and_its_repeats_by_their_lifts(did: Any, harbour: Any) -> None:
    first = did(0.9, 88.0)
    evergreen = Evergreen.objects.create(workspace=harbour, pattern=first)
    did(0.5, 60.0, evergreen=evergreen)
    did(0.3, 55.0, evergreen=evergreen)
    known = success.of_posts(harbour.pk, [first.pk])[first.pk]
    assert known.percentile == 88.0
    assert sorted(known.lifts) == pytest.approx([-0.6, -0.4])


def test_what_stands_against_too_few_posts_is_not_known(did: Any, harbour: Any, other: Any) -> None:
    post = did(0.9, 88.0, posts=9)
    assert success.of_posts(harbour.pk, [post.pk]) == {}
    known = did(0.9, 88.0)
    assert success.of_posts(other.pk, [known.pk]) == {}


@pytest.mark.parametrize(("observed", "expected"), [(100.0, 5.0), (4.0, 2.0)])
def test_a_channels_own_half_life_counts_once_it_is_measured(
    observed: float, expected: float, did: Any, harbour: Any, now: datetime
) -> None:
    post = did(0.1, 50.0)
    channel = post.deliveries.get().channel
    found = findings.kept(Findings(half_life=HalfLife(5.0, 0.1, observed, 400.0)))
    Fitted.objects.create(workspace=harbour, channel=channel, found=found, fitted_at=now)
    curve = success.curve_of([(channel.pk, "x")], success.curves(harbour.pk))
    assert curve == Curve(expected, 0.85)
    assert success.curve_of([], {}) == attention.typical("")
