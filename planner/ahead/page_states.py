"""What an answer says of a page that is there, or only seems to be. Pure."""

import re
from urllib.parse import urlsplit

SHORTENERS = frozenset(  # what leads elsewhere on purpose
    {"bit.ly", "t.co", "goo.gl", "tinyurl.com", "clck.ru", "vk.cc", "is.gd", "ow.ly", "buff.ly", "lnkd.in"}
    | {"t.me", "youtu.be", "dlvr.it", "rebrand.ly", "cutt.ly", "u.to"}
)
TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
NOT_THERE = re.compile(
    r"^\W*404\b|\b(error|ошибка) 404\b|\bnot found\b|\bno longer (available|exists)\b|\bdoes not exist\b"
    r"|\bне найден[аоы]?\b|\bне существует\b|\bnicht gefunden\b|\bintrouvable\b|\bno encontrad[ao]\b",
    re.IGNORECASE,
)


def led(asked: str, final: str) -> str:
    """Where it led: ok, redirect, moved to another domain, or soft_404 where all lead to the front page."""
    if asked == final:
        return "ok"
    before, after = urlsplit(asked), urlsplit(final)
    there, here = site_of(after.hostname or ""), site_of(before.hostname or "")
    if here in SHORTENERS or (before.hostname or "") in SHORTENERS:
        return "ok"
    if here != there:
        return "moved"
    is_front = after.path in ("", "/") and not after.query
    return "soft_404" if is_front and before.path not in ("", "/") else "redirect"


def site_of(host: str) -> str:
    """The part of a host's name that somebody registered, as far as its shape tells: example.co.uk."""
    if host.replace(".", "").isdecimal() or ":" in host:
        return host  # an IP address
    labels = host.lower().split(".")
    is_second = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if is_second else labels[-2:])


def says_it_is_not_there(body: bytes, content_type: str) -> bool:
    """A page that answers "200 OK" and says in its title that there is nothing."""
    if content_type and "html" not in content_type.lower():
        return False
    found = TITLE.search(body[:100_000])
    return found is not None and NOT_THERE.search(found[1].decode("utf-8", "replace")) is not None
