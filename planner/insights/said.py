"""What numbers mean, in sentences. Whatever is not known is said to be so."""

from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner.channels.models import Channel
from planner.day_names import within
from planner.insights.best_hour import LEAST as LEAST_FOR_HOURS
from planner.insights.best_hour import Cell, Panel
from planner.insights.best_hour import Verdict as Hours
from planner.insights.compare import Comparison
from planner.insights.compare import Verdict as Compared
from planner.insights.findings import Group
from planner.insights.forecast import LEAST as LEAST_FOR_FORECAST
from planner.insights.forecast import Foretold
from planner.insights.lift import HIGH, LOW
from planner.insights.models import Outcome
from planner.insights.rates import Formula
from planner.insights.reading import Insights, Life, Line
from planner.posts.models import Post
from planner.queues.experiment import Standing

VERDICTS = {
    Compared.BETTER: "better",
    Compared.WORSE: "worse",
    Compared.NO_DIFFERENCE: "no clear difference",
    Compared.NOT_ENOUGH: "not enough data",
}
FORMULAS = {
    Formula.BY_REACH: gettext_lazy("By reach: engagement ÷ people reached"),
    Formula.BY_IMPRESSIONS: gettext_lazy("By impressions: engagement ÷ views"),
    Formula.BY_FOLLOWERS: gettext_lazy("By followers: engagement ÷ followers on the day it was published"),
    Formula.CLICKS: gettext_lazy("Click rate: clicks ÷ views"),
}
KINDS = {
    "pillar": gettext_lazy("Pillars"),
    "campaign": gettext_lazy("Campaigns"),
    "kind": gettext_lazy("Kinds"),
    "tag": gettext_lazy("Tags"),
    "format": gettext_lazy("Formats"),
}


def signed(percents: float) -> str:
    """+34 %, −12 %, ±0 %; it is never parted at a line's end."""
    whole = round(percents)
    return f"{'+' if whole > 0 else '−' if whole else '±'}{abs(whole)}\N{NO-BREAK SPACE}%"


def lift(line: Line) -> str:
    """What stands beside a post. Empty where its engagement is not known at all."""
    if line.lift_age is None:
        return ""
    if line.lift is None:
        words = ngettext("%(n)s more post is needed first", "%(n)s more posts are needed first", line.lacks)
        return words % {"n": line.lacks}
    words = ngettext("at %(age)s, %(n)s post", "at %(age)s, %(n)s posts", line.lift_posts)
    return words % {"n": line.lift_posts, "age": hours(line.lift_age)}


def lift_verdict(line: Line) -> str:
    """above, below, usual, or nothing."""
    if line.lift is None or line.percentile is None:
        return ""
    return "above" if line.percentile >= HIGH else "below" if line.percentile <= LOW else "usual"


def foretold(line: Line) -> str:
    if not line.is_young or line.engagement is None:
        return ""
    if line.foretold is None:
        if line.learned_from < LEAST_FOR_FORECAST:
            return _("too early: fewer than %(n)s posts have come to seven days") % {"n": LEAST_FOR_FORECAST}
        return _("too early: it is not three hours old")
    return total(line.foretold)


def total(made: Foretold) -> str:
    """Never a bare number."""
    if round(made.low) == round(made.high):
        return _("hardly more after seven days")
    return _("%(low)s to %(high)s after seven days") % {"low": round(made.low), "high": round(made.high)}


def hours(value: float) -> str:
    """45 min, 2.4 h, 3 d."""
    if value < 1:
        return _("%(n)s min") % {"n": round(value * 60)}
    if value < 48:
        return _("%(n)s h") % {"n": f"{value:.1f}".removesuffix(".0") if value < 10 else round(value)}
    return _("%(n)s d") % {"n": f"{value / 24:.1f}".removesuffix(".0")}


def life(one: Life) -> str:
    if one.found is not None and one.is_measured:
        known = {"hours": hours(one.found.hours), "low": hours(one.found.low), "high": hours(one.found.high)}
        return _("%(hours)s (%(low)s to %(high)s)") % known
    about = {"hours": hours(one.prior.hours), "network": one.channel.kind.title}
    if one.prior.is_assumed:
        return _("≈ %(hours)s (supposed for %(network)s: no study was found; not yet measured)") % about
    return _("≈ %(hours)s (typical for %(network)s, not yet measured)") % about


def panel(found: Panel | None, is_of_days: bool = False) -> str:
    """The verdict as a sentence."""
    if found is None or found.verdict is Hours.NOT_ENOUGH:
        known = {"n": found.posts if found else 0, "enough": LEAST_FOR_HOURS}
        return _("Not enough data: %(n)s of %(enough)s posts are known at 24 hours.") % known
    if found.verdict is Hours.NOTHING:
        return _("No effect found in %(n)s posts: post when it suits you.") % {"n": found.posts}
    if found.verdict is Hours.WEAK or not found.recommended:
        return _("A weak sign in %(n)s posts: too little to recommend anything.") % {"n": found.posts}
    said = {
        "n": found.posts,
        "best": ", ".join(place(cell, is_of_days) for cell in found.recommended),
        "percent": signed(found.promised),
    }
    return _("Evidence in %(n)s posts: %(best)s. Expected there: %(percent)s against the usual.") % said


