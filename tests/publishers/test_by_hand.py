"""Networks where people publish by hand: everything is prepared and pinned, and nothing is ever sent."""

import dataclasses

import pytest

import publishers
from publishers.errors import Handed, Rejected, Uncertain
from publishers.limits import Promise
from publishers.message import Account, Message, Parcel
from publishers.web import Web
from tests.publishers.places import Place, picture

MESSAGE = Message("Hello *world*, see [us](https://example.org/a)", title="Greetings", language="en")


@pytest.mark.where(by_hand=True)
@pytest.mark.row("connect")
def test_the_address_of_the_page_is_all_it_needs(there: Place) -> None:
    account = there.publisher.check()
    assert account.id == account.url == there.publisher.credentials.page
    assert account.name in ("harbour", "Sailors")


@pytest.mark.where(by_hand=True)
@pytest.mark.row("text")
def test_the_words_are_prepared_plainly_and_always_the_same(there: Place) -> None:
    payload = there.publisher.prepare(MESSAGE)
    assert payload == there.publisher.prepare(MESSAGE)
    assert payload.parts[0].text == "Hello world, see us (https://example.org/a)"
    assert payload.blocked == ()
    for changed in (
        dataclasses.replace(MESSAGE, text="Hello"),
        dataclasses.replace(MESSAGE, images=(picture(),)),
        dataclasses.replace(MESSAGE, options=(("first_comment", "More here"),)),
    ):
        assert there.publisher.prepare(changed).digest() != payload.digest()


@pytest.mark.where(by_hand=True)
def test_a_first_comment_is_handed_over_after_the_post(there: Place) -> None:
    message = dataclasses.replace(MESSAGE, options=(("first_comment", "More here"),))
    assert [part.is_comment for part in there.publisher.prepare(message).parts] == [False, True]


@pytest.mark.where(by_hand=True)
@pytest.mark.row("pictures")
def test_pictures_go_with_it_and_alone(there: Place) -> None:
    payload = there.publisher.prepare(Message("", images=(picture(), picture(colour="blue"))))
    assert len(payload.parts[0].images) == 2
    assert payload.blocked == ()


@pytest.mark.where(by_hand=True)
def test_it_never_sends_and_says_whose_turn_it_is(there: Place) -> None:
    parcel = Parcel(there.publisher.prepare(MESSAGE).parts[0])
    with pytest.raises(Handed) as handed:
        there.publisher.commit(parcel, "key", 0.0)
    assert isinstance(handed.value, Uncertain), "only a person knows whether it is out"
    assert there.publisher.guarantee.promise is Promise.NONE


@pytest.mark.where(by_hand=True)
def test_one_writes_there_at_a_safe_address(there: Place) -> None:
    opens = there.publisher.writes_at()
    assert opens.startswith("https://")
    assert there.publisher.name != "elsewhere" or opens == there.publisher.credentials.page


@pytest.mark.parametrize("name", ["dzen", "max", "ok"])
@pytest.mark.parametrize(
    "page",
    [
        "",
        "harbour",
        "http://dzen.ru/harbour",
        "https://ok.ru.example.org/harbour",
        "javascript:alert(1)",
        "https://dzen.ru/",
        "https://ada:secret@ok.ru/harbour",
    ],
)
def test_an_address_of_somewhere_else_is_not_taken(name: str, page: str) -> None:
    kind = publishers.get(name)
    with pytest.raises(Rejected, match="Paste one like https://"):
        kind(kind.Credentials(page), Account(""), Web()).check()


def test_the_phone_and_desk_addresses_of_a_network_are_both_its_own() -> None:
    kind = publishers.get("ok")
    for page in ("https://m.ok.ru/group/1", "https://www.ok.ru/group/1", "https://ok.ru/group/1"):
        assert kind(kind.Credentials(page), Account(""), Web()).check().handle == "group/1"
