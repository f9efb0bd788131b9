"""What is special about VK."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishers.errors import Busy, Challenge, Expired, PublisherError, Rejected, Uncertain
from publishers.message import Account, Message, Parcel, Payload
from publishers.vk import VK, Credentials
from publishers.vk.community import group_name
from publishers.web import Web
from tests.fakes.vk import FakeVK
from tests.fakes.vk_wall import GROUP
from tests.publishers import conformance
from tests.publishers.places import LOOPBACK, Place, make, picture

THREE = tuple(picture(colour=colour) for colour in ("red", "green", "blue"))
COMMENT = (("first_comment", "More **here**"),)


def test_every_request_of_these_tests_fits_vks_own_description(vk: Place) -> None:
    """The place looks through them after each test; here is said where that cannot be."""
    conformance.specs()
    vk.send(Message("hello", images=THREE, options=COMMENT))
    assert conformance.of_vk(vk.fake.requests) == []


def test_a_post_is_the_communitys_own_and_says_where_it_is(vk: Place) -> None:
    receipt = vk.send(Message("hello"), "key-1")
    assert receipt.url == f"https://vk.com/wall-{GROUP}_{receipt.id}"
    sent = dict(vk.fake.requests[-1].form)
    assert (sent["owner_id"], sent["from_group"], sent["guid"], sent["v"]) == (
        f"-{GROUP}",
        "1",
        "key-1",
        "5.199",
    )
    assert sent["access_token"] == vk.fake.community_key


@pytest.mark.parametrize(
    "fault", ["error_502_after_accept", "rst_after_accept", "malformed_json", "hang_after_accept"]
)
def test_after_a_lost_answer_the_same_guid_gives_the_first_post(vk: Place, fault: str) -> None:
    vk.fake.arm(fault)
    vk.publisher.web.timeout = 0.35
    with pytest.raises(Uncertain):
        vk.send(Message("hello", options=COMMENT))
    vk.publisher.web.timeout = 5
    receipt = vk.send(Message("hello", options=COMMENT))
    assert [str(post.id) for post in vk.fake.published] == [receipt.id]
    vk.fake.arm(fault)
    vk.publisher.web.timeout = 0.35
    with pytest.raises(Uncertain):
        vk.send(Message("hello", options=COMMENT), "key-2", 1, receipt.id)
    vk.publisher.web.timeout = 5
    vk.send(Message("hello", options=COMMENT), "key-2", 1, receipt.id)
    assert [post["text"] for post in vk.arrived()] == ["hello", "More here"]


def test_a_repeat_comes_well_within_what_vk_may_have_forgotten() -> None:
    assert (VK.guarantee.repeat_after, VK.guarantee.window) == (60, 15 * 60)


@pytest.mark.parametrize("is_comment", [False, True])
def test_a_captcha_is_read_by_a_person_and_the_same_post_goes_on(vk: Place, is_comment: bool) -> None:
    message = Message("hello", options=COMMENT)
    above = vk.send(message, "key-0").id if is_comment else ""
    parcel = vk.parcel(vk.publisher.prepare(message), int(is_comment), above)
    vk.fake.captcha = "zx7k"
    with pytest.raises(Challenge) as asked:
        vk.commit(parcel, "key-1")
    assert asked.value.puzzle == "8866"
    picture = vk.publisher.web.ask("GET", asked.value.picture)
    assert picture.body.startswith(b"\x89PNG")
    wrong = dataclasses.replace(parcel, answers=(("8866", "abcd"),))
    with pytest.raises(Challenge):
        vk.commit(wrong, "key-1")
    answered = dataclasses.replace(parcel, answers=(("8866", "abcd"), ("8866", "zx7k")))
    receipt = vk.commit(answered, "key-1")
    assert vk.commit(parcel, "key-1").id == receipt.id
    assert len(vk.arrived()) == 1 + is_comment


def test_a_captcha_without_a_picture_is_done_over_there(vk: Place) -> None:
    vk.fake.refuse("wall.post", 14, captcha_sid="1", redirect_uri="https://id.vk.com/captcha")
    with pytest.raises(Challenge, match="human") as asked:
        vk.send(Message("hello"))
    assert asked.value.puzzle == asked.value.picture == ""


def test_pictures_are_brought_with_the_persons_token_and_posted_with_the_communitys(vk: Place) -> None:
    vk.send(Message("look", images=THREE))
    assert list(vk.fake.wall.photos.values()) == [image.read() for image in THREE]
    assert all(vk.fake.wall.photos.values())
    tokens = [dict(r.form).get("access_token") for r in vk.fake.requests if "photos." in r.path]
    assert set(tokens) == {vk.fake.user_token}
    assert dict(vk.fake.requests[-1].form)["attachments"] == ",".join(vk.fake.wall.photos)


def test_a_repeated_upload_takes_up_what_was_kept(vk: Place) -> None:
    payload = vk.publisher.prepare(Message("look", images=THREE))
    first, again = vk.parcel(payload), vk.parcel(payload)
    assert first.media_ids == again.media_ids
    assert len(vk.fake.wall.photos) == 3


def test_a_picture_that_vk_cannot_read_is_said(vk: Place) -> None:
    vk.fake.wall.uploads_break = True
    with pytest.raises(Rejected, match=r"red\.png"):
        vk.send(Message("look", images=THREE))


def test_without_the_persons_token_words_still_go_and_the_rest_is_said(vk: Place) -> None:
    alone = lone(vk)
    there = dataclasses.replace(vk, publisher=alone)
    receipt = there.send(Message("hello"))
    assert codes(alone.prepare(Message("hello"))) == []
    pictured = alone.prepare(Message("hello", images=THREE))
    assert [problem.code for problem in pictured.blocked] == ["no_pictures_with_this_key"]
    part = alone.prepare(Message("other")).parts[0]
    for act in (
        lambda: alone.measure([receipt.id]),
        lambda: alone.delete(receipt.id),
        lambda: alone.edit(receipt.id, part),
        lambda: alone.replies(receipt.id, ago()),
        lambda: alone.find(Parcel(part), "key-1", ago(), []),
        lambda: alone.upload(pictured.parts[0], lambda name, value: None, {}),
    ):
        asked = len(vk.fake.requests)
        with pytest.raises(PublisherError, match="administrator"):
            act()
        assert len(vk.fake.requests) == asked
    help_text = str(VK.Credentials.__dataclass_fields__["user_token"].metadata["help"])
    assert "no pictures" in help_text


@pytest.mark.parametrize(
    ("text", "options", "images", "attached"),
    [
        ("see https://e.org/a and https://e.org/b", (), (), "https://e.org/a"),
        ("see [us](https://e.org/a,b)", (), (), "https://e.org/a%2Cb"),
        ("see https://e.org/a", (("link", "none"),), (), None),
        ("see https://e.org/a", (), THREE[:1], "photo42_456000"),
        ("nothing to see", (), (), None),
    ],
)
def test_the_first_link_becomes_a_card_where_there_are_no_pictures(
    vk: Place,
    text: str,
    options: tuple[tuple[str, str], ...],
    images: tuple[object, ...],
    attached: str | None,
) -> None:
    vk.send(Message(text, options=options, images=images))  # type: ignore[arg-type]
    assert dict(vk.fake.requests[-1].form).get("attachments") == attached


def test_what_was_chosen_is_sent_and_nothing_else(vk: Place) -> None:
    chosen = tuple((name, "1") for name in ("close_comments", "mute_notifications", "signed"))
    vk.send(Message("hello", options=chosen, language="en"))
    assert vk.fake.published[0].fields == dict(chosen) | {"from_group": "1"}
    vk.send(Message("hello", options=(("signed", ""),)), "key-2")
    assert vk.fake.published[1].fields == {"from_group": "1"}
    assert vk.publisher.prepare(Message("hello")).parts[0].fields == ()


def test_a_comment_on_a_post_whose_comments_are_closed_is_refused(vk: Place) -> None:
    message = Message("hello", options=(("close_comments", "1"), *COMMENT))
    above = vk.send(message)
    with pytest.raises(Rejected, match="closed"):
        vk.send(message, "key-2", 1, above.id)


def test_vk_has_no_threads(vk: Place) -> None:
    payload = vk.publisher.prepare(Message("one\n---\ntwo"))
    assert [problem.code for problem in payload.blocked] == ["too_many_parts"]


def test_a_length_that_nobody_has_written_down_is_a_warning_and_vk_decides(vk: Place) -> None:
    payload = vk.publisher.prepare(Message("ж" * 16_385))
    assert codes(payload) == ["perhaps_too_long"]
    assert not payload.blocked
    with pytest.raises(Rejected, match="too long"):
        vk.commit(vk.parcel(payload), "key-1")
    assert codes(vk.publisher.prepare(Message("ж" * 16_384))) == []
    assert vk.publisher.prepare(Message("ж😀")).parts[0].count == 2


def test_changing_the_words_keeps_pictures_and_link(vk: Place) -> None:
    pictured = vk.send(Message("one", images=THREE))
    linked = vk.send(Message("see https://e.org/a,b"), "key-2")
    before = [post.attachments for post in vk.fake.published]
    other = vk.publisher.prepare(Message("two")).parts[0]
    for receipt in (pictured, linked):
        publisher(vk).edit(receipt.id, other)
    assert [post.text for post in vk.fake.published] == ["two", "two"]
    assert [post.attachments for post in vk.fake.published] == before
    bare = vk.send(Message("bare"), "key-3")
    publisher(vk).edit(bare.id, other)
    assert "attachments" not in dict(vk.fake.requests[-1].form)
    publisher(vk).delete(linked.id)
    with pytest.raises(Rejected, match="does not find"):
        publisher(vk).edit(linked.id, other)


def test_a_comment_can_be_changed_found_and_deleted_too(vk: Place) -> None:
    message = Message("hello", options=COMMENT)
    above = vk.send(message)
    parcel = vk.parcel(vk.publisher.prepare(message), 1, above.id)
    assert publisher(vk).find(parcel, "key-2", ago(), []) is None
    receipt = vk.commit(parcel, "key-2")
    assert receipt.url == f"https://vk.com/wall-{GROUP}_{receipt.id}"
    found = publisher(vk).find(parcel, "key-2", ago(), [])
    assert found is not None
    assert found.id == receipt.id
    publisher(vk).edit(receipt.id, vk.publisher.prepare(Message("other")).parts[0])
    assert [post["text"] for post in vk.arrived()] == ["hello", "other"]
    publisher(vk).delete(receipt.id)
    publisher(vk).delete(receipt.id)
    assert [post["text"] for post in vk.arrived()] == ["hello"]
    assert publisher(vk).measure([receipt.id]) == {}
    assert publisher(vk).replies(receipt.id, ago()) == ()


def test_only_our_own_new_comment_with_these_words_is_ours(vk: Place) -> None:
    message = Message("hello", options=COMMENT)
    above = vk.send(message)
    parcel = vk.parcel(vk.publisher.prepare(message), 1, above.id)
    vk.fake.wall.say(int(above.id), "More here")
    vk.fake.wall.say(int(above.id), "Other words", -GROUP)
    assert publisher(vk).find(parcel, "key-2", ago(), []) is None
    receipt = vk.commit(parcel, "key-2")
    assert publisher(vk).find(parcel, "key-2", ago(), [receipt.id]) is None
    assert publisher(vk).find(parcel, "key-2", datetime.now(UTC) + timedelta(minutes=5), []) is None
    assert publisher(vk).find(parcel, "key-2", ago(), []) is not None


@pytest.mark.parametrize("left", [[], [{"id": 5, "date": 1, "text": "another"}], None])
def test_a_comment_that_can_no_longer_be_seen_is_deleted(vk: Place, left: list[object] | None) -> None:
    message = Message("hello", options=COMMENT)
    above = vk.send(message)
    comment = vk.send(message, "key-2", 1, above.id)
    number = int(comment.id.partition("=")[2])
    items = [{"id": number, "date": 1, "deleted": True}] if left is None else left
    vk.fake.refuse("wall.deleteComment", 211)
    vk.fake.odd["wall.getComments"] = {"response": {"items": items}}
    publisher(vk).delete(comment.id)


def test_a_look_stops_where_posts_are_older_than_the_attempt(vk: Place) -> None:
    for number in range(101):
        vk.send(Message(f"another {number}"), f"other-{number}")
    for post in vk.fake.published:
        post.date = 1_000_000
    asked = len(vk.fake.requests)
    parcel = Parcel(vk.publisher.prepare(Message("never sent")).parts[0])
    assert publisher(vk).find(parcel, "key-1", ago(), []) is None
    assert len(vk.fake.requests) == asked + 1


def test_what_vk_does_not_let_us_delete_is_not_called_deleted(vk: Place) -> None:
    message = Message("hello", options=COMMENT)
    receipt = vk.send(message)
    comment = vk.send(message, "key-2", 1, receipt.id)
    vk.fake.refuse("wall.delete", 210)
    vk.fake.refuse("wall.deleteComment", 211)
    for number in (receipt.id, comment.id):
        with pytest.raises(Rejected):
            publisher(vk).delete(number)
    with pytest.raises(Rejected, match="administrator"):
        lone(vk).delete(comment.id)
    assert len(vk.arrived()) == 2
    publisher(vk).delete(receipt.id)
    publisher(vk).delete(comment.id)  # gone with its post
    assert vk.arrived() == []


def test_many_posts_are_measured_in_one_request(vk: Place) -> None:
    ids = [vk.send(Message(f"hello {number}"), f"key-{number}").id for number in range(3)]
    asked = len(vk.fake.requests)
    numbers = publisher(vk).measure([*ids, "999999"])
    assert len(vk.fake.requests) == asked + 1
    assert set(numbers) == set(ids)
    assert dataclasses.astuple(numbers[ids[0]])[:4] == (250, 7, 2, 0)
    assert VK.most_measured == 100


def test_a_look_goes_past_a_pinned_post_and_back_page_by_page(vk: Place) -> None:
    message = Message("the one")
    receipt = vk.send(message)
    for number in range(150):
        vk.send(Message(f"another {number}"), f"other-{number}")
    oldest = vk.fake.wall.posts[int(vk.send(Message("pinned"), "pinned").id)]
    oldest.is_pinned, oldest.date = True, 1_000_000
    parcel = Parcel(vk.publisher.prepare(message).parts[0])
    found = publisher(vk).find(parcel, "key-1", ago(), [])
    assert found is not None
    assert found.id == receipt.id
    assert publisher(vk).find(parcel, "key-1", datetime.now(UTC) + timedelta(minutes=5), []) is None
    never = Parcel(vk.publisher.prepare(Message("never sent")).parts[0])
    assert publisher(vk).find(never, "key-1", ago(), []) is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("with @ada\n\nand & more", "with [id1|@ada]\nand &amp; more"),
        ("from @harbour", "from [club987654|@harbour]"),
        ("one", "one\n"),
    ],
)
def test_a_post_is_recognised_in_what_vk_made_of_it(vk: Place, ours: str, theirs: str) -> None:
    receipt = vk.send(Message(ours))
    parcel = Parcel(vk.publisher.prepare(Message(ours)).parts[0])
    vk.fake.published[0].text = theirs
    found = publisher(vk).find(parcel, "key-1", ago(), [])
    assert found is not None
    assert found.id == receipt.id
    pictured = dataclasses.replace(parcel, media_ids=("photo42_456000",))
    assert publisher(vk).find(pictured, "key-1", ago(), []) is None


def test_the_fake_knows_its_posts_again_after_it_was_killed(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        with FakeVK(state=str(tmp_path / "arrivals.jsonl")) as fake:
            there = make("vk", Credentials(fake.community_key, "harbour", "", fake.url), Web(LOOPBACK))
            parcel = Parcel(there.prepare(Message("hello")).parts[0])
            ids.append(there.commit(parcel, "key-1", time.monotonic() + 5).id)
    assert ids[0] == ids[1]


def test_comments_say_who_wrote_them_and_our_own_are_not_among_them(vk: Place) -> None:
    message = Message("hello", options=COMMENT)
    receipt = vk.send(message)
    vk.send(message, "key-2", 1, receipt.id)
    said = vk.fake.wall.say(int(receipt.id), "well said")
    [remark] = publisher(vk).replies(receipt.id, ago())
    assert (remark.id, remark.author, remark.reply_to) == (
        f"{receipt.id}?reply={said}",
        "Grace H",
        receipt.id,
    )
    assert remark.url == f"https://vk.com/wall-{GROUP}_{remark.id}"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("vk.com/harbour", "harbour"),
        ("https://vk.com/club987654/", "987654"),
        ("public987654", "987654"),
        ("vk.ru/harbour?w=wall-987654_1", "harbour"),
        ("-987654", "987654"),
        (" @harbour ", "harbour"),
        ("clubhouse", "clubhouse"),
    ],
)
def test_a_community_may_be_named_in_the_ways_people_do(typed: str, asked: str) -> None:
    assert group_name(typed) == asked


def test_a_key_without_the_right_to_the_wall_is_not_connected(vk: Place) -> None:
    vk.fake.wall.permissions = {"messages"}
    with pytest.raises(Expired, match="no right to the community's wall"):
        vk.publisher.check()
    for held in ({"wall", "photos"}, {"manage"}, set()):
        vk.fake.wall.permissions = held
        assert vk.publisher.check().id == str(GROUP)


def test_a_key_of_another_community_is_not_connected(vk: Place) -> None:
    vk.fake.wall.others = {"museum": {"id": 5, "name": "Museum", "screen_name": "museum"}}
    credentials = dataclasses.replace(vk.publisher.credentials, group="vk.com/museum")
    with pytest.raises(Expired, match="belongs to another community, Harbour"):
        make("vk", credentials, vk.publisher.web)


def test_a_token_of_somebody_who_does_not_manage_the_community_is_not_connected(vk: Place) -> None:
    vk.fake.wall.is_admin = False
    with pytest.raises(Expired, match="does not manage"):
        vk.publisher.check()
    vk.fake.user_token = "another"
    with pytest.raises(Expired, match="administrator's token"):
        vk.publisher.check()


def test_a_community_that_is_not_there_is_not_connected(vk: Place) -> None:
    credentials = Credentials(vk.fake.community_key, "nobody", "", vk.fake.url)
    with pytest.raises(PublisherError):
        VK(credentials, Account(""), Web(LOOPBACK)).check()


def test_a_flood_is_waited_out_and_nothing_is_out(vk: Place) -> None:
    vk.fake.refuse("wall.post", 9)
    with pytest.raises(Busy):
        vk.send(Message("hello"))
    assert vk.send(Message("hello")).id
    assert len(vk.arrived()) == 1


def lone(there: Place) -> VK:
    found = make("vk", Credentials(there.fake.community_key, "harbour", "", there.fake.url), Web(LOOPBACK))
    assert isinstance(found, VK)
    return found


def publisher(there: Place) -> VK:
    assert isinstance(there.publisher, VK)
    return there.publisher


def codes(payload: Payload) -> list[str]:
    return [problem.code for problem in payload.problems]


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)
