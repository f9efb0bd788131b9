"""In a real browser: a newsletter is connected, readers come, a letter leaves, one of them unsubscribes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from planner import outside
from planner.channels.models import Channel
from planner.deliveries import agree, clock, plan, send
from planner.mailings import opening, sending
from planner.mailings.models import Reader
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.axe import insist_on_axe
from tests.fakes.mail import FakeMail
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "The ferry runs again from Monday. See [the timetable](https://example.org/ferry)."


@pytest.fixture
def mail(settings: Any) -> Iterator[FakeMail]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    with FakeMail() as fake:
        fake.users = {"harbour": "the secret"}
        yield fake
    outside.web.cache_clear()


@pytest.mark.at_both
def test_from_connecting_to_unsubscribing(
    visit: Any, look: Look, harbour: Any, olga: Any, acting: Any, now: datetime, mail: FakeMail, settings: Any
) -> None:
    page = visit(olga)
    connect(page, mail)
    channel = Channel.objects.get(network="newsletter")
    bring_readers(page, channel)
    settings.PUBLIC_URL = page.evaluate("location.origin")
    mail.script = {"RCPT gone@example.org": "550 5.1.1 No such user"}
    delivery = publish(channel, acting(olga), now)
    page.goto(f"/w/harbour/deliveries/{delivery.pk}/")
    page.wait_for_selector(f"text={said('All are done')}")
    page.locator("summary", has_text=said("Which did not arrive")).click()
    assert "gone@example.org" in page.inner_text("#delivery")
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "letters")
    [letter] = mail.letters
    assert str(letter["Subject"]) == "The ferry is back"
    unsubscribe(page, str(letter["List-Unsubscribe"]).strip("<>"))
    assert Reader.objects.get(address="ada@example.org").state == "left"
    page.goto(f"/w/harbour/channels/{channel.pk}/readers/")
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "readers-later")


def connect(page: Any, mail: FakeMail) -> None:
    page.goto("/w/harbour/channels/new/newsletter/")
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "connect")
    typed = {
        "sender": "news@harbour.example", "called": "Harbour News", "host": "127.0.0.1", "user": "harbour",
        "password": "the secret", "port": str(mail.port), "name": "Harbour News",
    }  # fmt: skip
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button.primary")
    page.wait_for_url("**/channels/")
    assert "Harbour News" in page.inner_text("main")


def bring_readers(page: Any, channel: Channel) -> None:
    page.goto(f"/w/harbour/channels/{channel.pk}/")
    page.click(f"a[href$='/channels/{channel.pk}/readers/']")
    page.fill("[name=addresses]", "ada@example.org\ngone@example.org\nno address")
    page.click("button[value=bring]")
    assert page.evaluate("document.querySelector('[name=asked]').matches(':invalid')"), "not without it"
    page.check("[name=asked]")
    page.click("button[value=bring]")
    page.wait_for_selector("text=ada@example.org")
    assert "no address" in page.inner_text("main")
    form, rows = (page.locator(one).bounding_box() for one in ("button[value=bring]", "[name=q]"))
    if page.viewport_size["width"] < 860:
        assert form["y"] + form["height"] < rows["y"], "nobody scrolls past a hundred readers to bring one"
    else:
        assert form["x"] > rows["x"] + rows["width"]
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "readers")


def publish(channel: Channel, by: Any, now: datetime) -> Any:
    content = Content("The ferry is back", TEXT, wordings=(Wording(channel.pk),))
    post = Post.objects.write(channel.workspace, by, content)
    post.submit(by)
    agree.approve(post, by, 1, now)
    [delivery] = plan.schedule(post, plan.Plan(of_instant(now, "Europe/Moscow")), by, now)
    moment = datetime.now(now.tzinfo)
    [claim] = clock.claim(moment)
    send.deliver(claim.delivery_id, claim.fence)
    opening.open_all(moment)
    for pk in sending.due(datetime.now(now.tzinfo)):
        sending.send(pk, datetime.now(now.tzinfo))
    return delivery


def unsubscribe(page: Any, address: str) -> None:
    stranger = page.context.browser.new_context(
        locale="ru" if "ru" in page.locator("html").get_attribute("lang") else "en"
    )
    inbox = stranger.new_page()
    inbox.goto(address)
    insist_on_axe(inbox)
    picture(inbox, "leave")
    inbox.click("button[value=leave]")
    inbox.wait_for_selector("button[value=back]")
    picture(inbox, "left")
    stranger.close()
