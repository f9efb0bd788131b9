"""How the pages draw assets."""

from django import template
from django.urls import reverse

from media.models import Asset, Rendition
from media.thumbnails import WIDTHS
from planner import addresses
from planner.library.crops import percent_across

register = template.Library()


@register.simple_tag(takes_context=True)
def file_address(context: template.Context, asset: Asset, copy: Rendition | None = None) -> str:
    """Where this page's reader gets the file, or this copy of it.

    Who sees the library has it by its number; a client gets a signed address that ends after an hour.
    """
    may = context.get("may") or {}
    if not may.get("see", False):
        return addresses.signed_path(copy or asset)
    slug = context["workspace"].slug
    if copy is not None:
        return reverse("rendition", args=[slug, copy.pk])
    return reverse("asset", args=[slug, asset.pk])


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
