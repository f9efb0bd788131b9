"""What is special about Google Business Profile."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers import afterwards
from publishers.base import Measurable
from publishers.errors import (
    Busy,
    CannotLook,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.google_business import Credentials, GoogleBusiness, posts
from publishers.message import Account, Message, Payload
from publishers.web import Web
from tests.fakes.google_business import PIER, QUAY, FakeGoogleBusiness
from tests.publishers.places import LOOPBACK, Place, make, picture

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/signed-in/google_business/"
WEB = Web(LOOPBACK, timeout=5)
FOG = replace(picture("Fog", "grey", "JPEG"), width=1200, height=900, size=90_000)


def publisher_of(place: Place) -> GoogleBusiness:
    assert isinstance(place.publisher, GoogleBusiness)
    return place.publisher


def prepared(message: Message, account: Account | None = None) -> Payload:
    return GoogleBusiness(None, account or Account("1"), Web()).prepare(message)


def codes(payload: Payload, *, blocking: bool) -> list[str]:
    return [one.code for one in payload.problems if one.blocking == blocking]


def sent(place: Place) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in place.fake.requests if place.fake.is_commit(one)]


@pytest.mark.row("pictures")
def test_a_post_says_its_language_and_where_its_picture_is(google_business: Place) -> None:
    receipt = google_business.send(Message("Fog", language="en", images=(FOG,)))
    assert sent(google_business) == [
        {
            "languageCode": "en",
            "summary": "Fog",
            "topicType": "STANDARD",
            "media": [{"mediaFormat": "PHOTO", "sourceUrl": FOG.address()}],
        }
    ]
    assert receipt.url.endswith(f"lpsid={receipt.id}")
    assert receipt.published_at is not None


@pytest.mark.parametrize(
    ("options", "button"),
    [
        ((("button", "BOOK"),), {"actionType": "BOOK", "url": "https://example.org/a"}),
        (
            (("button", "SHOP"), ("link", "https://example.org/b")),
            {"actionType": "SHOP", "url": "https://example.org/b"},
        ),
        ((("button", "CALL"), ("link", "https://example.org/b")), {"actionType": "CALL"}),
        ((("link", "https://example.org/b"),), None),
    ],
)
def test_a_button_leads_to_the_first_address_or_where_one_says(
    google_business: Place, options: tuple[tuple[str, str], ...], button: dict[str, str] | None
) -> None:
    google_business.send(Message("See https://example.org/a", options=options))
    assert sent(google_business)[0].get("callToAction") == button


def test_a_button_that_leads_nowhere_is_refused_before() -> None:
    assert codes(prepared(Message("Fog", options=(("button", "BOOK"),))), blocking=True) == ["no_address"]
    chosen = (("button", "BOOK"), ("link", "example.org"))
    assert codes(prepared(Message("Fog", options=chosen)), blocking=True) == ["no_address"]
    assert codes(prepared(Message("Fog", options=(("button", "CALL"),))), blocking=True) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Call +44 (0)1304 123 456 now", True),
        ("Call 01304-123456.7", True),
        ("8 (800) 555-35-35", True),
        ("Open 10-18, on 24.12.2026", False),
        ("See https://example.org/1234567890123", False),
        ("In 2026, 1500 people", False),
    ],
)
def test_phone_numbers_are_pointed_out(text: str, is_one: bool) -> None:
    assert ("phone_number" in codes(prepared(Message(text)), blocking=False)) == is_one


def test_what_google_says_only_to_people_warns() -> None:
    small, heavy = replace(FOG, width=249), replace(FOG, size=5_000_001)
    assert codes(prepared(Message("Fog", images=(small,))), blocking=False) == ["picture_too_small"]
    assert codes(prepared(Message("Fog", images=(heavy,))), blocking=False) == ["image_too_heavy"]
    assert codes(prepared(Message("Fog", images=(FOG, FOG))), blocking=False) == ["several_pictures"]
    assert codes(prepared(Message("Fog", images=(FOG,))), blocking=False) == []


def test_a_place_without_an_address_of_its_own_cannot_show_pictures() -> None:
    alone = replace(FOG, is_reachable=False)
    assert codes(prepared(Message("Fog", images=(alone,))), blocking=True) == ["media_unreachable"]


def test_a_location_that_takes_no_posts_is_pointed_out(google_business: Place) -> None:
    google_business.fake.places["accounts/11"][0]["metadata"]["canOperateLocalPost"] = False
    publisher = make("google_business", google_business.publisher.credentials, WEB)
    assert codes(publisher.prepare(Message("Fog")), blocking=False) == ["no_posts_here"]


@pytest.mark.parametrize("patience", [0, 1, 2], ids=["at once", "a moment later", "some seconds later"])
def test_a_post_that_is_refused_is_not_out(google_business: Place, patience: int) -> None:
    """Google takes it first, and looks at it then."""
    google_business.fake.state, google_business.fake.patience = "REJECTED", patience
    with pytest.raises(Rejected, match="against the rules"):
        google_business.send(Message("Fog"))


@pytest.mark.row("look-up")
@pytest.mark.parametrize("state", ["LIVE", "REJECTED"])
def test_what_google_still_looks_at_is_no_receipt_and_not_sent_again(
    google_business: Place, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    monkeypatch.setattr(afterwards, "WAITS", (0.0,))
    publisher, since, fake = publisher_of(google_business), datetime.now(UTC), google_business.fake
    fake.state, fake.patience = state, 9
    with pytest.raises(Uncertain, match="still looking at it"):
        google_business.send(Message("Fog"))
    parcel = google_business.known(Message("Fog"))
    with pytest.raises(Unreachable, match="still looking at it"):
        publisher.find(parcel, "key-1", since, [])
    with pytest.raises(Unreachable, match="still looking at it"):
        publisher.find(replace(parcel, handle=""), "key-1", since, [])
    [post] = fake.posts.values()
    post.looks = 0
    found = publisher.find(parcel, "key-1", since, [])
    assert (found.id if found else "") == (post.number if state == "LIVE" else "")
    if state == "REJECTED":
        with pytest.raises(Rejected, match="against the rules"):
            google_business.send(Message("Fog"))
    assert len(fake.posts) == 1


@pytest.mark.row("look-up")
def test_one_that_is_gone_under_its_number_is_for_a_person_to_judge(
    google_business: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google may have shown it before somebody deleted it."""
    monkeypatch.setattr(afterwards, "WAITS", (0.0,))
    google_business.fake.patience = 9
    with pytest.raises(Uncertain):
        google_business.send(Message("Fog"))
    google_business.fake.posts.clear()
    parcel = google_business.known(Message("Fog"))
    with pytest.raises(CannotLook, match="deleted it there") as trouble:
        publisher_of(google_business).find(parcel, "key-1", datetime.now(UTC), [])
    assert trouble.value.asks


