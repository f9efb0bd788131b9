"""What must be right before the server starts."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_bucket(**_: Any) -> list[CheckMessage]:
    """media.E001: a bucket is named and what speaks to it is not installed. E002: half of its keys."""
    kept = settings.STORAGES["assets"]
    if kept["BACKEND"] != "media.bucket.Bucket":
        return []
    options, problems = kept["OPTIONS"], []
    if find_spec("storages") is None or find_spec("boto3") is None:
        problems.append(
            Error(
                "ALMANAC_S3_BUCKET is set, but django-storages and boto3 are not installed.",
                hint="pip install -r requirements/s3.txt",
                id="media.E001",
            )
        )
    if bool(options["access_key"]) != bool(options["secret_key"]):
        problems.append(
            Error(
                "Of ALMANAC_S3_ACCESS_KEY and ALMANAC_S3_SECRET_KEY only one is set.",
                hint="Set both, or neither where the machine's own role may use the bucket.",
                id="media.E002",
            )
        )
    return [*problems]
