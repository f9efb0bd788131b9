"""A picture from an address: through the guard, bounded, and as clean as any other."""

from collections.abc import Iterator
from typing import Any

import pytest

from media.models import Asset
from planner import outside
from tests.fakes.server import FakeServer, Reply, Request
from tests.programs import png

pytestmark = pytest.mark.django_db


class Elsewhere(FakeServer):
    """A server of somebody else's."""

    async def handle(self, request: Request) -> Reply:
        picture = Reply(200, png(), {"content-type": "image/png"})
        moved = {"/1": "/2", "/2": "/3", "/3": "/4", "/4": "/fog.png", "/loop": "/loop"}
        return {
            "/fog.png": picture,
            "/page": Reply(200, b"<html>", {"content-type": "text/html"}),
            "/secret": Reply(403),
            "/large": Reply(200, b"x" * 30_100_000, {"content-type": "image/png"}),
            "/lies": Reply(200, b"<svg onload='alert(1)'/>", {"content-type": "image/png"}),
            "/inside": Reply(302, b"", {"location": "http://169.254.169.254/latest/meta-data/"}),
            "/local": Reply(302, b"", {"location": "file:///etc/passwd"}),
        }.get(request.path) or (
            Reply(302, b"", {"location": moved[request.path]}) if request.path in moved else Reply(404)
        )


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        settings.ALLOW_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{server.port}"})
        outside.web.cache_clear()
        yield server
    outside.web.cache_clear()


def test_it_is_brought_in_as_if_uploaded(ask: Any, elsewhere: Elsewhere) -> None:
    said = {"url": f"{elsewhere.url}/fog.png", "alt": "Fog", "tags": ["quay"]}
    status, asset = ask("POST", "/assets/by-address", said)
    assert (status, asset["name"], asset["alt"], asset["tags"]) == (201, "fog.png", "Fog", ["quay"])
    assert asset["was_there"] is False
    assert ask("POST", "/assets/by-address", said)[1]["was_there"] is True
    assert ask("GET", f"/assets/{asset['id']}")[1]["sha256"] == asset["sha256"]


def test_it_may_move_three_times(ask: Any, elsewhere: Elsewhere) -> None:
    assert ask("POST", "/assets/by-address", {"url": f"{elsewhere.url}/2"})[0] == 201
    status, problem = ask("POST", "/assets/by-address", {"url": f"{elsewhere.url}/1"})
    assert (status, problem["type"].split("#")[1]) == (422, "not-fetched")
    assert ask("POST", "/assets/by-address", {"url": f"{elsewhere.url}/loop"})[0] == 422


@pytest.mark.parametrize("path", ["/page", "/secret", "/nothing", "/large", "/lies", "/inside", "/local"])
def test_what_does_not_come_is_told(ask: Any, elsewhere: Elsewhere, path: str) -> None:
    status, problem = ask("POST", "/assets/by-address", {"url": elsewhere.url + path})
    assert status == 422, problem
    assert len(problem["detail"]) > 20
    assert "Traceback" not in problem["detail"]
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.png",
        "http://localhost/a.png",
        "http://[::1]/a.png",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://example.org/a.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "gopher://example.org/",
        "",
        "   ",
        "x" * 2001,
        "http://" + "a" * 300 + ".example/",
        "https://user:secret@127.0.0.1/",
    ],
)
def test_nothing_inside_is_reached(ask: Any, url: str) -> None:
    assert ask("POST", "/assets/by-address", {"url": url})[0] == 422
    assert not Asset.objects.exists()
