"""What is special about Bluesky: one record for one key, sessions, and what its servers refuse."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publishers.bluesky import Bluesky, Credentials
from publishers.bluesky.tid import is_tid
from publishers.errors import (
    AlreadyThere,
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.message import Account, Card, Image, Message, Parcel
from publishers.web import Web
from tests.fakes.bluesky import DID, HANDLE, FakeBluesky, notification
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.places import LOOPBACK, Place, picture, place

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def bluesky(tmp_path: Path) -> Iterator[Place]:
    with place("bluesky", tmp_path) as found:
        yield found


def record(there: Place, number: int = -1) -> dict[str, Any]:
    found: dict[str, Any] = there.fake.published[number].record
    return found


def asked(there: Place, method: str) -> list[Request]:
    return [request for request in there.fake.requests if request.path.endswith(method)]


# --- One key, one post ----------------------------------------------------------------------------


def test_a_repeat_is_the_same_record_to_the_byte(bluesky: Place) -> None:
    message = Message("Hello @grace.test, see https://example.org #tag", images=(picture(),), language="en")
    bluesky.send(message)
    bluesky.send(message)
    first, again = asked(bluesky, "putRecord")
    assert first.body == again.body
    assert json.loads(first.body)["swapRecord"] is None
    assert [arrival["repeat"] for arrival in bluesky.fake.arrivals] == [False, True]
    assert len(asked(bluesky, "uploadBlob")) == 1


def test_the_name_of_a_record_is_a_tid_of_its_own_time(bluesky: Place) -> None:
    receipt = bluesky.send(Message("hello"))
    rkey, _, cid = receipt.id.partition("/")
    assert is_tid(rkey)
    assert cid == bluesky.fake.published[0].cid
    created = datetime.fromisoformat(record(bluesky)["createdAt"])
    assert abs(datetime.now(UTC) - created) < timedelta(seconds=60)
    assert receipt.published_at == receipt.server_date, "the server's clock, where it was written just now"
    assert bluesky.send(Message("hello")).published_at == created, "its own time, where it was there before"
    assert receipt.url == f"https://bsky.app/profile/{DID}/post/{rkey}"


def test_a_record_that_differs_is_never_written_over_and_says_where_ours_is(bluesky: Place) -> None:
    """Somebody's server wrote it a little differently: it is out, once, and stays as it is."""
    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    receipt = bluesky.commit(parcel, "key-1")
    other = dataclasses.replace(parcel, part=dataclasses.replace(parcel.part, text="hullo"))
    with pytest.raises(AlreadyThere) as trouble:
        bluesky.commit(other, "key-1")
    assert trouble.value.receipt_id == receipt.id
    assert [post["text"] for post in bluesky.arrived()] == ["hello"]


