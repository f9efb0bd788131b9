"""What the templates can say."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import nh3
from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter, naturaltime
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext
from django.utils.translation import gettext as _

import publishers
from planner import marks
from planner.channels.models import Channel
from planner.deliveries.models import State
from planner.deliveries.stage import Stage
from planner.sentences import said

register = template.Library()
LINKS = re.compile(r"https?://[^\s<]+|(?<![\w&])#\w+|(?<![\w&])@[\w.]+(?:@[\w.-]+)?")
STAGES: dict[str, Any] = dict(Stage.choices)
STATES: dict[str, Any] = dict(State.choices)


@register.simple_tag
def mail_goes_out() -> bool:
    """Whether letters leave this machine; out of the box they only show in the server's log."""
    return not str(settings.EMAIL_BACKEND).endswith("console.EmailBackend")


@register.simple_tag
def icon(name: str) -> SafeString:
    return marks.icon(name)


@register.simple_tag
def network_mark(network: str) -> SafeString:
    return marks.network_mark(network)


@register.simple_tag
def mark(network: str) -> SafeString:
    """The network's mark by reference, on a page that has its `symbols`."""
    return format_html('<svg class="g" aria-hidden="true"><use href="#n-{}"/></svg>', network)


@register.simple_tag
def symbols(stages: Iterable[str], networks: Iterable[str]) -> SafeString:
    """Everything a calendar draws again and again, once: `#s-<stage>` and `#n-<network>`."""
    drawn = [marks.icon_symbol(marks.STAGE_ICONS[stage], f"s-{stage}") for stage in stages]
    drawn.append(marks.icon_symbol("plus", "s-add"))
    drawn += [marks.network_symbol(network) for network in sorted(set(networks))]
    return format_html('<svg class="symbols" aria-hidden="true">{}</svg>', SafeString("".join(drawn)))


@register.simple_tag
def stage_pill(stage: str) -> SafeString:
    """A post's stage by word, icon and colour together."""
    return _pill(stage, marks.STAGE_ICONS[stage], STAGES[stage])


@register.simple_tag
def state_pill(state: str) -> SafeString:
    """A delivery's state by word, icon and colour together."""
    return _pill(state, marks.STATE_ICONS[state], STATES[state])


def _pill(name: str, icon_name: str, word: object) -> SafeString:
    return format_html('<span class="pill st-{}">{}{}</span>', name, marks.icon(icon_name), word)


@register.filter
def stage_word(stage: str) -> str:
    return str(STAGES[stage])


register.filter("said", said)


