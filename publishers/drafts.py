"""A draft that is made once, however often its making is tried, on networks that publish in two steps.

It has a mark of ours in place of its address until it is published. Should a worker be killed between making
the draft and writing its number down, the next one finds it by the mark.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

Draft = dict[str, Any]  # as the network says it, with its id
MARK = "almanac-"


def one_draft(
    keep: Callable[[str, str], None],
    kept: Mapping[str, str],
    *,
    by_id: Callable[[str], Draft | None],
    by_mark: Callable[[str], Draft | None],
    make: Callable[[str], Draft],
) -> Draft:
    """The draft that an earlier try kept, or one made now. None of a look: it is not there."""
    if (known := kept.get("draft", "")) and (there := by_id(known)):
        return there
    mark = kept.get("mark", "")
    found = by_mark(mark) if mark else None
    if found is None:
        mark = mark or f"{MARK}{secrets.token_hex(8)}"
        keep("mark", mark)
        found = make(mark)
    keep("draft", str(found["id"]))
    return found


def names_in(text: str) -> list[str]:
    """Names between commas, each once, as people type categories and tags."""
    return list(dict.fromkeys(" ".join(name.split()) for name in text.split(",") if name.strip()))
