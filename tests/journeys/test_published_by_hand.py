"""In a real browser: it is time, everything is copied with one tap, and the link is brought back."""

from datetime import datetime
from typing import Any

import pytest

from media import intake
from planner.channels import connect
from planner.deliveries import agree, clock, plan, send
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.axe import insist_on_axe
from tests.journeys.looks import Look, insist_on_width, picture, said
from tests.media.pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "The ferry runs again from Monday.\n\nTickets at the pier, as before."


@pytest.fixture
def delivery(harbour: Any, ada: Any, olga: Any, acting: Any, now: datetime) -> Delivery:
    """Handed over just now."""
    page = {"page": "https://dzen.ru/harbour"}
    channel = connect.connect(harbour, "dzen", "Harbour news", page, acting(olga), now)
    asset = intake.take_in(harbour.library, "ferry.jpg", photo(1200, 800))
    content = Content(
        "The ferry is back", TEXT, wordings=(Wording(channel.pk),), pictures=(Picture(asset.pk, "A ferry"),)
    )
    post = Post.objects.write(harbour, acting(ada), content)
    post.submit(acting(ada))
    agree.approve(post, acting(olga), 1, now)
    [planned] = plan.schedule(post, plan.Plan(of_instant(now, harbour.timezone)), acting(olga), now)
    [claim] = clock.claim(datetime.now(now.tzinfo))
    send.deliver(claim.delivery_id, claim.fence)
    planned.refresh_from_db()
    assert planned.state == "held"
    return planned


@pytest.mark.at_both
def test_it_is_copied_published_and_said(visit: Any, look: Look, delivery: Delivery, ada: Any) -> None:
    page = visit(ada)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/w/harbour/deliveries/{delivery.pk}/")
    page.locator(".by-hand img").wait_for()
    page.wait_for_function("() => document.querySelector('.by-hand img').naturalWidth > 0")
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "handed")
    for button, words in (
        ("hand-text", TEXT),
        ("hand-title", "The ferry is back"),
        ("hand-alt-1", "A ferry"),
    ):
        page.click(f"[data-copy={button}]")
        page.wait_for_selector(f"[data-copy={button}].done")
        assert page.locator("[data-copied]").inner_text() == said("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == words
    with page.expect_download() as download:
        page.click(".by-hand a[download]")
    assert download.value.suggested_filename.endswith(".jpg")
    page.fill("[name=url]", "https://dzen.ru/a/ferry")
    page.click("button[value=published]")
    page.wait_for_selector(f"text={said('%(by)s published it by hand.', by='Ada')}")
    assert page.get_attribute("#delivery .bar a.btn", "href") == "https://dzen.ru/a/ferry"
    picture(page, "said")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt_url) == ("published", "https://dzen.ru/a/ferry")
