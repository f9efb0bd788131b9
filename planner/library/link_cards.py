"""A link card made of a page: its words, and its picture brought into the library like any other."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from media import intake
from media.kinds import HEAD, what_is
from media.models import Asset
from planner.library import fetching, page_words
from planner.library.bringing import bring
from planner.people.models import Workspace
from planner.posts.content import CardWords
from publishers.web import Web


@dataclass(frozen=True, slots=True)
class Made:
    """A card, its picture, and a sentence on why there is no picture, or ""."""

    words: CardWords
    asset: Asset | None = None
    note: str = ""


def make(workspace: Workspace, address: str, by_name: str, web: Web) -> Made:
    """The card of the page at this address; without its picture where that cannot be had: the note says why.

    Raises NotFetched, Crowded.
    """
    page = fetching.fetch_page(address, web)
    address = address.strip() if "://" in address else page.address
    said = page_words.read(page.data, page.content_type, page.address)
    title = said.title or urlsplit(address).hostname or ""
    asset, note = _picture(workspace, said.picture, by_name, web)
    return Made(CardWords(address, title, said.description, asset.pk if asset else None), asset, note)


def _picture(workspace: Workspace, address: str, by_name: str, web: Web) -> tuple[Asset | None, str]:
    if not address:
        return None, _("The page names no picture.")
    try:
        got = fetching.fetch(address, web)
        if what_is(got.data[:HEAD]).startswith("video/"):
            return None, _("The page's picture is a video, which a card does not show.")
        return bring(workspace, got.name, got.data, by_name).asset, ""
    except (fetching.NotFetched, intake.Refused, intake.NoRoom, intake.Crowded) as refusal:
        return None, _("The page's picture was not taken: %(why)s") % {"why": refusal}
