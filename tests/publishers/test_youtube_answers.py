"""Each documented error of YouTube means the right thing, and signing in at Google gives what is needed."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import Busy, CannotLook, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message
from publishers.web import Web
from publishers.youtube import YouTube
from publishers.youtube.answers import midnight
from publishers.youtube.credentials import Credentials
from tests.publishers.places import LOOPBACK, Place, make

WEB = Web(LOOPBACK)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/signed-in/youtube/"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
FOG = Message("The fog lifts", "Fog")


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (401, "authError", Expired),
        (403, "quotaExceeded", Busy),
        (403, "rateLimitExceeded", Busy),
        (403, "userRateLimitExceeded", Busy),
        (429, "rateLimitExceeded", Busy),
        (403, "accessNotConfigured", Expired),
        (403, "insufficientPermissions", Expired),
        (401, "youtubeSignupRequired", Expired),
        (403, "channelSuspended", Expired),
        (403, "forbidden", Expired),
        (403, "forbiddenPrivacySetting", Rejected),
        (400, "invalidTitle", Rejected),
        (400, "invalidDescription", Rejected),
        (400, "invalidTags", Rejected),
        (400, "invalidCategoryId", Rejected),
        (400, "invalidVideoMetadata", Rejected),
        (404, "videoNotFound", Rejected),
        (500, "backendError", Uncertain),
        (503, "", Uncertain),
    ],
)
def test_a_publishing_that_is_refused(
    youtube: Place, status: int, reason: str, kind: type[PublisherError]
) -> None:
    parcel = youtube.parcel(youtube.publisher.prepare(FOG))
    youtube.fake.refuse("/videos", status, reason, "PUT")
    with pytest.raises(kind) as trouble:
        youtube.commit(parcel, "key-1")
    assert type(trouble.value) is kind
    assert trouble.value.code == (reason or str(status))
    assert youtube.arrived() == []


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (403, "quotaExceeded", Busy),
        (400, "uploadLimitExceeded", Busy),
        (400, "mediaBodyRequired", Rejected),
        (401, "authError", Expired),
        (502, "", Unreachable),
    ],
)
def test_a_video_that_is_not_taken(
    youtube: Place, status: int, reason: str, kind: type[PublisherError]
) -> None:
    youtube.fake.refuse("/upload/youtube/v3/videos", status, reason, "POST")
    with pytest.raises(kind):
        youtube.parcel(youtube.publisher.prepare(FOG))


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [(403, "commentsDisabled", Rejected), (400, "processingFailure", Uncertain), (500, "", Uncertain)],
)
def test_a_comment_that_is_refused(
    youtube: Place, status: int, reason: str, kind: type[PublisherError]
) -> None:
    message = Message("The fog lifts", "Fog", options=(("first_comment", "More"),))
    post = youtube.send(message)
    youtube.fake.refuse("/commentThreads", status, reason, "POST")
    with pytest.raises(kind):
        youtube.send(message, "key-2", 1, post.id)
    if reason == "commentsDisabled":
        parcel = youtube.parcel(youtube.publisher.prepare(message), 1, post.id, key="key-2")
        youtube.fake.refuse("/commentThreads", status, reason, "GET")
        with pytest.raises(CannotLook):
            youtube.publisher.find(parcel, "key-2", NOW, [])


def test_a_quota_counts_anew_at_midnight_of_the_pacific_coast() -> None:
    assert midnight(datetime(2026, 11, 23, 12, tzinfo=UTC)) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert midnight(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert midnight(datetime(2026, 11, 1, 8, tzinfo=UTC)) == datetime(2026, 11, 2, 8, tzinfo=UTC), "25 hours"


def test_a_quota_that_is_used_up_is_waited_for(youtube: Place) -> None:
    youtube.fake.refuse("/channels", 403, "quotaExceeded")
    with pytest.raises(Busy) as trouble:
        youtube.publisher.check()
    left = (midnight(datetime.now(UTC)) - datetime.now(UTC)).total_seconds()
    assert trouble.value.retry_after is not None
    assert abs(trouble.value.retry_after - left) < 5 or left > 86_390


def test_an_account_without_a_channel_cannot_be_connected(youtube: Place) -> None:
    youtube.fake.channels = []
    with pytest.raises(Expired, match="no YouTube channel"):
        youtube.publisher.check()


def sign_in(youtube: Place, verifier: str = VERIFIER, redirect: str = REDIRECT) -> dict[str, str]:
    asked = {"client_id": "client", "client_secret": "client secret", "server": youtube.fake.url}
    leaving = YouTube.leave(asked, REDIRECT, "the state", CHALLENGE, WEB)
    back = WEB.request("GET", leaving.url)  # the person agrees
    assert back.status == 302
    query = parse_qs(urlsplit(back.headers["location"]).query)
    assert query["state"] == ["the state"]
    return YouTube.arrive(leaving.kept, query["code"][0], redirect, verifier, WEB, NOW)


def test_a_sign_in_gives_credentials_that_work_and_renew_themselves(youtube: Place) -> None:
    publisher = make("youtube", Credentials(**sign_in(youtube)), WEB)
    assert isinstance(publisher, YouTube)
    assert (publisher.account.handle, publisher.account.url) == ("@ada", "https://www.youtube.com/@ada")
    assert publisher.ends_at() == NOW + timedelta(seconds=3599)
    assert publisher.renews
    changed = publisher.refreshed(NOW)
    assert set(changed) == {"access_token", "ends_at"}, "the refresh token stays"


def test_a_person_goes_to_google_itself_and_is_asked_for_a_lasting_sign_in() -> None:
    leaving = YouTube.leave({"client_id": "client"}, REDIRECT, "s", CHALLENGE, WEB)
    address = urlsplit(leaving.url)
    assert (address.netloc, address.path) == ("accounts.google.com", "/o/oauth2/v2/auth")
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (query["access_type"], query["prompt"]) == ("offline", "consent")
    assert query["scope"].split() == [
        f"https://www.googleapis.com/auth/youtube.{name}" for name in ("upload", "force-ssl", "readonly")
    ]


def test_another_verifier_or_way_back_gets_nothing(youtube: Place) -> None:
    with pytest.raises(Expired):
        sign_in(youtube, verifier="w" * 43)
    with pytest.raises(Expired):
        sign_in(youtube, redirect="https://elsewhere.example.org/")


def test_a_right_that_was_not_ticked_is_told_at_once(youtube: Place) -> None:
    youtube.fake.signing.left_out = {"https://www.googleapis.com/auth/youtube.upload"}
    with pytest.raises(Expired, match=r"youtube\.upload"):
        sign_in(youtube)


def test_a_sign_in_that_google_ended_asks_for_a_person(youtube: Place) -> None:
    youtube.fake.signing.refresh_tokens.clear()
    with pytest.raises(Expired):
        youtube.publisher.refreshed(NOW)
