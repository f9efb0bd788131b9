"""The pages of freshness: the list, the facts, one post's own. Viewers see and cannot act."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from planner.deliveries.stops import Stop
from planner.freshness.models import Care, Fact, FactUse, Refresh
from planner.posts.content import Content, Wording
from planner.posts.judged import Judged
from planner.posts.models import Post
from planner.queues.models import Evergreen
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
LIST, FACTS = "/w/harbour/freshness/", "/w/harbour/freshness/facts/"


@pytest.fixture
def overdue(harbour: Any, ada: Any, acting: Any) -> Post:
    today = timezone.localdate(timezone=harbour.zone)
    wordings = (Wording(harbour.channels.first().pk),)
    content = Content("Opening hours", "We open at nine. A coffee is 990 ₽.", "", wordings)
    post = Post.objects.write(
        harbour, acting(ada), content, kind="evergreen", review_by=today - timedelta(days=30)
    )
    call_command("check_freshness")
    return post


def page_of(post: Post) -> str:
    return f"/w/harbour/posts/{post.pk}/freshness/"


def said(answer: Any) -> str:
    return " ".join(str(one) for one in answer.context["messages"])


def test_the_list_says_why_and_one_click_settles_it(overdue: Post, enter: Any, ada: Any) -> None:
    browser = enter(ada)
    page = browser.get(LIST).content.decode()
    assert "Opening hours" in page
    assert "review overdue 30 days" in page
    assert '<em class="hot" title="Posts of which something is to be done">' in page
    done = browser.post(page_of(overdue), {"do": "still_valid", "back": "list"}, follow=True)
    assert "Noted with your name." in said(done)
    assert "Everything still serves" in done.content.decode()


def test_a_viewer_sees_and_cannot_act_and_a_client_finds_nothing(
    overdue: Post, enter: Any, vera: Any, clara: Any, mallory: Any
) -> None:
    browser = enter(vera)
    for address in (LIST, FACTS, page_of(overdue)):
        page = browser.get(address)
        assert page.status_code == 200
        assert b'name="do"' not in page.content
    assert browser.post(page_of(overdue), {"do": "still_valid"}).status_code == 403
    assert browser.post(FACTS, {"name": "Price", "value": "990"}).status_code == 403
    browser.logout()
    for user in (clara, mallory):
        browser = enter(user)
        for address in (LIST, FACTS, page_of(overdue)):
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"do": "still_valid"}).status_code in {404, 405}
        browser.logout()


def test_a_fact_is_written_used_and_changed_with_the_posts_shown_first(
    overdue: Post, enter: Any, grace: Any
) -> None:
    browser = enter(grace)
    browser.post(FACTS, {"name": "Price of a coffee", "value": "990 ₽", "kind": "price"})
    fact = Fact.objects.get()
    at = f"{FACTS}{fact.pk}/"
    assert "Its value stands in these too" in browser.get(at).content.decode()
    browser.post(at, {"do": "use", "post": overdue.pk})
    assert FactUse.objects.get().post_id == overdue.pk
    typed = {"name": "Price of a coffee", "value": "1 190 ₽", "kind": "price", "ttl_days": "", "owner": ""}
    asks = browser.post(at, typed).content.decode()
    assert "1 post states it." in asks
    assert "Opening hours" in asks
    fact.refresh_from_db()
    assert fact.value == "990 ₽", "nothing is changed before somebody says so"
    done = browser.post(at, typed | {"sure": "1"}, follow=True)
    assert "1 post states it and is flagged" in said(done)
    assert Judged.objects.get().action == "fix"
    listed = browser.get(LIST).content.decode()
    assert "“Price of a coffee” has changed" in listed
    assert "which is now “1 190 ₽”" in listed
    over = browser.post(page_of(overdue), {"do": "override", "reason": "Only from Monday on."}, follow=True)
    assert "Overridden, with your name and reason." in said(over)
    assert Stop.objects.get().overridden_by_name == "Grace"
    assert "Grace lets it go out all the same" in over.content.decode()


def test_an_author_may_not_override_and_not_touch_what_others_wrote(
    overdue: Post, enter: Any, ada: Any, harbour: Any, grace: Any, acting: Any
) -> None:
    browser = enter(ada)
    refused = browser.post(page_of(overdue), {"do": "override", "reason": "Because."}, follow=True)
    assert "Your role does not include this." in said(refused)
    hers = Post.objects.write(harbour, acting(grace), Content(text="Grace wrote this."))
    refused = browser.post(page_of(hers), {"do": "still_valid"}, follow=True)
    assert "your role changes only your own" in said(refused)


def test_a_post_is_renewed_given_to_somebody_and_put_away(
    overdue: Post, enter: Any, grace: Any, ada: Any
) -> None:
    browser = enter(grace)
    browser.post(page_of(overdue), {"do": "care", "owner": ada.pk, "review_by": "2031-03-01"})
    assert Care.objects.get().owner == ada
    overdue.refresh_from_db()
    assert overdue.review_by == date(2031, 3, 1)
    assert 'name="review_by" value="2031-03-01"' in browser.get(page_of(overdue)).content.decode()
    wrong = browser.post(page_of(overdue), {"do": "care", "review_by": "1 March"}, follow=True)
    assert "Write the day as year-month-day" in said(wrong)
    made = browser.post(page_of(overdue), {"do": "refresh"}, follow=True)
    new = Refresh.objects.get().new
    assert made.redirect_chain[-1][0] == f"/w/harbour/posts/{new.pk}/"
    assert "It renews" in made.content.decode()
    assert "It is renewed by" in browser.get(f"/w/harbour/posts/{overdue.pk}/").content.decode()
    browser.post(page_of(overdue), {"do": "archive"})
    overdue.refresh_from_db()
    assert overdue.state == "archived"
    assert not Judged.objects.filter(post=overdue).exists()
    assert "It is put away" in browser.get(page_of(overdue)).content.decode()
    assert not Evergreen.objects.exists()


def test_the_post_the_review_and_the_calendar_say_it_too(
    overdue: Post, enter: Any, grace: Any, harbour: Any, acting: Any, ada: Any
) -> None:
    browser = enter(grace)
    assert "review overdue 30 days" in browser.get(f"/w/harbour/posts/{overdue.pk}/").content.decode()
    Post.objects.filter(pk=overdue.pk).update(
        planned_at=timezone.now() + timedelta(days=1), state="in_review"
    )
    call_command("check_freshness")
    assert "as it will be at its time" in browser.get("/w/harbour/review/").content.decode()
    assert "Somebody should read it again" in browser.get("/w/harbour/calendar/?view=list").content.decode()


def test_programs_do_the_same(overdue: Post, harbour: Any, grace: Any, ada: Any, mallory: Any) -> None:
    program = Program(token_of(harbour, grace))
    status, listed = program("GET", "/freshness")
    assert status == 200
    (one,) = listed["items"]
    assert (one["post"], one["action"]) == (overdue.pk, "review")
    assert "review overdue 30 days" in [line["sentence"] for line in one["lines"]]
    assert program("GET", "/freshness?action=fix")[1]["items"] == []
    status, fact = program("POST", "/facts", {"name": "Price", "value": "990 ₽", "kind": "price"})
    assert (status, fact["ttl_days"]) == (201, 30)
    assert program("POST", f"/facts/{fact['id']}/posts", {"posts": [overdue.pk]})[1]["posts"] == [overdue.pk]
    changed = program("PATCH", f"/facts/{fact['id']}", {"value": "1 190 ₽"})[1]
    assert changed["flagged"] == [overdue.pk]
    assert changed["old_values"][0]["value"] == "990 ₽"
    stopped = program("GET", f"/posts/{overdue.pk}/freshness")[1]
    assert [stop["overridden_by"] for stop in stopped["stops"]] == [None]
    over = program("POST", f"/posts/{overdue.pk}/override", {"reason": "The lawyer said so."})
    assert over[1]["stops"][0]["reason"] == "The lawyer said so."
    assert program("POST", f"/posts/{overdue.pk}/override", {"reason": "Once more."})[0] == 409
    assert program("POST", f"/posts/{overdue.pk}/still-valid")[1]["stops"] == []
    assert program("POST", f"/posts/{overdue.pk}/refresh")[0] == 201
    cared = program("PATCH", f"/posts/{overdue.pk}/care", {"owner": ada.pk, "review_by": "2031-03-01"})
    assert (cared[0], cared[1]["review_by"]) == (200, "2031-03-01")
    assert (
        program("PATCH", f"/posts/{overdue.pk}/care", {"season_first": "12-01", "season_last": "12-24"})[0]
        == 200
    )
    care = Care.objects.get(post=overdue)
    assert (care.owner, care.season_first) == (ada, "12-01")
    assert program("PATCH", f"/posts/{overdue.pk}/care", {"owner": mallory.pk})[0] == 404
    assert program("POST", f"/posts/{overdue.pk}/say-again")[0] == 409  # nobody has agreed to it
    assert program("DELETE", f"/facts/{fact['id']}/posts/{overdue.pk}")[0] == 204
    assert program("DELETE", f"/facts/{fact['id']}")[0] == 204
