"""What is special about Matrix: transactions, marks, events of a picture each, error codes."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import (
    Busy,
    CannotLook,
    Expired,
    PublisherError,
    Rejected,
    Unreachable,
)
from publishers.matrix import Matrix, find
from publishers.message import Account, Film, Image, Message
from tests.fakes.matrix import ALIAS, ME, ROOM
from tests.publishers.places import Place, make, picture

MESSAGE = Message("Fog over the *harbour*, see [us](https://example.org/a)", language="en")


def content(place: Place, number: int = -1) -> dict[str, Any]:
    return dict(place.arrived()[number]["content"])


def test_the_account_is_the_room(matrix: Place) -> None:
    account = matrix.publisher.account
    assert (account.id, account.handle, account.name) == (ROOM, ALIAS, "Harbour")
    assert account.url == f"https://matrix.to/#/{ALIAS}"
    assert dict(account.facts) == {"user": ME, "image_bytes": "50000000"}
    assert matrix.publisher.followers() == 2


def test_the_words_go_as_html_too_and_ping_nobody(matrix: Place) -> None:
    receipt = matrix.send(Message("**Fog** @room and @ada:localhost"))
    sent = content(matrix)
    assert sent["body"] == "Fog @room and @ada:localhost"
    assert sent["format"] == "org.matrix.custom.html"
    assert "<strong>Fog</strong>" in sent["formatted_body"]
    assert sent["m.mentions"] == {}
    assert receipt.url.startswith("https://matrix.to/#/!harbour:localhost/$event")


def test_the_same_transaction_is_the_same_event_and_another_token_finds_it_by_its_mark(matrix: Place) -> None:
    since = datetime.now(UTC)
    first = matrix.send(MESSAGE, "key-1")
    matrix.fake.transactions.clear()  # as after half an hour
    publisher: Any = matrix.publisher
    parcel = matrix.parcel(publisher.prepare(MESSAGE))
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == first.id
    assert publisher.find(parcel, "key-2", since, []) is None


def test_a_look_reads_back_to_the_moment_and_no_further(matrix: Place) -> None:
    publisher: Any = matrix.publisher
    parcel = matrix.parcel(publisher.prepare(MESSAGE))
    matrix.send(MESSAGE, "key-1")
    for number in range(250):
        matrix.fake.remark("", f"chatter {number}")
    since = datetime.now(UTC) - timedelta(seconds=5)
    assert publisher.find(parcel, "key-1", since, []) is not None
    for event in matrix.fake.events.values():
        event["origin_server_ts"] -= 600_000
    assert publisher.find(parcel, "key-1", since, []) is None


def test_an_older_event_that_came_late_ends_no_look(matrix: Place) -> None:
    publisher: Any = matrix.publisher
    since, parcel = datetime.now(UTC), matrix.parcel(publisher.prepare(MESSAGE))
    receipt = matrix.send(MESSAGE, "key-1")
    matrix.fake.remark("", "said an hour ago, on a server that was away")
    list(matrix.fake.events.values())[-1]["origin_server_ts"] -= 3_600_000
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


def test_a_room_that_is_too_lively_is_not_called_empty(
    matrix: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "PAGES", 2)
    publisher: Any = matrix.publisher
    parcel = matrix.parcel(publisher.prepare(MESSAGE))
    for number in range(250):
        matrix.fake.remark("", f"chatter {number}")
    with pytest.raises(Unreachable, match="could not all be read"):
        publisher.find(parcel, "key-1", datetime.now(UTC) - timedelta(hours=1), [])


def test_where_nobody_may_read_a_person_is_asked(matrix: Place) -> None:
    publisher: Any = matrix.publisher
    publisher.account = dataclasses.replace(publisher.account, id="!elsewhere:localhost")
    with pytest.raises(CannotLook):
        publisher.find(matrix.parcel(publisher.prepare(MESSAGE)), "key-1", datetime.now(UTC), [])


# --- Pictures ---


def test_the_first_picture_stands_with_the_words_and_the_others_follow(matrix: Place) -> None:
    images = (picture("A red square"), picture("A blue square", "blue"))
    payload = matrix.publisher.prepare(dataclasses.replace(MESSAGE, images=images))
    assert [len(part.images) for part in payload.parts] == [1, 1]
    codes = [problem.code for problem in payload.problems]
    assert codes == ["images_not_described", "pictures_follow"]
    assert payload.blocked == ()
    first = matrix.commit(matrix.parcel(payload), "key-1")
    matrix.commit(matrix.parcel(payload, 1, first.id), "key-2")
    one, other = content(matrix, 0), content(matrix, 1)
    assert (one["msgtype"], other["msgtype"]) == ("m.image", "m.image")
    assert one["body"].startswith("Fog over")
    assert other["body"] == "A blue square"
    assert "m.relates_to" not in other, "it stands in the room, not in a thread"
    assert one["info"] == {"mimetype": "image/png", "size": images[0].size, "w": 8, "h": 8}
    assert matrix.fake.media[one["url"]] == (images[0].read(), "image/png")
    assert one["filename"] == images[0].filename


def test_a_picture_is_brought_once(matrix: Place) -> None:
    payload = matrix.publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    matrix.parcel(payload)
    matrix.parcel(payload)
    assert len(matrix.fake.media) == 1


def test_a_video_says_how_long_it_is(matrix: Place) -> None:
    video = Image(
        "ab" * 32, "video/mp4", 640, 360, 9, "Fog", "fog.mp4", 12.5, lambda: b"the video", film=Film()
    )
    matrix.send(Message("", images=(video,)))
    sent = content(matrix)
    assert (sent["msgtype"], sent["info"]["duration"], sent["body"]) == ("m.video", 12500, "Fog")


def test_the_servers_bound_for_files_is_held(matrix: Place) -> None:
    matrix.fake.upload_size = 60
    publisher = make("matrix", matrix.publisher.credentials, matrix.publisher.web)
    payload = publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    assert "image_too_heavy" in [problem.code for problem in payload.blocked]
    parcel_less = matrix.publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    with pytest.raises(Rejected, match="too large"):
        matrix.parcel(parcel_less)


# --- Afterwards ---


def test_words_are_changed_and_the_picture_stays(matrix: Place) -> None:
    receipt = matrix.send(dataclasses.replace(MESSAGE, images=(picture(),)))
    publisher: Any = matrix.publisher
    part = publisher.prepare(Message("The fog lifts")).parts[0]
    assert publisher.edit(receipt.id, part).id == receipt.id
    sent = content(matrix)
    assert sent["body"] == "The fog lifts"
    assert sent["url"].startswith("mxc://")
    assert publisher.measure([receipt.id])[receipt.id].edited_at is not None
    publisher.delete(receipt.id)
    with pytest.raises(Rejected, match="does not find"):
        publisher.edit(receipt.id, part)


def test_reactions_and_answers_are_counted_and_read(matrix: Place) -> None:
    receipt = matrix.send(MESSAGE)
    matrix.fake.react(receipt.id)
    matrix.fake.react(receipt.id, "@bob:localhost")
    matrix.fake.remark(receipt.id, "Is the ferry late?")
    publisher: Any = matrix.publisher
    found = publisher.measure([receipt.id])[receipt.id]
    assert (found.likes, found.replies, found.views) == (2, 1, None)
    [said] = publisher.replies(receipt.id, datetime.now(UTC) - timedelta(minutes=1))
    assert (said.text, said.author, said.reply_to) == ("Is the ferry late?", "@ada:localhost", receipt.id)


def test_who_names_us_is_heard(matrix: Place) -> None:
    matrix.fake.remark("", "Almanac, are you there?")
    publisher: Any = matrix.publisher
    [said] = publisher.mentions(datetime.now(UTC) - timedelta(minutes=1))
    assert said.author == "@ada:localhost"


@pytest.mark.parametrize("at", [2**53 - 1, -(2**53), 1e300, "soon", None])
def test_a_time_that_is_none_which_a_foreign_server_may_send_stops_nothing(matrix: Place, at: Any) -> None:
    publisher: Any = matrix.publisher
    since = datetime.now(UTC) - timedelta(seconds=5)
    matrix.send(MESSAGE, "key-1")
    matrix.fake.remark("", "Almanac, from another server")
    list(matrix.fake.events.values())[-1]["origin_server_ts"] = at
    matrix.fake.remark("", "Almanac, are you there?")
    assert publisher.find(matrix.parcel(publisher.prepare(MESSAGE)), "key-1", since, []) is not None
    assert "Almanac, are you there?" in [one.text for one in publisher.mentions(since)]


def test_an_address_shows_its_post(matrix: Place) -> None:
    receipt = matrix.send(MESSAGE)
    account = matrix.publisher.account
    assert Matrix.id_at(receipt.url, account) == receipt.id
    assert Matrix.id_at(receipt.url, Account("!other:localhost")) == ""


# --- What refusals mean ---


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "wait"),
    [
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, {}, Expired, None),
        (401, {"errcode": "M_MISSING_TOKEN"}, {}, Expired, None),
        (403, {"errcode": "M_FORBIDDEN", "error": "no"}, {}, Expired, None),
        (403, {"errcode": "M_USER_DEACTIVATED"}, {}, Expired, None),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, {}, Busy, 2.5),
        (429, {"errcode": "M_LIMIT_EXCEEDED"}, {"retry-after": "7"}, Busy, 7.0),
        (429, {}, {}, Busy, None),
        (413, {"errcode": "M_TOO_LARGE"}, {}, Rejected, None),
        (400, {"errcode": "M_BAD_JSON", "error": "bad"}, {}, Rejected, None),
        (400, {"errcode": "M_INVALID_PARAM"}, {}, Rejected, None),
    ],
)
def test_each_code_means_what_the_spec_says(
    status: int,
    body: dict[str, Any],
    headers: dict[str, str],
    kind: type[PublisherError],
    wait: float | None,
    matrix: Place,
) -> None:
    matrix.fake.refusal = (status, body, headers)
    with pytest.raises(PublisherError) as trouble:
        matrix.send(MESSAGE)
    assert type(trouble.value) is kind
    assert getattr(trouble.value, "retry_after", None) == wait
    assert matrix.arrived() == []


def test_who_may_not_post_is_told_so_for_certain(matrix: Place) -> None:
    matrix.fake.may_send = False
    with pytest.raises(Expired) as trouble:
        matrix.send(MESSAGE)
    assert trouble.value.is_certain


def test_an_encrypted_room_is_not_connected(matrix: Place) -> None:
    matrix.fake.encrypted = True
    with pytest.raises(Rejected, match="encrypted"):
        matrix.publisher.check()


def test_a_room_that_is_not_there_or_not_open_is_told(matrix: Place) -> None:
    other = dataclasses.replace(matrix.publisher.credentials, room="nowhere:localhost")
    with pytest.raises(Rejected, match="no room #nowhere:localhost"):
        make("matrix", other, matrix.publisher.web)
    matrix.fake.may_join = False
    with pytest.raises(Expired, match="Invite it"):
        matrix.publisher.check()


def test_a_text_that_no_event_holds_is_a_problem(matrix: Place) -> None:
    assert [one.code for one in matrix.publisher.prepare(Message("й" * 15_001)).problems] == ["too_long"]
    assert matrix.publisher.prepare(Message("й" * 15_000)).problems == ()
