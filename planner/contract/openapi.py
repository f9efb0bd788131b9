"""The OpenAPI document, completed with what all operations share."""

from typing import Any

from planner.contract.once import HEADER
from planner.contract.problems import CONTENT_TYPE

Document = dict[str, Any]
REFUSALS = {
    "400": "The body cannot be read.",
    "401": "There is no valid token.",
    "403": "This token may not do that.",
    "404": "There is nothing of this id here.",
    "405": "There is no such method here.",
    "409": "It contradicts what is there: a wrong state, a newer version, a name that is taken.",
    "413": "The request is too large.",
    "422": "Some of what was sent will not do; `errors` says what.",
    "429": "Too many requests; `Retry-After` says when again.",
    "500": "Our fault; the log knows it by the name in `detail`.",
    "503": "Busy; try again in a moment.",
    "507": "The disk is full.",
}
ALWAYS = ("401", "403", "429", "500", "503")
WITH_BODY = ("400", "409", "413", "422")
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A key of your own: a repeat with the same key and body is done once. Kept for 24 hours.",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"},
}


def completed(document: Document) -> Document:
    """The same document with problem answers everywhere and the key that POSTs take."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return document


def _complete(path: str, method: str, operation: Document) -> None:
    codes = set(operation["responses"])
    wanted: set[str] = {"500"} if not operation.get("security") else set(ALWAYS)
    if "{" in path or operation.get("requestBody"):
        wanted.add("404")
    if operation.get("parameters"):
        wanted.add("422")
    if method != "get":
        wanted.update(WITH_BODY)
    if (method == "post" and "/assets" in path) or (method == "patch" and "/uploads" in path):
        wanted.add("507")
    if method == "post":
        operation["parameters"] = [*operation.get("parameters", []), KEY]
    for code in sorted(wanted - {str(code) for code in codes}):
        operation["responses"][code] = {
            "description": REFUSALS[code],
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"] = {str(code): answer for code, answer in operation["responses"].items()}
