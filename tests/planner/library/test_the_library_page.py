"""The library's page: what it shows, finds and costs, and who may look."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from media.models import Asset, AssetTag, Collection
from tests.bench.fill import fill_library

pytestmark = pytest.mark.django_db
PAGE = "/w/harbour/library/"


def _shown(answer: Any) -> list[str]:
    return [asset.name for asset in answer.context["assets"]]


def test_the_newest_stand_first_and_a_missing_description_is_seen(
    enter: Any, vera: Any, bring: Callable[..., Asset]
) -> None:
    bring("Fog.jpg", alt="Ships in the fog")
    bring("Pier.jpg")
    answer = enter(vera).get(PAGE)
    assert _shown(answer) == ["Pier.jpg", "Fog.jpg"]
    page = answer.content.decode()
    assert 'aria-label="Fog.jpg. Ships in the fog"' in page
    assert 'aria-label="Pier.jpg. No description"' in page
    assert 'name="asset"' not in page  # a viewer chooses nothing
    assert "data-files" not in page


def test_an_empty_library_says_what_to_do(enter: Any, ada: Any) -> None:
    page = enter(ada).get(PAGE).content.decode()
    assert "Nothing is here yet" in page
    assert "Drop pictures anywhere on this page" in page


@pytest.mark.parametrize("words", ["fog", "FOG", "туман", "Туман", "harbour"])
def test_names_descriptions_and_tags_are_searched(
    words: str, enter: Any, vera: Any, bring: Callable[..., Asset]
) -> None:
    found = bring("Fog.jpg", alt="Туман над портом")
    found.tags.add(AssetTag.objects.create(library=found.library, name="Harbour"))
    bring("Pier.jpg", alt="Planks")
    assert _shown(enter(vera).get(PAGE, {"q": words})) == ["Fog.jpg"]


def test_filters_stand_in_the_address(
    enter: Any, vera: Any, bring: Callable[..., Asset], show: Callable[..., Any]
) -> None:
    used, spare = bring("Used.jpg", alt="x"), bring("Spare.jpg")
    bring("Moves.jpg", alt="x", frames=12)
    bring("Gone.jpg", alt="x", removed_at=timezone.now())
    spare.collection = Collection.objects.create(library=spare.library, name="Covers")
    spare.save()
    tag = AssetTag.objects.create(library=used.library, name="sea")
    used.tags.add(tag)
    show("Fog", used)
    browser = enter(vera)
    for query, names in (
        ({"show": "undescribed"}, ["Spare.jpg"]),
        ({"show": "unused"}, ["Moves.jpg", "Spare.jpg"]),
        ({"show": "videos"}, []),
        ({"show": "animations"}, ["Moves.jpg"]),
        ({"show": "removed"}, ["Gone.jpg"]),
        ({"collection": spare.collection_id}, ["Spare.jpg"]),
        ({"tag": tag.pk}, ["Used.jpg"]),
        ({"tag": tag.pk, "show": "unused"}, []),
        ({"show": "nonsense", "collection": "x", "before": "-1"}, ["Moves.jpg", "Spare.jpg", "Used.jpg"]),
    ):
        assert _shown(browser.get(PAGE, query)) == names, query


def test_a_picture_that_an_old_version_showed_is_unused(
    enter: Any, vera: Any, bring: Callable[..., Asset], show: Callable[..., Any], acting: Any, grace: Any
) -> None:
    asset = bring("Fog.jpg")
    post = show("Fog", asset)
    browser = enter(vera)
    assert _shown(browser.get(PAGE, {"show": "unused"})) == []
    content = post.newest.content()
    post.rewrite(acting(grace), type(content)(title="Fog", text="Without a picture."))
    assert _shown(browser.get(PAGE, {"show": "unused"})) == ["Fog.jpg"]


@pytest.mark.parametrize("query", ["", "?show=unused", "?q=fog", "?tag=1&collection=1", "?show=undescribed"])
def test_ten_thousand_assets_cost_as_many_queries_as_ten(
    query: str, enter: Any, grace: Any, harbour: Any
) -> None:
    browser = enter(grace)
    counts = []
    for size in (10, 10_000):
        fill_library(harbour.library, size)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(PAGE + query)
        assert answer.status_code == 200
        counts.append(len(asked))
        took = min(_seconds(browser, PAGE + query) for _ in range(3))  # the machine is not ours alone
    assert counts[0] == counts[1] <= 10
    assert took < 2  # seconds; a fifth of it on an idle machine


def _seconds(browser: Any, address: str) -> float:
    began = time.monotonic()
    browser.get(address)
    return time.monotonic() - began


def test_pages_are_cut_by_key_and_more_is_shown(enter: Any, vera: Any, harbour: Any) -> None:
    fill_library(harbour.library, 130)
    browser, seen, more = enter(vera), [], None
    for _page in range(3):
        answer = browser.get(PAGE, {"before": more} if more else {}, headers={"X-Part": "tiles"})
        assert b"<h1" not in answer.content
        seen += _shown(answer)
        more = answer.context["more"]
    assert more is None
    assert seen == [f"Picture {n}" for n in reversed(range(130))]


def test_other_workspaces_assets_are_not_there(
    enter: Any, mallory: Any, bring: Callable[..., Asset], other: Any
) -> None:
    asset = bring("Fog.jpg")
    browser = enter(mallory)
    assert browser.get(PAGE).status_code == 404
    assert _shown(browser.get("/w/other/library/")) == []
    for address in (f"library/{asset.pk}/", f"assets/{asset.pk}/320.webp"):
        assert browser.get(f"/w/other/{address}").status_code == 404
    browser.post("/w/other/library/bulk/", {"asset": asset.pk, "do": "remove"})
    browser.post("/w/other/library/bulk/", {"asset": asset.pk, "do": "tag", "tags": "mine"})
    asset.refresh_from_db()
    assert asset.removed_at is None
    assert not asset.tags.exists()


def test_a_thumbnail_is_the_picture_until_there_is_a_smaller_copy(
    enter: Any, vera: Any, bring: Callable[..., Asset], harbour: Any
) -> None:
    asset, browser = bring("Fog.jpg"), enter(vera)
    answer = browser.get(f"/w/harbour/assets/{asset.pk}/320.webp")
    assert answer["Content-Type"] == "image/jpeg"
    assert len(b"".join(answer.streaming_content)) == asset.size
    assert browser.get(f"/w/harbour/assets/{asset.pk}/321.webp").status_code == 404
