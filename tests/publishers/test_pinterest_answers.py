"""What Pinterest's refusals mean for a pin, and for the channel."""

import pytest

from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message
from publishers.pinterest import Pinterest
from tests.publishers.places import Place

REFUSALS = [
    (400, 1, "Invalid request: board_id is no number", Rejected),
    (400, 235, "Invalid image data", Rejected),
    (400, 1, "Unable to reach the URL. Please check the URL is correct and try again.", Busy),
    (401, 2, "Authentication failed.", Expired),
    (403, 29, "You are not permitted to access that resource.", Expired),
    (403, 3, "Sorry! We blocked this link because it may lead to spam.", Rejected),
    (404, 40, "Board not found.", Expired),
    (404, 2031, "Board section not found.", Rejected),
    (409, 2, "Conflict", Uncertain),
    (429, 8, "You have exceeded your rate limit. Try again later.", Busy),
    (500, 0, "Oops! Something went wrong on our end.", Uncertain),
    (503, 0, "Service unavailable", Uncertain),
]


@pytest.mark.parametrize(("status", "code", "message", "kind"), REFUSALS)
def test_each_refusal_is_sorted_by_what_to_do_next(
    pinterest: Place, status: int, code: int, message: str, kind: type[PublisherError]
) -> None:
    pinterest.fake.refuse("/v5/pins", status, code, message)
    with pytest.raises(kind) as trouble:
        pinterest.send(Message("Fog"))
    assert type(trouble.value) is kind
    assert trouble.value.code == str(code)
    assert pinterest.arrived() == []


def test_an_app_with_trial_access_is_told_to_ask_for_more(pinterest: Place) -> None:
    pinterest.fake.has_standard_access = False
    with pytest.raises(Expired, match="Ask for standard access") as trouble:
        pinterest.send(Message("Fog"))
    assert trouble.value.is_certain


def test_a_board_that_is_gone_stops_the_channel(pinterest: Place) -> None:
    parcel = pinterest.parcel(pinterest.publisher.prepare(Message("Fog")))
    pinterest.fake.boards.clear()
    with pytest.raises(Expired, match="The board is no longer on Pinterest") as trouble:
        pinterest.commit(parcel, "key-1")
    assert trouble.value.is_certain


@pytest.mark.parametrize(
    ("reset", "seconds"), [("47", 47.0), ("86400", 3600.0), ("soon", None), ("-5", None), ("", None)]
)
def test_how_long_to_wait_stands_in_a_header(pinterest: Place, reset: str, seconds: float | None) -> None:
    headers = {"X_RateLimit_Limit": "100, 100;w=1, 1000;w=60", "X_RateLimit_Reset": reset}
    pinterest.fake.refuse("/v5/pins", 429, 8, "You have exceeded your rate limit.", **headers)
    with pytest.raises(Busy) as trouble:
        pinterest.send(Message("Fog"))
    assert trouble.value.retry_after == seconds


def test_numbers_that_are_not_given_do_not_stop_the_channel(pinterest: Place) -> None:
    assert isinstance(pinterest.publisher, Pinterest)
    pinterest.fake.refuse("/analytics", 403, 7, "Not authorized to access this pin's analytics.")
    receipt = pinterest.send(Message("Fog"))
    with pytest.raises(Rejected):
        pinterest.publisher.measure([receipt.id])
    pinterest.fake.refuse("/analytics", 500, 0, "Oops")
    with pytest.raises(Unreachable):
        pinterest.publisher.measure([receipt.id])


def test_a_right_that_was_taken_back_asks_to_connect_again(pinterest: Place) -> None:
    pinterest.fake.signing.tokens["token"].discard("pins:write")
    with pytest.raises(Expired, match="does not let this app or this account"):
        pinterest.send(Message("Fog"))
