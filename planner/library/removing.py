"""Take assets out of the library, and bring them back. Posts that show them keep them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from media import sweep
from media.models import Asset
from planner.history.models import Actor
from planner.history.record import record
from planner.library.usage import Use, needing
from planner.people.models import Workspace


@dataclass(frozen=True, slots=True)
class Removal:
    gone: Sequence[Asset]
    kept: Sequence[tuple[Asset, Sequence[Use]]]  # those that posts need, each with these posts


@transaction.atomic
def remove(workspace: Workspace, asset_ids: Collection[int], by: Actor, now: datetime) -> Removal:
    """Those that a post is to go out with stay, and the others go."""
    assets = list(Asset.objects.of(workspace.library).filter(pk__in=asset_ids).order_by("-pk"))
    needed = needing([asset.pk for asset in assets])
    gone = [asset for asset in assets if asset.pk not in needed]
    Asset.objects.filter(pk__in=[asset.pk for asset in gone]).update(removed_at=now)
    for asset in gone:
        record(workspace.pk, by, "asset.removed", asset, name=str(asset))
    return Removal(gone, [(asset, needed[asset.pk]) for asset in assets if asset.pk in needed])


@transaction.atomic
def erase(workspace: Workspace, asset_ids: Collection[int], by: Actor) -> tuple[int, int]:
    """For good, those that were taken out and that no post ever showed. How many went, and how many stay.

    Their room is free at once; their files are swept within a day.
    """
    out = Asset.objects.filter(library__owner=workspace.library, removed_at__isnull=False, pk__in=asset_ids)
    wanted = out.count()
    free = list(sweep.free(out))
    for asset in free:
        record(workspace.pk, by, "asset.erased", asset, name=str(asset))
        asset.delete()
    return len(free), wanted - len(free)


@transaction.atomic
def bring_back(workspace: Workspace, asset_ids: Collection[int], by: Actor) -> Sequence[Asset]:
    out = Asset.objects.filter(library__owner=workspace.library, removed_at__isnull=False)
    assets = list(out.filter(pk__in=asset_ids))
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(removed_at=None)
    for asset in assets:
        record(workspace.pk, by, "asset.brought_back", asset, name=str(asset))
    return assets
