"""Whose token it is, and the pages that they may post as."""

from datetime import UTC, datetime
from typing import Any

from publishers.answer import Answer
from publishers.errors import Expired, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.linkedin.answers import elements_of, json_of, unreadable
from publishers.linkedin.api import Api, listed
from publishers.linkedin.credentials import PAGE, PERSON, SITE
from publishers.message import Account

# Who may post as a page (LinkedIn docs, organization access control); it has had two names in its time.
ROLES = {"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"}
OLD = 10  # months; about two before LinkedIn switches a version off


def account(api: Api) -> Account:
    """Whom the channel posts as. Raises Expired where that is no longer allowed."""
    wanted = api.credentials.author_urn
    if not wanted.startswith(PAGE):
        found = _person(api)
        if wanted and wanted != found.id:
            raise Expired(
                Sentence(
                    _("This token is {name}'s, not of whom the channel posts as."), {"name": found.name}
                ),
                code="another_person",
            )
        return found
    pages, answer = _roles(api)
    if wanted not in pages:
        raise Expired(
            Sentence(
                _("This person may not post as the page. Let one of its administrators give them the role.")
            ),
            code="no_role",
        )
    [page] = _pages(api, [wanted], answer)
    return page


def accounts(api: Api) -> tuple[Account, ...]:
    """The person, and the pages where the app and the person may post."""
    person = _person(api)
    try:
        pages, answer = _roles(api)
    except Rejected:  # signed in without the rights to pages
        return (person,)
    return (person, *_pages(api, pages, answer))


def _person(api: Api) -> Account:
    answer = api.ask("GET", "/v2/userinfo")
    who = json_of(answer)
    number, name = who.get("sub"), who.get("name")
    if not isinstance(number, str) or not number:
        raise unreadable()
    shown = name if isinstance(name, str) and name else number
    return Account(PERSON + number, shown, shown, facts=_facts(api, answer))


def _roles(api: Api) -> tuple[list[str], Answer]:
    answer = api.ask(
        "GET",
        "/rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100",
        kind="FINDER",
        right="rw_organization_admin",
    )
    pages = [
        str(one.get("organization") or one.get("organizationTarget"))
        for one in elements_of(answer)
        if one.get("role") in ROLES and one.get("state", "APPROVED") == "APPROVED"
    ]
    return list(dict.fromkeys(urn for urn in pages if urn.startswith(PAGE))), answer


def _pages(api: Api, urns: list[str], answer: Answer) -> list[Account]:
    if not urns:
        return []
    numbers = [urn.removeprefix(PAGE) for urn in urns]
    found = json_of(
        api.ask("GET", f"/rest/organizations?ids={listed(numbers)}", right="rw_organization_admin")
    ).get("results")
    results: dict[str, Any] = found if isinstance(found, dict) else {}
    return [_page(number, results.get(number), _facts(api, answer)) for number in numbers]


def _page(number: str, page: Any, facts: tuple[tuple[str, str], ...]) -> Account:
    known = page if isinstance(page, dict) else {}
    vanity = str(known.get("vanityName") or number)
    name = str(known.get("localizedName") or vanity)
    return Account(PAGE + number, vanity, name, f"{SITE}/company/{vanity}/", facts)


def _facts(api: Api, answer: Answer) -> tuple[tuple[str, str], ...]:
    """The version that is spoken, and whether it is so old that somebody should look for another."""
    version = api.credentials.version
    facts = [("api_version", version)]
    if _months_since(version, answer.date or datetime.now(UTC)) >= OLD:
        facts.append(("old_version", version))
    return tuple(facts)


def _months_since(version: str, now: datetime) -> int:
    if len(version) < 6 or not version.isdecimal():
        return 0
    return (now.year - int(version[:4])) * 12 + now.month - int(version[4:6])
