"""A judgement in sentences: each lost point with its reason, each cap, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

ACTIONS = {
    "retire": pgettext_lazy("what to do with a post", "Retire"),
    "fix": pgettext_lazy("what to do with a post", "Fix"),
    "hold": pgettext_lazy("what to do with a post", "Hold"),
    "review": pgettext_lazy("what to do with a post", "Review"),
    "refresh": pgettext_lazy("what to do with a post", "Refresh"),
    "recycle": pgettext_lazy("what to do with a post", "Say it again"),
    "keep": pgettext_lazy("what to do with a post", "Keep"),
    "dormant": pgettext_lazy("what to do with a post", "Out of season"),
}
MEANINGS = {
    "retire": gettext_lazy("It no longer serves: take it off, or put it away."),
    "fix": gettext_lazy("Something in it is wrong now: mend it."),
    "hold": gettext_lazy("Not yet: hold it, or choose another time."),
    "review": gettext_lazy("Read it, and say whether it is still right."),
    "refresh": gettext_lazy("It was strong and has aged: write it anew."),
    "recycle": gettext_lazy("It is good and was liked: it may be said again."),
    "keep": gettext_lazy("Nothing to do."),
    "dormant": gettext_lazy("It waits for its season."),
}
LINKS = {
    "broken": gettext_lazy("the link %(address)s is broken"),
    "soft_404": gettext_lazy("the page at %(address)s says that there is nothing"),
    "unsure": gettext_lazy("the link %(address)s did not answer the last time"),
    "redirect": gettext_lazy("the link %(address)s leads on to another address"),
    "moved": gettext_lazy("the link %(address)s leads to another site"),
}


CAPPED = {  # caps, and the parts that they are about
    "expired": "validity",
    "fact_changed": "facts",
    "broken_link": "links",
    "duplicate_too_soon": "repetition",
}


@dataclass(frozen=True, slots=True)
class Told:
    """`points`: "−13", or "−13, at most 40" of a cap, or "" where none are lost."""

    points: str
    sentence: str
    is_cap: bool

    def __str__(self) -> str:
        return f"{self.points}: {self.sentence}" if self.points else self.sentence


def told(lines: Sequence[Mapping[str, Any]]) -> list[Told]:
    """All lines of a judgement; what a part lost stands with the cap that says the same."""
    lost = {str(line["code"]): int(line["points"]) for line in lines}
    capped = {CAPPED[str(line["code"])] for line in lines if line["code"] in CAPPED}
    found = []
    for line in lines:
        code = str(line["code"])
        if code in CAPPED:
            line = {**line, "points": lost.get(CAPPED[code], 0)}
        if code not in capped:
            found.append(tell(line))
    return found


def tell(line: Mapping[str, Any]) -> Told:
    """A line as it is kept, in the language that is active."""
    sentence = _sentence(str(line["code"]), line.get("values") or {})
    lost = f"−{line['points']}" if line.get("points") else ""
    if line.get("most") is None:
        return Told(lost, sentence, False)
    most = _("at most %(most)s") % {"most": line["most"]}
    return Told(f"{lost}, {most}" if lost else most, sentence, True)


def _sentence(code: str, values: Mapping[str, Any]) -> str:
    days = int(values.get("days", 0))
    match code:
        case "validity":
            more = ngettext("valid for %(n)s more day", "valid for %(n)s more days", days)
            return more % {"n": days}
        case "review":
            overdue = ngettext("review overdue %(n)s day", "review overdue %(n)s days", days)
            return overdue % {"n": days}
        case "age" if "hours" in values:
            hours = int(values["hours"])
            out = ngettext("out for %(n)s hour", "out for %(n)s hours", hours)
            return out % {"n": hours} if hours < 72 else _("out for %(n)s days") % {"n": hours // 24}
        case "age":
            last = ngettext("last reviewed %(n)s day ago", "last reviewed %(n)s days ago", days)
            return last % {"n": days}
        case "links" | "broken_link":
            return str(LINKS.get(str(values.get("state")), LINKS["broken"])) % values
        case "facts" | "fact_changed":
            return _of_facts(values, days)
        case "performance":
            return _("said again, it does %(percent)s%% less well than at first") % values
        case "repetition" | "duplicate_too_soon" if not days:
            return _("%(percent)s%% the same as what its channel said that day") % values
        case "repetition" | "duplicate_too_soon":
            ago = ngettext(
                "%(percent)s%% the same as what its channel said %(n)s day before",
                "%(percent)s%% the same as what its channel said %(n)s days before",
                days,
            )
            return ago % {"percent": values.get("percent", 0), "n": days}
    return str(OTHERS.get(code, code))


OTHERS = {
    "expired": gettext_lazy("it is no longer valid then"),
    "out_of_season": gettext_lazy("it is planned for a day outside of its season"),
    "season_soon": gettext_lazy("its season begins within a month: somebody should read it before"),
    "dormant": gettext_lazy("out of its season it is neither fresh nor stale"),
    "nothing": gettext_lazy("nothing that could be counted applies to it"),
}


def _of_facts(values: Mapping[str, Any], days: int) -> str:
    changes = int(values.get("changes", 0))
    if changes:
        more = ngettext("“%(name)s” has changed", "“%(name)s” and others have changed", changes)
        return more % {"name": values.get("name", "")}
    old = ngettext(
        "nobody has confirmed “%(name)s” for %(n)s day",
        "nobody has confirmed “%(name)s” for %(n)s days",
        days,
    )
    return old % {"name": values.get("name", ""), "n": days}
