"""The page of insights over a hundred thousand posts and a million looks, and what keeping its rows costs."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.test import Client

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.insights import gathering
from planner.insights.fitting import refit
from planner.insights.gathering import gather
from planner.insights.models import Outcome
from planner.metrics.models import Snapshot
from planner.people.models import Membership, User, Workspace
from planner.people.tokens import issue
from planner.posts.models import Post
from planner.rounds import Round
from publishers.message import Reach
from tests.bench.pages import _measure, _say
from tests.planner.insights.generator import cascade
from tests.planner.insights.made import LOOKS, published

POSTS, CHANNELS, BATCH = 100_000, 4, 2500
YEAR = 365


def measure() -> list[tuple[str, str]]:
    settings.ALLOWED_HOSTS = ["testserver"]
    now = datetime.now(UTC)
    workspace, client, secret = _workspace(now)
    gathering.ROUND = Round(3600)  # all at once: in life it goes on in the next round
    rows = [
        _timed("rows kept of all of them", lambda: gather(now), "rows"),
        _timed("the same again, nothing new", lambda: gather(now), "rows"),
        _timed("learned anew, channels and workspace", lambda: refit(now), "fits"),
    ]
    slug, size = workspace.slug, f"{Post.objects.count():,} posts, {Snapshot.objects.count():,} looks"
    assert Outcome.objects.count() == POSTS
    channel = workspace.channels.all()[0].pk
    for query in ("", "?period=365", f"?period=365&channel={channel}"):
        rows.append((f"insights{query}, {size}", _say(_measure(client, f"/w/{slug}/insights/{query}"))))
    post = workspace.posts.order_by("pk")[POSTS // CHANNELS - 5].pk
    rows.append((f"numbers of a post, {size}", _say(_measure(client, f"/w/{slug}/posts/{post}/numbers/"))))
    api = _measure(client, "/api/v1/insights?period=365", HTTP_AUTHORIZATION=f"Bearer {secret}")
    rows.append((f"GET /insights?period=365, {size}", _say(api)))
    return rows


def _timed(what: str, do: Callable[[], int], of: str) -> tuple[str, str]:
    began = time.perf_counter()
    count = do()
    took = time.perf_counter() - began
    return what, f"{count} {of} in {took:.1f} s" + (f", {count / took:.0f} a second" if count > 100 else "")


def _workspace(now: datetime) -> tuple[Workspace, Client, str]:
    user = User.objects.create_user("insights@example.org", None)
    workspace = Workspace.objects.create(name="Insights", slug="insights", timezone="Europe/Moscow")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    by, each = Actor(user.pk, "Bench"), POSTS // CHANNELS
    luck = random.Random(1)
    curves = [cascade(luck, 3.0, 40 * luck.lognormvariate(0, 0.8), 0.85, LOOKS) for _ in range(1000)]
    pillars = [workspace.pillars.create(name=f"Pillar {number}") for number in range(5)]
    campaigns = [workspace.campaigns.create(name=f"Campaign {number}") for number in range(10)]
    for number in range(CHANNELS):
        network = ("x", "mastodon", "vk", "bluesky")[number]
        channel = Channel.objects.create(workspace=workspace, network=network, name=network, account_id="1")
        for start in range(0, each, BATCH):
            times = [
                now - timedelta(hours=1, days=YEAR * (each - at) / each) for at in range(start, start + BATCH)
            ]
            labels = {
                "pillar": pillars[start // BATCH % 5],
                "campaign": campaigns[start // BATCH % 10],
                "kind": ("timely", "evergreen")[start // BATCH % 2],
            }
            _look(published(channel, times, by, **labels), curves, now)
    _token, secret = issue(workspace, user, by, "bench", ["read"], None, now)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return workspace, client, secret


def _look(deliveries: Sequence[Delivery], curves: Sequence[Sequence[float]], now: datetime) -> None:
    """At each of LOOKS that a post has come to, along one of some curves."""
    made = []
    for number, one in enumerate(deliveries):
        assert one.published_at is not None
        for age, count in zip(LOOKS, curves[number * 7 % len(curves)], strict=True):
            at = one.published_at + timedelta(hours=age)
            if at <= now:
                made.append(Snapshot.of(one, Reach(likes=int(count), views=20 * int(count) + 20), at))
                one.measured_at = at
    Snapshot.objects.bulk_create(made, batch_size=5000)
    Delivery.objects.bulk_update(deliveries, ["measured_at"], batch_size=500)
