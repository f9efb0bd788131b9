"""What somebody chose under "repeat", read into a rule and shown again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext as _

from planner.queues import rule as rules
from planner.queues.change_series import Scope
from planner.queues.rule import MOST_STEP, MOST_TIMES, NotARule, Rule
from planner.queues.rule_words import words
from planner.walltime import When, resolve

Typed = Mapping[str, Sequence[str]]
FREQUENCIES = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY"}
SHOWN = 5  # of the coming times


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form shows of a series: the part templates/queues/_series.html wants it as `series`."""

    repeats: str = "none"  # none, daily, weekly, monthly
    step: str = "1"
    weekdays: tuple[int, ...] = ()
    monthly: str = "day"  # day, nth, last
    ends: str = "never"  # never, on, after
    until: str = ""
    times: str = "10"
    problems: tuple[str, ...] = ()
    rule: Rule | None = None  # None: it comes once, or `problems` say why there is none
    said: str = ""  # the rule in words
    coming: tuple[When, ...] = field(default=())  # the first few times
    day: date | None = None  # of the first

    @property
    def days(self) -> list[tuple[int, bool]]:
        return [(day, day in self.weekdays) for day in range(7)]

    @property
    def nth(self) -> int:
        """Which of its weekday in the month the first is; 0 where there is none."""
        return (self.day.day - 1) // 7 + 1 if self.day else 0

    @property
    def is_last(self) -> bool:
        return self.day is not None and rules.is_last(self.day)


def read(typed: Typed, when: When | None) -> Choice:
    """The choice of somebody whose post goes out at `when`."""
    start = datetime.fromisoformat(when.wall) if when else None
    repeats = _one(typed, "series-repeats") or "none"
    days = sorted({int(day) for day in typed.get("series-days", ()) if day in tuple("0123456")})
    choice = Choice(
        repeats if repeats in FREQUENCIES else "none",
        _one(typed, "series-every") or "1",
        tuple(days) or ((start.weekday(),) if start else ()),
        _one(typed, "series-monthly") or "day",
        _one(typed, "series-ends") or "never",
        _one(typed, "series-until"),
        _one(typed, "series-times") or "10",
        day=start.date() if start else None,
    )
    if choice.repeats == "none":
        return choice
    if start is None or when is None:
        return replace(
            choice, problems=(_("Choose the day and the time of the first post: it repeats from there."),)
        )
    try:
        rule = _rule(choice, start)
    except NotARule as trouble:
        return replace(choice, problems=(str(trouble),))
    return shown(rule, when, choice)


def shown(rule: Rule, when: When, choice: Choice | None = None) -> Choice:
    """A rule as the form shows it, with its words and its next times."""
    start = datetime.fromisoformat(when.wall)
    if choice is None:
        names = {name: kind for kind, name in FREQUENCIES.items()}
        choice = Choice(
            names[rule.frequency],
            str(rule.step),
            rule.weekdays if rule.frequency == "WEEKLY" else (start.weekday(),),
            "last" if rule.nth == -1 else "nth" if rule.nth else "day",
            "after" if rule.times else "on" if rule.until else "never",
            rule.until.isoformat() if rule.until else "",
            str(rule.times or 10),
            day=start.date(),
        )
    coming = tuple(resolve(wall, when.zone) for wall in islice(rules.walls(rule, start), SHOWN))
    return replace(choice, rule=rule, said=words(rule, start), coming=coming)


def scope(typed: Typed) -> Scope:
    """How much of a series a change is meant for; this one where nobody said."""
    asked = _one(typed, "series-scope")
    return Scope(asked) if asked in set(Scope) else Scope.THIS


def _rule(choice: Choice, start: datetime) -> Rule:
    step = _number(choice.step)
    if not 1 <= step <= MOST_STEP:
        raise NotARule(_("It can repeat every 1 to %(most)s days, weeks or months.") % {"most": MOST_STEP})
    times, until = None, None
    if choice.ends == "after":
        times = _number(choice.times)
        if not 2 <= times <= MOST_TIMES:
            raise NotARule(_("It can come 2 to %(most)s times.") % {"most": MOST_TIMES})
    if choice.ends == "on":
        try:
            until = date.fromisoformat(choice.until)
        except ValueError:
            raise NotARule(_("Choose the last day.")) from None
        if until <= start.date():
            raise NotARule(_("The last day comes before the second post. Choose a later one."))
    frequency = FREQUENCIES[choice.repeats]
    if frequency == "DAILY":
        return Rule(frequency, step, times=times, until=until)
    if frequency == "WEEKLY":
        return Rule(frequency, step, choice.weekdays, times=times, until=until)
    if choice.monthly == "day":
        return Rule(frequency, step, day=start.day, times=times, until=until)
    nth = -1 if choice.monthly == "last" or choice.nth > 4 else choice.nth
    if choice.monthly == "last" and not choice.is_last:
        raise NotARule(_("The first post is not on the last such weekday of its month."))
    return Rule(frequency, step, (start.weekday(),), nth=nth, times=times, until=until)


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return str(values[-1]).strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0
