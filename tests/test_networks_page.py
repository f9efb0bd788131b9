"""docs/networks.md says what the code declares and what was seen, and nothing more."""

import json

import pytest

import publishers
from publishers.base import (
    Assisted,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
)
from tests import networks
from tests.seen import EVIDENCE

KINDS = [publishers.get(name) for name in publishers.NAMES]  # tests add networks of their own
POWERS = {
    "delete": Deletable,
    "edit": Editable,
    "metrics": Measurable,
    "comments": HearsReplies,
    "mentions": HearsMentions,
    "look-up": Findable,
}


def test_the_page_is_made_of_the_code_and_the_evidence() -> None:
    assert networks.PAGE.read_text() == networks.page(json.loads(EVIDENCE.read_text())), "make networks"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_every_power_that_is_declared_was_seen_and_no_other(kind: type[Publisher]) -> None:
    seen = json.loads(EVIDENCE.read_text())[kind.name]
    for row, power in POWERS.items():
        assert (row in seen) == issubclass(kind, power), row
    sends = set() if issubclass(kind, Assisted) else {"once"}
    assert {"connect", "text"} | sends <= set(seen)
