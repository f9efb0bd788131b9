"""What journeys through the calendar share."""

from collections.abc import Callable
from typing import Any

from planner.posts.models import Post
from tests.journeys.looks import said

Visit = Callable[..., Any]
Write = Callable[..., Post]
MARCH = "/w/harbour/calendar/?month=2032-03"  # far ahead; its 17th is a Wednesday, as in 2027 and 2038
WEEK = "/w/harbour/calendar/?view=week&on=2032-03-17"


def chip(post: Post) -> str:
    return f"[data-p='{post.pk}']"


def wall(post: Post) -> str:
    post.refresh_from_db()
    return post.planned_wall[:16]


def saved(page: Any, words: str) -> None:
    """It was said in a toast."""
    page.locator(".toast", has_text=words).first.wait_for()


def goes_out(name: str) -> str:
    """What is said when the last yes puts a post of this name on its way."""
    return " ".join((said("Approved: “%(name)s”.", name=name), said("It goes out by itself.")))
