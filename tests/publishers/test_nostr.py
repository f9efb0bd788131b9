"""What is special about Nostr: one event at many relays, its tags, pictures elsewhere, words of refusal."""

import dataclasses
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import (
    Busy,
    CannotLook,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.message import Account, Film, Image, Message
from publishers.nostr import Nostr, bech32, pinned
from publishers.web import Web
from tests.fakes.nostr import ADA, ME, NSEC, FakeNostr, signed
from tests.publishers.places import LOOPBACK, Place, make, picture
from tests.publishers.test_nostr_names import NPUB

MESSAGE = Message("Fog over the *harbour*, see [us](https://example.org/a)", language="en-GB")
NOBODY = "ws://127.0.0.1:1"


@pytest.fixture
def others() -> Iterator[list[FakeNostr]]:
    """Two more relays."""
    with ExitStack() as stack:
        yield [stack.enter_context(FakeNostr()) for _number in range(2)]


def at_relays(place: Place, *relays: str) -> Any:
    publisher: Any = place.publisher
    publisher.credentials = dataclasses.replace(publisher.credentials, relays=", ".join(relays))
    return publisher


def event(place: Place, number: int = -1) -> dict[str, Any]:
    return dict(place.arrived()[number]["event"])


def tags(place: Place, name: str) -> list[list[str]]:
    return [tag for tag in event(place)["tags"] if tag[0] == name]


def a_while_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


# --- The account ---


def test_the_account_is_the_key_with_its_name_where_a_relay_knows_one(nostr: Place) -> None:
    account = nostr.publisher.account
    assert (account.id, account.handle) == (ME, "npub10elfcs4…zvjptg")
    assert account.url == f"https://njump.me/{NPUB}"
    assert dict(account.facts) == {"media_server": "yes"}
    old, new = ({"display_name": name} for name in ("Old", "Harbour\u202e news"))
    key = nostr.publisher._key
    for age, said in ((9, old), (5, new)):
        profile = key.signed(0, json.dumps(said), [], int(time.time()) - age)
        nostr.fake.events[profile["id"]] = profile
    assert nostr.publisher.check().handle == "Harbour news"


def test_a_relay_says_how_long_a_note_may_be(nostr: Place) -> None:
    nostr.fake.information = {"limitation": {"max_content_length": 280}}
    publisher = make("nostr", nostr.publisher.credentials, nostr.publisher.web)
    assert [one.code for one in publisher.prepare(Message("a" * 281)).problems] == ["too_long"]
    assert publisher.prepare(Message("a" * 280)).problems == ()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " , ",
        "https://relay.example.org",
        "relay.example.org",
        ",".join(f"wss://{n}.org" for n in range(9)),
    ],
)
def test_what_are_no_relays_is_said(nostr: Place, typed: str) -> None:
    with pytest.raises(Rejected):
        at_relays(nostr, typed).check()


def test_one_relay_that_answers_is_enough_to_connect(nostr: Place) -> None:
    assert at_relays(nostr, NOBODY, nostr.fake.relay).check().id == ME
    with pytest.raises(Unreachable):
        at_relays(nostr, NOBODY).check()


# --- One event at many relays ---


def test_every_relay_gets_the_same_event(nostr: Place, others: list[FakeNostr]) -> None:
    at_relays(nostr, nostr.fake.relay, *(one.relay for one in others))
    receipt = nostr.send(MESSAGE)
    for fake in (nostr.fake, *others):
        assert [one["id"] for one in fake.published] == [receipt.id]
        assert fake.published[0]["sig"] == event(nostr)["sig"]
    assert receipt.published_at == datetime.fromtimestamp(event(nostr)["created_at"], UTC)


@pytest.mark.parametrize(
    "fault", ["rst_after_accept", "fin_before_accept", "html_page", "ok_false", "busy_absent"]
)
def test_one_relay_that_takes_it_is_enough(nostr: Place, others: list[FakeNostr], fault: str) -> None:
    at_relays(nostr, NOBODY, nostr.fake.relay, *(one.relay for one in others))
    nostr.fake.arm(fault)
    receipt = nostr.send(MESSAGE)
    assert [[one["id"] for one in fake.published] for fake in others] == [[receipt.id]] * 2


