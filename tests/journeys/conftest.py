"""A real browser at a real server."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as ours
from django.test import Client
from django.utils.translation import override

from planner.deliveries import agree
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews.setting import TermsSaid, save_terms
from planner.reviews.setting_steps import StepSaid, add_step
from planner.walltime import of_instant, resolve
from tests.journeys.late import come_late_where_asked
from tests.journeys.looks import Look, looks_of

come_late_where_asked()  # before a server is started


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "look" in metafunc.fixturenames:
        place = metafunc.definition.get_closest_marker("only_at")
        at_both = metafunc.definition.get_closest_marker("at_both") is not None
        found = looks_of(metafunc.function.__name__, place.args[0] if place else "", at_both)
        metafunc.parametrize("look", found, ids=str, indirect=True)


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Iterator[Look]:
    """Whose language the test speaks too, so that it can ask what the product's words are."""
    with override(request.param.language):
        yield request.param


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> list[str]:
    """What a browser may complain of in this test, because the test did it; 409 is two people at once."""
    breaks = request.node.get_closest_marker("answers_get_lost") is not None
    return ["409 (Conflict)", *(("net::ERR_", "htmx:") if breaks else ())]


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, chromium: Any, live_server: Any, settings: Any, expected: list[str]
) -> Iterator[Callable[..., Any]]:
    """A page where this person is signed in. It fails on any console error and any foreign request.

    It looks as the test's `look` does, in its language, unless options are given.
    """
    settings.ALLOWED_HOSTS = ["*"]
    seen = request.getfixturevalue("look") if "look" in request.fixturenames else None
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_as(user: Any, **options: Any) -> Any:
        if seen and not options:
            options = seen.options
            type(user).objects.filter(pk=user.pk).update(language=seen.language)
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        sign_in(context, user, live_server.url)
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: _is_ours(asked.url, live_server.url) or troubles.append(asked.url))
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert [one for one in troubles if not any(words in one for words in expected)] == []


def sign_in(context: Any, user: Any, address: str) -> None:
    """By a session of its own; that the form opens one is a journey too."""
    client = Client()
    client.force_login(user)
    name = ours.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def _is_ours(address: str, ours: str) -> bool:
    return address.startswith((ours, "data:"))


@pytest.fixture
def write(harbour: Any, ada: Any, acting: Any) -> Callable[..., Post]:
    """A draft of Ada's for every channel, at this wall time or at none."""
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())

    def make(title: str, at: str = "") -> Post:
        post = Post.objects.write(harbour, acting(ada), Content(title=title, text="Fog.", wordings=wordings))
        if at:
            post.plan_for(resolve(datetime.fromisoformat(at), harbour.timezone))
        return post

    return make


@pytest.fixture
def terms(harbour: Any, olga: Any, acting: Any) -> Callable[..., None]:
    """terms(step, step, four_eyes=True): posts need a yes in these steps."""

    def set_them(*steps: StepSaid, policy: str = "steps", **more: bool) -> None:
        for step in steps:
            add_step(harbour, step, acting(olga))
        save_terms(harbour, TermsSaid(policy, **more), acting(olga))
        harbour.refresh_from_db()

    return set_them


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, write: Any, now: datetime) -> Callable[..., Post]:
    """A post of Ada's that waits for a yes, to go out in so many hours."""

    def make(title: str, hours: int = 30) -> Post:
        post: Post = write(title)
        post.plan_for(of_instant(now + timedelta(hours=hours), harbour.timezone))
        agree.ask(post, acting(ada), now)
        return Post.objects.get(pk=post.pk)

    return make
