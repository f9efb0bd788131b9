"""Two people change a post's time or labels, through the front door: nobody writes over anybody unseen."""
# ruff: noqa: DTZ001 (wall times have no zone)

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import plan
from planner.people.permissions import Role
from planner.posts.content import Content, Wording
from planner.posts.form import Labels
from planner.posts.labels import label
from planner.posts.models import Post
from planner.posts.reading import typed_of_post
from planner.posts.unsaved import Unsaved
from planner.walltime import resolve
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
Typed = dict[str, Any]
WAS = re.compile(r'name="(was-[a-z_]+)" value="([^"]*)"')


@pytest.fixture
def post(harbour: Any, acting: Any, ada: Any) -> Post:
    made = Post.objects.write(
        harbour, acting(ada), Content("Fog", "Ships wait.", "", (Wording(harbour.channels.first().pk),))
    )
    label(made, Labels("Spring", "Life", ("fog", "sea")))
    made.plan_for(resolve(datetime(2027, 3, 17, 9, 30), harbour.timezone))
    return made


@pytest.fixture
def hers(ada: Any) -> Client:
    """Ada's browser, beside which Grace has one of her own."""
    browser = Client()
    browser.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    return browser


@pytest.fixture
def opened(hers: Client, post: Post) -> Typed:
    """What the composer's form holds when Ada opens the post."""
    return typed_in(hers.get(f"/w/harbour/posts/{post.pk}/").content.decode(), post)


@pytest.fixture
def save(hers: Client, post: Post) -> Callable[[Typed], Any]:
    def pressed(typed: Typed) -> Any:
        answer = hers.post(f"/w/harbour/posts/{post.pk}/", typed | {"do": "save"})
        post.refresh_from_db()
        return answer

    return pressed


@pytest.fixture
def carry(enter: Any, grace: Any, post: Post) -> Callable[[str], None]:
    """Grace carries the post to another place of the calendar."""

    def carried(to: str) -> None:
        moved = enter(grace).post("/w/harbour/calendar/move/", {"move": f"{post.pk}@{to}", "sure": "1"})
        assert moved.status_code in (200, 302)

    return carried


def typed_in(page: str, post: Post) -> Typed:
    was = {name: unescape(value) for name, value in WAS.findall(page)}
    assert len(was) == 8
    now = {name.removeprefix("was-"): value for name, value in was.items()}
    words = {"title": "Fog", "text": post.newest.text, "based_on": str(post.newest.number)}
    return was | now | words | {"channels": [str(one.channel_id) for one in post.newest.variants.all()]}


def typed_of(post: Post) -> dict[str, str]:
    return {name: values[-1] for name, values in typed_of_post(post).items() if values}


def mine_in(page: str) -> Typed:
    """What the button “Save mine” sends."""
    form = page.split('id="mine"')[1].split("</form>")[0]
    found: Typed = {}
    for name, value in re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def test_a_post_that_was_carried_stays_there_when_somebody_saves_a_word(
    opened: Typed, save: Any, carry: Any, post: Post
) -> None:
    carry("2027-03-20")
    assert save(opened | {"text": "Ships wait!"}).status_code == 302
    assert (post.planned_wall, post.newest.text) == ("2027-03-20T09:30:00", "Ships wait!")


def test_who_may_not_plan_saves_words_of_a_post_that_was_moved_on_the_calendar(
    hers: Client, save: Any, carry: Any, post: Post, acting: Any, olga: Any, harbour: Any, now: datetime
) -> None:
    harbour.memberships.filter(user__name="Ada").update(role=Role.AUTHOR)
    harbour.review_policy = "none"
    harbour.save()
    plan.schedule(post, plan.Plan(resolve(datetime(2027, 3, 17, 9, 30), harbour.timezone)), acting(olga), now)
    opened = typed_in(hers.get(f"/w/harbour/posts/{post.pk}/").content.decode(), post)
    carry("2027-03-20")
    assert save(opened | {"text": "Ships wait!"}).status_code == 302
    assert post.planned_wall == "2027-03-20T09:30:00"
    assert save(opened | {"text": "Ships wait?", "based_on": "2", "time": "11:00"}).status_code == 409


def test_both_moved_it_and_mine_is_saved_once(opened: Typed, save: Any, carry: Any, post: Post) -> None:
    carry("2027-03-20")
    answer = save(opened | {"date": "2027-03-25"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert post.planned_wall == "2027-03-20T09:30:00"
    assert "<li>the time</li>" in page
    assert "Sat 20 March 2027, 09:30" in page
    assert "Thu 25 March 2027, 09:30" in page
    assert "Put both together" not in page
    mine = mine_in(page)
    carry("2027-03-21")
    again = save(mine)
    assert again.status_code == 409, "it was moved yet again after the page was shown"
    assert save(mine_in(again.content.decode())).status_code == 302
    assert post.planned_wall == "2027-03-25T09:30:00"


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "said"),
    [
        ("campaign", Labels("Summer", "Life", ("fog", "sea")), "Autumn", "the campaign"),
        ("pillar", Labels("Spring", "", ("fog", "sea")), "Work", "the pillar"),
        ("kind", Labels("Spring", "Life", ("fog", "sea"), "seasonal"), "evergreen", "the kind"),
        (
            "valid_until", Labels("Spring", "Life", ("fog", "sea"), "timely", datetime(2027, 4, 1).date()),
            "2027-05-01", "how long it is valid",
        ),
    ],
    ids=["campaign", "pillar", "kind", "valid until"],
)  # fmt: skip
def test_a_label_that_both_changed_is_said_and_one_that_only_they_changed_is_kept(
    field: str, theirs: Labels, mine: str, said: str, opened: Typed, save: Any, post: Post
) -> None:
    label(post, theirs)
    page = save(opened | {field: mine})
    assert page.status_code == 409
    assert f"<li>{said}</li>" in page.content.decode()
    assert save(opened | {"time": "10:00"}).status_code == 302
    assert post.planned_wall[11:16] == "10:00"
    post = Post.objects.get(pk=post.pk)
    kept = typed_of(post)
    assert kept[field] != opened[field]


