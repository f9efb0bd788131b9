"""The panel without script, and the API: begin, answer, decide."""

from typing import Any

import pytest
from django.test import Client

from planner.posts.models import Post
from planner.remarks.models import Remark, Suggestion, Thread
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(grace: Any) -> Client:
    browser = Client()
    browser.force_login(grace)
    return browser


def test_a_comment_is_written_answered_and_resolved_without_script(browser: Client, post: Post) -> None:
    page = f"/w/harbour/posts/{post.pk}/"
    sent = {"quote": "Ships leave", "remark": "When exactly, @Ada?", "where": "text", "back": page}
    answer = browser.post(f"{page}remarks/", sent, follow=True)
    assert answer.redirect_chain == [(f"{page}#remarks-list", 302)]
    html = answer.content.decode()
    assert "“Ships leave”" in html
    assert '<b class="name">@Ada</b>' in html
    assert "Internal" in html
    thread = Thread.objects.get()
    browser.post(f"/w/harbour/remarks/{thread.pk}/", {"do": "reply", "remark": "At <nine>."})
    assert "At &lt;nine&gt;." in browser.get(page).content.decode()
    browser.post(f"/w/harbour/remarks/{thread.pk}/", {"do": "resolve"})
    assert "Resolved by Grace" in browser.get(page).content.decode()
    browser.post(f"/w/harbour/remarks/{thread.pk}/", {"do": "reopen"})
    assert "Resolved by" not in browser.get(page).content.decode()


def test_a_refusal_is_said_and_nothing_else_is_touched(browser: Client, post: Post) -> None:
    page = f"/w/harbour/posts/{post.pk}/"
    html = browser.post(f"{page}remarks/", {"quote": "Whales", "remark": "?"}, follow=True).content.decode()
    assert "not in the saved post" in html
    part = browser.post(f"{page}remarks/", {"quote": "Whales", "remark": "?"}, headers={"HX-Request": "true"})
    assert (part.headers["HX-Retarget"], Thread.objects.count()) == ("#remarks-said", 0)


def test_htmx_gets_the_part(browser: Client, post: Post) -> None:
    address = f"/w/harbour/posts/{post.pk}/remarks/"
    part = browser.post(address, {"remark": "All of it?"}, headers={"HX-Request": "true"}).content.decode()
    assert "All of it?" in part
    assert "<html" not in part
    assert 'id="remarks-count"' in part


def test_nobody_is_led_elsewhere(browser: Client, post: Post) -> None:
    sent = {"remark": "Hm", "back": "https://evil.example/"}
    answer = browser.post(f"/w/harbour/posts/{post.pk}/remarks/", sent)
    assert answer.headers["Location"] == f"/w/harbour/posts/{post.pk}/#remarks-list"


def test_a_suggestion_is_accepted_on_the_page(browser: Client, post: Post) -> None:
    page = f"/w/harbour/posts/{post.pk}/"
    browser.post(f"{page}remarks/", {"quote": "nine", "suggests": "1", "replacement": "ten"})
    assert "<del>nine</del><ins>ten</ins>" in browser.get(page).content.decode()
    one = Suggestion.objects.get()
    html = browser.post(f"/w/harbour/suggestions/{one.pk}/", {"do": "accept"}, follow=True).content.decode()
    assert "it is version 2 now" in html
    post.refresh_from_db()
    assert post.newest.text.endswith("leave at ten.")


def test_a_remark_is_changed_and_taken_away_by_its_writer_only(
    browser: Client, begin: Any, ada: Any, grace: Any, post: Post
) -> None:
    mine, theirs = begin(grace, "Mine").remarks.get(), begin(ada, "Theirs").remarks.get()
    for one in (mine, theirs):
        browser.post(f"/w/harbour/remarks/change/{one.pk}/", {"remark": "Changed"})
    assert set(Remark.objects.values_list("text", flat=True)) == {"Changed", "Theirs"}
    assert "edited" in browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    browser.post(f"/w/harbour/remarks/change/{mine.pk}/", {"do": "remove"})
    assert "Taken away by its writer" in browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()


def test_a_viewer_reads_and_does_not_write(begin: Any, grace: Any, vera: Any, post: Post) -> None:
    begin(grace, "Really?")
    viewer = Client()
    viewer.force_login(vera)
    html = viewer.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert "Really?" in html
    assert 'name="quote"' not in html
    assert "Reply" not in html


def test_programs_do_it_all(harbour: Any, grace: Any, ada: Any, post: Post) -> None:
    ask = Program(token_of(harbour, grace))
    status, thread = ask(
        "POST",
        f"/posts/{post.pk}/remarks",
        {"quote": "Ships", "start": 23, "text": "@Ada?", "for_client": True},
    )
    assert (status, thread["place"], thread["for_client"]) == (201, {"start": 23, "end": 28}, True)
    assert thread["remarks"][0]["mentions"] == [ada.pk]
    at = f"/remarks/{thread['id']}"
    assert ask("POST", f"{at}/reply", {"text": "Yes."})[1]["remarks"][1]["by"] == "Grace"
    assert ask("POST", f"{at}/resolve")[1]["resolved_by"] == "Grace"
    assert ask("POST", f"{at}/reopen")[1]["resolved_at"] is None
    first = ask("POST", f"{at}/suggest", {"text": "Boats"})[1]["suggestions"][0]
    second = ask("POST", f"{at}/suggest", {"text": "Rafts"})[1]["suggestions"][1]
    rejected = ask("POST", f"/suggestions/{second['id']}/reject", {"reason": "Too small."})
    assert rejected[1]["suggestions"][1]["reason"] == "Too small."
    status, thread = ask("POST", f"/suggestions/{first['id']}/accept")
    assert (status, thread["suggestions"][0]["version"], thread["quote"]) == (200, 2, "Boats")
    assert ask("POST", f"/suggestions/{first['id']}/accept")[0] == 409
    assert ask("GET", f"/posts/{post.pk}/remarks")[1] == [thread]
    assert ask("POST", f"/posts/{post.pk}/remarks", {"quote": "Whales", "text": "?"})[0] == 409
