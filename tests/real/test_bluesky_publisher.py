"""Our publisher on Bluesky's own personal data server, from connecting to deleting."""

import dataclasses
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.bluesky import Bluesky, Credentials
from publishers.errors import AlreadyThere, Expired, Rejected, Uncertain, Unreachable
from publishers.message import Account, Card, Image, Message, Parcel, Receipt
from publishers.web import Web
from tests.publishers.places import picture
from tests.real import node, pds
from tests.real.deaf import Deaf
from tests.real.pds import Pds, call

pytestmark = pytest.mark.real
POSTS = "app.bsky.feed.post"
WEB = Web(frozenset({"localhost:*", "127.0.0.1:*"}))


class Local(Bluesky):
    """Looks handles and accounts up on this machine."""


@pytest.fixture(scope="module")
def server() -> Iterator[Pds]:
    try:
        with pds.running() as found:
            Local.resolver, Local.directory = found.url, found.directory
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"Bluesky's server cannot be installed here: {error}")


@pytest.fixture(scope="module")
def publisher(server: Pds) -> Bluesky:
    """Connected as the product does it: from a handle and an app password to an account and a session."""
    fresh = Local(Credentials(server.handle, server.app_password), Account(""), WEB)
    assert fresh.ends_at() is None
    credentials = dataclasses.replace(fresh.credentials, **fresh.refreshed(datetime.now(UTC)))
    return Local(credentials, Local(credentials, Account(""), WEB).check(), WEB)


def ready(publisher: Bluesky, message: Message, part: int = 0, **more: str) -> Parcel:
    kept: dict[str, str] = {}
    payload = publisher.prepare(message)
    assert not payload.blocked
    return dataclasses.replace(publisher.upload(payload.parts[part], kept.__setitem__, kept), **more)


def commit(publisher: Bluesky, parcel: Parcel, key: str) -> Receipt:
    return publisher.commit(parcel, key, time.monotonic() + 20)


def on_the_server(server: Pds, receipt: Receipt) -> Any:
    rkey = receipt.id.partition("/")[0]
    return call(server.url, "com.atproto.repo.getRecord", repo=server.did, collection=POSTS, rkey=rkey)


def count(server: Pds, text: str) -> int:
    where = {"repo": server.did, "collection": POSTS, "limit": "100"}
    records = call(server.url, "com.atproto.repo.listRecords", **where)["records"]
    return sum(record["value"]["text"] == text for record in records)


@pytest.mark.row("connect", network="bluesky", against="real")
def test_a_handle_alone_leads_to_the_account_and_its_server(publisher: Bluesky, server: Pds) -> None:
    assert (publisher.account.id, publisher.account.handle) == (server.did, f"@{server.handle}")
    assert publisher.credentials.home == server.url
    assert dict(publisher.account.facts) == {"image_bytes": "2000000", "images": "10"}
    ends_at = publisher.ends_at()
    assert ends_at is not None
    assert timedelta(minutes=110) < ends_at - datetime.now(UTC) < timedelta(minutes=121)


@pytest.mark.row("text", network="bluesky", against="real")
def test_words_links_tags_and_mentions_arrive_at_their_bytes(publisher: Bluesky, server: Pds) -> None:
    message = Message("Привет 👋 [docs](https://example.org/a) @ada.test #тег", language="ru")
    receipt = commit(publisher, ready(publisher, message), "facets")
    found = on_the_server(server, receipt)
    record = found["value"]
    assert receipt.id.endswith("/" + found["cid"])
    assert (record["text"], record["langs"]) == ("Привет 👋 docs @ada.test #тег", ["ru"])
    raw = record["text"].encode()
    pieces = {
        raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
        for one in record["facets"]
    }
    assert pieces["docs"]["uri"] == "https://example.org/a"
    assert pieces["@ada.test"]["did"] == server.did
    assert pieces["#тег"]["tag"] == "тег"


