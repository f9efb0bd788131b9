"""What the composer shows of a post: what was typed, how each channel would draw it, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from media.models import Asset
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.people.models import Workspace
from planner.posts import form as forms
from planner.posts.content import CardWords, Content
from planner.posts.form import WEB, Form, Typed
from planner.posts.models import Post
from planner.walltime import When, zone_of
from planner.writing.desk import Person
from planner.writing.overflow import overflow
from planner.writing.preview import Preview, previews_of
from publishers.base import Option
from publishers.message import Part
from publishers.prepared import COMMENT
from publishers.styled import styled


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a network's options for a post, and what is chosen."""

    option: Option
    name: str
    value: str

    @property
    def is_switch(self) -> bool:
        """Yes or no: one box to tick."""
        return {label.template for _value, label in self.option.choices} == {"Yes", "No"}

    @property
    def on(self) -> str:
        """The value of a ticked box."""
        return next((value for value, label in self.option.choices if label.template == "Yes"), "")

    @property
    def off(self) -> str:
        return next((value for value, label in self.option.choices if label.template == "No"), "")

    @property
    def is_on(self) -> bool:
        return self.value == self.on


@dataclass(frozen=True, slots=True)
class Pane:
    """A channel in the composer."""

    channel: Channel
    chosen: bool
    own: bool
    text: str
    choices: tuple[Choice, ...]
    comment: Choice | None = None  # the first comment, where the network has comments

    @property
    def is_chosen(self) -> bool:
        """Something other than what each option begins with."""
        return any(choice.value not in ("", _first_of(choice.option)) for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Count:
    """How long the longest part is on one channel, as the network counts."""

    channel_id: int
    parts: int
    left: int | None  # None where there is no limit
    kind: str  # "", "near" at nine tenths, "over"
    each: str = ""  # what is left of every part, with blanks between; "-" where there is no limit
    comment: int | None = None  # what is left of the first comment
    over: str = ""  # what is too much, as places in the typed text: "280-312 600-640"


def panes(channels: Sequence[Channel], typed: Typed) -> list[Pane]:
    chosen = set(typed.get("channels", ()))
    return [_pane(channel, str(channel.pk) in chosen, typed) for channel in channels]


def pictures(workspace: Workspace, form: Form) -> list[tuple[Asset, str, str]]:
    """The chosen pictures in their order, each with its description and its focus as the form spells it."""
    found = assets_of(workspace, [picture.asset_id for picture in form.content.pictures])
    return [
        (found[one.asset_id], one.alt, ",".join(map(str, one.focus or ())))
        for one in form.content.pictures
        if one.asset_id in found
    ]


def card(workspace: Workspace, form: Form) -> tuple[CardWords, Asset | None] | None:
    """The link card and its picture; another workspace's picture is none."""
    words = form.content.card
    if words is None:
        return None
    number = words.asset_id or 0
    return words, assets_of(workspace, [number]).get(number)


def card_offer(form: Form, channels: Sequence[Channel]) -> str:
    """The first web address of which a network would show a card if it had one; "" where there is none."""
    content = form.content
    if content.card is not None:
        return ""
    shows = {channel.pk for channel in channels if channel.kind.shows_cards}
    for wording in content.wordings:
        if wording.channel_id in shows:
            said = styled(content.text if wording.text is None else wording.text)
            for span in said.spans:
                if span.kind == "link" and WEB.fullmatch(span.href):
                    return span.href
    return ""


def assets_of(workspace: Workspace, pks: Sequence[int]) -> Mapping[int, Asset]:
    return Asset.objects.filter(library__owner=workspace.library).in_bulk(list(pks))


def zones_of(
    previews: Sequence[Preview], form: Form, workspace: Workspace
) -> list[tuple[str, datetime, str]]:
    """What other clocks show at the time: those of channels whose zone is not the workspace's."""
    if form.when is None:
        return []
    names: dict[str, list[str]] = {}
    for preview in previews:
        if preview.channel.zone_name != workspace.timezone:
            names.setdefault(preview.channel.zone_name, []).append(preview.channel.name)
    return [
        (zone, form.when.at.astimezone(zone_of(zone)).replace(tzinfo=None), ", ".join(channels))
        for zone, channels in sorted(names.items())
    ]


def drawn(workspace: Workspace, form: Form, post_id: int = 0) -> list[tuple[Preview, Count]]:
    return [
        (preview, _with_overflow(count_of(preview), preview, form, post_id))
        for preview in previews_of(workspace, form.content, post_id)
    ]


def count_of(preview: Preview) -> Count:
    parts = preview.payload.parts
    posts = [part for part in parts if not part.is_comment]
    comment = next((part.limit - part.count for part in parts if part.is_comment and part.limit), None)
    each = " ".join(str(part.limit - part.count) if part.limit else "-" for part in posts)
    bounded = [part for part in parts if part.limit]
    if not bounded:
        return Count(preview.channel.pk, len(parts), None, "", each, comment)
    worst: Part = min(bounded, key=lambda part: part.limit - part.count)
    left = worst.limit - worst.count
    kind = "over" if left < 0 else "near" if worst.count >= worst.limit * 0.9 else ""
    return Count(preview.channel.pk, len(parts), left, kind, each, comment)


def _with_overflow(count: Count, preview: Preview, form: Form, post_id: int) -> Count:
    """With the places of what is too much, so that the page can mark the very words."""
    if count.kind != "over":
        return count
    content, channel = form.content, preview.channel
    wording = next((one for one in content.wordings if one.channel_id == channel.pk), None)
    own = wording.text if wording else None
    typed = _plain_ends(content.text if own is None else own)
    message = compose.message_of(content, channel, {}, post_id)
    found = overflow(typed, message, channel, preview.payload)
    return replace(count, over=" ".join(f"{one.start}-{one.end}" for one in found))


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_fixed(post: Post, who: Person) -> bool:
    """Nobody edits it now: it is out or on its way, put away, or not this person's."""
    if post.state in {"archived", "rejected"} or not who.may_change(post):
        return True
    states = list(Delivery.objects.live().filter(post=post).values_list("state", flat=True))
    return bool(states) and (
        any(state in IN_DOUBT for state in states) or all(state == "published" for state in states)
    )


def blank(when: When | None, channel_ids: Sequence[int], language: str) -> dict[str, list[str]]:
    typed = forms.typed_of(Content(language=language), forms.Labels(), when, 0)
    return typed | {"channels": [str(pk) for pk in channel_ids]}


def with_picture(workspace: Workspace, number: str) -> dict[str, list[str]]:
    """What the form says of a picture that the post begins with; nothing where there is no such picture."""
    if not number.isdecimal() or len(number) > 15:
        return {}
    asset = Asset.objects.of(workspace.library).filter(pk=int(number)).first()
    if asset is None:
        return {}
    focus = ",".join(map(str, asset.focus or ()))
    return {"pictures": [number], f"alt-{number}": [asset.alt], f"focus-{number}": [focus]}


def _first_of(option: Option) -> str:
    return option.choices[0][0] if option.choices else ""


def _pane(channel: Channel, chosen: bool, typed: Typed) -> Pane:
    def one(name: str) -> str:
        return (typed.get(name) or [""])[-1]

    own = one(f"own-{channel.pk}") == "1"
    choices = tuple(
        Choice(option, f"option-{channel.pk}-{option.name}", one(f"option-{channel.pk}-{option.name}"))
        for option in channel.kind.options
    )
    text = one(f"text-{channel.pk}") if own else one("text")
    comment = next((choice for choice in choices if choice.option.name == COMMENT), None)
    rest = tuple(choice for choice in choices if choice is not comment)
    return Pane(channel, chosen, own, text, rest, comment)
