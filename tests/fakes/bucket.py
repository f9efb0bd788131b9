"""A real S3-compatible server on this machine (moto's server mode), in a process of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from media import store

NAME = "harbour-pictures"
OPTIONS = {"region": "eu-central-1", "access_key": "AKIATEST", "secret_key": "not-a-real-secret"}


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Its address, while it runs."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        env = {"PATH": os.environ["PATH"], "HOME": home}
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with (Path(home) / "log").open("wb") as log:
            server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            try:
                _wait_for(address, server)
                yield address
            finally:
                server.terminate()
                server.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def storages(settings: Any, endpoint: str, prefix: str = "") -> dict[str, Any]:
    """The setting STORAGES as ALMANAC_S3_… make it."""
    options = OPTIONS | {"bucket": NAME, "endpoint": endpoint, "prefix": prefix}
    bucket = {"BACKEND": "media.bucket.Bucket", "OPTIONS": options}
    return {**settings.STORAGES, "assets": bucket}


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("moto's server did not start")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    pytest.importorskip("storages", reason="requirements/s3.txt is not installed")
    pytest.importorskip("moto.server", reason="moto is not installed")
    with running() as address:
        yield address


@pytest.fixture
def in_bucket(s3_server: str, settings: Any) -> Any:
    """The library lies in an empty bucket; its boto3 client, to look into it past us."""
    settings.STORAGES = storages(settings, s3_server, prefix="library")
    client: Any = store.store().connection.meta.client  # type: ignore[attr-defined]
    there = client.list_buckets()["Buckets"]
    if NAME not in {one["Name"] for one in there}:
        where = {"LocationConstraint": OPTIONS["region"]}
        client.create_bucket(Bucket=NAME, CreateBucketConfiguration=where)
    for one in client.list_objects_v2(Bucket=NAME).get("Contents", ()):
        client.delete_object(Bucket=NAME, Key=one["Key"])
    return client
