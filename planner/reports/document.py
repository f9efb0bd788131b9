"""A report as headings, sentences and tables, in the reader's language: for page, PDF and link alike."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from planner.deliveries.models import State
from planner.insights.said import FORMULAS, hours, signed
from planner.reports import said
from planner.reports.reading import OfChannel, Report
from planner.reports.rows import Row
from planner.reports.span import month_before
from planner.reports.totals import Total
from planner.schedule.mix import Share

NOT_OUT = ("missed", "failed", "held", "blocked", "uncertain")
MOST = 100  # rows of a table


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    small: str = ""
    link: str = ""
    network: str = ""
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`head`: the columns' names; those of numbers are `numeric`."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[Cell, str, bool]]]:
        """Each cell with its column's name, and whether it is a number."""
        return [
            [(cell, self.head[n], n in self.numeric) for n, cell in enumerate(cells)] for cells in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    note: str = ""
    table: Table | None = None
    nothing: str = ""  # said in place of a table


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    value: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    house: str
    title: str
    span: str
    figures: tuple[Figure, ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())
    foot: str = ""


def document(found: Report) -> Document:
    """Everything that this report says; times in the workspace's zone."""
    asked = found.asked
    with timezone.override(asked.workspace.zone):
        made = date_format(timezone.localtime(found.made_at), "j E Y, H:i")
        foot = _("As the numbers stood on %(at)s, times in %(zone)s. — is not 0: it was not told or counted.")
        inside = () if asked.for_client else (_not_out(found), _goals(found))
        sections = (_channels(found), _rates(found), _best(found), *inside, _mix(found), _marks(found))
        return Document(
            house=asked.workspace.name,
            title=said.title(asked),
            span=_span(found),
            figures=tuple(_figures(found)),
            can=tuple(said.can_be_said(found)),
            cannot=tuple(said.cannot_be_said(found)),
            sections=tuple(one for one in sections if one is not None),
            foot=foot % {"at": made, "zone": asked.workspace.timezone},
        )


def _span(found: Report) -> str:
    span = found.asked.span
    days = f"{said.days(span.first, span.last)} {span.last.year}"
    return days if found.is_over else " · ".join((days, _("not over yet")))


def _figures(found: Report) -> list[Figure]:
    own, before = found.numbers, found.before
    month = said.of_month(month_before(found.asked.span).first)
    was = f"{month}: {said.count(before.out)}" if before else ""
    timed = _("of %(out)s") % {"out": said.count(own.timed)} if own.timed else ""
    inside = [
        Figure(_("Missed"), said.count(own.missed), _empty(found)),
        Figure(_("Failed"), said.count(own.failed)),
    ]
    return [
        Figure(_("Went out"), said.count(own.out), was),
        Figure(pgettext("posts", "On time"), said.count(own.on_time) if own.timed else "—", timed),
        *([] if found.asked.for_client else inside),
        Figure(_("Engagement"), said.count(own.engagement.value), _known(own.engagement)),
    ]


def _empty(found: Report) -> str:
    """Beside what was missed, because it is something else."""
    return said.stayed_empty(found.slots.total) if found.slots and found.slots.total else ""


def _known(total: Total) -> str:
    return _("of %(posts)s") % {"posts": said.posts(total.posts)} if total.posts else _("no numbers came")


def _channels(found: Report) -> Section:
    head = [_("Channel"), _("Out"), _("Engagement"), _("Views"), _("Clicks")]
    if not found.asked.campaign:
        head += [_("Followers"), _("Against the month before")]
    rows = tuple(tuple(_channel(one, found)) for one in found.channels)
    note = _("In brackets: of how many posts the number is known. The last column holds the middle post’s "
             "engagement at 24 hours against that of the month before.")  # fmt: skip
    campaign = _("Below each number: of how many posts it is known.")
    table = Table(tuple(head), rows, frozenset({1, 2, 3, 4, 5}))
    return Section(
        "channels", _("Channels"), campaign if found.asked.campaign else note, table if rows else None,
        _("Nothing was planned on any channel."),
    )  # fmt: skip


def _channel(one: OfChannel, found: Report) -> list[Cell]:
    own = one.numbers
    cells = [
        Cell(one.channel.name, network=one.channel.network),
        Cell(said.count(own.out)),
        *(Cell(said.count(t.value), f"({t.posts})" if t.posts else "")
          for t in (own.engagement, own.impressions, own.clicks)),
    ]  # fmt: skip
    return cells if found.asked.campaign else [*cells, _followers(one), _against(one)]


def _followers(one: OfChannel) -> Cell:
    counted = one.followers
    if counted is None:
        return Cell("—")
    if not counted.is_whole:
        return Cell(said.count(counted.last))
    since = _("%(change)s since %(day)s")
    changed = {"change": said.changed(counted.change), "day": date_format(counted.first_on, "j E")}
    return Cell(said.count(counted.last), since % changed)


def _against(one: OfChannel) -> Cell:
    return Cell(said.compared(one.compared), said.between(one.compared))


def _rates(found: Report) -> Section | None:
    rows = [
        (
            Cell(one.channel.name, network=one.channel.network),
            Cell(str(FORMULAS[rate.formula])),
            Cell(said.percent(rate.overall)),
            Cell(said.percent(rate.median)),
            Cell(said.count(rate.posts)),
        )
        for one in found.channels
        for rate in one.numbers.rates
    ]
    head = (_("Channel"), _("Formula"), _("All together"), _("The middle post"), _("Posts"))
    note = _("Rates by different formulas are never compared.")
    table = Table(head, tuple(rows), frozenset({2, 3, 4})) if rows else None
    nothing = _("The networks give no views, reach or followers to divide by.")
    return Section("rates", _("Engagement rates"), note if rows else "", table, nothing)


def _best(found: Report) -> Section:
    rows = tuple(
        (
            _named(row, found),
            Cell(signed(row.lift or 0), _age(row)),
            Cell(said.count(row.engagement)),
        )
        for row in found.best
    )
    head = (_("Post"), _("Lift"), _("Engagement"))
    note = _("Each against the usual of its own channel at the same age.")
    nothing = _("Of no post is the usual of its channel known yet.")
    return Section(
        "best", _("Best posts"), note, Table(head, rows, frozenset({1, 2})) if rows else None, nothing
    )


def _age(row: Row) -> str:
    known = {"age": hours(row.lift_age or 0), "posts": said.posts(row.lift_posts or 0)}
    return _("at %(age)s, %(posts)s") % known


def _named(row: Row, found: Report) -> Cell:
    """Inside it leads to the post, for a client to where it is out."""
    channel, at = found.channel(row), timezone.localtime(row.published_at or row.due_at)
    small = f"{channel.name}, {date_format(at, 'j E, H:i')}"
    if found.asked.for_client:
        link = row.link if row.link.startswith(("https://", "http://")) else ""
    else:
        link = reverse("post", args=[found.asked.workspace.slug, row.post_id])
    return Cell(row.name or _("Untitled"), small, link, channel.network)


def _not_out(found: Report) -> Section | None:
    states = dict(State.choices)
    rows = tuple(
        (_named(row, found), Cell(str(states[row.state]))) for row in found.rows if row.state in NOT_OUT
    )
    if not rows:
        return None
    table = Table((_("Post"), _("What became of it")), rows[:MOST])
    note = "" if len(rows) <= MOST else _("The first %(most)s of %(n)s.") % {"most": MOST, "n": len(rows)}
    return Section("not-out", _("Did not go out"), note, table)


def _goals(found: Report) -> Section | None:
    rows = tuple(
        (
            Cell(said.goal(one.goal), said.days(one.goal.from_on, one.goal.until_on)),
            Cell(said.count(one.have)),
            Cell(said.expected(one)),
            Cell(str(said.CHANCES[one.chance])),
        )
        for one in found.goals
    )
    if not rows:
        return None
    head = (_("Goal"), _("So far"), _("By the end"), _("Outlook"))
    note = _("“By the end” holds the end in eight of ten cases, if things go on as they did.")
    return Section("goals", _("Goals"), note, Table(head, rows, frozenset({1, 2})))


def _mix(found: Report) -> Section | None:
    if not found.mix or found.asked.campaign:
        return None
    rows = tuple(
        (
            Cell(one.name),
            Cell(said.count(one.posts), _("of %(n)s") % {"n": one.of}),
            Cell(f"{one.of_hundred['share']}\N{NO-BREAK SPACE}%", _between(one), share=one)
            if one.of
            else Cell("—"),
            Cell(f"{one.percent}\N{NO-BREAK SPACE}%" if one.target is not None else "—"),
            Cell(said.mixed(one)),
        )
        for one in found.mix
    )
    head = (
        pgettext("of content", "Pillar"),
        _("Posts"),
        pgettext("of posts", "Share"),
        _("Planned"),
        _("Verdict"),
    )
    note = _(
        "Of the posts that are out and have a pillar. In brackets lies the true share in nine of ten cases."
    )
    if found.without_pillar:
        note += " " + _("Without a pillar: %(posts)s.") % {"posts": said.posts(found.without_pillar)}
    return Section("mix", _("Mix"), note, Table(head, rows, frozenset({1, 2, 3})))


def _between(one: Share) -> str:
    return f"({one.of_hundred['low']}–{one.of_hundred['high']}\N{NO-BREAK SPACE}%)"


def _marks(found: Report) -> Section | None:
    rows = tuple((Cell(said.days(one.first, one.last)), Cell(said.mark(one))) for one in found.marks)
    if not rows:
        return None
    return Section("days", _("What else was going on"), "", Table((_("Day"), _("What")), rows[:MOST]))