@pytest.mark.row("pictures", network="bluesky", against="real")
def test_a_picture_arrives_with_its_description_and_shape(publisher: Bluesky, server: Pds) -> None:
    image = picture("A red square")
    receipt = commit(publisher, ready(publisher, Message("look", images=(image,))), "picture")
    [shown] = on_the_server(server, receipt)["value"]["embed"]["images"]
    assert (shown["alt"], shown["aspectRatio"]) == ("A red square", {"width": 8, "height": 8})
    assert shown["image"]["size"] == image.size


def test_galleries_cards_warnings_and_threads_are_what_the_lexicons_ask_for(
    publisher: Bluesky, server: Pds
) -> None:
    many = tuple(picture(f"Number {n}", f"#0000{n:02x}") for n in range(6))
    options = (("labels", "nudity"), ("language", "en de"))
    gallery = commit(publisher, ready(publisher, Message("six", images=many, options=options)), "six")
    assert len(on_the_server(server, gallery)["value"]["embed"]["items"]) == 6
    card = Card("https://example.org/a", "Almanac", "Plans posts", picture("", "blue"))
    carded = commit(publisher, ready(publisher, Message("read", card=card)), "card")
    assert on_the_server(server, carded)["value"]["embed"]["external"]["thumb"]["mimeType"] == "image/png"


@pytest.mark.row("first comment", network="bluesky", against="real")
def test_a_thread_and_its_first_comment_hang_together(publisher: Bluesky, server: Pds) -> None:
    message = Message("one\n---\ntwo", options=(("first_comment", "and https://example.org"),))
    root = commit(publisher, ready(publisher, message), "root")
    middle = commit(publisher, ready(publisher, message, 1, reply_to=root.id, first=root.id), "middle")
    last = commit(publisher, ready(publisher, message, 2, reply_to=middle.id, first=root.id), "last")
    records = [on_the_server(server, receipt) for receipt in (root, middle, last)]
    parents = [one["value"]["reply"]["parent"]["cid"] for one in records[1:]]
    assert parents == [records[0]["cid"], records[1]["cid"]]
    assert {one["value"]["reply"]["root"]["cid"] for one in records[1:]} == {records[0]["cid"]}
    times = [one["value"]["createdAt"] for one in records]
    assert times == sorted(set(times))


@pytest.mark.row("once", network="bluesky", against="real")
def test_the_same_key_again_is_the_same_post_and_never_a_second(publisher: Bluesky, server: Pds) -> None:
    parcel = ready(publisher, Message("said exactly once", images=(picture(),)))
    receipts = {commit(publisher, parcel, "once").id for _ in range(3)}
    assert len(receipts) == count(server, "said exactly once") == 1


def test_the_same_key_at_the_same_time_is_one_post_too(publisher: Bluesky, server: Pds) -> None:
    parcel = ready(publisher, Message("all at once"))
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: commit(publisher, parcel, "at once").id, range(24)))
    assert len(set(receipts)) == count(server, "all at once") == 1


@pytest.mark.row("faults", network="bluesky", against="real")
def test_an_answer_that_never_came_is_found_and_a_repeat_changes_nothing(
    publisher: Bluesky, server: Pds
) -> None:
    parcel, since = ready(publisher, Message("nobody listens")), datetime.now(UTC)
    with Deaf(server.url) as deaf:
        away = dataclasses.replace(publisher.credentials, service=deaf.url)
        with pytest.raises(Uncertain):
            commit(Local(away, publisher.account, WEB), parcel, "lost")
    found = publisher.find(parcel, "lost", since, [])
    assert found is not None
    assert commit(publisher, parcel, "lost").id == found.id
    assert count(server, "nobody listens") == 1


def test_other_words_under_the_same_key_change_nothing(publisher: Bluesky, server: Pds) -> None:
    parcel = ready(publisher, Message("the first words"))
    receipt = commit(publisher, parcel, "taken")
    changed = dataclasses.replace(parcel, part=dataclasses.replace(parcel.part, text="the second words"))
    with pytest.raises(AlreadyThere) as trouble:
        commit(publisher, changed, "taken")
    assert trouble.value.receipt_id == receipt.id
    assert on_the_server(server, receipt)["value"]["text"] == "the first words"


