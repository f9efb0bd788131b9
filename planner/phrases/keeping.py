"""Phrases and house words as somebody typed them: read, refused with a sentence, or kept."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.people.models import Workspace
from planner.phrases.models import HouseWord, Phrase

Row = TypeVar("Row", Phrase, HouseWord)
MOST = 500  # of each in a workspace
MOST_TEXT = 10_000


class NotKept(Exception):
    """Why not, as a sentence."""


def keep_phrase(workspace: Workspace, phrase: Phrase, typed: Mapping[str, str], by: Actor) -> Phrase:
    """`phrase` is new, or one that changes. Raises NotKept."""
    name, text = " ".join(_plain(typed, "name").split()), _plain(typed, "text").strip()
    if not name:
        raise NotKept(_("Give it a name, so that it can be found."))
    if phrase.kind == Phrase.Kind.TAGS and not parameters_of(text):
        raise NotKept(_("Link tags are written as utm_source=newsletter, one on each line."))
    if phrase.kind == Phrase.Kind.HASHTAGS:
        text = " ".join(f"#{word.lstrip('#')}" for word in text.replace(",", " ").split() if word.strip("#"))
    if not text and phrase.kind != Phrase.Kind.TEMPLATE:
        raise NotKept(_("It says nothing yet."))
    if len(text) > MOST_TEXT:
        raise NotKept(_("That is too long to keep."))
    if phrase.pk is None and Phrase.objects.filter(workspace=workspace).count() >= MOST:
        raise NotKept(_("There are %(most)s already. Take one away first.") % {"most": MOST})
    phrase.name, phrase.text = name[:120], text
    return _kept(phrase, by)


def keep_house_word(workspace: Workspace, typed: Mapping[str, str], by: Actor) -> HouseWord:
    word, kind = " ".join(_plain(typed, "word").split())[:120], typed.get("kind", "")
    if not word or kind not in HouseWord.Kind.values:
        raise NotKept(_("Write the word."))
    if HouseWord.objects.filter(workspace=workspace).count() >= MOST:
        raise NotKept(_("There are %(most)s already. Take one away first.") % {"most": MOST})
    instead = " ".join(_plain(typed, "instead").split())[:200]
    row = HouseWord(
        workspace=workspace, kind=kind, word=word, instead=instead, stops=bool(typed.get("stops"))
    )
    return _kept(row, by)


def parameters_of(text: str) -> tuple[tuple[str, str], ...]:
    """Link parameters as they are typed: one on each line, or as they stand in an address."""
    joined = "&".join(line.strip().lstrip("?&") for line in text.splitlines() if line.strip())
    return tuple((name, value) for name, value in parse_qsl(joined) if name and value)


def _plain(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").replace("\x00", "").replace("\r\n", "\n")


def _kept(row: Row, by: Actor) -> Row:
    try:
        with transaction.atomic():
            row.keep(by)
    except IntegrityError:
        raise NotKept(_("“%(name)s” is there already.") % {"name": row}) from None
    return row
