"""TikTok: what a person must choose, videos by their last piece, pictures by their addresses, numbers."""

import dataclasses
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from publishers import afterwards
from publishers.errors import Busy, CannotLook, Rejected, Uncertain, Unreachable
from publishers.message import Image, Message, Parcel, Reach
from publishers.tiktok import TikTok, media
from tests.publishers.places import Place, film, picture

LAKE = film()
FOG = Message("The fog lifts", images=(LAKE,), options=(("privacy", "PUBLIC_TO_EVERYONE"),))


def of(place: Place) -> TikTok:
    """The publisher as it is: nothing is added to a message."""
    plain = TikTok(place.publisher.credentials, place.publisher.account, place.publisher.web)
    place.publisher = plain
    return plain


def shot(number: int = 0) -> Image:
    """A picture that TikTok can fetch."""
    address = f"https://almanac.example.org/m/{number}.jpg"
    one = picture(colour=f"#0000{number:02x}")
    return dataclasses.replace(one, content_type="image/jpeg", address=lambda: address, is_reachable=True)


def codes(tiktok: Place, message: Message) -> dict[str, bool]:
    return {problem.code: problem.blocking for problem in of(tiktok).prepare(message).problems}


def chosen(message: Message = FOG, **options: str) -> Message:
    return dataclasses.replace(message, options=tuple(sorted((dict(message.options) | options).items())))


def bring(tiktok: Place, message: Message = FOG, keep: Any = None) -> Parcel:
    part = of(tiktok).prepare(message).parts[0]
    return tiktok.publisher.upload(part, keep or tiktok.kept.__setitem__, tiktok.kept)


def pieces(tiktok: Place) -> list[str]:
    return [one.headers["content-range"] for one in tiktok.fake.requests if one.method == "PUT"]


@pytest.fixture
def _small_pieces(monkeypatch: pytest.MonkeyPatch, tiktok: Place) -> None:
    monkeypatch.setattr(media, "PIECE", 300)
    tiktok.fake.smallest = 300


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afterwards, "WAITS", (0.0,))


def test_a_person_chooses_who_can_see_it(tiktok: Place) -> None:
    assert codes(tiktok, FOG) == {}
    assert codes(tiktok, dataclasses.replace(FOG, options=())) == {"no_privacy": True}
    assert codes(tiktok, chosen(privacy="FOLLOWER_OF_CREATOR")) == {"privacy_not_offered": False}
    assert codes(tiktok, chosen(privacy="SELF_ONLY", branded="true")) == {"branded_in_private": True}


def test_words_alone_are_no_post_and_a_video_alone_is_one(tiktok: Place) -> None:
    assert codes(tiktok, dataclasses.replace(FOG, images=())) == {"no_picture": True}
    assert codes(tiktok, dataclasses.replace(FOG, text="")) == {}
    assert codes(tiktok, dataclasses.replace(FOG, images=(LAKE, shot()))) == {"video_not_alone": True}


def test_captions_are_counted_in_utf_16(tiktok: Place) -> None:
    assert codes(tiktok, dataclasses.replace(FOG, text="😀" * 1100)) == {}
    assert codes(tiktok, dataclasses.replace(FOG, text="😀" * 1100 + "!")) == {"too_long": True}
    shots = dataclasses.replace(FOG, images=(shot(),))
    assert codes(tiktok, dataclasses.replace(shots, text="a" * 4000)) == {}
    assert codes(tiktok, dataclasses.replace(shots, text="a" * 4001)) == {"too_long": True}
    assert codes(tiktok, dataclasses.replace(shots, title="😀" * 45)) == {}
    assert codes(tiktok, dataclasses.replace(shots, title="😀" * 46)) == {"title_too_long": True}


def test_the_account_says_how_long_a_video_may_be(tiktok: Place) -> None:
    tiktok.fake.longest = 10
    tiktok.publisher.account = tiktok.publisher.check()
    assert codes(tiktok, FOG) == {"video_too_long": True}


def test_pictures_need_an_address_and_videos_need_none(tiktok: Place) -> None:
    hidden = dataclasses.replace(shot(), is_reachable=False)
    assert codes(tiktok, dataclasses.replace(FOG, images=(hidden,))) == {"media_unreachable": True}


def test_pictures_are_fetched_by_tiktok_and_videos_are_brought(tiktok: Place) -> None:
    film, shots = (
        of(tiktok).prepare(dataclasses.replace(FOG, images=(one,))).parts[0] for one in (LAKE, shot())
    )
    assert (TikTok.fetches(film), TikTok.fetches(shots)) == (False, True)


