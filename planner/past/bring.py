"""Past posts are written: a file is looked at first, then brought in batches, and can go on after a stop.

Each batch is one transaction, and a row is known by its receipt: whoever begins again makes nothing twice.
Nothing of it is agreed to, sent or told to anybody; the whole is one entry in the history.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.story import Move, take
from planner.history.models import Actor
from planner.history.record import record
from planner.metrics.models import Snapshot
from planner.past.models import Brought, PastImport
from planner.past.plan import Plan, digest_of, plan
from planner.past.rows import PastPost
from planner.posts.content import Content, Wording
from planner.posts.labels import named
from planner.posts.models import Post, Variant, Version
from planner.states import WrongState
from planner.walltime import no_zone, of_instant, zone_data_version
from planner.zones import understood
from publishers.message import Reach

NOTHING_NEW = gettext_lazy("There is nothing new in this file.")
BATCH = 100
KEPT = timedelta(days=1)  # a file that was looked at and not brought

Row = tuple[str, PastPost]  # its receipt, and what it says


def look(
    channel: Channel, data: bytes, name: str, zone: str, by: Actor, now: datetime
) -> tuple[PastImport, Plan]:
    """Keep the file until it is agreed to, and say what it would make. Raises NotATable, NoZone."""
    if zone not in understood():
        raise no_zone(zone)
    planned = plan(data, channel, zone, now)
    shown = PastImport.objects.filter(workspace=channel.workspace_id, state="shown")
    shown.filter(made_at__lt=now - KEPT).delete()
    shown.filter(user=by.user_id).delete()
    made = PastImport.objects.create(
        workspace_id=channel.workspace_id,
        channel=channel,
        user_id=by.user_id,
        by_name=by.name[:200],
        name=name[:200],
        zone=zone,
        digest=digest_of(data, channel, zone),
        data=zlib.compress(data),
        rows=planned.rows,
        wanted=len(planned.new),
        made_at=now,
    )
    return made, planned


def bring(one: PastImport, by: Actor, now: datetime, written: Callable[[], None] | None = None) -> int:
    """Write what was shown, or the rest of it. How many posts it made in all. Raises WrongState.

    `written` is called after each batch, outside of its transaction.
    """
    if one.state not in {"shown", "writing"} or one.data is None:
        raise WrongState(_("This file was brought already."))
    channel = Channel.objects.select_related("workspace").get(pk=one.channel_id)
    if channel.state == "removed":
        raise WrongState(_("This channel was removed."))
    planned = plan(zlib.decompress(one.data), channel, one.zone, one.made_at)
    if not planned.new and one.state == "shown":
        raise WrongState(NOTHING_NEW)
    begin(one, len(planned.new), by, now)
    for start in range(0, len(planned.new), BATCH):
        with transaction.atomic():
            rows = _still_new(planned.new[start : start + BATCH], channel)
            _write(one, channel, rows, by, now)
        if written is not None:
            written()
    done = {"state": "written", "data": None, "ended_at": now, "in_background": False}
    PastImport.objects.filter(pk=one.pk).update(**done)
    one.refresh_from_db()
    return one.posts.count()


@transaction.atomic
def begin(one: PastImport, posts: int, by: Actor, now: datetime) -> None:
    """One entry for all of it, with the first that begins."""
    if PastImport.objects.filter(pk=one.pk, state="shown").update(state="writing"):
        record(one.workspace_id, by, "past.brought", one.channel, at=now, name=one.name, posts=posts)


def _still_new(rows: Sequence[Row], channel: Channel) -> list[Row]:
    """Without those that somebody else brought meanwhile; the channel is held till the batch is written."""
    Channel.objects.select_for_update().only("pk").get(pk=channel.pk)
    receipts = [receipt for receipt, _post in rows]
    there = Delivery.objects.filter(channel=channel, receipt_id__in=receipts)
    taken = set(there.values_list("receipt_id", flat=True))
    return [row for row in rows if row[0] not in taken]


def _write(one: PastImport, channel: Channel, rows: Sequence[Row], by: Actor, now: datetime) -> None:
    if not rows:
        return
    posts = _posts(channel, rows, by)
    versions = _versions(channel, posts, rows, by)
    labels = _tags(channel, posts, rows)
    deliveries = _deliveries(channel, posts, versions, rows)
    out = [
        Move(delivery, "published", "brought", now, details={"by": by.name, "url": post.url}, changes=changes)
        for delivery, (receipt, post) in zip(deliveries, rows, strict=True)
        for changes in [_published(receipt, post, now)]
    ]
    take(out)
    Snapshot.objects.bulk_create(
        Snapshot.of(delivery, _reach(post), post.measured_at or now, is_brought=True)
        for delivery, (_receipt, post) in zip(deliveries, rows, strict=True)
        if post.numbers
    )
    Brought.objects.bulk_create(
        Brought(post=post, of=one, line=row.line, labels=[post.campaign_id, post.pillar_id, *tags])
        for post, (_receipt, row), tags in zip(posts, rows, labels, strict=True)
    )


def _reach(post: PastPost) -> Reach:
    return replace(Reach(), **post.numbers)  # type: ignore[arg-type]


def _published(receipt: str, post: PastPost, now: datetime) -> dict[str, object]:
    changes: dict[str, object] = {
        "receipt_id": receipt,
        "receipt_url": post.url,
        "published_at": post.at,
        "measured_at": (post.measured_at or now) if post.numbers else None,
    }
    return changes


def _posts(channel: Channel, rows: Sequence[Row], by: Actor) -> list[Post]:
    here = channel.workspace
    campaigns = {name: named(Campaign, here, name) for name in {row.campaign for _, row in rows}}
    pillars = {name: named(Pillar, here, name) for name in {row.pillar for _, row in rows}}
    made = []
    for _receipt, row in rows:
        when = of_instant(row.at, channel.zone_name)
        made.append(
            Post(
                workspace=here,
                author_id=by.user_id,
                state="approved",
                planned_at=row.at,
                planned_wall=when.wall,
                planned_zone=when.zone,
                planned_fold=when.fold,
                campaign=campaigns[row.campaign],
                pillar=pillars[row.pillar],
            )
        )
    return Post.objects.bulk_create(made)


def _versions(channel: Channel, posts: Sequence[Post], rows: Sequence[Row], by: Actor) -> list[Version]:
    said = [
        Content(title=row.title, text=row.text, wordings=(Wording(channel.pk),)).tidy() for _, row in rows
    ]
    versions = Version.objects.bulk_create(
        Version(
            post=post, number=1, by_id=by.user_id, by_name=by.name[:200], title=one.title, text=one.text,
            digest=one.digest(),
        )
        for post, one in zip(posts, said, strict=True)
    )  # fmt: skip
    Variant.objects.bulk_create(Variant(version=version, channel=channel) for version in versions)
    for post, version in zip(posts, versions, strict=True):
        post.head = post.approved_version = version
    Post.objects.bulk_update(posts, ["head", "approved_version"])
    return versions


def _tags(channel: Channel, posts: Sequence[Post], rows: Sequence[Row]) -> list[list[int]]:
    """The ids of each post's tags."""
    names = {name for _, row in rows for name in row.tags}
    tags = {name: tag for name in names if (tag := named(Tag, channel.workspace, name))}
    ids = [sorted({tags[name].pk for name in row.tags if name in tags}) for _, row in rows]
    through = Post.tags.through
    through.objects.bulk_create(
        through(post_id=post.pk, tag_id=tag) for post, found in zip(posts, ids, strict=True) for tag in found
    )
    return ids


def _deliveries(
    channel: Channel, posts: Sequence[Post], versions: Sequence[Version], rows: Sequence[Row]
) -> list[Delivery]:
    """Within the transaction nobody sees them unsent: the move to "published" follows."""
    return Delivery.objects.bulk_create(
        Delivery(
            workspace_id=channel.workspace_id, post=post, version=version, channel=channel, due_at=row.at,
            late_until=row.at, wall=post.planned_wall, zone=post.planned_zone, fold=post.planned_fold,
            zone_data=zone_data_version(),
        )
        for post, version, (_receipt, row) in zip(posts, versions, rows, strict=True)
    )  # fmt: skip
