"""What is special about Pinterest."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import CannotLook, Expired, Rejected, Unreachable
from publishers.links import Shortener
from publishers.message import Account, Message, Payload, Reach
from publishers.pinterest import Credentials, Pinterest, pins
from publishers.web import Web
from tests.fakes.pinterest import BOARD, SECRET, SECTION, FakePinterest
from tests.publishers.places import LOOPBACK, Place, make, picture

FOG, TEA = picture("Fog", "grey", "JPEG"), picture("Tea", "brown")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/signed-in/pinterest/"
WEB = Web(LOOPBACK, timeout=5)


def prepared(message: Message) -> Payload:
    """As the publisher itself prepares it, and not as the tests' place helps it."""
    return Pinterest(None, Account("1"), Web()).prepare(message)


def codes(payload: Payload, *, blocking: bool) -> list[str]:
    return [one.code for one in payload.problems if one.blocking == blocking]


def fields(message: Message) -> dict[str, str]:
    return dict(prepared(message).parts[0].fields)


def sent(place: Place) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in place.fake.requests if place.fake.is_commit(one)]


def publisher_of(place: Place) -> Pinterest:
    assert isinstance(place.publisher, Pinterest)
    return place.publisher


def test_words_alone_are_no_pin_and_a_picture_alone_is_one() -> None:
    assert codes(prepared(Message("hello", title="Fog")), blocking=True) == ["no_picture"]
    assert codes(prepared(Message("", images=(FOG,))), blocking=True) == []


def test_a_title_is_made_of_how_the_text_begins() -> None:
    assert fields(Message("The fog lifts.\n\nSee.", images=(FOG,)))["title"] == "The fog lifts."
    assert fields(Message("The fog lifts.", title="Harbour", images=(FOG,)))["title"] == "Harbour"
    assert "title" not in fields(Message("", images=(FOG,)))
    assert "no_title" in codes(prepared(Message("Fog", images=(FOG,))), blocking=False)


@pytest.mark.parametrize(("length", "found"), [(100, []), (101, ["title_too_long"])])
def test_a_title_has_a_hundred_characters(length: int, found: list[str]) -> None:
    assert codes(prepared(Message("Fog", title="a" * length, images=(FOG,))), blocking=True) == found


def test_a_pin_leads_to_the_first_address_of_its_text_or_where_one_says() -> None:
    text = "See [us](https://example.org/a) and https://example.org/b"
    message = Message(text, images=(FOG,), link_parameters=(("utm_source", "pinterest"),))
    assert fields(message)["link"] == "https://example.org/a?utm_source=pinterest"
    chosen = replace(message, options=(("link", " https://example.org/c "),))
    assert fields(chosen)["link"] == "https://example.org/c?utm_source=pinterest"
    assert "link" not in fields(Message("No address", images=(FOG,)))


def test_a_short_link_is_one_that_is_known_here() -> None:
    """One that was typed as an option is not in the words, so nobody would know where a short one leads."""
    shortener = Shortener("https://almanac.example", "7", b"secret")
    message = Message("See https://example.org/a", images=(FOG,), shortener=shortener)
    assert fields(message)["link"] == shortener.short("https://example.org/a")
    chosen = replace(message, options=(("link", "https://example.org/c"),))
    assert fields(chosen)["link"] == "https://example.org/c"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("example.org", ["no_address"]),
        ("javascript:alert(1)", ["no_address"]),
        ("https://example.org/" + "a" * 2029, ["link_too_long"]),
        ("https://example.org/" + "a" * 2028, []),
    ],
)
def test_where_a_pin_leads_is_an_address_that_pinterest_takes(link: str, found: list[str]) -> None:
    assert codes(prepared(Message("Fog", images=(FOG,), options=(("link", link),))), blocking=True) == found


def test_a_picture_that_may_be_too_heavy_only_warns() -> None:
    payload = prepared(Message("Fog", title="Fog", images=(replace(FOG, size=20_000_001),)))
    assert (codes(payload, blocking=True), codes(payload, blocking=False)) == ([], ["image_too_heavy"])


@pytest.mark.row("pictures")
def test_one_picture_travels_inside_of_the_request(pinterest: Place) -> None:
    receipt = pinterest.send(Message("Fog", title="Harbour", images=(FOG,)))
    [body] = sent(pinterest)
    assert body == {
        "board_id": BOARD,
        "title": "Harbour",
        "description": "Fog",
        "alt_text": "Fog",
        "media_source": {
            "source_type": "image_base64",
            "content_type": "image/jpeg",
            "data": base64.b64encode(FOG.read()).decode(),
        },
    }
    assert receipt.url == f"https://www.pinterest.com/pin/{receipt.id}/"
    assert receipt.published_at is not None


