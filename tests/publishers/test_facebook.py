"""What is special about Facebook."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import AlreadyThere, Busy, CannotLook, Expired, Rejected, Uncertain, Unreachable
from publishers.facebook import Credentials, Facebook, drafts
from publishers.message import Account, Message
from publishers.web import Web
from tests.fakes.facebook import PAGE, FakeFacebook
from tests.fakes.multipart import form_and_files
from tests.publishers.places import LOOPBACK, Place, make, picture

TWO = (picture("A red square"), picture("A blue square", "blue"))
FILM = replace(picture("Fog"), content_type="video/mp4", seconds=5.0, size=1500, read=lambda: b"\0" * 1500)
COMMENT = (("first_comment", "More at https://example.org/b"),)
REDIRECT = "https://almanac.example.org/signed-in/facebook/"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "WAITS", (0.0, 0.0))


def posted(facebook: Place, edge: str) -> list[dict[str, str]]:
    """The forms that were sent to an edge of the page."""
    path = f"/v25.0/{PAGE}/{edge}"
    found = [one for one in facebook.fake.requests if one.path == path and one.method == "POST"]
    multipart = [one.headers["content-type"].startswith("multipart") for one in found]
    return [
        form_and_files(one)[0] if many else dict(one.form) for one, many in zip(found, multipart, strict=True)
    ]


def test_a_post_is_made_unseen_and_published_by_its_number(facebook: Place) -> None:
    parcel = facebook.parcel(facebook.publisher.prepare(Message("hello")))
    assert facebook.fake.published == []
    receipt = facebook.commit(parcel, "key-1")
    assert receipt.id == parcel.handle
    assert receipt.url == f"https://www.facebook.com/{receipt.id}"
    last = facebook.fake.requests[-1]
    assert (last.path, dict(last.form)["is_published"]) == (f"/v25.0/{receipt.id}", "true")


@pytest.mark.parametrize(("chosen", "link"), [("", "https://example.org/a"), ("none", "")])
def test_the_first_link_becomes_a_preview(facebook: Place, chosen: str, link: str) -> None:
    text = "See [us](https://example.org/a) and https://example.org/b"
    facebook.send(Message(text, options=(("link", chosen),)))
    [given] = posted(facebook, "feed")
    assert given.get("link", "") == link


@pytest.mark.row("pictures", network="facebook")
def test_pictures_are_brought_unseen_with_their_descriptions(facebook: Place) -> None:
    facebook.send(Message("See https://example.org", images=TWO))
    photos, [given] = posted(facebook, "photos"), posted(facebook, "feed")
    assert [(one["alt_text_custom"], one["published"]) for one in photos] == [
        ("A red square", "false"),
        ("A blue square", "false"),
    ]
    assert [json.loads(given[f"attached_media[{place}]"])["media_fbid"] for place in (0, 1)] == list(
        facebook.fake.photos
    )
    assert "link" not in given
    [post] = facebook.arrived()
    assert post["alts"] == ["A red square", "A blue square"]


def test_pictures_of_other_kinds_are_copied_as_those_that_facebook_takes(facebook: Place) -> None:
    assert facebook.publisher.limits.image_types == ("image/jpeg", "image/png")
    moving = replace(TWO[0], content_type="image/gif")
    assert facebook.publisher.prepare(Message("hello", images=(moving,))).blocked


def test_a_second_try_uses_the_draft_of_the_first(facebook: Place) -> None:
    payload = facebook.publisher.prepare(Message("hello", images=TWO))
    assert facebook.parcel(payload).handle == facebook.parcel(payload).handle
    facebook.parcel(facebook.publisher.prepare(Message("other words", images=TWO)))
    assert (len(facebook.fake.posts), len(facebook.fake.photos)) == (2, 2)


@pytest.mark.row("once", network="facebook")
@pytest.mark.parametrize("fault", ["rst_after_accept", "error_502_after_accept", "malformed_json"])
def test_what_is_out_is_known_by_its_number(facebook: Place, fault: str) -> None:
    payload = facebook.publisher.prepare(Message("hello"))
    first = facebook.parcel(payload)
    facebook.fake.arm(fault)
    with pytest.raises(Uncertain):
        facebook.commit(first, "key-1")
    again, before = facebook.parcel(payload), len(facebook.fake.requests)
    with pytest.raises(AlreadyThere) as trouble:
        facebook.commit(again, "key-2")
    assert trouble.value.receipt_id == first.handle
    assert trouble.value.url == f"https://www.facebook.com/{first.handle}"
    assert len(facebook.fake.requests) == before
    assert len(facebook.arrived()) == 1


def test_publishing_the_same_number_twice_makes_one_post(facebook: Place) -> None:
    parcel = facebook.parcel(facebook.publisher.prepare(Message("hello")))
    assert facebook.commit(parcel, "key-1").id == facebook.commit(parcel, "key-1").id
    assert len(facebook.arrived()) == len(facebook.fake.arrivals) == 1


def test_a_draft_that_cannot_be_seen_is_neither_out_nor_absent(facebook: Place) -> None:
    """Graph sometimes says of an object by accident that it is not there."""
    payload = facebook.publisher.prepare(Message("hello"))
    parcel = facebook.parcel(payload)
    facebook.fake.refuse(parcel.handle, 100, 33)
    assert isinstance(facebook.publisher, Facebook)
    with pytest.raises(Unreachable):
        facebook.publisher.find(parcel, "key-1", NOW, [])
    facebook.fake.refuse(parcel.handle, 100, 33)
    with pytest.raises(Unreachable):
        facebook.parcel(payload)
    [name] = facebook.kept
    facebook.kept[name] = f"{parcel.handle} {time.time() - 86400}"
    facebook.fake.refuse(parcel.handle, 100, 33)
    assert facebook.parcel(payload).handle != parcel.handle


def test_the_same_words_again_are_refused_with_what_to_do(facebook: Place) -> None:
    facebook.fake.refuses_duplicates = True
    facebook.send(Message("hello"), "key-1")
    with pytest.raises(Rejected, match="Change the words"):
        facebook.send(Message("hello"), "key-2")


def test_a_token_proves_that_the_app_is_ours(facebook: Place) -> None:
    facebook.fake.secret = "another secret"
    with pytest.raises(Expired, match="appsecret_proof"):
        facebook.publisher.check()
    facebook.fake.secret = ""
    bare = Facebook(Credentials("token", server=facebook.fake.url), facebook.publisher.account, Web(LOOPBACK))
    assert bare.check().id == PAGE
    assert "appsecret_proof" not in facebook.fake.requests[-1].query


def test_a_persons_token_is_told_from_a_pages(facebook: Place) -> None:
    facebook.fake.user_tokens.add("ada's")
    facebook.fake.secret = ""
    publisher = Facebook(Credentials("ada's", server=facebook.fake.url), Account(""), Web(LOOPBACK))
    with pytest.raises(Expired, match="not of a person"):
        publisher.check()


def test_a_token_that_ends_within_the_day_is_not_connected(facebook: Place) -> None:
    """As those of the Graph API Explorer do, after an hour."""
    facebook.fake.ends_at = int(time.time()) + 3600
    with pytest.raises(Rejected, match="has no end"):
        facebook.publisher.check()
    facebook.fake.ends_at = int(time.time()) + 50 * 86400
    assert facebook.publisher.check().id == PAGE
    facebook.fake.tells_of_tokens = False
    assert facebook.publisher.check().id == PAGE, "where Facebook does not say, nobody knows"


def test_a_draft_whose_answer_was_lost_is_taken_up(facebook: Place) -> None:
    payload = facebook.publisher.prepare(Message("hello"))
    first = facebook.parcel(payload)
    facebook.kept.clear()
    facebook.fake.refuse("/feed", 506)
    assert facebook.parcel(payload).handle == first.handle
    facebook.kept.clear()
    facebook.fake.refuse("/feed", 506)
    with pytest.raises(Rejected, match="Change the words"):
        facebook.parcel(facebook.publisher.prepare(Message("other words")))


def test_words_that_facebook_has_may_be_those_of_this_very_post(facebook: Place) -> None:
    parcel = facebook.parcel(facebook.publisher.prepare(Message("hello")))
    facebook.commit(parcel, "key-1")
    facebook.fake.refuse(parcel.handle, 506)
    assert facebook.commit(parcel, "key-1").id == parcel.handle
    assert len(facebook.arrived()) == 1


def test_a_sign_in_gives_pages_with_tokens_of_their_own(tmp_path: Path) -> None:
    with FakeFacebook() as fake:
        fake.secret = fake.client_secret
        web = Web(LOOPBACK)
        asked = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
        leaving = Facebook.leave(asked, REDIRECT, "the state", "challenge", web)
        assert parse_qs(urlsplit(leaving.url).query)["scope"] == [",".join(Facebook.scopes)]
        back = parse_qs(urlsplit(web.request("GET", leaving.url).headers["location"]).query)
        found = Facebook.arrive(leaving.kept, back["code"][0], REDIRECT, "", web, NOW)
        person = Facebook(Credentials(**found), Account(""), web)
        [page] = person.accounts()
        assert (page.id, page.name, page.handle) == (PAGE, "Harbour", "@harbour")
        own = Credentials(**(found | person.of_account(PAGE)))
        assert own.access_token == "token"
        assert make("facebook", own, web).account.id == PAGE
        with pytest.raises(Rejected):
            person.of_account("666")
        fake.tasks = ["ANALYZE"]
        assert person.accounts() == ()
        with pytest.raises(Expired):
            Facebook.arrive(leaving.kept, "another code", REDIRECT, "", web, NOW)


def test_a_person_goes_to_facebook_itself() -> None:
    leaving = Facebook.leave({"client_id": "client"}, REDIRECT, "s", "c", Web())
    assert leaving.url.startswith("https://www.facebook.com/v25.0/dialog/oauth?client_id=client&")


@pytest.mark.row("pictures", network="facebook")
def test_a_video_is_brought_in_the_pieces_that_facebook_asks_for(facebook: Place) -> None:
    receipt = facebook.send(Message("Fog rolls in", images=(FILM,)))
    phases = [one["upload_phase"] for one in posted(facebook, "videos")]
    assert phases == ["start", "transfer", "transfer", "transfer", "finish"]
    assert posted(facebook, "videos")[-1]["published"] == "false"
    [post] = facebook.fake.published
    assert (post.text, receipt.id) == ("Fog rolls in", f"v{post.number}")
    assert receipt.url == f"https://www.facebook.com/{PAGE}/videos/{post.number}/"
    assert facebook.kept["progress"] == "1500/1500"
    assert dict(facebook.fake.requests[-1].form)["published"] == "true"


def test_a_killed_worker_goes_on_behind_the_last_piece(facebook: Place) -> None:
    payload = facebook.publisher.prepare(Message("Fog", images=(FILM,)))

    class Killed(BaseException):
        pass

    def die_after_the_first(name: str, value: str) -> None:
        facebook.kept[name] = value
        if name == "progress":
            raise Killed

    with pytest.raises(Killed):
        facebook.publisher.upload(payload.parts[0], die_after_the_first, facebook.kept)
    facebook.commit(facebook.parcel(payload), "key-1")
    starts = [one["start_offset"] for one in posted(facebook, "videos") if "start_offset" in one]
    assert starts == ["0", "700", "1400"]


def test_a_session_that_facebook_forgot_is_begun_anew_by_the_next_try(facebook: Place) -> None:
    payload = facebook.publisher.prepare(Message("Fog", images=(FILM,)))
    facebook.fake.refuse("/videos", 2)
    with pytest.raises(Unreachable):
        facebook.parcel(payload)
    session = {"upload_session_id": "1", "video_id": "2", "start_offset": "700", "end_offset": "1400"}
    facebook.kept[f"pieces:{FILM.sha256}"] = json.dumps(session | {"until": time.time() + 60})
    with pytest.raises(Unreachable):
        facebook.parcel(payload)
    facebook.kept[f"pieces:{FILM.sha256}"] = json.dumps(session | {"until": time.time() - 60})
    assert facebook.parcel(payload).handle.startswith("v")


def test_a_video_that_takes_long_is_asked_for_later(facebook: Place) -> None:
    facebook.fake.patience = 4
    payload = facebook.publisher.prepare(Message("Fog", images=(FILM,)))
    with pytest.raises(Busy) as trouble:
        facebook.parcel(payload)
    assert trouble.value.is_working
    assert facebook.parcel(payload).handle.startswith("v"), "the session is over, and not finished again"
    phases = [one["upload_phase"] for one in posted(facebook, "videos")]
    assert (phases.count("start"), phases.count("finish")) == (1, 1)


def test_a_finish_whose_answer_was_lost_is_known_as_done(facebook: Place) -> None:
    payload = facebook.publisher.prepare(Message("Fog", images=(FILM,)))
    facebook.parcel(payload)
    [name] = [name for name in facebook.kept if name.startswith("pieces:")]
    session = json.loads(facebook.kept[name])
    del session["finished"]
    facebook.kept = {name: json.dumps(session)}
    assert facebook.parcel(payload).handle == f"v{session['video_id']}"


def test_a_finished_session_has_its_words_so_others_need_another(facebook: Place) -> None:
    facebook.fake.patience = 4
    with pytest.raises(Busy):
        facebook.parcel(facebook.publisher.prepare(Message("Fog", images=(FILM,))))
    facebook.fake.patience = 0
    facebook.send(Message("Mist", images=(FILM,)))
    assert [one.text for one in facebook.fake.published] == ["Mist"]


@pytest.mark.row("edit", network="facebook")
def test_a_video_is_measured_changed_and_deleted_as_a_video(facebook: Place) -> None:
    receipt = facebook.send(Message("Fog", images=(FILM,)))
    assert isinstance(facebook.publisher, Facebook)
    reach = facebook.publisher.measure([receipt.id])[receipt.id]
    assert (reach.views, reach.likes, reach.replies, reach.reposts) == (90, 7, 0, None)
    part = facebook.publisher.prepare(Message("Mist", images=(FILM,))).parts[0]
    assert facebook.publisher.edit(receipt.id, part).id == receipt.id
    assert facebook.fake.published[0].given["description"] == "Mist"
    facebook.publisher.delete(receipt.id)
    assert facebook.publisher.measure([receipt.id]) == {}


def test_a_comment_is_found_changed_and_deleted_below_its_post(facebook: Place) -> None:
    since = datetime.now(UTC)
    message = Message("hello", options=COMMENT)
    post = facebook.send(message)
    parcel = facebook.parcel(facebook.publisher.prepare(message), 1, post.id)
    assert isinstance(facebook.publisher, Facebook)
    assert facebook.publisher.find(parcel, "key-2", since, []) is None
    receipt = facebook.commit(parcel, "key-2")
    assert receipt.url == f"https://www.facebook.com/{post.id}?comment_id={receipt.id.rpartition('_')[2]}"
    found = facebook.publisher.find(parcel, "key-2", since, [])
    assert found is not None
    assert found.id == receipt.id
    assert facebook.publisher.find(parcel, "key-2", since, [receipt.id]) is None
    assert facebook.publisher.measure([receipt.id]) == {}
    assert facebook.publisher.replies(receipt.id, since) == ()
    assert facebook.publisher.replies(post.id, since) == ()
    facebook.publisher.edit(receipt.id, facebook.publisher.prepare(Message("Even more")).parts[0])
    assert facebook.arrived()[-1]["text"] == "Even more"
    facebook.publisher.delete(receipt.id)
    assert [one["text"] for one in facebook.arrived()] == ["hello"]


def test_who_may_not_read_comments_asks_a_person(facebook: Place) -> None:
    message = Message("hello", options=COMMENT)
    post = facebook.send(message)
    parcel = facebook.parcel(facebook.publisher.prepare(message), 1, post.id)
    facebook.fake.rights = {"pages_manage_posts"}
    assert isinstance(facebook.publisher, Facebook)
    with pytest.raises(CannotLook):
        facebook.publisher.find(parcel, "key-2", datetime.now(UTC), [])


def test_numbers_that_facebook_no_longer_knows_are_left_out(facebook: Place) -> None:
    receipt = facebook.send(Message("hello"))
    del facebook.fake.metrics["post_clicks"]
    assert isinstance(facebook.publisher, Facebook)
    reach = facebook.publisher.measure([receipt.id])[receipt.id]
    assert (reach.views, reach.reach, reach.clicks) == (250, 200, None)
    assert (reach.likes, reach.reposts, reach.replies) == (7, 2, 0)
    facebook.fake.rights = {"pages_manage_posts"}
    assert facebook.publisher.measure([receipt.id])[receipt.id].views is None


def test_a_bound_that_is_used_up_is_told_with_the_receipt(facebook: Place) -> None:
    assert facebook.send(Message("hello")).allowance is None
    facebook.fake.usage |= {"call_count": 100}
    receipt = facebook.send(Message("more"))
    assert receipt.allowance is not None
    assert receipt.allowance.left == 0
    assert receipt.allowance.resets_at <= datetime.now(UTC) + timedelta(hours=1, minutes=1)
