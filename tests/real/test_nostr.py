"""Our publisher on a real relay: everything of the contract, and what our fake claims of relays.

Pictures go to our fake's Blossom server: the relay holds none.
"""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from coincurve import PrivateKey

from publishers import websocket
from publishers.errors import Rejected, Uncertain
from publishers.message import Message
from publishers.nostr import Credentials, Nostr, relay
from publishers.nostr.events import Key
from publishers.web import Web
from tests.fakes.nostr import FakeNostr, signed
from tests.publishers.places import LOOPBACK, Place, make
from tests.real import relay as real
from tests.real.contract import Kept, contract_of
from tests.real.node import NotInstalled

pytestmark = pytest.mark.real
WEB = Web(LOOPBACK)
MESSAGE = Message("The **fog** lifts, see [the port](https://example.org/fog).", language="en")
# This relay knows no list of who may write.
WITHOUT = {"test_wrong_credentials_ask_to_connect_again"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    try:
        with real.running() as found:
            yield found
    except NotInstalled as error:
        pytest.skip(f"nostr-relay cannot be installed here: {error}")


@pytest.fixture
def there(url: str) -> Iterator[Place]:
    """A key of its own for each test."""
    with FakeNostr() as media:
        secret = secrets.token_bytes(32)
        me, ada = Key(secret).public, PrivateKey()
        publisher = make("nostr", Credentials(secret.hex(), url, media.url), WEB)

        def arrived() -> list[dict[str, Any]]:
            found = relay.ask(WEB, url, [{"authors": [me], "kinds": [1]}], 5)
            return [
                {
                    "text": note["content"].partition(f"\n\n{media.url}/")[0],
                    "images": sum(tag[0] == "imeta" for tag in note["tags"]),
                    "reply_to": next((tag[1] for tag in reversed(note["tags"]) if tag[0] == "e"), ""),
                }
                for note in _in_order(found)
            ]

        def remark(above: str, text: str) -> None:
            tags = [["e", above, "", "root"], ["p", me]] if above else [["p", me]]
            relay.publish(WEB, url, signed(ada, 1, text, tags), None, 5)

        yield Place(publisher, arrived, None, None, remark=remark)


@pytest.mark.parametrize("kept", contract_of(Nostr, WITHOUT))
def test_the_contract(kept: Kept, there: Place) -> None:
    kept(there)


@pytest.mark.row("faults", network="nostr", against="real")
def test_a_lost_answer_is_cleared_up_by_the_same_event(there: Place, url: str) -> None:
    publisher: Any = there.publisher
    parcel = there.parcel(publisher.prepare(MESSAGE))
    event = publisher._event(parcel, "key-1")
    with pytest.raises(Uncertain):
        _lose_the_answer(url, event)
    since = datetime.now(UTC) - timedelta(minutes=1)
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert there.commit(parcel, "key-1").id == found.id
    assert len(there.arrived()) == 1


def test_what_it_does_not_take_it_refuses_as_invalid(there: Place, url: str) -> None:
    key: Key = there.publisher._key
    event = key.signed(1, "fog", [], int(time.time()))
    with pytest.raises(Rejected) as caught:
        relay.publish(WEB, url, event | {"sig": "00" * 64}, None, 20)
    assert caught.value.code == "invalid"
    with pytest.raises(Rejected) as caught:
        relay.publish(WEB, url, key.signed(1, "fog", [], 1), None, 20)
    assert caught.value.code == "invalid"


def test_reactions_are_counted(there: Place, url: str) -> None:
    receipt = there.send(MESSAGE)
    relay.publish(WEB, url, signed(PrivateKey(), 7, "+", [["e", receipt.id]]), None, 5)
    publisher: Any = there.publisher
    assert publisher.measure([receipt.id])[receipt.id].likes == 1


def _lose_the_answer(url: str, event: dict[str, Any]) -> None:
    with websocket.opened(WEB, url) as talk:
        talk.say(relay._written(["EVENT", event]))
        talk.hear()
        raise ConnectionError("the answer got lost")


def _in_order(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the same second, what answers stands behind what it answers."""
    return sorted(notes, key=lambda note: (note["created_at"], len([t for t in note["tags"] if t[0] == "e"])))
