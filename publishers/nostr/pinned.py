"""The second of a note, decided once: with it and our mark a repeat is the very same event."""

import json
from collections.abc import Callable, Mapping

from publishers.ledger import fingerprint
from publishers.message import Part

FRESH = 3600  # seconds: a note must not appear among older ones where nobody looks any more


def second(
    part: Part,
    now: int,
    keep: Callable[[str, str], None],
    kept: Mapping[str, str],
    may_be_out: Callable[[int], bool],
) -> int:
    """As an earlier try decided it, or now.

    A try of more than an hour ago counts unless every relay says that nothing of ours has its second.
    """
    name = "second:" + fingerprint(json.dumps(part.canonical(), sort_keys=True))
    before = int(kept.get(name, "0"))
    if before and (now - before < FRESH or may_be_out(before)):
        return before
    keep(name, str(now))
    return now
