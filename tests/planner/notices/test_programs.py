"""By webhook: signed, repeated with the same id, and switched off after too many failures."""

import json
from datetime import timedelta
from typing import Any

import pytest

from planner.history.models import Actor
from planner.notices import programs, send, setting
from planner.notices.models import Dispatch, Notice, Webhook
from planner.posts.models import Post
from tests.fakes.server import Reply, Request
from tests.fakes.webhook import FakeWebhook

pytestmark = pytest.mark.django_db(transaction=True)


class Grumpy(FakeWebhook):
    """Answers what it is told to, after it looked at the signature."""

    answer = 200

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, Any]] = []
        self.unsigned = 0

    async def handle(self, request: Request) -> Reply:
        if not self._is_signed(request):
            self.unsigned += 1
            return Reply(401)
        self.heard.append((request.headers["webhook-id"], json.loads(request.body)))
        return Reply(self.answer)


@pytest.fixture
def grumpy(outside_is_here: None) -> Any:
    with Grumpy() as fake:
        yield fake


@pytest.fixture
def hook(harbour: Any, olga: Any, grumpy: Grumpy, now: Any) -> Webhook:
    webhook, secret = setting.add_webhook(harbour, f"{grumpy.url}/in", [], Actor(olga.pk, "Olga"), now)
    grumpy.secret = secret
    return webhook


def test_each_act_is_one_signed_message(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, hook: Webhook, grumpy: Grumpy
) -> None:
    happens("post.submitted", grace, fog)  # four people hear of it, a program once
    happens("post.held", grace, fog)  # nobody does
    tell()
    assert post_out("webhook") == 1
    assert grumpy.unsigned == 0
    message_id, message = grumpy.heard[0]
    assert message_id.startswith("msg_")
    assert message["type"] == "notice.review"
    assert message["data"]["says"] == "Grace asks for a review of “Fog”."
    assert message["data"]["post"] == fog.pk
    assert message["data"]["url"].endswith(f"/w/harbour/review/?post={fog.pk}")


def test_only_the_kinds_that_were_chosen(
    fog: Post, grace: Any, happens: Any, tell: Any, hook: Webhook, olga: Any, now: Any, lost: Any
) -> None:
    setting.change_webhook(hook, Actor(olga.pk, "Olga"), now, kinds=["missed"])
    happens("post.approved", grace, fog)
    lost("missed")
    tell()
    assert [one.kind for one in Notice.objects.filter(webhook=hook)] == ["missed"]


def test_a_repeat_has_the_same_id(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, hook: Webhook, grumpy: Grumpy
) -> None:
    grumpy.answer = 500
    happens("post.approved", grace, fog)
    tell()
    post_out("webhook")
    grumpy.answer = 200
    assert post_out("webhook", 61) == 0
    assert post_out("webhook", 70) == 1
    assert len({message_id for message_id, _ in grumpy.heard}) == 1
    assert len(grumpy.heard) == 2
    assert Dispatch.objects.get(way="webhook").state == "sent"
    hook.refresh_from_db()
    assert (hook.failures, hook.trouble) == (0, {})


def test_a_day_of_failures_switches_it_off_and_admins_hear_of_it(
    fog: Post,
    grace: Any,
    olga: Any,
    adam: Any,
    happens: Any,
    tell: Any,
    hook: Webhook,
    grumpy: Grumpy,
    now: Any,
) -> None:
    grumpy.answer = 503
    for number in range(programs.MOST_FAILURES + 3):
        happens("post.approved", grace, fog, version=number)
    tell()
    send.send_due("webhook", now)
    hook.refresh_from_db()
    assert hook.is_on  # a receiver that was away for a moment is no reason
    send.send_due("webhook", now + programs.PATIENCE)
    hook.refresh_from_db()
    assert not hook.is_on
    assert len(grumpy.heard) == programs.MOST_FAILURES + 3 + 1
    told = Notice.objects.filter(act="webhook.off")
    assert {one.user for one in told} == {olga, adam}
    assert told.count() == 2
    assert not Dispatch.objects.filter(way="webhook", state="waiting", tries=0).exists()
    happens("post.approved", grace, fog)
    tell()
    assert send.send_due("webhook", now + timedelta(days=10)) == 0


def test_a_receiver_that_is_gone_is_not_asked_again(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, hook: Webhook, grumpy: Grumpy
) -> None:
    grumpy.answer = 410
    happens("post.approved", grace, fog)
    tell()
    post_out("webhook")
    hook.refresh_from_db()
    assert not hook.is_on
    assert Notice.objects.filter(act="webhook.off").exists()


def test_switched_on_again_it_begins_anew(
    olga: Any,
    hook: Webhook,
    now: Any,
    fog: Post,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    grumpy: Grumpy,
) -> None:
    by = Actor(olga.pk, "Olga")
    Webhook.objects.filter(pk=hook.pk).update(is_on=False, failures=12)
    hook.refresh_from_db()
    setting.change_webhook(hook, by, now, is_on=True)
    happens("post.approved", grace, fog)
    tell()
    assert post_out("webhook") == 1
    assert len(grumpy.heard) == 1


def test_another_secret_signs_from_then_on(
    olga: Any,
    hook: Webhook,
    now: Any,
    fog: Post,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    grumpy: Grumpy,
) -> None:
    setting.renew_secret(hook, Actor(olga.pk, "Olga"), now)
    happens("post.approved", grace, fog)
    tell()
    post_out("webhook")
    assert grumpy.unsigned == 1


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org", "http://127.0.0.1/x", "http://10.0.0.1/", "https://", "javascript:x"]
)
def test_an_address_that_we_would_not_ask_is_refused(url: str, harbour: Any, olga: Any, now: Any) -> None:
    with pytest.raises(setting.NotSet):
        setting.add_webhook(harbour, url, [], Actor(olga.pk, "Olga"), now)
    assert not Webhook.objects.exists()


def test_its_secret_is_sealed_and_sealed_anew(hook: Webhook, grumpy: Grumpy) -> None:
    assert grumpy.secret not in hook.sealed
    before = hook.sealed
    assert hook.reseal()
    hook.refresh_from_db()
    assert hook.sealed != before
    assert hook.take_out() == grumpy.secret
