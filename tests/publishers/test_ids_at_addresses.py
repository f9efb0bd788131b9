"""Which post stands at an address: only one of the account's own is ever named."""

import pytest

import publishers
from publishers.base import ReadsAddresses
from publishers.message import Account

ACCOUNT = Account("77", "@Harbour", "Harbour", "https://sea.example/@Harbour")


@pytest.mark.parametrize(
    ("network", "url", "found"),
    [
        ("x", "https://x.com/harbour/status/12", "12"),
        ("x", "https://mobile.twitter.com/HARBOUR/status/12?s=20", "12"),
        ("x", "https://x.com/another/status/12", ""),
        ("x", "https://x.com/harbour", ""),
        ("x", "https://evil.example/x.com/harbour/status/12", ""),
        ("vk", "https://vk.com/wall-77_12", "12"),
        ("vk", "https://m.vk.ru/harbour?w=wall-77_12", "12"),
        ("vk", "https://vk.com/wall-78_12", ""),
        ("telegram", "https://t.me/harbour/12", "12"),
        ("telegram", "https://t.me/s/harbour/12", "12"),
        ("telegram", "https://t.me/another/12", ""),
        ("tiktok", "https://www.tiktok.com/@harbour/video/12?is_from_webapp=1", "12"),
        ("tiktok", "https://www.tiktok.com/@another/video/12", ""),
        ("tiktok", "https://www.tiktok.com/@harbour/photo/12", ""),
        ("mastodon", "https://sea.example/@harbour/12", "12"),
        ("mastodon", "https://other.example/@harbour/12", ""),
    ],
)
def test_only_the_accounts_own(network: str, url: str, found: str) -> None:
    kind = publishers.get(network)
    assert issubclass(kind, ReadsAddresses)
    assert kind.id_at(url, ACCOUNT) == found
    assert kind.id_at(url, Account("", "")) == "", "an account of which nothing is known owns nothing"
