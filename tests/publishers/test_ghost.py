"""What is special about Ghost."""

import base64
import dataclasses
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import Busy, CannotLook, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.ghost import Credentials, Ghost
from publishers.ghost.api import Api, token
from publishers.message import Message
from tests.fakes.ghost import KEY, SECRET
from tests.fakes.page import pictures
from tests.fakes.server import Reply
from tests.publishers.places import Place, picture

FOG = Message("The **fog** lifts, see [the port](https://example.org/fog).", title="Fog")


def chosen(**options: str) -> Message:
    return dataclasses.replace(FOG, options=tuple(sorted(options.items())))


def the_post(there: Place) -> dict[str, Any]:
    [post] = there.fake.published
    return dict(post)


def codes(there: Place, message: Message) -> list[tuple[str, bool]]:
    return [(one.code, one.blocking) for one in there.publisher.prepare(message).problems]


def test_a_token_is_signed_with_the_secret_and_lives_for_minutes() -> None:
    head, body, signature = token(f" {KEY} ", 1_700_000_000.9).split(".")
    read = [json.loads(base64.urlsafe_b64decode(one + "==")) for one in (head, body)]
    assert read[0] == {"alg": "HS256", "typ": "JWT", "kid": KEY.partition(":")[0]}
    assert read[1] == {"iat": 1_700_000_000, "exp": 1_700_000_240, "aud": "/admin/"}
    right = hmac.new(bytes.fromhex(SECRET), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == right
    assert "=" not in signature


def test_the_token_is_the_one_of_the_standards_own_signature() -> None:
    """Made with another program: HMAC-SHA256 over the two pieces, key `00ff`."""
    assert token("1:00ff", 0) == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjEifQ."
        "eyJpYXQiOjAsImV4cCI6MjQwLCJhdWQiOiIvYWRtaW4vIn0."
        "Sp5y1rmI5iN8nOeI4c6o6ffOLQ2JB2rF-F3_E2f1jgg"
    )


@pytest.mark.parametrize("key", ["", "only-one-part", "id:", ":00ff", "id:not hex"])
def test_what_is_no_key_is_told_before_anything_is_sent(ghost: Place, key: str) -> None:
    publisher = Ghost(Credentials(ghost.fake.url, key), ghost.publisher.account, ghost.publisher.web)
    before = len(ghost.fake.requests)
    with pytest.raises(Expired, match="no Admin API key"):
        publisher.followers()
    assert len(ghost.fake.requests) == before


@pytest.mark.row("pictures", network="ghost")
def test_the_first_picture_is_featured_and_the_others_stand_in_the_text(ghost: Place) -> None:
    images = (picture("A red <boat>", "red"), picture("Blue & wide", "blue"))
    ghost.send(dataclasses.replace(FOG, images=images))
    post = the_post(ghost)
    assert ghost.fake.images[post["feature_image"]] == images[0].read()
    assert post["feature_image_alt"] == "A red <boat>"
    [(url, alt)] = pictures(post["html"])
    assert (ghost.fake.images[url], alt) == (images[1].read(), "Blue & wide")


def test_no_picture_is_featured_where_that_was_chosen(ghost: Place) -> None:
    ghost.send(dataclasses.replace(chosen(picture="none"), images=(picture("A red square"),)))
    post = the_post(ghost)
    assert post["feature_image"] is None
    assert [alt for _url, alt in pictures(post["html"])] == ["A red square"]


def test_options_arrive(ghost: Place) -> None:
    ghost.send(chosen(tags="Fog, Tea", excerpt="Short", slug="the-fog", visibility="members", featured="yes"))
    post = the_post(ghost)
    assert post["tags"] == [{"name": "Fog"}, {"name": "Tea"}]
    assert (post["custom_excerpt"], post["slug"]) == ("Short", "the-fog")
    assert (post["visibility"], post["featured"]) == ("members", True)
    assert ghost.fake.emails == []


def test_an_e_mail_goes_out_with_the_post_and_once(ghost: Place) -> None:
    parcel = ghost.parcel(ghost.publisher.prepare(chosen(newsletter="weekly", segment="status:-free")))
    assert ghost.fake.emails == []
    receipt = ghost.commit(parcel, "key-1")
    assert ghost.fake.emails == [{"post": receipt.id, "newsletter": "weekly", "segment": "status:-free"}]
    with pytest.raises(Uncertain, match="changed in Ghost"):
        ghost.commit(parcel, "key-1")
    assert len(ghost.fake.emails) == 1


