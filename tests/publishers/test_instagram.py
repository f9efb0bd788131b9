"""What is special about Instagram."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.base import Deletable, Editable
from publishers.errors import Busy, CannotLook, Expired, Rejected, Uncertain, Unreachable
from publishers.instagram import Credentials, Instagram
from publishers.message import Account, Message, Payload
from publishers.meta import containers
from publishers.web import Web
from tests.fakes.instagram import FakeInstagram
from tests.publishers.places import LOOPBACK, Place, make, picture

FOG, TEA = picture("Fog", "grey", "JPEG"), picture("Tea", "brown", "JPEG")
FILM = replace(FOG, content_type="video/mp4", seconds=5.0, alt="")
COMMENT = (("first_comment", "More at https://example.org/b"),)
REDIRECT = "https://almanac.example.org/signed-in/instagram/"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "WAITS", (0.0, 0.0))


def made(place: Place) -> list[dict[str, str]]:
    """The parameters of each container, in the order in which they were made."""
    return [one.given for one in place.fake.containers.values()]


def prepared(message: Message) -> Payload:
    """As the publisher itself prepares it, and not as the tests' place helps it."""
    return Instagram(None, Account("1"), Web()).prepare(message)


def codes(payload: Payload, *, blocking: bool) -> list[str]:
    return [one.code for one in payload.problems if one.blocking == blocking]


def test_words_alone_are_no_post() -> None:
    payload = prepared(Message("hello", options=COMMENT))
    assert codes(payload, blocking=True) == ["no_picture"]
    assert str(payload.blocked[0].what) == "Instagram takes no words alone."


def test_a_picture_alone_is_one() -> None:
    assert not prepared(Message("", images=(FOG,))).blocked


def test_only_jpeg_is_taken_and_others_are_copied_before() -> None:
    assert codes(prepared(Message("hello", images=(picture(),))), blocking=True) == ["image_type"]
    limits = Instagram.limits
    assert (limits.image_types, limits.image_narrowest, limits.image_widest) == (("image/jpeg",), 800, 1910)


@pytest.mark.parametrize(("tags", "warns"), [(30, False), (31, True)])
def test_more_than_thirty_hashtags_only_warn(tags: int, warns: bool) -> None:
    text = " ".join(f"#tag{number}" for number in range(tags)) + " a#b &#39; #1"
    payload = prepared(Message(text, images=(FOG,)))
    assert not payload.blocked
    assert ("too_many_hashtags" in codes(payload, blocking=False)) == warns


@pytest.mark.parametrize(("names", "found"), [(20, []), (21, ["too_many_mentions"])])
def test_twenty_people_may_be_named(names: int, found: list[str]) -> None:
    text = " ".join(f"@name.{number}" for number in range(names)) + " ada@example.org"
    assert codes(prepared(Message(text, images=(FOG,))), blocking=True) == found


def test_a_writer_hears_that_links_cannot_be_opened_and_videos_have_no_description() -> None:
    payload = prepared(Message("See https://example.org", images=(replace(FILM, alt="Fog rolls in"),)))
    assert {"dead_links", "no_alt_for_videos"} <= set(codes(payload, blocking=False))


def test_one_video_is_a_reel_in_the_grid_too(instagram: Place) -> None:
    instagram.send(Message("hello", images=(FILM,)))
    instagram.send(Message("hello", images=(FILM,), options=(("share_to_feed", "false"),)))
    first, second = made(instagram)
    assert (first["media_type"], first["share_to_feed"], second["share_to_feed"]) == (
        "REELS",
        "true",
        "false",
    )
    assert "alt_text" not in first


def test_several_are_a_carousel_with_their_descriptions(instagram: Place) -> None:
    instagram.send(Message("hello", images=(FOG, TEA, FILM)))
    *children, parent = made(instagram)
    assert [one.get("alt_text", "") for one in children] == ["Fog", "Tea", ""]
    assert [one.get("media_type", "") for one in children] == ["", "", "VIDEO"]
    assert all("caption" not in one for one in children)
    assert (parent["media_type"], parent["caption"]) == ("CAROUSEL", "hello")
    assert "share_to_feed" not in parent


def test_a_killed_worker_makes_nothing_twice(instagram: Place) -> None:
    """The second child breaks; the first is kept."""
    instagram.fake.breaks = []
    payload = instagram.publisher.prepare(Message("hello", images=(FOG, TEA)))
    instagram.fake.refuse("/media", -1, 2207032)
    with pytest.raises(Unreachable):
        instagram.parcel(payload)
    instagram.parcel(payload)
    instagram.parcel(payload)
    assert len(made(instagram)) == 3


