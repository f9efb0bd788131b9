"""The worst files through the front door: a clear no, and the next page is served as before."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.models import Asset
from tests.media.hostile.build import corpus
from tests.programs import png

pytestmark = pytest.mark.django_db
WORST = (
    "bomb-png-50k", "bomb-png-4-billion", "bomb-gif-extents", "bomb-gif-100k-frames", "bomb-webp-16-million",
    "bomb-avif-65535", "bomb-jpeg-65535", "bomb-zlib-text", "film-deep", "film-duration-1e9", "film-size-0",
    "film-long-size-18446744073709551615", "alien-svg-laughs", "alien-pdf-html", "alien-mvg", "alien-eps",
    "program-1",
)  # fmt: skip


def test_the_worst_files_are_refused_and_the_site_goes_on(enter: Any, harbour: Any, ada: Any) -> None:
    browser = enter(ada)
    route = reverse("post-picture", args=[harbour.slug])
    files = {case.key: case for case in corpus()}
    for key in WORST:
        case = files[key]
        # Whatever the sender says of its type
        file = SimpleUploadedFile(case.said, case.data, content_type="image/png")
        answer = browser.post(route, {"file": file})
        assert answer.status_code == 422, key
        assert answer["Content-Type"].startswith("text/plain"), key
        assert len(answer.content.decode()) > 20, key
        assert browser.get(reverse("calendar", args=[harbour.slug])).status_code == 200, key
    assert not Asset.objects.exists()
    assert browser.post(route, {"file": SimpleUploadedFile("fog.png", png())}).status_code == 200
