"""Where the link to unsubscribe would lead nowhere, it is said before a letter leaves."""

from typing import Any

import pytest

from planner.channels.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)
CLOSED = "People could not unsubscribe by the link in their letters"
NOT_SAFE = "Mail programs would not offer to unsubscribe with one click"
URLS = [
    ("http://127.0.0.1:8000", CLOSED),
    ("https://almanac.local", CLOSED),
    ("http://almanac.harbour-news.org", NOT_SAFE),
    ("https://almanac.harbour-news.org", ""),
]


@pytest.mark.parametrize(("url", "said"), URLS)
def test_where_a_newsletter_is_connected_looked_at_and_written_for(
    url: str, said: str, channel: Channel, settings: Any, enter: Any, olga: Any
) -> None:
    settings.PUBLIC_URL = url
    browser = enter(olga)
    typed = {"title": "Fog", "text": "Ships wait.", "channels": [str(channel.pk)]}
    pages = [
        browser.get("/w/harbour/channels/new/newsletter/"),
        browser.get(f"/w/harbour/channels/{channel.pk}/"),
        browser.post("/w/harbour/posts/preview/", typed),
    ]
    for answer in pages:
        page = answer.content.decode()
        assert [one for one in (CLOSED, NOT_SAFE) if one in page] == ([said] if said else [])
        assert ("say it in ALMANAC_URL" in page) == bool(said)


def test_other_channels_have_no_letters(harbour: Any, settings: Any, enter: Any, olga: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    browser, sandbox = enter(olga), harbour.channels.get(network="sandbox")
    typed = {"title": "Fog", "text": "Ships wait.", "channels": [str(sandbox.pk)]}
    pages = [
        browser.get("/w/harbour/channels/new/sandbox/"),
        browser.get(f"/w/harbour/channels/{sandbox.pk}/"),
        browser.post("/w/harbour/posts/preview/", typed),
    ]
    assert not any("unsubscribe" in answer.content.decode() for answer in pages)
