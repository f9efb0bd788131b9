"""What looks ahead is tried with the hands that send."""

from tests.planner.deliveries.conftest import hand_clock, hands, network, nothing_watched

__all__ = ["hand_clock", "hands", "network", "nothing_watched"]  # fixtures