def test_a_picture_that_cannot_be_fetched_is_tried_again(instagram: Place) -> None:
    nowhere = replace(FOG, address=lambda: "http://harbour/fog.jpg")
    payload = instagram.publisher.prepare(Message("hello", images=(nowhere,)))
    with pytest.raises(Unreachable, match="could not be fetched"):
        instagram.parcel(payload)


@pytest.mark.parametrize(
    ("why", "error"),
    [
        ("Error: Media upload has failed with error code 2207026", Rejected),
        ("Error: Media upload has failed with error code 2207053", Unreachable),
        ("Error: Media upload has failed with error code 2207052", Unreachable),
        ("Error: 12207026999", Rejected),
    ],
)
def test_a_container_that_broke_says_why(instagram: Place, why: str, error: type[Exception]) -> None:
    instagram.fake.breaks = [why]
    with pytest.raises(error, match="Error"):
        instagram.send(Message("hello", images=(FILM,)))


def test_a_video_that_takes_long_is_asked_for_later(instagram: Place) -> None:
    instagram.fake.patience = 4
    payload = instagram.publisher.prepare(Message("hello", images=(FILM,)))
    with pytest.raises(Busy):
        instagram.parcel(payload)
    instagram.parcel(payload)
    assert len(made(instagram)) == 1


def test_a_container_that_ended_meanwhile_is_not_out_and_made_anew(instagram: Place) -> None:
    payload = instagram.publisher.prepare(Message("hello"))
    parcel = instagram.parcel(payload)
    instagram.fake.containers[parcel.handle].made -= 86401
    with pytest.raises(Busy) as trouble:
        instagram.commit(parcel, "key-1")
    assert trouble.value.code == "-2/2207020"
    assert instagram.parcel(payload).handle != parcel.handle


@pytest.mark.row("once", network="instagram")
@pytest.mark.parametrize("fault", ["rst_after_accept", "error_502_after_accept", "malformed_json"])
def test_what_is_out_is_never_published_again(instagram: Place, fault: str) -> None:
    since = datetime.now(UTC)
    payload = instagram.publisher.prepare(Message("hello", images=(FOG, TEA)))
    instagram.fake.arm(fault)
    with pytest.raises(Uncertain):
        instagram.commit(instagram.parcel(payload), "key-1")
    parcel, before = instagram.parcel(payload), len(instagram.fake.requests)
    with pytest.raises(Uncertain, match="published this already"):
        instagram.commit(parcel, "key-2")
    assert len(instagram.fake.requests) == before
    assert isinstance(instagram.publisher, Instagram)
    found = instagram.publisher.find(parcel, "key-2", since, [])
    assert found is not None
    assert found.url == f"https://www.instagram.com/p/C{found.id}/"
    assert len(instagram.arrived()) == 1


def test_an_old_container_that_is_out_is_not_made_anew(instagram: Place) -> None:
    payload = instagram.publisher.prepare(Message("hello"))
    instagram.fake.arm("rst_after_accept")
    with pytest.raises(Uncertain):
        instagram.commit(instagram.parcel(payload), "key-1")
    [name] = instagram.kept
    number = instagram.kept[name].partition(" ")[0]
    instagram.kept[name] = f"{number} {time.time() - 2 * 86400}"
    assert instagram.parcel(payload).handle == f"published {number}"
    assert len(made(instagram)) == 1


def test_anothers_post_with_the_same_caption_is_no_proof(instagram: Place) -> None:
    """Ours is out, the list does not have it yet, and knows only that of another delivery."""
    since, message = datetime.now(UTC), Message("hello", images=(FOG,))
    before = instagram.send(message, "key-0")
    parcel = instagram.parcel(instagram.publisher.prepare(message))
    instagram.commit(parcel, "key-1")
    instagram.fake.behind = True
    assert isinstance(instagram.publisher, Instagram)
    with pytest.raises(Unreachable):
        instagram.publisher.find(parcel, "key-1", since, [before.id])
    instagram.fake.behind = False
    assert instagram.publisher.find(parcel, "key-1", since, [before.id]) is not None


def test_a_list_that_is_behind_is_no_proof(instagram: Place) -> None:
    since = datetime.now(UTC)
    parcel = instagram.parcel(instagram.publisher.prepare(Message("hello")))
    instagram.commit(parcel, "key-1")
    instagram.fake.behind = True
    assert isinstance(instagram.publisher, Instagram)
    with pytest.raises(Unreachable):
        instagram.publisher.find(parcel, "key-1", since, [])


