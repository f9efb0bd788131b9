"""A client's people without an account, a step that asks them, and posts that wait for them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree
from planner.guests import links
from planner.guests.models import ReviewLink
from planner.people.groups import Contact, Group
from planner.people.terms import ReviewPolicy
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from planner.walltime import of_instant


@pytest.fixture
def bakery(harbour: Any) -> Group:
    """A client, asked in the only step of every post."""
    harbour.review_policy = ReviewPolicy.STEPS
    harbour.save()
    group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    step = ReviewStep.objects.create(workspace=harbour, name="Client", position=1)
    step.groups.add(group)
    return group


@pytest.fixture
def contact(harbour: Any, bakery: Group) -> Callable[..., Contact]:
    def make(name: str, language: str = "en", group: Group | None = None) -> Contact:
        email = f"{name.lower()}@bakery.example"
        return Contact.objects.create(
            workspace=harbour, group=group or bakery, name=name, email=email, language=language
        )

    return make


@pytest.fixture
def carla(contact: Callable[..., Contact]) -> Contact:
    return contact("Carla")


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, now: datetime) -> Callable[..., Post]:
    """asked("Bread"): a post of Ada's for tomorrow that waits for everybody who is asked."""

    def make(title: str = "Bread", hours: int = 24, **labels: Any) -> Post:
        wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
        content = Content(title, f"{title}: fresh from six o'clock.", "", wordings)
        post = Post.objects.write(harbour, acting(ada), content, **labels)
        post.plan_for(of_instant(now + timedelta(hours=hours), harbour.timezone))
        agree.ask(post, acting(ada), now)
        return fresh(post)

    return make


@pytest.fixture
def link_to(now: datetime) -> Callable[..., ReviewLink]:
    def make(post: Post, person: Any) -> ReviewLink:
        return links.make(fresh(post).newest, person, now)

    return make


@pytest.fixture
def phone() -> Client:
    """A browser in which nobody is signed in, and which sends forms back as browsers do."""
    return Client(enforce_csrf_checks=True)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("head", "workspace").get(pk=post.pk)


def path(link: ReviewLink) -> str:
    return f"/r/{links.token_of(link)}/"


def answer(browser: Client, link: ReviewLink, **said: str) -> Any:
    """Open the page and press a button on it."""
    page = browser.get(path(link))
    token = str(page.context["csrf_token"]) if page.context else ""
    shown = str(page.context.get("seal", "")) if page.context else ""
    form = {"do": "approve", "csrfmiddlewaretoken": token, "shown": shown}
    return browser.post(f"{path(link)}answer/", form | said)