@pytest.mark.row("pictures")
def test_several_pictures_are_one_pin_without_descriptions(pinterest: Place) -> None:
    message = Message("Fog", title="Harbour", images=(FOG, TEA))
    payload = pinterest.publisher.prepare(message)
    assert codes(payload, blocking=False) == ["no_alt_for_several"]
    pinterest.send(message)
    [body] = sent(pinterest)
    assert body["media_source"]["source_type"] == "multiple_image_base64"
    assert [one["content_type"] for one in body["media_source"]["items"]] == ["image/jpeg", "image/png"]
    assert "alt_text" not in body
    assert pinterest.arrived()[0]["images"] == 2


def test_pictures_of_different_shapes_are_pointed_out() -> None:
    payload = prepared(Message("Fog", title="Fog", images=(FOG, replace(TEA, width=16))))
    assert "different_shapes" in codes(payload, blocking=False)


def test_a_section_is_known_by_its_name(pinterest: Place) -> None:
    message = Message("Fog", options=(("board_section", "fog & TEA"),))
    since = datetime.now(UTC)
    receipt = pinterest.send(message)
    assert sent(pinterest)[0]["board_section_id"] == SECTION
    parcel = pinterest.parcel(pinterest.publisher.prepare(message))
    found = publisher_of(pinterest).find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id
    pinterest.fake.sections[BOARD].clear()
    with pytest.raises(Rejected, match="no such section"):
        pinterest.send(message)
    assert len(pinterest.arrived()) == 1


def test_a_section_that_is_gone_by_now_refuses_this_pin_only(pinterest: Place) -> None:
    message = Message("Fog", options=(("board_section", SECTION),))
    parcel = pinterest.parcel(pinterest.publisher.prepare(message))
    pinterest.fake.sections.clear()
    with pytest.raises(Rejected, match="no such section"):
        pinterest.commit(parcel, "key-1")


