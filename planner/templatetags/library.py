"""How the pages draw assets."""

from django import template

from media.models import Asset
from media.thumbnails import WIDTHS
from planner.library.crops import percent_across

register = template.Library()


@register.filter
def focus_class(asset: Asset) -> str:
    """The class that keeps the focal point in a square tile, in steps of 5 %; "" for the middle."""
    if asset.focus is None or not asset.width or not asset.height:
        return ""
    return f"at-{round(percent_across(asset.width, asset.height, asset.focus) / 5)}"


@register.filter
def thumb_widths(asset: Asset) -> list[int]:
    """Widths that are worth asking for: none that is larger than the picture, but for the first."""
    return [width for width in WIDTHS if width == WIDTHS[0] or width <= asset.width]


@register.filter
def kind_word(asset: Asset) -> str:
    """The kind of file as people call it."""
    kind = asset.content_type.rpartition("/")[2]
    return {"quicktime": "MOV", "webp": "WebP"}.get(kind, kind.upper())
