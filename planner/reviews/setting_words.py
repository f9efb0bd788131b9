"""How posts are agreed, in sentences. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner.people.terms import AfterEdit, ReviewPolicy, Terms
from planner.reviews.policies import Route


@dataclass(frozen=True, slots=True)
class StepWords:
    """What is said of a step: `of` is how many people can answer in it now."""

    name: str
    of: int
    rule: str = "any"
    quorum: int = 1
    is_legal: bool = False
    deadline_hours: int | None = None
    deadline_since: str = "slot"
    on_timeout: str = "notify"
    escalate_to: str = ""


def described(terms: Terms, steps: Sequence[StepWords]) -> list[str]:
    """Everything that these terms mean for a post, the most important first."""
    said = [asked(terms.review_policy, steps)]
    if terms.review_policy == ReviewPolicy.STEPS:
        said += [late for step in steps if (late := when_late(step))]
    if terms.review_policy == ReviewPolicy.NONE:
        return said
    if terms.four_eyes:
        said.append(
            _("Neither the author nor who changed a post last may say yes to it, nor who stands in for them.")
        )
    if terms.schedules_itself:
        said.append(_("With the last yes a post goes on the calendar by itself, when a time was proposed."))
    else:
        said.append(_("After the last yes somebody puts the post on the calendar."))
    if terms.after_edit == AfterEdit.REVIEW:
        said.append(_("A post that is changed after a yes is asked for again at once."))
    else:
        said.append(_("A post that is changed after a yes is a draft again."))
    said.append(window(terms.earlier_hours, terms.later_hours))
    if terms.urgent_path:
        said.append(
            _("When it is urgent, one approver is enough: with a reason, and somebody else looks afterwards.")
        )
    return said


def asked(mode: str, steps: Sequence[StepWords]) -> str:
    """Whose yes a post needs: "Posts need a yes from Editors (2 of 3), then Legal (all), …"."""
    if mode == ReviewPolicy.NONE:
        return _("Posts need nobody’s yes.")
    if mode == ReviewPolicy.OPTIONAL:
        return _("Posts need nobody’s yes; who wants one may ask for it.")
    if mode == ReviewPolicy.REQUIRED:
        return _("Posts need a yes from one person who may review.")
    if not steps:
        return _("Posts need a yes in steps, but there is no step: nothing can go out.")
    shared = {(step.deadline_hours, step.deadline_since) for step in steps}
    if len(shared) == 1 and steps[0].deadline_hours is not None:
        chain, end = _chain([_who(step) for step in steps]), deadline(steps[0], many=True)
        return _("Posts need a yes from %(chain)s, %(end)s.") % {"chain": chain, "end": end}
    parts = [
        _("%(who)s %(deadline)s") % {"who": _who(step), "deadline": deadline(step, many=True)}
        if step.deadline_hours is not None
        else _who(step)
        for step in steps
    ]
    return _("Posts need a yes from %(chain)s.") % {"chain": _chain(parts)}


def deadline(step: StepWords, many: bool = False) -> str:
    """By when a step answers; "" where it has no deadline. `many`: it is said of posts, not of one."""
    hours = step.deadline_hours
    if hours is None:
        return ""
    if step.deadline_since == "asked":
        within = ngettext("within %(n)s hour of being asked", "within %(n)s hours of being asked", hours)
        return within % {"n": hours}
    if many:
        return ngettext("by %(n)s hour before their time", "by %(n)s hours before their time", hours) % {
            "n": hours
        }
    before = ngettext("by %(n)s hour before the post’s time", "by %(n)s hours before the post’s time", hours)
    return before % {"n": hours}


def how_many(step: StepWords) -> str:
    """Of those who are asked: "2 of 3", "all", "one of 3"; "" for the one there is."""
    if step.of == 0:
        return _("nobody can answer")
    if step.rule == "quorum":
        return _("%(n)s of %(of)s") % {"n": step.quorum, "of": step.of}
    if step.rule == "all" and step.of > 1:
        return _("all")
    return _("one of %(of)s") % {"of": step.of} if step.of > 1 else ""


def when_late(step: StepWords) -> str:
    """What happens when a step does not answer in time; "" where it has no deadline."""
    if step.deadline_hours is None:
        return ""
    if step.on_timeout == "escalate" and step.escalate_to:
        late = _("If “%(name)s” does not answer in time, “%(group)s” is asked as well.")
        return late % {"name": step.name, "group": step.escalate_to}
    if step.on_timeout == "skip" and not step.is_legal:
        return _("If “%(name)s” does not answer in time, it is passed over, and the post says so.") % {
            "name": step.name
        }
    return _("If “%(name)s” does not answer in time, everybody concerned is told, and the post waits.") % {
        "name": step.name
    }


def window(earlier: int | None, later: int | None) -> str:
    """How far an agreed post may be moved, in hours from the time that was agreed; None: as one likes."""
    if earlier is None and later is None:
        return _("An agreed post may be moved freely.")
    if earlier == 0 and later is None:
        return _("An agreed post may only be moved to a later time.")
    if earlier == 0 and later == 0:
        return _("An agreed post may not be moved.")
    if earlier == later and earlier is not None:
        return ngettext(
            "An agreed post may be moved by at most %(n)s hour.",
            "An agreed post may be moved by at most %(n)s hours.",
            earlier,
        ) % {"n": earlier}
    ends = {"earlier": _far(earlier), "later": _far(later)}
    return _("An agreed post may be moved: earlier %(earlier)s, later %(later)s.") % ends


def _far(hours: int | None) -> str:
    if hours is None:
        return _("freely")
    if hours == 0:
        return _("not at all")
    return ngettext("by at most %(n)s hour", "by at most %(n)s hours", hours) % {"n": hours}


def _who(step: StepWords) -> str:
    many = how_many(step)
    return _("%(name)s (%(how_many)s)") % {"name": step.name, "how_many": many} if many else step.name


def _chain(parts: Sequence[str]) -> str:
    chain = parts[0]
    for part in parts[1:]:
        chain = _("%(before)s, then %(next)s") % {"before": chain, "next": part}
    return chain


CONDITIONS = {
    Route.When.PRICE: gettext_lazy("When a post names a price"),
    Route.When.CLAIM: gettext_lazy("When a post makes a promise or a claim"),
    Route.When.MEDICAL: gettext_lazy("When a post speaks of health"),
    Route.When.WORDS: gettext_lazy("When a post has one of these words: %(thing)s"),
    Route.When.CAMPAIGN: gettext_lazy("When a post belongs to the campaign “%(thing)s”"),
    Route.When.TAG: gettext_lazy("When a post has the label “%(thing)s”"),
    Route.When.CHANNEL: gettext_lazy("When a post goes to %(thing)s"),
}


def route_described(when: str, thing: str, step: StepWords) -> str:
    """A rule that adds a step: "When a post names a price, Legal (all) must agree too, by …"."""
    condition = str(CONDITIONS[Route.When(when)]) % {"thing": thing}
    values = {"condition": condition, "who": _who(step), "deadline": deadline(step)}
    if step.deadline_hours is None:
        return _("%(condition)s, %(who)s must agree too.") % values
    return _("%(condition)s, %(who)s must agree too, %(deadline)s.") % values