def test_all_subscribers_get_it_where_nothing_else_was_chosen(ghost: Place) -> None:
    ghost.send(chosen(newsletter="weekly"))
    assert ghost.fake.emails[0]["segment"] == "all"


def test_a_newsletter_that_was_not_there_is_pointed_out(ghost: Place) -> None:
    assert codes(ghost, chosen(newsletter="weekly")) == []
    assert codes(ghost, chosen(newsletter="monthly")) == [("no_newsletter", False)]
    for name in ("monthly", "old-news"):
        with pytest.raises(Rejected, match=f"no newsletter “{name}”"):
            ghost.send(chosen(newsletter=name))
    assert ghost.fake.posts == {}


def test_a_post_without_title_is_called_by_its_first_words(ghost: Place) -> None:
    message = Message("The *first* line\n\nand more")
    assert codes(ghost, message) == [("no_title", False)]
    ghost.send(message)
    assert the_post(ghost)["title"] == "The first line"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Message("x", title="t" * 256), "title_too_long"),
        (dataclasses.replace(FOG, options=(("excerpt", "e" * 301),)), "excerpt_too_long"),
        (dataclasses.replace(FOG, images=(picture("a" * 192),)), "alt_too_long"),
        (Message("one\n---\ntwo", title="T"), "too_many_parts"),
    ],
)
def test_what_ghost_would_refuse_is_told_before(ghost: Place, message: Message, code: str) -> None:
    assert codes(ghost, message) == [(code, True)]


def test_what_just_fits_goes(ghost: Place) -> None:
    message = Message("x", "t" * 255, (picture("a" * 191),), options=(("excerpt", "e" * 300),))
    assert codes(ghost, message) == []
    ghost.send(message)


def test_the_page_is_called_by_its_title_and_namesakes_are_told_apart(ghost: Place) -> None:
    first, second = ghost.send(FOG), ghost.send(FOG, "key-2")
    assert (first.url, second.url) == (f"{ghost.fake.url}/fog/", f"{ghost.fake.url}/fog-2/")


def test_a_commit_is_one_request(ghost: Place) -> None:
    parcel = ghost.parcel(ghost.publisher.prepare(FOG))
    before = len(ghost.fake.requests)
    ghost.commit(parcel, "key-1")
    assert len(ghost.fake.requests) == before + 1


def test_a_repeated_upload_uses_the_same_draft_and_picture(ghost: Place) -> None:
    payload = ghost.publisher.prepare(dataclasses.replace(FOG, images=(picture(),)))
    assert ghost.parcel(payload) == ghost.parcel(payload)
    assert (len(ghost.fake.posts), len(ghost.fake.images)) == (1, 1)
    assert ghost.arrived() == []


def test_a_draft_of_which_nobody_heard_is_found_by_its_mark(ghost: Place) -> None:
    publisher, part = ghost.publisher, ghost.publisher.prepare(FOG).parts[0]

    def keep(name: str, value: str) -> None:
        if name == "draft":
            raise KeyboardInterrupt  # the worker is killed before it writes the number down
        ghost.kept[name] = value

    with pytest.raises(KeyboardInterrupt):
        publisher.upload(part, keep, ghost.kept)
    ghost.commit(ghost.parcel(publisher.prepare(FOG)), "key-1")
    assert len(ghost.arrived()) == 1
    assert len(ghost.fake.posts) == 1


def test_a_draft_that_was_deleted_there_is_made_again(ghost: Place) -> None:
    payload = ghost.publisher.prepare(FOG)
    parcel = ghost.parcel(payload)
    ghost.fake.posts.clear()
    with pytest.raises(Unreachable, match="no longer in Ghost"):
        ghost.commit(parcel, "key-1")
    ghost.commit(ghost.parcel(payload), "key-1")
    assert len(ghost.arrived()) == 1


@pytest.mark.row("look-up", network="ghost")
def test_a_look_does_not_call_absent_what_was_deleted_there(ghost: Place) -> None:
    """It may have been out before, and mailed; and a look makes no other draft."""
    publisher, since = ghost.publisher, datetime.now(UTC)
    assert isinstance(publisher, Ghost)
    assert publisher.find(ghost.known(FOG), "key-1", since, []) is None, "it was never made"
    ghost.send(FOG)
    ghost.fake.posts.clear()
    with pytest.raises(CannotLook, match="deleted it there") as trouble:
        publisher.find(ghost.known(FOG), "key-1", since, [])
    assert (trouble.value.asks, ghost.fake.posts) == (True, {})


