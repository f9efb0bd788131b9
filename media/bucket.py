"""Files in an S3-compatible store. Needs requirements/s3.txt, and is imported only where a bucket is named.

Nobody is ever sent to the bucket: what people see goes through us. So it needs no public access, and there
are no addresses of it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

CONNECT, ANSWER, TRIES = 5, 30, 2  # seconds, seconds, times
ONE_PIECE = 4 * 1024**3  # bytes up to which a file goes in one request: whole or not at all


class Bucket(S3Storage):  # type: ignore[misc]
    """`endpoint` is empty for Amazon's own; with empty keys the machine's own role is asked for them."""

    def __init__(
        self,
        bucket: str,
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
        prefix: str = "",
    ) -> None:
        super().__init__(
            bucket_name=bucket,
            endpoint_url=endpoint or None,
            region_name=region or "us-east-1",
            access_key=access_key or None,
            secret_key=secret_key or None,
            location=prefix.strip("/"),
            default_acl=None,
            querystring_auth=False,
            file_overwrite=True,
            transfer_config=TransferConfig(use_threads=False, multipart_threshold=ONE_PIECE),
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                connect_timeout=CONNECT,
                read_timeout=ANSWER,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                # Stores that are not Amazon's do not all know the checksums that are sent otherwise.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def url(self, *_args: Any, **_how: Any) -> str:
        raise ValueError("Files in the bucket have no address of their own.")

    def opened(self, name: str, first: int, last: int | None) -> IO[bytes]:
        """The body as it comes, not a copy of it. Raises FileNotFoundError."""
        how = {"Range": f"bytes={first}-{'' if last is None else last}"} if first or last is not None else {}
        body: IO[bytes] = self._ask("get_object", name, **how)["Body"]
        return body

    def get_modified_time(self, name: str) -> datetime:
        """Raises FileNotFoundError."""
        written_at: datetime = self._ask("head_object", name)["LastModified"]
        return written_at

    def paths(self) -> Iterator[tuple[str, datetime]]:
        before = f"{self.location}/" if self.location else ""
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket_name, Prefix=before):
            for one in page.get("Contents", ()):
                yield one["Key"].removeprefix(before), one["LastModified"]

    def _ask(self, what: str, name: str, **how: Any) -> dict[str, Any]:
        act = getattr(self.connection.meta.client, what)
        try:
            answer: dict[str, Any] = act(Bucket=self.bucket_name, Key=self._normalize_name(name), **how)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise FileNotFoundError(name) from error
            raise
        return answer
