"""Renditions: copies that are made once for each recipe, and found again by it."""

from collections.abc import Sequence
from dataclasses import asdict

from media import store
from media.bench.unfit import Unfit
from media.models import Asset, Rendition
from media.reasons import sentence
from media.recipe import Made, Recipe
from media.workshop import work


class NotMade(Exception):
    """The copy cannot be made; the sentence says why and what to do."""


def found(asset: Asset, recipe: Recipe) -> Rendition | None:
    """The copy, if it has been made. Asks the database once for all copies of an asset."""
    return asset.copies.get(recipe.key())


def make(asset: Asset, recipes: Sequence[Recipe]) -> list[Rendition]:
    """These copies of an asset: those that are not there are made in one go. Raises NotMade, NoRoom.

    Takes up to a few seconds for a large picture: not inside a transaction. Two who make the same copy at
    once end with one row.
    """
    missing = [recipe for recipe in recipes if recipe.key() not in asset.copies]
    if missing:
        for recipe, one in zip(missing, _drawn(asset, missing), strict=True):
            sha256, path = store.keep(one.data, one.content_type)
            made, _new = Rendition.objects.get_or_create(
                asset=asset,
                recipe=recipe.key(),
                defaults={
                    "sha256": sha256,
                    "path": path,
                    "content_type": one.content_type,
                    "width": one.width,
                    "height": one.height,
                    "size": len(one.data),
                },
            )
            asset.copies[made.recipe] = made
    return [asset.copies[recipe.key()] for recipe in recipes]


def drawn(asset: Asset, recipe: Recipe) -> bytes:
    """A copy that is not kept as one, such as a crop that becomes an asset. Raises NotMade."""
    return _drawn(asset, [recipe])[0].data


def _drawn(asset: Asset, recipes: Sequence[Recipe]) -> list[Made]:
    order = {"recipes": [asdict(recipe) for recipe in recipes]}
    try:
        facts, files = work("render", order, store.read(asset.path))
    except Unfit as unfit:
        raise NotMade(sentence(str(unfit))) from None
    except store.Gone as gone:
        raise NotMade(str(gone)) from gone
    return [Made(data, *about) for about, data in zip(facts["made"], files, strict=True)]
