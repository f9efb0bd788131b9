"""The reference page: the OpenAPI document for people, without a line of JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from planner.contract.openapi import Document
from planner.policy import API


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    verb: str
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str, str]]  # status, what it means, the schema's name


class Reference(DocsBase):
    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        document = api.get_openapi_schema()
        groups: dict[str, list[Entry]] = {}
        for tag, entry in _entries(document):
            groups.setdefault(tag, []).append(entry)
        schemas = [
            (name, schema.get("description", ""), _fields(schema))
            for name, schema in sorted(document["components"]["schemas"].items())
            if "properties" in schema
        ]
        context = {"groups": list(groups.items()), "schemas": schemas, "title": document["info"]["title"]}
        return render(request, "api/reference.html", context)


def _entries(document: Document) -> Iterator[tuple[str, Entry]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            verb = API[name].verb if name in API else None
            yield (
                operation.get("tags", [""])[0],
                Entry(
                    name=name,
                    method=method.upper(),
                    path=path,
                    summary=operation["summary"],
                    verb=str(verb or ""),
                    parameters=[
                        Field(one["name"], _kind(one["schema"]), one["required"], one.get("description", ""))
                        for one in operation.get("parameters", [])
                    ],
                    body=_body(operation, document),
                    answers=[
                        (status, answer["description"], _schema_of(answer))
                        for status, answer in operation["responses"].items()
                    ],
                ),
            )


def _body(operation: Document, document: Document) -> list[Field]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        schema = (schema.get("allOf") or [schema])[0]
        if "$ref" in schema:
            schema = document["components"]["schemas"][_last(schema["$ref"])]
        return _fields(schema)
    return []


def _fields(schema: Document) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(name, _kind(one), name in required, one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]


def _kind(schema: Document) -> str:
    """ "list of integer", "string or null", a schema's name."""
    if "$ref" in schema:
        return _last(schema["$ref"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(_kind(one) for one in schema[several])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _schema_of(answer: Document) -> str:
    return next((_kind(one["schema"]) for one in answer.get("content", {}).values()), "")


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]
