"""The faults that matter, on every network that has a fake, down the whole road to a true end.

What each network's publisher concludes is tried with every fault in tests/publishers/test_faults.py; here the
product acts on it: looks, repeats, waits or asks a person.
"""

from collections import Counter
from typing import Any

import pytest

from planner.channels.models import Channel
from publishers.limits import Promise
from tests.fakes.faults import FAULTS
from tests.hands import Hands
from tests.publishers.places import Place
from tests.publishers.test_faults import HTTP

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]
FAULTS_THAT_MATTER = (
    "error_500_before_accept", "error_500_after_accept", "error_502_before_accept", "error_503_after_accept",
    "timeout_408_after_accept", "rst_before_accept", "rst_after_accept", "rst_at_half", "fin_after_accept",
    "fin_at_half", "hang_before_accept", "hang_after_accept", "malformed_json", "empty_body", "html_page",
    "ok_false", "created_without_id", "no_content", "busy_seconds", "busy_absent", "redirect_302",
    "gzip_bomb", "chunked_garbage", "wrong_content_type",
)  # fmt: skip
assert len(FAULTS_THAT_MATTER) == 24
OTHERS = [name for name in HTTP if name not in ("mastodon", "webhook")]  # those: test_faults_on_the_road


@pytest.mark.parametrize("there", OTHERS, indirect=True)
@pytest.mark.parametrize("name", FAULTS_THAT_MATTER)
def test_one_arrival_at_most_and_a_true_end(name: str, there: Place, hands: Hands, channel: Channel) -> None:
    fault, fake = FAULTS[name], there.fake
    hands.truth = lambda delivery: "seen" if there.arrived() else ""
    delivery = hands.plan(channel, f"{name} of many")
    fake.arm(name)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    if "Busy" in fault.outcomes:
        assert delivery.state == "waiting"
    if fault.accepted and delivery.state != "published":
        assert delivery.maybe_out, "nobody may say that it is not out"
    blind = there.publisher.guarantee.promise is Promise.NONE
    hands.until_over(ticks=20, seconds=15)
    hands.until_over(ticks=60, seconds=600)
    delivery.refresh_from_db()
    story: Any = [step.what for step in delivery.story.all()]
    assert len(there.arrived()) == 1, story
    assert delivery.state == "published", story
    if blind and delivery.story.filter(what="no_answer").exists():
        assert "held" in story, "a person was asked"
    assert Counter(story)["published"] <= 1
