"""By Telegram: chats are linked by a code, buttons heard once, who blocks the bot told otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from planner.history.models import Actor
from planner.notices import offers, send, setting
from planner.notices.listen import listen_all
from planner.notices.models import Dispatch, Notice, TelegramBot, TelegramChat
from planner.notices.offers import Button, Press
from planner.posts.models import Post
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_people import FakeTelegramPeople

pytestmark = pytest.mark.django_db(transaction=True)
ADA = 501


@pytest.fixture
def bot(harbour: Any, olga: Any, telegram: FakeTelegramPeople, now: Any) -> TelegramBot:
    return setting.connect_bot(harbour, TOKEN, telegram.url, Actor(olga.pk, "Olga"), now)


@pytest.fixture
def linked(bot: TelegramBot, ada: Any, harbour: Any, telegram: FakeTelegramPeople, now: Any) -> TelegramChat:
    telegram.person(ADA, "ada_writes")
    code = setting.begin_link(ada, harbour, now)
    telegram.say(ADA, f"/start {code}")
    listen_all(now)
    return TelegramChat.objects.get(user=ada)


def test_a_chat_is_linked_by_its_code_once(
    linked: TelegramChat, telegram: FakeTelegramPeople, ada: Any, grace: Any, now: Any
) -> None:
    assert (linked.chat_id, linked.name, linked.code_hash) == (ADA, "@ada_writes", "")
    assert telegram.sent[0]["chat"]["id"] == ADA
    assert "notices from Harbour come here now" in telegram.sent[0]["text"]


@pytest.mark.parametrize("what", ["wrong", "old", "used"])
def test_a_code_that_is_wrong_old_or_used_links_nobody(
    what: str, bot: TelegramBot, ada: Any, harbour: Any, telegram: FakeTelegramPeople, now: Any
) -> None:
    telegram.person(ADA, "ada")
    telegram.person(666, "mallory")
    code = setting.begin_link(ada, harbour, now)
    if what == "used":
        telegram.say(ADA, f"/start {code}")
    telegram.say(666, f"/start {'x' + code if what == 'wrong' else code}")
    at = now + timedelta(minutes=31) if what == "old" else now
    TelegramChat.objects.create(
        bot=bot, user=harbour.memberships.first().user, chat_id=1
    )  # so that it is heard
    listen_all(at)
    assert not TelegramChat.objects.filter(chat_id=666).exists()
    assert "not known or too old" in telegram.sent[-1]["text"]


def test_a_code_in_a_group_links_nothing(
    bot: TelegramBot, ada: Any, harbour: Any, telegram: FakeTelegramPeople, now: Any
) -> None:
    code = setting.begin_link(ada, harbour, now)
    telegram.say(-4001, f"/start {code}")
    listen_all(now)
    assert TelegramChat.objects.get(user=ada).chat_id is None


def test_a_notice_comes_with_its_reason_and_its_link(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    fog: Post,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
) -> None:
    happens("post.changes_asked", grace, fog, note="<b>Not</b> & so")
    tell()
    assert post_out("telegram") == 1
    message = telegram.sent[-1]
    assert message["text"].startswith("Grace asks for changes to “Fog”.\n<b>Not</b> & so\n")
    assert message["entities"][-1]["url"].endswith(f"/w/harbour/posts/{fog.pk}/")
    assert Dispatch.objects.get(way="telegram").state == "sent"


def test_several_are_one_message_with_numbered_buttons(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    fog: Post,
    ada: Any,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(offers, "buttons", [lambda notice: [Button("Approve", f"yes:{notice.post_id}")]])
    for _ in range(2):
        happens("post.step_opened", grace, fog, approvers=[ada.pk])
    Post.objects.filter(pk=fog.pk).update(author=grace)
    tell()
    post_out("telegram")
    message = telegram.sent[-1]
    assert message["text"].startswith("2 posts wait for your answer")
    rows = message["reply_markup"]["inline_keyboard"]
    assert [row[0]["text"] for row in rows] == ["1. Approve", "2. Approve"]
    assert rows[0][0]["callback_data"] == f"yes:{fog.pk}"


def test_a_button_is_answered_once_by_whoever_registered_for_it(
    linked: TelegramChat, telegram: FakeTelegramPeople, ada: Any, now: Any, monkeypatch: Any
) -> None:
    heard: list[Press] = []

    def answer(press: Press) -> str:
        heard.append(press)
        return "Approved."

    monkeypatch.setitem(offers.answers, "yes", answer)
    telegram.press(ADA, "yes:7")
    listen_all(now)
    listen_all(now)
    assert [(one.membership.user, one.data) for one in heard] == [(ada, "yes:7")]
    assert telegram.told[0]["text"] == "Approved."


def test_a_press_of_somebody_else_or_of_who_left_does_nothing(
    linked: TelegramChat, telegram: FakeTelegramPeople, ada: Any, harbour: Any, now: Any, monkeypatch: Any
) -> None:
    heard: list[Press] = []

    def answer(press: Press) -> str:
        heard.append(press)
        return "Approved."

    monkeypatch.setitem(offers.answers, "yes", answer)
    telegram.person(666, "mallory")
    telegram.press(666, "yes:7")
    telegram.press(666, "yes:7", chat=ADA)
    listen_all(now)
    harbour.memberships.filter(user=ada).delete()
    telegram.press(ADA, "yes:7")
    listen_all(now)
    assert heard == []
    assert [one["text"] for one in telegram.told] == ["This chat is not linked to anybody here."] * 3


def test_a_button_that_breaks_is_said_and_the_next_ones_are_heard(
    linked: TelegramChat, telegram: FakeTelegramPeople, now: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(offers.answers, "yes", lambda press: 1 / 0)
    telegram.press(ADA, "yes:7")
    telegram.press(ADA, "what:7")
    listen_all(now)
    assert [one["text"] for one in telegram.told] == [
        "That did not work. Open the post and answer there.",
        "This button no longer does anything. Open the post instead.",
    ]


def test_whoever_stops_the_bot_is_told_by_mail_what_must_be_told(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    ada: Any,
    harbour: Any,
    lost: Any,
    tell: Any,
    post_out: Any,
) -> None:
    from planner.notices.reach import Wish

    setting.choose(ada, harbour, {"missed": Wish(True, False, True)})
    telegram.block(ADA)
    lost("missed")
    tell()
    assert set(Dispatch.objects.filter(notice__user=ada).values_list("way", flat=True)) == {"telegram"}
    post_out("telegram")
    assert dict(
        Dispatch.objects.filter(notice__user=ada, notice__kind="missed").values_list("way", "state")
    ) == {
        "telegram": "gave_up",
        "email": "waiting",
    }
    assert TelegramChat.objects.get(user=ada).chat_id is None
    assert Notice.objects.filter(kind="untold", user=ada).exists()


def test_a_network_that_asks_us_to_wait_is_waited_for(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    fog: Post,
    grace: Any,
    happens: Any,
    tell: Any,
    now: Any,
) -> None:
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 600", retry_after=600)
    happens("post.approved", grace, fog)
    tell()
    at = now + timedelta(minutes=1)
    send.send_due("telegram", at)
    assert Dispatch.objects.get(way="telegram").due_at == at + timedelta(seconds=600)
    send.send_due("telegram", at + timedelta(seconds=601))
    assert Dispatch.objects.get(way="telegram").state == "sent"


def test_an_answer_that_is_lost_is_not_repeated_unless_it_must_be_told(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    fog: Post,
    grace: Any,
    ada: Any,
    happens: Any,
    lost: Any,
    tell: Any,
    post_out: Any,
) -> None:
    telegram.arm("rst_after_accept")
    happens("post.approved", grace, fog)
    lost("missed")
    tell()
    post_out("telegram")
    of_ada = Dispatch.objects.filter(way="telegram", notice__user=ada)
    assert dict(of_ada.values_list("notice__kind", "state")) == {"approved": "unsure", "missed": "waiting"}
    assert len(telegram.sent) == 2  # the link, and the one whose answer was lost
    post_out("telegram", 3600)
    assert len(telegram.sent) == 3


def test_a_token_that_is_no_longer_good_shows_to_admins(
    linked: TelegramChat,
    telegram: FakeTelegramPeople,
    fog: Post,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    enter: Any,
    olga: Any,
) -> None:
    telegram.token = "1:revoked"
    happens("post.approved", grace, fog)
    tell()
    post_out("telegram")
    assert "no longer accepts the bot’s token" in enter(olga).get(
        "/w/harbour/settings/notices/"
    ).content.decode().replace("&#x27;", "’")
    assert Dispatch.objects.get(way="telegram").state == "waiting"
    assert TelegramChat.objects.get().chat_id == ADA


def test_another_program_that_reads_the_same_bot_is_said(
    linked: TelegramChat, telegram: FakeTelegramPeople, now: Any, bot: TelegramBot
) -> None:
    telegram.bot.another_poller = True
    listen_all(now)
    bot.refresh_from_db()
    assert "Another program reads this bot" in bot.trouble["template"]
    telegram.bot.another_poller = False
    listen_all(now)
    bot.refresh_from_db()
    assert (bot.trouble, bot.listening_until) == ({}, None)


def test_stop_ends_the_link(linked: TelegramChat, telegram: FakeTelegramPeople, now: Any) -> None:
    telegram.say(ADA, "/stop")
    listen_all(now)
    assert TelegramChat.objects.get().chat_id is None


def test_a_bot_that_nobody_linked_is_not_asked(
    bot: TelegramBot, telegram: FakeTelegramPeople, now: Any
) -> None:
    before = len(telegram.requests)
    assert listen_all(now) == 0
    assert len(telegram.requests) == before


def test_a_wrong_token_is_refused(harbour: Any, olga: Any, telegram: FakeTelegramPeople, now: Any) -> None:
    for token in ("nonsense", "12345678:AAH-another-token-of-somebody"):
        with pytest.raises(setting.NotSet):
            setting.connect_bot(harbour, token, telegram.url, Actor(olga.pk, "Olga"), now)
    assert not TelegramBot.objects.exists()
