"""Several assets at once, and collections."""

from collections.abc import Callable
from typing import Any

import pytest

from media.models import Asset, Collection
from planner.history.models import Entry
from planner.posts.content import Content, Picture
from planner.posts.models import Post

pytestmark = pytest.mark.django_db
BULK, COLLECTIONS = "/w/harbour/library/bulk/", "/w/harbour/library/collections/"


@pytest.fixture
def three(bring: Callable[..., Asset]) -> list[Asset]:
    return [bring(name) for name in ("Fog.jpg", "Pier.jpg", "Crew.jpg")]


def _pks(assets: list[Asset]) -> list[int]:
    return [asset.pk for asset in assets]


def test_several_get_tags_besides_their_own(enter: Any, grace: Any, three: list[Asset]) -> None:
    browser = enter(grace)
    browser.post(f"/w/harbour/library/{three[0].pk}/", {"tags": "old"})
    answer = browser.post(
        BULK, {"asset": _pks(three[:2]), "do": "tag", "tags": "sea, Old", "back": "show=unused&x=%0d%0a"}
    )
    assert answer["Location"].startswith("/w/harbour/library/?show=unused")
    assert [sorted(one.tags.values_list("name", flat=True)) for one in three] == [
        ["old", "sea"],
        ["old", "sea"],
        [],
    ]


def test_several_move_into_a_collection_and_out_of_it(enter: Any, grace: Any, three: list[Asset]) -> None:
    browser = enter(grace)
    browser.post(COLLECTIONS, {"do": "make", "name": " Covers "})
    covers = Collection.objects.get(name="Covers")
    browser.post(BULK, {"asset": _pks(three), "do": "move", "collection": covers.pk})
    assert covers.assets.count() == 3
    browser.post(BULK, {"asset": three[0].pk, "do": "move", "collection": ""})
    assert set(covers.assets.all()) == set(three[1:])


def test_what_is_needed_stays_with_a_link_and_the_rest_goes(
    enter: Any,
    grace: Any,
    three: list[Asset],
    show: Callable[..., Post],
    scheduled: Callable[[Post], Post],
    harbour: Any,
) -> None:
    post = scheduled(show("Planned one", three[0]))
    answer = enter(grace).post(BULK, {"asset": _pks(three), "do": "remove"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'href="/w/harbour/posts/{post.pk}/"' in page
    assert "1 file stays" in page
    assert "2 others are taken out" in page
    assert Asset.objects.of(harbour.library).get() == three[0]


def test_what_was_taken_out_comes_back_together(
    enter: Any, grace: Any, three: list[Asset], harbour: Any
) -> None:
    browser = enter(grace)
    browser.post(BULK, {"asset": _pks(three), "do": "remove"})
    assert browser.get("/w/harbour/library/?show=removed").context["shelf"].found == 3
    browser.post(BULK, {"asset": _pks(three), "do": "bring_back"})
    assert Asset.objects.of(harbour.library).count() == 3


def test_an_author_does_nothing_in_bulk(enter: Any, ada: Any, three: list[Asset]) -> None:
    browser = enter(ada)
    for what in ("tag", "move", "remove", "bring_back"):
        assert browser.post(BULK, {"asset": _pks(three), "do": what, "tags": "x"}).status_code == 403
    assert browser.post(COLLECTIONS, {"do": "make", "name": "x"}).status_code == 403


def test_collections_are_renamed_and_taken_away_and_assets_stay(
    enter: Any, grace: Any, three: list[Asset], harbour: Any
) -> None:
    browser = enter(grace)
    for name in ("Covers", "Authors"):
        browser.post(COLLECTIONS, {"do": "make", "name": name})
    covers = Collection.objects.get(name="Covers")
    browser.post(BULK, {"asset": _pks(three), "do": "move", "collection": covers.pk})
    said = browser.post(
        COLLECTIONS, {"do": "rename", "collection": covers.pk, "name": "Authors"}, follow=True
    )
    assert "There is a collection of that name already." in said.content.decode()
    browser.post(COLLECTIONS, {"do": "rename", "collection": covers.pk, "name": "Jackets"})
    assert set(Collection.objects.values_list("name", flat=True)) == {"Jackets", "Authors"}
    browser.post(COLLECTIONS, {"do": "take_away", "collection": covers.pk})
    assert Asset.objects.of(harbour.library).filter(collection=None).count() == 3


def test_foreign_collections_are_not_touched(
    enter: Any, mallory: Any, other: Any, grace: Any, three: list[Asset]
) -> None:
    covers = Collection.objects.create(library=three[0].library, name="Covers")
    browser = enter(mallory)
    for what in ("rename", "take_away"):
        given = {"do": what, "collection": covers.pk, "name": "Mine"}
        assert browser.post(COLLECTIONS, given).status_code == 404
        browser.post("/w/other/library/collections/", given)
    assert Collection.objects.get(pk=covers.pk).name == "Covers"


def test_what_was_taken_out_can_be_deleted_for_good_unless_a_post_showed_it(
    enter: Any, grace: Any, harbour: Any, acting: Any, three: list[Asset]
) -> None:
    browser = enter(grace)
    shown, lone, kept = three
    Post.objects.write(harbour, acting(grace), Content("", "Fog", pictures=(Picture(shown.pk),)))
    browser.post(BULK, {"asset": _pks([shown, lone]), "do": "remove"})
    page = browser.post(BULK, {"asset": _pks(three), "do": "erase"}, follow=True).content.decode()
    assert set(Asset.objects.values_list("pk", flat=True)) == {shown.pk, kept.pk}
    assert "1 file is deleted for good." in page
    assert "1 file stays, because a post shows it or showed it." in page
    assert Entry.objects.filter(act="asset.erased").count() == 1
    kept.refresh_from_db()
    assert kept.removed_at is None, "what is in the library is not deleted so"


def test_authors_delete_nothing_for_good(enter: Any, ada: Any, three: list[Asset]) -> None:
    Asset.objects.update(removed_at="2026-01-01T00:00Z")
    assert enter(ada).post(BULK, {"asset": _pks(three), "do": "erase"}).status_code == 403
    assert Asset.objects.count() == 3
