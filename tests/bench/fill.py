"""Many posts at once, written in bulk: the benchmark measures how they are shown and sent, not written."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from media.models import Asset, AssetTag, Collection, Library
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post, Variant, Version
from planner.reviews.models import Pin
from planner.walltime import of_instant, zone_data_version

BATCH = 2000


def fill(
    workspace: Workspace, channels: Sequence[Channel], by: Actor, dues: Sequence[datetime], now: datetime
) -> None:
    """A post for each due time, approved and on the calendar of one channel each, in turn."""
    numbered = iter(enumerate(dues))
    while batch := list(islice(numbered, BATCH)):
        _fill(workspace, channels, by, batch, now)


def spread(count: int, middle: datetime, days: int) -> Iterator[datetime]:
    """Evenly over `days` around a moment."""
    begin = middle - timedelta(days=days / 2)
    for number in range(count):
        yield begin + timedelta(days=days * number / count)


def _fill(
    workspace: Workspace,
    channels: Sequence[Channel],
    by: Actor,
    batch: list[tuple[int, datetime]],
    now: datetime,
) -> None:
    posts = Post.objects.bulk_create(
        Post(workspace=workspace, author_id=by.user_id, state="approved", planned_at=due, planned_zone="UTC",
             planned_wall=due.isoformat()[:19]) for _number, due in batch
    )  # fmt: skip
    contents = [
        Content(
            text=f"Benchmark post {number} of {due:%d %B}", wordings=(Wording(_turn(channels, number).pk),)
        )
        for number, due in batch
    ]
    versions = Version.objects.bulk_create(
        Version(
            post=post, number=1, by_id=by.user_id, by_name=by.name, text=content.text, digest=content.digest()
        )
        for post, content in zip(posts, contents, strict=True)
    )
    for post, version in zip(posts, versions, strict=True):
        post.head = post.approved_version = version
    Post.objects.bulk_update(posts, ["head", "approved_version"])
    turns = [_turn(channels, number) for number, _due in batch]
    Variant.objects.bulk_create(
        Variant(version=version, channel=channel) for version, channel in zip(versions, turns, strict=True)
    )
    _deliver(workspace, posts, versions, contents, turns, [due for _number, due in batch], now)


def _deliver(
    workspace: Workspace, posts: list[Post], versions: list[Version], contents: list[Content],
    turns: list[Channel], dues: list[datetime], now: datetime,
) -> None:  # fmt: skip
    rows = list(zip(posts, versions, contents, turns, dues, strict=True))
    Pin.objects.bulk_create(
        Pin(version=version, channel=channel, account_id=channel.account_id, at=now,
            digest=compose.payload_of(content, channel, {}).digest())
        for _post, version, content, channel, _due in rows
    )  # fmt: skip
    whens = [of_instant(due, "Europe/Moscow") for due in dues]
    Delivery.objects.bulk_create(
        Delivery(
            workspace=workspace,
            post=post,
            version=version,
            channel=channel,
            due_at=due,
            wall=when.wall,
            zone=when.zone,
            fold=when.fold,
            late_until=due + timedelta(hours=1),
            zone_data=zone_data_version(),
            state="scheduled" if due > now else "missed",
        )
        for (post, version, _content, channel, due), when in zip(rows, whens, strict=True)
    )  # fmt: skip


def _turn(channels: Sequence[Channel], number: int) -> Channel:
    return channels[number % len(channels)]


def fill_library(owner: str, count: int) -> None:
    library, _new = Library.objects.get_or_create(owner=owner)
    first = library.assets.count()
    collections = [Collection.objects.get_or_create(library=library, name=f"{n}")[0] for n in range(5)]
    tags = [AssetTag.objects.get_or_create(library=library, name=f"tag {n}")[0] for n in range(5)]
    Asset.objects.bulk_create(
        Asset(
            library=library, sha256=f"{n:064x}", content_type="image/jpeg", width=6, height=4, size=10,
            path="nowhere", name=f"Picture {n}", alt="" if n % 3 else f"Fog {n}",
            collection=collections[n % 5],
        )
        for n in range(first, count)
    )  # fmt: skip
    through = Asset.tags.through
    pks = Asset.objects.filter(library=library, pk__gt=0).order_by("pk").values_list("pk", flat=True)[first:]
    through.objects.bulk_create(through(asset_id=pk, assettag_id=tags[pk % 5].pk) for pk in pks)
