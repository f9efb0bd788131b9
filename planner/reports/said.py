"""What a report says, in words. Whatever is not known is said to be so."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner.day_names import within
from planner.insights.compare import LEAST, Comparison, Verdict
from planner.insights.lift import LEAST as LEAST_FOR_LIFT
from planner.insights.said import ratio, signed
from planner.reports.annotated import Mark
from planner.reports.bands import Chance
from planner.reports.models import Goal
from planner.reports.progress import Progress
from planner.reports.reading import Asked, Report
from planner.reports.slots import Slots
from planner.reports.span import month_before
from planner.schedule.mix import Share
from planner.schedule.mix import Verdict as Mixed

MARKS: Mapping[str, Promise] = {
    "holiday": gettext_lazy("Holiday"),
    "observance": gettext_lazy("Day to keep in mind"),
    "event": gettext_lazy("Event"),
    "note": gettext_lazy("Note"),
    "paused": gettext_lazy("Publishing was paused"),
    "all paused": gettext_lazy("Publishing was paused for every workspace"),
    "channel paused": gettext_lazy("Channel was paused"),
    "to reconnect": gettext_lazy("Channel was not connected"),
}
CHANCES: Mapping[str, Promise] = {
    Chance.REACHED: gettext_lazy("reached"),
    Chance.LIKELY: gettext_lazy("likely, at the pace so far"),
    Chance.OPEN: gettext_lazy("open: it may or may not be reached"),
    Chance.UNLIKELY: gettext_lazy("unlikely, at the pace so far"),
    Chance.NOT_REACHED: gettext_lazy("not reached"),
    Chance.TOO_EARLY: gettext_lazy("too early to say"),
}
MIXED: Mapping[str, Promise] = {
    Mixed.UNDER: gettext_lazy("less than planned"),
    Mixed.AS_PLANNED: gettext_lazy("as planned"),
    Mixed.OVER: gettext_lazy("more than planned"),
    Mixed.TOO_FEW: gettext_lazy("too few posts to say"),
}


def count(value: float | None) -> str:
    """1,204, as the reader's language writes it; a dash for what is not known."""
    return "—" if value is None else number_format(round(value), use_l10n=True, force_grouping=True)


def changed(value: int) -> str:
    """+12, −3, ±0."""
    return f"{'+' if value > 0 else '−' if value else '±'}{count(abs(value))}"


def percent(value: float, places: int = 2) -> str:
    return f"{number_format(value, places, use_l10n=True)}\N{NO-BREAK SPACE}%"


def of_month(day: date) -> str:
    """October 2026."""
    return date_format(day, "F Y")


def title(asked: Asked) -> str:
    return asked.campaign.name if asked.campaign else of_month(asked.span.first)


def days(first: date, last: date) -> str:
    """4 November; 4–6 November; 30 October – 2 November."""
    if first == last:
        return date_format(first, "j E")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j E')}"
    return f"{date_format(first, 'j E')} – {date_format(last, 'j E')}"


def posts(n: int) -> str:
    return ngettext("%(n)s post", "%(n)s posts", n) % {"n": count(n)}


def stayed_empty(n: int) -> str:
    return ngettext("%(n)s slot stayed empty", "%(n)s slots stayed empty", n) % {"n": count(n)}


def slots(found: Slots) -> str:
    """How many of the weekly slots that came nobody filled, and on which channels."""
    words = ngettext(
        "%(n)s of %(of)s weekly slot stayed empty",
        "%(n)s of %(of)s weekly slots stayed empty",
        found.came,
    )
    told = words % {"n": count(found.total), "of": count(found.came)}
    where = ", ".join(f"{channel.name} {count(n)}" for channel, n in found.empty.items())
    told = f"{told}: {where}." if where else f"{told}."
    if found.since is None:
        return told
    since = _("Counted from %(day)s on, when weekly times were changed last.")
    return f"{told} {since % {'day': date_format(found.since, 'j E')}}"


def compared(found: Comparison | None) -> str:
    """The difference with what is held against, and how sure it is."""
    if found is None:
        return _("not enough data")
    if found.verdict is Verdict.NOT_ENOUGH:
        known = {"n": min(found.posts, found.others), "enough": LEAST}
        return _("not enough data: %(n)s of %(enough)s posts") % known
    if found.verdict is Verdict.NO_DIFFERENCE:
        return _("no clear difference")
    return ratio(found.ratio)