@pytest.mark.row("look-up")
def test_a_look_goes_on_until_a_whole_page_is_older(
    pinterest: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People move old pins to the top of a board."""
    monkeypatch.setattr(pins, "PAGE_SIZE", 2)
    since = datetime.now(UTC)
    publisher = publisher_of(pinterest)
    receipt = pinterest.send(Message("Fog"))
    for number in range(4):
        pinterest.send(Message(f"Tea {number}"))
    newest = pinterest.fake.published[-1]
    newest.at -= 9000
    parcel = pinterest.parcel(publisher.prepare(Message("Fog")))
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id
    for pin in pinterest.fake.published[1:]:
        pin.at -= 9000
    before = len(pinterest.fake.requests)
    assert publisher.find(parcel, "key-1", since, []) is None
    assert len(pinterest.fake.requests) == before + 1


def test_more_pins_than_can_be_looked_through_tell_nothing(
    pinterest: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "PAGE_SIZE", 1)
    monkeypatch.setattr(pins, "PAGES", 2)
    publisher, since = publisher_of(pinterest), datetime.now(UTC)
    for number in range(3):
        pinterest.send(Message(f"Tea {number}"))
    with pytest.raises(Unreachable):
        publisher.find(pinterest.parcel(publisher.prepare(Message("Fog"))), "key-1", since, [])


def test_the_same_words_that_lead_elsewhere_are_for_a_person_to_judge(pinterest: Place) -> None:
    publisher, since = publisher_of(pinterest), datetime.now(UTC)
    message = Message("Fog", options=(("link", "https://example.org/a"),))
    receipt = pinterest.send(message)
    parcel = pinterest.parcel(publisher.prepare(message))
    pin = pinterest.fake.pins[receipt.id]
    pin.given["link"] = "http://www.example.org/a/"
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    pin.given["link"] = "https://elsewhere.example/"
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", since, [])
    assert publisher.find(parcel, "key-1", since, [receipt.id]) is None


@pytest.mark.row("edit")
def test_title_and_link_change_with_the_words(pinterest: Place) -> None:
    publisher = publisher_of(pinterest)
    receipt = pinterest.send(Message("Fog", title="Harbour", options=(("link", "https://example.org/a"),)))
    publisher.edit(receipt.id, publisher.prepare(Message("Sun", title="Sea")).parts[0])
    given = pinterest.fake.pins[receipt.id].given
    assert (given["title"], given["description"], given["link"]) == ("Sea", "Sun", "")
    assert pinterest.arrived()[0]["images"] == 1


def test_an_app_that_may_not_change_pins_says_so_and_goes_on_posting(pinterest: Place) -> None:
    publisher = publisher_of(pinterest)
    receipt = pinterest.send(Message("Fog"))
    pinterest.fake.may_edit = False
    with pytest.raises(Rejected, match="beta"):
        publisher.edit(receipt.id, publisher.prepare(Message("Sun")).parts[0])
    publisher.delete(receipt.id)
    with pytest.raises(Rejected, match="no longer on Pinterest"):
        publisher.edit(receipt.id, publisher.prepare(Message("Sun")).parts[0])


@pytest.mark.row("metrics")
def test_numbers_are_of_the_whole_life_and_unknown_until_they_are_counted(pinterest: Place) -> None:
    publisher = publisher_of(pinterest)
    receipt = pinterest.send(Message("Fog"))
    assert publisher.measure([receipt.id, "5"]) == {
        receipt.id: Reach(views=250, likes=3, replies=1, bookmarks=4, clicks=5)
    }
    asked = pinterest.fake.requests[-2].query
    first, last = (datetime.fromisoformat(asked[name]) for name in ("start_date", "end_date"))
    assert last - first == timedelta(days=89)
    pinterest.fake.metrics.clear()
    assert publisher.measure([receipt.id]) == {receipt.id: Reach()}


def test_followers_are_those_of_the_account(pinterest: Place) -> None:
    assert publisher_of(pinterest).followers() == 321


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.pinterest.com/pin/813744226420795884/", "813744226420795884"),
        ("https://pinterest.com/pin/12", "12"),
        ("https://de.pinterest.com/pin/12/?lp=true", "12"),
        ("https://www.pinterest.co.uk/pin/12/", "12"),
        ("https://www.pinterest.com/pin/create/", ""),
        ("https://www.pinterest.com/ada/harbour/", ""),
        ("https://pinterest.com.evil.example/pin/12/", ""),
        ("https://evil.example/www.pinterest.com/pin/12/", ""),
    ],
)
def test_an_address_shows_which_pin_it_is(url: str, found: str) -> None:
    assert Pinterest.id_at(url, Account(BOARD)) == found
    assert Pinterest.id_at(url, Account("")) == ""


@pytest.mark.parametrize("board", [BOARD, "harbour NEWS", "https://www.pinterest.com/ada/harbour-news/"])
def test_a_board_is_known_by_number_name_or_address(pinterest: Place, board: str) -> None:
    credentials = replace(pinterest.publisher.credentials, board=board)
    account = make("pinterest", credentials, WEB).account
    assert (account.id, account.name, account.handle) == (BOARD, "Harbour news", "ada")
    assert account.url == "https://www.pinterest.com/ada/"


def test_who_has_several_boards_says_which(pinterest: Place) -> None:
    credentials = replace(pinterest.publisher.credentials, board="")
    with pytest.raises(Expired, match="“Harbour news”, “Plans”"):
        make("pinterest", credentials, WEB)
    del pinterest.fake.boards[1]
    assert make("pinterest", credentials, WEB).account.id == BOARD
    pinterest.fake.boards.clear()
    with pytest.raises(Expired, match="no board"):
        make("pinterest", credentials, WEB)


def test_a_secret_board_is_pointed_out(pinterest: Place) -> None:
    secret = make("pinterest", replace(pinterest.publisher.credentials, board=SECRET), WEB)
    payload = secret.prepare(Message("Fog", title="Fog", images=(FOG,)))
    assert codes(payload, blocking=False) == ["secret_board"]


@pytest.mark.row("connect")
def test_signing_in_gives_each_board() -> None:
    with FakePinterest() as fake:
        asked = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
        leaving = Pinterest.leave(asked, REDIRECT, "state", "challenge", WEB)
        query = parse_qs(urlsplit(leaving.url).query)
        assert query["scope"] == ["boards:read,boards:write,pins:read,pins:write,user_accounts:read"]
        back = parse_qs(urlsplit(WEB.request("GET", leaving.url).headers["location"]).query)
        assert back["state"] == ["state"]
        found = Pinterest.arrive(leaving.kept, back["code"][0], REDIRECT, "verifier", WEB, NOW)
        assert found["ends_at"] == "2026-12-23T12:00:00+00:00"
        publisher = Pinterest(Credentials(**found), Account(""), WEB)
        assert [one.name for one in publisher.accounts()] == ["Harbour news", "Plans"]
        chosen = Credentials(**(found | publisher.of_account(SECRET)))
        assert make("pinterest", chosen, WEB).account.id == SECRET
        with pytest.raises(Expired):
            Pinterest.arrive(leaving.kept, back["code"][0], REDIRECT, "verifier", WEB, NOW)
        wrong = leaving.kept | {"client_secret": "another"}
        with pytest.raises(Expired):
            Pinterest.arrive(wrong, "code", REDIRECT, "verifier", WEB, NOW)


def test_a_refresh_token_that_is_over_asks_to_sign_in_and_a_stumble_does_not(pinterest: Place) -> None:
    publisher = publisher_of(pinterest)
    pinterest.fake.refuse("/v5/oauth/token", 500, 0, "Something went wrong")
    with pytest.raises(Unreachable):
        publisher.refreshed(NOW)
    pinterest.fake.signing.refresh_tokens.clear()
    with pytest.raises(Expired):
        publisher.refreshed(NOW)


def test_a_token_that_was_typed_is_not_renewed(pinterest: Place) -> None:
    publisher = Pinterest(replace(pinterest.publisher.credentials, refresh_token=""), Account(BOARD), WEB)
    assert not publisher.renews
    assert publisher.refreshed(NOW) == {}
    assert publisher.ends_at() is None
