"""Two people in one post, through the front door: seen, told, and never overwritten."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.posts.presence import Presence
from planner.posts.unsaved import Unsaved
from planner.posts.versions import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(harbour: Any, acting: Any, ada: Any) -> Post:
    wordings = tuple(Wording(one.pk) for one in harbour.channels.all())
    return Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in the fog.", "", wordings))


def test_who_else_is_here_is_seen_for_twenty_seconds(enter: Any, ada: Any, grace: Any, post: Post) -> None:
    here = f"/w/harbour/posts/{post.pk}/here/"
    browser = enter(ada)

    def told(seen: int, wrote: int) -> str:
        """With Grace seen, and writing, so many seconds ago."""
        now = timezone.now()
        ago = {"seen_at": now - timedelta(seconds=seen), "wrote_at": now - timedelta(seconds=wrote)}
        Presence.objects.update_or_create(post=post, user=grace, defaults=ago)
        return str(browser.post(here, {"writing": "0", "based_on": "1"}).content.decode())

    assert "Grace is writing" in told(0, 0)
    assert "Grace is here too" in told(0, 15)
    assert "Grace" not in told(21, 21)
    assert "Ada" not in told(0, 0)
    browser.post(here, {"leaving": "1"})
    assert not Presence.objects.filter(user=ada).exists()


def test_a_newer_version_is_told_and_both_are_put_together(
    enter: Any, ada: Any, grace: Any, acting: Any, post: Post
) -> None:
    post.rewrite(acting(grace), replace(post.newest.content(), text="Ships wait in the thick fog."))
    browser = enter(ada)
    assert (
        'data-newer="2-'
        in browser.post(f"/w/harbour/posts/{post.pk}/here/", {"based_on": "1"}).content.decode()
    )
    typed = {"title": "Fog", "text": "Big ships wait in the fog.", "based_on": "1"}
    typed["channels"] = [str(one.pk) for one in post.workspace.channels.all()]
    meet = f"/w/harbour/posts/{post.pk}/meet/"
    page = browser.post(meet, typed).content.decode()
    assert "<ins>thick </ins>" in page
    assert "Put both together" in page
    answer = browser.post(meet, typed | {"do": "merge"})
    assert answer["Location"].endswith("?unsaved=1")
    kept = Unsaved.objects.get(user=ada)
    assert (kept.form["text"], kept.based_on) == (["Big ships wait in the thick fog."], 2)
    browser.post(f"/w/harbour/posts/{post.pk}/", kept.form | {"do": "save"})
    post.refresh_from_db()
    assert post.newest.text == "Big ships wait in the thick fog."


def test_theirs_is_loaded_and_mine_is_still_offered(
    enter: Any, ada: Any, grace: Any, acting: Any, post: Post
) -> None:
    post.rewrite(acting(grace), replace(post.newest.content(), text="No ships."))
    browser = enter(ada)
    typed = {"title": "Fog", "text": "All ships!", "based_on": "1", "do": "theirs"}
    page = browser.post(f"/w/harbour/posts/{post.pk}/meet/", typed, follow=True).content.decode()
    assert "No ships." in page
    assert "was not saved" in page
    assert Unsaved.objects.get(user=ada).form["text"] == ["All ships!"]


def test_the_same_place_is_for_a_person_to_choose(
    enter: Any, ada: Any, grace: Any, acting: Any, post: Post
) -> None:
    post.rewrite(acting(grace), replace(post.newest.content(), text="Ships wait in the mist."))
    typed = {"title": "Fog", "text": "Ships wait in the rain.", "based_on": "1"}
    page = enter(ada).post(f"/w/harbour/posts/{post.pk}/meet/", typed).content.decode()
    assert "Put both together" not in page
    assert "a person has to choose" in page


def test_a_version_comes_back_as_a_new_one(enter: Any, ada: Any, acting: Any, post: Post) -> None:
    post.rewrite(acting(ada), replace(post.newest.content(), text="Other words.", title="Mist"))
    browser = enter(ada)
    page = browser.get(f"/w/harbour/posts/{post.pk}/history/").content.decode()
    assert "Restore" in page
    browser.post(f"/w/harbour/posts/{post.pk}/restore/1/")
    post.refresh_from_db()
    assert (post.newest.number, post.newest.text, post.newest.title) == (3, "Ships wait in the fog.", "Fog")
    assert Version.objects.filter(post=post).count() == 3
    again = browser.post(f"/w/harbour/posts/{post.pk}/restore/1/", follow=True).content.decode()
    assert "says the same already" in again
    assert browser.post(f"/w/harbour/posts/{post.pk}/restore/9/").status_code == 404


def test_nobody_brings_back_what_they_may_not_change(
    enter: Any, member: Any, olga: Any, acting: Any, post: Post
) -> None:
    post.rewrite(acting(olga), replace(post.newest.content(), text="Other words."))
    other = member("alan", "author")
    enter(other).post(f"/w/harbour/posts/{post.pk}/restore/1/")
    post.refresh_from_db()
    assert post.newest.number == 2


def test_the_history_says_what_changed_on_every_channel(
    enter: Any, ada: Any, acting: Any, post: Post
) -> None:
    content = post.newest.content()
    own = (replace(content.wordings[0], text="Ships wait in the rain."), *content.wordings[1:])
    post.rewrite(acting(ada), replace(content, wordings=own))
    post.rewrite(acting(ada), replace(content, wordings=own[1:]))
    page = enter(ada).get(f"/w/harbour/posts/{post.pk}/history/").content.decode()
    name = post.workspace.channels.get(pk=content.wordings[0].channel_id).name
    assert f"{name} has words of its own now." in page
    assert "<ins>rain</ins>" in page
    assert f"{name} was taken out." in page


def test_options_are_told_in_peoples_words(enter: Any, ada: Any, acting: Any, post: Post) -> None:
    content, sandbox = post.newest.content(), post.workspace.channels.get(network="sandbox")
    chosen = tuple(
        replace(one, options=(("split", "numbered"),)) if one.channel_id == sandbox.pk else one
        for one in content.wordings
    )
    post.rewrite(acting(ada), replace(content, wordings=chosen))
    page = enter(ada).get(f"/w/harbour/posts/{post.pk}/history/").content.decode()
    assert f"{sandbox.name}, A text that is too long: Cut it into a thread and number the parts." in page


def test_saving_over_a_newer_version_offers_both_together_or_says_what_conflicts(
    enter: Any, ada: Any, grace: Any, acting: Any, post: Post
) -> None:
    content = post.newest.content()
    own = (replace(content.wordings[0], text="Only here."), *content.wordings[1:])
    post.rewrite(acting(grace), replace(content, text="Ships wait in the thick fog.", wordings=own))
    browser, address = enter(ada), f"/w/harbour/posts/{post.pk}/"
    typed: dict[str, Any] = {"title": "Fog", "text": "Big ships wait in the fog.", "based_on": "1"}
    typed["channels"] = [str(one.channel_id) for one in content.wordings]
    page = browser.post(address, typed).content.decode()
    assert "Put both together" in page
    assert "do not touch" in page
    wording = content.wordings[0].channel_id
    typed |= {"text": "Ships wait in the rain.", f"own-{wording}": "1", f"text-{wording}": "Mine here."}
    typed |= {"title": "Rain"}
    page = browser.post(address, typed).content.decode()
    name = post.workspace.channels.get(pk=wording).name
    assert "Put both together" not in page
    assert "<li>the words for all channels</li>" in page
    assert f"<li>the words for {name}</li>" in page
    assert "<li>the title</li>" not in page
    browser.post(address, typed | {"based_on": ["1", "2"]})
    post.refresh_from_db()
    assert (post.newest.number, post.newest.text) == (3, "Ships wait in the rain.")
