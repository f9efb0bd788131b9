"""Whoever answers from outside: a client's contact, or a member who answers from a letter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from planner.deliveries import asked
from planner.history.models import Actor
from planner.people.groups import Contact
from planner.people.models import User, Workspace
from planner.posts.models import Post
from planner.reviews.seats import own_seat
from planner.reviews.votes import Count

Person = Contact | User


def who(person: Person) -> dict[str, Any]:
    """As the columns of a link or a letter name them."""
    return {"contact": person} if isinstance(person, Contact) else {"user": person}


def actor_of(person: Person, via: str = "link") -> Actor:
    """In whose name an answer stands in the history."""
    name = f"{person.name} ({person.email})" if person.name else person.email
    if isinstance(person, Contact):
        return Actor(None, name[:200], via=via, contact_id=person.pk)
    return Actor(person.pk, name[:200], via=via)


def language_of(person: Person, workspace: Workspace, known: Mapping[str, Any]) -> str:
    """The language they read, where we speak it; else the workspace's."""
    return next((one for one in (person.language, workspace.language) if one in known), "en")


def is_asked(post: Post, so_far: Count, person: Person, now: datetime) -> bool:
    """Is this person in any step of the post, whether it is their turn now or not?"""
    return asked.is_asked(post, actor_of(person), now, so_far)


def turns_of(post: Post, so_far: Count, person: Person) -> list[str]:
    """The steps that wait for this very person's answer now, named with the round: "2/step:7"."""
    seat = own_seat(actor_of(person))
    waiting = [one for one in so_far.standing.open if seat in one.seats_left and seat in so_far.house.voters]
    return [f"{post.review_round}/{one.step.key}" for one in waiting]
