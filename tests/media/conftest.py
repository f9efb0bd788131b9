"""The two places where files are kept: the disk, and a real S3-compatible server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from media import store
from tests.fakes import bucket


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    pytest.importorskip("storages", reason="requirements/s3.txt is not installed")
    pytest.importorskip("moto.server", reason="moto is not installed")
    with bucket.running() as address:
        yield address


@pytest.fixture
def in_bucket(s3_server: str, settings: Any) -> Any:
    """The library lies in an empty bucket; its boto3 client, to look into it past us."""
    settings.STORAGES = bucket.storages(settings, s3_server, prefix="library")
    client: Any = store.store().connection.meta.client  # type: ignore[attr-defined]
    there = client.list_buckets()["Buckets"]
    if bucket.NAME not in {one["Name"] for one in there}:
        where = {"LocationConstraint": bucket.OPTIONS["region"]}
        client.create_bucket(Bucket=bucket.NAME, CreateBucketConfiguration=where)
    for one in client.list_objects_v2(Bucket=bucket.NAME).get("Contents", ()):
        client.delete_object(Bucket=bucket.NAME, Key=one["Key"])
    return client


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