def between(found: Comparison | None) -> str:
    """The interval of a comparison that is one."""
    if found is None or found.verdict is Verdict.NOT_ENOUGH:
        return ""
    return _("%(low)s to %(high)s") % {"low": ratio(found.low), "high": ratio(found.high)}


def goal(one: Goal) -> str:
    """Posts out: 40, of Harbour on X."""
    what = {"metric": one.get_metric_display(), "target": count(one.target)}
    whose = one.channel or one.campaign
    return " · ".join((_("%(metric)s: %(target)s") % what, str(whose or _("all channels together"))))


def expected(one: Progress) -> str:
    """What it will come to, as a range."""
    if one.is_over or one.band is None:
        return "—"
    low, high = count(one.band.low), count(one.band.high)
    return low if low == high else f"{low} … {high}"


def mixed(share: Share) -> str:
    words = str(MIXED[share.verdict]) if share.verdict is not None else _("no plan")
    if share.verdict is Mixed.UNDER and share.need:
        more = ngettext("%(n)s more is needed", "%(n)s more are needed", share.need) % {"n": share.need}
        return f"{words}; {more}"
    return words


def mark(one: Mark) -> str:
    return f"{MARKS[one.kind]}: {one.text}" if one.text else str(MARKS[one.kind])


def can_be_said(found: Report) -> list[str]:
    sentences = []
    own, before = found.numbers, found.before
    if own.out == found.posts and own.out:
        sentences.append(_("%(posts)s went out.") % {"posts": posts(found.posts)})
    elif own.out:
        words = ngettext(
            "%(posts)s went out, in %(n)s delivery.", "%(posts)s went out, in %(n)s deliveries.", own.out
        )
        sentences.append(words % {"posts": posts(found.posts), "n": count(own.out)})
    if before is not None and (own.out or before.out):
        month = {"month": within(of_month(month_before(found.asked.span).first)), "n": count(before.out)}
        sentences.append(_("The month before, %(month)s: %(n)s.") % month)
    if found.compared and found.compared.verdict in {Verdict.BETTER, Verdict.WORSE}:
        known = {"percent": ratio(found.compared.ratio), "between": between(found.compared)}
        words = (
            _("The middle post had %(percent)s engagement at 24 hours (%(between)s) against the other posts "
              "of these days.")
            if found.asked.campaign
            else _("The middle post had %(percent)s engagement at 24 hours (%(between)s) against the month "
                   "before.")
        )  # fmt: skip
        sentences.append(words % known)
    if found.slots is not None and found.slots.came:
        sentences.append(slots(found.slots))
    if found.best:
        top = found.best[0]
        known = {"name": top.name, "percent": signed(top.lift or 0), "channel": found.channel(top).name}
        sentences.append(_("“%(name)s” did best: %(percent)s against the usual of %(channel)s.") % known)
    return sentences


def cannot_be_said(found: Report) -> list[str]:
    """What people would ask next, and why there is no answer."""
    if not found.numbers.out:
        return [_("Nothing went out in these days, so there is nothing to tell.")]
    sentences = []
    against = _("the other posts of these days") if found.asked.campaign else _("the month before")
    if found.compared is None or found.compared.verdict is Verdict.NOT_ENOUGH:
        known = {"against": against, "why": compared(found.compared)}
        sentences.append(_("Whether posts did better than %(against)s: %(why)s.") % known)
    elif found.compared.verdict is Verdict.NO_DIFFERENCE:
        known = {"against": against, "between": between(found.compared)}
        sentences.append(
            _("Whether posts did better than %(against)s: no clear difference (%(between)s).") % known
        )
    if not found.best:
        sentences.append(
            _("Which posts did best: of none is the usual known; %(n)s earlier posts of a channel make it.")
            % {"n": LEAST_FOR_LIFT}
        )
    silent = [
        one.channel.name for one in found.channels if one.numbers.out and not one.numbers.engagement.posts
    ]
    if silent:
        sentences.append(_("Engagement on %(channels)s: no numbers came.") % {"channels": ", ".join(silent)})
    if not found.asked.campaign:
        uncounted = [
            one.channel.name for one in found.channels if not (one.followers and one.followers.is_whole)
        ]
        if uncounted:
            known = {"channels": ", ".join(uncounted)}
            sentences.append(_("How followers of %(channels)s changed: they were not counted.") % known)
    return sentences