def test_nothing_is_allowed_that_nobody_allowed(tiktok: Place) -> None:
    tiktok.send(FOG)
    assert tiktok.arrived()[0]["post"]["info"] == {
        "title": "The fog lifts",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": True,
        "disable_duet": True,
        "disable_stitch": True,
        "brand_content_toggle": False,
        "brand_organic_toggle": False,
        "is_aigc": False,
    }
    allowed = dict.fromkeys(("comments", "duet", "stitch", "branded", "your_brand", "ai"), "true")
    tiktok.send(chosen(**allowed), "key-2")
    info = tiktok.arrived()[1]["post"]["info"]
    assert {name: info[name] for name in info if name.startswith("disable_")} == {
        "disable_comment": False,
        "disable_duet": False,
        "disable_stitch": False,
    }
    assert info["brand_content_toggle"] is info["brand_organic_toggle"] is info["is_aigc"] is True


@pytest.mark.usefixtures("_small_pieces")
def test_the_last_piece_publishes_and_nothing_before_it(tiktok: Place) -> None:
    parcel = bring(tiktok)
    assert pieces(tiktok) == ["bytes 0-299/1000", "bytes 300-599/1000"]
    assert tiktok.kept["progress"] == "600/1000"
    assert tiktok.arrived() == []
    receipt = tiktok.commit(parcel, "key-1")
    assert pieces(tiktok)[2:] == ["bytes 600-999/1000"], "what does not fill a piece goes with the last"
    [post] = tiktok.arrived()
    assert post["post"]["raw"] == LAKE.read()
    assert receipt.id == post["post"]["publish_id"] == parcel.handle
    assert receipt.url.startswith("https://www.tiktok.com/@ada/video/")


def test_pieces_are_as_large_as_tiktok_wants() -> None:
    assert 5_000_000 <= media.PIECE <= 64_000_000
    assert media.last_piece(1000) == 0
    assert media.last_piece(media.PIECE * 3 - 1) == media.PIECE
    assert 3 * media.PIECE - 1 - media.last_piece(3 * media.PIECE - 1) <= 128_000_000
    assert media.last_piece(media.PIECE * 3) == media.PIECE * 2
    assert 4 * 1024**3 // media.PIECE <= 1000


@pytest.mark.usefixtures("_small_pieces")
def test_a_killed_worker_goes_on_where_tiktok_is(tiktok: Place) -> None:
    class Killed(BaseException):
        pass

    def keep(name: str, value: str) -> None:
        tiktok.kept[name] = value
        if value == "300/1000":
            raise Killed

    with pytest.raises(Killed):
        bring(tiktok, keep=keep)
    parcel = bring(tiktok)
    assert pieces(tiktok) == ["bytes 0-299/1000", "bytes 300-599/1000"]
    tiktok.commit(parcel, "key-1")
    assert len(tiktok.fake.posts) == 1
    assert tiktok.arrived()[0]["post"]["raw"] == LAKE.read()


@pytest.mark.usefixtures("_small_pieces")
def test_other_words_or_an_address_that_has_ended_begin_anew(tiktok: Place) -> None:
    first = bring(tiktok)
    assert bring(tiktok).handle == first.handle
    assert bring(tiktok, dataclasses.replace(FOG, text="The fog stays")).handle != first.handle
    [name] = [name for name in tiktok.kept if first.handle in tiktok.kept[name]]
    number, _ends, place = tiktok.kept[name].split(" ")
    tiktok.kept[name] = f"{number} {time.time() - 1} {place}"
    assert bring(tiktok).handle not in ("", first.handle)


@pytest.mark.usefixtures("_small_pieces")
def test_a_piece_that_is_not_taken_is_tried_again_later(tiktok: Place) -> None:
    tiktok.fake.refuse("/video/", 500)
    with pytest.raises(Unreachable, match="500"):
        bring(tiktok)
    bring(tiktok)
    assert len(tiktok.fake.posts) == 1


@pytest.mark.usefixtures("_small_pieces")
@pytest.mark.parametrize("status", [403, 404])
def test_an_address_that_tiktok_no_longer_knows_is_not_tried_again(tiktok: Place, status: int) -> None:
    tiktok.fake.refuse("/video/", status)
    with pytest.raises(Unreachable):
        bring(tiktok)
    bring(tiktok)
    assert len(tiktok.fake.posts) == 2


