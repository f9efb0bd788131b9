"""Posts as calendars draw them. Written in Python because a month has a hundred and more: a template that is
included so often took most of the page's time (docs/decisions/0010-planning.md)."""

from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.dateformat import DateFormat
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from planner import marks
from planner.schedule.cards import Card, Chip
from planner.templatetags.almanac import STAGES, moment

register = template.Library()
AGAIN = {"series": "repeat", "evergreen": "leaf"}
NOTHING = SafeString("")
TO_DO = {
    "retire": gettext_noop("It no longer serves"),
    "fix": gettext_noop("Something in it is wrong now"),
    "hold": gettext_noop("Too soon, or out of season"),
    "review": gettext_noop("Somebody should read it again"),
    "refresh": gettext_noop("Worth writing anew"),
}


@register.simple_tag(takes_context=True)
def chip(
    context: template.Context, one: Chip, roomy: bool = False, dated: bool = False, place: str = ""
) -> SafeString:
    """A post: time, stage by icon, colour and word, channels, title, and its picture where there is room."""
    card, at = one.card, one.at
    kind = (
        f"p st-{card.stage}{' fix' if card.is_fixed else ''}{' troubled' if card.is_troubled else ''}{place}"
    )
    clock = NOTHING
    if at is not None:
        clock = format_html("<b>{}</b>", moment(card.at) if dated else f"{at:%H:%M}")
    return format_html(
        '<a class="{}" href="{}{}/" data-p="{}"{}><svg class="s"><use href="#s-{}"/></svg>{}'
        '<span class="vh w">{}</span>{}<span class="t">{}</span>{}</a>',
        kind,
        context["posts"],
        card.pk,
        card.pk,
        format_html(' data-at="{}"', f"{at:%Y-%m-%dT%H:%M}") if at is not None else NOTHING,
        card.stage,
        clock,
        _word(card.stage, card.is_troubled, get_language() or "en"),
        _channels(one),
        card.title or gettext("Untitled"),
        _picture(context, card.picture_id) if roomy and card.picture_id else NOTHING,
    )


def _channels(one: Chip) -> SafeString:
    card = one.card
    yes = NOTHING
    if card.stage == "in_review":
        title = gettext("Approvals given, and how many are asked for")
        yes = format_html('<i class="yes" title="{}">{}/{}</i>', title, card.yeses, card.asked)
    return format_html(
        '<span class="ch"{}>{}{}{}{}{}</span>',
        format_html(' title="{}"', ", ".join(one.names)) if one.names else NOTHING,
        yes,
        _to_do(card.to_do, get_language() or "en") if card.to_do else NOTHING,
        marks.icon(AGAIN[card.comes_again]) if card.comes_again in AGAIN else NOTHING,
        _marks(one.networks),
        format_html("<i>+{}</i>", one.more) if one.more else NOTHING,
    )


@lru_cache(maxsize=512)
def _marks(networks: tuple[str, ...]) -> SafeString:
    drawn = ((network,) for network in networks)
    return format_html_join("", '<svg class="g"><use href="#n-{}"/></svg>', drawn)


@lru_cache(maxsize=128)
def _word(stage: str, is_troubled: bool, language: str) -> SafeString:
    """Said to those who do not see colours; kept by language."""
    said = [str(STAGES[stage]), *([gettext("Something stands in its way")] if is_troubled else [])]
    return SafeString(escape(". ".join(said)))


@register.simple_tag
def to_do(card: Card) -> SafeString:
    """What is to be done about its freshness; nothing where nothing is."""
    return _to_do(card.to_do, get_language() or "en") if card.to_do else NOTHING


@lru_cache(maxsize=32)
def _to_do(action: str, language: str) -> SafeString:
    """What freshness says is to be done; kept by language."""
    word = gettext(TO_DO[action])
    return format_html(
        '<i class="todo" title="{}">{}<span class="vh">{}</span></i>', word, marks.icon("wrench"), word
    )


def _picture(context: template.Context, asset_id: int) -> SafeString:
    address = reverse(
        "thumbnail", kwargs={"workspace": context["workspace"].slug, "asset_id": asset_id, "width": 320}
    )
    return format_html(
        '<img class="th" src="{}" alt="" width="34" height="34" loading="lazy" decoding="async">', address
    )


@register.filter
def said_as(day: Any, form: str) -> str:
    """A day in words, as `date` does it; kept, because a month says each of its days several times."""
    return _said(day, form, get_language() or "en")


@lru_cache(maxsize=4096)
def _said(day: Any, form: str, language: str) -> str:
    return DateFormat(day).format(form)


@register.filter
def weekday(number: int) -> str:
    """Monday is 0."""
    return str(WEEKDAYS[number])


@register.filter
def weekday_short(number: int) -> str:
    return str(WEEKDAYS_ABBR[number])
