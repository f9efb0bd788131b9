"""Which posts that are out or planned no longer serve as they stand, by the assets they show.

What freshness found lies in `posts/judged.py`, so the library may read it.
"""

from collections import Counter
from collections.abc import Collection

from django.db.models import Q, QuerySet

from planner.library.usage import carded, shown
from planner.posts.judged import Judged

WORN = ("retire", "fix", "review", "refresh")  # expired; wrong or broken by now; overdue; aged
MOST = 2000  # pairs of an asset and a post that are counted for one page


def with_asset(judged: "QuerySet[Judged]", asset_id: int) -> "QuerySet[Judged]":
    """Those of posts that are out or planned, need somebody, and show the asset: what `counts` counts."""
    pictures = shown().filter(asset=asset_id).values("version__post")
    cards = carded().filter(card_asset=asset_id).values("post")
    return judged.filter(_needs_somebody(), Q(post__in=pictures) | Q(post__in=cards))


def counts(asset_ids: Collection[int]) -> dict[int, int]:
    """By asset, how many such posts show it; assets without any are left out. One query."""
    if not asset_ids:
        return {}
    pictures = shown().filter(_needs_somebody("version__post__judged__"), asset__in=asset_ids)
    cards = carded().filter(_needs_somebody("post__judged__"), card_asset__in=asset_ids)
    rows = pictures.values_list("asset_id", "version__post_id").union(
        cards.values_list("card_asset_id", "post_id")
    )
    return dict(Counter(asset for asset, _post in rows[:MOST]))


def _needs_somebody(way: str = "") -> Q:
    """`way` leads to the judgement."""
    is_there = Q((f"{way}is_out", True)) | Q((f"{way}is_planned", True))
    return Q((f"{way}action__in", WORN)) & is_there
