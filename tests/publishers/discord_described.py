"""Do our requests fit Discord's own OpenAPI description? It is no part of the project: see conformance.py."""

import copy
import functools
import json
import re
from collections.abc import Iterable
from typing import Any

import jsonschema_rs

from tests.fakes.multipart import form_and_files
from tests.fakes.server import Request
from tests.publishers import conformance

PREFIX = "/api/v10"
FILE = re.compile(r"files\[[0-9]\]")


def of_discord(requests: Iterable[Request]) -> list[str]:
    """What of the requests does not fit; [] also where there is no description."""
    return [wrong for one in requests for wrong in complaints(one)] if conformance.are_here() else []


def complaints(request: Request) -> list[str]:
    name = f"{request.method} {request.path.removeprefix(PREFIX)}"
    operation, parameters = _operation(request)
    if operation is None:
        return [f"{name}: there is no such request"]
    described = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
    found = [f"{name}: {key} is unknown" for key in request.query if key not in described]
    for key, value in request.query.items():
        if key in described and not _validator(json.dumps(described[key])).is_valid(_read(value)):
            found.append(f"{name}: {key} is wrong")
    body, files = _given(request)
    found += [f"{name}: {key} is no file" for key in files if not FILE.fullmatch(key)]
    if body is None:
        return found
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return [*found, f"{name}: takes no body"]
    errors = _validator(json.dumps(schema)).iter_errors(body)
    return [*found, *(f"{name}: {error.message}" for error in errors)]


def _given(request: Request) -> tuple[Any, Iterable[str]]:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form, files = form_and_files(request)
        return json.loads(form["payload_json"]), files
    return (json.loads(request.body), ()) if request.body else (None, ())


def _read(value: str) -> Any:
    """A query has only text: numbers and yes or no are meant, but names of things stay text."""
    return json.loads(value) if value in ("true", "false") or re.fullmatch(r"\d{1,4}", value) else value


def _operation(request: Request) -> tuple[Any, list[dict[str, Any]]]:
    path = request.path.removeprefix(PREFIX)
    for template, item in _described()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and request.method.lower() in item:
            operation = item[request.method.lower()]
            return operation, [*item.get("parameters", ()), *operation.get("parameters", ())]
    return None, []


@functools.cache
def _validator(schema: str) -> Any:
    whole = json.loads(schema) | {"components": _described()["components"]}
    return jsonschema_rs.Draft202012Validator(whole)


@functools.cache
def _described() -> Any:
    """The description, strict: what it does not name is wrong."""
    found = copy.deepcopy(json.loads((conformance.specs() / "discord.json").read_text()))
    for schema in found["components"]["schemas"].values():
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return found