def test_a_silent_relay_leaves_time_for_the_next(nostr: Place, others: list[FakeNostr]) -> None:
    publisher = at_relays(nostr, nostr.fake.relay, others[0].relay)
    publisher.web = Web(LOOPBACK, timeout=0.6)
    nostr.fake.arm("hang_before_accept")
    assert nostr.send(MESSAGE).id == others[0].published[0]["id"]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("blocked: no", "rate-limited: wait", Busy),
        ("error: database", "blocked: no", Uncertain),
        ("invalid: no", "blocked: no", Expired),
        ("invalid: no", "pow: 28", Rejected),
    ],
)
def test_where_none_took_it_what_may_still_go_counts_most(
    nostr: Place, others: list[FakeNostr], first: str, second: str, kind: type[PublisherError]
) -> None:
    at_relays(nostr, nostr.fake.relay, others[0].relay)
    nostr.fake.answer = [["OK", "id", False, first]]
    others[0].answer = [["OK", "id", False, second]]
    with pytest.raises(PublisherError) as caught:
        nostr.send(MESSAGE)
    assert type(caught.value) is kind


def test_a_look_is_complete_only_when_every_relay_said(nostr: Place, others: list[FakeNostr]) -> None:
    publisher = at_relays(nostr, NOBODY, nostr.fake.relay, others[0].relay)
    parcel = nostr.parcel(publisher.prepare(MESSAGE))
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", a_while_ago(), [])
    receipt = nostr.commit(parcel, "key-1")
    nostr.fake.events.clear()
    assert publisher.find(parcel, "key-1", a_while_ago(), []).id == receipt.id
    others[0].events.clear()
    at_relays(nostr, nostr.fake.relay, others[0].relay)
    assert publisher.find(parcel, "key-1", a_while_ago(), []) is None
    others[0].closed_to = "auth-required: we only serve members"
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", a_while_ago(), [])


def test_the_second_is_kept_so_that_a_repeat_is_the_same_event(
    nostr: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = nostr.send(MESSAGE)
    monkeypatch.setattr(pinned, "FRESH", -1)
    assert nostr.send(MESSAGE).id == first.id, "a note of ours has that second"
    nostr.fake.events.clear()
    [name] = [name for name in nostr.kept if name.startswith("second:")]
    nostr.kept[name] = str(int(time.time()) - 7200)
    assert nostr.send(MESSAGE).published_at > a_while_ago(), "nobody has the old one: it is of now"
    nostr.kept[name] = str(int(time.time()) - 7200)
    nostr.fake.closed_to = "auth-required: no"
    parcel = nostr.parcel(nostr.publisher.prepare(MESSAGE))
    assert parcel.handle == nostr.kept[name] < str(int(time.time()) - 3600), "nobody can say"


def test_a_video_that_is_brought_early_does_not_date_its_note(nostr: Place) -> None:
    part = nostr.publisher.prepare(MESSAGE).parts[0]
    nostr.publisher.bring(part, nostr.kept.__setitem__, nostr.kept)
    assert not [name for name in nostr.kept if name.startswith("second:")]
    nostr.send(MESSAGE)
    assert [name for name in nostr.kept if name.startswith("second:")]


# --- What a note says ---


def test_hashtags_people_language_and_warning_are_tags(nostr: Place) -> None:
    text = f"#Fog and #fog, #порт #2026 a#b https://example.org/#top nostr:{NPUB} nostr:{NPUB[:-1]}x"
    nostr.send(dataclasses.replace(MESSAGE, text=text, options=(("content_warning", "weather"),)))
    assert tags(nostr, "t") == [["t", "fog"], ["t", "порт"]]
    assert tags(nostr, "p") == [["p", ME]]
    assert tags(nostr, "content-warning") == [["content-warning", "weather"]]
    assert tags(nostr, "l") == [["l", "en", "ISO-639-1"]]


def test_a_thread_names_its_root_and_the_note_above(nostr: Place) -> None:
    message = Message("one\n---\ntwo\n---\nthree")
    one = nostr.send(message, "key-1")
    two = nostr.send(message, "key-2", 1, one.id, one.id)
    assert tags(nostr, "e") == [["e", one.id, "", "root", ME]]
    nostr.send(message, "key-3", 2, two.id, one.id)
    assert tags(nostr, "e") == [["e", one.id, "", "root", ME], ["e", two.id, "", "reply", ME]]


def test_pictures_stand_below_the_words_and_are_described(nostr: Place) -> None:
    images = (picture("A red square"), picture("", "blue"))
    nostr.send(dataclasses.replace(MESSAGE, images=images))
    urls = [f"{nostr.fake.url}/{one.sha256}.png" for one in images]
    assert event(nostr)["content"].endswith("(https://example.org/a)\n\n" + "\n".join(urls))
    assert tags(nostr, "imeta") == [
        ["imeta", f"url {urls[0]}", "m image/png", "dim 8x8", "alt A red square"],
        ["imeta", f"url {urls[1]}", "m image/png", "dim 8x8"],
    ]
    assert nostr.fake.media[images[0].sha256] == (images[0].read(), "image/png")


def test_a_picture_is_brought_once_and_a_video_too(nostr: Place) -> None:
    video = Image("ab" * 32, "video/mp4", 0, 0, 9, "Fog", "fog.mp4", 12.5, lambda: b"the video", film=Film())
    payload = nostr.publisher.prepare(Message("", images=(video,)))
    nostr.parcel(payload)
    nostr.commit(nostr.parcel(payload), "key-1")
    assert [one.path for one in nostr.fake.requests].count("/upload") == 1
    assert event(nostr)["content"].endswith(".mp4")


def test_pictures_need_a_media_server(nostr: Place) -> None:
    credentials = dataclasses.replace(nostr.publisher.credentials, media_server="")
    publisher = make("nostr", credentials, nostr.publisher.web)
    payload = publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    assert [one.code for one in payload.blocked] == ["no_media_server"]
    assert publisher.prepare(MESSAGE).problems == ()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, Expired), (402, Expired), (403, Expired), (413, Rejected), (415, Rejected),
     (429, Busy), (500, Unreachable), (503, Unreachable)],
)  # fmt: skip
def test_what_the_media_server_refuses(nostr: Place, status: int, kind: type[PublisherError]) -> None:
    nostr.fake.media_refusal = (status, "because")
    with pytest.raises(PublisherError) as caught:
        nostr.send(dataclasses.replace(MESSAGE, images=(picture(),)))
    assert type(caught.value) is kind
    if kind in (Rejected, Expired):
        assert "because" in str(caught.value)
    assert nostr.arrived() == []


