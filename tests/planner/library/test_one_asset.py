"""The page of one asset: what is said of it, where it is used, replaced and taken out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media.models import Asset, AssetTag, Collection
from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.library.crops import BY_KEY, CROPS, percent_across
from planner.library.replace import put_in_place
from planner.library.usage import needing, uses_of
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.writing.desk import Person
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db
SAVED = {"X-Part": "saved"}


@pytest.fixture
def fog(bring: Callable[..., Asset]) -> Asset:
    return bring("Fog.jpg", alt="Ships in the fog")


def _page(asset: Asset, *rest: str) -> str:
    return "/".join(["/w/harbour/library", str(asset.pk), *rest, ""])


# --- What is said of it ---------------------------------------------------------------------------


def test_only_what_is_given_changes(enter: Any, ada: Any, fog: Asset) -> None:
    browser = enter(ada)
    said = browser.post(_page(fog), {"focus_x": "250", "focus_y": "1200"}, headers=SAVED).json()["said"]
    browser.post(_page(fog), {"tags": "Sea, #fog,, sea ,"}, headers=SAVED)
    fog.refresh_from_db()
    assert said == "Saved"
    assert (fog.name, fog.alt, fog.focus) == ("Fog.jpg", "Ships in the fog", (250, 1000))
    assert sorted(fog.tags.values_list("name", flat=True)) == ["Sea", "fog"]
    browser.post(_page(fog), {"alt": " New \r\nwords ", "focus_x": "", "focus_y": ""}, headers=SAVED)
    fog.refresh_from_db()
    assert (fog.alt, fog.focus) == ("New \nwords", None)


def test_letters_that_turn_the_line_or_hide_stay_out_of_names(enter: Any, grace: Any, fog: Asset) -> None:
    browser = enter(grace)
    browser.post(
        _page(fog), {"name": "\u202egpj.Fog\x00", "tags": "\u202eevil, \u200b, fog\u2066"}, headers=SAVED
    )
    browser.post("/w/harbour/library/collections/", {"do": "make", "name": "\u202eCovers\n\u200b"})
    browser.post("/w/harbour/library/collections/", {"do": "make", "name": "\u200b"})
    fog.refresh_from_db()
    assert fog.name == "gpj.Fog"
    assert sorted(fog.tags.values_list("name", flat=True)) == ["evil", "fog"]
    assert [one.name for one in Collection.objects.all()] == ["Covers"]


def test_a_foreign_collection_is_none(enter: Any, ada: Any, fog: Asset, other: Any) -> None:
    mine = Collection.objects.create(library=fog.library, name="Covers")
    theirs = Collection.objects.create(library=fog.library.__class__.objects.create(owner=other.library))
    browser = enter(ada)
    for given, kept in ((mine.pk, mine), (theirs.pk, None), (mine.pk, mine), ("", None)):
        browser.post(_page(fog), {"collection": given}, headers=SAVED)
        fog.refresh_from_db()
        assert fog.collection == kept


def test_without_a_script_the_form_still_saves(enter: Any, ada: Any, fog: Asset) -> None:
    answer = enter(ada).post(_page(fog), {"name": "Mist", "alt": ""})
    fog.refresh_from_db()
    assert answer["Location"] == _page(fog)
    assert (fog.name, fog.alt) == ("Mist", "")


def test_a_viewer_reads_and_changes_nothing(enter: Any, vera: Any, fog: Asset) -> None:
    browser = enter(vera)
    page = browser.get(_page(fog)).content.decode()
    assert "Ships in the fog" in page
    assert "<textarea" not in page
    for address in (_page(fog), _page(fog, "change"), _page(fog, "replace"), _page(fog, "crop")):
        assert browser.post(address, {"alt": "x", "do": "remove"}).status_code == 403


# --- Where it is used -------------------------------------------------------------------------------


def test_the_page_says_which_posts_use_it_and_when(
    enter: Any, vera: Any, fog: Asset, show: Callable[..., Post], scheduled: Callable[[Post], Post]
) -> None:
    scheduled(show("Planned one", fog))
    show("Drafted one", fog)
    page = enter(vera).get(_page(fog)).content.decode()
    for words in ("Planned one", "Drafted one", "Scheduled", "Draft", "tomorrow", "No time yet", "Sandbox"):
        assert words in page
    uses = uses_of([fog.pk])[fog.pk]
    assert [(use.name, use.stage, use.needs) for use in uses] == [
        ("Drafted one", "draft", False),
        ("Planned one", "scheduled", True),
    ]


def test_one_query_more_or_less_however_many_posts(
    fog: Asset, show: Callable[..., Post], django_assert_num_queries: Any
) -> None:
    for number in range(7):
        show(f"Post {number}", fog)
    with django_assert_num_queries(4):
        assert len(uses_of([fog.pk])[fog.pk]) == 7


@pytest.mark.parametrize("state", sorted(Delivery.State.values))
def test_what_is_planned_or_on_its_way_needs_it(
    state: str, fog: Asset, show: Callable[..., Post], scheduled: Callable[[Post], Post]
) -> None:
    post = scheduled(show("Fog", fog))
    way = ["claimed", state] if state in {"failed", "held", "sending", "waiting"} else [state]
    for number, delivery in enumerate(Delivery.objects.filter(post=post)):
        receipt = f"receipt-{number}" if state == "published" else ""
        for step in way if state != "scheduled" else ():
            Delivery.objects.filter(pk=delivery.pk).update(state=step, receipt_id=receipt)
    if state == "cancelled":  # then it is an approved post again, with a time
        assert needing([fog.pk])
        Post.objects.filter(pk=post.pk).update(planned_at=None)
    needed = bool(needing([fog.pk]))
    assert needed == (state not in {"published", "failed", "cancelled"})


# --- Taken out, and brought back ----------------------------------------------------------------------


def test_it_is_taken_out_and_brought_back(enter: Any, grace: Any, fog: Asset, harbour: Any) -> None:
    browser = enter(grace)
    browser.post(_page(fog, "change"), {"do": "remove"})
    assert not Asset.objects.of(harbour.library).exists()
    assert "Bring back" in browser.get(_page(fog)).content.decode()
    browser.post(_page(fog, "change"), {"do": "bring_back"})
    assert Asset.objects.of(harbour.library).get() == fog
    acts = list(Entry.objects.filter(thing="asset").order_by("number").values_list("act", flat=True))
    assert acts == ["asset.removed", "asset.brought_back"]


def test_what_a_planned_post_needs_stays_with_a_link_to_it(
    enter: Any, grace: Any, fog: Asset, show: Callable[..., Post], scheduled: Callable[[Post], Post]
) -> None:
    post = scheduled(show("Planned one", fog))
    answer = enter(grace).post(_page(fog, "change"), {"do": "remove"})
    assert answer.status_code == 409
    assert f'href="/w/harbour/posts/{post.pk}/"' in answer.content.decode()
    fog.refresh_from_db()
    assert fog.removed_at is None


def test_an_author_takes_nothing_out(enter: Any, ada: Any, fog: Asset) -> None:
    assert enter(ada).post(_page(fog, "change"), {"do": "remove"}).status_code == 403


# --- Replaced -----------------------------------------------------------------------------------------


def test_another_file_takes_its_place_in_drafts_only(
    enter: Any, grace: Any, acting: Any, fog: Asset, show: Callable[..., Post], agreed: Any, scheduled: Any
) -> None:
    draft, changes, review = show("Draft", fog), show("Changes", fog), show("Review", fog)
    yes, planned, out = agreed(show("Approved", fog)), scheduled(show("Planned", fog)), show("Out", fog)
    for post in (changes, review):
        post.submit(acting(grace))
    changes.move("changes")
    scheduled(out)
    for number, delivery in enumerate(Delivery.objects.filter(post=out)):
        Delivery.objects.filter(pk=delivery.pk).update(state="published", receipt_id=str(number))
    fog.tags.add(AssetTag.objects.create(library=fog.library, name="sea"))
    fog.collection = Collection.objects.create(library=fog.library, name="Covers")
    fog.save()
    file = SimpleUploadedFile("Mist.jpg", drawn(77))
    answer = enter(grace).post(_page(fog, "replace"), {"file": file})
    new = Asset.objects.get(name="Mist.jpg")
    for post in (draft, changes):
        post.refresh_from_db()
        (picture,) = post.newest.content().pictures
        assert (picture.asset_id, picture.alt) == (new.pk, f"{post.newest.title}, described")
        assert post.newest.number == 2
    for post in (review, yes, planned, out):
        post.refresh_from_db()
        assert (post.newest.number, post.newest.pictures[0].asset_id) == (1, fog.pk)
    assert (yes.state, review.state) == ("approved", "in_review")
    assert (new.alt, new.collection, new.tags.get().name) == (fog.alt, fog.collection, "sea")
    page = answer.content.decode()
    for words in ("2 drafts have the new file", "It is in review", "It is approved", "It is on the calendar"):
        assert words in page


def test_two_pictures_of_a_post_do_not_become_the_same_twice(
    harbour: Any, grace: Any, acting: Any, fog: Asset, show: Callable[..., Post], bring: Callable[..., Asset]
) -> None:
    pier = bring("Pier.jpg")
    post = show("Both", fog, pier)
    put_in_place(harbour, fog, pier, Person(acting(grace), set(Verb)))
    post.refresh_from_db()
    assert [picture.asset_id for picture in post.newest.content().pictures] == [pier.pk]


def test_the_same_file_replaces_nothing(
    enter: Any, grace: Any, fog: Asset, show: Callable[..., Post]
) -> None:
    post = show("Draft", fog)
    answer = enter(grace).post(
        _page(fog, "replace"), {"file": SimpleUploadedFile("x.jpg", drawn(1))}, follow=True
    )
    assert "That is the same file." in answer.content.decode()
    post.refresh_from_db()
    assert post.newest.number == 1


# --- Crops ----------------------------------------------------------------------------------------------


def test_a_crop_is_never_larger_than_its_picture_and_keeps_its_shape() -> None:
    for crop in CROPS:
        for width, height in ((4000, 3000), (600, 900), (10, 8000), (1, 1)):
            wide, high = crop.size(width, height)
            assert wide <= max(width, 1)
            assert high <= max(height, 1)
            assert abs(wide - high * crop.width / crop.height) <= max(1, crop.width / crop.height)
    assert BY_KEY["square"].size(4000, 3000) == (1080, 1080)


@pytest.mark.parametrize(
    ("size", "focus", "percent"),
    [
        ((200, 100), None, 50),
        ((200, 100), (0, 0), 0),
        ((200, 100), (250, 900), 0),
        ((200, 100), (375, 0), 25),
        ((200, 100), (1000, 0), 100),
        ((100, 200), (0, 625), 75),
        ((100, 100), (0, 0), 50),
    ],
)
def test_a_tile_keeps_the_focal_point_as_near_to_its_middle_as_edges_allow(
    size: tuple[int, int], focus: tuple[int, int] | None, percent: float
) -> None:
    assert percent_across(*size, focus) == pytest.approx(percent)


def test_only_a_known_shape_is_cropped(enter: Any, ada: Any, fog: Asset) -> None:
    answer = enter(ada).post(_page(fog, "crop"), {"crop": "triangle"}, follow=True)
    assert "Choose one of the shapes." in answer.content.decode()
