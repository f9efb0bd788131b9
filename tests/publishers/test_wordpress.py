"""What is special about WordPress."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.drafts import names_in
from publishers.errors import (
    Busy,
    CannotLook,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.message import Message
from publishers.wordpress import Credentials, WordPress
from publishers.wordpress.api import Api
from tests.fakes.page import pictures
from tests.fakes.server import Reply, Request
from tests.fakes.wordpress import FakeWordPress
from tests.publishers.places import Place, make, picture

FOG = Message("The **fog** lifts, see [the port](https://example.org/fog).", title="Fog")


def chosen(**options: str) -> Message:
    return dataclasses.replace(FOG, options=tuple(sorted(options.items())))


def the_post(there: Place) -> dict[str, Any]:
    [post] = there.fake.published
    return dict(post)


def asked(there: Place, method: str, path: str) -> list[Request]:
    found: list[Request] = there.fake.requests
    return [one for one in found if one.method == method and path in one.target]


@pytest.mark.row("pictures", network="wordpress")
def test_the_first_picture_is_featured_and_the_others_stand_in_the_text(wordpress: Place) -> None:
    images = (picture("A red & round boat", "red"), picture("Blue <wide>", "blue"))
    wordpress.send(dataclasses.replace(FOG, images=images))
    post = the_post(wordpress)
    featured = wordpress.fake.media[post["featured_media"]]
    assert (featured["alt"], featured["bytes"]) == ("A red & round boat", images[0].read())
    [(url, alt)] = pictures(post["content"])
    assert alt == "Blue <wide>"
    assert url.endswith(images[1].filename)
    assert len(wordpress.fake.media) == 2


def test_no_picture_is_featured_where_that_was_chosen(wordpress: Place) -> None:
    wordpress.send(dataclasses.replace(chosen(featured="none"), images=(picture("A red square"),)))
    post = the_post(wordpress)
    assert post["featured_media"] == 0
    assert [alt for _url, alt in pictures(post["content"])] == ["A red square"]


def test_markdown_becomes_safe_html(wordpress: Place) -> None:
    wordpress.send(Message("# Tea\n\n<script>x</script> & *more*", title="T"))
    content = the_post(wordpress)["content"]
    assert content == "<h1>Tea</h1><p>&lt;script&gt;x&lt;/script&gt; &amp; <em>more</em></p>"


def test_options_arrive(wordpress: Place) -> None:
    options = {"categories": "fog & tea", "tags": "Harbour, New one,", "excerpt": "Short", "slug": "the-fog"}
    wordpress.send(chosen(comments="closed", **options))
    post = the_post(wordpress)
    tags = [wordpress.fake.terms["tags"][number] for number in post["tags"]]
    assert (post["categories"], tags) == ([2], ["harbour", "New one"])
    assert (post["excerpt"], post["slug"], post["comment_status"]) == ("Short", "the-fog", "closed")


def test_nothing_that_was_not_chosen_is_sent(wordpress: Place) -> None:
    wordpress.send(FOG)
    post = the_post(wordpress)
    assert (post["categories"], post["tags"], post["slug"]) == ([1], [], "fog")
    assert "comment_status" not in post


def test_a_category_that_is_not_there_is_not_made(wordpress: Place) -> None:
    with pytest.raises(Rejected, match="no category “Weather”"):
        wordpress.send(chosen(categories="Weather"))
    assert wordpress.fake.posts == {}


def test_a_tag_that_may_not_be_made_is_named(wordpress: Place) -> None:
    wordpress.fake.may_make_tags = False
    with pytest.raises(Rejected, match="no tag “Weather”"):
        wordpress.send(chosen(tags="Weather"))


def test_a_tag_that_somebody_made_at_the_same_moment_is_used(wordpress: Place) -> None:
    wordpress.fake.finds_terms = False
    wordpress.send(chosen(tags="harbour"))
    assert the_post(wordpress)["tags"] == [3]


def test_names_stand_between_commas_and_count_once() -> None:
    assert names_in(" Fog ,  Sea  tea,,Fog") == ["Fog", "Sea tea"]
    assert names_in("") == []


def test_lines_of_three_dashes_are_pointed_out(wordpress: Place) -> None:
    payload = wordpress.publisher.prepare(Message("one\n---\ntwo", title="T"))
    assert [problem.code for problem in payload.blocked] == ["too_many_parts"]


def test_a_post_without_title_goes_but_is_pointed_out(wordpress: Place) -> None:
    payload = wordpress.publisher.prepare(Message("hello"))
    assert [(one.code, one.blocking) for one in payload.problems] == [("no_title", False)]


@pytest.mark.row("once", network="wordpress")
def test_a_commit_is_one_request_and_may_be_repeated(wordpress: Place) -> None:
    parcel = wordpress.parcel(wordpress.publisher.prepare(FOG))
    before = len(wordpress.fake.requests)
    first = wordpress.commit(parcel, "key-1")
    assert len(wordpress.fake.requests) == before + 1
    again = wordpress.commit(parcel, "key-1")
    assert (first.id, first.url) == (again.id, again.url)
    assert [arrival["repeat"] for arrival in wordpress.fake.arrivals] == [False, True]
    assert len(wordpress.arrived()) == 1


def test_a_repeated_upload_uses_the_same_draft_and_picture(wordpress: Place) -> None:
    payload = wordpress.publisher.prepare(dataclasses.replace(FOG, images=(picture(),)))
    assert wordpress.parcel(payload) == wordpress.parcel(payload)
    assert (len(wordpress.fake.posts), len(wordpress.fake.media)) == (1, 1)
    assert wordpress.arrived() == []


def test_a_draft_of_which_nobody_heard_is_found_by_its_mark(wordpress: Place) -> None:
    payload = wordpress.publisher.prepare(FOG)
    first = wordpress.parcel(payload)
    del wordpress.kept["draft"]  # the worker was killed before it wrote the number down
    assert wordpress.parcel(payload) == first
    assert len(wordpress.fake.posts) == 1


@pytest.mark.parametrize("how", ["trashed", "gone"])
def test_a_draft_that_was_deleted_there_is_made_again(wordpress: Place, how: str) -> None:
    payload = wordpress.publisher.prepare(FOG)
    parcel = wordpress.parcel(payload)
    [number] = wordpress.fake.posts
    if how == "gone":
        del wordpress.fake.posts[number]
        with pytest.raises(Unreachable, match="no longer in WordPress"):
            wordpress.commit(parcel, "key-1")
    else:
        wordpress.fake.posts[number] |= {"status": "trash", "slug": "x__trashed"}
    assert wordpress.commit(wordpress.parcel(payload), "key-1").id != str(number)
    assert len(wordpress.arrived()) == 1


@pytest.mark.row("look-up", network="wordpress")
@pytest.mark.parametrize("how", ["trashed", "gone"])
def test_a_look_does_not_call_absent_what_was_deleted_there(wordpress: Place, how: str) -> None:
    """It may have been out before; and a look makes no other draft."""
    publisher, since = wordpress.publisher, datetime.now(UTC)
    assert isinstance(publisher, WordPress)
    assert publisher.find(wordpress.known(FOG), "key-1", since, []) is None, "it was never made"
    receipt = wordpress.send(FOG)
    if how == "gone":
        del wordpress.fake.posts[int(receipt.id)]
    else:
        publisher.delete(receipt.id)
    before = len(wordpress.fake.posts)
    with pytest.raises(CannotLook, match="deleted it there") as trouble:
        publisher.find(wordpress.known(FOG), "key-1", since, [])
    assert (trouble.value.asks, len(wordpress.fake.posts)) == (True, before)


def test_a_picture_that_was_deleted_there_is_brought_again(wordpress: Place) -> None:
    payload = wordpress.publisher.prepare(dataclasses.replace(FOG, images=(picture(),)))
    wordpress.parcel(payload)
    wordpress.fake.media.clear()
    wordpress.parcel(payload)
    assert len(wordpress.fake.media) == 1


def test_what_was_changed_in_the_draft_does_not_go_out(wordpress: Place) -> None:
    parcel = wordpress.parcel(wordpress.publisher.prepare(FOG))
    [post] = wordpress.fake.posts.values()
    post |= {"title": "Mallory was here", "content": "Buy!"}
    wordpress.commit(parcel, "key-1")
    assert the_post(wordpress)["title"] == "Fog"
    assert "Buy" not in the_post(wordpress)["content"]


@pytest.mark.row("look-up", network="wordpress")
def test_a_post_is_out_only_once_its_draft_is_published(wordpress: Place) -> None:
    publisher, since = wordpress.publisher, datetime.now(UTC)
    assert isinstance(publisher, WordPress)
    wordpress.send(FOG, "key-2")
    parcel = wordpress.parcel(publisher.prepare(FOG))
    assert publisher.find(parcel, "key-1", since, []) is None
    receipt = wordpress.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert (found.id, found.url) == (receipt.id, receipt.url)
    publisher.delete(receipt.id)
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", since, [])


def test_a_look_that_was_refused_is_no_absence(wordpress: Place) -> None:
    publisher = wordpress.publisher
    assert isinstance(publisher, WordPress)
    parcel = wordpress.parcel(publisher.prepare(FOG))
    wordpress.fake.refuse("/wp/v2/posts", 500, "internal_server_error")
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", datetime.now(UTC), [])


ERRORS: list[tuple[int, str, type[PublisherError], str]] = [
    (400, "rest_invalid_param", Rejected, "refused this: why"),
    (400, "empty_content", Rejected, "refused this: why"),
    (401, "rest_not_logged_in", Expired, "does not let us in"),
    (401, "incorrect_password", Expired, "does not let us in"),
    (401, "application_passwords_disabled", Expired, "does not let us in"),
    (403, "rest_cannot_publish", Expired, "the role Author"),
    (403, "rest_cannot_edit", Expired, "the role Author"),
    (404, "rest_post_invalid_id", Unreachable, "no longer in WordPress"),
    (404, "rest_no_route", Expired, "REST API"),
    (413, "rest_upload_limited_space", Rejected, "refused this: why"),
    (429, "too_many_requests", Busy, "wait"),
    (500, "internal_server_error", Uncertain, "no clear answer"),
    (503, "wp_die", Uncertain, "no clear answer"),
]


@pytest.mark.parametrize(("status", "code", "error", "words"), ERRORS, ids=[row[1] for row in ERRORS])
def test_every_error_of_a_post_means_something(
    wordpress: Place, status: int, code: str, error: type[PublisherError], words: str
) -> None:
    parcel = wordpress.parcel(wordpress.publisher.prepare(FOG))
    wordpress.fake.refuse("/wp/v2/posts", status, code, "why")
    with pytest.raises(error, match=words) as trouble:
        wordpress.commit(parcel, "key-1")
    assert trouble.value.code == code
    assert wordpress.arrived() == []


@pytest.mark.parametrize(("status", "error"), [(403, Expired), (404, Expired), (502, Uncertain)])
def test_a_page_that_is_not_wordpress_s_own_is_told_apart(
    wordpress: Place, status: int, error: type[PublisherError]
) -> None:
    parcel = wordpress.parcel(wordpress.publisher.prepare(FOG))
    number = next(iter(wordpress.fake.posts))
    wordpress.fake.odd[f"/wp/v2/posts/{number}"] = Reply(status, b"<html>Blocked</html>")
    with pytest.raises(error) as trouble:
        wordpress.commit(parcel, "key-1")
    assert not getattr(trouble.value, "is_certain", False)


def test_a_post_that_another_state_holds_back_is_not_called_out(wordpress: Place) -> None:
    parcel = wordpress.parcel(wordpress.publisher.prepare(FOG))
    number = next(iter(wordpress.fake.posts))
    said = b'{"id": %d, "status": "pending", "link": "https://x.example"}' % number
    wordpress.fake.odd[f"/wp/v2/posts/{number}"] = Reply(200, said)
    with pytest.raises(Uncertain):
        wordpress.commit(parcel, "key-1")


def test_a_file_that_wordpress_does_not_take_is_refused(wordpress: Place) -> None:
    image = dataclasses.replace(picture(), content_type="image/avif")
    with pytest.raises(Rejected, match="does not take “red"):
        wordpress.send(dataclasses.replace(FOG, images=(image,)))


@pytest.mark.row("connect", network="wordpress")
def test_the_account_is_the_person_on_the_site(wordpress: Place) -> None:
    account = wordpress.publisher.check()
    host = wordpress.fake.url.partition("://")[2]
    assert (account.id, account.handle, account.name) == (f"{host}#7", f"ada@{host}", "Harbour news")


def test_a_person_who_may_not_publish_is_told_at_once(wordpress: Place) -> None:
    wordpress.fake.may_publish = False
    with pytest.raises(Expired, match="may not publish"):
        wordpress.publisher.check()


@pytest.mark.parametrize("missing", [404, 200])
def test_a_site_with_plain_permalinks_is_reached_through_its_front_page(
    wordpress: Place, missing: int
) -> None:
    wordpress.fake.is_plain, wordpress.fake.missing = True, missing
    plain = make("wordpress", wordpress.publisher.credentials, wordpress.publisher.web)
    assert dict(plain.account.facts) == {"plain": "yes"}
    again = dataclasses.replace(wordpress, publisher=plain)
    receipt = again.send(FOG)
    assert isinstance(plain, WordPress)
    plain.edit(receipt.id, plain.prepare(Message("other", title="Fog")).parts[0])
    assert again.arrived()[0]["text"] == "other"


def test_an_ordinary_page_is_no_wordpress(wordpress: Place) -> None:
    wordpress.fake.is_plain = True
    wordpress.fake.odd["/"] = Reply(200, b"<html>Hello</html>")
    with pytest.raises(Expired, match="REST API"):
        wordpress.publisher.check()


def test_a_site_that_has_moved_says_where(wordpress: Place) -> None:
    wordpress.fake.odd["/"] = Reply(301, b"", {"location": "https://www.example.org/wp-json/"})
    with pytest.raises(Rejected, match=r"https://www\.example\.org/wp-json/"):
        wordpress.publisher.check()


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("blog.example.org", "https://blog.example.org"),
        (" https://blog.example.org/ ", "https://blog.example.org"),
        ("https://example.org/news/wp-admin/", "https://example.org/news"),
        ("http://example.org/wp-login.php?redirect_to=x", "http://example.org"),
    ],
)
def test_the_address_may_be_typed_as_people_have_it(wordpress: Place, typed: str, site: str) -> None:
    credentials = Credentials(typed, "ada", "x")
    assert Api(credentials, wordpress.publisher.web, is_plain=False).site == site


@pytest.mark.row("edit", network="wordpress")
def test_pictures_stay_when_the_words_change(wordpress: Place) -> None:
    publisher = wordpress.publisher
    assert isinstance(publisher, WordPress)
    images = (picture("Red", "red"), picture("Blue", "blue"))
    receipt = wordpress.send(dataclasses.replace(FOG, images=images))
    part = publisher.prepare(Message("Other *words*", title="Sun", images=images)).parts[0]
    assert publisher.edit(receipt.id, part).id == receipt.id
    post = the_post(wordpress)
    assert post["title"] == "Sun"
    assert post["content"].startswith("<p>Other <em>words</em></p>")
    assert [alt for _url, alt in pictures(post["content"])] == ["Blue"]


@pytest.mark.row("delete", network="wordpress")
def test_a_post_that_is_taken_back_lies_in_the_trash(wordpress: Place) -> None:
    publisher = wordpress.publisher
    assert isinstance(publisher, WordPress)
    receipt = wordpress.send(FOG)
    publisher.delete(receipt.id)
    publisher.delete(receipt.id)
    assert wordpress.fake.posts[int(receipt.id)]["status"] == "trash"
    del wordpress.fake.posts[int(receipt.id)]
    publisher.delete(receipt.id)


@pytest.mark.row("comments", network="wordpress")
def test_comments_are_heard_oldest_first_and_ours_are_not(wordpress: Place) -> None:
    publisher = wordpress.publisher
    assert isinstance(publisher, WordPress)
    receipt = wordpress.send(FOG)
    since = datetime.now(UTC) - timedelta(minutes=5)
    for words in ("first", "ours", "second\n\nparagraph"):
        wordpress.fake.remark(receipt.id, words)
    wordpress.fake.comments[1]["author"] = 7
    wordpress.fake.comments[2] |= {"parent": wordpress.fake.comments[0]["id"]}
    first, second = publisher.replies(receipt.id, since)
    assert (first.text, first.author, first.reply_to) == ("first", "Bob", receipt.id)
    assert second.reply_to == first.id
    assert publisher.replies(receipt.id, datetime.now(UTC) + timedelta(hours=1)) == ()


@pytest.mark.row("metrics", network="wordpress")
def test_comments_are_counted(wordpress: Place) -> None:
    publisher = wordpress.publisher
    assert isinstance(publisher, WordPress)
    receipt = wordpress.send(FOG)
    for _ in range(3):
        wordpress.fake.remark(receipt.id, "x")
    reach = publisher.measure([receipt.id])[receipt.id]
    assert (reach.replies, reach.views, reach.likes) == (3, None, None)


def test_the_password_travels_in_the_header_only(wordpress: Place) -> None:
    wordpress.send(FOG)
    fake: FakeWordPress = wordpress.fake
    assert not [one for one in fake.requests if "abcd" in one.target or b"abcd" in one.body]
    assert len(asked(wordpress, "POST", "/wp/v2/posts/")) == 1
