"""Every route there is, walked from the one page of routes; and what the policy forgot about it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation as ApiOperation
from ninja.operation import PathView

from planner.policy import API, API_NAMESPACE, PAGES, Operation


def routes(
    resolver: URLResolver | None = None, before: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """(name with its namespace, route, pattern) of every address that answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from routes(pattern, route, inner)
        else:
            yield ":".join(part for part in (namespace, pattern.name) if part), route, pattern


def path_view(view: Any) -> PathView | None:
    """The ninja view behind a callback: it keeps it in its closure."""
    inside = (
        zip(view.__code__.co_freevars, view.__closure__ or (), strict=False) if _is_function(view) else ()
    )
    found = dict(inside).get("self")
    return found.cell_contents if found and isinstance(found.cell_contents, PathView) else None


def operations(view: Any) -> list[ApiOperation]:
    found = path_view(view)
    return list(found.operations) if found else []


def operation_id(operation: ApiOperation) -> str:
    return operation.operation_id or operation.api.get_openapi_operation_id(operation)


def rule_of(view: Any, method: str) -> Operation | None:
    """The policy's line for an operation; None when it has none."""
    for operation in operations(view):
        if method in operation.methods:
            return API.get(operation_id(operation))
    return None


def check_policy(**_: Any) -> list[CheckMessage]:
    """almanac.E001: a route or an operation without a policy. E002: one that asks for no token but should."""
    problems: list[CheckMessage] = []
    for name, route, pattern in routes():
        found = operations(pattern.callback)
        if not found and name not in PAGES and not name.startswith(f"{API_NAMESPACE}:"):
            problems.append(_forgotten(f"The route {name or route!r}", "PAGES"))
        for operation in found:
            identity = operation_id(operation)
            if identity not in API:
                problems.append(_forgotten(f"The operation {identity!r}", "API"))
            elif API[identity].verb is not None and not operation.auth_callbacks:
                problems.append(
                    Error(f"The operation {identity!r} needs a token but asks for none.", id="almanac.E002")
                )
    return problems


def _forgotten(what: str, table: str) -> Error:
    return Error(f"{what} has no policy.", hint=f"Add it to {table} in planner/policy.py.", id="almanac.E001")


def _is_function(view: Any) -> bool:
    return hasattr(view, "__code__") and hasattr(view, "__closure__")