# --- Afterwards ---


def test_reactions_reposts_answers_and_quotes_are_counted(nostr: Place) -> None:
    one, two = nostr.send(MESSAGE), nostr.send(Message("two"), "key-2")
    fake = nostr.fake
    fake.react(one.id)
    fake.react(one.id, "🌫")
    fake.react(one.id, "-")
    fake.react(one.id, "", kind=6)
    above = fake.remark(one.id, "Is the ferry late?")
    fake.say(1, "yes", [["e", one.id, "", "root"], ["e", above, "", "reply"]])
    fake.say(1, "look at this", [["q", one.id]])
    publisher: Any = nostr.publisher
    numbers = publisher.measure([one.id, two.id, "ab" * 32])
    found = numbers[one.id]
    assert (found.likes, found.reposts, found.replies, found.quotes, found.views) == (2, 1, 1, 1, None)
    assert numbers[two.id].likes == 0
    assert set(numbers) == {one.id, two.id}
    with pytest.raises(Unreachable):
        at_relays(nostr, fake.relay, NOBODY).measure([one.id, "ab" * 32])
    assert publisher.measure([one.id])[one.id].likes == 2


def test_answers_have_their_authors_name_and_forgeries_are_not_heard(nostr: Place) -> None:
    receipt = nostr.send(MESSAGE)
    nostr.fake.say(0, '{"name": "ada"}', [])
    number = nostr.fake.remark(receipt.id, "Is the ferry late?")
    forged = signed(ADA, 1, "Send money", [["e", receipt.id, "", "root"]]) | {"content": "Send more money"}
    nostr.fake.events[forged["id"]] = forged
    publisher: Any = nostr.publisher
    [said] = publisher.replies(receipt.id, a_while_ago())
    assert (said.id, said.text, said.author, said.reply_to) == (
        number,
        "Is the ferry late?",
        "ada",
        receipt.id,
    )
    assert bech32.event_of(said.url.rpartition("/")[2])[0] == number
    assert publisher.replies(receipt.id, datetime.now(UTC) + timedelta(hours=1)) == ()