@pytest.mark.row("once", network="tiktok")
def test_after_a_lost_answer_its_number_tells(tiktok: Place) -> None:
    parcel, since = bring(tiktok), datetime.now(UTC)
    publisher = of(tiktok)
    assert publisher.find(parcel, "key-1", since, []) is None
    tiktok.fake.arm("rst_after_accept")
    with pytest.raises(Uncertain):
        tiktok.commit(parcel, "key-1")
    again = bring(tiktok)
    assert (again.handle, again.media_ids) == (parcel.handle, ())
    found = publisher.find(again, "key-1", since, [])
    assert found is not None
    assert found.id == parcel.handle
    assert found.url.startswith("https://www.tiktok.com/@ada/video/7000000000000000")
    assert tiktok.commit(again, "key-1").id == parcel.handle, "it has the whole video already"
    assert len(tiktok.arrived()) == 1


def test_until_tiktok_has_looked_at_it_the_link_leads_to_the_account(tiktok: Place) -> None:
    tiktok.fake.is_moderated = False
    post = tiktok.send(FOG)
    found = of(tiktok).find(bring(tiktok), "key-1", datetime.now(UTC), [])
    assert found is not None
    assert found.url == "https://www.tiktok.com/@ada"
    assert tiktok.publisher.measure([post.id]) == {post.id: Reach()}, "not zero, and not gone"
    tiktok.fake.is_moderated = True
    assert tiktok.publisher.measure([post.id]) == {post.id: Reach(views=250, likes=7, reposts=2, replies=1)}


@pytest.mark.parametrize(
    ("why", "said"),
    [("duration_check_failed", "longer than"), ("spam_risk", "did not publish it: spam_risk")],
)
@pytest.mark.parametrize("images", [(LAKE,), (shot(1),)], ids=["video", "pictures"])
def test_what_tiktok_took_and_then_refused_says_why_and_is_not_out(
    tiktok: Place, images: tuple[Image, ...], why: str, said: str
) -> None:
    """It has every byte, and says so with 201; what is wrong with them it finds some seconds later."""
    tiktok.fake.ends_in, tiktok.fake.why = "FAILED", why
    of(tiktok)
    with pytest.raises(Rejected, match=said):
        tiktok.send(dataclasses.replace(FOG, images=images))
    assert tiktok.arrived() == []
    [number] = tiktok.fake.posts
    assert tiktok.publisher.measure([number]) == {}, "its author is told that it is not there"


@pytest.mark.parametrize("images", [(LAKE,), (shot(1),)], ids=["video", "pictures"])
@pytest.mark.parametrize("ends_in", ["PUBLISH_COMPLETE", "FAILED"])
@pytest.mark.usefixtures("_impatient")
def test_what_tiktok_still_works_at_is_no_receipt_and_not_sent_again(
    tiktok: Place, images: tuple[Image, ...], ends_in: str
) -> None:
    message, since = dataclasses.replace(FOG, images=images), datetime.now(UTC)
    tiktok.fake.patience, tiktok.fake.ends_in, tiktok.fake.why = 9, ends_in, "duration_check_failed"
    publisher = of(tiktok)
    with pytest.raises(Uncertain, match="still looking at it"):
        tiktok.send(message)
    parcel = tiktok.known(message)
    for _look in range(3):
        with pytest.raises(Unreachable, match="still looking at it"):
            publisher.find(parcel, "key-1", since, [])
    [post] = tiktok.fake.posts.values()
    post["looks"] = 0  # TikTok is done with it
    found = publisher.find(parcel, "key-1", since, [])
    if ends_in == "FAILED":
        assert found is None
        with pytest.raises(Rejected, match="longer than"):
            tiktok.send(message)
    else:
        assert found is not None
        assert found.id == post["publish_id"]
    assert len(tiktok.fake.posts) == 1


@pytest.mark.usefixtures("_impatient")
def test_what_lies_in_the_inbox_of_the_app_is_not_out(tiktok: Place) -> None:
    tiktok.fake.ends_in = "SEND_TO_USER_INBOX"
    tiktok.fake.patience = 0
    with pytest.raises(Uncertain):
        tiktok.send(FOG)
    with pytest.raises(CannotLook, match="inbox") as trouble:
        of(tiktok).find(tiktok.known(FOG), "key-1", datetime.now(UTC), [])
    assert trouble.value.asks


