"""Is what we wrote down of Meta's edges what its own package says?

The fakes hold every request of all tests to these names and types.
"""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from tests.fakes.meta_parameters import FACEBOOK, INSTAGRAM, complaint

CLASSES = {"instagram": ("iguser", "igmedia"), "facebook": ("page", "pagepost", "comment", "advideo", "user")}


def described(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Edges and their parameters, read out of the package without running it."""
    found = importlib.util.find_spec("facebook_business")
    assert found, "facebook-business is not installed: make .venv/.dev"
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0]) / "adobjects"
    edges: dict[str, dict[str, str]] = {}
    for name in names:
        tree = ast.parse((folder / f"{name}.py").read_text())
        for one in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            types = [
                ast.literal_eval(node.value)
                for node in ast.walk(one)
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "param_types"
            ]
            said = {
                node.arg: node.value.value
                for node in ast.walk(one)
                if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant)
            }
            if types and "endpoint" in said:
                edges.setdefault(f"{said['method']} {said['endpoint']}", {}).update(types[0])
    return edges


@pytest.mark.parametrize(
    ("network", "ours"), [("instagram", INSTAGRAM), ("facebook", FACEBOOK)], ids=["instagram", "facebook"]
)
def test_the_names_are_those_of_metas_own_package(network: str, ours: dict[str, dict[str, str]]) -> None:
    theirs = described(CLASSES[network])
    for edge, parameters in ours.items():
        assert edge in theirs, edge
        assert parameters == {name: plain(theirs[edge].get(name, "")) for name in parameters}, edge


def plain(declared: str) -> str:
    """The type as the fakes know it: a word out of a list of words is a string to them."""
    return re.sub(r"\w+_enum", "string", declared)


@pytest.mark.parametrize(
    ("edge", "given", "found"),
    [
        ("media", {"caption": "a", "image_url": "b", "access_token": "t"}, ""),
        ("media", {"text": "a"}, "Unknown parameter: text"),
        ("media", {"is_carousel_item": "yes"}, "Param is_carousel_item must be of type bool"),
        ("media_publish", {"creation_id": "published 1"}, "Param creation_id must be of type unsigned int"),
        ("publish", {}, "Unsupported post request: publish"),
    ],
)
def test_a_request_that_does_not_fit_is_refused_by_the_fakes(
    edge: str, given: dict[str, str], found: str
) -> None:
    assert complaint(INSTAGRAM, "POST", edge, given) == found
