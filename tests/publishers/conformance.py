"""Do our requests fit the networks' own machine-readable descriptions?

`complaints` says what does not: an unknown method, an unknown parameter, a missing one, a wrong type. A
network is described as `Method`s; `telegram()` and `vk()` read theirs, and another network adds a reader.
`of_telegram` and `of_vk` look through all requests that a fake has received; their places do so after every
test. The descriptions are not part of the project: ALMANAC_SPECS says where they lie.
"""

import functools
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.server import Request
from tests.fakes.telegram import parameters

BESIDE = Path(__file__).resolve().parents[3] / "shared/data/specs"

VK_EVERYWHERE = ("access_token", "v", "lang", "captcha_sid", "captcha_key")

Check = Callable[[Any], str]  # what is wrong with a value; "" where nothing is


@dataclass(frozen=True, slots=True)
class Parameter:
    required: bool
    check: Check


@dataclass(frozen=True, slots=True)
class Method:
    parameters: Mapping[str, Parameter]
    answer: Check = lambda _value: ""


def are_here() -> bool:
    return _folder().is_dir()


def specs() -> Path:
    """Where the descriptions lie; skips the test where they are absent."""
    if not are_here():
        pytest.skip("the networks' descriptions are not on this machine: set ALMANAC_SPECS")
    return _folder()


def of_telegram(requests: Iterable[Request]) -> list[str]:
    """What of the requests to a Bot API does not fit; [] also where there is no description."""
    found: list[str] = []
    for request in requests if are_here() else ():
        name = request.path.rpartition("/")[2]
        given, files = parameters(request)
        attached = {one["media"].removeprefix("attach://") for one in given.get("media", ())}
        found += [f"{name}: {one} is attached nowhere" for one in files if one not in attached | {"photo"}]
        given |= {one: content for one, (_, content, _) in files.items() if one not in attached}
        found += complaints(telegram(), name, given)
    return found


def of_vk(requests: Iterable[Request]) -> list[str]:
    """The same of VK. Only its sections wall, photos and stats are described; others are passed over."""
    found: list[str] = []
    sections = {name.partition(".")[0] for name in vk()} if are_here() else set[str]()
    for request in requests:
        name = request.path.removeprefix("/method/")
        if name.partition(".")[0] in sections:
            found += complaints(vk(), name, dict(request.form), VK_EVERYWHERE)
    return found


def complaints(
    methods: Mapping[str, Method], name: str, given: Mapping[str, Any], also: Iterable[str] = ()
) -> list[str]:
    """What of one request does not fit. `also` names what every method of the network takes."""
    method = methods.get(name)
    if method is None:
        return [f"{name}: there is no such method"]
    found = [
        f"{name}: {wanted} is missing"
        for wanted, parameter in method.parameters.items()
        if parameter.required and wanted not in given
    ]
    for key, value in given.items():
        if key in also:
            continue
        if key not in method.parameters:
            found.append(f"{name}: {key} is unknown")
        elif wrong := method.parameters[key].check(value):
            found.append(f"{name}: {key} {wrong}")
    return found


def _folder() -> Path:
    return Path(os.environ.get("ALMANAC_SPECS") or BESIDE)


@functools.cache
def telegram() -> Mapping[str, Method]:
    """The Bot API: JSON values and objects, `attach://` files named as their parameter."""
    described = json.loads((specs() / "telegram.json").read_text())
    types = described["types"]
    return {
        name: Method(
            {
                field["name"]: Parameter(
                    field["required"], functools.partial(_telegram_value, types, field["types"])
                )
                for field in method.get("fields", ())
            },
            functools.partial(_telegram_value, types, method["returns"]),
        )
        for name, method in described["methods"].items()
    }


def _telegram_value(types: Mapping[str, Any], kinds: Iterable[str], value: Any) -> str:
    tried = [_telegram_kind(types, kind, value) for kind in kinds]
    return "" if "" in tried else " or ".join(tried)


SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (float, int),
    "InputFile": (bytes,),
}


def _telegram_kind(types: Mapping[str, Any], kind: str, value: Any) -> str:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return "is no list"
        return next(
            (wrong for one in value if (wrong := _telegram_kind(types, kind.removeprefix("Array of "), one))),
            "",
        )
    if kind in SIMPLE:
        is_right = isinstance(value, SIMPLE[kind]) and (
            isinstance(value, bool) <= (kind in ("Boolean", "True"))
        )
        return "" if is_right else f"is no {kind}"
    if kind not in types or not isinstance(value, dict):
        return f"is no {kind}"
    if types[kind].get("subtypes") and not types[kind].get("fields"):
        return _telegram_value(types, types[kind]["subtypes"], value)
    fields = {field["name"]: field for field in types[kind].get("fields", ())}
    for name, field in fields.items():
        if field["required"] and name not in value:
            return f"has no {name} as {kind}"
    for name, inner in value.items():
        if name not in fields:
            return f"has {name}, unknown in {kind}"
        if wrong := _telegram_value(types, fields[name]["types"], inner):
            return f"{name} {wrong}"
    return ""


@functools.cache
def vk() -> Mapping[str, Method]:
    """The sections of VK's schema that are there; everything is sent as text in a form."""
    found: dict[str, Method] = {}
    for section in sorted((specs() / "vk").glob("*/methods.json")):
        for method in json.loads(section.read_text())["methods"]:
            found[method["name"]] = Method(
                {
                    parameter["name"]: Parameter(
                        parameter.get("required", False), functools.partial(_vk_value, parameter)
                    )
                    for parameter in method.get("parameters", ())
                }
            )
    return found


@functools.cache
def vk_errors() -> Mapping[int, str]:
    described = json.loads((specs() / "vk/errors.json").read_text())["errors"]
    return {error["code"]: error["description"] for error in described.values()}


WRITTEN = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"[01]"),
    "string": re.compile(r".*", re.DOTALL),
}


def _vk_value(parameter: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str):
        return "is not text"
    kind = parameter.get("type", "string")
    if kind == "array":
        pieces = value.split(",")
        if len(pieces) > parameter.get("maxItems", len(pieces)):
            return "has too many items"
        return next((wrong for one in pieces if (wrong := _vk_value(parameter["items"], one))), "")
    kinds = kind if isinstance(kind, list) else [kind]
    if not any(WRITTEN[one].fullmatch(value) for one in kinds if one in WRITTEN):
        return f"is no {kind}"
    if "enum" in parameter and value not in {str(one) for one in parameter["enum"]}:
        return "is none of those that there are"
    if kind == "integer":
        lowest, highest = parameter.get("minimum", int(value)), parameter.get("maximum", int(value))
        if not lowest <= int(value) <= highest:
            return f"is not in {lowest} to {highest}"
    return ""