@pytest.mark.row("once", network="ghost")
def test_a_draft_that_somebody_changed_is_not_published_unseen(ghost: Place) -> None:
    publisher, since = ghost.publisher, datetime.now(UTC)
    assert isinstance(publisher, Ghost)
    payload = publisher.prepare(FOG)
    parcel = ghost.parcel(payload)
    [post] = ghost.fake.posts.values()
    post |= {"title": "Mallory was here", "updated_at": "2030-01-01T00:00:00.000Z"}
    with pytest.raises(Uncertain) as trouble:
        ghost.commit(parcel, "key-1")
    assert trouble.value.code == "UPDATE_COLLISION"
    assert publisher.find(parcel, "key-1", since, []) is None
    ghost.commit(ghost.parcel(payload), "key-1")
    assert the_post(ghost)["title"] == "Fog"


@pytest.mark.row("look-up", network="ghost")
def test_a_post_is_out_only_once_its_draft_is_published(ghost: Place) -> None:
    publisher, since = ghost.publisher, datetime.now(UTC)
    assert isinstance(publisher, Ghost)
    ghost.send(FOG, "key-2")
    parcel = ghost.parcel(publisher.prepare(FOG))
    assert publisher.find(parcel, "key-1", since, []) is None
    receipt = ghost.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert (found.id, found.url) == (receipt.id, receipt.url)
    publisher.delete(receipt.id)
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", since, [])


def test_a_post_that_went_out_by_e_mail_alone_is_out(ghost: Place) -> None:
    publisher = ghost.publisher
    assert isinstance(publisher, Ghost)
    parcel = ghost.parcel(publisher.prepare(FOG))
    ghost.fake.posts[next(iter(ghost.fake.posts))]["status"] = "sent"
    assert publisher.find(parcel, "key-1", datetime.now(UTC), []) is not None


ERRORS: list[tuple[int, str, str, type[PublisherError], str]] = [
    (400, "BadRequestError", "INVALID_JWT", Expired, "does not let us in"),
    (400, "BadRequestError", "MISSING_ADMIN_API_KID", Expired, "does not let us in"),
    (400, "BadRequestError", "", Rejected, "refused this: why"),
    (401, "UnauthorizedError", "INVALID_JWT", Expired, "does not let us in"),
    (401, "UnauthorizedError", "UNKNOWN_ADMIN_API_KEY", Expired, "does not let us in"),
    (403, "NoPermissionError", "", Expired, "does not let this integration"),
    (403, "HostLimitError", "", Expired, "does not let this integration"),
    (404, "NotFoundError", "", Unreachable, "no longer in Ghost"),
    (409, "UpdateCollisionError", "UPDATE_COLLISION", Uncertain, "changed in Ghost"),
    (413, "RequestEntityTooLargeError", "", Rejected, "refused this: why"),
    (422, "ValidationError", "", Rejected, "refused this: why"),
    (429, "TooManyRequestsError", "", Busy, "wait"),
    (500, "InternalServerError", "", Uncertain, "no clear answer"),
    (503, "MaintenanceError", "", Uncertain, "no clear answer"),
]


@pytest.mark.parametrize(("status", "kind", "code", "error", "words"), ERRORS)
def test_every_error_of_a_post_means_something(
    ghost: Place, status: int, kind: str, code: str, error: type[PublisherError], words: str
) -> None:
    parcel = ghost.parcel(ghost.publisher.prepare(FOG))
    ghost.fake.refuse("/posts/", status, kind, "why", code)
    with pytest.raises(error, match=words) as trouble:
        ghost.commit(parcel, "key-1")
    assert trouble.value.code == (code or kind)
    assert ghost.arrived() == []


def test_the_context_of_an_error_is_told_where_there_is_one(ghost: Place) -> None:
    parcel = ghost.parcel(ghost.publisher.prepare(FOG))
    error = {
        "message": "Validation error",
        "context": "Value in [posts.title] is odd.",
        "type": "ValidationError",
    }
    number = next(iter(ghost.fake.posts))
    ghost.fake.odd[f"/posts/{number}/"] = Reply(422, json.dumps({"errors": [error]}).encode())
    with pytest.raises(Rejected, match="is odd"):
        ghost.commit(parcel, "key-1")


