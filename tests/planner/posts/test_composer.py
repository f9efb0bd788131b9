"""The composer through the front door: write, preview, save, be overtaken, lose nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.deliveries.models import Delivery
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.posts.unsaved import Unsaved

pytestmark = pytest.mark.django_db
NEW = "/w/harbour/posts/new/"


@pytest.fixture
def typed(harbour: Any) -> dict[str, Any]:
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)
    return {
        "title": "Fog",
        "text": "Ships wait in the **fog**.",
        "channels": [str(channel.pk) for channel in harbour.channels.all()],
        "date": tomorrow.strftime("%Y-%m-%d"),
        "time": "09:30",
        "tags": "sea, fog",
        "campaign": "Spring",
        "do": "save",
    }


def test_a_draft_is_saved_with_its_labels_and_time(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    answer = enter(ada).post(NEW, typed)
    post = Post.objects.get()
    assert answer["Location"] == f"/w/harbour/posts/{post.pk}/"
    assert (post.newest.title, post.planned_wall[11:], post.campaign.name) == ("Fog", "09:30:00", "Spring")
    assert {tag.name for tag in post.tags.all()} == {"sea", "fog"}


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("x" * 81, "81 characters, and 80 is the most"),
        (", ".join(f"fog{number}" for number in range(21)), "up to 20 tags, and these are 21"),
    ],
)
def test_tags_that_cannot_be_kept_are_refused_not_cut(
    enter: Any, ada: Any, typed: dict[str, Any], tags: str, said: str
) -> None:
    answer = enter(ada).post(NEW, typed | {"tags": tags})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert tags in answer.content.decode()
    assert not Post.objects.exists()


def test_the_time_is_said_with_its_year_where_that_is_another(
    enter: Any, ada: Any, typed: dict[str, Any]
) -> None:
    post = {"tags": "", "do": "save"}
    there = enter(ada).post(NEW, typed | post | {"date": "2032-03-17"}, follow=True).content.decode()
    assert "Wednesday 17 March 2032, 09:30</span>, Europe/Moscow" in there


def test_an_editor_approves_and_schedules_in_one_click(enter: Any, grace: Any, typed: dict[str, Any]) -> None:
    enter(grace).post(NEW, typed | {"do": "approve_and_schedule"})
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    assert Delivery.objects.count() == 2


def test_an_author_cannot_approve_by_hand_made_request(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    enter(ada).post(NEW, typed | {"do": "approve_and_schedule"})
    assert Post.objects.get().state == "draft"
    assert not Delivery.objects.exists()


def test_the_preview_shows_every_channel_and_what_is_wrong(
    enter: Any, ada: Any, typed: dict[str, Any]
) -> None:
    page = enter(ada).post("/w/harbour/posts/preview/", typed | {"text": "x" * 600}).content.decode()
    assert "100 over" in page
    assert "Too long for Sandbox" in page


def test_markup_in_words_is_only_words(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"
    page = (
        enter(ada).post("/w/harbour/posts/preview/", typed | {"text": evil, "title": evil}).content.decode()
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_what_is_typed_is_kept_and_offered_again(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    browser = enter(ada)
    browser.post(NEW, typed)
    post = Post.objects.get()
    browser.post(f"/w/harbour/posts/{post.pk}/autosave/", typed | {"text": "Half a thought", "based_on": "1"})
    assert "was not saved" in browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert "Half a thought" in browser.get(f"/w/harbour/posts/{post.pk}/?unsaved=1").content.decode()
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | {"text": "A whole thought", "based_on": "1"})
    assert not Unsaved.objects.exists()


def test_of_two_who_write_at_once_nobody_loses_words(
    enter: Any, ada: Any, grace: Any, acting: Any, typed: dict[str, Any]
) -> None:
    browser = enter(ada)
    browser.post(NEW, typed)
    post = Post.objects.get()
    post.rewrite(acting(grace), replace(post.newest.content(), text="Grace was here."))
    mine = typed | {"text": "Ada was here.", "based_on": "1"}
    answer = browser.post(f"/w/harbour/posts/{post.pk}/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Grace was here." in page
    assert "Ada was here." in page
    browser.post(f"/w/harbour/posts/{post.pk}/", mine | {"based_on": "2"})
    post.refresh_from_db()
    assert post.newest.text == "Ada was here."


def test_five_megabytes_are_refused_with_a_page(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    answer = enter(ada).post(NEW, typed | {"text": "x" * 5_000_000})
    assert answer.status_code == 400
    assert "too large" in answer.content.decode()


def test_too_many_characters_are_said_and_kept_on_the_page(
    enter: Any, ada: Any, typed: dict[str, Any]
) -> None:
    answer = enter(ada).post(NEW, typed | {"text": "y" * 150_000})
    assert answer.status_code == 422
    assert "y" * 150_000 in answer.content.decode()
    assert not Post.objects.exists()


def test_a_foreign_channel_is_no_channel(enter: Any, ada: Any, other: Any, typed: dict[str, Any]) -> None:
    answer = enter(ada).post(NEW, typed | {"channels": [str(other.channels.first().pk)]})
    assert answer.status_code == 422
    assert not Post.objects.exists()


def test_a_copy_has_the_words_and_no_time(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    browser = enter(ada)
    browser.post(NEW, typed)
    first = Post.objects.get()
    browser.post(f"/w/harbour/posts/{first.pk}/duplicate/")
    copy = Post.objects.exclude(pk=first.pk).get()
    assert (copy.newest.digest, copy.planned_at) == (first.newest.digest, None)


def test_a_post_that_is_out_is_read_only(
    enter: Any, grace: Any, typed: dict[str, Any], now: datetime
) -> None:
    browser = enter(grace)
    browser.post(NEW, typed | {"do": "approve"})
    post = Post.objects.get()
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | {"do": "publish", "based_on": "1"})
    for delivery in Delivery.objects.all():
        delivery.step("published", "late_receipt", now, receipt_id=f"r{delivery.pk}", published_at=now)
    page = browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert 'id="composer"' not in page
    assert "Deliveries" in page


def test_the_buttons_of_the_preview_follow_what_is_typed(
    enter: Any, grace: Any, typed: dict[str, Any]
) -> None:
    browser = enter(grace)
    ask = "/w/harbour/posts/preview/"
    assert "Approve and schedule" in browser.post(ask, typed).content.decode()
    assert "Approve and schedule" not in browser.post(ask, typed | {"time": "", "date": ""}).content.decode()
    browser.post(NEW, typed | {"do": "approve", "date": "", "time": ""})
    post = Post.objects.get()
    same = browser.post(f"{ask}?post={post.pk}", typed).content.decode()
    assert 'value="schedule"' in same
    other = browser.post(f"{ask}?post={post.pk}", typed | {"text": "Other words."}).content.decode()
    assert 'value="approve_and_schedule"' in other
    assert browser.post(f"{ask}?post=9{post.pk}", typed).status_code == 404


def test_an_empty_form_makes_no_post(enter: Any, ada: Any) -> None:
    answer = enter(ada).post(NEW, {"do": "save", "title": " ", "text": "\n"})
    assert "There is nothing to save yet." in answer.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize("what", ["ask", "approve", "approve_and_schedule"])
def test_nobody_agrees_to_nothing(enter: Any, grace: Any, typed: dict[str, Any], what: str) -> None:
    answer = enter(grace).post(NEW, typed | {"text": "", "do": what}, follow=True)
    assert "It says nothing yet." in answer.content.decode()
    assert Post.objects.get().state == "draft"


def test_a_yes_without_a_place_on_the_calendar_is_said(enter: Any, grace: Any, typed: dict[str, Any]) -> None:
    Workspace.objects.update(schedules_itself=False)
    browser = enter(grace)
    page = browser.post(NEW, typed | {"do": "approve"}, follow=True).content.decode()
    assert "“Fog” is approved, but it is not on the calendar yet." in page
    past = typed | {"do": "approve", "title": "", "text": "![", "date": "2020-01-01"}
    page = browser.post(NEW, past, follow=True).content.decode()
    assert "is approved, but its time has passed: choose another." in page


@pytest.mark.parametrize("clock", ["25:99", "24:00", "0975"])
def test_a_time_that_is_none_is_said_beside_the_field(
    enter: Any, ada: Any, typed: dict[str, Any], clock: str
) -> None:
    page = enter(ada).post("/w/harbour/posts/preview/", typed | {"time": clock}).content.decode()
    assert f'<span data-when><span class="wrong">{clock} is no time of day. Write it as 09:30.' in page
    assert "No time yet" not in page


def test_the_autosave_says_what_a_version_could_not_hold(enter: Any, ada: Any, typed: dict[str, Any]) -> None:
    browser = enter(ada)
    browser.post(NEW, typed)
    keep = f"/w/harbour/posts/{Post.objects.get().pk}/autosave/"
    assert "too long to keep" in browser.post(keep, typed | {"text": "y" * 150_000}).content.decode()
    assert browser.post(keep, typed | {"text": "\n" * 1_990_000}).status_code == 413


def test_a_channel_without_a_handle_has_no_stray_dot_before_its_thread(
    enter: Any, ada: Any, harbour: Any
) -> None:
    channel = harbour.channels.get(network="sandbox")
    typed = {"text": "One\n\n---\n\nTwo", "channels": str(channel.pk)}
    for handle, said in (("", "a thread of 2 parts"), ("@fog", "@fog · a thread of 2 parts")):
        harbour.channels.filter(pk=channel.pk).update(account_handle=handle)
        page = enter(ada).post("/w/harbour/posts/preview/", typed).content.decode()
        assert f"<small>{said}</small>" in page
