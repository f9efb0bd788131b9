"""Pages answer while more files come in than are looked at at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media import door, intake
from media.models import Asset
from planner import outside, serve
from planner.library import fetching
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd() -> Iterator[None]:
    with ExitStack() as inside:
        for _place in range(door.MOST):
            inside.enter_context(door.place())
        yield


def test_a_file_too_many_is_asked_to_come_again(crowd: None, enter: Any, ada: Any) -> None:
    file = SimpleUploadedFile("Fog.jpg", drawn(1), "image/jpeg")
    answer = enter(ada).post("/w/harbour/library/upload/", {"file": file}, headers={"X-Part": "tile"})
    assert answer.status_code == 503
    assert "Try again in a few seconds" in answer.content.decode()
    assert not Asset.objects.exists()


def test_an_address_waits_no_more_than_a_file(crowd: None) -> None:
    with pytest.raises(intake.Crowded):
        fetching.fetch("https://example.org/fog.jpg", outside.web())


def test_a_place_is_free_again_after_a_file_that_was_refused() -> None:
    for _again in range(door.MOST + 1):
        with pytest.raises(intake.Refused):
            intake.take_in("workspace:1", "a.png", b"\x89PNG\r\n\x1a\nno more")


def test_the_web_server_has_more_threads_than_files_may_hold() -> None:
    words = serve._web(serve._options([]))
    assert int(words[words.index("--blocking-threads") + 1]) >= 2 * door.MOST
