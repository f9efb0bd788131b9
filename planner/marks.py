"""Small pictures: the icons of our own pages, and the marks of networks, as SVG text. Nothing is fetched."""

import importlib.util
import re
from functools import cache
from pathlib import Path

import lucide
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

import publishers

STAGE_ICONS = {
    "draft": "circle-dashed",
    "in_review": "eye",
    "changes": "message-square-reply",
    "rejected": "circle-slash",
    "approved": "check",
    "scheduled": "clock",
    "publishing": "send",
    "on_hold": "circle-pause",
    "held": "hand",
    "blocked": "unplug",
    "published": "circle-check",
    "partly": "circle-alert",
    "failed": "circle-x",
    "missed": "clock-alert",
    "archived": "archive",
}
STATE_ICONS = {
    "scheduled": "clock",
    "claimed": "send",
    "sending": "send",
    "published": "circle-check",
    "failed": "circle-x",
    "waiting": "hourglass",
    "uncertain": "search",
    "held": "hand",
    "missed": "clock-alert",
    "blocked": "unplug",
    "cancelled": "ban",
}


@cache
def icon(name: str, kind: str = "i") -> SafeString:
    """One of lucide's icons, to stand beside words: screen readers skip it."""
    return mark_safe(f'<svg class="{kind}" viewBox="0 0 24 24" aria-hidden="true">{_strokes(name)}</svg>')  # noqa: S308


@cache
def icon_symbol(name: str, as_id: str) -> SafeString:
    """The same icon as a symbol, for pages that draw it a hundred times."""
    return mark_safe(f'<symbol id="{as_id}" viewBox="0 0 24 24">{_strokes(name)}</symbol>')  # noqa: S308


@cache
def network_symbol(network: str) -> SafeString:
    """The network's mark, white on its own colour, as the symbol `n-<network>`."""
    drawn = f'<symbol id="n-{escape(network)}" viewBox="0 0 24 24">{_drawing(network)}</symbol>'
    return mark_safe(drawn)  # noqa: S308 - packaged paths and registered names


@cache
def network_mark(network: str) -> SafeString:
    """The network's mark by itself."""
    drawn = f'<svg class="g" viewBox="0 0 24 24" aria-hidden="true">{_drawing(network)}</svg>'
    return mark_safe(drawn)  # noqa: S308 - packaged paths and registered names


def _strokes(name: str) -> str:
    drawn = lucide._render_icon(name, None)
    inner = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    return re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")


@cache
def _drawing(network: str) -> SafeString:
    known = publishers.PUBLISHERS.get(network)
    colour, path = _simple_icon(known.icon) if known and known.icon else ("", "")
    back = format_html('<rect width="24" height="24" rx="6" fill="#{}"/>', colour or "5b6472")
    if path:
        return back + format_html('<path fill="#fff" transform="translate(4.8 4.8) scale(.6)" d="{}"/>', path)
    letter = (known.title if known else network)[:1].upper()
    return back + format_html(
        '<text x="12" y="16.8" fill="#fff" font-size="14" font-weight="700" text-anchor="middle">{}</text>',
        letter,
    )


def _simple_icon(slug: str) -> tuple[str, str]:
    """Colour and path of one mark. Read from the package's file: importing it takes tens of megabytes."""
    spec = importlib.util.find_spec("simpleicons")
    places = list(spec.submodule_search_locations or []) if spec else []
    colour, here = "", False
    with Path(places[0], "icons.py").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(f'    slug="{slug}"'):
                here = True
            elif here and (found := re.match(r'    hex="([0-9A-Fa-f]{6})"', line)):
                colour = found[1]
            elif here and (found := re.search(r'<path d="([^"]+)"', line)):
                return colour, found[1]
    return "", ""
