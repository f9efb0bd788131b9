"""The checklist of a post that is being written: what stops it, what to look at, and where to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner import outside
from planner.ahead import link_looks, links
from planner.day_names import within
from planner.deliveries import house
from planner.deliveries.going_on import stands_still
from planner.mailings import way_out
from planner.people.models import Workspace
from planner.phrases.house_words import found_in
from planner.phrases.variables import left_in
from planner.posts import days_said
from planner.posts.days_said import Slip
from planner.posts.form import Form
from planner.posts.likeness import SAME, overlap, shingles
from planner.posts.models import Post
from planner.posts.versions import Variant
from planner.posts.written_for import day_of
from planner.sentences import said
from planner.writing.preview import Preview, addresses_of
from publishers.errors import Sentence
from publishers.message import Problem

NEAR = timedelta(days=30)
MOST_COMPARED = 300  # posts on the same channels


@dataclass(frozen=True, slots=True)
class Check:
    """One line: `target` is a field or a tab of the page, `where` the words there, `act` a button's name."""

    level: str  # "stops", "warns", "says"
    code: str
    sentence: str
    fix: str = ""
    target: str = ""
    where: str = ""
    act: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the checklist is about."""

    workspace: Workspace
    post: Post | None
    form: Form
    previews: Sequence[Preview]
    now: datetime
    ask_links: bool = False

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Every text that goes out, with its tab."""
        content = self.form.content
        found = (
            {}
            if content.wordings and all(w.text is not None for w in content.wordings)
            else {"all": content.text}
        )
        found |= {str(one.channel_id): one.text for one in content.wordings if one.text is not None}
        return [(tab, text) for tab, text in found.items() if text.strip()]


ORDER = {"stops": 0, "warns": 1, "says": 2}


def checklist(asked: Asked) -> list[Check]:
    """What stops it comes first. The same sentence is said once."""
    if asked.form.content.is_blank:
        return []
    found = [
        *_still(asked), *_of_networks(asked), *_time(asked), *_title(asked), *_days(asked), *_house(asked),
        *_variables(asked), *_links(asked), *_alike(asked), *_way_out(asked),
    ]  # fmt: skip
    once: dict[str, Check] = {}
    for one in found:
        once.setdefault(one.sentence, one)
    return sorted(once.values(), key=lambda one: ORDER[one.level])


def _still(asked: Asked) -> Iterator[Check]:
    """The words changed after it was put on the calendar."""
    if asked.post is not None and stands_still(asked.post):
        yield Check(
            "stops",
            "still",
            _("The words changed after it was planned, so nothing goes out until somebody agrees to them."),
        )


def _of_networks(asked: Asked) -> Iterator[Check]:
    for preview in asked.previews:
        for problem in preview.problems:
            if problem.code == "no_alt_text":
                continue
            level = "stops" if problem.blocking else "warns"
            fix, target, more = _mending(preview, problem)
            sentence = _named(preview, said(problem.what), asked.previews)
            yield Check(level, problem.code, f"{sentence} {more}".strip(), fix, target)
    if not asked.previews:
        yield Check(
            "warns",
            "no_channel",
            _("No channel is chosen yet, so it goes nowhere."),
            _("Choose one"),
            "field:channels",
        )
    needing = [one for one in asked.previews if any(found.code == "no_alt_text" for found in one.problems)]
    silent = [one for preview in needing for one in preview.pictures if not one.image.alt.strip()]
    for fitted in {one.asset.pk: one for one in silent}.values():
        sentence = _("“%(name)s” has no description for people who cannot see it.") % {"name": fitted.asset}
        yield Check("warns", "no_alt_text", sentence, _("Describe it"), f"field:alt-{fitted.asset.pk}")


def _named(preview: Preview, sentence: str, previews: Sequence[Preview]) -> str:
    """With the channel's name, unless the sentence says which network and there is one channel on it."""
    same = sum(one.channel.network == preview.channel.network for one in previews)
    if same == 1 and said(Sentence(preview.channel.kind.title)) in sentence:
        return sentence
    return f"{preview.channel.name}: {sentence}"


