"""How posts are doing: insights. Meta takes names of numbers away, and an unknown one spoils the question."""

from collections.abc import Iterator, Sequence
from typing import Any

from publishers.errors import Rejected
from publishers.meta.answers import UNKNOWN
from publishers.meta.graph import Graph, lacks_right


def insights(graph: Graph, path: str, metrics: Sequence[str], right: str, **given: str) -> dict[str, Any]:
    """By name, those that Meta knows. Without the right to them: none."""
    try:
        return dict(_ask(graph, path, metrics, right, given))
    except Rejected as trouble:
        if lacks_right(trouble):
            return {}
        if trouble.code != UNKNOWN or len(metrics) == 1:
            raise
    found: dict[str, Any] = {}
    for metric in metrics:
        try:
            found |= _ask(graph, path, [metric], right, given)
        except Rejected as trouble:
            if trouble.code != UNKNOWN:
                raise
    return found


def count(value: Any) -> int | None:
    """A number of things; None where it is none."""
    return value if type(value) is int and value >= 0 else None


def _ask(
    graph: Graph, path: str, metrics: Sequence[str], right: str, given: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    body = graph.ask("GET", path, {"metric": ",".join(metrics), **given}, right=right)
    data = body.get("data")
    return ((str(one.get("name")), _value(one)) for one in data or () if isinstance(one, dict))


def _value(one: dict[str, Any]) -> Any:
    """Numbers for all time stand in `total_value` or in a list of one."""
    total, values = one.get("total_value"), one.get("values")
    if isinstance(total, dict):
        return total.get("value")
    if isinstance(values, list) and values and isinstance(values[-1], dict):
        return values[-1].get("value")
    return None
