"""The pages of notices: the bell, the list, one's own wishes, the workspace's ways."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planner.history.models import Entry
from planner.notices.models import Notice, Preference, Reachable, TelegramBot, TelegramChat, Webhook
from planner.posts.models import Post
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_people import FakeTelegramPeople

pytestmark = pytest.mark.django_db
PAGE = "/w/harbour/notices/"
WISHES = "/w/harbour/notices/settings/"
WAYS = "/w/harbour/settings/notices/"


def enter(user: Any) -> Client:
    """A browser of their own, in which they are signed in."""
    browser = Client()
    browser.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return browser


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def inside(shown: str, first: str, last: str) -> str:
    """What stands there from one to the other."""
    return shown.partition(first)[2].partition(last)[0]


def test_the_bell_counts_what_is_new_of_this_person_alone(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any
) -> None:
    happens("post.approved", grace, fog)
    happens("post.changes_asked", grace, fog, note="Why")
    happens("post.step_opened", ada, fog, approvers=[grace.pk])
    tell()
    assert 'aria-label="Notices, 2 new"' in page(enter(ada), "/w/harbour/channels/")
    assert 'aria-label="Notices, 1 new"' in page(enter(grace), "/w/harbour/channels/")


def test_the_frame_still_asks_once(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any, harbour: Any, now: Any
) -> None:
    from planner import frame

    happens("post.approved", grace, fog)
    tell()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert frame.read(harbour, now, ada.pk).unread == 1
    assert len(queries) == 1


def test_a_page_of_fifty_asks_no_more_than_a_page_of_one(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any
) -> None:
    browser, counts = enter(ada), []
    page(browser, PAGE)
    for number in (1, 30):
        for _ in range(number):
            happens("post.approved", grace, fog)
        tell()
        with CaptureQueriesContext(connection) as queries:
            page(browser, PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_each_line_leads_to_where_the_next_step_is_done(
    fog: Post, grace: Any, ada: Any, happens: Any, lost: Any, tell: Any
) -> None:
    happens("post.changes_asked", grace, fog, note="Another quay")
    delivery = lost("missed")
    tell()
    shown = page(enter(ada), PAGE)
    assert f'href="/w/harbour/posts/{fog.pk}/"' in shown
    assert f'href="/w/harbour/deliveries/{delivery.pk}/"' in shown
    assert "Another quay" in shown
    assert "Choose a new time, or send it now." in shown
    assert shown.index("missed its time") < shown.index("asks for changes")  # newest first


def test_reading_is_a_post_and_looking_changes_nothing(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any, harbour: Any
) -> None:
    for _ in range(3):
        happens("post.approved", grace, fog)
    tell()
    browser, unread = enter(ada), Notice.objects.shown_to(ada, harbour).unread()
    page(browser, PAGE)
    browser.get("/w/harbour/notices/read/")
    assert unread.count() == 3
    first = Notice.objects.shown_to(ada, harbour).earliest("pk")
    browser.post("/w/harbour/notices/read/", {"notice": first.pk})
    assert unread.count() == 2
    assert browser.post("/w/harbour/notices/read/", {"notice": first.pk, "quiet": "1"}).status_code == 204
    browser.post("/w/harbour/notices/read/", {"notice": "nonsense"})
    assert unread.count() == 2
    browser.post("/w/harbour/notices/read/")
    assert unread.count() == 0


def test_nobody_reads_for_somebody_else(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any, harbour: Any
) -> None:
    happens("post.approved", grace, fog)
    tell()
    of_ada = Notice.objects.shown_to(ada, harbour).get()
    enter(grace).post("/w/harbour/notices/read/", {"notice": of_ada.pk})
    enter(grace).post("/w/harbour/notices/read/")
    assert Notice.objects.shown_to(ada, harbour).unread().exists()
    assert "approved" not in page(enter(grace), PAGE)


def test_the_list_is_filtered_and_goes_on(
    fog: Post, grace: Any, ada: Any, happens: Any, lost: Any, tell: Any
) -> None:
    lost("missed")
    for _ in range(60):
        happens("post.approved", grace, fog)
    tell()
    browser = enter(ada)
    assert "Grace approved" not in page(browser, f"{PAGE}?show=troubles")
    assert "missed its time" in page(browser, f"{PAGE}?show=troubles")
    assert "missed its time" not in page(browser, f"{PAGE}?show=posts")
    first = page(browser, f"{PAGE}?show=posts")
    assert first.count("Grace approved “Fog”.</a>") == 50
    older = first.partition("before=")[2].partition('"')[0]
    assert page(browser, f"{PAGE}?show=posts&before={older}").count("Grace approved “Fog”.</a>") == 10
    assert page(browser, f"{PAGE}?before=x&show=nothing").count("</a>") > 10
    assert "Nothing of this kind" in page(browser, f"{PAGE}?show=words")


def test_an_empty_page_says_what_will_stand_here(vera: Any) -> None:
    assert "Nothing to tell you yet" in page(enter(vera), PAGE)


def test_wishes_are_kept_and_what_must_be_told_stays(ada: Any, harbour: Any) -> None:
    browser = enter(ada)
    shown = page(browser, WISHES)
    assert 'name="product:missed" checked disabled' in shown
    typed = {
        "shown:approved": "1", "email:approved": "on", "pace:approved": "daily", "shown:missed": "1",
        "quiet_from": "22:00", "quiet_until": "08:00", "zone": "Europe/Berlin",
    }  # fmt: skip
    assert browser.post(WISHES, typed).status_code == 302
    wishes = {one.kind: one for one in Preference.objects.filter(user=ada, workspace=harbour)}
    assert set(wishes) == {"approved", "missed"}
    one = wishes["approved"]
    assert (one.product, one.email, one.telegram, one.pace) == (False, True, False, "daily")
    assert wishes["missed"].product
    assert "22:00" in page(browser, WISHES)
    assert Reachable.objects.get(user=ada).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    "typed",
    [
        {"quiet_from": "22:00"},
        {"quiet_from": "late", "quiet_until": "08:00"},
        {"quiet_from": "", "quiet_until": "", "zone": "Nowhere/At_all"},
    ],
)
def test_hours_that_cannot_be_are_refused(typed: dict[str, str], ada: Any) -> None:
    assert enter(ada).post(WISHES, typed).status_code == 422
    assert not Reachable.objects.exists()


def test_after_a_refusal_every_choice_stands_as_it_was_made(ada: Any) -> None:
    typed = {
        "shown:approved": "1",
        "telegram:approved": "on",
        "pace:approved": "daily",
        "quiet_from": "22:00",
    }
    answer = enter(ada).post(WISHES, typed | {"zone": "Asia/Tokyo"})
    shown = answer.content.decode()
    assert "Write both when the quiet hours begin" in inside(shown, '<p class="sorry"', "</p>")
    row = inside(shown, 'name="shown:approved"', "</tr>")
    assert re.findall(r'name="(\w+:approved)" checked', row) == ["telegram:approved"]
    assert '<option value="daily" selected>' in row
    assert ('name="quiet_from" value="22:00"' in shown, 'name="zone" value="Asia/Tokyo"' in shown) == (
        True,
        True,
    )
    assert not Preference.objects.exists()


def test_a_pace_that_there_is_not_is_at_once(ada: Any) -> None:
    enter(ada).post(WISHES, {"shown:approved": "1", "pace:approved": "yearly"})
    assert Preference.objects.get().pace == "now"


def test_without_a_bot_it_is_said_who_can_add_one(ada: Any, olga: Any, harbour: Any) -> None:
    assert "Ask an admin to add one." in page(enter(ada), WISHES)
    assert WAYS in page(enter(olga), WISHES)
    enter(ada).post("/w/harbour/notices/telegram/", {"do": "begin"})
    assert not TelegramChat.objects.exists()


def test_a_bot_is_connected_and_somebody_links_it(
    ada: Any, olga: Any, telegram: FakeTelegramPeople, harbour: Any
) -> None:
    typed = {"token": TOKEN, "server": telegram.url}
    assert enter(olga).post(WAYS, typed).status_code == 302
    bot = TelegramBot.objects.get()
    assert TOKEN.partition(":")[2] not in bot.sealed
    assert "@harbour_bot" in page(enter(olga), WAYS)
    assert TOKEN not in page(enter(olga), WAYS)
    assert Entry.objects.filter(act="notices.bot").exists()
    browser = enter(ada)
    browser.post("/w/harbour/notices/telegram/", {"do": "begin"})
    shown = page(browser, WISHES)
    assert "https://t.me/harbour_bot?start=" in shown
    code = shown.partition("?start=")[2].partition('"')[0]
    assert code not in TelegramChat.objects.get(user=ada).code_hash
    browser.post("/w/harbour/notices/telegram/", {"do": "end"})
    assert not TelegramChat.objects.exists()
    assert enter(olga).post(WAYS, {"do": "remove"}).status_code == 302
    assert not TelegramBot.objects.exists()


def test_a_token_that_telegram_does_not_know_is_said(olga: Any, telegram: FakeTelegramPeople) -> None:
    answer = enter(olga).post(WAYS, {"token": "1:AAAAAAAAAAAAAAAA", "server": telegram.url})
    assert answer.status_code == 422
    assert "no longer accepts" in answer.content.decode()


def test_a_webhook_is_made_with_its_secret_shown_once(olga: Any, harbour: Any) -> None:
    browser = enter(olga)
    browser.post(
        "/w/harbour/settings/webhooks/", {"url": "https://example.org/in", "kinds": ["missed", "failed"]}
    )
    webhook = Webhook.objects.get()
    assert webhook.kinds == ["failed", "missed"]
    assert webhook.take_out() in page(browser, WAYS)
    assert webhook.take_out() not in page(browser, WAYS)
    address = f"/w/harbour/settings/webhooks/{webhook.pk}/"
    browser.post(address, {"do": "off"})
    webhook.refresh_from_db()
    assert not webhook.is_on
    browser.post(address, {"do": "secret"})
    browser.post(address, {"do": "remove"})
    assert not Webhook.objects.exists()
    acts = Entry.objects.filter(thing="webhook").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["webhook.added", "webhook.changed", "webhook.secret", "webhook.removed"]


def test_an_address_that_is_refused_is_said(olga: Any) -> None:
    answer = enter(olga).post("/w/harbour/settings/webhooks/", {"url": "http://192.168.0.1/"})
    assert answer.status_code == 422
    assert not Webhook.objects.exists()


def test_a_refused_webhook_stands_there_again(olga: Any) -> None:
    answer = enter(olga).post(
        "/w/harbour/settings/webhooks/", {"url": "http://here.example/<x>", "kinds": ["failed"]}
    )
    form = inside(answer.content.decode(), "<h2>Add a webhook</h2>", "</form>")
    assert 'value="http://here.example/&lt;x&gt;" aria-invalid="true"' in form
    assert ('<small class="wrong"' in form, "<details open>" in form) == (True, True)
    assert re.findall(r'value="(\w+)" checked', form) == ["failed"]


def test_another_server_of_a_refused_bot_stands_there_again_and_its_token_does_not(olga: Any) -> None:
    answer = enter(olga).post(WAYS, {"token": TOKEN, "server": "http://127.0.0.1:9"})
    shown = answer.content.decode()
    assert (answer.status_code, TOKEN in shown) == (422, False)
    form = inside(shown, '<p class="sorry" role="alert">', "</form>")
    assert ("<details open>" in form, 'value="http://127.0.0.1:9"' in form) == (True, True)


def test_the_history_says_what_was_done(olga: Any) -> None:
    browser = enter(olga)
    browser.post("/w/harbour/settings/webhooks/", {"url": "https://example.org/in"})
    assert "Olga added the webhook “https://example.org/in”." in page(browser, "/w/harbour/history/")
