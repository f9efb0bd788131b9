"""What a pack holds, and that it holds together."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import agree, edit
from planner.evidence.check import SCRIPT, check_text, read
from planner.evidence.pack import Wanted, pack
from planner.evidence.page import page
from planner.history.models import CANONICAL, Actor, Entry
from planner.posts.content import Content
from planner.posts.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


def kinds_of(text: str) -> set[str]:
    return {record["kind"] for record in read(text)["records"]}


def bodies(text: str, kind: str) -> list[dict[str, Any]]:
    return [record["body"] for record in read(text)["records"] if record["kind"] == kind]


def test_a_pack_of_a_post_is_whole_and_tells_its_way(story: Any, text_of: Any, found_in: Any) -> None:
    text = text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    found = found_in(text)
    assert (found.problems, found.doubts, found.gaps, found.notes) == ([], [], [], [])
    assert kinds_of(text) == {"post", "version", "turn", "review", "pin", "delivery", "step", "entry"}
    first, second = bodies(text, "review")
    assert (first["answer"], first["who"], first["note"]) == ("changes", "Grace", "CANARY-CHANGES say where")
    assert (second["answer"], second["version"], second["address"]) == ("yes", 2, "grace@example.org")
    acts = [body["act"] for body in bodies(text, "entry")]
    assert sorted(acts) == sorted(
        ["post.written", "post.submitted", "post.step_opened", "post.changes_asked", "post.changed",
         "post.submitted", "post.step_opened", "post.approved", "post.scheduled"]
    )  # fmt: skip
    (delivery,) = bodies(text, "delivery")
    (pin,) = bodies(text, "pin")
    assert delivery["sent_as_approved"] == "yes"
    assert delivery["sent_digest"] == delivery["approved_digest"] == pin["digest"] != ""
    assert delivery["receipt_id"]
    assert bodies(text, "step")[-1]["what"] == "published"


def test_records_of_a_post_come_in_time_order(story: Any, text_of: Any) -> None:
    text = text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    times = [datetime.fromisoformat(record["at"]) for record in read(text)["records"]]
    assert times == sorted(times)


def test_the_files_history_is_that_of_the_installation(story: Any, text_of: Any) -> None:
    text = text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    kept = dict(Entry.objects.filter(workspace=story.workspace).values_list("number", "hash"))
    for body in bodies(text, "entry"):
        assert kept[body["number"]] == body["chain_hash"]
    head = read(text)["header"]["history"]
    assert (head["number"], head["hash"]) == max(kept.items())


def test_page_and_json_carry_the_same_chain(story: Any, text_of: Any) -> None:
    made = pack(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    text = b"".join(made.chunks()).decode()
    shown = b"".join(page(made, "en")).decode()
    assert read(shown) == read(text)
    assert check_text(shown)[1].is_well
    assert shown.count("<script") == 1
    assert "src=" not in shown
    assert "href=" not in shown
    assert "Ships wait in the fog." in shown.partition(SCRIPT)[0]


def test_everything_on_the_page_is_escaped(harbour: Any, olga: Any, now: Any) -> None:
    by = Actor(olga.pk, "<b>Olga</b>")
    evil = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> & \u2028"
    post = Post.objects.write(harbour, by, Content(title=evil, text=evil))
    made = pack(Wanted(harbour, post_id=post.pk), by, now)
    shown = b"".join(page(made, "en")).decode()
    assert shown.count("<script") == shown.count("</script>") == 1
    assert "<img" not in shown
    assert "<b>Olga" not in shown
    assert "<!--" not in shown.rpartition("\n<!-- page ")[0]
    (version,) = bodies(shown, "version")
    assert version["text"].strip() == evil.strip()
    assert check_text(shown)[1].is_well


def test_a_changed_page_shows_even_where_its_data_are_whole(story: Any) -> None:
    made = pack(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    shown = b"".join(page(made, "en")).decode()
    forged = shown.replace("Ships wait in the fog.</blockquote>", "Ships sail.</blockquote>", 1)
    assert forged != shown
    assert "page was changed" in check_text(forged)[1].problems[0]


def test_an_archived_post_keeps_its_evidence(story: Any, text_of: Any) -> None:
    edit.archive(story.post, story.by, story.now)
    text = text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    assert check_text(text)[1].is_well
    assert {"version", "review", "pin", "delivery", "step"} <= kinds_of(text)
    assert bodies(text, "post")[0]["state"] == "archived"
    assert bodies(text, "delivery")[0]["sent_as_approved"] == "yes"


def test_a_void_and_a_kept_approval_are_told(harbour: Any, ada: Any, grace: Any, text_of: Any) -> None:
    now = datetime(2026, 11, 3, 9, tzinfo=UTC)
    writes, answers = Actor(ada.pk, "Ada"), Actor(grace.pk, "Grace")
    post = Post.objects.write(harbour, writes, Content(text="Fog"))
    agree.ask(post, writes, now)
    agree.approve(post, answers, 1, now)
    edit.edit(Post.objects.get(pk=post.pk), writes, Content(text="Thick fog"), 1)
    acts = {body["act"] for body in bodies(text_of(Wanted(harbour, post_id=post.pk), writes, now), "entry")}
    assert {"post.approved", "post.approval_void"} <= acts


@pytest.mark.parametrize(
    ("zone", "month", "inside", "outside"),
    [
        # Clocks go back on 25 October 2026 in Berlin: October ends at 23:00 UTC and begins at 22:00 UTC.
        ("Europe/Berlin", date(2026, 10, 1), ["2026-09-30T22:00", "2026-10-31T22:59"],
         ["2026-09-30T21:59", "2026-10-31T23:00"]),
        # And forward on 29 March.
        ("Europe/Berlin", date(2026, 3, 1), ["2026-02-28T23:00", "2026-03-31T21:59"],
         ["2026-02-28T22:59", "2026-03-31T22:00"]),
        ("Pacific/Auckland", date(2026, 4, 1), ["2026-03-31T11:00", "2026-04-30T11:59"],
         ["2026-03-31T10:59", "2026-04-30T12:00"]),
    ],
)  # fmt: skip
def test_a_month_is_the_workspaces_own(
    harbour: Any, olga: Any, text_of: Any, zone: str, month: date, inside: list[str], outside: list[str]
) -> None:
    harbour.timezone = zone
    harbour.save()
    by, posts = Actor(olga.pk, "Olga"), {}
    for moment in inside + outside:
        post = Post.objects.write(harbour, by, Content(text=moment))
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        Post.objects.filter(pk=post.pk).update(planned_at=at)
        posts[post.pk] = moment
    text = text_of(Wanted(harbour, month=month), by, datetime(2026, 11, 3, tzinfo=UTC))
    assert [posts[body["id"]] for body in bodies(text, "post")] == inside
    assert check_text(text)[1].is_well


def test_an_empty_month_is_a_pack_too(harbour: Any, olga: Any, text_of: Any, now: Any) -> None:
    text = text_of(Wanted(harbour, month=date(2001, 1, 1)), Actor(olga.pk, "Olga"), now)
    assert check_text(text)[1].is_well
    assert read(text)["seal"]["records"] == 0


def test_many_posts_are_read_in_batches(harbour: Any, olga: Any, text_of: Any, now: Any) -> None:
    by = Actor(olga.pk, "Olga")
    for number in range(120):
        post = Post.objects.write(harbour, by, Content(text=f"Post {number}"))
        at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
        Post.objects.filter(pk=post.pk).update(planned_at=at)
    text = text_of(Wanted(harbour, month=date(2026, 11, 1)), by, now)
    said = [body["text"] for body in bodies(text, "version")]
    assert said == [f"Post {number}" for number in range(120)]
    assert check_text(text)[1].is_well


def test_the_canonical_json_is_that_of_the_history(story: Any, text_of: Any) -> None:
    from planner.evidence import check
    from planner.history import models

    text = text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    values = [{"b": [1, 2.5, None, True, 'фог \u2028 " \\ \x1f 😀'], "a": {"ü": -0.0, "": 10**30}}, [], "x"]
    for value in [*values, json.loads(text)]:
        assert check.canonical(value) == CANONICAL.encode(value)
        assert check.digest("0" * 64, value, 1) == models.digest("0" * 64, value, 1)
    assert check.FIRST_HASH == models.FIRST_HASH
