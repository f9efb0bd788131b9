"""What is special about Discourse."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publishers.discourse import Credentials, Discourse
from publishers.errors import (
    AlreadyThere,
    Busy,
    CannotLook,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.message import Message
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_topics import NEW, Post
from tests.fakes.server import Reply
from tests.publishers.places import Place, make, picture, place

FOG = Message("The **fog** lifts, see [the port](https://example.org/fog).", title="Fog over the harbour")
THREAD = dataclasses.replace(FOG, text="The first part\n---\nThe second part\n---\nThe third part")


def chosen(**options: str) -> Message:
    return dataclasses.replace(FOG, options=tuple(sorted(options.items())))


def the_post(there: Place) -> Post:
    [post] = there.fake.published
    assert isinstance(post, Post)
    return post


def codes(there: Place, message: Message) -> list[tuple[str, bool]]:
    return [(one.code, one.blocking) for one in there.publisher.prepare(message).problems]


def asked_again(there: Place) -> Place:
    """The same forum, after its account was asked for once more."""
    return dataclasses.replace(
        there, publisher=make("discourse", there.publisher.credentials, there.publisher.web)
    )


@pytest.fixture
def new_forum(discourse: Place) -> Place:
    """As a forum is set when it is new."""
    discourse.fake.topics.settings = dict(NEW)
    return asked_again(discourse)


@pytest.fixture
def by_user_key(tmp_path: Path) -> Iterator[Place]:
    """With a key that a person gave a program: it can give topics no mark."""
    with place("discourse", tmp_path) as there:
        credentials = Credentials(there.fake.url, there.fake.user_key)
        yield dataclasses.replace(there, publisher=make("discourse", credentials, there.publisher.web))


@pytest.mark.row("text", network="discourse")
def test_a_topic_has_title_category_and_tags(discourse: Place) -> None:
    discourse.send(chosen(category="news / fog", tags="Tea, harbour"))
    post = the_post(discourse)
    assert post.raw == FOG.text
    assert (post.title, post.category, post.tags) == (FOG.title, 6, ("Tea", "harbour"))


@pytest.mark.parametrize(("typed", "number"), [("News", 5), ("fog", 6), ("5", 5)])
def test_a_category_may_be_named_in_several_ways(discourse: Place, typed: str, number: int) -> None:
    discourse.send(chosen(category=typed))
    assert the_post(discourse).category == number


def test_a_category_that_is_not_there_is_pointed_out_and_refused(discourse: Place) -> None:
    assert codes(discourse, chosen(category="Weather")) == [("no_category", False)]
    assert codes(discourse, chosen(category="Fog")) == []
    with pytest.raises(Rejected, match="no category “Weather”"):
        discourse.send(chosen(category="Weather"))


@pytest.mark.row("pictures", network="discourse")
def test_pictures_stand_below_the_words_with_description_and_size(discourse: Place) -> None:
    images = (picture("A red boat", "red"), picture("Wide | blue", "blue"))
    discourse.send(dataclasses.replace(FOG, images=images))
    words, first, second = the_post(discourse).raw.split("\n\n")
    assert words == FOG.text
    uploads = list(discourse.fake.topics.uploads)
    assert first == f"![A red boat|8x8]({uploads[0]})"
    assert second == f"![Wide \\| blue|8x8]({uploads[1]})"
    assert discourse.fake.topics.uploads[uploads[0]] == images[0].read()


def test_a_repeated_upload_takes_up_what_was_kept_for_a_day(discourse: Place) -> None:
    payload = discourse.publisher.prepare(dataclasses.replace(FOG, images=(picture(),)))
    assert discourse.parcel(payload) == discourse.parcel(payload)
    assert len(discourse.fake.topics.uploads) == 1
    [name] = discourse.kept
    old = datetime.now(UTC) - timedelta(hours=25)
    discourse.kept[name] = f"{discourse.kept[name].partition(' ')[0]} {old.isoformat()}"
    discourse.parcel(payload)
    assert len(discourse.fake.topics.uploads) == 2


def test_pictures_count_before_they_are_brought(discourse: Place) -> None:
    long = "a" * 31_950
    assert codes(discourse, dataclasses.replace(FOG, text=long)) == []
    pictured = dataclasses.replace(FOG, text=long, images=(picture(),))
    assert codes(discourse, pictured) == [("too_long", True)]


@pytest.mark.row("thread", network="discourse")
def test_a_thread_is_a_topic_with_answers_in_it(discourse: Place) -> None:
    top = discourse.send(THREAD)
    second = discourse.send(THREAD, "key-2", 1, top.id)
    third = discourse.send(THREAD, "key-3", 2, second.id, top.id)
    posts = discourse.fake.published
    assert {post.topic_id for post in posts} == {posts[0].topic_id}
    assert [(post.number, post.reply_to) for post in posts] == [(1, None), (2, None), (3, 2)]
    assert [post.external_id != "" for post in posts] == [True, False, False]
    assert top.url.endswith(f"/t/some-words/{posts[0].topic_id}")
    assert third.url.endswith(f"/t/some-words/{posts[0].topic_id}/3")


def test_a_new_forums_bounds_are_known_and_count(new_forum: Place) -> None:
    facts = dict(new_forum.publisher.account.facts)
    assert (facts["characters"], facts["title_least"], facts["least_first"]) == ("32000", "15", "20")
    assert facts["image_bytes"] == str(4096 * 1024)
    assert codes(new_forum, FOG) == []
    assert codes(new_forum, dataclasses.replace(FOG, title="Fog")) == [("title_too_short", True)]
    assert codes(new_forum, dataclasses.replace(FOG, title="F" * 256)) == [("title_too_long", True)]
    assert codes(new_forum, dataclasses.replace(FOG, text="Short")) == [("too_short", True)]
    assert codes(new_forum, dataclasses.replace(FOG, text=FOG.text + "\n---\nshort")) == [("too_short", True)]


def test_the_forum_refuses_what_its_bounds_do_not_allow(new_forum: Place) -> None:
    for message in (dataclasses.replace(FOG, title="Fog"), dataclasses.replace(FOG, text="Short")):
        with pytest.raises(Rejected, match="too short"):
            new_forum.send(message)


def test_bounds_of_a_forum_that_does_not_tell_them_only_warn(discourse: Place) -> None:
    discourse.fake.tells_settings = False
    silent = asked_again(discourse)
    assert codes(silent, Message("Short", title="Fog")) == [("title_too_short", False), ("too_short", False)]
    assert codes(silent, dataclasses.replace(FOG, text="a" * 32_001)) == [("too_long", False)]


def test_a_topic_without_title_is_called_by_its_first_words(discourse: Place) -> None:
    message = Message("The *first* line\n\nand more")
    assert codes(discourse, message) == [("no_title", False)]
    discourse.send(message)
    assert the_post(discourse).title == "The first line"


@pytest.mark.row("look-up", network="discourse")
def test_a_topic_is_found_by_its_mark_whatever_became_of_its_words(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    parcel = discourse.parcel(publisher.prepare(FOG))
    receipt = discourse.commit(parcel, "key-1")
    the_post(discourse).raw = "a moderator changed this"
    found = publisher.find(parcel, "key-1", datetime.now(UTC), [])
    assert found is not None
    assert (found.id, found.url) == (receipt.id, receipt.url)
    assert publisher.find(parcel, "key-2", datetime.now(UTC), []) is None
    publisher.delete(receipt.id)
    assert publisher.find(parcel, "key-1", datetime.now(UTC), []) is None


@pytest.mark.row("once", network="discourse")
def test_the_same_request_makes_one_topic_also_after_the_forum_has_forgotten_it(discourse: Place) -> None:
    first = discourse.send(FOG)
    assert discourse.send(FOG).id == first.id
    discourse.fake._remembered.clear()
    with pytest.raises(AlreadyThere) as trouble:
        discourse.send(FOG)
    assert trouble.value.code == "external_id"
    assert len(discourse.arrived()) == 1


def test_an_answer_in_a_topic_is_found_by_its_words_and_only_ours(discourse: Place) -> None:
    publisher, since = discourse.publisher, datetime.now(UTC)
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    discourse.fake.remark(top.id, "The second part")
    parcel = discourse.parcel(publisher.prepare(THREAD), 1, top.id)
    assert publisher.find(parcel, "key-2", since, [top.id]) is None
    receipt = discourse.commit(parcel, "key-2")
    found = publisher.find(parcel, "key-2", since, [top.id])
    assert found is not None
    assert found.id == receipt.id
    assert publisher.find(parcel, "key-2", since + timedelta(hours=1), [top.id]) is None


def test_a_long_talk_is_looked_through_in_pieces(discourse: Place) -> None:
    publisher, since = discourse.publisher, datetime.now(UTC)
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    receipt = discourse.send(THREAD, "key-2", 1, top.id)
    for number in range(50):
        discourse.fake.remark(top.id, f"answer {number}")
    parcel = discourse.parcel(publisher.prepare(THREAD), 1, top.id)
    found = publisher.find(parcel, "key-2", since, [top.id])
    assert found is not None
    assert found.id == receipt.id
    assert [one.text for one in publisher.replies(top.id, since)] == [f"answer {one}" for one in range(50)]


def test_a_talk_that_is_too_long_to_be_looked_through_is_no_absence(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    for number in range(210):
        discourse.fake.remark(top.id, f"answer {number}")
    parcel = discourse.parcel(publisher.prepare(THREAD), 1, top.id)
    with pytest.raises(Unreachable, match="could not all be read"):
        publisher.find(parcel, "key-2", datetime.now(UTC), [top.id])


@pytest.mark.row("connect", network="discourse")
def test_a_user_api_key_knows_its_person(by_user_key: Place) -> None:
    assert by_user_key.publisher.account.handle.startswith("@ada@")
    by_user_key.send(FOG)
    assert the_post(by_user_key).external_id == ""
    headers = by_user_key.fake.requests[-1].headers
    assert "api-key" not in headers
    assert headers["user-api-key"] == by_user_key.fake.user_key


def test_a_topic_of_a_user_api_key_is_found_by_its_words(by_user_key: Place) -> None:
    publisher, since = by_user_key.publisher, datetime.now(UTC)
    assert isinstance(publisher, Discourse)
    parcel = by_user_key.parcel(publisher.prepare(FOG))
    for number in range(31):
        by_user_key.send(dataclasses.replace(FOG, text=f"Other words, {number}"), f"other-{number}")
    assert publisher.find(parcel, "key-1", since, []) is None
    receipt = by_user_key.commit(parcel, "key-1")
    for number in range(31):
        by_user_key.send(dataclasses.replace(FOG, text=f"More words, {number}"), f"more-{number}")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id
    assert publisher.find(parcel, "key-1", since, [receipt.id]) is None


def test_words_that_were_just_said_are_looked_for(new_forum: Place) -> None:
    new_forum.send(FOG)
    other = dataclasses.replace(FOG, title="Another title for it")
    with pytest.raises(AlreadyThere) as trouble:
        new_forum.send(other, "key-2")
    assert (trouble.value.code, trouble.value.receipt_id) == ("too_similar", "")


def test_a_title_that_is_taken_is_a_refusal(new_forum: Place) -> None:
    new_forum.send(FOG)
    with pytest.raises(Rejected, match="Title has already been used"):
        new_forum.send(dataclasses.replace(FOG, text="Quite other words than those before"), "key-2")


def test_a_post_that_a_moderator_must_see_first_is_told_as_it_is(discourse: Place) -> None:
    """They may let it through at any time: it is neither refused nor simply not there."""
    topics, publisher, since = discourse.fake.topics, discourse.publisher, datetime.now(UTC)
    topics.holds = True
    message = dataclasses.replace(FOG, images=(picture(),))
    with pytest.raises(Uncertain, match="A moderator") as trouble:
        discourse.send(message)
    assert trouble.value.code == "enqueued"
    assert discourse.arrived() == []
    parcel = discourse.known(message)
    assert isinstance(publisher, Discourse)
    with pytest.raises(CannotLook, match="A moderator") as blind:
        publisher.find(parcel, "key-1", since, [])
    assert blind.value.asks
    topics.let_through()
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.url.startswith(f"{discourse.fake.url}/t/some-words/")


ERRORS: list[tuple[int, str, dict[str, Any], type[PublisherError], str, str]] = [
    (400, "why", {}, Rejected, "refused this: why", "400"),
    (403, "why", {"error_type": "invalid_access"}, Expired, "does not let us", "invalid_access"),
    (403, "why", {"error_type": "not_logged_in"}, Expired, "does not let us", "not_logged_in"),
    (404, "why", {"error_type": "not_found"}, Rejected, "refused this: why", "404"),
    (409, "why", {}, Uncertain, "busy with this post", "409"),
    (413, "why", {}, Rejected, "refused this: why", "413"),
    (422, "Title is invalid", {}, Rejected, "Title is invalid", "422"),
    (422, "Тело слишком короткое", {}, Rejected, "Тело слишком короткое", "422"),
    (422, "Body is too similar to what you recently posted", {}, AlreadyThere, "these words", "too_similar"),
    (422, "External has already been taken", {}, AlreadyThere, "these words", "external_id"),
    (429, "slow down", {"error_type": "rate_limit"}, Busy, "wait", "429"),
    (500, "why", {}, Uncertain, "no clear answer", "500"),
    (503, "read only", {"error_type": "read_only"}, Uncertain, "no clear answer", "503"),
]


@pytest.mark.parametrize(("status", "words", "more", "error", "told", "code"), ERRORS)
def test_every_error_of_a_post_means_something(
    discourse: Place,
    status: int,
    words: str,
    more: dict[str, Any],
    error: type[PublisherError],
    told: str,
    code: str,
) -> None:
    discourse.fake.refuse("/posts.json", status, words, **more)
    with pytest.raises(error, match=told) as trouble:
        discourse.send(FOG)
    assert trouble.value.code == code
    assert discourse.arrived() == []


@pytest.mark.parametrize(("seconds", "waits"), [(23, 23.0), (100_000, 3600.0), (-1, None), ("soon", None)])
def test_the_seconds_that_a_forum_asks_us_to_wait_are_heeded(
    discourse: Place, seconds: Any, waits: float | None
) -> None:
    discourse.fake.refuse("/posts.json", 429, "slow down", extras={"wait_seconds": seconds})
    with pytest.raises(Busy) as trouble:
        discourse.send(FOG)
    assert trouble.value.retry_after == waits


def test_a_page_that_is_not_discourses_own_is_no_forum(discourse: Place) -> None:
    discourse.fake.odd["/session/current.json"] = Reply(404, b"<html>Not here</html>")
    with pytest.raises(Expired, match="No Discourse"):
        discourse.publisher.check()
    discourse.fake.odd["/session/current.json"] = Reply(301, b"", {"location": "https://www.example.org/x"})
    with pytest.raises(Rejected, match=r"https://www\.example\.org/x"):
        discourse.publisher.check()


def test_a_key_of_somebody_else_is_told(discourse: Place) -> None:
    who = {"current_user": {"id": 9, "username": "grace"}}
    discourse.fake.odd["/session/current.json"] = Reply(200, json.dumps(who).encode())
    with pytest.raises(Expired, match="key is for grace"):
        discourse.publisher.check()


@pytest.mark.row("edit", network="discourse")
def test_words_and_title_change_and_pictures_stay(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    receipt = discourse.send(dataclasses.replace(FOG, images=(picture("A [red] boat"),)))
    [upload] = discourse.fake.topics.uploads
    part = publisher.prepare(Message("Other *words*", title="Sun over the harbour")).parts[0]
    assert publisher.edit(receipt.id, part).id == receipt.id
    post = the_post(discourse)
    assert post.raw == f"Other *words*\n\n![A \\[red\\] boat|8x8]({upload})"
    assert post.title == "Sun over the harbour"


def test_an_answer_in_a_topic_changes_alone(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    second = discourse.send(THREAD, "key-2", 1, top.id)
    publisher.edit(second.id, publisher.prepare(Message("Other words", title="T")).parts[0])
    first, below = discourse.fake.published
    assert (first.raw, first.title) == ("The first part", FOG.title)
    assert (below.raw, below.title) == ("Other words", "")


@pytest.mark.row("delete", network="discourse")
def test_an_answer_is_deleted_alone_and_a_topic_with_all_of_it(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    second = discourse.send(THREAD, "key-2", 1, top.id)
    publisher.delete(second.id)
    assert [post["text"] for post in discourse.arrived()] == ["The first part"]
    publisher.delete(top.id)
    publisher.delete(second.id)
    assert discourse.arrived() == []


def test_a_topic_that_only_staff_may_delete_is_told(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    receipt = discourse.send(FOG)
    discourse.fake.topics.keeps_topics = True
    with pytest.raises(Rejected, match="only its staff"):
        publisher.delete(receipt.id)


@pytest.mark.row("metrics", network="discourse")
def test_views_readers_likes_and_answers_are_counted(discourse: Place) -> None:
    publisher = discourse.publisher
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    second = discourse.send(THREAD, "key-2", 1, top.id)
    found = publisher.measure([top.id, second.id])
    reach = found[top.id]
    assert (reach.views, reach.reach, reach.likes, reach.replies) == (250, 40, 3, 1)
    below = found[second.id]
    assert (below.views, below.reach, below.likes, below.replies) == (None, 40, 0, 0)


@pytest.mark.row("comments", network="discourse")
def test_answers_of_others_are_heard_and_what_was_done_to_the_topic_is_not(discourse: Place) -> None:
    publisher, since = discourse.publisher, datetime.now(UTC) - timedelta(minutes=5)
    assert isinstance(publisher, Discourse)
    top = discourse.send(THREAD)
    second = discourse.send(THREAD, "key-2", 1, top.id)
    for words in ("first", "closed the topic", "to the second"):
        discourse.fake.remark(top.id, words)
    theirs = [post for post in discourse.fake.topics.posts.values() if post.username == "bob"]
    theirs[1].post_type, theirs[2].reply_to = 3, 2
    first, other = publisher.replies(top.id, since)
    assert (first.text, first.author, first.reply_to) == ("first", "@bob", top.id)
    assert (other.text, other.reply_to) == ("to the second", "")
    assert publisher.replies(second.id, since) == ()


def test_the_key_is_in_headers_only(discourse: Place) -> None:
    discourse.send(FOG)
    fake: FakeDiscourse = discourse.fake
    assert not [one for one in fake.requests if fake.key in one.target or fake.key.encode() in one.body]
    commits = [one for one in fake.requests if fake.is_commit(one)]
    assert len(commits) == 1
