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
