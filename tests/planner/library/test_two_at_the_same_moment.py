"""Two who do the same at the same moment: one wins, and the other hears why."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from media import intake, uploads
from media.models import Library, Upload
from planner.library import arriving, gathering
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_of_several_who_make_a_collection_all_others_hear_that_it_is_there(harbour: Any) -> None:
    at_once = Barrier(6)

    def make(name: str) -> str:
        at_once.wait()
        try:
            return gathering.make(harbour.library, name).name
        except gathering.NoName:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        for round_ in range(8):
            name = f"Spring {round_}"
            assert sorted(people.map(make, [name] * 6)) == [""] * 5 + [name]


def test_an_upload_that_was_finished_meanwhile_gives_its_asset(harbour: Any) -> None:
    library, _made = Library.objects.get_or_create(owner=harbour.library)
    data = drawn(1)
    upload = uploads.begin(library, "Fog.jpg", len(data))
    upload = uploads.receive(upload, 0, data)
    late = Upload.objects.get(pk=upload.pk)
    first = arriving.finish(harbour, upload)
    assert not Path(uploads.path_of(late)).exists()
    assert arriving.finish(harbour, late).asset == first.asset


def test_an_upload_that_was_dropped_meanwhile_is_gone(harbour: Any) -> None:
    library, _made = Library.objects.get_or_create(owner=harbour.library)
    upload = uploads.receive(uploads.begin(library, "Fog.jpg", 3), 0, b"abc")
    uploads.drop(Upload.objects.get(pk=upload.pk))
    with pytest.raises(intake.Refused, match="is gone"):
        arriving.finish(harbour, upload)
