"""A report of a month over a hundred thousand posts of a year: its page, JSON, CSV and PDF."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.test import Client

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.insights.models import Outcome
from planner.insights.same_age import AGES
from planner.people.models import Membership, User, Workspace
from planner.posts.models import Post
from planner.queues.models import Slot
from tests.bench.pages import _measure, _say
from tests.planner.insights.made import published

POSTS, CHANNELS, BATCH, YEAR = 100_000, 4, 2500, 365
SLOTS = 20  # a day on each channel


def measure() -> list[tuple[str, str]]:
    settings.ALLOWED_HOSTS = ["testserver"]
    now = datetime.now(UTC)
    workspace, client = _workspace(now)
    month = f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
    page = f"/w/{workspace.slug}/reports/month/{month}/"
    size = f"{Post.objects.filter(workspace=workspace).count():,} posts"
    rows = [("list of reports, " + size, _say(_measure(client, f"/w/{workspace.slug}/reports/")))]
    for form in ("", "json", "csv", "pdf"):
        said = _say(_measure(client, f"{page}?form={form}" if form else page))
        rows.append((f"report of a month{f' as {form}' if form else ''}, {size}", said))
    return rows


def _workspace(now: datetime) -> tuple[Workspace, Client]:
    """Written in bulk: a year of posts with their numbers, weekly times, and a pause each month."""
    user = User.objects.create_user("reports@example.org", None)
    workspace = Workspace.objects.create(name="Reports", slug="reports", timezone="Europe/Moscow")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    by, each, luck = Actor(user.pk, "Bench"), POSTS // CHANNELS, random.Random(1)
    pillars = [workspace.pillars.create(name=f"Pillar {number}", target=20) for number in range(5)]
    for number in range(CHANNELS):
        channel = Channel.objects.create(
            workspace=workspace, network="mastodon", name=f"Channel {number}", account_id=str(number)
        )
        Channel.objects.filter(pk=channel.pk).update(created_at=now - timedelta(days=YEAR + 1))
        Slot.objects.bulk_create(
            Slot(channel=channel, weekday=day, wall=f"{hour:02}:30")
            for day in range(7)
            for hour in range(SLOTS)
        )
        for start in range(0, each, BATCH):
            times = [
                now - timedelta(hours=1, days=YEAR * (each - at) / each) for at in range(start, start + BATCH)
            ]
            _numbers(published(channel, times, by, pillar=pillars[start // BATCH % 5]), luck)
    for month in range(12):
        at = now - timedelta(days=30 * month + 2)
        record(workspace.pk, by, "workspace.paused", workspace, at=at)
        record(workspace.pk, by, "workspace.resumed", workspace, at=at + timedelta(hours=5))
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return workspace, client


def _numbers(deliveries: Sequence[Delivery], luck: random.Random) -> None:
    """What came of each, as insights would have kept it."""
    rows = []
    for one in deliveries:
        assert one.published_at is not None
        engagement, at = int(40 * luck.lognormvariate(0, 0.8)), one.published_at
        rows.append(
            Outcome(
                delivery=one, workspace_id=one.workspace_id, channel_id=one.channel_id, published_at=at,
                hour=at.hour, weekday=at.weekday(), format="text", curve=[None] * len(AGES), age=200.0,
                engagement=engagement, impressions=20 * engagement + 20, day=engagement * 0.9,
                log_lift=luck.gauss(0, 0.8), percentile=50.0, lift_age=24.0, lift_posts=50, measured_at=at,
            )
        )  # fmt: skip
    Outcome.objects.bulk_create(rows)