def test_tags_of_both_are_kept(opened: Typed, save: Any, post: Post) -> None:
    label(post, Labels("Spring", "Life", ("fog", "pier", "sea")))
    assert save(opened | {"tags": "fog, gulls", "campaign": "Autumn"}).status_code == 302
    assert typed_of(post) | {"tags": "fog, gulls, pier", "campaign": "Autumn"} == typed_of(post)


def test_a_form_without_memory_is_taken_as_it_is(opened: Typed, save: Any, carry: Any, post: Post) -> None:
    """An older draft, or somebody's own program."""
    carry("2027-03-20")
    old = {name: value for name, value in opened.items() if not name.startswith("was-")}
    assert save(old).status_code == 302
    assert post.planned_wall == "2027-03-17T09:30:00"


def test_a_draft_that_is_opened_again_tomorrow_knows_what_it_began_with(
    hers: Client, opened: Typed, save: Any, carry: Any, ada: Any, post: Post
) -> None:
    address = f"/w/harbour/posts/{post.pk}/"
    hers.post(f"{address}autosave/", opened | {"text": "Ships wait!"})
    carry("2027-03-20")
    assert Unsaved.objects.get(user=ada).form["was-date"] == ["2027-03-17"]
    page = hers.get(f"{address}?unsaved=1").content.decode()
    assert 'name="was-date" value="2027-03-17"' in page
    assert save(typed_in(page, post) | {"text": "Ships wait!"}).status_code == 302
    assert post.planned_wall == "2027-03-20T09:30:00"


def test_what_others_moved_is_nothing_unsaved_of_mine(
    hers: Client, opened: Typed, carry: Any, post: Post
) -> None:
    carry("2027-03-20")
    answer = hers.post(f"/w/harbour/posts/{post.pk}/autosave/", opened)
    assert "No changes" in answer.content.decode()
    assert not Unsaved.objects.exists()


def test_an_open_page_hears_of_a_move_and_goes_on_from_there(
    hers: Client, opened: Typed, save: Any, carry: Any, ada: Any, post: Post
) -> None:
    address = f"/w/harbour/posts/{post.pk}/"
    assert "data-newer" not in hers.post(f"{address}here/", opened).content.decode()
    carry("2027-03-20")
    assert "data-newer" in hers.post(f"{address}here/", opened).content.decode()
    page = hers.post(f"{address}meet/", opened).content.decode()
    assert "Its time or labels were changed while you were writing" in page
    assert "Sat 20 March 2027, 09:30" in page
    assert "not changed by you" in page
    typed = opened | {"date": "2027-03-25"}
    page = hers.post(f"{address}meet/", typed).content.decode()
    assert "Thu 25 March 2027, 09:30" in page
    assert "the time." in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    hers.post(f"{address}meet/", typed | {"do": "mine", "seen": seen})
    kept = Unsaved.objects.get(user=ada).form
    assert (kept["date"], kept["was-date"]) == (["2027-03-25"], ["2027-03-20"])
    assert "data-newer" not in hers.post(f"{address}here/", kept).content.decode()
    assert save(kept).status_code == 302
    assert post.planned_wall == "2027-03-25T09:30:00"


def test_mine_is_not_kept_over_what_nobody_showed_me(
    hers: Client, opened: Typed, carry: Any, ada: Any, post: Post
) -> None:
    meet, typed = f"/w/harbour/posts/{post.pk}/meet/", opened | {"date": "2027-03-25"}
    carry("2027-03-20")
    seen = re.findall(r'name="seen" value="([^"]+)"', hers.post(meet, typed).content.decode())[0]
    carry("2027-03-21")
    hers.post(meet, typed | {"do": "mine", "seen": seen})
    kept = Unsaved.objects.get(user=ada).form
    assert (kept["date"], kept["was-date"]) == (["2027-03-25"], ["2027-03-17"]), "it is asked again"


def test_words_and_labels_of_both_are_put_together(
    hers: Client, opened: Typed, save: Any, carry: Any, ada: Any, grace: Any, acting: Any, post: Post
) -> None:
    post.rewrite(acting(grace), replace(post.newest.content(), text="Ships wait here."))
    carry("2027-03-20")
    typed = opened | {"text": "All Ships wait.", "campaign": "Autumn"}
    page = save(typed).content.decode()
    assert "Put both together" in page
    hers.post(f"/w/harbour/posts/{post.pk}/meet/", typed | {"do": "merge"})
    assert save(Unsaved.objects.get(user=ada).form).status_code == 302
    assert post.newest.text == "All Ships wait here."
    assert (post.planned_wall[:10], typed_of(post)["campaign"]) == ("2027-03-20", "Autumn")


def test_all_of_a_series_stay_where_others_put_them_when_somebody_changes_a_word(
    hers: Client, opened: Typed, save: Any, carry: Any, post: Post
) -> None:
    begin = {"do": "begin", "series-repeats": "weekly", "series-every": "1", "series-ends": "after"}
    begin |= {"series-times": "3", "series-days": ["2"]}
    hers.post(f"/w/harbour/posts/{post.pk}/series/", begin)
    carry("2027-03-20")
    assert save(opened | {"text": "Ships wait!", "series-scope": "all"}).status_code == 302
    assert post.planned_wall == "2027-03-20T09:30:00"
