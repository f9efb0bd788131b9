"""What one version changed: its words as a diff for each wording, everything else as sentences. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.posts import diff
from planner.posts.content import Content, Wording
from planner.posts.diff import Piece
from planner.sentences import said
from publishers.base import Option

Names = Mapping[int, str]
Options = Mapping[int, Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Change:
    """`where` is "" for the common words; a change has pieces of words, or a sentence."""

    where: str = ""
    pieces: tuple[Piece, ...] = ()
    sentence: str = ""


def changes(
    before: Content | None, after: Content, channels: Names, assets: Names, options: Options
) -> list[Change]:
    """In the order of reading. `before` None: everything is new. `options` are those of each channel."""
    old = before or Content()
    return [
        *_title(old, after),
        *_words("", old.text, after.text),
        *_wordings(old, after, channels, options),
        *_pictures(old, after, assets),
        *_card(old, after),
        *_language(old, after),
    ]


def _title(old: Content, new: Content) -> Iterator[Change]:
    if old.title != new.title:
        yield Change(_("Title"), tuple(diff.words(old.title, new.title)))


def _words(where: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(where, tuple(diff.words(old, new)))


def _wordings(old: Content, new: Content, channels: Names, options: Options) -> Iterator[Change]:
    before = {one.channel_id: one for one in old.wordings}
    after = {one.channel_id: one for one in new.wordings}
    for pk in sorted({*before, *after}, key=lambda pk: channels.get(pk, "")):
        name = channels.get(pk) or _("a channel that is gone")
        was, now = before.get(pk), after.get(pk)
        if was is None:
            yield Change(sentence=_("%(channel)s was added.") % {"channel": name})
        if now is None:
            yield Change(sentence=_("%(channel)s was taken out.") % {"channel": name})
        else:
            yield from _wording(name, was or Wording(pk), now, old.text, new.text)
            yield from _chosen(name, was or Wording(pk), now, options.get(pk, ()))


def _wording(name: str, was: Wording, now: Wording, old: str, new: str) -> Iterator[Change]:
    if was.text is None and now.text is not None:
        yield Change(sentence=_("%(channel)s has words of its own now.") % {"channel": name})
        yield from _words(name, old, now.text)
    elif was.text is not None and now.text is None:
        yield Change(sentence=_("%(channel)s says the common words again.") % {"channel": name})
    elif was.text is not None and now.text is not None:
        yield from _words(name, was.text, now.text)


def _chosen(name: str, was: Wording, now: Wording, options: Sequence[Option]) -> Iterator[Change]:
    """Options in people's words; what an option begins with is the same as nothing chosen."""
    before, after = dict(was.options), dict(now.options)
    for option in options:
        first = option.choices[0][0] if option.choices else ""
        old, new = before.get(option.name) or first, after.get(option.name) or first
        if old != new:
            labels = {value: said(label) for value, label in option.choices}
            values = {
                "channel": name,
                "option": said(option.label),
                "value": labels.get(new, new)[:200] or "–",
            }
            yield Change(sentence=_("%(channel)s, %(option)s: %(value)s.") % values)


def _pictures(old: Content, new: Content, assets: Names) -> Iterator[Change]:
    before = {one.asset_id: one for one in old.pictures}
    after = {one.asset_id: one for one in new.pictures}
    for pk in after.keys() - before.keys():
        yield Change(sentence=_("The picture “%(name)s” was put in.") % {"name": assets.get(pk, pk)})
    for pk in before.keys() - after.keys():
        yield Change(sentence=_("The picture “%(name)s” was taken out.") % {"name": assets.get(pk, pk)})
    both = [pk for pk in after if pk in before]
    if both != [pk for pk in before if pk in after]:
        count = len(after)
        yield Change(
            sentence=ngettext(
                "The picture is in another place.", "The %(n)s pictures are in another order.", count
            )
            % {"n": count}
        )
    for pk in both:
        if before[pk].alt != after[pk].alt:
            where = _("Description of “%(name)s”") % {"name": assets.get(pk, pk)}
            yield Change(where, tuple(diff.words(before[pk].alt, after[pk].alt)))
        if before[pk].focus != after[pk].focus:
            yield Change(sentence=_("“%(name)s” is cropped otherwise.") % {"name": assets.get(pk, pk)})


def _card(old: Content, new: Content) -> Iterator[Change]:
    if old.card == new.card:
        return
    was, now = (
        " · ".join(filter(None, (one.title, one.description, one.url))) if one else ""
        for one in (old.card, new.card)
    )
    if was == now:
        yield Change(sentence=_("The link card has another picture."))
    else:
        yield Change(_("Link card"), tuple(diff.words(was, now)))


def _language(old: Content, new: Content) -> Iterator[Change]:
    if old.language != new.language:
        yield Change(
            sentence=_("Its language is %(language)s.") % {"language": new.language or _("the workspace's")}
        )
