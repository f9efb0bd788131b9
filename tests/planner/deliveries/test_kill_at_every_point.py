"""A worker dies at every named point, on every kind of network, whatever the network did: then it is counted.

The worker is a forked process that ends with os._exit, so nothing is tidied up.
"""

import os
import signal
from typing import Any

import pytest
from django.db import connections

from planner.deliveries import clock, points, reconcile, send
from planner.deliveries.models import Delivery
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = ("C1", "C2", "C3a", "C3", "C5", "C6", "C7", "none")
CLASSES = ("mastodon", "torture-readable", "torture-blind")
FAULTS = (
    "",
    "rst_before_accept",
    "rst_after_accept",
    "error_500_before_accept",
    "error_500_after_accept",
    "created_without_id",
    "busy_seconds",
    "fin_at_half",
    "malformed_json",
    "redirect_302",
)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("point", POINTS)
def test_one_publication_and_a_true_state_wherever_the_worker_dies(
    kind: str, point: str, hands: Hands, channels: dict, network: FakeMastodon
) -> None:
    died = 0
    for number, fault in enumerate(FAULTS):
        network.disarm()
        if fault:
            network.arm(fault)
        delivery = hands.plan(channels[kind], f"Post {number} {fault}", after=0)
        died += _work_in_a_process_that_dies(hands, point)
        hands.time.pass_(1)
        hands.until_over()
        _check(delivery, network)
        hands.time.pass_(400)
    assert died >= (0 if point in {"none", "C5"} else 8)


def _work_in_a_process_that_dies(hands: Hands, point: str) -> bool:
    """Claim and deliver in a fork. True when it died at the point."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        signal.alarm(60)  # a child that is stuck dies, and is seen to
        points.watch = lambda reached, _delivery: os._exit(9) if reached == point else None
        try:
            for one in clock.claim(hands.time.wall):
                (reconcile.look if one.look else send.deliver)(one.delivery_id, one.fence)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 9}
    return os.waitstatus_to_exitcode(status) == 9


def _check(delivery: Delivery, network: FakeMastodon) -> None:
    delivery.refresh_from_db()
    there = [status.id for status in network.published if status.text == delivery.version.text]
    story: Any = [step.what for step in delivery.story.all()]
    assert delivery.state == "published", story
    assert there == [delivery.receipt_id], story
