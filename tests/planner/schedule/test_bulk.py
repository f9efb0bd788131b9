"""The same done to several posts: what can be is done, the rest is said with its reason."""
# ruff: noqa: DTZ001 (wall times have no zone)

import csv
import io
import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.form import Labels
from planner.posts.labels import label
from planner.posts.models import Post
from planner.reviews.reading import note_reading
from planner.schedule.bulk import bulk
from planner.writing import desk

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


def became(answer: Any) -> tuple[int, dict[str, Any]]:
    """The page's answers as codes: 200 done, 409 it asks, 422 refused; or what the gate said."""
    if answer.status_code != 200:
        return answer.status_code, {}
    said = json.loads(answer.content)
    if "refused" in said:
        return 422, {"says": said["refused"]}
    return (409 if "asks" in said else 200), said


@pytest.fixture
def do(enter: Any, client: Any) -> Callable[..., Any]:
    def send(user: Any, what: str, *posts: Post, value: str = "") -> Any:
        body = {"do": what, "post": [post.pk for post in posts], "value": value}
        client.logout()
        answer = enter(user).post("/w/harbour/calendar/bulk/", body)
        return became(answer)

    return send


def test_labels_and_people_are_given_to_all(grace: Any, ada: Any, do: Any, write: Writes) -> None:
    posts = [write("One"), write("Two")]
    for what, value in (("campaign", "Spring"), ("pillar", "Values"), ("tag", "#fog")):
        assert do(grace, what, *posts, value=value)[0] == 200
    do(grace, "assign", *posts, value=str(ada.pk))
    for post in posts:
        post.refresh_from_db()
        assert (str(post.campaign), str(post.pillar), post.assignee) == ("Spring", "Values", ada)
        assert [tag.name for tag in post.tags.all()] == ["fog"]


@pytest.mark.parametrize("what", ["campaign", "pillar", "tag"])
def test_a_label_that_is_too_long_is_refused_not_cut(grace: Any, do: Any, write: Writes, what: str) -> None:
    post = write("One")
    status, said = do(grace, what, post, value="x" * 10_000)
    assert (status, "10000 characters, and 80 is the most" in said["says"]) == (422, True)
    post.refresh_from_db()
    assert (post.campaign, post.pillar, post.tags.count()) == (None, None, 0)
    assert do(grace, what, post, value="x" * 80)[0] == 200


def test_nobody_outside_is_given_a_post(grace: Any, mallory: Any, do: Any, write: Writes) -> None:
    post = write("One")
    assert do(grace, "assign", post, value=str(mallory.pk))[0] == 422
    post.refresh_from_db()
    assert post.assignee is None


def test_only_what_was_opened_is_approved(grace: Any, do: Any, write: Writes, now: datetime) -> None:
    read, unread = write("Read"), write("Unread")
    note_reading(read.newest, grace.pk, now)
    code, said = do(grace, "approve", read, unread)
    assert code == 200
    assert said["done"] == [read.pk]
    assert "“Unread”" in said["says"]
    assert [Post.objects.get(pk=post.pk).state for post in (read, unread)] == ["approved", "draft"]


def test_a_version_that_came_after_the_reading_is_not_approved(
    grace: Any, ada: Any, acting: Any, do: Any, write: Writes, now: datetime
) -> None:
    post = write("Read")
    note_reading(post.newest, grace.pk, now)
    content = post.newest.content()
    post.rewrite(acting(ada), type(content)(title="Other", text="Other", wordings=content.wordings))
    assert do(grace, "approve", post)[0] == 422


def test_asking_holding_and_archiving(grace: Any, do: Any, write: Writes) -> None:
    posts = [write("One"), write("Two")]
    do(grace, "submit", posts[0])
    _code, said = do(grace, "hold", *posts, value="the printer asked")
    assert said["undo"] == "release"
    for post in posts:
        post.refresh_from_db()
    assert posts[0].state == "in_review"
    assert [post.hold_reason for post in posts] == ["the printer asked"] * 2
    do(grace, "release", *posts)
    assert not Post.objects.filter(held_at__isnull=False).exists()
    _code, said = do(grace, "archive", *posts)
    do(grace, said["undo"], *posts)
    assert set(Post.objects.values_list("state", flat=True)) == {"draft"}


