"""The review inbox: what waits, whose yes counts, and what the yes covers."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree, edit
from planner.deliveries.models import Delivery
from planner.people.groups import Group
from planner.people.models import Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews.models import Review
from planner.reviews.setting_groups import GroupSaid, make_group
from planner.reviews.setting_steps import StepSaid, add_step
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, now: datetime) -> Post:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in pieces.", "", wordings))
    post.plan_for(of_instant(now + timedelta(hours=5), "UTC"))
    post.submit(acting(ada))
    return post


def answer(browser: Any, post: Post, **said: str) -> Any:
    return browser.post(
        f"/w/harbour/review/{post.pk}/answer/", {"seen": "1", "do": "approve"} | said, follow=True
    )


def test_a_client_reads_what_goes_out_and_says_yes(enter: Any, clara: Any, asked: Post) -> None:
    browser = enter(clara)
    page = browser.get("/w/harbour/review/").content.decode()
    assert "Ships wait in pieces." in page
    answer(browser, asked)
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert "Nothing waits" in browser.get("/w/harbour/review/").content.decode()


def test_a_no_needs_a_reason(enter: Any, grace: Any, asked: Post) -> None:
    browser = enter(grace)
    assert "Say what should change" in answer(browser, asked, do="changes").content.decode()
    answer(browser, asked, do="changes", note="Say which floor.")
    asked.refresh_from_db()
    assert asked.state == "changes"


def test_words_that_are_too_few_stand_there_again(enter: Any, grace: Any, asked: Post) -> None:
    answered = answer(enter(grace), asked, do="changes", note="<Which?>")
    page = answered.content.decode()
    assert (answered.status_code, page.count("Say what should change, in")) == (422, 1)
    assert re.search(r'<details data-writes="note" open>.*<textarea name="note"[^>]*>&lt;Which\?&gt;<', page)
    assert '<a href="/w/harbour/review/" aria-current="page">' in page
    assert 'href="?' not in page  # nothing leads to the address that only takes answers
    assert f'name="back" value="/w/harbour/review/?post={asked.pk}"' in page


def test_words_about_an_older_version_are_not_lost(
    enter: Any, grace: Any, ada: Any, acting: Any, asked: Post
) -> None:
    asked.rewrite(acting(ada), Content("Fog", "Ships wait.", "", asked.newest.content().wordings))
    page = answer(enter(grace), asked, do="changes", note="Say which of the floors.").content.decode()
    assert ("newer version" in page, ">Say which of the floors.<" in page) == (True, True)
    assert 'name="seen" value="2"' in page


def test_a_yes_to_older_words_does_not_count(
    enter: Any, grace: Any, ada: Any, acting: Any, asked: Post
) -> None:
    asked.rewrite(
        acting(ada), Content("Fog", "Ships wait with a broken mast.", "", asked.newest.content().wordings)
    )
    assert "newer version" in answer(enter(grace), asked).content.decode()
    asked.refresh_from_db()
    assert asked.state == "in_review"


def test_four_eyes_are_said_before_anybody_clicks(
    enter: Any, harbour: Any, grace: Any, acting: Any, now: datetime
) -> None:
    harbour.four_eyes = True
    harbour.save()
    post = Post.objects.write(harbour, acting(grace), Content("Mine", "Fog.", "", ()))
    post.submit(acting(grace))
    assert "Ask somebody else" in enter(grace).get("/w/harbour/review/").content.decode()


def test_a_change_since_the_last_yes_is_shown_word_by_word(
    enter: Any, grace: Any, ada: Any, acting: Any, asked: Post
) -> None:
    browser = enter(grace)
    answer(browser, asked)
    asked.refresh_from_db()
    asked.rewrite(
        acting(ada), Content("Fog", "Ships wait with patience.", "", asked.newest.content().wordings)
    )
    asked.submit(acting(ada))
    page = browser.get("/w/harbour/review/").content.decode()
    assert "<del>in pieces</del><ins>with patience</ins>" in page


def test_a_yes_to_a_post_with_a_time_puts_it_on_the_calendar(enter: Any, grace: Any, asked: Post) -> None:
    browser = enter(grace)
    assert "Approve and schedule" in browser.get("/w/harbour/review/").content.decode()
    answer(browser, asked, do="approve_and_schedule")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}


def test_with_the_last_yes_a_post_goes_on_the_calendar_by_itself(enter: Any, clara: Any, asked: Post) -> None:
    assert "It goes out by itself." in answer(enter(clara), asked).content.decode()
    assert set(Delivery.objects.values_list("state", "due_at")) == {("scheduled", asked.planned_at)}


def test_who_may_not_schedule_is_told_that_a_yes_is_not_enough(enter: Any, clara: Any, asked: Post) -> None:
    Workspace.objects.update(schedules_itself=False)
    browser = enter(clara)
    assert "Approve and schedule" not in browser.get("/w/harbour/review/").content.decode()
    answer(browser, asked, do="approve_and_schedule")
    asked.refresh_from_db()
    assert asked.state == "in_review"
    assert "not on the calendar yet" in answer(browser, asked).content.decode()


def test_a_yes_after_its_time_says_that_another_is_needed(
    enter: Any, grace: Any, asked: Post, now: datetime
) -> None:
    asked.plan_for(of_instant(now - timedelta(hours=1), "UTC"))
    browser = enter(grace)
    assert "Approve and schedule" not in browser.get("/w/harbour/review/").content.decode()
    assert "its time has passed: choose another" in answer(browser, asked).content.decode()


def test_a_post_without_a_title_is_called_untitled(
    enter: Any, grace: Any, harbour: Any, ada: Any, acting: Any
) -> None:
    wordings = tuple(Wording(channel.pk, "Only here.") for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(ada), Content("", "", "", wordings))
    post.submit(acting(ada))
    assert "Approved: “Untitled”." in answer(enter(grace), post).content.decode()


def test_an_author_sees_who_will_be_asked_before_asking(
    enter: Any, ada: Any, acting: Any, harbour: Any, editors: Any, by: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page = enter(ada).get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert "Who will be asked" not in page  # where no steps are set, whoever reviews may answer
    harbour.review_policy = "steps"
    harbour.save()
    add_step(harbour, StepSaid("Desk", groups=(editors.pk,), rule="all"), by)
    page = enter(ada).get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert "Who will be asked" in page
    assert "Will be asked: Boris, Grace" in page
    assert "comes later" not in page


def test_the_composer_offers_a_yes_to_whom_it_is_asked_of_now_and_once(
    ada: Any, grace: Any, boris: Any, acting: Any, harbour: Any, by: Any, now: datetime
) -> None:
    harbour.review_policy = "steps"
    harbour.save()
    add_step(harbour, StepSaid("First", users=(grace.pk,)), by)
    add_step(harbour, StepSaid("Second", users=(boris.pk,)), by)
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    agree.ask(post, acting(ada), now)

    def is_offered(user: Any) -> bool:
        browser = Client()
        browser.force_login(user)
        return 'value="approve"' in browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()

    assert is_offered(grace)
    assert not is_offered(boris)
    agree.approve(post, acting(grace), 1, now)
    assert not is_offered(grace)
    assert is_offered(boris)


def test_a_client_reads_it_only_once_the_steps_before_agreed(
    clara: Any, ada: Any, grace: Any, acting: Any, harbour: Any, by: Any, now: datetime
) -> None:
    harbour.review_policy = "steps"
    harbour.save()
    add_step(harbour, StepSaid("Desk", users=(grace.pk,)), by)
    add_step(harbour, StepSaid("Client", groups=(_clients(harbour, clara, by).pk,)), by)
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait for words not yet agreed."))
    agree.ask(post, acting(ada), now)
    browser, address = Client(), f"/w/harbour/review/?post={post.pk}"
    browser.force_login(clara)
    assert "not yet agreed" not in browser.get(address).content.decode()
    refused = browser.post(f"/w/harbour/review/{post.pk}/answer/", {"seen": "1", "do": "approve"})
    assert refused.status_code == 404
    agree.approve(post, acting(grace), 1, now)
    assert "not yet agreed" in browser.get(address).content.decode()


def _clients(harbour: Any, clara: Any, by: Any) -> Group:
    return make_group(harbour, GroupSaid("Ferries", is_client=True, users=(clara.pk,)), by)


def test_all_that_was_opened_is_approved_in_one_go_and_nothing_else(
    enter: Any, harbour: Any, ada: Any, grace: Any, acting: Any, now: datetime
) -> None:
    opened, edited, unopened = (
        _ask(harbour, acting(ada), f"{words} one.", now) for words in ("Opened", "Edited", "Unopened")
    )
    browser = enter(grace)
    for post in (opened, edited):
        assert f"{post.newest.title} " in browser.get(f"/w/harbour/review/?post={post.pk}").content.decode()
    edit.edit(edited, acting(ada), Content("Edited one.", "Other words."))
    page = browser.post("/w/harbour/review/read/", follow=True).content.decode()
    assert "1 post has your yes." in page
    states = {post.newest.title: Post.objects.get(pk=post.pk).state for post in (opened, edited, unopened)}
    assert states == {"Opened one.": "approved", "Edited one.": "in_review", "Unopened one.": "in_review"}
    assert [one.version.number for one in Review.objects.all()] == [1]


def test_what_somebody_else_opened_is_not_approved(
    enter: Any, harbour: Any, ada: Any, grace: Any, adam: Any, acting: Any, now: datetime
) -> None:
    post = _ask(harbour, acting(ada), "Fog", now)
    enter(adam).get(f"/w/harbour/review/?post={post.pk}")
    browser = Client()
    browser.force_login(grace)
    browser.post("/w/harbour/review/read/")
    assert Post.objects.get(pk=post.pk).state == "in_review"


def _ask(harbour: Any, by: Any, title: str, now: datetime) -> Post:
    post = Post.objects.write(harbour, by, Content(title, f"{title} Ships wait."))
    agree.ask(post, by, now)
    return post