@pytest.mark.parametrize("images", [(LAKE,), (shot(1),)], ids=["video", "pictures"])
def test_a_failure_that_may_pass_begins_anew(tiktok: Place, images: tuple[Image, ...]) -> None:
    message = dataclasses.replace(FOG, images=images)
    tiktok.fake.ends_in, tiktok.fake.why = "FAILED", "internal"
    of(tiktok)
    with pytest.raises(Busy):
        tiktok.send(message)
    [first] = tiktok.fake.posts
    tiktok.fake.ends_in = "PUBLISH_COMPLETE"
    assert tiktok.send(message).id != first
    assert len(tiktok.arrived()) == 1


@pytest.mark.usefixtures("_small_pieces")
def test_a_look_begins_nothing(tiktok: Place) -> None:
    """Also not where the address for the pieces has ended."""
    first = bring(tiktok)
    [name] = [name for name in tiktok.kept if first.handle in tiktok.kept[name]]
    number, _ends, place = tiktok.kept[name].split(" ")
    tiktok.kept[name] = f"{number} {time.time() - 1} {place}"
    before = len(tiktok.fake.requests)
    parcel = tiktok.known(FOG)
    assert (parcel.handle, parcel.media_ids) == (first.handle, ())
    assert len(tiktok.fake.requests) == before
    assert of(tiktok).find(parcel, "key-1", datetime.now(UTC), []) is None


def test_what_tiktok_does_not_say_is_not_guessed(tiktok: Place) -> None:
    parcel = bring(tiktok)
    tiktok.fake.posts.clear()
    with pytest.raises(Unreachable, match="does not say"):
        of(tiktok).find(parcel, "key-1", datetime.now(UTC), [])
    assert of(tiktok).measure([parcel.handle]) == {parcel.handle: Reach()}


def test_what_may_be_out_does_not_begin_anew(tiktok: Place) -> None:
    """Also not when its address has ended, and TikTok no longer knows the number."""
    first = tiktok.send(FOG)
    [name] = [name for name in tiktok.kept if first.id in tiktok.kept[name]]
    number, _ends, place = tiktok.kept[name].split(" ")
    tiktok.kept[name] = f"{number} {time.time() - 1} {place}"
    tiktok.fake.posts.clear()
    parcel = bring(tiktok)
    assert (parcel.handle, tiktok.fake.posts) == (first.id, {})
    with pytest.raises(Unreachable):
        of(tiktok).find(parcel, "key-1", datetime.now(UTC), [])
    with pytest.raises(Rejected):
        tiktok.commit(parcel, "key-1")


@pytest.mark.row("pictures", network="tiktok")
def test_pictures_are_fetched_by_their_addresses(tiktok: Place) -> None:
    message = dataclasses.replace(FOG, images=(shot(1), shot(2)), title="Fog")
    of(tiktok)
    receipt = tiktok.send(chosen(message, comments="true", duet="true"))
    [post] = tiktok.fake.published
    assert post["images"] == ["https://almanac.example.org/m/1.jpg", "https://almanac.example.org/m/2.jpg"]
    assert post["info"] == {
        "title": "Fog",
        "description": "The fog lifts",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
        "auto_add_music": False,
        "brand_content_toggle": False,
        "brand_organic_toggle": False,
    }
    assert tiktok.publisher.measure([receipt.id]) == {receipt.id: Reach()}, "numbers are of videos"
    with pytest.raises(CannotLook):
        of(tiktok).find(tiktok.parcel(of(tiktok).prepare(message)), "key-1", datetime.now(UTC), [])


def test_a_video_that_is_gone_has_no_numbers(tiktok: Place) -> None:
    post = tiktok.send(FOG)
    tiktok.fake.posts[post.id]["images"] = ["not among the videos any more"]
    assert tiktok.publisher.measure([post.id]) == {}


def test_a_video_that_is_known_by_its_address_has_numbers_too(tiktok: Place) -> None:
    tiktok.send(FOG)
    number = tiktok.arrived()[0]["post"]["post"]
    assert tiktok.publisher.measure([number, "12"]) == {
        number: Reach(views=250, likes=7, reposts=2, replies=1)
    }


def test_numbers_of_many_videos_are_asked_for_together(tiktok: Place) -> None:
    ids = [tiktok.send(dataclasses.replace(FOG, text=f"Fog {n}"), f"key-{n}").id for n in range(3)]
    assert set(tiktok.publisher.measure(ids)) == set(ids)
    assert len([one for one in tiktok.fake.requests if one.path == "/v2/video/query/"]) == 1
