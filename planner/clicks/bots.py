"""Was it a person who opened a link? Told from what the request says of itself. Pure.

Networks look at every link that is posted: to draw its card, to look for malware. What they call themselves:

- Facebook, Instagram, Threads, WhatsApp: https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
- X: https://developer.x.com/en/docs/x-for-websites/cards/guides/getting-started (Twitterbot)
- LinkedIn: https://www.linkedin.com/robots.txt (LinkedInBot)
- Telegram: https://telegram.org/blog/instant-view (TelegramBot (like TwitterBot))
- VK: https://dev.vk.com/ru/widgets/share (vkShare), OK: OdklBot
- Mastodon: https://docs.joinmastodon.org (app/lib/request.rb: Mastodon/… http.rb/… Bot); other servers of the
  fediverse name their software alike, and every one that shows a post may look at its link
- Bluesky: https://github.com/bluesky-social (Bluesky Cardyb)
- Slack: https://api.slack.com/robots, Discord: Discordbot, Skype and Teams: SkypeUriPreview
- prefetching browsers: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Purpose
"""

import re
from collections.abc import Mapping

MOST = 500  # characters of a name that are looked at

PREVIEWERS = (
    "facebookexternalhit", "facebot", "meta-external", "whatsapp", "twitterbot", "linkedinbot", "telegrambot",
    "vkshare", "vkrobot", "odklbot", "cardyb", "bluesky", "slackbot", "slack-imgproxy", "discordbot",
    "skypeuripreview", "viber", "snap url preview", "pinterestbot", "redditbot", "embedly", "iframely",
    "google-safety", "googleother", "google-read-aloud", "mail.ru_bot", "yandexbot", "yandex.com/bots",
)  # fmt: skip
FEDIVERSE = (
    "mastodon", "pleroma", "akkoma", "misskey", "sharkey", "firefish", "iceshrimp", "summaly", "lemmy",
    "friendica", "peertube", "pixelfed", "gotosocial", "hubzilla", "writefreely", "http.rb",
)  # fmt: skip
PROGRAMS = (
    "curl/", "wget/", "python-", "aiohttp", "httpx", "go-http-client", "java/", "okhttp", "axios",
    "node-fetch", "undici", "libwww", "lwp::", "ruby", "php/", "guzzle", "headlesschrome",
    "phantomjs", "playwright", "lighthouse", "almanac/",
)  # fmt: skip
NAMED = (*PREVIEWERS, *FEDIVERSE, *PROGRAMS)
# "cubot" makes telephones; nobody else ends in these words who is not one.
WORDS = re.compile(r"(?<!cu)bot\b|crawler|spider|preview|scanner|fetcher|monitor")


def is_bot(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a program looked, and no person. `headers`: of the request, by names in any case."""
    said = {name.lower(): value.lower() for name, value in headers.items()}
    if method != "GET" or _is_ahead(said.get("sec-purpose", "")) or _is_ahead(said.get("purpose", "")):
        return True
    if _is_ahead(said.get("x-moz", "")):
        return True
    agent = said.get("user-agent", "").strip()[:MOST]
    return not agent or any(name in agent for name in NAMED) or bool(WORDS.search(agent))


def _is_ahead(purpose: str) -> bool:
    """A browser that only makes ready for a click that may come."""
    return any(word in purpose for word in ("prefetch", "prerender", "preview"))
