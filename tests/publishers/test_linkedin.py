"""A page on LinkedIn: what is sent, what is found, and what comes back."""

import dataclasses
import logging
from datetime import UTC, datetime, timedelta

import pytest

from publishers.errors import AlreadyThere, Busy, CannotLook, Expired, Rejected, Unreachable
from publishers.limits import Promise
from publishers.linkedin import LinkedIn, people
from publishers.linkedin.credentials import VERSION
from publishers.message import Card, Message, Parcel, Reach
from tests.fakes.linkedin_feed import ORGANIZATION, OTHER, Post
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.places import Place, picture

MENTION = "@[Harbour](urn:li:organization:2414183)"
NOW = datetime.now(UTC)


def publisher_of(there: Place) -> LinkedIn:
    assert isinstance(there.publisher, LinkedIn)
    return there.publisher


def body_of(there: Place) -> dict[str, object]:
    found: dict[str, object] = there.arrived()[-1]["body"]
    return found


def test_a_post_is_sent_as_the_documentation_says(linkedin: Place) -> None:
    receipt = linkedin.send(Message("Fog (thick)"))
    assert body_of(linkedin) == {
        "author": ORGANIZATION,
        "commentary": r"Fog \(thick\)",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    assert receipt.id.startswith("urn:li:share:")
    assert receipt.url == f"https://www.linkedin.com/feed/update/{receipt.id}/"
    sent = linkedin.fake.requests[-1].headers
    assert sent["linkedin-version"] == VERSION
    assert sent["x-restli-protocol-version"] == "2.0.0"


def test_what_was_chosen_is_sent(linkedin: Place) -> None:
    linkedin.send(Message("Fog", options=(("reshare", "disabled"), ("visibility", "CONNECTIONS"))))
    assert body_of(linkedin)["visibility"] == "CONNECTIONS"
    assert body_of(linkedin)["isReshareDisabledByAuthor"] is True


def test_a_page_is_told_that_it_has_no_connections(linkedin: Place) -> None:
    payload = linkedin.publisher.prepare(Message("Fog", options=(("visibility", "CONNECTIONS"),)))
    assert [(problem.code, problem.blocking) for problem in payload.problems] == [("no_connections", False)]


def test_mentions_and_hashtags_work_and_markdown_is_gone(linkedin: Place) -> None:
    linkedin.send(Message(f"#fog\n\n**With** {MENTION} [here](https://example.org/a_b)"))
    assert body_of(linkedin)["commentary"] == f"#fog\n\nWith {MENTION} here \\(https://example.org/a_b\\)"
    assert linkedin.arrived()[-1]["text"] == "#fog\n\nWith Harbour here (https://example.org/a_b)"


def test_one_picture_is_media_and_more_are_a_multi_image(linkedin: Place) -> None:
    linkedin.send(Message("One", images=(picture("A red square"),)))
    content = body_of(linkedin)["content"]
    [urn] = linkedin.fake.feed.images
    assert content == {"media": {"id": urn, "altText": "A red square"}}
    linkedin.send(Message("Two", images=(picture("red"), picture("blue", "blue"))))
    assert [one["altText"] for one in body_of(linkedin)["content"]["multiImage"]["images"]] == ["red", "blue"]  # type: ignore[index]


def test_a_picture_is_waited_for_and_not_for_ever(linkedin: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishers.linkedin.media.WAITS", (0.01, 0.01))
    linkedin.fake.feed.patience = 1
    linkedin.send(Message("Soon", images=(picture(),)))
    linkedin.fake.feed.patience = 9
    with pytest.raises(Busy):
        linkedin.send(Message("Late", images=(picture("blue", "blue"),)))
    assert [one["text"] for one in linkedin.arrived()] == ["Soon"]


def test_what_was_uploaded_once_is_not_sent_again(linkedin: Place) -> None:
    message = Message("Fog", images=(picture(),))
    for _number in range(2):
        linkedin.parcel(linkedin.publisher.prepare(message))
    assert len([request for request in linkedin.fake.requests if request.method == "PUT"]) == 1
    linkedin.fake.feed.images.clear()  # LinkedIn has forgotten it
    linkedin.parcel(linkedin.publisher.prepare(message))
    assert len([request for request in linkedin.fake.requests if request.method == "PUT"]) == 2


def test_a_picture_that_linkedin_cannot_read_is_refused(linkedin: Place) -> None:
    linkedin.fake.feed.fails = True
    with pytest.raises(Rejected, match="could not read a picture"):
        linkedin.send(Message("Fog", images=(picture(),)))


def test_who_may_post_pictures_but_not_look_at_them_posts(linkedin: Place) -> None:
    parcel = linkedin.parcel(linkedin.publisher.prepare(Message("Fog", images=(picture(),))))
    linkedin.fake.refuse("/rest/images/urn", 403, {"code": "ACCESS_DENIED"})
    assert linkedin.parcel(linkedin.publisher.prepare(Message("Fog", images=(picture(),)))) == parcel


@pytest.mark.parametrize(
    "value", [{}, {"uploadUrl": "https://x.example/"}, {"uploadUrl": 5, "image": "urn:li:image:1"}, []]
)
def test_an_upload_that_leads_nowhere_is_tried_again_later(linkedin: Place, value: object) -> None:
    linkedin.fake.refuse("/rest/images", 200, {"value": value})
    with pytest.raises(Unreachable):
        linkedin.send(Message("Fog", images=(picture(),)))
    assert linkedin.kept == {}


def test_our_token_is_sent_to_linkedin_and_nowhere_else(linkedin: Place) -> None:
    class Elsewhere(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(201)

    linkedin.send(Message("One", images=(picture(),)))
    [own] = [request for request in linkedin.fake.requests if request.method == "PUT"]
    assert own.headers["authorization"] == "Bearer token"
    with Elsewhere() as other:
        address = f"{other.url}/up"
        linkedin.fake.feed.images["urn:li:image:C1"] = [0, b"there"]
        linkedin.fake.refuse(
            "/rest/images", 200, {"value": {"uploadUrl": address, "image": "urn:li:image:C1"}}
        )
        linkedin.send(Message("Two", images=(picture("b", "blue"),)))
        [put] = other.requests
    assert "authorization" not in put.headers
    assert put.headers["content-type"] == "image/png"


def test_a_link_card_is_what_the_message_says_of_the_page(linkedin: Place) -> None:
    card = Card("https://example.org/fog", "All about fog", "How to see in it", picture())
    linkedin.send(Message("Read this", card=card))
    [urn] = linkedin.fake.feed.images
    assert body_of(linkedin)["content"] == {
        "article": {
            "source": "https://example.org/fog",
            "title": "All about fog",
            "description": "How to see in it",
            "thumbnail": urn,
        }
    }
    linkedin.send(Message("Or this", card=Card("https://example.org/", "Fog")))
    assert body_of(linkedin)["content"] == {"article": {"source": "https://example.org/", "title": "Fog"}}


def test_pictures_leave_no_room_for_a_card_and_that_is_said(linkedin: Place) -> None:
    card = Card("https://example.org/fog", "Fog")
    payload = linkedin.publisher.prepare(Message("Fog", card=card, images=(picture(),)))
    assert [problem.code for problem in payload.problems] == ["card_left_out"]
    assert payload.parts[0].card is None


def test_a_video_is_refused_before_anything_is_sent(linkedin: Place) -> None:
    video = dataclasses.replace(picture(), content_type="video/mp4")
    payload = linkedin.publisher.prepare(Message("Fog", images=(video,)))
    assert [problem.code for problem in payload.blocked] == ["video_type"]


def test_what_linkedin_does_not_say_for_certain_only_warns(linkedin: Place) -> None:
    """3,000 characters, though more units of UTF-16; and a description longer than people report."""
    emoji = linkedin.publisher.prepare(Message("👋" * 2000))
    assert [(problem.code, problem.blocking) for problem in emoji.problems] == [("too_long", False)]
    assert linkedin.publisher.prepare(Message("👋" * 3001)).blocked
    described = linkedin.publisher.prepare(Message("Fog", images=(picture("a" * 5000),)))
    assert [(problem.code, problem.blocking) for problem in described.problems] == [("alt_too_long", False)]


def test_a_first_comment_is_plain_text_without_backslashes(linkedin: Place) -> None:
    message = Message("Fog", options=(("first_comment", f"(More) of {MENTION} at https://e.org/a_b"),))
    post = linkedin.send(message)
    comment = linkedin.send(message, "key-2", 1, post.id)
    assert linkedin.arrived()[-1]["text"] == "(More) of Harbour at https://e.org/a_b"
    assert comment.id.startswith(f"urn:li:comment:({post.id},")
    assert comment.url.startswith(f"https://www.linkedin.com/feed/update/{post.id}/?commentUrn=urn%3Ali")


def test_a_comment_is_bounded_on_its_own(linkedin: Place) -> None:
    message = Message("Fog", options=(("first_comment", "a" * 1251),))
    assert [(one.code, one.part) for one in linkedin.publisher.prepare(message).blocked] == [("too_long", 1)]


def test_a_comment_is_found_changed_and_taken_back(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    message = Message("Fog", options=(("first_comment", "More (fog)"),))
    post = linkedin.send(message)
    parcel = linkedin.parcel(publisher.prepare(message), 1, post.id)
    linkedin.fake.remark(post.id, "More (fog)")  # somebody else says the same
    assert publisher.find(parcel, "key-2", NOW - timedelta(minutes=1), []) is None
    comment = linkedin.commit(parcel, "key-2")
    found = publisher.find(parcel, "key-2", NOW - timedelta(minutes=1), [])
    assert found is not None
    assert found.id == comment.id
    assert publisher.find(parcel, "key-2", NOW - timedelta(minutes=1), [comment.id]) is None
    publisher.edit(comment.id, dataclasses.replace(parcel.part, text="Less (fog)"))
    assert linkedin.arrived()[-1]["text"] == "Less (fog)"
    publisher.delete(comment.id)
    publisher.delete(comment.id)
    assert "Less (fog)" not in [one["text"] for one in linkedin.arrived()]
    assert publisher.replies(comment.id, NOW) == ()


def test_edited_words_are_escaped_too(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    receipt = linkedin.send(Message("Fog"))
    again = publisher.edit(receipt.id, publisher.prepare(Message("Fog (gone) #sun")).parts[0])
    assert again == receipt or (again.id, again.url) == (receipt.id, receipt.url)
    assert body_of(linkedin)["commentary"] == r"Fog \(gone\) #sun"


@pytest.mark.row("once", network="linkedin")
def test_the_same_words_are_refused_with_the_name_and_the_address_of_the_first(linkedin: Place) -> None:
    assert linkedin.publisher.guarantee.promise is Promise.DUPLICATE_REFUSED
    first = linkedin.send(Message("Fog"))
    with pytest.raises(AlreadyThere) as trouble:
        linkedin.send(Message("Fog"), "key-2")
    assert (trouble.value.receipt_id, trouble.value.url) == (first.id, first.url)


def test_a_post_is_found_though_linkedin_wrote_its_hashtags_anew(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    message = Message(f"#fog with {MENTION} (thick)", images=(picture(), picture("b", "blue")))
    receipt = linkedin.send(message)
    linkedin.send(Message("Something else"))
    parcel = linkedin.parcel(publisher.prepare(message))
    found = publisher.find(parcel, "key-1", NOW - timedelta(minutes=1), [])
    assert found is not None
    assert found.id == receipt.id
    assert found.published_at is not None
    one_picture = linkedin.parcel(publisher.prepare(dataclasses.replace(message, images=(picture(),))))
    assert publisher.find(one_picture, "key-1", NOW - timedelta(minutes=1), []) is None


def test_an_older_post_that_was_changed_just_now_is_not_ours(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    linkedin.send(Message("Fog"))
    [post] = linkedin.fake.published
    post.made -= 3_600_000
    post.changed = int(NOW.timestamp() * 1000)
    parcel = Parcel(publisher.prepare(Message("Fog")).parts[0])
    assert publisher.find(parcel, "key-1", NOW - timedelta(minutes=1), []) is None


def put_posts(there: Place, count: int) -> None:
    for number in range(count):
        urn = f"urn:li:share:{number + 1}"
        there.fake.feed.posts[urn] = Post(urn, {"author": ORGANIZATION, "commentary": f"Post {number}"})


def test_a_look_goes_on_past_the_first_page(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    put_posts(linkedin, 120)
    parcel = Parcel(publisher.prepare(Message("Post 0")).parts[0])
    found = publisher.find(parcel, "key-1", NOW - timedelta(minutes=1), [])
    assert found is not None
    assert found.id == "urn:li:share:1"


def test_more_posts_than_can_be_looked_through_conclude_nothing(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    put_posts(linkedin, 401)
    parcel = Parcel(publisher.prepare(Message("Fog")).parts[0])
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", NOW - timedelta(minutes=1), [])


def test_a_short_page_is_not_the_last_where_another_follows(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    now = int(datetime.now(UTC).timestamp() * 1000)
    post = {"id": "urn:li:share:1", "createdAt": now, "commentary": "x"}
    body = {"elements": [post], "paging": {"links": [{"rel": "next", "href": "/rest/posts?start=50"}]}}
    linkedin.fake.refuse("/rest/posts", 200, body)
    linkedin.fake.refuse(
        "/rest/posts", 200, {"elements": [post | {"id": "urn:li:share:2", "commentary": "Fog"}]}
    )
    parcel = Parcel(publisher.prepare(Message("Fog")).parts[0])
    found = publisher.find(parcel, "key-1", NOW - timedelta(minutes=1), [])
    assert found is not None
    assert found.id == "urn:li:share:2"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"elements": 5},
        {"elements": [5]},
        {"elements": [{"id": "urn:li:share:1"}]},
        {"elements": [{"id": 5, "createdAt": 1_780_000_000_000}]},
        {"elements": [{"id": "urn:li:share:1", "createdAt": "today"}]},
    ],
)
def test_posts_that_cannot_be_read_conclude_nothing(linkedin: Place, body: object) -> None:
    publisher = publisher_of(linkedin)
    linkedin.fake.refuse("/rest/posts", 200, body)
    with pytest.raises(Unreachable) as trouble:
        publisher.find(Parcel(publisher.prepare(Message("x")).parts[0]), "key-1", NOW, [])
    assert type(trouble.value) is Unreachable


def test_without_the_right_to_read_a_person_has_to_look(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    linkedin.fake.signing.tokens["token"] -= {"r_organization_social"}
    with pytest.raises(CannotLook, match="r_organization_social"):
        publisher.find(Parcel(publisher.prepare(Message("x")).parts[0]), "key-1", NOW, [])
    receipt = linkedin.send(Message("Fog"))
    with pytest.raises(Rejected, match="r_organization_social"):
        publisher.replies(receipt.id, NOW)


def test_numbers_come_in_one_request_and_are_never_less_than_none(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    urns = [linkedin.send(Message(words), words).id for words in ("one", "two")]
    linkedin.fake.remark(urns[0], "Aye")
    before = len(linkedin.fake.requests)
    found = publisher.measure([*urns, f"urn:li:comment:({urns[0]},5)", "urn:li:activity:9"])
    assert len(linkedin.fake.requests) == before + 1
    expected = Reach(views=250, likes=0, reposts=2, replies=1, clicks=7, reach=200)
    assert found == {urns[0]: expected, urns[1]: dataclasses.replace(expected, replies=0)}
    assert publisher.measure([]) == {}


def test_posts_of_the_other_kind_are_asked_for_by_their_own_name(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    linkedin.fake.feed.posts["urn:li:ugcPost:1"] = Post("urn:li:ugcPost:1", {})
    assert set(publisher.measure(["urn:li:ugcPost:1"])) == {"urn:li:ugcPost:1"}


def test_comments_say_who_wrote_them_as_far_as_linkedin_does(linkedin: Place) -> None:
    publisher = publisher_of(linkedin)
    receipt = linkedin.send(Message("Fog"))
    linkedin.fake.remark(receipt.id, "Aye")
    [remark] = publisher.replies(receipt.id, NOW - timedelta(minutes=1))
    assert remark.author == OTHER.removeprefix("urn:li:")
    assert remark.reply_to == receipt.id
    assert remark.url.startswith("https://www.linkedin.com/feed/update/")
    assert publisher.replies(receipt.id, datetime.now(UTC) + timedelta(minutes=1)) == ()


def test_a_person_who_lost_the_role_is_told_so(linkedin: Place) -> None:
    linkedin.fake.roles = [{"role": "ANALYST", "organization": ORGANIZATION, "state": "APPROVED"}]
    with pytest.raises(Expired, match="administrators"):
        linkedin.publisher.check()


def test_the_account_is_the_page_with_its_name_and_address(linkedin: Place) -> None:
    account = linkedin.publisher.account
    assert (account.id, account.handle, account.name) == (ORGANIZATION, "harbour", "Harbour")
    assert account.url == "https://www.linkedin.com/company/harbour/"
    number_alone = dataclasses.replace(linkedin.publisher.credentials, author="2414183")
    assert number_alone.author_urn == ORGANIZATION


def test_a_version_that_will_soon_end_is_said_in_every_preview(
    linkedin: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = publisher_of(linkedin)
    assert dict(publisher.account.facts) == {"api_version": VERSION}
    assert publisher.prepare(Message("Fog")).problems == ()
    linkedin.fake.versions.add("202501")
    publisher.credentials = dataclasses.replace(publisher.credentials, api_version="202501")
    publisher.account = publisher.check()
    [problem] = publisher.prepare(Message("Fog")).problems
    assert (problem.code, problem.blocking) == ("old_version", False)
    assert "202501" in str(problem.what)


@pytest.mark.parametrize(
    ("version", "months"),
    [("202608", 3), ("202601", 10), ("202511", 12), ("202612", -1), ("", 0), ("new", 0), ("20260815", 3)],
)
def test_how_old_a_version_is(version: str, months: int) -> None:
    assert people._months_since(version, datetime(2026, 11, 23, tzinfo=UTC)) == months


def test_no_token_is_in_an_address_a_log_or_an_error(
    linkedin: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    linkedin.send(Message("Fog", images=(picture(),)))
    assert not [one for one in linkedin.fake.requests if "Bearer" in one.target or "token" in one.target]
    assert "Bearer" not in caplog.text
    linkedin.fake.refuse("/rest/posts", 400, {"message": "no"})
    with pytest.raises(Rejected) as trouble:
        linkedin.send(Message("Fog 2"))
    assert "token" not in repr(trouble.value)
    assert "client secret" not in repr(linkedin.publisher.credentials)


def test_signs_that_need_a_backslash_are_counted_too_but_only_warn(linkedin: Place) -> None:
    payload = linkedin.publisher.prepare(Message("a_b " * 700))
    assert [problem.code for problem in payload.problems] == ["long_as_sent"]
    assert not payload.blocked
