"""YouTube: what a video may say, publishing it once, its first comment, and what is done with it later."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from publishers.errors import CannotLook, Rejected
from publishers.limits import Promise
from publishers.message import Image, Message, Reach
from publishers.youtube import YouTube
from publishers.youtube.video import MARK, weight_of
from tests.publishers.places import Place, film, make, picture

FOG = Message("The fog lifts", "Fog", (film(),), language="en")


def of(place: Place) -> YouTube:
    """The publisher as it is, without a video in every message."""
    plain = YouTube(place.publisher.credentials, place.publisher.account, place.publisher.web)
    place.publisher = plain
    return plain


def codes(youtube: Place, message: Message) -> dict[str, bool]:
    found = of(youtube).prepare(message).problems
    return {problem.code: problem.blocking for problem in found}


def chosen(**options: str) -> Message:
    return dataclasses.replace(FOG, options=tuple(sorted(options.items())))


@pytest.mark.parametrize("images", [(), (picture(),), (film(), film("Tea", b"tea")), (film(), picture())])
def test_a_post_is_exactly_one_video(youtube: Place, images: tuple[Image, ...]) -> None:
    assert codes(youtube, dataclasses.replace(FOG, images=images)) == {"one_video": True}


def test_one_video_has_nothing_against_it(youtube: Place) -> None:
    assert codes(youtube, FOG) == {}
    assert codes(youtube, dataclasses.replace(FOG, text="")) == {}, "a title says enough"


def test_a_title_is_made_of_the_words_and_bounded(youtube: Place) -> None:
    untitled = dataclasses.replace(FOG, title="")
    assert codes(youtube, untitled) == {"no_title": False}
    assert dict(of(youtube).prepare(untitled).parts[0].fields)["title"] == "The fog lifts"
    assert codes(youtube, dataclasses.replace(FOG, title="a" * 100)) == {}
    assert codes(youtube, dataclasses.replace(FOG, title="a" * 101)) == {"title_too_long": True}
    assert codes(youtube, dataclasses.replace(FOG, title="", text=" ")) == {"empty": True}


def test_a_description_is_counted_in_bytes(youtube: Place) -> None:
    assert codes(youtube, dataclasses.replace(FOG, text="й" * 2500)) == {}
    assert codes(youtube, dataclasses.replace(FOG, text="й" * 2500 + "!")) == {"too_long": True}


@pytest.mark.parametrize("sign", ["<", ">"])
def test_angle_brackets_are_refused(youtube: Place, sign: str) -> None:
    assert codes(youtube, dataclasses.replace(FOG, title=f"1 {sign} 2")) == {"title_brackets": True}
    assert codes(youtube, dataclasses.replace(FOG, text=f"1 {sign} 2")) == {"text_brackets": True}


def test_tags_are_counted_as_youtube_counts_them(youtube: Place) -> None:
    assert weight_of(["fog", "tea"]) == 7
    assert weight_of(["thick fog", "tea"]) == 15
    assert codes(youtube, chosen(tags=", ".join(f"tag{n:03d}" for n in range(71)))) == {}
    assert codes(youtube, chosen(tags=", ".join(f"tag{n:03d}" for n in range(72)))) == {"too_many_tags": True}


def test_comments_need_a_video_that_has_some(youtube: Place) -> None:
    assert codes(youtube, chosen(first_comment="More", kids="true")) == {"no_comments": True}
    assert codes(youtube, chosen(first_comment="More", privacy="private")) == {"no_comments": False}
    assert codes(youtube, chosen(first_comment="More")) == {}


def test_a_channel_that_may_not_upload_long_videos_says_so(youtube: Place) -> None:
    youtube.fake.long_uploads = "eligible"
    short = make("youtube", youtube.publisher.credentials, youtube.publisher.web)
    long = dataclasses.replace(film(), seconds=901.0)
    assert [one.code for one in short.prepare(dataclasses.replace(FOG, images=(long,))).problems] == [
        "video_too_long"
    ]


def test_until_its_time_a_video_is_private_and_says_nothing(youtube: Place) -> None:
    youtube.parcel(youtube.publisher.prepare(FOG))
    [video] = youtube.fake.videos.values()
    assert video["status"]["privacyStatus"] == "private"
    assert video["snippet"]["description"] == MARK
    assert youtube.arrived() == []


@pytest.mark.parametrize("privacy", ["public", "unlisted", "private"])
def test_one_request_publishes_all_that_was_agreed_to(youtube: Place, privacy: str) -> None:
    options = {
        "category": "25",
        "kids": "",
        "privacy": privacy,
        "synthetic": "true",
        "tags": "fog, thick fog",
    }
    message = chosen(**options)
    parcel = youtube.parcel(youtube.publisher.prepare(message))
    before = len(youtube.fake.requests)
    assert of(youtube).find(parcel, "key-1", datetime.now(UTC), []) is None
    receipt = youtube.commit(parcel, "key-1")
    assert len(youtube.fake.requests) == before + 2
    [video] = youtube.fake.published
    assert video["status"] == {
        "privacyStatus": privacy,
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
    }
    assert video["snippet"] == {
        "title": "Fog",
        "description": "The fog lifts",
        "categoryId": "25",
        "tags": ["fog", "thick fog"],
        "defaultLanguage": "en",
        "defaultAudioLanguage": "en",
    }
    assert receipt.url == f"https://www.youtube.com/watch?v={video['id']}"
    found = of(youtube).find(parcel, "key-1", datetime.now(UTC), [])
    assert found is not None
    assert found.id == receipt.id


@pytest.mark.row("look-up", network="youtube")
def test_a_look_does_not_call_absent_what_was_deleted_there(youtube: Place) -> None:
    """It may have been out before; and a look brings no other video."""
    since = datetime.now(UTC)
    assert of(youtube).find(youtube.known(FOG), "key-1", since, []) is None, "it was never brought"
    youtube.send(FOG)
    youtube.fake.videos.clear()
    with pytest.raises(CannotLook, match="deleted it there") as trouble:
        of(youtube).find(youtube.known(FOG), "key-1", since, [])
    assert (trouble.value.asks, len(youtube.fake.sessions)) == (True, 1)


@pytest.mark.row("once", network="youtube")
def test_to_publish_twice_changes_nothing(youtube: Place) -> None:
    assert youtube.publisher.guarantee.promise is Promise.TWO_PHASE
    parcel = youtube.parcel(youtube.publisher.prepare(FOG))
    assert youtube.commit(parcel, "key-1").id == youtube.commit(parcel, "key-1").id
    assert len(youtube.fake.videos) == len(youtube.arrived()) == 1


def test_a_video_that_youtube_keeps_private_is_not_called_out(youtube: Place) -> None:
    youtube.fake.keeps_private = True
    with pytest.raises(Rejected, match="audit") as trouble:
        youtube.send(FOG)
    assert trouble.value.code == "kept_private"


@pytest.mark.parametrize("state", ["published", "heldForReview", "likelySpam"])
def test_a_first_comment_is_found_wherever_youtube_puts_it(youtube: Place, state: str) -> None:
    publisher, since = of(youtube), datetime.now(UTC)
    message = chosen(first_comment="More of it")
    post = youtube.send(message)
    parcel = youtube.parcel(publisher.prepare(message), 1, post.id, key="key-2")
    youtube.fake.remark(post.id, "More of it")
    assert publisher.find(parcel, "key-2", since, []) is None, "somebody else's words are not ours"
    receipt = youtube.commit(parcel, "key-2")
    youtube.fake.comments[receipt.id.partition("/")[2]]["state"] = state
    found = publisher.find(parcel, "key-2", since, [])
    assert found is not None
    assert found.id == receipt.id
    assert found.url == f"https://www.youtube.com/watch?v={post.id}&lc={receipt.id.partition('/')[2]}"
    assert publisher.find(parcel, "key-2", since, [receipt.id]) is None


def test_a_comment_is_changed_counted_and_deleted_by_itself(youtube: Place) -> None:
    publisher = of(youtube)
    message = chosen(first_comment="More of it")
    post = youtube.send(message)
    comment = youtube.send(message, "key-2", 1, post.id)
    part = publisher.prepare(chosen(first_comment="Less of it")).parts[1]
    assert publisher.edit(comment.id, part).id == comment.id
    assert [one["text"] for one in youtube.arrived()] == ["The fog lifts", "Less of it"]
    numbers = publisher.measure([post.id, comment.id])
    assert (numbers[post.id].views, numbers[comment.id].likes) == (250, 2)
    publisher.delete(comment.id)
    publisher.delete(comment.id)
    assert publisher.measure([comment.id]) == {}
    assert len(youtube.arrived()) == 1
    assert publisher.replies(comment.id, datetime.now(UTC)) == ()


def test_numbers_of_many_videos_take_one_request(youtube: Place) -> None:
    ids = [youtube.send(dataclasses.replace(FOG, title=f"Fog {n}"), f"key-{n}").id for n in range(3)]
    before = len(youtube.fake.requests)
    assert youtube.publisher.measure(ids) == {one: Reach(views=250, likes=7, replies=1) for one in ids}
    assert len(youtube.fake.requests) == before + 1


def test_hidden_numbers_are_unknown(youtube: Place) -> None:
    post = youtube.send(FOG)
    del youtube.fake.videos[post.id]["statistics"]["likeCount"]
    assert youtube.publisher.measure([post.id])[post.id] == Reach(views=250, replies=1)
    assert youtube.publisher.followers() == 321_000
    youtube.fake.subscribers = {"subscriberCount": "0", "hiddenSubscriberCount": True}
    assert youtube.publisher.followers() is None


def test_a_correction_leaves_tags_and_category_as_they_are_there(youtube: Place) -> None:
    post = youtube.send(chosen(tags="fog"))
    [video] = youtube.fake.published
    video["snippet"] |= {"tags": ["set", "over there"], "categoryId": "10"}
    part = of(youtube).prepare(dataclasses.replace(FOG, text="The fog stays", title="Fog again")).parts[0]
    youtube.publisher.edit(post.id, part)
    assert video["snippet"]["description"] == "The fog stays"
    assert video["snippet"]["title"] == "Fog again"
    assert (video["snippet"]["tags"], video["snippet"]["categoryId"]) == (["set", "over there"], "10")
    assert video["status"]["privacyStatus"] == "public"
    youtube.publisher.delete(post.id)
    with pytest.raises(Rejected, match="no longer"):
        youtube.publisher.edit(post.id, part)


def test_answers_below_a_comment_are_heard_too(youtube: Place) -> None:
    post, since = youtube.send(FOG), datetime.now(UTC) - timedelta(minutes=5)
    youtube.fake.remark(post.id, "Where is it?")
    top = next(iter(youtube.fake.comments))
    youtube.fake._comment(post.id, "At the pier", "UCeve", "@eve", top)
    heard = of(youtube).replies(post.id, since)
    assert [(one.text, one.author, one.reply_to) for one in heard] == [
        ("Where is it?", "@bob", post.id),
        ("At the pier", "@eve", f"{post.id}/{top}"),
    ]
    youtube.fake.refuse("/commentThreads", 403, "commentsDisabled")
    assert of(youtube).replies(post.id, since) == ()
