"""The worked examples of the design, where they lie beside the project; tests hold small ones besides."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("ALMANAC_DATA") or Path(__file__).resolve().parents[2] / "shared/data")
VECTORS = DATA / "vectors.json"


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    if not VECTORS.exists():
        pytest.skip("the worked examples are not on this machine; the small ones of this file are tried")
    found: dict[str, Any] = json.loads(VECTORS.read_text())
    return found
