"""The businesses and their locations that a sign-in may post for."""

from typing import Any

from publishers.errors import Expired, Sentence
from publishers.errors import gettext_noop as _
from publishers.google_business.answers import unreadable
from publishers.google_business.api import Api
from publishers.google_business.credentials import ACCOUNTS, LOCATIONS
from publishers.message import Account

PAGES = 20  # of 20 accounts, or 100 locations
WANTED = "name,title,storeCode,storefrontAddress,metadata"
NO_POSTS = "no_posts"  # a fact of the account: Google lets nobody post for such a location


def account(api: Api) -> Account:
    """The location that the channel posts for. Raises Expired where it cannot be told, or is gone."""
    wanted, known = api.credentials.location.strip(), accounts(api)
    found = [one for one in known if one.id == wanted] or [
        one for one in known if not wanted or one.name.casefold() == wanted.casefold()
    ]
    if len(found) != 1:
        names = ", ".join(f"“{one.name}”" for one in known[:20])
        raise Expired(
            Sentence(
                _("Say which location this channel is for. There are: {locations}."), {"locations": names}
            ),
            code="which_location",
            is_certain=True,
        )
    return found[0]


def accounts(api: Api) -> tuple[Account, ...]:
    """Each location once, also where several groups of businesses have it."""
    found: dict[str, Account] = {}
    for page in api.pages("v1/accounts", "accounts", {"pageSize": "20"}, PAGES, ACCOUNTS):
        for business in page:
            name = str(business.get("name") or "")
            asked = {"readMask": WANTED, "pageSize": "100"}
            for places in api.pages(f"v1/{name}/locations", "locations", asked, PAGES, LOCATIONS):
                for place in places:
                    found.setdefault(str(place.get("name")), _location(name, place))
    if not found:
        raise Expired(
            Sentence(_("This Google account has no business profile. Sign in as one of its managers.")),
            code="no_location",
            is_certain=True,
        )
    return tuple(found.values())


def _location(business: str, place: dict[str, Any]) -> Account:
    name = place.get("name")
    if not isinstance(name, str) or not name.startswith("locations/"):
        raise unreadable()
    said, where = _inside(place, "metadata"), _inside(place, "storefrontAddress")
    title, town = str(place.get("title") or name), str(where.get("locality") or "")
    maps = said.get("mapsUri")
    facts = ((NO_POSTS, "yes"),) if said.get("canOperateLocalPost") is False else ()
    return Account(
        f"{business}/{name}",
        str(place.get("storeCode") or title),
        f"{title}, {town}" if town else title,
        maps if isinstance(maps, str) else "",
        facts,
    )


def _inside(what: dict[str, Any], name: str) -> dict[str, Any]:
    found = what.get(name)
    return found if isinstance(found, dict) else {}
