"""What every publisher must do, whatever its network."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta

import pytest

import publishers
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Priced,
    Refreshable,
)
from publishers.errors import AlreadyThere, Expired, Unreachable
from publishers.letters import WritesToEach
from publishers.limits import Promise
from publishers.message import Message, Parcel, Payload
from tests.publishers.places import PLACES, Place, picture, takes_no_others

MESSAGE = Message(
    "Hello *world*, see [us](https://example.org/a)\n\n- one\n- two", title="Greetings", language="en"
)

COUNTS = ("views", "likes", "reposts", "replies", "quotes", "bookmarks", "clicks", "reach")
TELLS_OF_CHANGES = {
    "reddit",
    "matrix",
    "discord",
    "mastodon",
    "slack",
    "vk",
    "x",
    "discourse",
    "ghost",
    "wordpress",
}
DRAW_LINKS = {
    "reddit",
    "bluesky",
    "discord",
    "slack",
    "telegram",
    "discourse",
}  # the others spell the address out
TELLS_NO_LANGUAGE = {
    "linkedin",
    "x",
    "facebook",
    "instagram",
    "pinterest",
    "threads",
    "tiktok",
}  # networks that cannot be told which language a post is in
ADDRESS_IS_THE_KEY = {"tiktok"}  # the last request goes to an address that is good for itself


def test_every_publisher_in_the_list_has_a_place_to_be_tested() -> None:
    assert set(PLACES) == set(publishers.NAMES)


def test_the_name_in_the_list_is_the_publishers_own() -> None:
    for name in publishers.NAMES:
        assert publishers.get(name).name == name


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="mastodon"):
        publishers.get("myspace")


def test_credentials_are_a_frozen_form_with_labels(there: Place) -> None:
    form = there.publisher.Credentials
    assert dataclasses.is_dataclass(form)
    for entry in dataclasses.fields(form):
        assert str(entry.metadata["label"])
        assert entry.metadata["kind"] in ("text", "url", "checkbox")
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(there.publisher.credentials, dataclasses.fields(form)[0].name, "x")


def test_secrets_do_not_show_in_what_is_printed(there: Place) -> None:
    for entry in dataclasses.fields(there.publisher.Credentials):
        if entry.metadata.get("secret"):
            secret = getattr(there.publisher.credentials, entry.name)
            assert not secret or secret not in repr(there.publisher.credentials)


@pytest.mark.row("connect")
def test_check_says_whose_account_it_is(there: Place) -> None:
    account = there.publisher.check()
    assert account.id
    assert account.id == there.publisher.check().id


def test_prepare_gives_the_same_payload_every_time(there: Place) -> None:
    first, again = there.publisher.prepare(MESSAGE), there.publisher.prepare(MESSAGE)
    assert first == again
    assert first.digest() == again.digest()


def test_prepare_touches_no_network(there: Place) -> None:
    before = len(there.fake.requests) if there.fake else 0
    there.publisher.prepare(MESSAGE)
    assert (len(there.fake.requests) if there.fake else 0) == before


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(MESSAGE, text=MESSAGE.text + "."),
        dataclasses.replace(MESSAGE, text=MESSAGE.text + "\n---\nmore"),
        dataclasses.replace(MESSAGE, images=(picture(),)),
    ],
    ids=["text", "thread", "picture"],
)
def test_any_change_changes_the_digest(there: Place, changed: Message) -> None:
    assert there.publisher.prepare(changed).digest() != there.publisher.prepare(MESSAGE).digest()


@pytest.mark.where(lambda kind: kind.name not in TELLS_NO_LANGUAGE)
def test_another_language_changes_the_digest(there: Place) -> None:
    changed = dataclasses.replace(MESSAGE, language="ru")
    assert there.publisher.prepare(changed).digest() != there.publisher.prepare(MESSAGE).digest()


def test_another_description_of_a_picture_changes_the_digest(there: Place) -> None:
    first = dataclasses.replace(MESSAGE, images=(picture("red"),))
    other = dataclasses.replace(MESSAGE, images=(picture("a red square"),))
    assert there.publisher.prepare(first).digest() != there.publisher.prepare(other).digest()


@pytest.mark.row("text")
def test_what_arrives_is_what_was_prepared(there: Place) -> None:
    payload = there.publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    receipt = there.commit(there.parcel(payload), "key-1")
    [post] = there.arrived()
    us = "us" if there.publisher.name in DRAW_LINKS else "us (https://example.org/a)"
    assert post["text"] == payload.parts[0].text == f"Hello world, see {us}\n\n• one\n• two"
    assert post["images"] == 1
    assert "https://example.org/a" in payload.canonical()
    assert receipt.id
    assert receipt.published_at is None or receipt.published_at.tzinfo is not None


def test_every_field_prepared_arrives(mastodon: Place) -> None:
    options = (("sensitive", "true"), ("spoiler_text", "careful"), ("visibility", "unlisted"))
    payload = mastodon.publisher.prepare(dataclasses.replace(MESSAGE, options=options))
    mastodon.commit(mastodon.parcel(payload), "key-1")
    assert mastodon.arrived()[0]["fields"] == dict(payload.parts[0].fields)


def test_a_title_arrives_where_the_network_shows_one(there: Place) -> None:
    there.send(MESSAGE)
    if there.publisher.limits.title:
        assert there.arrived()[0]["title"] == "Greetings"


@pytest.mark.row("pictures")
@pytest.mark.where(lambda kind: kind.limits.images)
def test_a_picture_arrives_with_its_description(there: Place) -> None:
    payload = there.publisher.prepare(dataclasses.replace(MESSAGE, images=(picture("A red square"),)))
    there.commit(there.parcel(payload), "key-1")
    [post] = there.arrived()
    assert post["images"] == 1
    if there.publisher.limits.alt_characters and there.fake:
        assert post["alts"] == ["A red square"]


@pytest.mark.row("once")
@pytest.mark.where(lambda kind: kind.guarantee.promise is Promise.KEYED)
def test_a_repeated_key_never_makes_a_second_post(there: Place) -> None:
    assert there.send(MESSAGE).id == there.send(MESSAGE).id
    assert len(there.arrived()) == 1


@pytest.mark.where(lambda kind: kind.guarantee.promise is not Promise.DUPLICATE_REFUSED)
def test_another_key_makes_another_post(there: Place) -> None:
    assert there.send(MESSAGE, "key-1").id != there.send(MESSAGE, "key-2").id
    assert len(there.arrived()) == 2


def test_a_commit_after_its_deadline_sends_nothing(there: Place) -> None:
    parcel = there.parcel(there.publisher.prepare(MESSAGE))
    with pytest.raises(Unreachable):
        there.publisher.commit(parcel, "key-1", time.monotonic() - 0.001)
    assert there.arrived() == []


@pytest.mark.row("thread")
@pytest.mark.where(lambda kind: kind.limits.thread_parts != 1)
def test_a_thread_hangs_together(there: Place) -> None:
    message = Message("first\n---\nsecond\n---\nthird")
    assert len(there.publisher.prepare(message).parts) == 3
    above, arrived_ids = "", []
    for number in range(3):
        receipt = there.send(message, f"key-{number}", number, above, arrived_ids[0] if arrived_ids else "")
        above = receipt.id
        arrived_ids.append(receipt.id)
    assert [post["text"] for post in there.arrived()] == ["first", "second", "third"]
    assert there.arrived()[0]["reply_to"] == ""
    assert there.arrived()[2]["reply_to"] in arrived_ids


@pytest.mark.where(lambda kind: kind.limits.characters)
def test_the_message_is_refused_before_it_is_sent_when_it_is_too_long(there: Place) -> None:
    limit = there.publisher.limits.characters
    assert codes(there.publisher.prepare(Message("a" * limit))) == []
    too_long = there.publisher.prepare(Message("a" * (limit + 1)))
    assert codes(too_long) == ["too_long"]
    assert str(limit + 1) in str(too_long.problems[0].what)


@pytest.mark.where(lambda kind: kind.limits.images)
def test_too_many_pictures_are_refused_before_they_are_sent(there: Place) -> None:
    limit = there.publisher.limits.adjusted(there.publisher.account.facts).images
    many = tuple(picture(colour=f"#0000{number:02x}") for number in range(limit + 1))
    assert codes(there.publisher.prepare(Message("hi", images=many[:limit]))) == []
    assert codes(there.publisher.prepare(Message("hi", images=many))) == ["too_many_images"]


def test_too_many_parts_are_refused_before_they_are_sent(there: Place) -> None:
    limit = there.publisher.limits.thread_parts
    text = "\n---\n".join("part" for _ in range(limit + 1))
    assert codes(there.publisher.prepare(Message(text))) == ["too_many_parts"]


def test_nothing_to_say_is_a_problem(there: Place) -> None:
    assert codes(there.publisher.prepare(Message("  \n\n"))) == ["empty"]


def test_a_picture_without_description_is_pointed_out_but_goes(there: Place) -> None:
    payload = there.publisher.prepare(Message("hi", images=(picture(alt=""),)))
    assert "no_alt_text" in [problem.code for problem in payload.problems]
    assert not payload.blocked


def test_every_option_has_a_label_and_its_first_choice_is_harmless(there: Place) -> None:
    for option in there.publisher.options:
        assert str(option.label)
        for value, label in option.choices:
            assert str(label)
            payload = there.publisher.prepare(dataclasses.replace(MESSAGE, options=((option.name, value),)))
            assert not payload.blocked


@pytest.mark.where(lambda kind: kind.name != "site")
def test_wrong_credentials_ask_to_connect_again(there: Place) -> None:
    payload = there.publisher.prepare(MESSAGE)
    parcel = there.parcel(payload)
    assert there.spoil is not None
    there.spoil()
    with pytest.raises(Expired):
        if_not_before(there, payload, parcel)
    with pytest.raises(Expired):
        there.publisher.check()


@pytest.mark.where(lambda kind: not kind.limits.video_required and not issubclass(kind, WritesToEach))
def test_pictures_are_read_before_the_intent_and_not_after_it(there: Place) -> None:
    """A store that is slow would hold up the one request beyond its deadline."""
    shown, commits = picture(), False

    def read() -> bytes:
        assert not commits, "read too late"
        return shown.read()

    message = dataclasses.replace(MESSAGE, images=(dataclasses.replace(shown, read=read),))
    parcel = there.parcel(there.publisher.prepare(message))
    commits = True
    assert there.commit(parcel, "key-1").id


@pytest.mark.row("look-up")
@pytest.mark.where(lambda kind: issubclass(kind, Findable))
def test_a_post_is_found_by_who_looks_for_it(there: Place) -> None:
    publisher, since = there.publisher, datetime.now(UTC)
    assert isinstance(publisher, Findable)
    parcel = there.parcel(there.publisher.prepare(MESSAGE))
    assert publisher.find(parcel, "key-1", since, []) is None
    receipt = there.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id
    assert takes_no_others(publisher, parcel, since, receipt.id)


@pytest.mark.where(lambda kind: issubclass(kind, Findable) and kind.limits.thread_parts != 1)
def test_a_part_of_a_thread_is_found_below_the_one_before_and_nowhere_else(there: Place) -> None:
    publisher, since = there.publisher, datetime.now(UTC)
    assert isinstance(publisher, Findable)
    message = Message("first\n---\nsecond")
    top = there.send(message, "key-1")
    parcel = there.parcel(publisher.prepare(message), 1, top.id)
    assert publisher.find(parcel, "key-2", since, [top.id]) is None
    below = there.commit(parcel, "key-2")
    found = publisher.find(parcel, "key-2", since, [top.id])
    assert found is not None
    assert found.id == below.id
    alone = there.parcel(publisher.prepare(Message("second")))
    assert publisher.find(alone, "key-3", since, [top.id]) is None


@pytest.mark.row("delete")
@pytest.mark.where(lambda kind: issubclass(kind, Deletable))
def test_a_deleted_post_is_gone_and_deleting_again_does_no_harm(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Deletable)
    receipt = there.send(MESSAGE)
    publisher.delete(receipt.id)
    publisher.delete(receipt.id)
    assert there.arrived() == []


@pytest.mark.row("metrics")
@pytest.mark.where(lambda kind: issubclass(kind, Measurable))
def test_numbers_are_counts_or_unknown(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Measurable)
    receipt = there.send(MESSAGE)
    numbers = publisher.measure([receipt.id])
    assert set(numbers) == {receipt.id}
    found = numbers[receipt.id]
    values = [getattr(found, name) for name in COUNTS]
    assert any(value is not None for value in values)
    assert all(value is None or value >= 0 for value in values)
    assert found.raw or there.publisher.name == "sandbox"
    assert found.edited_at is None


@pytest.mark.row("metrics")
@pytest.mark.where(lambda kind: issubclass(kind, Measurable) and issubclass(kind, Editable))
def test_a_post_that_was_changed_there_says_when_or_the_network_never_does(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Measurable)
    assert isinstance(publisher, Editable)
    receipt = there.send(MESSAGE)
    part = publisher.prepare(dataclasses.replace(MESSAGE, text="Other words")).parts[0]
    changed = publisher.edit(receipt.id, part).id
    at = publisher.measure([changed])[changed].edited_at
    assert (at is not None) == (publisher.name in TELLS_OF_CHANGES)
    assert at is None or at.utcoffset() == timedelta(0)


@pytest.mark.where(lambda kind: issubclass(kind, CountsFollowers))
def test_followers_are_counted(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, CountsFollowers)
    count = publisher.followers()
    assert count is not None
    assert count >= 0


@pytest.mark.row("metrics")
@pytest.mark.where(lambda kind: issubclass(kind, Measurable) and issubclass(kind, Deletable))
def test_a_post_that_is_gone_has_no_numbers(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Measurable)
    assert isinstance(publisher, Deletable)
    receipt = there.send(MESSAGE)
    publisher.delete(receipt.id)
    assert publisher.measure([receipt.id]) == {}


@pytest.mark.row("edit")
@pytest.mark.where(lambda kind: issubclass(kind, Editable))
def test_the_words_of_a_post_that_is_out_can_be_changed(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Editable)
    receipt = there.send(MESSAGE)
    part = publisher.prepare(dataclasses.replace(MESSAGE, text="Other words")).parts[0]
    assert publisher.edit(receipt.id, part).id
    assert [post["text"] for post in there.arrived()] == ["Other words"]
    assert str(publisher.editing)


@pytest.mark.row("comments")
@pytest.mark.where(lambda kind: issubclass(kind, HearsReplies))
def test_what_people_answer_is_heard_once_and_ours_is_not(there: Place) -> None:
    publisher, since = there.publisher, datetime.now(UTC) - timedelta(minutes=5)
    assert isinstance(publisher, HearsReplies)
    receipt = there.send(MESSAGE)
    assert publisher.replies(receipt.id, since) == ()
    assert there.remark is not None
    there.remark(receipt.id, "Nice <b>& true</b>")
    [remark] = publisher.replies(receipt.id, since)
    assert remark.text == "Nice <b>& true</b>"
    assert remark.author
    assert remark.at.tzinfo is not None


@pytest.mark.row("mentions")
@pytest.mark.where(lambda kind: issubclass(kind, HearsMentions))
def test_who_names_us_is_heard(there: Place) -> None:
    publisher, since = there.publisher, datetime.now(UTC) - timedelta(minutes=5)
    assert isinstance(publisher, HearsMentions)
    assert publisher.mentions(since) == ()
    assert there.remark is not None
    there.remark("", "Hello there")
    [remark] = publisher.mentions(since)
    assert "Hello there" in remark.text
    assert remark.author


@pytest.mark.row("first comment")
@pytest.mark.where(lambda kind: "first_comment" in [option.name for option in kind.options])
def test_a_first_comment_hangs_below_the_post(there: Place) -> None:
    message = dataclasses.replace(MESSAGE, options=(("first_comment", "More at https://example.org/b"),))
    payload = there.publisher.prepare(message)
    assert [part.is_comment for part in payload.parts] == [False, True]
    assert not payload.blocked
    post = there.send(message, "key-1")
    there.send(message, "key-2", 1, post.id)
    words = [one["text"] for one in there.arrived()]
    assert words[-1] == payload.parts[1].text
    assert "https://example.org/b" in words[-1]
    assert there.arrived()[-1]["reply_to"]


@pytest.mark.row("thread")
@pytest.mark.where(lambda kind: "split" in [option.name for option in kind.options])
def test_a_long_text_becomes_a_numbered_thread_where_that_was_chosen(there: Place) -> None:
    limit = there.publisher.limits.characters
    sentences = " ".join(f"Sentence {number} says something." for number in range(limit // 10))
    message = Message(sentences, options=(("split", "numbered"),))
    parts = there.publisher.prepare(message).parts
    assert len(parts) > 1
    assert all(part.count <= part.limit for part in parts)
    for number, part in enumerate(parts, 1):
        assert part.text.endswith(f". {number}/{len(parts)}")
    unmarked = [part.text.removesuffix(f" {number}/{len(parts)}") for number, part in enumerate(parts, 1)]
    assert " ".join(unmarked) == sentences


def test_link_parameters_are_in_what_is_sent(there: Place) -> None:
    message = dataclasses.replace(MESSAGE, link_parameters=(("utm_source", "almanac"),))
    payload = there.publisher.prepare(message)
    assert "https://example.org/a?utm_source=almanac" in payload.canonical()
    assert payload.digest() != there.publisher.prepare(MESSAGE).digest()


@pytest.mark.where(lambda kind: issubclass(kind, Priced))
def test_the_price_is_known_before_and_grows_with_the_parts(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Priced)
    before = len(there.fake.requests)
    one = publisher.price(publisher.prepare(Message("one")))
    two = publisher.price(publisher.prepare(Message("one\n---\ntwo")))
    assert 0 < one.millionths < two.millionths
    assert len(one.currency) == 3
    assert str(one.why)
    assert len(there.fake.requests) == before


@pytest.mark.row("connect")
@pytest.mark.where(lambda kind: issubclass(kind, Refreshable))
def test_a_token_is_refreshed_into_one_that_works(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, Refreshable)
    changed = publisher.refreshed(datetime.now(UTC))
    assert changed
    assert all(changed.values()), "an empty token never takes the place of a good one"
    publisher.credentials = dataclasses.replace(publisher.credentials, **changed)
    ends_at = publisher.ends_at()
    assert ends_at is None or ends_at > datetime.now(UTC)
    assert publisher.check().id == publisher.account.id


def test_the_steps_to_connect_are_said(there: Place) -> None:
    if there.publisher.name not in ("site", "sandbox"):
        assert there.publisher.steps
        assert all(len(str(step)) > 10 for step in there.publisher.steps)


@pytest.mark.where(lambda kind: bool(kind.limits.budgets))
def test_budgets_are_sensible(there: Place) -> None:
    for budget in there.publisher.limits.budgets:
        assert 0 < budget.each <= budget.most
        assert 60 <= budget.seconds <= 31 * 86400


def test_the_guarantee_is_said_in_words_and_its_times_fit_together(there: Place) -> None:
    guarantee = there.publisher.guarantee
    assert len(str(guarantee.sentence)) > 20
    assert guarantee.readable == isinstance(there.publisher, Findable)
    assert guarantee.window == 0 or guarantee.repeat_after < guarantee.window


@pytest.mark.row("once")
@pytest.mark.where(lambda kind: kind.guarantee.promise is Promise.DUPLICATE_REFUSED)
def test_the_same_words_are_refused_twice_and_the_first_is_found(there: Place) -> None:
    """Where there is no key: a repeat never makes a second post, and a look finds the first."""
    since = datetime.now(UTC) - timedelta(seconds=1)
    first = there.send(MESSAGE)
    with pytest.raises(AlreadyThere) as trouble:
        there.send(MESSAGE, "key-2")
    assert len(there.arrived()) == 1
    found = trouble.value.receipt_id
    if not found and isinstance(there.publisher, Findable):
        parcel = there.parcel(there.publisher.prepare(MESSAGE))
        receipt = there.publisher.find(parcel, "key-1", since, [])
        found = receipt.id if receipt else ""
    assert found == first.id


@pytest.mark.row("once")
@pytest.mark.where(lambda kind: kind.guarantee.promise in (Promise.READ_BACK, Promise.TWO_PHASE))
def test_a_look_tells_what_became_of_a_post_without_a_key(there: Place) -> None:
    publisher, since = there.publisher, datetime.now(UTC) - timedelta(seconds=1)
    assert isinstance(publisher, Findable)
    parcel = there.parcel(publisher.prepare(MESSAGE))
    assert publisher.find(parcel, "key-1", since, []) is None
    receipt = there.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


@pytest.mark.row("once")
@pytest.mark.where(lambda kind: kind.guarantee.promise is Promise.NONE)
def test_where_nothing_can_be_known_nothing_is_promised(there: Place) -> None:
    guarantee = there.publisher.guarantee
    assert not guarantee.readable
    assert guarantee.window == guarantee.repeat_after == 0
    assert there.send(MESSAGE, "key-1").id != there.send(MESSAGE, "key-1").id


def if_not_before(there: Place, payload: Payload, parcel: Parcel) -> None:
    """Where the last request needs no credentials, what comes before it does."""
    if there.publisher.name in ADDRESS_IS_THE_KEY:
        parcel = there.parcel(payload, key="key-2")
    there.commit(parcel, "key-1")


def codes(payload: Payload) -> list[str]:
    return [problem.code for problem in payload.blocked]