@register.filter
def day(at: datetime | None) -> str:
    """Tomorrow; Wed 25 Nov; 2 Jan 2027 where the year is another."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localdate()
    away = (local.date() - today).days
    if -1 <= away <= 1:
        return str([_("today"), _("tomorrow"), _("yesterday")][away])
    return date_format(local, _("D j M") if local.year == today.year else _("j M Y"))


@register.filter
def moment(at: datetime | None) -> str:
    """The day and the time: tomorrow 09:30."""
    return f"{day(at)} {date_format(timezone.localtime(at), 'H:i')}" if at else ""


@register.filter
def exactly(at: datetime) -> str:
    """Wednesday 25 November, 09:30; with the year where it is another."""
    local = timezone.localtime(at)
    near = local.year == timezone.localdate().year
    return date_format(local, _("l j E, H:i") if near else _("l j E Y, H:i"))


@register.simple_tag
def stamp(at: datetime | None) -> SafeString:
    """The moment as people say it, with the exact one behind it."""
    if at is None:
        return SafeString("")
    exact = date_format(timezone.localtime(at), "j E Y, H:i:s")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(timespec="seconds"), exact, moment(at)
    )


@register.filter
def away(at: datetime | None) -> str:
    """In 2 days; 3 hours ago."""
    if at is None:
        return ""
    now = timezone.now()
    if abs(at - now) < timedelta(days=1):
        return str(naturaltime(at))
    told = NaturalTimeFormatter
    if at > now:
        delta = timeuntil(at, now, time_strings=told.future_substrings, depth=1)
        return str(told.time_strings["future-day"] % {"delta": delta})
    delta = timesince(at, now, time_strings=told.past_substrings, depth=1)
    return str(told.time_strings["past-day"] % {"delta": delta})


@register.filter
def wall_time(wall: str) -> datetime:
    """A wall time as it is stored, for `date` to spell."""
    return datetime.fromisoformat(wall)


@register.filter
def fingerprint(digest: str) -> str:
    """The first letters of a digest, in two groups, to compare by eye."""
    return f"{digest[:4]} {digest[4:8]}" if digest else ""


@register.filter
def file_kind(content_type: str) -> str:
    """`JPEG` of `image/jpeg`: what people call it."""
    return {"quicktime": "MOV", "webp": "WebP"}.get(name := content_type.partition("/")[2], name.upper())


@register.filter
def weight(size: int) -> str:
    """Bytes in the unit that people compare: 214 KB, 1.6 MB."""
    if size < 1_000_000:
        return gettext("%(n)s KB") % {"n": max(1, round(size / 1000))}
    return gettext("%(n)s MB") % {"n": number_format(size / 1_000_000, 1)}


@register.filter
def network_html(text: str) -> SafeString:
    """HTML as a publisher made it, cleaned once more before it is shown."""
    return mark_safe(nh3.clean(text, url_schemes={"http", "https", "mailto"}))  # noqa: S308 - cleaned


@register.simple_tag
def words_changed(pieces: Iterable[Any]) -> SafeString:
    """A word diff: what went is struck out, what came is underlined."""
    tags = {"same": "span", "gone": "del", "new": "ins"}
    return format_html_join("", "<{0}>{1}</{0}>", ((tags[piece.kind], piece.text) for piece in pieces))


@register.filter
def network_title(network: str) -> str:
    """As the network writes itself. (Templates would call the class.)"""
    known = publishers.PUBLISHERS.get(network)
    return gettext(known.title) if known else network


@register.filter
def promise(network: str) -> str:
    """What we can promise on this network, in plain words."""
    known = publishers.PUBLISHERS.get(network)
    return said(known.guarantee.sentence) if known else ""


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def positive(number: int) -> int:
    return abs(number)


@register.filter
def is_web(address: str) -> bool:
    """Whether an address that came from outside may stand in a link."""
    return address.startswith(("https://", "http://"))


@register.filter
def host(address: str) -> str:
    """The host of a web address; the address itself where it has none."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


@register.filter
def linked(text: str) -> SafeString:
    """A post's plain text with its links and hashtags drawn, not followed."""
    pieces, place = [], 0
    for found in LINKS.finditer(text):
        end = found.start() + len(_without_what_follows(found[0]))
        drawn = format_html('<span class="drawn">{}</span>', text[found.start() : end])
        pieces += [escape(text[place : found.start()]), drawn]
        place = end
    return mark_safe("".join([*pieces, escape(text[place:])]))  # noqa: S308 - escaped above


@register.filter
def option_word(channel: Channel, name: str) -> dict[str, str]:
    """The words for the values of one of the network's options."""
    return {
        value: said(label)
        for option in channel.kind.options
        if option.name == name
        for value, label in option.choices
    }


@register.filter
def get(values: Mapping[Any, Any], key: Any) -> Any:
    """One value of a mapping; "" when it is not there."""
    return values.get(key, "")


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: Any) -> str:
    """This page's query with some parameters changed; an empty one is left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def at_view(context: template.Context, address: Mapping[str, str]) -> str:
    """This page in another view: its filters, and what the view says of its time."""
    return str(here(context, **{"from": "", "day": "", "late": "", "sort": "", **address}))


@register.simple_tag(takes_context=True)
def at_period(context: template.Context, view: str, day: Any) -> str:
    """This page at another time."""
    return str(at_view(context, context["period"].named(view, day)))


@register.simple_tag(takes_context=True)
def only(context: template.Context, name: str, value: str) -> str:
    """This page with one filter set, from its beginning."""
    return str(here(context, **{name: value, "from": ""}))


@register.simple_tag(takes_context=True)
def toggled(context: template.Context, name: str, value: str) -> str:
    """This page with one of a filter's values put in, or taken out where it is in."""
    before = [one for one in context["request"].GET.get(name, "").split(",") if one]
    after = [one for one in before if one != value] if value in before else [*before, value]
    return only(context, name, ",".join(after))


@register.filter
def placed(one: Any) -> str:
    """The classes that put a post of a week at its time and in its lane."""
    return f" q{one.quarter} n{one.lanes} k{one.lane}{' beside' if one.is_beside else ''}"


def _without_what_follows(address: str) -> str:
    """An address in a sentence: the full stop behind it is not of it, nor a bracket that it did not open."""
    while address and (
        address[-1] in ".,:;!?'\"»”…" or (address[-1] == ")" and address.count("(") < address.count(")"))
    ):
        address = address[:-1]
    return address
