"""Pictures in the harbour's library, and posts that show them."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from media import intake
from media.models import Asset
from planner.deliveries import agree, plan
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.walltime import of_instant


def drawn(number: int, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG that differs from every other number's."""
    out = io.BytesIO()
    Image.new("RGB", size, ((number * 40) % 256, (number * 7) % 256, 90)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def bring(harbour: Any) -> Callable[..., Asset]:
    """bring("Fog.jpg", alt="…"): an asset of the harbour; each name another picture."""
    names: list[str] = []

    def make(name: str, **said: Any) -> Asset:
        names.append(name)
        asset = intake.take_in(harbour.library, name, drawn(len(names)))
        for key, value in said.items():
            setattr(asset, key, value)
        asset.save()
        return asset

    return make


@pytest.fixture
def show(harbour: Any, grace: Any, acting: Any) -> Callable[..., Post]:
    """show("Title", asset, …): a draft of Grace's with these pictures, on every channel."""

    def make(title: str, *assets: Asset) -> Post:
        wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
        pictures = tuple(Picture(asset.pk, f"{title}, described") for asset in assets)
        return Post.objects.write(
            harbour, acting(grace), Content(title, "Ships wait.", "", wordings, pictures)
        )

    return make


@pytest.fixture
def agreed(harbour: Any, grace: Any, acting: Any, now: datetime) -> Callable[[Post], Post]:
    def approve(post: Post) -> Post:
        post.submit(acting(grace))
        agree.approve(post, acting(grace), 1, now)
        post.refresh_from_db()
        return post

    return approve


@pytest.fixture
def scheduled(harbour: Any, grace: Any, acting: Any, agreed: Any, now: datetime) -> Callable[[Post], Post]:
    def put(post: Post) -> Post:
        when = of_instant(now + timedelta(days=1), harbour.timezone)
        plan.schedule(agreed(post), plan.Plan(when), acting(grace), now)
        return post

    return put
