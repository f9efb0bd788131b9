"""Every page that a member opens, in a real browser: axe finds nothing grave, and it fits its window.

The pages are those of the policy: a new one is here by itself.
"""

from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from planner.policy import PAGES, Member, SignedIn
from tests.axe import findings
from tests.journeys.looks import Look, picture
from tests.things import PLAIN, THINGS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
# Not pages: pictures, files, answers to a script, and what only a POST may ask.
NO_PAGES = {
    "asset", "rendition", "thumbnail", "library-card-picture", "delivery-puzzle", "calendar-pulse",
    "calendar-menu", "calendar-export", "calendar-notices", "sandbox_posts", "mfa_download_recovery_codes",
    "me_end_sessions",
}  # fmt: skip


def _addresses(workspace: Any) -> list[str]:
    made = {name: make(workspace) for name, make in THINGS.items()}
    values = {name: pair[0] for name, pair in PLAIN.items()} | made | {"workspace": workspace.slug}
    values |= {"day": "2026-11-26"}
    found = []
    for name, rule in PAGES.items():
        wanted = isinstance(rule, Member | SignedIn) and name not in NO_PAGES
        if wanted and (address := _reversed(name, values)):
            found.append(address)
    return found


def _reversed(name: str, values: dict[str, Any]) -> str:
    for pattern in get_resolver().reverse_dict.getlist(name):
        for _template, wanted in pattern[0]:
            try:
                return reverse(name, kwargs={one: values[one] for one in wanted})
            except (NoReverseMatch, KeyError):
                continue
    return ""


def test_every_page_is_open_to_all(visit: Any, look: Look, olga: Any, harbour: Any) -> None:
    addresses = _addresses(harbour)
    assert len(addresses) > 30
    page = visit(olga)
    grave: dict[str, list[str]] = {}
    for address in addresses:
        page.goto("about:blank")
        answer = page.request.get(address, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if "<html" not in answer.text():
            continue  # a part of a page
        page.goto(address)
        found = findings(page)
        if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
            found.append("wider than its window")
        if found:
            grave[address] = found
        picture(page, address.strip("/"))
    assert not grave, grave
