"""A crop becomes a picture of its own."""

from typing import Any

import pytest

from media import intake
from media.models import Asset
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db


def test_a_crop_is_saved_with_what_is_said_of_its_picture(enter: Any, ada: Any, harbour: Any) -> None:
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(3, (600, 400)))
    asset.alt = "Ships in the fog"
    asset.save()
    given = {"crop": "portrait", "focus_x": "900", "focus_y": "500"}
    answer = enter(ada).post(f"/w/harbour/library/{asset.pk}/crop/", given)
    made = Asset.objects.get(made_from=asset)
    assert answer["Location"] == f"/w/harbour/library/{made.pk}/"
    assert (made.width, made.height) == (320, 400)
    assert (made.alt, made.by_name) == ("Ships in the fog", "Ada")


@pytest.mark.parametrize(
    ("name", "called"),
    [("Fog.jpg", "Fog, Square"), ("Version 1.5 of it", "Version 1.5 of it, Square"), ("a/b", "a-b, Square")],
)
def test_a_crop_keeps_the_name_of_its_picture(
    name: str, called: str, enter: Any, ada: Any, harbour: Any
) -> None:
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(3, (600, 400)))
    Asset.objects.filter(pk=asset.pk).update(name=name)
    enter(ada).post(f"/w/harbour/library/{asset.pk}/crop/", {"crop": "square"})
    assert Asset.objects.get(made_from=asset).name == called


def test_over_a_post_the_shapes_are_given_and_a_crop_answers_with_its_number(
    enter: Any, ada: Any, harbour: Any
) -> None:
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(3, (600, 400)))
    browser, address = enter(ada), f"/w/harbour/library/{asset.pk}/crop/"
    assert browser.get(address).content.decode().count("data-crop=") == 5
    answer = browser.post(address, {"crop": "square"}, headers={"X-Part": "tile"}).json()
    assert answer["id"] == Asset.objects.get(made_from=asset).pk
    refused = browser.post(address, {"crop": "round"}, headers={"X-Part": "tile"})
    assert (refused.status_code, refused.content.decode()) == (422, "Choose one of the shapes.")


def test_a_picture_that_moves_is_aimed_at_but_not_cut(enter: Any, ada: Any, harbour: Any) -> None:
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(3, (600, 400)))
    Asset.objects.filter(pk=asset.pk).update(frames=2)
    page = enter(ada).get(f"/w/harbour/library/{asset.pk}/crop/").content.decode()
    assert "focal-mark" in page
    assert "data-crop=" not in page