def tried(found: Panel | None) -> str:
    """How many of a panel's posts say more than the others: "" where none does."""
    if found is None or not found.tried:
        return ""
    words = ngettext(
        "%(n)s of them stood at an hour that was tried on purpose.",
        "%(n)s of them stood at hours that were tried on purpose.",
        found.tried,
    )
    return words % {"n": found.tried}


def trial(channel: Channel, standing: Standing) -> str:
    """How far a channel's experiment has come."""
    words = ngettext(
        "%(channel)s: experiment on since %(day)s, %(n)s of %(of)s slot tried.",
        "%(channel)s: experiment on since %(day)s, %(n)s of %(of)s slots tried.",
        standing.slots,
    )
    day = date_format(standing.began_at.astimezone(ZoneInfo(channel.zone_name)), _("j E"))
    return words % {"channel": channel.name, "day": day, "n": standing.tried, "of": standing.slots}


def place(cell: Cell, is_of_days: bool) -> str:
    return within(str(WEEKDAYS[cell.at])) if is_of_days else f"{cell.at:02}:00–{(cell.at + 1) % 24:02}:00"


def cell(one: Cell, is_of_days: bool, is_shown: bool) -> str:
    """What a bar says when it is pointed at."""
    where = place(one, is_of_days)
    if not one.posts:
        return _("%(where)s: no posts yet") % {"where": where}
    known = {"where": where, "n": one.posts, "low": signed(one.low), "high": signed(one.high)}
    if not is_shown:
        words = ngettext(
            "%(where)s: %(n)s post, nothing to say", "%(where)s: %(n)s posts, nothing to say", one.posts
        )
        return words % known
    words = ngettext(
        "%(where)s: %(percent)s (%(low)s to %(high)s), %(n)s post",
        "%(where)s: %(percent)s (%(low)s to %(high)s), %(n)s posts",
        one.posts,
    )
    return words % (known | {"percent": signed(one.percent)})


def group(one: Group) -> str:
    """Its name; kinds and formats are ours to translate."""
    if one.by == "kind":
        return str(dict(Post.Kind.choices).get(one.name, one.name))
    return str(dict(Outcome.Format.choices).get(one.name, one.name)) if one.by == "format" else one.name


def compared(result: Comparison | None) -> str:
    if result is None or result.verdict is Compared.NOT_ENOUGH:
        return _("not enough data")
    if result.verdict is Compared.BETTER:
        return _("better than the others")
    return _("worse than the others") if result.verdict is Compared.WORSE else _("no clear difference")


def ratio(value: float) -> str:
    """A ratio of medians as a change: 1.34 is +34 %."""
    return signed(100 * (value - 1))


def against_others(one: Group, middle: float, low: float, high: float) -> str:
    known = {"name": group(one), "percent": ratio(middle), "low": ratio(low), "high": ratio(high)}
    return _("“%(name)s”: %(percent)s against the other posts (%(low)s to %(high)s).") % known


def can_be_said(found: Insights) -> list[str]:
    period, sentences = found.period, []
    if period.measured:
        words = ngettext(
            "%(n)s post of the last %(days)s days has numbers.",
            "%(n)s posts of the last %(days)s days have numbers.",
            period.measured,
        )
        sentences.append(words % {"n": period.measured, "days": found.asked.days})
    clear = [
        one for one in period.groups if one.result and one.result.verdict in {Compared.BETTER, Compared.WORSE}
    ]
    for one in clear[:4]:
        assert one.result
        sentences.append(against_others(one, one.result.ratio, one.result.low, one.result.high))
    hours_found = found.findings.hours
    if hours_found is not None and hours_found.recommended:
        sentences.append(panel(hours_found))
    return sentences


def cannot_be_said(found: Insights) -> list[str]:
    """What people would ask next, and why there is no answer."""
    period, sentences = found.period, []
    if not period.measured:
        return [_("No numbers yet for these days: networks are asked an hour after a post is out.")]
    hours_found = found.findings.hours
    if hours_found is None or not hours_found.recommended:
        sentences.append(_("The best hour. %(why)s") % {"why": panel(hours_found)})
    unclear = [
        str(KINDS[by])
        for by in dict.fromkeys(one.by for one in period.groups)
        if not any(
            one.result and one.result.verdict in {Compared.BETTER, Compared.WORSE}
            for one in period.groups
            if one.by == by
        )
    ]
    if unclear:
        sentences.append(_("Which did better: %(kinds)s.") % {"kinds": ", ".join(unclear).lower()})
    if not any(one.is_measured for one in found.lives):
        sentences.append(_("How long a post is looked at: not yet measured."))
    return sentences
