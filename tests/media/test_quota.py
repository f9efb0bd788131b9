"""A library has an end, and says so before it is reached."""

from typing import Any

import pytest
from django.utils import timezone

from media import intake, quota, sweep, uploads
from media.models import Asset, Library
from tests.programs import png

pytestmark = pytest.mark.django_db
OWNER = "workspace:1"


@pytest.fixture
def library(db: None) -> Library:
    return Library.objects.create(owner=OWNER)


def _fill(library: Library, size: int, **how: Any) -> Asset:
    return Asset.objects.create(
        library=library, sha256=f"{size:064}", content_type="image/png", width=1, height=1, size=size, **how
    )


def test_it_tells_what_is_used_in_one_query(
    library: Library, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.LIBRARY_BYTES = 5000
    _fill(library, 1000)
    _fill(Library.objects.create(owner="workspace:2"), 4000)
    with django_assert_num_queries(1):
        usage = quota.of(OWNER)
    assert (usage.used, usage.most, usage.left) == (1000, 5000, 4000)
    assert quota.of("workspace:3") == quota.Usage(0, 5000)


def test_more_than_the_most_is_refused_with_what_to_do(library: Library, settings: Any) -> None:
    settings.LIBRARY_BYTES = 10 * 1024
    _fill(library, 9 * 1024)
    quota.insist(library, 1024)
    with pytest.raises(quota.Full) as refusal:
        quota.insist(library, 1025)
    sentence = str(refusal.value).replace("\xa0", " ")
    assert "9.0 KB of 10.0 KB" in sentence
    assert "then delete it for good under “Removed”" in sentence
    assert sweep.REMOVED_FOR.days == 30


def test_a_library_may_have_a_bound_of_its_own(library: Library, settings: Any) -> None:
    settings.LIBRARY_BYTES = 10
    library.quota = 2000
    library.save()
    quota.insist(library, 2000)
    with pytest.raises(quota.Full):
        quota.insist(library, 2001)
    for none in ({"quota": 0}, {"quota": None}):
        Library.objects.filter(pk=library.pk).update(**none)
        settings.LIBRARY_BYTES = 0
        library.refresh_from_db()
        quota.insist(library, 10**15)
        assert quota.of(OWNER).left is None


def test_what_was_taken_out_counts_until_it_is_swept(library: Library, settings: Any) -> None:
    settings.LIBRARY_BYTES = 1500
    _fill(library, 1000, removed_at=timezone.now())
    with pytest.raises(quota.Full):
        quota.insist(library, 501)


def test_what_is_still_arriving_counts(library: Library, settings: Any) -> None:
    settings.LIBRARY_BYTES = 1500
    upload = uploads.begin(library, "clip.mp4", 1000)
    with pytest.raises(quota.Full):
        uploads.begin(library, "clip.mp4", 501)
    uploads.receive(upload, 0, b"x" * 1000)  # now it is its asset that counts
    quota.insist(library, 1500)


def test_an_upload_beyond_the_bound_is_not_kept(settings: Any, library: Library) -> None:
    settings.LIBRARY_BYTES = len(png()) + 10
    first = intake.take_in(OWNER, "a.png", png())
    with pytest.raises(quota.Full):
        intake.take_in(OWNER, "b.png", png(7, 7))
    assert list(Asset.objects.all()) == [first]
    assert intake.take_in(OWNER, "again.png", png()) == first  # the same bytes need no room
