"""Which posts use an asset, when and where; and which of them need it, so that it must stay."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from planner.channels.models import Channel
from planner.deliveries.models import OVER, Delivery
from planner.deliveries.stage import with_stage
from planner.posts.models import Attachment, Post, Variant, Version

MOST = 200  # posts that are told of one asset


@dataclass(frozen=True, slots=True)
class Use:
    """A post that shows an asset: in its newest words, or in what went out or is to go out."""

    post_id: int
    name: str
    stage: str
    at: datetime | None
    channels: tuple[Channel, ...]
    needs: bool  # it is to go out with it, or is on its way


def in_use(asset: Any) -> Q:
    """Whether an asset, such as OuterRef("pk"), has a place that counts, as a picture or in a link card."""
    return Q(Exists(shown().filter(asset=asset))) | Q(Exists(carded().filter(card_asset=asset)))


def uses_of(asset_ids: Collection[int]) -> dict[int, list[Use]]:
    """By asset, the newest posts first. Four queries, however many assets."""
    places = _places(asset_ids)
    post_ids = {post for post, _version in set().union(*places.values())} if places else set()
    if not post_ids:
        return {}
    posts = {
        post.pk: post for post in with_stage(Post.objects.filter(pk__in=post_ids)).select_related("head")
    }
    deliveries = _deliveries(post_ids)
    wordings = _wordings({post.head_id for post in posts.values()})
    found: dict[int, list[Use]] = {}
    for asset, pairs in places.items():
        versions: dict[int, set[int]] = defaultdict(set)
        for post, version in pairs:
            versions[post].add(version)
        uses = [
            _use(posts[post], shown, deliveries[post], wordings[posts[post].head_id])
            for post, shown in versions.items()
            if post in posts
        ]
        found[asset] = sorted(uses, key=lambda use: -use.post_id)[:MOST]
    return found


def needing(asset_ids: Collection[int]) -> dict[int, list[Use]]:
    """Only the posts without which the asset could be taken out."""
    used = {asset: [use for use in uses if use.needs] for asset, uses in uses_of(asset_ids).items()}
    return {asset: uses for asset, uses in used.items() if uses}


def _places(asset_ids: Collection[int]) -> dict[int, set[tuple[int, int]]]:
    """By asset: the posts and versions."""
    pictures = shown().filter(asset__in=asset_ids).values_list("asset_id", "version__post_id", "version_id")
    cards = carded().filter(card_asset__in=asset_ids).values_list("card_asset_id", "post_id", "pk")
    rows = pictures.union(cards).order_by("-version_id")
    places: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for asset, post, version in rows[: MOST * 20]:
        places[asset].add((post, version))
    return places


def shown() -> "QuerySet[Attachment]":
    """Pictures in the places that count: the newest version of a post, and what was or will be sent."""
    sent = Delivery.objects.live().filter(version=OuterRef("version"))
    return Attachment.objects.filter(Q(version__post__head=F("version")) | Exists(sent))


def carded() -> "QuerySet[Version]":
    """The same for versions with a picture in their link card."""
    sent = Delivery.objects.live().filter(version=OuterRef("pk"))
    return Version.objects.filter(card_asset__isnull=False).filter(Q(post__head=F("pk")) | Exists(sent))


def _deliveries(post_ids: Iterable[int]) -> dict[int, list[Delivery]]:
    found: dict[int, list[Delivery]] = defaultdict(list)
    rows = Delivery.objects.live().filter(post__in=post_ids, part=0).select_related("channel")
    for delivery in rows.defer("channel__credentials", "channel__account_facts").order_by("pk"):
        found[delivery.post_id].append(delivery)
    return found


def _wordings(version_ids: Iterable[int | None]) -> dict[int | None, list[Channel]]:
    found: dict[int | None, list[Channel]] = defaultdict(list)
    rows = Variant.objects.filter(version__in=[pk for pk in version_ids if pk]).select_related("channel")
    for variant in rows.defer("channel__credentials", "channel__account_facts").order_by("channel"):
        found[variant.version_id].append(variant.channel)
    return found


def _use(post: Any, versions: Collection[int], deliveries: list[Delivery], channels: list[Channel]) -> Use:
    planned = [one for one in deliveries if one.version_id in versions and one.state not in OVER]
    waits = post.state == "approved" and post.planned_at is not None and not deliveries
    there = {one.channel_id: one.channel for one in deliveries} | {one.pk: one for one in channels}
    return Use(
        post.pk,
        post.newest.name,
        post.stage,
        min((one.due_at for one in deliveries), default=post.planned_at),
        tuple(there.values()),
        bool(planned) or (waits and post.head_id in versions),
    )
