"""Lists by cursor: a page begins after the last row of the one before, however many came in between."""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from planner.contract.refusals import Invalid
from planner.contract.schema import LARGEST_ID, Given, Page, Words

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


class Where(Given):
    """Which part of a list."""

    limit: int = Field(default=50, ge=1, le=100, description="How many, at most.")
    cursor: Words = Field(default="", max_length=300, description="`next` of the page before.")


def page(
    rows: "QuerySet[Row]", where: Where, show: Callable[[Row], Shown], order: tuple[str, ...] = ("-id",)
) -> Page[Shown]:
    """One page, in `order`: fields that all run the same way, the last of them unique, none null."""
    backwards = order[0].startswith("-")
    fields = [name.lstrip("-") for name in order]
    if where.cursor:
        rows = rows.filter(_after(fields, read_cursor(where.cursor, len(fields)), backwards))
    found = list(rows.order_by(*order)[: where.limit + 1])
    shown = found[: where.limit]
    more = write_cursor([getattr(shown[-1], name) for name in fields]) if len(found) > len(shown) else None
    return Page(items=[show(row) for row in shown], next=more)


def write_cursor(values: list[Any]) -> str:
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """The values that a cursor stands for. Raises Invalid for what we did not write."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != length:
            raise ValueError
        return [_value(value) for value in values]
    except (ValueError, OverflowError, RecursionError):
        raise Invalid("query.cursor", _("This cursor is not one of ours. Begin without one.")) from None


def _value(value: Any) -> Any:
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if type(value) is not int or not 0 <= value <= LARGEST_ID:
        raise ValueError
    return value


def _after(fields: list[str], values: list[Any], backwards: bool) -> Q:
    """(a, b) > (x, y), spelt out: a > x, or a = x and b > y."""
    beyond, same, found = "lt" if backwards else "gt", Q(), Q(pk__in=[])
    for name, value in zip(fields, values, strict=True):
        found |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    return found
