"""Scripts and styles of the two pages where people spend their day, as they go over the wire compressed."""

import gzip
import re
from typing import Any

import pytest

from planner.posts.content import Content, Wording
from planner.posts.models import Post

pytestmark = pytest.mark.django_db(transaction=True)
MOST_GZIPPED = 60_000


@pytest.mark.parametrize("page_of", ["calendar", "composer"])
def test_scripts_and_styles_weigh_little(
    page_of: str, visit: Any, grace: Any, harbour: Any, acting: Any, figure: Any
) -> None:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(grace), Content("Fog", "Ships wait.", "", wordings))
    page = visit(grace)
    heard: dict[str, int] = {}

    def note(answer: Any) -> None:
        if re.search(r"\.(js|css)(\?|$)", answer.url):
            heard[answer.url.rsplit("/", 1)[-1]] = len(gzip.compress(answer.body()))

    page.on("response", note)
    page.goto("/w/harbour/calendar/" if page_of == "calendar" else f"/w/harbour/posts/{post.pk}/")
    page.wait_for_load_state("networkidle")
    assert len(heard) > 5
    figure(f"{page_of}: {sum(heard.values())} bytes of scripts and styles, gzipped")
    assert sum(heard.values()) < MOST_GZIPPED, dict(sorted(heard.items(), key=lambda one: -one[1]))
