"""The worked examples, where they are at hand, and how long the long runs are."""

import os

import pytest

from tests.worked import vectors

__all__ = ["vectors"]  # a fixture
TIMES = int(os.environ.get("ALMANAC_CALIBRATION_TIMES", "1"))  # 10: ten times as many runs


@pytest.fixture(scope="session")
def times() -> int:
    return TIMES
