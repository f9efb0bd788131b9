"""Evidence through the doors: pages and API, who may, and what comes out."""

from typing import Any

import pytest

from planner.deliveries import edit
from planner.evidence import check
from planner.evidence.check import check_text, read
from planner.history.models import Actor
from planner.people.models import User
from planner.posts.content import Content
from planner.posts.models import Post
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(harbour: Any, ada: User) -> Post:
    return Post.objects.write(harbour, Actor(ada.pk, "Ada"), Content(title="Fog", text="Ships wait."))


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_post_is_saved_as_json_and_as_a_page(enter: Any, olga: User, post: Post) -> None:
    browser, address = enter(olga), f"/w/harbour/posts/{post.pk}/evidence/"
    for form, kind in (("json", "application/json"), ("html", "text/html; charset=utf-8")):
        answer = browser.get(address, {"form": form})
        assert answer.status_code == 200
        assert answer["Content-Type"] == kind
        assert (
            answer["Content-Disposition"] == f'attachment; filename="evidence-harbour-post-{post.pk}.{form}"'
        )
        assert answer["Cache-Control"] == "no-store"
        assert check_text(body(answer))[1].is_well


def test_a_month_is_saved(enter: Any, olga: User, post: Post, now: Any) -> None:
    Post.objects.filter(pk=post.pk).update(planned_at=now)
    browser = enter(olga)
    answer = browser.get("/w/harbour/history/evidence/", {"month": f"{now:%Y-%m}", "form": "json"})
    assert answer["Content-Disposition"].endswith(f'"evidence-harbour-{now:%Y-%m}.json"')
    assert read(body(answer))["seal"]["posts"] == 1
    assert read(body(browser.get("/w/harbour/history/evidence/", {"month": "junk"})))["seal"]["posts"] == 1
    assert read(body(browser.get("/w/harbour/history/evidence/", {"month": "1999-01"})))["seal"]["posts"] == 0


def test_looking_at_evidence_changes_nothing(enter: Any, olga: User, post: Post) -> None:
    browser, before = enter(olga), post.workspace.entries.count()
    body(browser.get(f"/w/harbour/posts/{post.pk}/evidence/"))
    assert post.workspace.entries.count() == before
    assert browser.post(f"/w/harbour/posts/{post.pk}/evidence/").status_code == 405


def test_the_page_is_in_the_readers_language(enter: Any, olga: User, post: Post) -> None:
    User.objects.filter(pk=olga.pk).update(language="ru")
    shown = body(enter(olga).get(f"/w/harbour/posts/{post.pk}/evidence/", {"form": "html"}))
    assert '<html lang="ru">' in shown
    assert check_text(shown)[1].is_well


@pytest.mark.parametrize("name", ["grace", "ada", "vera"])
def test_whoever_does_not_read_the_history_gets_none(enter: Any, cast: Any, post: Post, name: str) -> None:
    browser = enter(cast[name])
    assert browser.get(f"/w/harbour/posts/{post.pk}/evidence/").status_code == 403
    assert browser.get("/w/harbour/history/evidence/").status_code == 403
    assert b"evidence" not in browser.get(f"/w/harbour/posts/{post.pk}/").content


def test_a_post_of_others_and_one_that_is_nowhere_are_not_there(
    enter: Any, mallory: User, olga: User, other: Any, post: Post
) -> None:
    browser = enter(mallory)
    assert browser.get(f"/w/other/posts/{post.pk}/evidence/").status_code == 404
    assert browser.get("/w/other/posts/99999/evidence/").status_code == 404
    assert browser.get(f"/w/harbour/posts/{post.pk}/evidence/").status_code == 404
    program = Program(token_of(other, mallory))
    assert program.raw("GET", f"/posts/{post.pk}/evidence").status_code == 404


def test_the_pages_lead_there(enter: Any, olga: User, post: Post, now: Any) -> None:
    browser, address = enter(olga), f"/w/harbour/posts/{post.pk}/"
    assert f"{address}evidence/".encode() in browser.get(address).content
    edit.archive(post, Actor(olga.pk, "Olga"), now)
    assert f"{address}evidence/".encode() in browser.get(address).content  # where it is only read
    assert b"/w/harbour/history/evidence/" in browser.get("/w/harbour/history/").content


def test_the_checker_is_given_away(enter: Any, olga: User) -> None:
    answer = enter(olga).get("/w/harbour/history/evidence/check.py")
    assert answer.content.decode() == open(check.__file__, encoding="utf-8").read()  # noqa: PTH123, SIM115


def test_the_api_gives_the_same(harbour: Any, olga: User, post: Post, now: Any) -> None:
    program = Program(token_of(harbour, olga))
    Post.objects.filter(pk=post.pk).update(planned_at=now)
    whole = body(program.raw("GET", f"/posts/{post.pk}/evidence"))
    assert check_text(whole)[1].is_well
    assert read(whole)["header"]["made_via"] == "api"
    part = read(body(program.raw("GET", f"/posts/{post.pk}/evidence?include_internal=false")))
    assert part["header"]["edition"] == "client"
    month = body(program.raw("GET", f"/evidence?month={now:%Y-%m}&form=html"))
    assert check_text(month)[1].is_well
    assert program.raw("GET", "/evidence?form=pdf").status_code == 422
