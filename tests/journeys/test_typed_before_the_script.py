"""On a slow machine somebody types before the page's script runs: that is kept too."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from media.models import Asset
from planner.posts.content import Content
from planner.posts.models import Post
from planner.posts.unsaved import Unsaved
from tests.journeys.steps import DESK
from tests.things import asset_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late(visit: Any, ada: Any) -> Callable[..., Any]:
    """late(address, script, field, words): the page, where words were typed before its script came."""

    def opened(address: str, script: str, field: str, words: str) -> Any:
        page, held = visit(ada, **DESK), []
        page.route(re.compile(rf"/{script}(\.[0-9a-f]+)?\.js"), lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        page.fill(field, words)
        page.wait_for_timeout(100)
        held[0].continue_()
        return page

    return opened


def test_a_description_is_saved(late: Any, harbour: Any) -> None:
    number = asset_id(harbour)
    page = late(f"/w/harbour/library/{number}/", "asset", "#alt", "Ships in the fog")
    page.wait_for_selector("#saved:has-text('Saved')")
    assert Asset.objects.get(pk=number).alt == "Ships in the fog"
    assert page.inner_text("#alt-count").startswith("16 / ")


def test_a_page_on_which_nobody_typed_saves_nothing(visit: Any, ada: Any, harbour: Any) -> None:
    page, asked = visit(ada, **DESK), []
    page.goto(f"/w/harbour/library/{asset_id(harbour)}/")
    page.on("request", lambda one: one.method == "POST" and asked.append(one.url))
    page.wait_for_timeout(1200)
    assert asked == []


def test_the_composers_words_are_kept(late: Any, harbour: Any, acting: Any, ada: Any) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page = late(f"/w/harbour/posts/{post.pk}/", "composer", "[name=text]", "Ships wait here.")
    page.wait_for_selector("#saved:has-text('Kept for you')", timeout=15_000)
    assert Unsaved.objects.get().form["text"] == ["Ships wait here."]


def test_a_composer_in_which_nobody_typed_keeps_nothing(
    visit: Any, ada: Any, harbour: Any, acting: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page, asked = visit(ada, **DESK), []
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.on("request", lambda one: "autosave" in one.url and asked.append(one.url))
    page.wait_for_timeout(4500)
    assert asked == []
