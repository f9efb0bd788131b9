"""Who may do what through the API: every operation, as everybody, with every scope."""

import re
from typing import Any

import pytest
from django.db import transaction

from planner.people.groups import Group
from planner.people.models import Workspace
from planner.people.permissions import SCOPE_VERBS, Scope, Verb, verbs_of
from planner.policy import API
from planner.routes import check_policy, operation_id, operations, routes
from tests.programs import BODIES, EVERYTHING, HEADERS, Program, token_of
from tests.things import PLAIN, THINGS

pytestmark = pytest.mark.django_db

ROLES = {
    "olga": "owner",
    "adam": "admin",
    "grace": "editor",
    "ada": "author",
    "clara": "client",
    "vera": "viewer",
}
FOUND = {
    operation_id(operation): (operation.methods[0], route)
    for _name, route, pattern in routes()
    for operation in operations(pattern.callback)
}


@pytest.mark.parametrize("name", sorted(FOUND))
def test_an_operation_opens_to_roles_and_scopes_with_its_verb(
    name: str, cast: dict[str, Any], harbour: Workspace, other: Workspace
) -> None:
    """401 without a token, 403 without the verb, 404 for others; whoever has the verb comes past the gate."""
    (method, route), verb = FOUND[name], API[name].verb
    path = _filled(route, harbour)
    if verb is None:
        assert _status(Program(""), method, path, name) not in {401, 403, 404}
        return
    assert _status(Program(""), method, path, name) == 401
    assert _status(Program("alm_" + "x" * 32), method, path, name) == 401
    for who, role in ROLES.items():
        for scopes in _telling_scopes(name, verb):
            status = _status(Program(token_of(harbour, cast[who], scopes)), method, path, name)
            here = f"{method} {path} as {role} with {scopes}: {status}"
            if role == "client":  # what does not ask them is not there, and nothing asks them here
                assert status == (200 if name == "reviews.waiting" and "approve" in scopes else 404), here
            elif verb in verbs_of(role, scopes):
                assert status not in {401, 404}, here
                assert status < 500 or name == "health", here
                assert status != 403 or _is_about_whose(name), here
            else:
                assert status == 403, here
    if any(f":{part}>" in route for part in THINGS):  # a month, say, everybody has
        assert _status(Program(token_of(other, cast["mallory"])), method, path, name) == 404


def test_a_token_may_not_more_than_its_owner_and_not_longer(cast: dict[str, Any], harbour: Workspace) -> None:
    program = Program(token_of(harbour, cast["grace"], EVERYTHING))
    assert _status(program, "GET", "/channels") == 200
    harbour.memberships.filter(user=cast["grace"]).update(role="viewer")
    assert _status(program, "POST", "/posts") == 403
    harbour.memberships.filter(user=cast["grace"]).delete()
    assert _status(program, "GET", "/channels") == 401


def test_an_operation_without_a_policy_stops_the_server(
    monkeypatch: pytest.MonkeyPatch, olga: Any, harbour: Any
) -> None:
    program = Program(token_of(harbour, olga))
    monkeypatch.delitem(API, "posts.list")
    assert {problem.id for problem in check_policy()} == {"almanac.E001"}
    assert _status(program, "GET", "/posts") == 404


@pytest.mark.parametrize(
    "crooked",
    ["/posts/", "//posts", "/posts//", "/POSTS", "/posts;x=1", "/posts/../posts", "/posts%2f", "/./posts"],
)
def test_no_crooked_address_comes_in(crooked: str, olga: Any, harbour: Workspace) -> None:
    for program in (Program(""), Program(token_of(harbour, olga))):
        for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
            assert _status(program, method, crooked) in {404, 405}, f"{method} {crooked}"


def test_a_header_cannot_change_the_method(vera: Any, harbour: Workspace) -> None:
    program = Program(token_of(harbour, vera))
    for header in ("X_HTTP_Method_Override", "X_Method_Override", "X_HTTP_Method"):
        assert program.raw("GET", "/posts", None, **{header: "POST"}).status_code == 200
        assert program.raw("POST", "/posts", {}, **{header: "GET"}).status_code == 403


def _telling_scopes(name: str, verb: Verb) -> list[list[str]]:
    """Everything, each scope that opens this door, and one of those that do not: another at each door."""
    opening = [scope.value for scope in Scope if verb in SCOPE_VERBS[scope]]
    closed = [scope.value for scope in Scope if scope.value not in opening]
    return [EVERYTHING, *([one] for one in opening), *([closed[len(name) % len(closed)]] for _ in closed[:1])]


def _filled(route: str, workspace: Workspace) -> str:
    path = "/" + route.split("api/v1/")[1]
    for part, make in THINGS.items():
        if f":{part}>" in path:
            path = re.sub(rf"<\w+:{part}>", str(make(workspace)), path)
    for part, (there, _nowhere) in PLAIN.items():
        path = re.sub(rf"<\w+:{part}>", str(there), path)
    assert "<" not in path, f"tests/things.py does not know a part of {route}"
    return path


def _is_about_whose(name: str) -> bool:
    """Refused for whose post it is, or because nobody has agreed to it: by the act, not by the gate."""
    return name in {"posts.change", "posts.remove", "posts.archive", "posts.submit", "posts.withdraw",
                    "posts.schedule", "posts.publish", "suggestions.accept", "suggestions.reject",
                    "reviews.approve_urgently"}  # fmt: skip


def _status(program: Program, method: str, path: str, name: str = "") -> int:
    """The answer's status. What the request did is taken back."""
    body = None if method in {"GET", "HEAD", "OPTIONS"} else BODIES.get(name, {})
    if body and "group" in body:  # one that is there: `_filled` made it
        body = {**body, "group": Group.objects.latest("pk").pk}
    with transaction.atomic():
        status: int = program.raw(method, path, body, **HEADERS.get(name, {})).status_code
        transaction.set_rollback(True)
    return status