def test_the_quota_is_the_accounts_own(instagram: Place) -> None:
    instagram.fake.quota = 25
    assert dict(instagram.publisher.check().facts) == {"quota": "25", "quota_used": "0"}
    receipt = instagram.send(Message("hello"))
    assert receipt.allowance is not None
    assert receipt.allowance.left == 24
    assert receipt.allowance.resets_at > datetime.now(UTC) + timedelta(hours=23)
    instagram.fake.quota = 1
    with pytest.raises(Busy):
        instagram.send(Message("more"))


@pytest.mark.parametrize("fault", ["rst_after_accept", "error_502_after_accept"])
def test_a_lost_comment_is_found_below_its_post(instagram: Place, fault: str) -> None:
    since = datetime.now(UTC)
    message = Message("hello", options=COMMENT)
    post = instagram.send(message)
    parcel = instagram.parcel(instagram.publisher.prepare(message), 1, post.id)
    assert isinstance(instagram.publisher, Instagram)
    assert instagram.publisher.find(parcel, "key-2", since, []) is None
    receipt = instagram.commit(parcel, "key-2")
    found = instagram.publisher.find(parcel, "key-2", since, [])
    assert found is not None
    assert (found.id, receipt.id.partition("/c/")[0]) == (receipt.id, post.id)
    assert instagram.publisher.find(parcel, "key-2", since, [receipt.id]) is None
    assert instagram.publisher.measure([receipt.id]) == {}
    assert instagram.publisher.replies(receipt.id, since) == ()


def test_who_may_not_read_comments_asks_a_person(instagram: Place) -> None:
    message = Message("hello", options=COMMENT)
    post = instagram.send(message)
    parcel = instagram.parcel(instagram.publisher.prepare(message), 1, post.id)
    instagram.fake.rights = {"instagram_business_basic"}
    assert isinstance(instagram.publisher, Instagram)
    with pytest.raises(CannotLook):
        instagram.publisher.find(parcel, "key-2", datetime.now(UTC), [])


def test_numbers_that_instagram_no_longer_knows_are_left_out(instagram: Place) -> None:
    receipt = instagram.send(Message("hello"))
    del instagram.fake.metrics["saved"]
    del instagram.fake.metrics["likes"]
    assert isinstance(instagram.publisher, Instagram)
    reach = instagram.publisher.measure([receipt.id])[receipt.id]
    assert (reach.views, reach.likes, reach.reposts, reach.bookmarks, reach.reach) == (250, 7, 2, None, 200)


def test_without_the_right_to_numbers_likes_and_comments_are_counted(instagram: Place) -> None:
    receipt = instagram.send(Message("hello"))
    instagram.fake.rights = {"instagram_business_basic"}
    assert isinstance(instagram.publisher, Instagram)
    reach = instagram.publisher.measure([receipt.id, "17"])
    assert list(reach) == [receipt.id]
    assert (reach[receipt.id].views, reach[receipt.id].likes, reach[receipt.id].replies) == (None, 7, 0)


def test_answers_to_comments_are_heard_too(instagram: Place) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    post = instagram.send(Message("hello"))
    instagram.fake.remark(post.id, "well said")
    [comment] = instagram.fake.posts[post.id].comments
    below = comment | {"id": "99", "text": "indeed", "username": None, "from": {"username": "linus"}}
    comment["replies"] = {"data": [below, comment | {"id": "98", "username": "ada"}]}
    assert isinstance(instagram.publisher, Instagram)
    heard = instagram.publisher.replies(post.id, since)
    assert {(one.text, one.author) for one in heard} == {("well said", "@grace"), ("indeed", "@linus")}


def test_instagram_neither_changes_nor_deletes() -> None:
    assert not issubclass(Instagram, Editable | Deletable)


def test_a_sign_in_gives_a_token_of_sixty_days(tmp_path: Path) -> None:
    with FakeInstagram() as fake:
        web = Web(LOOPBACK)
        asked = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
        leaving = Instagram.leave(asked, REDIRECT, "the state", "challenge", web)
        query = parse_qs(urlsplit(leaving.url).query)
        assert query["scope"] == [",".join(Instagram.scopes)]
        back = parse_qs(urlsplit(web.request("GET", leaving.url).headers["location"]).query)
        found = Instagram.arrive(leaving.kept, back["code"][0], REDIRECT, "", web, NOW)
        publisher = make("instagram", Credentials(**found), web)
        assert isinstance(publisher, Instagram)
        assert publisher.account.handle == "@ada"
        assert publisher.ends_at() == NOW + timedelta(days=60)
        with pytest.raises(Expired):
            Instagram.arrive(leaving.kept, "another code", REDIRECT, "", web, NOW)


def test_a_person_goes_to_instagram_itself() -> None:
    leaving = Instagram.leave({"client_id": "client"}, REDIRECT, "s", "c", Web())
    assert leaving.url.startswith("https://www.instagram.com/oauth/authorize?client_id=client&")
