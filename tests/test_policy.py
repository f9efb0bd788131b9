"""Who may open what: every route there is, as everybody, with GET and POST, and with foreign ids.

Nothing here names a route of the product: what is added to urls.py is tried by itself.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from planner.people.models import Workspace
from planner.people.permissions import VERBS
from planner.policy import API, API_NAMESPACE, PAGES, Closed, Everyone, Member, Setup, SignedIn
from planner.routes import check_policy, operation_id, operations, routes
from tests.things import IN_QUERY, PLAIN, THINGS

pytestmark = pytest.mark.django_db

ROLES = {
    "olga": "owner",
    "adam": "admin",
    "grace": "editor",
    "ada": "author",
    "clara": "client",
    "vera": "viewer",
}
METHODS = ("GET", "POST")
HANDLER = Client().handler  # one for all: each new one would build the middleware again
FOUND = {name: pattern for name, _route, pattern in routes() if name in PAGES}
OF_A_WORKSPACE = [name for name in FOUND if isinstance(PAGES[name], Member)]
WITH_IDS = [name for name in OF_A_WORKSPACE if len(FOUND[name].pattern.converters) > 1]


# --- The table and the routes are the same set --------------------------------------------------


def test_every_route_has_a_policy() -> None:
    assert check_policy() == []


def test_every_policy_has_a_route() -> None:
    assert set(PAGES) - {name for name, _route, _pattern in routes()} == set()
    known = {operation_id(o) for _n, _r, pattern in routes() for o in operations(pattern.callback)}
    assert set(API) == known


def test_a_route_without_a_policy_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "members")
    assert [problem.id for problem in check_policy()] == ["almanac.E001"]


def test_a_route_without_a_policy_is_refused(monkeypatch: pytest.MonkeyPatch, olga: Any) -> None:
    monkeypatch.delitem(PAGES, "me")
    client = _browser(olga)
    assert client.get("/me/").status_code == 404


def test_every_workspace_page_lives_under_its_workspace() -> None:
    strays = [name for name in OF_A_WORKSPACE if "workspace" not in FOUND[name].pattern.converters]
    assert strays == []
    inside = [name for name, route, _pattern in routes() if route.startswith("w/<slug:workspace>/")]
    assert [name for name in inside if not isinstance(PAGES[name], Member)] == []


# --- Everybody at every door --------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in FOUND if n not in OF_A_WORKSPACE])
def test_a_page_outside_workspaces_opens_to_whom_the_policy_says(
    name: str, cast: dict[str, Any], harbour: Workspace
) -> None:
    rule, address = PAGES[name], _address(name, harbour)
    for person in (None, *cast.values()):
        for method in METHODS:
            status, where = _try(_browser(person), method, address)
            here = f"{method} {address} as {person}: {status} {where}"
            if isinstance(rule, Closed | Setup):
                assert status == 404, here
            elif isinstance(rule, SignedIn) and person is None:
                assert _is_sign_in(status, where), here
            else:
                assert isinstance(rule, Everyone | SignedIn), here
                assert status < 500, here
                assert status != 403, here


@pytest.mark.parametrize("name", OF_A_WORKSPACE)
def test_a_page_of_a_workspace_opens_to_the_roles_with_its_verb(
    name: str, cast: dict[str, Any], harbour: Workspace
) -> None:
    rule, address = PAGES[name], _address(name, harbour)
    assert isinstance(rule, Member)
    for who, role in ROLES.items():
        if who == "clara":
            continue  # what is there for a client at all is asked below
        browser = _browser(cast[who])
        for method in METHODS:
            status, where = _try(browser, method, address)
            here = f"{method} {address} as {role}: {status} {where}"
            if rule.needs(method) in VERBS[role]:
                assert status not in {401, 403, 404}, here
                assert status < 500, here
                assert not _is_sign_in(status, where), here
            else:
                assert status == 403, here


CLIENTS_OWN = {"review-read", "remark-people", "agreement-absences", "agreement-absence"}
OF_WHAT_ASKS = {
    "review", "review-answer", "review-afterwards", "remarks", "remark-thread", "remark-change",
    "suggestion-decide",
}  # fmt: skip  # there for a client where the post asks them


@pytest.mark.parametrize("name", OF_A_WORKSPACE)
def test_for_a_client_only_the_review_is_there(name: str, clara: Any, harbour: Workspace) -> None:
    """Anything else is a 404, also a post that does not ask them: nobody learns that it exists."""
    address, browser = _address(name, harbour), _browser(clara)
    for method in (*METHODS, "HEAD", "PUT", "DELETE"):
        status, where = _try(browser, method, address)
        here = f"{method} {address}: {status} {where}"
        if name == "review" and method in {"GET", "HEAD"}:
            assert status == 200, here
        elif name in CLIENTS_OWN:
            assert status in {200, 302, 405, 422}, here
        elif name in OF_WHAT_ASKS:
            assert status in {404, 405}, here
        else:
            assert status == 404, here


@pytest.mark.parametrize("name", OF_A_WORKSPACE)
def test_a_workspace_is_not_there_for_others(name: str, mallory: Any, harbour: Workspace) -> None:
    address = _address(name, harbour)
    nowhere = address.replace(f"/w/{harbour.slug}/", "/w/nowhere/")
    outsider, nobody = _browser(mallory), _browser(None)
    for method in (*METHODS, "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
        assert _try(outsider, method, address)[0] == 404, f"{method} {address}"
        assert _try(outsider, method, nowhere)[0] == 404, f"{method} {nowhere}"
        assert _is_sign_in(*_try(nobody, method, address)), f"{method} {address}"
        assert _is_sign_in(*_try(nobody, method, nowhere)), f"{method} {nowhere}"


@pytest.mark.parametrize("name", WITH_IDS)
def test_a_foreign_id_is_no_id(name: str, olga: Any, harbour: Workspace, other: Workspace) -> None:
    """Each position by itself: the owner of one workspace asks for a thing of another."""
    browser, mine = _browser(olga), _kwargs(FOUND[name], harbour)
    for position, foreign in _foreign(FOUND[name], other):
        address = reverse(name, kwargs=mine | {position: foreign})
        statuses = [_try(browser, method, address)[0] for method in METHODS]
        assert set(statuses) <= {404, 405}, f"{address} with a foreign {position}: {statuses}"
        assert 404 in statuses, f"{address} with a foreign {position}: {statuses}"


def test_a_foreign_id_behind_the_question_mark_is_no_id(
    olga: Any, harbour: Workspace, other: Workspace
) -> None:
    browser = _browser(olga)
    for name in IN_QUERY.keys() & FOUND.keys():
        address = reverse(name, kwargs=_kwargs(FOUND[name], harbour))
        for key, kind in IN_QUERY[name].items():
            query = urlencode({key: THINGS[kind](other)})
            assert _try(browser, "GET", f"{address}?{query}")[0] == 404, f"{address}?{query}"


def test_a_foreign_workspace_and_one_that_is_nowhere_look_the_same(mallory: Any, harbour: Workspace) -> None:
    browser = _browser(mallory)
    theirs, nowhere = (browser.get(f"/w/{slug}/settings/members/") for slug in ("harbour", "nowhere"))
    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content.replace(b"harbour", b"nowhere") == nowhere.content


# --- Crooked ways to a door ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "crooked",
    [
        "/w/harbour/settings/members",
        "//w/harbour/settings/members/",
        "/w//harbour/settings/members/",
        "/w/harbour/settings/members//",
        "/w/harbour/settings/members/;/",
        "/w/harbour/settings/members;x=1/",
        "/W/HARBOUR/settings/members/",
        "/w/HARBOUR/settings/members/",
        "/w/harbour/./settings/members/",
        "/w/other/../harbour/settings/members/",
        "/w/harbour/settings/members/%2e%2e/",
        "/w/harbour%2fsettings/members/",
        "/w/harbour/settings/members/?workspace=other",
    ],
)
def test_no_crooked_address_opens_a_page(crooked: str, cast: dict[str, Any], other: Workspace) -> None:
    for person in (None, cast["mallory"], cast["vera"]):
        for method in (*METHODS, "HEAD", "OPTIONS"):
            status, where = _try(_browser(person), method, crooked)
            refused = status in {403, 404} or _is_sign_in(status, where) or status == 301
            assert refused, f"{method} {crooked} as {person}: {status} {where}"


def test_a_header_cannot_change_the_method(vera: Any, harbour: Workspace) -> None:
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        answer = _browser(vera).get("/w/harbour/settings/tokens/new/", headers={header: "POST"})
        assert answer.status_code == 403


# --- How it is tried ----------------------------------------------------------------------------


def _kwargs(pattern: URLPattern, workspace: Workspace) -> dict[str, Any]:
    """Values for every part of the address, each of an object that is really there."""
    made: dict[str, Any] = {}
    for part in _parts(pattern):
        if part == "workspace":
            made[part] = workspace.slug
        elif part in THINGS:
            made[part] = THINGS[part](workspace)
        elif part in PLAIN:
            made[part] = PLAIN[part][0]
        else:
            pytest.fail(f"tests/things.py does not know {part!r}: add it to THINGS or PLAIN.")
    return made


def _foreign(pattern: URLPattern, other: Workspace) -> Iterator[tuple[str, Any]]:
    for part in _parts(pattern):
        if part in THINGS:
            yield part, THINGS[part](other)
        elif part in PLAIN:
            yield part, PLAIN[part][1]


def _parts(pattern: URLPattern) -> list[str]:
    named = list(pattern.pattern.converters)
    return named or re.findall(r"\(\?P<(\w+)>", str(pattern.pattern))


def _address(name: str, workspace: Workspace) -> str:
    parts = _parts(FOUND[name])
    if not parts and "<int:pk>" in next(route for found, route, _p in routes() if found == name):
        return reverse(name, kwargs={"pk": 1})  # the part stands in allauth's outer route
    query = {key: THINGS[kind](workspace) for key, kind in IN_QUERY.get(name, {}).items()}
    return reverse(name, kwargs=_kwargs(FOUND[name], workspace)) + (f"?{urlencode(query)}" if query else "")


def _browser(person: Any) -> Client:
    client = Client()
    client.handler = HANDLER
    if person is not None:
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def _try(browser: Client, method: str, address: str) -> tuple[int, str]:
    """The answer's status and where it leads. What the request did is undone."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.generic(method, address)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer.status_code, answer.headers.get("Location", "")


def _is_sign_in(status: int, where: str) -> bool:
    return status == 302 and where.startswith("/account/login/")


def test_the_namespace_of_the_api_is_reserved() -> None:
    """The gate lets it pass to the operations' own tokens, so no page may hide there."""
    inside = [pattern for name, _route, pattern in routes() if name.startswith(f"{API_NAMESPACE}:")]
    for pattern in inside:
        view = getattr(pattern.callback, "func", pattern.callback)  # ninja's own pages are partials
        assert view.__module__.startswith("ninja.") or operations(view)