def test_each_role_does_what_it_may(
    ada: Any, clara: Any, vera: Any, member: Any, do: Any, write: Writes
) -> None:
    post = write("Mine")
    assert do(ada, "hold", post)[0] == 200
    assert do(ada, "release", post)[0] == 422  # who may stop is not always who may let go
    assert do(member("ann", "author"), "archive", post)[0] == 422
    assert do(ada, "approve", post)[0] == 422
    assert do(clara, "hold", post)[0] == 404
    assert do(vera, "tag", post, value="x")[0] == 403


def test_mallory_does_nothing(mallory: Any, do: Any, write: Writes, enter: Any) -> None:
    post = write("Mine")
    assert do(mallory, "archive", post)[0] == 404
    answer = enter(mallory).post("/w/other/calendar/bulk/", {"do": "archive", "post": [post.pk]})
    assert became(answer)[0] == 422
    post.refresh_from_db()
    assert post.state == "draft"


def test_what_is_not_there_is_said(grace: Any, do: Any, write: Writes) -> None:
    post = write("One")
    assert do(grace, "assign", post, value="9" * 40)[0] == 422
    gone = Post(pk=post.pk + 100)
    assert "do not exist" in do(grace, "archive", gone)[1]["says"]


def test_what_is_no_act_is_refused(grace: Any, do: Any, write: Writes) -> None:
    assert do(grace, "explode", write("One"))[0] == 422


def test_the_board_carries_a_post_through_its_stages(
    enter: Any, harbour: Any, grace: Any, write: Writes, now: datetime
) -> None:
    Workspace.objects.update(schedules_itself=False)
    post = write("One", datetime(2032, 3, 17, 9, 30))
    browser = enter(grace)

    def to(stage: str) -> int:
        return became(browser.post("/w/harbour/calendar/stage/", {"post": post.pk, "to": stage}))[0]

    assert to("in_review") == 200
    assert to("approved") == 422  # not opened yet
    note_reading(post.newest, grace.pk, now)
    assert to("approved") == 200
    assert to("published") == 422
    assert to("scheduled") == 200
    post.refresh_from_db()
    assert (post.state, post.deliveries.count()) == ("approved", post.workspace.channels.count())


def test_the_board_says_which_post_and_offers_only_a_way_back_that_is_there(
    enter: Any, grace: Any, write: Writes, now: datetime
) -> None:
    post = write("One", datetime(2032, 3, 17, 9, 30))
    browser = enter(grace)

    def to(stage: str) -> Any:
        return browser.post("/w/harbour/calendar/stage/", {"post": post.pk, "to": stage}).json()

    assert to("in_review") == {"says": "“One” is now: In review", "back": "draft"}
    assert to("draft") == {"says": "“One” is now: Draft", "back": "in_review"}
    note_reading(post.newest, grace.pk, now)
    assert to("approved") == {"says": "“One” is now: Approved", "back": ""}
    post.refresh_from_db()
    assert post.state == "approved"


def test_a_table_holds_the_chosen_posts_and_no_formula(enter: Any, grace: Any, write: Writes) -> None:
    write("=HYPERLINK(1)", datetime(2032, 3, 17, 9, 30))
    write("Туман", datetime(2032, 3, 18, 9, 30))
    write("April", datetime(2032, 4, 18, 9, 30))
    answer = enter(grace).get("/w/harbour/calendar/export.csv?month=2032-03")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == ["'=HYPERLINK(1)", "Туман"]
    assert rows[1][:3] == ["2032-03-17", "09:30", "Europe/Moscow"]
    chosen = Post.objects.get(head__title="April")
    answer = enter(grace).get(f"/w/harbour/calendar/export.csv?post={chosen.pk}")
    assert "April" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_tag_waits_for_who_writes_in_the_post(
    harbour: Any, grace: Any, acting: Any, write: Writes, now: datetime
) -> None:
    """A colleague saves tags of their own at that moment: both are there afterwards."""
    post, begun = write("Ships"), threading.Event()
    who = desk.Person(acting(grace), frozenset(Verb))

    def colleague() -> None:
        with transaction.atomic():
            locked = Post.objects.locked(post.pk)
            begun.set()
            time.sleep(0.5)
            label(locked, Labels(tags=("sea",)))
        connection.close()

    writing = threading.Thread(target=colleague)
    writing.start()
    begun.wait(10)
    outcome = bulk(harbour, [post.pk], "tag", "fog", who, now)
    writing.join()
    assert outcome.done == [post.pk]
    assert set(post.tags.values_list("name", flat=True)) == {"fog", "sea"}
