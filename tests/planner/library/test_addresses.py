"""A short signed address opens one file to whoever holds it, for a while, and nothing else."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from media import store
from media.intake import take_in
from media.models import Asset, Rendition
from planner import addresses
from planner.people.models import Workspace
from planner.vault import HideSecrets
from tests.programs import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(harbour: Workspace) -> Asset:
    return take_in(harbour.library, "secret plans.png", png())


def _path(row: Asset | Rendition, **how: Any) -> str:
    address = addresses.signed(row, **how)
    assert address.startswith(installed.PUBLIC_URL + "/m/")
    return address.removeprefix(installed.PUBLIC_URL)


def _open(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_a_network_without_an_account_fetches_it(picture: Asset) -> None:
    path = _path(picture)
    assert path.endswith(f"/{picture.sha256[:16]}.png")
    assert len(path) < 100
    assert "secret" not in path
    answer = _open(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == store.read(picture.path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert not answer.cookies
    head = Client().head(path)
    assert (head.status_code, head["Content-Length"]) == (200, str(picture.size))
    assert Client().post(path).status_code == 405


def test_a_copy_has_an_address_too(picture: Asset) -> None:
    sha256, stored = store.keep(b"a copy", "image/jpeg")
    copy = Rendition.objects.create(
        asset=picture,
        recipe="r",
        sha256=sha256,
        content_type="image/jpeg",
        width=1,
        height=1,
        size=6,
        path=stored,
    )
    answer = _open(_path(copy))
    assert b"".join(answer.streaming_content) == b"a copy"
    assert answer["Content-Type"] == "image/jpeg"


def test_it_ends(picture: Asset) -> None:
    now = timezone.now()
    assert _open(_path(picture, seconds=60, now=now - timedelta(seconds=50))).status_code == 200
    assert _open(_path(picture, seconds=60, now=now - timedelta(seconds=61))).status_code == 404
    assert _open(_path(picture, seconds=-1)).status_code == 404
    tomorrow = now + timedelta(days=1, seconds=2)
    token, name = _path(picture, seconds=10**9).split("/")[2:]
    assert addresses.opened(token, name, now) is not None
    assert addresses.opened(token, name, tomorrow) is None


def test_no_cache_keeps_it_longer_than_it_lasts(picture: Asset) -> None:
    age = _open(_path(picture, seconds=40))["Cache-Control"]
    assert age.startswith("private, max-age=")
    assert 30 <= int(age.split("=")[1]) <= 40


def test_whatever_is_changed_it_opens_nothing(picture: Asset, harbour: Workspace) -> None:
    other = take_in(harbour.library, "b.png", png(5, 5))
    path, theirs = _path(picture), _path(other)
    _empty, _m, token, name = path.split("/")
    what, end, signature = token[: token.index("-")], token.split("-")[1], token.split("-", 2)[2]
    crooked = [
        f"/m/{token}/{theirs.split('/')[3]}",
        f"/m/{theirs.split('/')[2]}/{name}",
        f"/m/{theirs.split('/')[2].split('-')[0]}-{end}-{signature}/{name}",
        f"/m/r{what[1:]}-{end}-{signature}/{name}",
        f"/m/{what}-zzzzzz-{signature}/{name}",
        f"/m/{what}-{end}-{'A' * 43}/{name}",
        f"/m/{what}-{end}-{signature[:-1]}/{name}",
        f"/m/{what}-{end}-{signature}x/{name}",
        f"/m/{what}-{end}-/{name}",
        f"/m/{token}/{name}.png",
        f"/m/{token}/{name[:-3]}jpg",
        f"/m/{token}/..%2f{name}",
        f"/m/{token}%00/{name}",
        f"/m/{token.upper()}/{name}",
        f"/m/{token}/",
        f"/m/{token}",
        "/m/" + "a" * 5000 + "/x.png",
    ]
    for address in crooked:
        assert _open(address).status_code == 404, address
    plain = _open(crooked[0])
    assert (plain.content, plain["Cache-Control"]) == (b"", "no-store")
    assert _open(path).status_code == 200


def test_it_was_signed_for_this_use_with_this_key(picture: Asset, settings: Any) -> None:
    token, name = _path(picture).split("/")[2:]
    what = token.rsplit("-", 1)[0] if token.count("-") == 2 else "-".join(token.split("-")[:2])
    for signer in (
        Signer(sep=":"),
        Signer(sep=":", salt="another"),
        Signer(sep=":", key="x", salt=addresses.SALT),
    ):
        signature = signer.sign(f"{what}/{name}").rpartition(":")[2]
        assert _open(f"/m/{what}-{signature}/{name}").status_code == 404
    settings.SECRET_KEY = "another key" * 5
    assert _open(f"/m/{token}/{name}").status_code == 404


def test_a_file_that_is_gone_is_a_plain_404(picture: Asset) -> None:
    path = _path(picture)
    store.delete(picture.path)
    assert (_open(path).status_code, _open(path).content) == (404, b"")
    picture.delete()
    assert (_open(path).status_code, _open(path).content) == (404, b"")


def test_the_log_does_not_tell_it(picture: Asset, caplog: pytest.LogCaptureFixture) -> None:
    """What Django notes of a request that failed goes through the filter of every handler."""
    path = _path(picture, seconds=-1)
    token = path.split("/")[2]
    caplog.set_level(logging.DEBUG)
    _open(path)
    told = [record for record in caplog.records if record.getMessage()]
    assert told, "Django notes every 404"
    for record in told:
        HideSecrets().filter(record)
        assert token not in record.getMessage()
        assert token.split("-", 2)[2] not in record.getMessage()