def test_a_page_that_is_not_ghosts_own_is_no_ghost(ghost: Place) -> None:
    ghost.fake.odd["/site/"] = Reply(404, b"<html>Not here</html>")
    with pytest.raises(Expired, match="does not answer at this address"):
        ghost.publisher.check()
    ghost.fake.odd["/site/"] = Reply(301, b"", {"location": "https://www.example.org/ghost/"})
    with pytest.raises(Rejected, match=r"https://www\.example\.org/ghost/"):
        ghost.publisher.check()


def test_a_file_that_ghost_does_not_take_is_refused(ghost: Place) -> None:
    image = dataclasses.replace(picture(), content_type="image/avif")
    with pytest.raises(Rejected, match="valid image"):
        ghost.send(dataclasses.replace(FOG, images=(image,)))


@pytest.mark.row("connect", network="ghost")
def test_the_account_is_the_site_and_knows_its_newsletters(ghost: Place) -> None:
    account = ghost.publisher.check()
    host = ghost.fake.url.partition("://")[2]
    assert (account.id, account.name) == (host, "Harbour")
    assert dict(account.facts) == {"newsletters": "weekly"}


@pytest.mark.parametrize("typed", ["blog.example.org", "https://blog.example.org/ghost/#/settings"])
def test_the_address_may_be_typed_as_people_have_it(ghost: Place, typed: str) -> None:
    assert Api(Credentials(typed, KEY), ghost.publisher.web).site == "https://blog.example.org"


@pytest.mark.row("edit", network="ghost")
def test_pictures_stay_when_the_words_change_and_nobody_gets_a_second_e_mail(ghost: Place) -> None:
    publisher = ghost.publisher
    assert isinstance(publisher, Ghost)
    images = (picture("Red", "red"), picture("Blue", "blue"))
    receipt = ghost.send(dataclasses.replace(chosen(newsletter="weekly"), images=images))
    part = publisher.prepare(Message("Other *words*", title="Sun", images=images)).parts[0]
    assert publisher.edit(receipt.id, part).id == receipt.id
    post = the_post(ghost)
    assert (post["title"], post["feature_image_alt"]) == ("Sun", "Red")
    assert post["html"].startswith("<p>Other <em>words</em></p>")
    assert [alt for _url, alt in pictures(post["html"])] == ["Blue"]
    assert len(ghost.fake.emails) == 1


@pytest.mark.row("metrics", network="ghost")
def test_the_e_mails_numbers_are_read_for_many_posts_at_once(ghost: Place) -> None:
    publisher = ghost.publisher
    assert isinstance(publisher, Ghost)
    sent = ghost.send(chosen(newsletter="weekly"), "key-1")
    quiet = ghost.send(FOG, "key-2")
    before = len(ghost.fake.requests)
    found = publisher.measure([sent.id, quiet.id])
    assert len(ghost.fake.requests) == before + 1
    reach = found[sent.id]
    assert (reach.reach, reach.views, reach.clicks, reach.likes) == (39, 21, 4, 2)
    assert reach.raw["failed_count"] == 1
    assert (found[quiet.id].reach, found[quiet.id].views) == (None, None)
    assert publisher.followers() == 321


@pytest.mark.row("comments", network="ghost")
def test_comments_and_the_answers_to_them_are_heard_oldest_first(ghost: Place) -> None:
    publisher = ghost.publisher
    assert isinstance(publisher, Ghost)
    receipt = ghost.send(FOG)
    since = datetime.now(UTC) - timedelta(minutes=5)
    for words in ("first", "hidden"):
        ghost.fake.remark(receipt.id, words)
    first, hidden = ghost.fake.comments
    hidden["status"] = "hidden"
    below = dict(first) | {"id": "9" * 24, "parent_id": first["id"], "html": "<p>So<br>it is</p>"}
    first["replies"] = [below | {"created_at": hidden["created_at"]}]
    top, answer = publisher.replies(receipt.id, since)
    assert (top.text, top.author, top.reply_to) == ("first", "Bob", receipt.id)
    assert (answer.text, answer.reply_to) == ("So\nit is", top.id)


def test_the_key_is_in_no_address_and_no_body(ghost: Place) -> None:
    ghost.send(FOG)
    assert not [one for one in ghost.fake.requests if SECRET in one.target or SECRET.encode() in one.body]
    assert not [one for one in ghost.fake.requests if SECRET in json.dumps(one.headers)]
