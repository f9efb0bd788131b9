"""The background edge of copies: which asset, and by which recipes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from media import thumbnails
from media.recipe import Recipe
from planner.deliveries import health
from planner.library.copying import Copier, make
from planner.queue import queue

copier = Copier()


@queue.task()
def make_copies(asset_id: int, recipes: list[dict[str, Any]]) -> None:
    """Hand it to the thread that makes pictures, and let this one go back to sending."""
    copier.ask(asset_id, tuple(Recipe.of(one) for one in recipes))


def ask(asset_id: int, recipes: Iterable[Recipe]) -> None:
    """Have these copies made by a worker, soon."""
    make_copies(asset_id, [asdict(recipe) for recipe in recipes])


def have_made(wanted: Mapping[int, Iterable[Recipe]], now: datetime) -> bool:
    """Have these copies made by a worker; where none is there to ask, make them here. Says whether it did."""
    if not wanted:
        return False
    if not health.is_worker_silent(now):
        for asset_id, recipes in wanted.items():
            ask(asset_id, recipes)
        return False
    for asset_id, recipes in wanted.items():
        make(asset_id, tuple(recipes))
    return True


def ask_for_thumbnails(asset_id: int) -> None:
    """Have the small copies made that pages show."""
    ask(asset_id, [thumbnails.recipe(width) for width in thumbnails.WIDTHS])
