"""The API's door: a token in the header, its scopes and its owner's role, and the policy's line."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path
from ninja import NinjaAPI

from planner.people import tokens
from planner.people.bearer import Bearer
from planner.people.models import Membership, Workspace
from planner.people.permissions import Verb
from planner.policy import API, Operation
from planner.routes import check_policy
from planner.urls import urlpatterns as pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

little = NinjaAPI(urls_namespace="api", auth=Bearer(), version="little")


@little.get("/look", operation_id="look")
def look(request: Any) -> dict[str, object]:
    actor = request.actor
    return {
        "workspace": request.workspace.slug,
        "via": actor.via,
        "token": actor.token_id,
        "name": actor.name,
    }


@little.post("/look", operation_id="change")
def change(request: HttpRequest) -> dict[str, bool]:
    return {"done": True}


@little.get("/health", operation_id="health", auth=None)
def health(request: HttpRequest) -> dict[str, bool]:
    return {"ok": True}


@little.get("/forgotten", operation_id="forgotten")
def forgotten(request: HttpRequest) -> dict[str, bool]:
    return {"done": True}


here = [page for page in pages if not str(page.pattern).startswith("api/v1")]
urlpatterns = [path("api/v1/", include((little.urls[0], "api"), "api")), *here]


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(API):
        monkeypatch.delitem(API, name)
    for name, verb in {"look": Verb.SEE, "change": Verb.CHANNELS, "health": None}.items():
        monkeypatch.setitem(API, name, Operation(verb))


@pytest.fixture
def key(
    harbour: Workspace, olga: Any, acting: Callable[[Any], Any], now: datetime
) -> Callable[..., dict[str, str]]:
    def make(*scopes: str) -> dict[str, str]:
        _token, secret = tokens.issue(harbour, olga, acting(olga), "program", list(scopes), None, now)
        return {"Authorization": f"Bearer {secret}"}

    return make


def test_a_token_opens_its_workspace(client: Client, key: Any) -> None:
    said = client.get("/api/v1/look", headers=key("read")).json()
    assert (said["workspace"], said["via"], said["name"]) == ("harbour", "api", "Olga")
    assert said["token"]


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer alm_guess"}, {"Authorization": "Basic eA=="}]
)
def test_without_a_token_nothing_opens(client: Client, header: dict[str, str]) -> None:
    assert client.get("/api/v1/look", headers=header).status_code == 401


def test_a_session_is_no_token(client: Client, olga: Any) -> None:
    client.force_login(olga, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/look").status_code == 401


def test_a_token_in_the_address_is_no_token(client: Client, key: Any) -> None:
    secret = key("read")["Authorization"].split()[1]
    assert client.get(f"/api/v1/look?token={secret}&access_token={secret}").status_code == 401


def test_a_token_does_not_open_pages(client: Client, key: Any) -> None:
    answer = client.get("/w/harbour/settings/tokens/", headers=key("admin"))
    assert answer["Location"].startswith("/account/login/")


def test_scopes_bound_what_it_may(client: Client, key: Any) -> None:
    assert client.post("/api/v1/look", headers=key("read")).status_code == 403
    assert client.post("/api/v1/look", headers=key("admin")).status_code == 200


def test_the_role_bounds_it_too_and_at_once(client: Client, key: Any, olga: Any) -> None:
    header = key("admin")
    Membership.objects.filter(user=olga).update(role="viewer")
    assert client.post("/api/v1/look", headers=header).status_code == 403
    assert client.get("/api/v1/look", headers=header).status_code == 200


def test_what_needs_no_token_asks_for_none(client: Client) -> None:
    assert client.get("/api/v1/health").status_code == 200


def test_a_forgotten_operation_is_refused_and_stops_the_server(client: Client, key: Any) -> None:
    assert client.get("/api/v1/forgotten", headers=key("admin")).status_code == 404
    assert [problem.id for problem in check_policy()] == ["almanac.E001"]


def test_an_operation_that_should_ask_for_a_token_but_does_not_stops_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(API, "health", Operation(Verb.SEE))
    monkeypatch.setitem(API, "forgotten", Operation(Verb.SEE))
    assert [problem.id for problem in check_policy()] == ["almanac.E002"]


def test_other_methods_are_answered_plainly(client: Client, key: Any) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.generic(method, "/api/v1/look", headers=key("read")).status_code == 405
