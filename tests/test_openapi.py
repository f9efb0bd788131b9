"""The contract: what stands in docs/openapi.json is what is served, and it is complete."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.api import ROUTERS
from planner.contract.problems import CONTENT_TYPE
from planner.management.commands.openapi import document
from planner.policy import API

KEPT = Path(__file__).parent.parent / "docs" / "openapi.json"
DOCUMENT = json.loads(KEPT.read_text())
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def test_a_change_of_the_contract_shows_in_review() -> None:
    assert KEPT.read_text() == document(), "Run: manage.py openapi --write docs/openapi.json"


def test_policies_and_operations_are_the_same_set() -> None:
    assert sorted(API) == sorted(str(param.id) for param in OPERATIONS)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_what_it_does_and_how_it_refuses(path: str, method: str, operation: Any) -> None:
    assert operation["summary"][0].isupper()
    assert operation["tags"]
    needs_token = API[operation["operationId"]].verb is not None
    assert bool(operation.get("security")) == needs_token
    refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    if needs_token:
        assert {"401", "403", "429"} <= set(refusals)
    if "{" in path:
        assert "404" in refusals
    if method == "post":
        assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]]
    for status, answer in refusals.items():
        if (operation["operationId"], status) != ("health", "503"):
            assert list(answer["content"]) == [CONTENT_TYPE]


def test_no_two_schemas_share_a_name() -> None:
    """ninja would let one take the place of the other without a word."""
    places: dict[str, set[str]] = {}
    for router in ROUTERS:
        for view in router.path_operations.values():
            for operation in view.operations:
                models = [*operation.models, *filter(_is_model, operation.response_models.values())]
                for model in models:
                    for name, place in _names(model):
                        places.setdefault(name, set()).add(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def _is_model(model: Any) -> bool:
    return hasattr(model, "model_fields")


def _names(model: Any) -> list[tuple[str, str]]:
    """The schemas that this one is made of, by name and place; those that ninja makes are left out."""
    seen: set[Any] = set()
    waiting = [model]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "__args__", ())
        if _is_model(one) and one not in seen:
            seen.add(one)
            waiting += [field.annotation for field in one.model_fields.values()]
    ours = [one for one in seen if one.__module__.startswith("planner.")]
    return [(one.__name__, f"{one.__module__}.{one.__qualname__}") for one in ours]


def test_secrets_are_in_no_answer() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if name not in {"Connecting", "Changing"}:
            assert not {"credentials", "token", "token_hash", "secret_hash"} & set(
                schema.get("properties", {})
            ), name
