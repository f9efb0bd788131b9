"""What is special about Threads."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import Busy, Expired, Rejected, Uncertain, Unreachable
from publishers.instagram import Instagram
from publishers.message import Account, Image, Message
from publishers.meta import containers
from publishers.threads_net import Credentials, Threads
from publishers.threads_net.text import addresses, length
from publishers.web import Web
from tests.fakes.threads import FakeThreads
from tests.publishers.places import LOOPBACK, Place, make, picture

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/derived/escape_and_count_vectors.json"
TWO = (picture("A red square"), picture("A blue square", "blue"))
REDIRECT = "https://almanac.example.org/signed-in/threads/"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILM = replace(picture("Fog rolls in"), content_type="video/mp4", seconds=5.0)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "WAITS", (0.0, 0.0))


def made(threads: Place) -> list[dict[str, str]]:
    """The parameters of each container, in the order in which they were made."""
    return [one.given for one in threads.fake.containers.values()]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("hello", 5),
        ("привет", 6),
        ("日本", 2),
        ("cafe\u0301", 5),
        ("hi 😀", 7),
        ("👍🏽", 8),
        ("👨‍👩‍👧‍👧", 25),
        ("🇷🇺", 8),
        ("1️⃣ 2", 9),
        ("☺", 1),
        ("☺️", 6),
        ("© 2026", 6),
        ("#*1", 3),
    ],
)
def test_an_emoji_counts_as_its_bytes(text: str, count: int) -> None:
    assert length(text) == count


def test_the_vectors_that_others_made_say_the_same() -> None:
    if not VECTORS.exists():
        pytest.skip(f"{VECTORS.name} is not on this machine")
    vectors = json.loads(VECTORS.read_text())["threads_length"]
    assert [length(one["text"]) for one in vectors] == [one["length"] for one in vectors]


def test_five_different_links_are_enough(threads: Place) -> None:
    five = " ".join(f"https://example.org/{number}" for number in range(5))
    assert not threads.publisher.prepare(Message(f"{five} {five}")).blocked
    [problem] = threads.publisher.prepare(Message(f"{five} https://example.org/more.")).blocked
    assert (problem.code, str(problem.what)) == ("too_many_links", "Too many links for Threads: 6 of 5.")
    assert addresses("(www.example.org), https://a.example/b.") == {"www.example.org", "https://a.example/b"}


def test_topic_and_who_can_reply_are_chosen_at_the_top(threads: Place) -> None:
    options = (("reply_control", "mentioned_only"), ("topic_tag", "Harbour"))
    message = Message("one\n---\ntwo", options=options)
    top = threads.send(message)
    threads.send(message, "key-2", 1, top.id)
    first, second = made(threads)
    assert (first["reply_control"], first["topic_tag"]) == ("mentioned_only", "Harbour")
    assert second == {"media_type": "TEXT", "text": "two", "reply_to_id": top.id} | {"access_token": "token"}


@pytest.mark.parametrize("topic", ["a.b", "fish & chips", "x" * 51])
def test_a_topic_that_threads_would_not_take_is_said(threads: Place, topic: str) -> None:
    payload = threads.publisher.prepare(Message("hello", options=(("topic_tag", topic),)))
    assert [one.code for one in payload.blocked] == ["topic"]


def test_several_pictures_are_a_carousel_with_their_descriptions(threads: Place) -> None:
    threads.send(Message("hello", images=TWO))
    *children, parent = made(threads)
    assert [one["alt_text"] for one in children] == ["A red square", "A blue square"]
    assert all(one["is_carousel_item"] == "true" and one["media_type"] == "IMAGE" for one in children)
    assert (parent["media_type"], len(parent["children"].split(","))) == ("CAROUSEL", 2)
    assert "image_url" not in parent


def test_a_video_is_fetched_by_its_address(threads: Place) -> None:
    threads.send(Message("hello", images=(FILM,)))
    [given] = made(threads)
    assert given["media_type"] == "VIDEO"
    assert given["video_url"].startswith("https://almanac.example.org/")


def test_without_a_public_address_nothing_is_promised(threads: Place) -> None:
    hidden = replace(picture(), is_reachable=False)
    payload = threads.publisher.prepare(Message("hello", images=(hidden,)))
    assert [one.code for one in payload.blocked] == ["media_unreachable"]


def test_a_long_description_only_warns(threads: Place) -> None:
    payload = threads.publisher.prepare(Message("hello", images=(picture("x" * 1001),)))
    assert "alt_too_long" in [one.code for one in payload.problems]
    assert not payload.blocked


def test_a_second_try_uses_the_container_of_the_first(threads: Place) -> None:
    payload = threads.publisher.prepare(Message("hello", images=TWO))
    assert threads.parcel(payload).handle == threads.parcel(payload).handle
    assert len(made(threads)) == 3


@pytest.mark.parametrize("changed", ["text", "above", "picture", "description"])
def test_another_post_is_another_container(threads: Place, changed: str) -> None:
    top = threads.send(Message("top"))
    image = picture("Fog")
    one = threads.publisher.prepare(Message("hello", images=(image,)))
    first = threads.parcel(one).handle
    words = "hello!" if changed == "text" else "hello"
    if changed == "picture":
        image = picture("Fog", "green")
    if changed == "description":
        image = picture("Mist")
    other = threads.publisher.prepare(Message(words, images=(image,)))
    above = top.id if changed == "above" else ""
    assert threads.parcel(other, reply_to=above).handle != first


def test_a_container_that_is_nearly_a_day_old_is_made_anew(threads: Place) -> None:
    payload = threads.publisher.prepare(Message("hello"))
    first = threads.parcel(payload).handle
    [name] = threads.kept
    threads.kept[name] = f"{first} {time.time() - 22.9 * 3600}"
    assert threads.parcel(payload).handle == first
    threads.kept[name] = f"{first} {time.time() - 23.1 * 3600}"
    assert threads.parcel(payload).handle != first


def test_a_container_that_threads_has_forgotten_is_made_anew_only_when_it_is_old(threads: Place) -> None:
    """Graph sometimes says of a container by accident that it is not there."""
    payload = threads.publisher.prepare(Message("hello"))
    first = threads.parcel(payload).handle
    threads.fake.refuse(first, 100, 33)
    with pytest.raises(Unreachable):
        threads.parcel(payload)
    assert threads.parcel(payload).handle == first
    [name] = threads.kept
    threads.kept[name] = f"{first} 1000"
    threads.fake.refuse(first, 100, 33)
    assert threads.parcel(payload).handle != first


def test_what_takes_long_is_asked_for_later(threads: Place) -> None:
    threads.fake.patience = 5
    payload = threads.publisher.prepare(Message("hello", images=(FILM,)))
    with pytest.raises(Busy) as trouble:
        threads.parcel(payload)
    assert trouble.value.retry_after == 30
    threads.parcel(payload)
    assert len(made(threads)) == 1


@pytest.mark.parametrize(
    ("why", "error"),
    [
        ("FAILED_DOWNLOADING_VIDEO", Unreachable),
        ("UNKNOWN", Unreachable),
        ("", Unreachable),
        ("INVALID_BIT_RATE", Rejected),
        ("FAILED_PROCESSING_AUDIO", Rejected),
    ],
)
def test_a_container_that_broke_says_why_and_the_next_try_makes_another(
    threads: Place, why: str, error: type[Exception]
) -> None:
    threads.fake.breaks = [why]
    payload = threads.publisher.prepare(Message("hello", images=(FILM,)))
    with pytest.raises(error, match=why or "ERROR"):
        threads.parcel(payload)
    threads.parcel(payload)
    assert len(made(threads)) == 2


@pytest.mark.row("once", network="threads")
@pytest.mark.parametrize("fault", ["rst_after_accept", "error_502_after_accept", "malformed_json"])
def test_what_is_out_is_never_published_again(threads: Place, fault: str) -> None:
    since = datetime.now(UTC)
    payload = threads.publisher.prepare(Message("hello"))
    threads.fake.arm(fault)
    with pytest.raises(Uncertain):
        threads.commit(threads.parcel(payload), "key-1")
    parcel = threads.parcel(payload)
    before = len(threads.fake.requests)
    with pytest.raises(Uncertain, match="published this already"):
        threads.commit(parcel, "key-2")
    assert len(threads.fake.requests) == before
    assert isinstance(threads.publisher, Threads)
    found = threads.publisher.find(parcel, "key-2", since, [])
    assert found is not None
    assert found.url == f"https://www.threads.com/@ada/post/C{found.id}"
    assert len(threads.arrived()) == 1


def test_a_list_that_is_behind_is_no_proof(threads: Place) -> None:
    since = datetime.now(UTC)
    parcel = threads.parcel(threads.publisher.prepare(Message("hello")))
    threads.commit(parcel, "key-1")
    threads.fake.behind = True
    assert isinstance(threads.publisher, Threads)
    with pytest.raises(Unreachable):
        threads.publisher.find(parcel, "key-1", since, [])


def test_what_is_being_published_is_not_called_absent(threads: Place) -> None:
    parcel = threads.parcel(threads.publisher.prepare(Message("hello")))
    threads.fake.containers[parcel.handle].looks = 1
    assert isinstance(threads.publisher, Threads)
    with pytest.raises(Unreachable):
        threads.publisher.find(parcel, "key-1", datetime.now(UTC), [])


def test_our_own_post_is_found_behind_many(threads: Place) -> None:
    since = datetime.now(UTC)
    parcel = threads.parcel(threads.publisher.prepare(Message("hello")))
    receipt = threads.commit(parcel, "key-1")
    for number in range(60):
        threads.send(Message(f"more {number}"))
    assert isinstance(threads.publisher, Threads)
    found = threads.publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


def test_the_quotas_are_the_networks_own(threads: Place) -> None:
    threads.fake.quota = 30
    assert dict(threads.publisher.check().facts) == {
        "quota": "30",
        "quota_used": "0",
        "reply_quota": "30",
        "reply_quota_used": "0",
    }
    receipt = threads.send(Message("hello"))
    assert receipt.allowance is not None
    assert receipt.allowance.left == 29
    assert receipt.allowance.resets_at > datetime.now(UTC) + timedelta(hours=23)


def test_a_quota_that_is_used_up_asks_to_wait(threads: Place) -> None:
    threads.fake.quota = 0
    with pytest.raises(Busy) as trouble:
        threads.send(Message("hello"))
    assert trouble.value.retry_after == 3600


def test_a_quota_that_cannot_be_asked_for_holds_nothing_back(threads: Place) -> None:
    threads.fake.refuse("threads_publishing_limit", 10, status=403)
    assert threads.send(Message("hello")).allowance is None


def test_numbers_that_threads_no_longer_knows_are_left_out(threads: Place) -> None:
    receipt = threads.send(Message("hello"))
    del threads.fake.metrics["quotes"]
    assert isinstance(threads.publisher, Threads)
    reach = threads.publisher.measure([receipt.id])[receipt.id]
    assert (reach.views, reach.likes, reach.reposts, reach.quotes) == (250, 7, 2, None)


def test_without_the_right_to_numbers_the_channel_goes_on(threads: Place) -> None:
    receipt = threads.send(Message("hello"))
    threads.fake.rights = {"threads_basic"}
    assert isinstance(threads.publisher, Threads)
    assert threads.publisher.measure([receipt.id])[receipt.id].views is None
    with pytest.raises(Rejected, match="threads_manage_mentions"):
        threads.publisher.mentions(datetime.now(UTC))


def test_answers_to_a_part_of_a_thread_are_heard_and_our_own_parts_are_not(threads: Place) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    message = Message("one\n---\ntwo")
    top = threads.send(message)
    below = threads.send(message, "key-2", 1, top.id)
    threads.fake.remark(below.id, "well said")
    assert isinstance(threads.publisher, Threads)
    assert threads.publisher.replies(top.id, since) == ()
    [remark] = threads.publisher.replies(below.id, since)
    assert (remark.text, remark.author, remark.reply_to) == ("well said", "@grace", below.id)


def test_a_sign_in_gives_a_token_of_sixty_days(tmp_path: Path) -> None:
    with FakeThreads() as fake:
        web = Web(LOOPBACK)
        asked = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
        leaving = Threads.leave(asked, REDIRECT, "the state", "challenge", web)
        query = parse_qs(urlsplit(leaving.url).query)
        assert query["scope"] == [",".join(Threads.scopes)]
        back = parse_qs(urlsplit(web.request("GET", leaving.url).headers["location"]).query)
        assert back["state"] == ["the state"]
        found = Threads.arrive(leaving.kept, back["code"][0] + "#_", REDIRECT, "", web, NOW)
        publisher = make("threads", Credentials(**found), web)
        assert isinstance(publisher, Threads)
        assert publisher.account.handle == "@ada"
        assert publisher.ends_at() == NOW + timedelta(days=60)
        with pytest.raises(Expired):
            Threads.arrive(leaving.kept, back["code"][0], REDIRECT, "", web, NOW)


def test_a_person_goes_to_threads_itself() -> None:
    leaving = Threads.leave({"client_id": "client"}, REDIRECT, "s", "c", Web())
    assert leaving.url.startswith("https://threads.net/oauth/authorize?client_id=client&")


def test_a_token_that_is_too_young_is_renewed_a_day_later(threads: Place) -> None:
    threads.fake.too_young = True
    assert isinstance(threads.publisher, Threads)
    typed = Threads(
        replace(threads.publisher.credentials, ends_at=""), threads.publisher.account, Web(LOOPBACK)
    )
    [ends_at] = typed.refreshed(NOW).values()
    tries_at = datetime.fromisoformat(ends_at) - typed.renews_ahead
    assert timedelta(days=1) < tries_at - NOW < timedelta(days=2), "and well before the end of its 60 days"
    end = (NOW + timedelta(days=3)).isoformat()
    signed_in = Threads(
        replace(threads.publisher.credentials, ends_at=end), threads.publisher.account, Web(LOOPBACK)
    )
    assert signed_in.refreshed(NOW) == {}, "an end that is known is never moved"


def test_a_token_of_sixty_days_is_renewed_a_week_before_its_end() -> None:
    assert Threads.renews_ahead == Instagram.renews_ahead == timedelta(days=7)


def test_another_refusal_moves_no_end(threads: Place) -> None:
    threads.fake.refuse("/refresh_access_token", 100)
    assert isinstance(threads.publisher, Threads)
    with pytest.raises(Rejected):
        threads.publisher.refreshed(NOW)


def test_a_token_that_has_ended_needs_a_person(threads: Place) -> None:
    threads.fake.revoke()
    assert isinstance(threads.publisher, Threads)
    with pytest.raises(Expired):
        threads.publisher.refreshed(NOW)


def test_the_token_is_never_shown() -> None:
    publisher = Threads(Credentials("very secret"), Account(""), Web())
    assert "very secret" not in repr(publisher._graph)


def test_pictures_are_known_by_what_they_show_and_not_by_their_address(threads: Place) -> None:
    """A signed address is another one each time."""

    def moving(image: Image, place: Any) -> Image:
        return replace(image, address=lambda: f"https://almanac.example.org/{place}.jpg")

    first = threads.parcel(threads.publisher.prepare(Message("hello", images=(moving(picture(), 1),))))
    again = threads.parcel(threads.publisher.prepare(Message("hello", images=(moving(picture(), 2),))))
    assert first.handle == again.handle
