"""Take away what nobody can reach any more: in this order rows, then the files that no row names.

It may run beside everything else. A file is left alone until it is a day old, and one that is kept again in
the meantime is young again (store.py), so a file whose row is only being written is never taken.
"""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import ProtectedError, Q, QuerySet

from media import store, uploads
from media.models import Asset, Rendition, Upload

log = logging.getLogger("almanac.sweep")
A_DAY = timedelta(hours=24)
REMOVED_FOR = timedelta(days=30)  # after that nobody brings it back
MOST = 1000  # of each kind in one run; the next run takes the next
TOGETHER = 200  # paths asked about in one query


@dataclass(slots=True)
class Swept:
    """How many were taken, or would be."""

    uploads: int = 0
    assets: int = 0
    files: int = 0


def sweep(now: datetime, dry: bool = False, most: int = MOST) -> Swept:
    """Apply every rule once, to `most` of each kind. `dry` only counts. Raises store.Silent.

    A dry count of files does not hold those of assets that it would take.
    """
    return Swept(
        uploads=_unheard(now, dry, most) + _left_behind(now, dry, most),
        assets=_removed(now, dry, most),
        files=_unnamed(now, dry, most),
    )


def _unheard(now: datetime, dry: bool, most: int) -> int:
    """Uploads that nobody goes on with, and those that are long done."""
    old = Upload.objects.filter(heard_at__lt=now - uploads.KEPT).order_by("heard_at")
    taken = 0
    for upload in old[:most]:
        if dry or Upload.objects.filter(pk=upload.pk, heard_at__lt=now - uploads.KEPT).delete()[0]:
            taken += 1
            if not dry:
                uploads.path_of(upload).unlink(missing_ok=True)
    return taken


def _left_behind(now: datetime, dry: bool, most: int) -> int:
    """Pieces of uploads whose row is gone."""
    here = Path(settings.UPLOAD_ROOT)
    old: list[UUID] = []
    for file in os.scandir(here) if here.is_dir() else ():
        with contextlib.suppress(FileNotFoundError, ValueError):  # finished just now; not one of ours
            if datetime.fromtimestamp(file.stat(follow_symlinks=False).st_mtime, UTC) < now - A_DAY:
                old.append(UUID(file.name))
    kept = set(Upload.objects.filter(pk__in=old[:most]).values_list("pk", flat=True))
    strays = [one for one in old[:most] if one not in kept]
    for one in strays if not dry else ():
        uploads.path(one).unlink(missing_ok=True)
    return len(strays)


def _removed(now: datetime, dry: bool, most: int) -> int:
    """Assets that were taken out of the library long ago and that nothing rests on."""
    taken = 0
    for asset in free(Asset.objects.filter(removed_at__lt=now - REMOVED_FOR)).order_by("removed_at")[:most]:
        with contextlib.suppress(ProtectedError):  # somebody put it to use just now
            if not dry:
                asset.delete()
            taken += 1
    return taken


def free(assets: "QuerySet[Asset]") -> "QuerySet[Asset]":
    """Without those that another table protects. Which tables do that, the library need not know."""
    for relation in Asset._meta.related_objects:
        if getattr(relation, "on_delete", None) is models.PROTECT:
            assets = assets.filter(Q(**{f"{relation.name}__isnull": True}))
    return assets


def _unnamed(now: datetime, dry: bool, most: int) -> int:
    """Files in the store that no row names."""
    named = {*Asset.objects.values_list("path", flat=True).iterator()}
    named.update(Rendition.objects.values_list("path", flat=True).iterator())
    old = (path for path, at in store.paths() if at < now - A_DAY and path not in named)
    taken = 0
    for some in _batches(islice(old, most), TOGETHER):
        for path in set(some) - _named_by_now(some):
            if not dry and not _take(path, now):
                continue
            taken += 1
    return taken


def _take(path: str, now: datetime) -> bool:
    """Whether it was still old when we took it."""
    written_at = store.modified_at(path)
    if written_at is None or written_at >= now - A_DAY:
        return False
    store.delete(path)
    log.info("took %s, which nothing named", path)
    return True


def _named_by_now(some: list[str]) -> set[str]:
    return {
        path
        for kind in (Asset, Rendition)
        for path in kind._default_manager.filter(path__in=some).values_list("path", flat=True)
    }


def _batches(paths: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(paths)
    while some := list(islice(left, size)):
        yield some
