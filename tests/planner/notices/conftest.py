"""A harbour in which things happen, and whoever is told of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from planner import outside
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import WORKER, Actor, Entry
from planner.history.record import record
from planner.notices.derive import derive_all
from planner.notices.models import Notice
from planner.notices.send import send_due
from planner.posts.content import Content
from planner.posts.models import Post
from tests.fakes.mail import FakeMail
from tests.fakes.telegram_people import FakeTelegramPeople
from tests.fakes.webhook import FakeWebhook

LATER = timedelta(minutes=1)


@pytest.fixture
def outside_is_here(settings: Any) -> Iterator[None]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.REQUEST_TIMEOUT = 2.0
    outside.web.cache_clear()
    yield
    outside.web.cache_clear()


@pytest.fixture
def smtp(settings: Any) -> Iterator[FakeMail]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "127.0.0.1", "", 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with FakeMail() as fake:
        settings.EMAIL_PORT = fake.port
        yield fake


@pytest.fixture
def telegram(outside_is_here: None) -> Iterator[FakeTelegramPeople]:
    with FakeTelegramPeople() as fake:
        yield fake


@pytest.fixture
def receiver(outside_is_here: None) -> Iterator[FakeWebhook]:
    with FakeWebhook() as fake:
        yield fake


@pytest.fixture
def fog(harbour: Any, ada: Any, grace: Any, clara: Any, adam: Any, vera: Any) -> Post:
    """Ada's post."""
    content = Content(title="Fog", text="Ships wait.")
    return Post.objects.write(harbour, Actor(ada.pk, "Ada"), content)


@pytest.fixture
def happens(harbour: Any) -> Callable[..., Entry]:
    """An act in the history: happens("post.approved", grace, fog, note="Good")."""

    def act(name: str, who: Any, thing: Any, **details: Any) -> Entry:
        by = WORKER if who is None else Actor(who.pk, str(who))
        with transaction.atomic():
            return record(harbour.pk, by, name, thing, **details)

    return act


@pytest.fixture
def tell(now: datetime) -> Callable[[], list[Notice]]:
    """Derive what happened; the notices that are new."""

    def derive() -> list[Notice]:
        before = set(Notice.objects.values_list("pk", flat=True))
        derive_all(now)
        return list(Notice.objects.exclude(pk__in=before).select_related("user", "contact").order_by("pk"))

    return derive


@pytest.fixture
def told(tell: Any) -> Callable[[], dict[str, str]]:
    """Who is told now, by first name, with the kind."""
    return lambda: {str(one.user or one.contact or one.webhook): one.kind for one in tell()}


@pytest.fixture
def post_out(now: datetime) -> Callable[..., int]:
    """Send what is due by a way: post_out("email", after=60)."""

    def send(way: str, after: float = 60) -> int:
        return send_due(way, now + timedelta(seconds=after))

    return send


@pytest.fixture
def lost(harbour: Any, fog: Post, now: datetime) -> Callable[..., Delivery]:
    """A delivery of Fog that came into this state."""

    def make(state: str, channel: Channel | None = None, **columns: Any) -> Delivery:
        place = channel or Channel.objects.filter(workspace=harbour, network="sandbox").get()
        delivery = Delivery.objects.create(
            workspace=harbour, post=columns.pop("post", fog), version=fog.newest, channel=place,
            due_at=now - timedelta(hours=1), late_until=now, wall="2026-11-25T09:30:00", zone="UTC",
            **columns,
        )  # fmt: skip
        fall(delivery, state, now)
        return delivery

    return make


def fall(delivery: Delivery, state: str, now: datetime) -> None:
    """As the sweep, the sender and the looks do it."""
    trouble = {"template": "The network refused it.", "values": {}, "code": "no"}
    if state in {"failed", "held"}:
        delivery.step("claimed", "claimed", now)
    what = {"missed": "missed", "failed": "rejected", "held": "held", "blocked": "blocked"}[state]
    delivery.step(state, what, now, details=trouble, trouble=trouble)