def test_a_look_is_exact_and_needs_no_session(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    parcel = bluesky.parcel(publisher.prepare(Message("hello")))
    assert publisher.find(parcel, "key-1", NOW, []) is None
    bluesky.fake.arm("hang_after_accept")
    publisher.web.timeout = 0.3
    with pytest.raises(Uncertain):
        bluesky.commit(parcel, "key-1")
    publisher.web.timeout = 5
    bluesky.fake.sign_out()
    found = publisher.find(parcel, "key-1", NOW, [])
    assert found is not None
    assert found.id.startswith(bluesky.fake.arrivals[0]["key"])
    assert publisher.find(parcel, "key-2", NOW, []) is None


def test_a_look_that_cannot_be_read_concludes_nothing(bluesky: Place) -> None:
    class Half(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, b'{"uri": "at://x"}')

    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    with Half() as server, pytest.raises(Unreachable):
        signed_in(server.url).find(parcel, "key-1", NOW, [])


def test_an_old_try_that_wrote_nothing_gives_the_post_a_new_time(bluesky: Place) -> None:
    """Waiting for an hour must not bury it an hour down in everybody's list."""
    older = bluesky.parcel(bluesky.publisher.prepare(Message("what was said before that")))
    older = dataclasses.replace(older, handle='{"at": "2026-11-22T07:00:00+00:00", "dids": {}}')
    bluesky.commit(older, "key-0")
    bluesky.kept.clear()
    payload = bluesky.publisher.prepare(Message("hello"))
    bluesky.parcel(payload)
    [name] = bluesky.kept
    bluesky.kept[name] = json.dumps({"at": "2026-11-22T08:00:00.123000+00:00", "dids": {}})
    bluesky.commit(bluesky.parcel(payload), "key-1")
    created = datetime.fromisoformat(record(bluesky)["createdAt"])
    assert datetime.now(UTC) - created < timedelta(seconds=60)


def test_an_old_try_that_may_be_out_keeps_its_time_and_stays_one_post(bluesky: Place) -> None:
    payload = bluesky.publisher.prepare(Message("hello"))
    bluesky.parcel(payload)
    [name] = bluesky.kept
    bluesky.kept[name] = json.dumps({"at": "2026-11-22T08:00:00.123000+00:00", "dids": {}})
    pinned = bluesky.parcel(payload)
    old = dataclasses.replace(pinned, handle='{"at": "2026-11-22T08:00:00.123000+00:00", "dids": {}}')
    bluesky.commit(old, "key-1")
    bluesky.kept[name] = old.handle
    bluesky.commit(bluesky.parcel(payload), "key-1")
    assert len(bluesky.arrived()) == 1
    assert record(bluesky)["createdAt"].startswith("2026-11-22T08:00:00.123")


def test_a_parcel_that_was_never_made_ready_is_not_sent(bluesky: Place) -> None:
    with pytest.raises(Unreachable):
        bluesky.commit(Parcel(bluesky.publisher.prepare(Message("hello")).parts[0]), "key-1")
    assert not asked(bluesky, "putRecord")


# --- What is in a record --------------------------------------------------------------------------


def test_a_thread_names_its_root_and_its_parent_and_no_two_have_one_time(bluesky: Place) -> None:
    message = Message("one\n---\ntwo\n---\nthree")
    first = bluesky.send(message, "a")
    second = bluesky.send(message, "b", 1, first.id, first.id)
    bluesky.send(message, "c", 2, second.id, first.id)
    root, middle, last = bluesky.fake.published
    assert "reply" not in root.record
    assert middle.record["reply"] == {"root": ref(root), "parent": ref(root)}
    assert last.record["reply"] == {"root": ref(root), "parent": ref(middle)}
    assert len({post.record["createdAt"] for post in bluesky.fake.published}) == 3


def ref(post: Any) -> dict[str, str]:
    return {"uri": post.uri, "cid": post.cid}


def test_an_answer_to_what_has_no_cid_is_refused_before_it_is_sent(bluesky: Place) -> None:
    with pytest.raises(Rejected):
        bluesky.send(Message("more"), reply_to="3jzfcijpj2z2a")
    assert not asked(bluesky, "putRecord")


def test_pictures_have_their_description_and_shape(bluesky: Place) -> None:
    wide = dataclasses.replace(picture("A pier"), width=40, height=20)
    bluesky.send(Message("look", images=(wide, picture("Sea", "blue"))))
    embed = record(bluesky)["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [one["alt"] for one in embed["images"]] == ["A pier", "Sea"]
    assert embed["images"][0]["aspectRatio"] == {"width": 40, "height": 20}
    assert (
        bluesky.fake.blobs[embed["images"][1]["image"]["ref"]["$link"]]["raw"] == picture("", "blue").read()
    )


def test_more_than_four_pictures_are_a_gallery(bluesky: Place) -> None:
    many = tuple(picture(f"Number {n}", f"#0000{n:02x}") for n in range(10))
    bluesky.send(Message("look", images=many))
    embed = record(bluesky)["embed"]
    assert embed["$type"] == "app.bsky.embed.gallery"
    assert [one["alt"] for one in embed["items"]] == [f"Number {n}" for n in range(10)]
    assert {one["$type"] for one in embed["items"]} == {"app.bsky.embed.gallery#image"}


def test_an_older_server_is_given_fewer_and_smaller_pictures(bluesky: Place) -> None:
    bluesky.fake.says_limit = False
    assert dict(bluesky.publisher.check().facts) == {"image_bytes": "1000000", "images": "4"}
    bluesky.fake.says_limit, bluesky.fake.blob_limit = True, 1_500_000
    assert dict(bluesky.publisher.check().facts) == {"image_bytes": "1500000", "images": "10"}


def test_a_link_card_shows_the_page_with_its_picture(bluesky: Place) -> None:
    card = Card("https://example.org/a", "Almanac", "Plans posts", picture())
    bluesky.send(Message("read this", card=card))
    external = record(bluesky)["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (
        "https://example.org/a",
        "Almanac",
        "Plans posts",
    )
    assert bluesky.fake.blobs[external["thumb"]["ref"]["$link"]]["raw"] == picture().read()


def test_pictures_win_over_a_card_and_a_heavy_picture_of_a_card_is_left_out(bluesky: Place) -> None:
    card = Card("https://example.org/a", "Almanac", "", picture())
    both = bluesky.publisher.prepare(Message("x", card=card, images=(picture(),)))
    assert [problem.code for problem in both.problems if not problem.blocking] == ["card_left_out"]
    assert both.parts[0].card is None
    heavy = Card("https://example.org/a", "Almanac", "", dataclasses.replace(picture(), size=1_000_001))
    payload = bluesky.publisher.prepare(Message("x", card=heavy))
    assert [problem.code for problem in payload.problems] == ["card_picture_left_out"]
    bluesky.commit(bluesky.parcel(payload), "key-1")
    assert "thumb" not in record(bluesky)["embed"]["external"]


def test_languages_and_a_content_warning_go_with_it(bluesky: Place) -> None:
    options = (("labels", "graphic-media"), ("language", "en, pt-BR nonsense! de fr"))
    bluesky.send(Message("x", options=options))
    assert record(bluesky)["langs"] == ["en", "pt-BR", "de"]
    assert record(bluesky)["labels"]["values"] == [{"val": "graphic-media"}]


def test_whoever_is_mentioned_is_looked_up_and_nobody_stays_plain_text(bluesky: Place) -> None:
    bluesky.send(Message("@Grace.test and @nobody.test"))
    [facet] = record(bluesky)["facets"]
    assert facet["features"][0]["did"] == bluesky.fake.handles["grace.test"]
    assert facet["index"] == {"byteStart": 0, "byteEnd": 11}
    bluesky.send(Message("@Grace.test and @nobody.test"))
    assert len(asked(bluesky, "resolveHandle")) == 2, "once each: a repeat knows them"


# --- Sessions -------------------------------------------------------------------------------------


def signed_in(url: str, **changes: str) -> Bluesky:
    given = {"service": url, "access_token": "a", "refresh_token": "r", "ends_at": "2100-01-01T00:00:00Z"}
    return Bluesky(Credentials(HANDLE, "x", **(given | changes)), Account(DID), Web(LOOPBACK))


def test_nobody_signs_in_for_a_post(bluesky: Place) -> None:
    before = len(asked(bluesky, "createSession"))
    for number in range(40):
        bluesky.send(Message(f"post {number}"), f"key-{number}")
    assert len(asked(bluesky, "createSession")) == before


def test_a_session_that_ends_on_the_way_is_not_taken_for_a_revoked_one(bluesky: Place) -> None:
    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    later = datetime.now(UTC) + timedelta(hours=3)
    bluesky.fake.clock = lambda: later
    with pytest.raises(Expired) as trouble:
        bluesky.commit(parcel, "key-1")
    assert trouble.value.code == "ExpiredToken"
    assert bluesky.arrived() == []
    assert bluesky.publisher.check().id == DID


def test_a_fake_that_was_killed_knows_its_posts_and_its_tokens_again(tmp_path: Path) -> None:
    state = str(tmp_path / "arrivals.jsonl")
    with FakeBluesky(state=state) as fake:
        first = anywhere(fake, HANDLE)
        fields = first.refreshed(datetime.now(UTC))
        there = Place(signed_in(fake.url, **fields), list, None, fake)
        receipt = there.send(Message("hello"))
    with FakeBluesky(state=state) as fake:
        again = Place(signed_in(fake.url, **{**fields, "home": fake.url}), list, None, fake, there.kept)
        assert again.send(Message("hello")).id == receipt.id
        assert [post.record["text"] for post in fake.published] == ["hello"]


def test_a_session_is_renewed_with_the_newest_token(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    before, signed = publisher.credentials, len(asked(bluesky, "createSession"))
    for _ in range(3):
        changed = publisher.refreshed(datetime.now(UTC))
        publisher.credentials = dataclasses.replace(publisher.credentials, **changed)
        bluesky.send(Message("hello"))
    assert publisher.credentials.refresh_token != before.refresh_token
    assert len(asked(bluesky, "createSession")) == signed


def test_a_used_refresh_token_costs_one_sign_in(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    publisher.refreshed(datetime.now(UTC))  # and whoever asked forgot to keep it
    signed = len(asked(bluesky, "createSession"))
    publisher.credentials = dataclasses.replace(
        publisher.credentials, **publisher.refreshed(datetime.now(UTC))
    )
    assert publisher.check().id == DID
    assert len(asked(bluesky, "createSession")) == signed + 1


def test_a_revoked_app_password_asks_to_connect_again(bluesky: Place) -> None:
    assert bluesky.spoil is not None
    bluesky.spoil()
    publisher: Any = bluesky.publisher
    with pytest.raises(Expired, match="app password"):
        publisher.refreshed(datetime.now(UTC))


def test_signing_in_too_often_is_a_reason_to_wait(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    publisher.credentials = dataclasses.replace(publisher.credentials, refresh_token="")
    for _ in range(30 - len(asked(bluesky, "createSession"))):
        publisher.refreshed(datetime.now(UTC))
    with pytest.raises(Busy) as trouble:
        publisher.refreshed(datetime.now(UTC))
    assert trouble.value.retry_after == 300


def test_a_session_that_is_over_is_replaced_before_the_post_and_not_after(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    over = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    publisher.credentials = dataclasses.replace(publisher.credentials, ends_at=over)
    bluesky.fake.sign_out()
    bluesky.send(Message("hello"))
    assert len(asked(bluesky, "putRecord")) == 1


def test_a_token_that_the_server_forgot_is_no_reason_to_trouble_anybody(bluesky: Place) -> None:
    """The commit is refused, and the second look, with the app password, says that all is well."""
    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    bluesky.fake.sign_out()
    with pytest.raises(Expired):
        bluesky.commit(parcel, "key-1")
    assert bluesky.publisher.check().id == DID


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"error": "AuthFactorTokenRequired"}, "account's own password"),
        (200, {"accessJwt": "a", "did": DID, "active": False, "status": "takendown"}, "takendown"),
        (401, {"error": "AccountTakedown", "message": "Account has been taken down"}, "taken down"),
    ],
)
def test_why_signing_in_is_refused_is_said(status: int, body: dict[str, Any], says: str) -> None:
    class Closed(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(status, json.dumps(body).encode())

    with Closed() as server, pytest.raises(Expired, match=says):
        signed_in(server.url, refresh_token="").refreshed(NOW)


def test_when_a_token_ends_is_read_from_the_token(bluesky: Place) -> None:
    token = "e30.eyJleHAiOjE3OTUzOTg0ODF9.x"

    class Real(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, json.dumps({"accessJwt": token, "refreshJwt": "", "did": DID}).encode())

    with Real() as server:
        fields = signed_in(server.url).refreshed(datetime.now(UTC))
    assert fields["ends_at"] == datetime.fromtimestamp(1795398481, UTC).isoformat()
    assert "refresh_token" not in fields


# --- Whose handle ---------------------------------------------------------------------------------


class Anywhere(Bluesky):
    """Looks handles and accounts up at the fake."""


@pytest.mark.parametrize("handle", [HANDLE, f"@{HANDLE.upper()} ", DID, f"https://bsky.app/profile/{HANDLE}"])
def test_without_a_server_the_handle_says_where_the_account_is(bluesky: Place, handle: str) -> None:
    found = anywhere(bluesky.fake, handle)
    assert found.check().id == DID
    assert found.refreshed(datetime.now(UTC))["home"] == bluesky.fake.url


@pytest.mark.parametrize("handle", ["nobody.test", "ada", "grace.test", ""])
def test_a_handle_that_leads_nowhere_is_said_to(bluesky: Place, handle: str) -> None:
    """Nobody's; no handle at all; an account that no directory knows."""
    with pytest.raises(Expired):
        anywhere(bluesky.fake, handle).check()


def test_an_account_must_say_itself_that_the_handle_is_its_own(bluesky: Place) -> None:
    bluesky.fake.handles["impostor.test"] = DID
    with pytest.raises(Expired, match="impostor"):
        anywhere(bluesky.fake, "impostor.test").check()


def test_another_kind_of_server_is_not_taken_for_bluesky() -> None:
    class Other(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, b'{"hello": "world"}')

    with Other() as server, pytest.raises(Unreachable):
        Bluesky(Credentials(HANDLE, "x", server.url), Account(""), Web(LOOPBACK)).check()


def anywhere(fake: FakeBluesky, handle: str) -> Bluesky:
    Anywhere.resolver = Anywhere.directory = fake.url
    return Anywhere(Credentials(handle, fake.password), Account(""), Web(LOOPBACK))


# --- Refusals -------------------------------------------------------------------------------------

REFUSALS = [
    (400, "InvalidRequest", Rejected),
    (400, "InvalidRecord", Rejected),
    (400, "ExpiredToken", Expired),
    (400, "InvalidToken", Expired),
    (401, "AuthRequired", Expired),
    (401, "AuthenticationRequired", Expired),
    (401, "AuthMissing", Expired),
    (401, "AccountTakedown", Expired),
    (401, "AccountDeactivated", Expired),
    (403, "AccountNotFound", Expired),
    (400, "RepoDeactivated", Expired),
    (400, "RepoTakendown", Expired),
    (400, "BlobTooLarge", Rejected),
    (413, "PayloadTooLarge", Rejected),
    (400, "BlobNotFound", Busy),
    (400, "InvalidSwap", AlreadyThere),
    (429, "RateLimitExceeded", Busy),
    (408, "RequestTimeout", Uncertain),
    (500, "InternalServerError", Uncertain),
    (502, "UpstreamFailure", Uncertain),
    (503, "NotEnoughResources", Uncertain),
    (504, "UpstreamTimeout", Uncertain),
    (501, "MethodNotImplemented", Uncertain),
]


@pytest.mark.parametrize(("status", "name", "kind"), REFUSALS, ids=[row[1] for row in REFUSALS])
def test_every_refusal_is_what_it_means(
    bluesky: Place, status: int, name: str, kind: type[PublisherError]
) -> None:
    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    bluesky.fake.trouble = (status, name, "some reason")
    with pytest.raises(PublisherError) as trouble:
        bluesky.commit(parcel, "key-1")
    assert type(trouble.value) is kind
    assert trouble.value.code in (name, str(status))
    assert "access-" not in str(trouble.value)
    assert bluesky.arrived() == []


@pytest.mark.parametrize(
    "body",
    [
        {"uri": f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a", "cid": "bafyreiabc"},
        {"cid": "bafyreiabc"},
        {"uri": 1, "cid": "bafyreiabc"},
        {},
    ],
)
def test_an_answer_about_another_post_or_none_is_no_receipt(bluesky: Place, body: dict[str, Any]) -> None:
    class Strange(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, json.dumps(body).encode())

    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    with Strange() as server, pytest.raises(Uncertain):
        signed_in(server.url).commit(parcel, "key-1", float("inf"))


def test_the_servers_own_reason_is_passed_on(bluesky: Place) -> None:
    text = "a" * 301
    payload = bluesky.publisher.prepare(Message(text))
    assert [problem.code for problem in payload.blocked] == ["too_long"]
    with pytest.raises(Rejected, match="maximum 300, got 301"):
        bluesky.commit(bluesky.parcel(payload), "key-1")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "12"}, 12),
        ({"RateLimit-Reset": str(int((datetime.now(UTC) + timedelta(hours=9)).timestamp()))}, 3600),
        ({"RateLimit-Reset": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_said_in_two_ways(
    bluesky: Place, headers: dict[str, str], seconds: float | None
) -> None:
    class Full(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(429, b'{"error": "RateLimitExceeded"}', headers)

    parcel = bluesky.parcel(bluesky.publisher.prepare(Message("hello")))
    with Full() as server, pytest.raises(Busy) as trouble:
        signed_in(server.url).commit(parcel, "key-1", float("inf"))
    assert trouble.value.retry_after == seconds


def test_what_is_left_of_the_bound_is_told_in_posts(bluesky: Place) -> None:
    bluesky.fake.headers = {
        "RateLimit-Policy": "5000;w=3600",
        "RateLimit-Remaining": "4997",
        "RateLimit-Reset": "1795391580",
    }
    receipt = bluesky.send(Message("hello"))
    assert receipt.allowance is not None
    assert receipt.allowance.left == 1665
    assert receipt.allowance.resets_at == datetime.fromtimestamp(1795391580, UTC)
    bluesky.fake.headers |= {"RateLimit-Policy": "3000;w=300"}  # of requests, not of posts
    assert bluesky.send(Message("more"), "key-2").allowance is None


def test_too_heavy_a_picture_is_refused_before_anything_is_out(bluesky: Place) -> None:
    bluesky.fake.blob_limit = 10
    payload = bluesky.publisher.prepare(Message("look", images=(picture(),)))
    with pytest.raises(Rejected, match="too heavy"):
        bluesky.parcel(payload)


def test_a_forgotten_picture_is_sent_again_when_the_wait_is_over(bluesky: Place) -> None:
    payload = bluesky.publisher.prepare(Message("look", images=(picture(),)))
    parcel = bluesky.parcel(payload)
    bluesky.fake.blobs.clear()
    with pytest.raises(Busy) as trouble:
        bluesky.commit(parcel, "key-1")
    later = timedelta(seconds=trouble.value.retry_after or 0)
    [name] = [name for name in bluesky.kept if name.startswith("blob:")]
    written, _, at = bluesky.kept[name].rpartition(" ")
    bluesky.kept[name] = f"{written} {(datetime.fromisoformat(at) - later).isoformat()}"
    bluesky.commit(bluesky.parcel(payload), "key-1")
    assert len(bluesky.arrived()) == 1


# --- Numbers and answers --------------------------------------------------------------------------


def test_many_posts_are_measured_in_one_request(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    ids = [bluesky.send(Message(f"post {n}"), f"key-{n}").id for n in range(25)]
    publisher.delete(ids[3])
    numbers = publisher.measure(ids)
    assert set(numbers) == set(ids) - {ids[3]}
    reach = numbers[ids[0]]
    assert (reach.likes, reach.reposts, reach.replies, reach.quotes, reach.bookmarks) == (3, 2, 1, 4, 5)
    assert reach.views is None
    assert len(asked(bluesky, "getPosts")) == 1
    assert publisher.most_measured == 25


def test_answers_to_answers_are_heard_and_ours_are_not(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    receipt = bluesky.send(Message("hello"))
    uri = bluesky.fake.published[0].uri
    bluesky.fake.remark(receipt.id, "first")
    ours = notification("reply", "ours", uri, 7)
    ours["author"] = {"did": DID, "handle": HANDLE}
    bluesky.fake.replies[uri].append(ours)
    [remark] = publisher.replies(receipt.id, NOW - timedelta(days=9))
    assert (remark.text, remark.author) == ("first", "@grace.test")
    assert remark.url.startswith("https://bsky.app/profile/did:plc:grace")
    assert remark.reply_to.startswith(receipt.id.partition("/")[0])
    assert publisher.replies(receipt.id, datetime.now(UTC) + timedelta(hours=1)) == ()
    publisher.delete(receipt.id)
    assert publisher.replies(receipt.id, NOW) == ()


def test_mentions_and_quotes_are_heard_back_to_a_time_over_several_pages(bluesky: Place) -> None:
    publisher: Any = bluesky.publisher
    for number in range(250):
        at = (NOW + timedelta(minutes=number)).isoformat()
        reason = ("mention", "quote", "like", "follow", "reply")[number % 5]
        bluesky.fake.notifications.insert(0, notification(reason, f"n{number}", "", number, at))
    found = publisher.mentions(NOW + timedelta(minutes=50))
    assert [remark.text for remark in found] == [f"n{n}" for n in range(50, 250) if n % 5 < 2]
    assert len(asked(bluesky, "listNotifications")) == 3
    publisher.mentions(NOW + timedelta(minutes=240))
    assert len(asked(bluesky, "listNotifications")) == 4, "what is older is not read"


def test_an_image_type_that_the_app_shows_badly_is_pointed_out(bluesky: Place) -> None:
    moving = Image("0" * 64, "image/gif", 8, 8, 100, "A cat", "cat.gif")
    payload = bluesky.publisher.prepare(Message("x", images=(moving,)))
    assert [problem.code for problem in payload.blocked] == ["image_type"]
