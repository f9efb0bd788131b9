"""The pictures of the example month: three cards, so that a new library is not empty."""

from django.utils.translation import gettext as _

from media import cards, intake
from media.models import Asset, Collection, Library
from planner.example_words import CARDS
from planner.people.models import Workspace
from planner.posts.content import Picture

LOOKS = {
    "announcement": cards.Look("#17324d", "#ffffff", "#ffb454", "manrope"),
    "event": cards.Look("#fbf6ec", "#2b2118", "#c2410c", "source-serif"),
    "quote": cards.Look("#f4f7f5", "#12322a", "#1f8a70", "source-serif"),
}


def pictures(workspace: Workspace, by_name: str) -> dict[int, tuple[Picture, ...]]:
    """Which pictures go with which words. Takes a second: not inside a transaction."""
    library, _made = Library.objects.get_or_create(owner=workspace.library)
    shelf, _made = Collection.objects.get_or_create(library=library, name=_("Example"))
    found: dict[int, tuple[Picture, ...]] = {}
    for number, (template, shape, words) in CARDS["ru" if workspace.language == "ru" else "en"].items():
        data = cards.draw(template, shape, words, LOOKS[template])
        alt = ", ".join(words.values())
        name = _("Card: %(words)s") % {"words": alt[:60]}
        asset = intake.take_in(workspace.library, f"{name}.png", data, by_name=by_name, alt=alt)
        packed = {"template": template, "shape": shape, "words": words}
        Asset.objects.filter(pk=asset.pk).update(card=packed, collection=shelf)
        found[number] = (Picture(asset.pk, alt),)
    return found
