"""A harbour with a channel, and tables of what was published on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.channels.models import Channel

Table = Callable[..., bytes]
HEADER = "Published at,Text,URL,Views,Likes,Reposts,Tags,Campaign,Pillar"


@pytest.fixture
def channel(harbour: Any) -> Channel:
    return Channel.objects.create(
        workspace=harbour, network="mastodon", name="Harbour", account_id="1", account_handle="@harbour",
        account_url="https://mastodon.example/@harbour",
    )  # fmt: skip


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


@pytest.fixture
def year() -> bytes:
    """Forty posts, each with its numbers."""
    return table(
        *(
            f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d} 09:{number:02d},Past post {number},"
            f"https://mastodon.example/@harbour/11000{number:02d},{number * 100},{number},—,sea,Spring,Values"
            for number in range(40)
        )
    )


def uploaded(data: bytes, name: str = "past.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
