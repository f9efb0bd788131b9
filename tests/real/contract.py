"""The contract of tests/publishers/test_contract.py, to be kept on a real server too."""

import inspect
from collections.abc import Callable, Collection
from typing import Any

import pytest

from publishers.base import Publisher
from tests.publishers import test_contract
from tests.publishers.places import Place

Kept = Callable[[Place], None]


def contract_of(kind: type[Publisher], without: Collection[str] = ()) -> list[Any]:
    """Each test of the contract that applies to this publisher, as evidence from a real server.

    `without`: names of those that are tried in another way there.
    """
    found = []
    for name, test in vars(test_contract).items():
        if not name.startswith("test_") or name in without:
            continue
        if list(inspect.signature(test).parameters) != ["there"]:
            continue
        marks = {mark.name: mark for mark in getattr(test, "pytestmark", [])}
        if "where" not in marks or marks["where"].args[0](kind):
            rows = [marks["row"].args[0]] if "row" in marks else []
            evidence = [pytest.mark.row(row, network=kind.name, against="real") for row in rows]
            found.append(pytest.param(test, id=name.removeprefix("test_"), marks=evidence))
    return found