def _mending(preview: Preview, problem: Problem) -> tuple[str, str, str]:
    """The word on the button, where it leads, and what else to say."""
    tab = f"tab:{preview.channel.pk}"
    if problem.code == "too_long":
        if preview.payload.parts[problem.part].is_comment:
            return _("Shorten the comment"), f"field:comment-{preview.channel.pk}", ""
        return _("Shorten it there"), tab, ""
    if problem.code == "alt_too_long" and preview.pictures:
        long = max(preview.pictures, key=lambda one: len(one.image.alt))
        return _("Shorten the description"), f"field:alt-{long.asset.pk}", ""
    return _("Show the channel"), tab, said(problem.fix)


def _time(asked: Asked) -> Iterator[Check]:
    when, until = asked.form.when, asked.form.labels.valid_until
    if when is None:
        return
    if when.at <= asked.now:
        yield Check("stops", "past", _("Its time has passed."), _("Choose another"), "field:date")
    if until is not None and until < when.at.astimezone(asked.workspace.zone).date():
        sentence = _("It is valid until %(until)s, and goes out after that.") % {"until": _spoken(until)}
        yield Check("warns", "valid_until", sentence, _("Change the day"), "field:valid_until")


def _title(asked: Asked) -> Iterator[Check]:
    titled = [preview.channel.name for preview in asked.previews if preview.channel.kind.limits.title]
    if titled and not asked.form.content.title.strip():
        sentence = _("%(channel)s shows a title, and there is none.") % {"channel": titled[0]}
        yield Check("warns", "no_title", sentence, _("Write one"), "field:title")


def _days(asked: Asked) -> Iterator[Check]:
    if asked.form.when is None:
        return
    planned = asked.form.when.at.astimezone(asked.workspace.zone)
    written_for = day_of(asked.post) if asked.post is not None else None
    for tab, text in asked.texts:
        for finding in days_said.findings(text, planned, written_for):
            level = "says" if days_said.is_settled(finding) else "warns"
            sentence = day_sentence(finding, planned, written_for)
            words = text[finding.said.start : finding.said.end]
            yield Check(level, f"day_{finding.slip}", sentence, _("Show it"), f"tab:{tab}", words)
            if finding.slip is Slip.MOVED:
                yield Check(
                    "says",
                    "day_is_right",
                    _("Is it meant for the new day?"),
                    _("Yes, it is right"),
                    act="day-is-right",
                )


def day_sentence(finding: days_said.Finding, planned: datetime, written_for: date | None) -> str:
    """What a day word means on the planned day, and why that may be wrong."""
    values: dict[str, Any] = {
        "words": finding.said.words,
        "means": _spoken(finding.said.first),
        "goes": _spoken(planned.date()),
        "time": time_format(planned, "H:i"),
    }
    if finding.slip is Slip.CONTRADICTS and finding.other is not None:
        values["other"] = finding.other.words
        return (
            _(
                "“%(words)s” and “%(other)s” are not the same day: it goes out on %(goes)s, and so "
                "“%(words)s” is %(means)s."
            )
            % values
        )
    if finding.slip is Slip.IS_TODAY:
        return (
            _("It goes out on %(goes)s, so “%(words)s” is that very day. Say “today”, or give the date.")
            % values
        )
    if finding.slip is Slip.PASSED:
        return _("By the time it goes out (%(goes)s, %(time)s) “%(words)s” is over.") % values
    if finding.slip is Slip.MOVED and written_for is not None and finding.before is not None:
        values |= {"written": _spoken(written_for), "before": _spoken(finding.before)}
        return (
            _("“%(words)s” was written for %(written)s and meant %(before)s. On %(goes)s it means %(means)s.")
            % values
        )
    return _("Readers will take “%(words)s” for %(means)s, because it goes out on %(goes)s.") % values


