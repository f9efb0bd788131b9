"""People asking for a yes, and saying it."""

from datetime import datetime

from planner.deliveries import agree
from planner.history.models import Actor
from planner.posts.models import Post


def ask(post: Post, by: Actor, now: datetime) -> Post:
    agree.ask(post, by, now)
    post.refresh_from_db()
    return post


def say_yes(post: Post, by: Actor, now: datetime) -> Post:
    agree.approve(post, by, post.newest.number, now)
    post.refresh_from_db()
    return post