def test_a_mention_says_what_it_answers(nostr: Place) -> None:
    receipt = nostr.send(MESSAGE)
    nostr.fake.remark(receipt.id, "answer")
    nostr.fake.remark("", "hello")
    publisher: Any = nostr.publisher
    assert {one.text: one.reply_to for one in publisher.mentions(a_while_ago())} == {
        "answer": receipt.id,
        "hello": "",
    }


def test_a_deletion_is_told_to_all_relays_or_said(nostr: Place, others: list[FakeNostr]) -> None:
    publisher = at_relays(nostr, nostr.fake.relay, others[0].relay)
    receipt = nostr.send(MESSAGE)
    with pytest.raises(Unreachable):
        at_relays(nostr, nostr.fake.relay, NOBODY).delete(receipt.id)
    at_relays(nostr, nostr.fake.relay, others[0].relay)
    publisher.delete(receipt.id)
    assert nostr.fake.published == others[0].published == []


def test_an_address_shows_its_note(nostr: Place) -> None:
    receipt, account = nostr.send(MESSAGE), nostr.publisher.account
    assert Nostr.id_at(receipt.url, account) == receipt.id
    assert Nostr.id_at(receipt.url, Account("ab" * 32)) == ""
    assert Nostr.id_at("https://njump.me/" + bech32.encode("note", bytes(32)), account) == ""


# --- What refusals mean ---


@pytest.mark.parametrize(
    ("words", "kind", "is_certain"),
    [
        ("rate-limited: slow down there chief", Busy, False),
        ("blocked: you are banned from posting here", Expired, True),
        ("restricted: not allowed to write", Expired, True),
        ("auth-required: we only accept events from members", Expired, True),
        ("pow: difficulty 26 is less than 30", Rejected, False),
        ("invalid: event creation date is too far off", Rejected, False),
        ("error: could not connect to the database", Uncertain, False),
        ("mute: no one was listening", Rejected, False),
        ("no", Rejected, False),
        ("", Rejected, False),
    ],
)
def test_each_prefix_means_what_nip_01_says(
    nostr: Place, words: str, kind: type[PublisherError], is_certain: bool
) -> None:
    nostr.fake.answer = [["OK", "id", False, words]]
    with pytest.raises(PublisherError) as caught:
        nostr.send(MESSAGE)
    assert type(caught.value) is kind
    assert getattr(caught.value, "is_certain", False) == is_certain
    assert nostr.arrived() == []


def test_a_refusal_that_names_no_event_is_of_the_one_that_was_said(nostr: Place) -> None:
    """nostr-relay 1.14 answers so."""
    nostr.fake.answer = [["OK", "", False, "invalid: Bad signature"]]
    with pytest.raises(Rejected, match="Bad signature"):
        nostr.send(MESSAGE)


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_duplicate_is_there(nostr: Place, is_taken: bool) -> None:
    nostr.fake.answer = [["OK", "id", is_taken, "duplicate: already have this event"]]
    assert nostr.send(MESSAGE).id


@pytest.mark.parametrize(
    "said",
    [["NOTICE", "fog"], ["AUTH", "challenge"], ["OK", "ab" * 32, False, "invalid: another"], ["EOSE", "x"]],
)
def test_what_is_said_beside_the_answer_is_passed_over(nostr: Place, said: list[Any]) -> None:
    nostr.fake.answer = [said, ["OK", "id", True, ""]]
    assert nostr.send(MESSAGE).id


@pytest.mark.parametrize(
    "said",
    [["NOTICE", "could not parse command"], ["OK"], ["OK", "id"], ["OK", "id", "true", ""],
     ["OK", "id", 1, ""], [], [5]],
)  # fmt: skip
def test_what_is_no_answer_leaves_it_in_doubt(nostr: Place, said: list[Any]) -> None:
    publisher: Any = nostr.publisher
    publisher.web = Web(LOOPBACK, timeout=0.3)
    nostr.fake.answer = [said]
    with pytest.raises(Uncertain):
        nostr.send(MESSAGE)


def test_a_key_that_was_spoiled_goes_nowhere(nostr: Place) -> None:
    publisher: Any = nostr.publisher
    publisher.credentials = dataclasses.replace(publisher.credentials, nsec=NSEC[:-1])
    with pytest.raises(Rejected):
        nostr.send(MESSAGE)
    assert nostr.arrived() == []