def _house(asked: Asked) -> Iterator[Check]:
    rules = house.rules(asked.workspace)
    for tab, text in asked.texts if rules else ():
        for found in found_in(text, rules):
            values = {"words": found.words, "right": found.rule.word, "instead": found.rule.instead}
            if found.rule.is_name:
                sentence = _("“%(words)s” is spelt “%(right)s” here.") % values
            elif found.rule.instead:
                sentence = _("Here nobody says “%(words)s”: say “%(instead)s”.") % values
            else:
                sentence = _("Here nobody says “%(words)s”.") % values
            level = "stops" if found.rule.stops else "warns"
            yield Check(level, "house_word", sentence, _("Show it"), f"tab:{tab}", found.words)


def _variables(asked: Asked) -> Iterator[Check]:
    for tab, text in asked.texts:
        for name in left_in(text):
            sentence = _("{%(name)s} still stands in the words, and would go out like that.") % {"name": name}
            yield Check("warns", "variable", sentence, _("Show it"), f"tab:{tab}", f"{{{name}}}")


def _links(asked: Asked) -> Iterator[Check]:
    addresses = addresses_of(asked.previews)
    for address in addresses:
        if address.lower().startswith("http://"):
            sentence = _("%(address)s is not encrypted: its readers' browsers may warn them.") % {
                "address": address
            }
            yield Check("warns", "no_https", sentence, _("Show it"), "tab:all", address)
    if asked.ask_links:
        link_looks.look(addresses[: links.MOST], outside.web(), asked.now, again=True)
    for address, why in link_looks.dead(addresses, asked.now):
        sentence = _("%(address)s does not answer: %(why)s.") % {"address": address, "why": _(why)}
        yield Check("warns", "dead_link", sentence, _("Open it"), address=address)


def _way_out(asked: Asked) -> Iterator[Check]:
    for preview in asked.previews:
        if trouble := way_out.trouble(preview.channel):
            yield Check("warns", "no_way_out", f"{said(trouble)} {_(way_out.BE_REACHED)}")


def _alike(asked: Asked) -> Iterator[Check]:
    """Nearly the same words on the same channel within thirty days."""
    content, zone = asked.form.content, asked.workspace.zone
    mine = {w.channel_id: shingles(content.text if w.text is None else w.text) for w in content.wordings}
    moment = asked.form.when.at if asked.form.when else asked.now
    rows = Variant.objects.filter(
        version=F("version__post__head"),
        version__post__workspace=asked.workspace,
        version__post__planned_at__range=(moment - NEAR, moment + NEAR),
        channel__in=list(mine),
    ).exclude(version__post__state="archived")
    if asked.post is not None:
        rows = rows.exclude(version__post=asked.post)
        for kin in ("series", "evergreen"):  # these repeat on purpose
            if (family := getattr(asked.post, f"{kin}_id")) is not None:
                rows = rows.exclude(**{f"version__post__{kin}": family})
    columns = ("channel_id", "text", "version__text", "version__post__planned_at", "channel__name")
    told: set[int] = set()
    for channel_id, own, text, at, name in (
        rows.order_by("-pk").values_list(*columns)[:MOST_COMPARED] if mine else ()
    ):
        if channel_id in told or overlap(mine[channel_id], shingles(text if own is None else own)) < SAME:
            continue
        told.add(channel_id)
        days = abs((at.astimezone(zone).date() - moment.astimezone(zone).date()).days)
        apart = (
            ngettext("%(n)s day apart", "%(n)s days apart", days) % {"n": days} if days else _("the same day")
        )
        values = {"channel": name, "day": _spoken(at.astimezone(zone).date()), "apart": apart}
        sentence = _("%(channel)s has nearly the same words on %(day)s (%(apart)s).") % values
        yield Check("warns", "alike", sentence, _("Change the words"), f"tab:{channel_id}")


def _spoken(day: date) -> str:
    return within(date_format(day, _("D j E")))
