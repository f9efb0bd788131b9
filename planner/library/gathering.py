"""Collections: made, renamed, taken away. What is in them stays in the library."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from media.models import Collection, Library
from media.names import one_line


class NoName(Exception):
    """A collection cannot be called that; the sentence says why."""


def make(owner: str, name: str) -> Collection:
    """Raises NoName."""
    library, _made = Library.objects.get_or_create(owner=owner)
    with _alone_of_its_name():
        return Collection.objects.create(library=library, name=_free(library.pk, name))


def rename(collection: Collection, name: str) -> None:
    """Raises NoName."""
    collection.name = _free(collection.library_id, name, but=collection.pk)
    with _alone_of_its_name():
        collection.save(update_fields=["name"])


def take_away(collection: Collection) -> None:
    collection.delete()


def _free(library_id: int, name: str, but: int = 0) -> str:
    tidy = one_line(name)[:80]
    if not tidy:
        raise NoName(_("Give the collection a name first."))
    if Collection.objects.filter(library=library_id, name=tidy).exclude(pk=but).exists():
        raise NoName(_taken())
    return tidy


@contextmanager
def _alone_of_its_name() -> Iterator[None]:
    """Of two who take a name at the same moment, the database lets one have it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise NoName(_taken()) from taken


def _taken() -> str:
    return _("There is a collection of that name already.")
