"""The same file again: one asset, said so, and back when it was taken out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from media import intake
from media.models import Asset
from tests.media.hostile.pictures import made, scene
from tests.programs import png

OWNER = "workspace:1"


@pytest.mark.django_db
def test_the_same_bytes_are_known_before_they_are_opened(caplog: pytest.LogCaptureFixture) -> None:
    first = intake.bring_in(OWNER, "a.png", png())
    caplog.set_level("DEBUG", "almanac.media")
    again = intake.bring_in(OWNER, "b.png", png())
    assert (first.was_there, again.was_there, again.asset) == (False, True, first.asset)
    assert not caplog.records


@pytest.mark.django_db
def test_what_comes_back_from_the_library_is_the_same_asset(settings: Any) -> None:
    first = intake.take_in(OWNER, "a.jpg", made("JPEG", comment=b"once"))
    kept = (Path(settings.MEDIA_ROOT) / first.path).read_bytes()
    assert intake.bring_in(OWNER, "from-the-library.jpg", kept) == intake.Brought(first, was_there=True)
    twin = intake.bring_in(OWNER, "a.jpg", made("JPEG", comment=b"other words"))
    assert (twin.asset, twin.was_there) == (first, True)


@pytest.mark.django_db
def test_what_was_taken_out_comes_back_with_its_description() -> None:
    first = intake.take_in(OWNER, "a.png", png(), alt="Fog", by_name="Ada")
    Asset.objects.update(removed_at=timezone.now())
    again = intake.bring_in(OWNER, "a.png", png())
    assert (again.asset, again.was_there) == (first, False)
    assert "is back" in again.note
    assert Asset.objects.of(OWNER).get().alt == "Fog"


@pytest.mark.django_db
def test_a_file_that_was_swept_is_kept_anew(settings: Any) -> None:
    first = intake.take_in(OWNER, "a.png", png())
    (Path(settings.MEDIA_ROOT) / first.path).unlink()
    assert intake.take_in(OWNER, "a.png", png()) == first
    assert (Path(settings.MEDIA_ROOT) / first.path).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_at_once_have_one_asset() -> None:
    data = made("PNG", scene((300, 300)))

    def bring(_who: int) -> int:
        try:
            return intake.take_in(OWNER, "a.png", data).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(bring, range(8)))) == 1
    assert Asset.objects.count() == 1
