"""The two places where files are kept: the disk, and a real S3-compatible server."""

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.bucket import in_bucket, s3_server

__all__ = ["in_bucket", "s3_server"]  # fixtures


@pytest.fixture
def on_disk(settings: Any, tmp_path: Path) -> Path:
    """The library lies in an empty folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(params=["disk", "s3"])
def place(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it is run with both."""
    request.getfixturevalue("on_disk" if request.param == "disk" else "in_bucket")
    return str(request.param)
