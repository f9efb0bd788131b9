"""Each documented word of TikTok means the right thing, and signing in there gives what is needed."""

import base64
import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message
from publishers.tiktok import TikTok
from publishers.tiktok.credentials import Credentials
from publishers.web import Web
from tests.publishers.places import LOOPBACK, Place, make, picture

WEB = Web(LOOPBACK)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/signed-in/tiktok/"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
FOG = Message("The fog lifts")
SHOTS = dataclasses.replace(FOG, images=(picture(),))
WORDS = [
    (401, "access_token_invalid", Expired),
    (401, "scope_not_authorized", Expired),
    (400, "scope_permission_missed", Expired),
    (429, "rate_limit_exceeded", Busy),
    (403, "spam_risk_too_many_posts", Busy),
    (200, "spam_risk_too_many_posts", Busy),
    (403, "spam_risk_too_many_pending_share", Busy),
    (403, "reached_active_user_cap", Busy),
    (403, "spam_risk_user_banned_from_posting", Expired),
    (200, "spam_risk_user_banned_from_posting", Expired),
    (403, "unaudited_client_can_only_post_to_private_accounts", Expired),
    (403, "url_ownership_unverified", Expired),
    (400, "privacy_level_option_mismatch", Rejected),
    (400, "invalid_params", Rejected),
    (403, "spam_risk", Rejected),
]


@pytest.mark.parametrize(("status", "code", "kind"), WORDS)
def test_a_video_that_is_not_begun(tiktok: Place, status: int, code: str, kind: type[PublisherError]) -> None:
    tiktok.fake.refuse("/video/init/", status, code)
    with pytest.raises(kind) as trouble:
        tiktok.send(FOG)
    assert type(trouble.value) is kind
    assert trouble.value.code == code
    assert tiktok.arrived() == []


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [*WORDS, (500, "internal_error", Uncertain), (200, "internal_error", Uncertain), (200, "ok", Uncertain)],
)
def test_pictures_that_are_refused(tiktok: Place, status: int, code: str, kind: type[PublisherError]) -> None:
    tiktok.fake.refuse("/content/init/", status, code)
    with pytest.raises(kind) as trouble:
        tiktok.send(SHOTS)
    assert type(trouble.value) is kind


def test_a_day_full_of_posts_is_waited_for(tiktok: Place) -> None:
    tiktok.fake.refuse("/video/init/", 403, "spam_risk_too_many_posts")
    with pytest.raises(Busy) as trouble:
        tiktok.send(FOG)
    assert trouble.value.retry_after == 86_400


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, Unreachable),
        (400, Uncertain),
        (404, Uncertain),
        (416, Uncertain),
        (206, Uncertain),
        (500, Uncertain),
    ],
)
def test_a_last_piece_that_is_not_taken(tiktok: Place, status: int, kind: type[PublisherError]) -> None:
    """416 may mean that TikTok has it already; its number tells."""
    parcel = tiktok.parcel(tiktok.publisher.prepare(FOG))
    tiktok.fake.refuse("/video/", status)
    with pytest.raises(kind) as trouble:
        tiktok.commit(parcel, "key-1")
    assert type(trouble.value) is kind


def test_an_address_that_is_not_verified_is_told(tiktok: Place) -> None:
    tiktok.fake.domain = "https://elsewhere.example.org/"
    with pytest.raises(Expired, match="URL properties") as trouble:
        tiktok.send(SHOTS)
    assert trouble.value.is_certain


def sign_in(tiktok: Place, verifier: str = VERIFIER, redirect: str = REDIRECT) -> dict[str, str]:
    asked = {"client_key": "client", "client_secret": "client secret", "server": tiktok.fake.url}
    leaving = TikTok.leave(asked, REDIRECT, "the state", CHALLENGE, WEB)
    back = WEB.request("GET", leaving.url)  # the person agrees
    assert back.status == 302
    query = parse_qs(urlsplit(back.headers["location"]).query)
    assert query["state"] == ["the state"]
    return TikTok.arrive(leaving.kept, query["code"][0], redirect, verifier, WEB, NOW)


def test_a_sign_in_gives_credentials_that_work_and_renew_themselves(tiktok: Place) -> None:
    publisher = make("tiktok", Credentials(**sign_in(tiktok)), WEB)
    assert isinstance(publisher, TikTok)
    assert (publisher.account.handle, publisher.account.name) == ("@ada", "Ada Fisher")
    assert publisher.account.url == "https://www.tiktok.com/@ada"
    assert dict(publisher.account.facts) == {
        "privacy_levels": "PUBLIC_TO_EVERYONE,MUTUAL_FOLLOW_FRIENDS,SELF_ONLY",
        "video_seconds": "600",
    }
    assert publisher.ends_at() == NOW + timedelta(days=1)
    assert set(publisher.refreshed(NOW)) == {"access_token", "refresh_token", "ends_at"}
    with pytest.raises(Expired):
        publisher.refreshed(NOW)  # the refresh token was used up


def test_a_person_goes_to_tiktok_itself_with_a_challenge_in_hex() -> None:
    leaving = TikTok.leave({"client_key": "client"}, REDIRECT, "s", CHALLENGE, WEB)
    address = urlsplit(leaving.url)
    assert (address.netloc, address.path) == ("www.tiktok.com", "/v2/auth/authorize/")
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert query["scope"] == "user.info.basic,video.publish,video.list"
    assert query["code_challenge"] == hashlib.sha256(VERIFIER.encode()).hexdigest()


@pytest.mark.parametrize("status", [400, 200])
def test_another_verifier_or_way_back_gets_nothing(tiktok: Place, status: int) -> None:
    tiktok.fake.signing.refusing = status
    with pytest.raises(Expired):
        sign_in(tiktok, verifier="w" * 43)
    with pytest.raises(Expired):
        sign_in(tiktok, redirect="https://elsewhere.example.org/")


def test_a_right_that_was_not_allowed_is_told_at_once(tiktok: Place) -> None:
    tiktok.fake.signing.left_out = {"video.publish"}
    with pytest.raises(Expired, match=r"video\.publish"):
        sign_in(tiktok)