@pytest.mark.row("look-up", network="bluesky", against="real")
def test_a_post_is_found_by_its_key_alone_until_it_is_deleted(publisher: Bluesky) -> None:
    parcel, since = ready(publisher, Message("where am I")), datetime.now(UTC)
    assert publisher.find(parcel, "look", since, []) is None
    receipt = commit(publisher, parcel, "look")
    found = publisher.find(parcel, "look", since, [])
    assert found is not None
    assert (found.id, found.url) == (receipt.id, receipt.url)
    assert found.published_at is not None
    assert receipt.published_at is not None
    assert abs(found.published_at - receipt.published_at) < timedelta(seconds=10)
    for _ in range(2):
        publisher.delete(receipt.id)
    assert publisher.find(parcel, "look", since, []) is None


def test_whether_an_old_try_wrote_anything_is_told_by_the_names_of_records(publisher: Bluesky) -> None:
    part = publisher.prepare(Message("an hour ago")).parts[0]
    old = '{"at": "2026-01-02T03:04:05.678000+00:00", "dids": {}}'
    kept: dict[str, str] = {}
    publisher.upload(part, kept.__setitem__, kept)
    [name] = kept
    anew = publisher.upload(part, lambda name, value: None, {name: old})
    assert not anew.handle.startswith('{"at": "2026-01-02')
    commit(publisher, dataclasses.replace(anew, handle=old), "an hour ago")
    again = publisher.upload(part, lambda name, value: None, {name: old})
    assert again.handle == old


def test_sessions_are_renewed_and_a_second_process_does_no_harm(publisher: Bluesky, server: Pds) -> None:
    before = publisher.credentials
    first = publisher.refreshed(datetime.now(UTC))
    assert first["refresh_token"] != before.refresh_token
    late = publisher.refreshed(datetime.now(UTC))  # with the old token
    for fields in (first, late):
        again = Local(dataclasses.replace(before, **fields), publisher.account, WEB)
        assert again.check().id == server.did


def test_a_text_that_is_too_long_is_refused_by_us_and_by_the_server(publisher: Bluesky) -> None:
    family = "👨‍👩‍👧‍👧"
    for text in ("a" * 301, family * 121):
        payload = publisher.prepare(Message(text))
        assert [problem.code for problem in payload.blocked] == ["too_long"]
        parcel = publisher.upload(payload.parts[0], lambda name, value: None, {})
        with pytest.raises(Rejected, match="too big"):
            commit(publisher, parcel, text[:20])
    for text in ("é" * 300, family * 120):
        assert commit(publisher, ready(publisher, Message(text)), text[:20]).id


def test_a_bad_token_and_a_bad_password_ask_to_connect_again(publisher: Bluesky) -> None:
    parcel = ready(publisher, Message("not with this token"))
    for token in ("nonsense", publisher.credentials.refresh_token):
        bad = dataclasses.replace(publisher.credentials, access_token=token)
        with pytest.raises(Expired) as trouble:
            commit(Local(bad, publisher.account, WEB), parcel, "bad")
        assert trouble.value.code == "InvalidToken"
    typo = Credentials(publisher.credentials.handle, "aaaa-bbbb-cccc-dddd")
    for attempt in (
        Local(typo, Account(""), WEB).check,
        lambda: Local(typo, Account(""), WEB).refreshed(NOW),
    ):
        with pytest.raises(Expired):
            attempt()


def test_too_heavy_an_upload_is_refused_and_a_closed_door_is_no_answer(publisher: Bluesky) -> None:
    raw = b"\x89PNG\r\n\x1a\n" + b"x" * 5_300_000
    heavy = Image("0" * 64, "image/png", 8, 8, len(raw), "Heavy", "heavy.png", read=lambda: raw)
    part = dataclasses.replace(publisher.prepare(Message("x")).parts[0], images=(heavy,))
    with pytest.raises((Rejected, Unreachable)):  # it answers 413 and closes while we still send
        publisher.upload(part, lambda name, value: None, {})
    away = dataclasses.replace(publisher.credentials, service="http://localhost:9")
    with pytest.raises(Unreachable):
        commit(Local(away, publisher.account, WEB), ready(publisher, Message("x")), "away")


NOW = datetime(2026, 11, 22, tzinfo=UTC)
