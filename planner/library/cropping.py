"""Save a crop of a picture as a picture of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from media import renditions
from media.models import Asset
from media.names import stem_of
from media.recipe import Recipe
from planner.library.bringing import Brought, bring
from planner.library.crops import BY_KEY, MIDDLE, Crop, of
from planner.library.describing import focus_of
from planner.library.replace import inherit
from planner.people.models import Workspace

LOSSLESS = ("image/png", "image/webp")


class NoShape(Exception):
    """It cannot be cut like that; the sentence says what to do."""


def offered(asset: Asset) -> dict[str, Any]:
    """What the dialog over a post shows: the shapes, and the picture that this one was cut from."""
    whole = asset.made_from
    return {
        "asset": asset,
        "crops": of(asset.width, asset.height) if _can_be_cut(asset) else (),
        "whole": whole if whole is not None and whole.removed_at is None else None,
    }


def cut(workspace: Workspace, asset: Asset, typed: Mapping[str, str], by_name: str) -> Brought:
    """The crop that a form asks for. Raises NoShape, NotMade, Refused, NoRoom."""
    shape = BY_KEY.get(typed.get("crop", ""))
    if shape is None or not _can_be_cut(asset):
        raise NoShape(_("Choose one of the shapes."))
    return save_crop(workspace, asset, shape, focus_of(typed) or asset.focus, by_name)


def save_crop(
    workspace: Workspace, asset: Asset, crop: Crop, focus: tuple[int, int] | None, by_name: str
) -> Brought:
    """A new asset, made from this one, with what is said of it. Raises NotMade, Refused, NoRoom."""
    kind = asset.content_type if asset.content_type in LOSSLESS else "image/jpeg"
    recipe = Recipe(
        width=crop.width, height=crop.height, fit="cover", focus=focus or MIDDLE, types=(kind,), quality=92
    )
    name = f"{stem_of(str(asset)).replace('/', '-')}, {crop.name}"
    brought = bring(workspace, name, renditions.drawn(asset, recipe), by_name)
    made = brought.asset
    if not brought.was_there:
        made.made_from = asset
        made.save(update_fields=["made_from"])
        inherit(asset, made)
    return brought


def _can_be_cut(asset: Asset) -> bool:
    return not asset.is_video and asset.frames == 1
