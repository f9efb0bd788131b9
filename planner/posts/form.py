"""What somebody typed into the composer, read into values. Pure: no database, and nothing typed is lost."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from planner.posts.content import CardWords, Content, Picture, Wording
from planner.posts.sides import CLOCK, Values, began_with, tags_in, values_of
from planner.walltime import NoZone, When, resolve

Typed = Mapping[str, Sequence[str]]
MOST_CHARACTERS = 100_000
MOST_TITLE = 300
MOST_PICTURES = 20
MOST_ALT = 1_500
MOST_TAGS = 20
MOST_LABEL = 80
MOST_URL = 2_000
MOST_CARD_TITLE = 300
MOST_CARD_DESCRIPTION = 1_000
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
KINDS = ("timely", "seasonal", "evergreen")


@dataclass(frozen=True, slots=True)
class Labels:
    """How a post is sorted. Not material: no new yes is needed for a change."""

    campaign: str = ""
    pillar: str = ""
    tags: tuple[str, ...] = ()
    kind: str = "timely"
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    content: Content
    labels: Labels = field(default_factory=Labels)
    when: When | None = None
    no_time: str = ""  # why what was typed is no time
    fold: int | None = None
    based_on: int | None = None
    problems: tuple[str, ...] = ()
    sides: Values = field(default_factory=dict)  # labels and time as they were typed
    began_with: Values = field(
        default_factory=dict
    )  # as they stood when the form was opened, where it says so


def read(typed: Typed, channel_ids: Collection[int], zone: str) -> Form:
    """Everything that was typed. What cannot be kept as it is stands in `problems`, as sentences."""
    problems: list[str] = []
    text = _text(typed, "text", MOST_CHARACTERS, problems)
    wordings = tuple(_wordings(typed, channel_ids, problems))
    content = Content(
        title=_text(typed, "title", MOST_TITLE, problems),
        text=text,
        language=_text(typed, "language", 8, problems),
        wordings=wordings,
        pictures=tuple(_pictures(typed, problems)),
        card=_card(typed, problems),
    )
    fold = _number(_one(typed, "fold"))
    when, no_time = _when(typed, zone, fold)
    problems += [no_time] if no_time else []
    labels, based_on = _labels(typed, problems), _number(_one(typed, "based_on"))
    sides, began = values_of(typed), began_with(typed)
    return Form(content, labels, when, no_time, fold, based_on, tuple(problems), sides, began)


def typed_of(content: Content, labels: Labels, when: When | None, based_on: int) -> dict[str, list[str]]:
    """The other way: what a composer shows for a post."""
    typed: dict[str, list[str]] = {
        "title": [content.title],
        "text": [content.text],
        "language": [content.language],
        "channels": [str(wording.channel_id) for wording in content.wordings],
        "pictures": [str(picture.asset_id) for picture in content.pictures],
        "campaign": [labels.campaign],
        "pillar": [labels.pillar],
        "tags": [", ".join(labels.tags)],
        "kind": [labels.kind],
        "valid_until": [labels.valid_until.isoformat() if labels.valid_until else ""],
        "date": [when.wall[:10] if when else ""],
        "time": [when.wall[11:16] if when else ""],
        "fold": [str(when.fold) if when else ""],
        "based_on": [str(based_on)],
    }
    for wording in content.wordings:
        if wording.text is not None:
            typed[f"text-{wording.channel_id}"] = [wording.text]
            typed[f"own-{wording.channel_id}"] = ["1"]
        for name, value in wording.options:
            typed[f"option-{wording.channel_id}-{name}"] = [value]
    for picture in content.pictures:
        typed[f"alt-{picture.asset_id}"] = [picture.alt]
        if picture.focus is not None:
            typed[f"focus-{picture.asset_id}"] = [",".join(map(str, picture.focus))]
    if content.card is not None:
        card = content.card
        typed |= {"card_url": [card.url], "card_title": [card.title]}
        typed |= {"card_description": [card.description], "card_asset": [str(card.asset_id or "")]}
    return typed


def _wordings(typed: Typed, channel_ids: Collection[int], problems: list[str]) -> Iterator[Wording]:
    for text in dict.fromkeys(typed.get("channels", ())):
        channel = _number(text)
        if channel is None or channel not in channel_ids:
            problems.append(_("One of the channels does not exist here any more. Choose the channels again."))
            continue
        own = None
        if _one(typed, f"own-{channel}") == "1":
            own = _text(typed, f"text-{channel}", MOST_CHARACTERS, problems)
        start = f"option-{channel}-"
        options = tuple(
            (name.removeprefix(start)[:40], _text(typed, name, 500, problems))
            for name in sorted(typed)
            if name.startswith(start)
        )
        yield Wording(channel, own, options)


def _pictures(typed: Typed, problems: list[str]) -> Iterator[Picture]:
    chosen = list(dict.fromkeys(typed.get("pictures", ())))
    if len(chosen) > MOST_PICTURES:
        problems.append(_("A post takes %(most)s pictures at most.") % {"most": MOST_PICTURES})
    for text in chosen[:MOST_PICTURES]:
        if (asset := _number(text)) is not None:
            alt = _text(typed, f"alt-{asset}", MOST_ALT, problems)
            yield Picture(asset, alt, _focus(_one(typed, f"focus-{asset}")))


def _card(typed: Typed, problems: list[str]) -> CardWords | None:
    """The link card; without an address there is none."""
    url = _text(typed, "card_url", MOST_URL, problems).strip()
    if not url:
        return None
    if not WEB.fullmatch(url):
        problems.append(_("“%(url)s” is not a web address, so there is no card of it.") % {"url": url[:200]})
        return None
    return CardWords(
        url,
        _text(typed, "card_title", MOST_CARD_TITLE, problems),
        _text(typed, "card_description", MOST_CARD_DESCRIPTION, problems),
        _number(_one(typed, "card_asset")) or None,
    )


def _focus(text: str) -> tuple[int, int] | None:
    """`250,500` in thousandths from the left and the top; anything else is no focus."""
    left, _comma, top = text.partition(",")
    x, y = _number(left), _number(top)
    return (x, y) if x is not None and y is not None and max(x, y) <= 1000 else None


def _labels(typed: Typed, problems: list[str]) -> Labels:
    kind = _one(typed, "kind")
    until = _one(typed, "valid_until")
    return Labels(
        campaign=_text(typed, "campaign", MOST_LABEL, problems).strip(),
        pillar=_text(typed, "pillar", MOST_LABEL, problems).strip(),
        tags=_tags(typed, problems),
        kind=kind if kind in KINDS else KINDS[0],
        valid_until=_date(until, problems) if until else None,
    )


def _tags(typed: Typed, problems: list[str]) -> tuple[str, ...]:
    tags = tags_in(_text(typed, "tags", MOST_TAGS * (MOST_LABEL + 3), problems))
    problems.extend(too_long(tag, MOST_LABEL) for tag in tags if len(tag) > MOST_LABEL)
    if len(tags) > MOST_TAGS:
        said = {"count": len(tags), "most": MOST_TAGS}
        problems.append(
            _("A post keeps up to %(most)s tags, and these are %(count)s. Take some away.") % said
        )
    return tags


def _when(typed: Typed, zone: str, fold: int | None) -> tuple[When | None, str]:
    """The time, or why there is none: "" where nobody asked for one."""
    day, clock = _one(typed, "date").strip(), _one(typed, "time").strip()
    if not day and not clock:
        return None, ""
    if not day or not clock:
        return None, _("Give both a day and a time, or neither.")
    hours = CLOCK.fullmatch(clock)
    if hours and (int(hours[1]) > 23 or int(hours[2]) > 59):
        return None, _("%(clock)s is no time of day. Write it as 09:30.") % {"clock": clock}
    try:
        wall = datetime.fromisoformat(f"{day}T{int(hours[1]):02}:{hours[2]}" if hours else clock)
        if not 2000 <= wall.year <= 2200:
            raise ValueError(wall)
        return resolve(wall, zone, fold), ""
    except (ValueError, OverflowError, NoZone):
        return None, _("That day or time cannot be read. Write it as 2026-11-25 and 09:30.")


def _date(text: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(_("The day until which it is valid cannot be read. Write it as 2026-11-25."))
        return None


def _text(typed: Typed, name: str, most: int, problems: list[str]) -> str:
    text = _one(typed, name)
    if "\x00" in text:
        problems.append(_("The text holds a NUL character, which nothing can show. It was left out."))
        text = text.replace("\x00", "")
    if len(text) > most:
        problems.append(too_long(text, most))
    return text


def too_long(text: str, most: int) -> str:
    """Said wherever more was typed than is kept."""
    return _("That is too long to keep: %(count)s characters, and %(most)s is the most.") % {
        "count": len(text),
        "most": most,
    }


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return str(values[-1])


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None
