"""Whoever is asked for a yes sees what the writer saw: what the composer's checklist finds."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import agree
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db
WORDS = "Come by tomorrow, on the 3rd of May 2021! {event.date} http://nothing.invalid/x"
FOUND = (
    "{event.date} still stands in the words",
    "http://nothing.invalid/x is not encrypted",
    "“tomorrow”",
)


def ask(harbour: Any, by: Any, now: datetime, words: str) -> Post:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, by, Content("Fog", words, "", wordings))
    post.plan_for(of_instant(now + timedelta(hours=30), "UTC"))
    agree.ask(post, by, now)
    return post


def test_what_the_composer_says_is_said_to_whoever_reads_it(
    harbour: Any, ada: Any, grace: Any, acting: Any, enter: Any, now: datetime
) -> None:
    post = ask(harbour, acting(ada), now, WORDS)
    browser = enter(grace)
    page = browser.get("/w/harbour/review/").content.decode()
    composer = browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    for words in FOUND:
        assert words in composer
        assert words in page
    assert "Nothing stands in the way." not in page


def test_and_that_nothing_was_found_is_said_too(
    harbour: Any, ada: Any, grace: Any, acting: Any, enter: Any, now: datetime
) -> None:
    ask(harbour, acting(ada), now, "Ships wait.")
    assert "Nothing stands in the way." in enter(grace).get("/w/harbour/review/").content.decode()


def test_a_client_does_not_read_the_house_s_list(
    harbour: Any, ada: Any, clara: Any, acting: Any, enter: Any, now: datetime
) -> None:
    ask(harbour, acting(ada), now, WORDS)
    page = enter(clara).get("/w/harbour/review/").content.decode()
    assert "Come by tomorrow" in page
    assert "Before it goes out" not in page
    assert "still stands in the words" not in page