@pytest.mark.row("look-up")
def test_one_that_was_taken_and_refused_is_for_a_person_to_judge(google_business: Place) -> None:
    """Where its number was lost with the answer, another with the same words may be meant."""
    publisher, since = publisher_of(google_business), datetime.now(UTC)
    receipt = google_business.send(Message("Fog"))
    google_business.fake.posts[receipt.id].state = "REJECTED"
    parcel = google_business.parcel(publisher.prepare(Message("Fog")))
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", since, [])


def test_a_look_ends_with_a_page_that_is_older_and_more_than_can_be_read_tells_nothing(
    google_business: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher, since = publisher_of(google_business), datetime.now(UTC)
    for number in range(101):
        google_business.send(Message(f"Fog {number}"))
    parcel = google_business.parcel(publisher.prepare(Message("Tea")))
    monkeypatch.setattr(posts, "PAGES", 1)
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", since, [])
    for post in google_business.fake.published:
        post.at -= 9000
    assert publisher.find(parcel, "key-1", since, []) is None


@pytest.mark.row("edit")
def test_only_the_words_change(google_business: Place) -> None:
    publisher = publisher_of(google_business)
    receipt = google_business.send(Message("Fog", images=(FOG,)))
    assert publisher.edit(receipt.id, publisher.prepare(Message("Sun")).parts[0]).id == receipt.id
    assert google_business.arrived()[0]["text"] == "Sun"
    assert google_business.arrived()[0]["images"] == 1
    publisher.delete(receipt.id)
    with pytest.raises(Rejected, match="no longer on Google"):
        publisher.edit(receipt.id, publisher.prepare(Message("Sun")).parts[0])


def test_google_tells_no_numbers_of_posts() -> None:
    assert not issubclass(GoogleBusiness, Measurable)


@pytest.mark.row("connect")
def test_signing_in_gives_each_location_once() -> None:
    with FakeGoogleBusiness() as fake:
        asked = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
        challenge = "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ"  # S256 of "verifier"
        leaving = GoogleBusiness.leave(asked, REDIRECT, "state", challenge, WEB)
        query = parse_qs(urlsplit(leaving.url).query)
        assert query["scope"] == ["https://www.googleapis.com/auth/business.manage"]
        back = parse_qs(urlsplit(WEB.request("GET", leaving.url).headers["location"]).query)
        found = GoogleBusiness.arrive(leaving.kept, back["code"][0], REDIRECT, "verifier", WEB, NOW)
        assert found["ends_at"] == "2026-11-23T12:59:59+00:00"
        publisher = GoogleBusiness(Credentials(**found), Account(""), WEB)
        offered = publisher.accounts()
        assert [(one.id, one.name) for one in offered] == [
            (QUAY, "Quay Café, Dover"),
            (PIER, "Pier Café, Hull"),
        ]
        assert offered[0].url == "https://maps.google.com/maps?cid=71"
        chosen = Credentials(**(found | publisher.of_account(PIER)))
        assert make("google_business", chosen, WEB).account.id == PIER


def test_who_has_several_locations_says_which(google_business: Place) -> None:
    credentials = replace(google_business.publisher.credentials, location="")
    with pytest.raises(Expired, match="“Quay Café, Dover”, “Pier Café, Hull”"):
        make("google_business", credentials, WEB)
    google_business.fake.places = {"accounts/11": google_business.fake.places["accounts/11"][:1]}
    assert make("google_business", credentials, WEB).account.id == QUAY
    google_business.fake.places.clear()
    with pytest.raises(Expired, match="no business profile"):
        make("google_business", credentials, WEB)


def test_a_project_that_google_has_not_approved_is_told_to_ask(google_business: Place) -> None:
    google_business.fake.is_approved = False
    with pytest.raises(Expired, match="ask for access with Google's form") as trouble:
        google_business.send(Message("Fog"))
    assert trouble.value.is_certain
    with pytest.raises(Expired, match="ask for access"):
        google_business.publisher.check()


@pytest.mark.parametrize(
    ("status", "word", "message", "kind"),
    [
        (400, "INVALID_ARGUMENT", "Request contains an invalid argument.", Rejected),
        (401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", Expired),
        (403, "PERMISSION_DENIED", "The caller does not have permission", Expired),
        (404, "NOT_FOUND", "Requested entity was not found.", Expired),
        (409, "ABORTED", "The operation was aborted.", Uncertain),
        (429, "RESOURCE_EXHAUSTED", "Quota exceeded for 'Requests per minute' of limit '300'", Busy),
        (429, "RESOURCE_EXHAUSTED", "Quota exceeded for 'Requests per minute', limit '0'", Expired),
        (500, "INTERNAL", "Internal error encountered.", Uncertain),
        (503, "UNAVAILABLE", "The service is currently unavailable.", Uncertain),
    ],
)
def test_each_refusal_is_sorted_by_what_to_do_next(
    google_business: Place, status: int, word: str, message: str, kind: type[PublisherError]
) -> None:
    google_business.fake.refuse("/localPosts", status, word, message)
    with pytest.raises(kind) as trouble:
        google_business.send(Message("Fog"))
    assert type(trouble.value) is kind
    assert trouble.value.code == word
    assert google_business.arrived() == []


def test_a_refusal_says_what_is_wrong_with_which_field(google_business: Place) -> None:
    said = ("Request contains an invalid argument.", "Summary must have 1 to 1500 characters.")
    google_business.fake.refuse("/localPosts", 400, "INVALID_ARGUMENT", *said)
    with pytest.raises(Rejected, match="1 to 1500 characters"):
        google_business.send(Message("Fog"))
