"""Signing in at X with OAuth 2, and the tokens that end after two hours."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import Expired, Unreachable
from publishers.message import Account
from publishers.web import Web
from publishers.x import X
from publishers.x.credentials import Credentials
from tests.fakes.server import FakeServer, Reply, Request
from tests.fakes.x import FakeX
from tests.publishers.places import LOOPBACK, make

WEB = Web(LOOPBACK)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/channels/back"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def fake() -> Iterator[FakeX]:
    with FakeX() as found:
        yield found


def sign_in(
    fake: FakeX, verifier: str = VERIFIER, redirect: str = REDIRECT, secret: str = "client secret"
) -> dict[str, str]:
    asked = {"client_id": "client", "client_secret": secret, "server": fake.url}
    leaving = X.leave(asked, REDIRECT, "the state", CHALLENGE, WEB)
    back = WEB.request("GET", leaving.url)  # the person agrees
    assert back.status == 302
    query = parse_qs(urlsplit(back.headers["location"]).query)
    assert query["state"] == ["the state"]
    return X.arrive(leaving.kept, query["code"][0], redirect, verifier, WEB, NOW)


@pytest.mark.parametrize("secret", ["client secret", ""])
def test_a_sign_in_gives_credentials_that_work(fake: FakeX, secret: str) -> None:
    """Also for an app without a secret, which X calls a public client."""
    fake.signing.client_secret = secret
    credentials = Credentials(**sign_in(fake, secret=secret))
    publisher = make("x", credentials, WEB)
    assert publisher.account.handle == "@ada"
    assert isinstance(publisher, X)
    assert publisher.ends_at() == NOW + timedelta(hours=2)
    assert (credentials.client_id, credentials.client_secret) == ("client", secret)


def test_a_person_goes_to_x_itself_where_no_other_server_is_named() -> None:
    leaving = X.leave({"client_id": "client"}, REDIRECT, "s", CHALLENGE, WEB)
    address = urlsplit(leaving.url)
    assert (address.scheme, address.netloc, address.path) == ("https", "x.com", "/i/oauth2/authorize")
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert query == {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": REDIRECT,
        "scope": "tweet.read tweet.write users.read media.write offline.access",
        "state": "s",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    assert "+" not in address.query


def test_another_verifier_gets_nothing(fake: FakeX) -> None:
    with pytest.raises(Expired):
        sign_in(fake, verifier="w" * 43)


def test_another_way_back_gets_nothing(fake: FakeX) -> None:
    with pytest.raises(Expired):
        sign_in(fake, redirect="https://mallory.example.org")


def test_another_secret_gets_nothing(fake: FakeX) -> None:
    with pytest.raises(Expired):
        sign_in(fake, secret="guessed")


def test_each_refresh_token_serves_once(fake: FakeX) -> None:
    credentials = Credentials(**sign_in(fake))
    publisher = X(credentials, Account(fake.OWN, "@ada"), WEB)
    changed = publisher.refreshed(NOW + timedelta(hours=2))
    assert set(changed) == {"user_token", "refresh_token", "ends_at"}
    assert changed["ends_at"] == "2026-11-23T16:00:00+00:00"
    assert changed["refresh_token"] != credentials.refresh_token
    with pytest.raises(Expired):
        publisher.refreshed(NOW + timedelta(hours=2))


def test_an_empty_refresh_token_does_not_take_the_place_of_one(fake: FakeX) -> None:
    publisher = X(Credentials(**sign_in(fake)), Account(fake.OWN), WEB)
    fake.signing.gives_refresh_tokens = False
    assert "refresh_token" not in publisher.refreshed(NOW)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"error": "invalid_grant"}', Expired),
        (
            400,
            b'{"error": "invalid_request", "error_description": "Value passed for the token was invalid."}',
            Expired,
        ),
        (401, b'{"error": "invalid_client"}', Expired),
        (403, b'{"error": "unauthorized_client"}', Expired),
        (500, b'{"error": "invalid_grant"}', Unreachable),
        (500, b'{"error": "invalid_request"}', Unreachable),
        (503, b"<html>", Unreachable),
        (200, b"<html>", Unreachable),
        (200, b"[]", Unreachable),
        (200, b'{"access_token": ""}', Unreachable),
        (200, b'{"access_token": 7}', Unreachable),
        (302, b"", Unreachable),
    ],
)
def test_only_a_clear_no_asks_to_sign_in_again(status: int, body: bytes, error: type[Exception]) -> None:
    class Other(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(status, body)

    with Other() as server:
        credentials = Credentials(client_id="c", user_token="t", refresh_token="r", server=server.url)
        with pytest.raises(error):
            X(credentials, Account("1"), WEB).refreshed(NOW)
