"""What the history speaks of and is no longer there: somebody took rows away behind the product's back."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from planner.evidence.lines import Line

ANSWERS = {
    "post.step_approved": "yes",
    "post.urgent": "yes",
    "post.changes_asked": "changes",
    "post.rejected": "no",
}
NEAR = timedelta(minutes=1)  # between an answer and its entry, where an older version wrote two times


def gaps(post_id: int, lines: Sequence[Line]) -> Iterator[Line]:
    """A record for each thing that an entry names and that is gone. `lines`: all of the post."""
    entries = [line for line in lines if line.kind == "entry"]
    if entries and not any(line.kind == "post" for line in lines):
        yield _missing(entries[-1], "the post itself", "post", post_id)
    yield from _versions(entries, {line.body["number"] for line in lines if line.kind == "version"})
    yield from _answers(entries, [line for line in lines if line.kind == "review"])


def _versions(entries: Sequence[Line], there: set[int]) -> Iterator[Line]:
    told: set[int] = set()
    for entry in entries:
        number = 1 if entry.body["act"] == "post.written" else entry.body["details"].get("version")
        if isinstance(number, int) and number not in there | told:
            told.add(number)
            yield _missing(entry, f"version {number}", "version", number)


def _answers(entries: Sequence[Line], reviews: Sequence[Line]) -> Iterator[Line]:
    left = list(reviews)
    for entry in entries:
        act, actor = entry.body["act"], entry.body["actor"]
        if act == "post.approved":
            # The last yes may be older than the moment that brought it to bear.
            if not any(one.body["answer"] == "yes" and one.at <= entry.at + NEAR for one in reviews):
                yield _missing(entry, f"the yes that let {actor} approve it", "review", None)
        elif act in ANSWERS:
            one = next((one for one in left if _is_of(one, entry)), None)
            if one is None:
                yield _missing(entry, f"the answer of {actor}", "review", None)
            else:
                left.remove(one)


def _is_of(review: Line, entry: Line) -> bool:
    is_same = review.body["answer"] == ANSWERS[entry.body["act"]]
    return is_same and review.body["user_id"] == entry.body["user_id"] and abs(review.at - entry.at) <= NEAR


def _missing(entry: Line, what: str, kind: str, number: Any) -> Line:
    by = f"entry {entry.body['number']} of the history"
    body = {"what": what, "of": kind, "number": number, "named_by": by, "entry": entry.body["number"]}
    return Line(entry.post, entry.at, "missing", entry.row, body)
