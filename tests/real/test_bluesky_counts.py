"""What people do with our posts, as Bluesky's own app counts and shows it."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.bluesky import Bluesky, Credentials
from publishers.message import Account, Card, Message, Receipt
from publishers.web import Web
from tests.publishers.places import picture
from tests.real import appview, node
from tests.real.pds import Pds, call

pytestmark = pytest.mark.real
POSTS = "app.bsky.feed.post"
WEB = Web(frozenset({"localhost:*"}))
PATIENCE = 20.0  # seconds until the app has read what was written


@pytest.fixture(scope="module")
def people() -> Iterator[tuple[Pds, Pds]]:
    try:
        with appview.running() as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"Bluesky's app cannot be installed here: {error}")


@pytest.fixture(scope="module")
def publisher(people: tuple[Pds, Pds]) -> Bluesky:
    ada = people[0]
    fresh = Bluesky(Credentials(ada.handle, ada.app_password, ada.url), Account(""), WEB)
    credentials = dataclasses.replace(fresh.credentials, **fresh.refreshed(datetime.now(UTC)))
    return Bluesky(credentials, Bluesky(credentials, Account(""), WEB).check(), WEB)


@pytest.fixture(scope="module")
def grace(people: tuple[Pds, Pds]) -> Callable[..., Any]:
    """Grace does something: grace(collection, record) → its address and cid."""
    person = people[1]
    who = {"identifier": person.handle, "password": person.app_password}
    token = call(person.url, "com.atproto.server.createSession", who)["accessJwt"]

    def does(collection: str, **record: Any) -> Any:
        record |= {"$type": collection, "createdAt": datetime.now(UTC).isoformat()}
        body = {"repo": person.did, "collection": collection, "record": record}
        return call(person.url, "com.atproto.repo.createRecord", body, token)

    does.token, does.url = token, person.url  # type: ignore[attr-defined]
    return does


def send(publisher: Bluesky, message: Message, key: str, part: int = 0, **more: str) -> Receipt:
    kept: dict[str, str] = {}
    parcel = publisher.upload(publisher.prepare(message).parts[part], kept.__setitem__, kept)
    return publisher.commit(dataclasses.replace(parcel, **more), key, time.monotonic() + 20)


def reference(publisher: Bluesky, receipt: Receipt) -> dict[str, str]:
    rkey, _, cid = receipt.id.partition("/")
    return {"uri": f"at://{publisher.account.id}/{POSTS}/{rkey}", "cid": cid}


def soon(look: Callable[[], Any]) -> Any:
    """What the look finds, once it finds something."""
    until = time.monotonic() + PATIENCE
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


@pytest.mark.row("metrics", network="bluesky", against="real")
def test_likes_reposts_answers_and_quotes_are_counted(publisher: Bluesky, grace: Callable[..., Any]) -> None:
    receipt, other = send(publisher, Message("count me"), "count"), send(publisher, Message("not me"), "no")
    ours = reference(publisher, receipt)
    assert soon(lambda: len(publisher.measure([receipt.id, other.id])) == 2)
    grace("app.bsky.feed.like", subject=ours)
    grace("app.bsky.feed.repost", subject=ours)
    grace(POSTS, text="an answer", reply={"root": ours, "parent": ours})
    grace(POSTS, text="look at this", embed={"$type": "app.bsky.embed.record", "record": ours})
    soon(lambda: publisher.measure([receipt.id])[receipt.id].quotes)
    soon(lambda: publisher.measure([receipt.id])[receipt.id].replies)
    numbers = publisher.measure([receipt.id, other.id])
    reach = numbers[receipt.id]
    assert (reach.likes, reach.reposts, reach.replies, reach.quotes, reach.bookmarks) == (1, 1, 1, 1, 0)
    assert reach.views is None
    assert (numbers[other.id].likes, numbers[other.id].replies) == (0, 0)


@pytest.mark.row("comments", network="bluesky", against="real")
def test_what_grace_answers_is_heard_and_what_we_answer_is_not(
    publisher: Bluesky, grace: Callable[..., Any]
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    receipt = send(publisher, Message("what do you think?"), "ask")
    ours = reference(publisher, receipt)
    soon(lambda: publisher.measure([receipt.id]))
    answer = grace(POSTS, text="good <b>news</b>", reply={"root": ours, "parent": ours})
    send(publisher, Message("thank you"), "thanks", reply_to=receipt.id)
    [remark] = soon(lambda: publisher.replies(receipt.id, since))
    assert (remark.id, remark.text, remark.author) == (answer["uri"], "good <b>news</b>", "@grace.test")
    assert remark.reply_to == receipt.id
    assert abs(datetime.now(UTC) - remark.at) < timedelta(minutes=1)


@pytest.mark.row("mentions", network="bluesky", against="real")
def test_who_names_or_quotes_us_is_heard(publisher: Bluesky, grace: Callable[..., Any]) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    ours = reference(publisher, send(publisher, Message("quote me"), "quote"))
    answer = grace(POSTS, text="an answer is no mention", reply={"root": ours, "parent": ours})
    quote = grace(POSTS, text="see this", embed={"$type": "app.bsky.embed.record", "record": ours})
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": publisher.account.id}
    facets = [{"index": {"byteStart": 0, "byteEnd": 9}, "features": [feature]}]
    named = grace(POSTS, text="@ada.test hello", facets=facets)
    assert soon(lambda: named["uri"] in [one.id for one in publisher.mentions(since)])
    heard = [one.id for one in publisher.mentions(since)]
    assert quote["uri"] in heard
    assert answer["uri"] not in heard


@pytest.mark.row("thread", network="bluesky", against="real")
def test_the_app_shows_our_thread_and_what_is_in_it(publisher: Bluesky) -> None:
    words = Message("one\n---\ntwo [here](https://example.org)\n---\nthree")
    root = send(publisher, words, "1")
    middle = send(publisher, words, "2", 1, reply_to=root.id, first=root.id)
    last = send(publisher, words, "3", 2, reply_to=middle.id, first=root.id)
    assert soon(lambda: publisher.measure([last.id]))
    thread = publisher._query(
        "app.bsky.feed.getPostThread", uri=reference(publisher, root)["uri"], depth="6"
    )["thread"]
    second = thread["replies"][0]
    assert second["post"]["uri"] == reference(publisher, middle)["uri"]
    assert second["post"]["record"]["facets"][0]["features"][0]["uri"] == "https://example.org"
    assert second["replies"][0]["post"]["uri"] == reference(publisher, last)["uri"]


def test_the_app_shows_pictures_galleries_and_cards(publisher: Bluesky) -> None:
    many = tuple(picture(f"Number {n}", f"#0000{n:02x}") for n in range(6))
    card = Card("https://example.org/a", "Almanac", "Plans posts", picture())
    sent = {
        "app.bsky.embed.images#view": send(publisher, Message("few", images=many[:2]), "few"),
        "app.bsky.embed.gallery#view": send(publisher, Message("many", images=many), "many"),
        "app.bsky.embed.external#view": send(publisher, Message("card", card=card), "card"),
    }
    for kind, receipt in sent.items():
        assert soon(lambda receipt=receipt: publisher.measure([receipt.id]))
        uri = reference(publisher, receipt)["uri"]
        [post] = publisher._query("app.bsky.feed.getPosts", uris=uri)["posts"]
        assert post["embed"]["$type"] == kind


@pytest.mark.row("delete", network="bluesky", against="real")
def test_what_is_deleted_has_no_numbers_and_no_answers(publisher: Bluesky) -> None:
    receipt = send(publisher, Message("soon gone"), "gone")
    assert soon(lambda: publisher.measure([receipt.id]))
    publisher.delete(receipt.id)
    assert soon(lambda: publisher.measure([receipt.id]) == {})
    assert publisher.replies(receipt.id, datetime.now(UTC) - timedelta(hours=1)) == ()
