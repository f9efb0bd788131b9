"""Our publisher on a real Synapse: everything of the contract, and what our fake claims of Matrix."""

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import Expired, Rejected, Uncertain
from publishers.matrix import Credentials, Matrix
from publishers.message import Message
from publishers.web import Web
from tests.publishers.places import LOOPBACK, Place, make, picture
from tests.real import synapse
from tests.real.contract import Kept, contract_of
from tests.real.deaf import Deaf
from tests.real.node import NotInstalled
from tests.real.synapse import Homeserver

pytestmark = pytest.mark.real
WEB = Web(LOOPBACK)
MESSAGE = Message("The **fog** lifts, see [the port](https://example.org/fog).", language="en")


@pytest.fixture(scope="module")
def homeserver() -> Iterator[Homeserver]:
    try:
        with synapse.running() as found:
            yield found
    except NotInstalled as error:
        pytest.skip(f"Synapse cannot be installed here: {error}")


@pytest.fixture
def there(homeserver: Homeserver) -> Place:
    """A room of its own for each test."""
    alias = f"harbour-{uuid.uuid4().hex[:12]}"
    room = {"room_alias_name": alias, "name": "Harbour", "invite": ["@almanac:localhost"]}
    room_id = homeserver.ask("ada", "POST", "/_matrix/client/v3/createRoom", room)["room_id"]
    credentials = Credentials(homeserver.url, homeserver.tokens["almanac"], f"#{alias}:localhost")
    publisher: Any = make("matrix", credentials, WEB)

    def arrived() -> list[dict[str, Any]]:
        path = synapse.in_room(room_id, "/messages?dir=b&limit=100")
        chunk = homeserver.ask("ada", "GET", path)["chunk"]
        messages = {one["event_id"]: one for one in reversed(chunk) if one["type"] == "m.room.message"}
        for one in messages.values():
            if "m.new_content" in one["content"]:  # as clients show it
                messages[one["content"]["m.relates_to"]["event_id"]]["content"] = one["content"][
                    "m.new_content"
                ]
        ours = [
            one["content"]
            for one in messages.values()
            if one["sender"] == "@almanac:localhost" and one["content"]
        ]
        return [
            {
                "text": content["body"],
                "images": int("url" in content),
                "reply_to": content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id", ""),
            }
            for content in ours
            if "m.new_content" not in content
        ]

    def spoil() -> None:
        publisher.credentials = dataclasses.replace(credentials, access_token="syt_wrong")

    def remark(above: str, text: str) -> None:
        relates = {"m.relates_to": {"rel_type": "m.thread", "event_id": above}} if above else {}
        named = {} if above else {"m.mentions": {"user_ids": ["@almanac:localhost"]}}
        content = {"msgtype": "m.text", "body": text, **relates, **named}
        path = synapse.in_room(room_id, f"/send/m.room.message/{uuid.uuid4().hex}")
        homeserver.ask("ada", "PUT", path, content)

    return Place(publisher, arrived, spoil, None, remark=remark)


@pytest.mark.parametrize("kept", contract_of(Matrix))
def test_the_contract(kept: Kept, there: Place) -> None:
    kept(there)


@pytest.mark.row("faults", network="matrix", against="real")
def test_a_lost_answer_is_cleared_up_by_the_same_transaction(there: Place, homeserver: Homeserver) -> None:
    with Deaf(homeserver.url) as deaf:
        credentials = dataclasses.replace(there.publisher.credentials, homeserver=deaf.url)
        hard_of_hearing = Matrix(credentials, there.publisher.account, Web(LOOPBACK, timeout=2))
        parcel = there.parcel(there.publisher.prepare(MESSAGE))
        with pytest.raises(Uncertain):
            hard_of_hearing.commit(parcel, "key-1", float("inf"))
    since = datetime.now(UTC) - timedelta(minutes=1)
    publisher: Any = there.publisher
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert there.commit(parcel, "key-1").id == found.id
    assert len(there.arrived()) == 1


def test_a_file_that_is_too_large_is_refused_in_matrix_words(there: Place) -> None:
    assert dict(there.publisher.account.facts)["image_bytes"] == "1048576"
    heavy = dataclasses.replace(picture(), read=lambda: b"\0" * 1_100_000)
    payload = there.publisher.prepare(dataclasses.replace(MESSAGE, images=(heavy,)))
    with pytest.raises(Rejected, match="too large"):
        there.parcel(payload)


def test_an_encrypted_room_is_told_apart(there: Place, homeserver: Homeserver) -> None:
    path = synapse.in_room(there.publisher.account.id, "/state/m.room.encryption")
    homeserver.ask("ada", "PUT", path, {"algorithm": "m.megolm.v1.aes-sha2"})
    with pytest.raises(Rejected, match="encrypted"):
        there.publisher.check()


def test_who_was_put_out_of_the_room_may_not_post(there: Place, homeserver: Homeserver) -> None:
    path = synapse.in_room(there.publisher.account.id, "/ban")
    homeserver.ask("ada", "POST", path, {"user_id": "@almanac:localhost"})
    with pytest.raises(Expired):
        there.send(MESSAGE)
