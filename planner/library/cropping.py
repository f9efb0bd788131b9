"""Save a crop of a picture as a picture of its own."""

from media import renditions
from media.models import Asset
from media.names import stem_of
from media.recipe import Recipe
from planner.library.bringing import Brought, bring
from planner.library.crops import MIDDLE, Crop
from planner.library.replace import inherit
from planner.people.models import Workspace

LOSSLESS = ("image/png", "image/webp")


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
