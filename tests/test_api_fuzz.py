"""Nonsense of every kind against every operation: never a 5xx, no answer that the document does not know.

SCHEMATHESIS_EXAMPLES says how many requests an operation gets: 15 on each push, 50 and more for a release.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from planner.wsgi import application
from tests.programs import token_of
from tests.things import THINGS

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "15"))
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DOCUMENT = json.loads((Path(__file__).parent.parent / "docs" / "openapi.json").read_text())
OPERATIONS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def document() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does-not-fit"]
)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_breaks_it(method: str, path: str, mode: GenerationMode, harbour: Any, olga: Any) -> None:
    """Half of the requests are about things that are really there. What each did is taken back."""
    secret = token_of(harbour, olga)
    there = {name: make(harbour) for name, make in THINGS.items() if f"{{{name}}}" in path}
    operation = document()[path][method]

    @given(data=st.data())
    @trying(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def hold(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if there and data.draw(st.booleans()):
            case.path_parameters = dict(there)
        with transaction.atomic():
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=_checks(path))
            transaction.set_rollback(True)

    with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
        hold()


def _checks(path: str) -> list[Any]:
    """Only health says 503 on purpose."""
    return CHECKS if path.endswith("/health") else [not_a_server_error, *CHECKS]
