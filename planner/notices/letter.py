"""What is sent at once to one reader by one way; and how a way says that it did not arrive."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.notices import offers
from planner.notices.answering import link_in_letter
from planner.notices.kinds import KINDS, Way
from planner.notices.models import Dispatch, Notice
from planner.notices.reach import quiet_of
from planner.notices.telling import Told, tell
from planner.people.models import Workspace
from planner.sentences import kept


class NotSent(Exception):
    """It did not arrive. `for_good`: trying again is no use. `after`: seconds, where the other side says."""

    def __init__(
        self, trouble: Exception | dict[str, Any], *, for_good: bool = False, after: float = 0
    ) -> None:
        self.trouble = kept(trouble) if isinstance(trouble, Exception) else trouble
        self.for_good, self.after = for_good, after
        super().__init__(str(self.trouble.get("template", "")))


class Doubtful(NotSent):
    """It may have arrived."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Dispatches with one id: whoever repeats it after a doubt repeats the id."""

    id: str
    way: str
    dispatches: Sequence[Dispatch]

    @property
    def notices(self) -> list[Notice]:
        return [one.notice for one in self.dispatches]

    @property
    def first(self) -> Notice:
        return self.dispatches[0].notice

    @property
    def workspace(self) -> Workspace:
        return self.first.workspace

    @property
    def tries(self) -> int:
        return max(one.tries for one in self.dispatches)

    @property
    def reader(self) -> str:
        """Their name, or the address of a program."""
        return str(self.first.user or self.first.contact or self.first.webhook)

    @contextmanager
    def as_read(self) -> Iterator[None]:
        """In the reader's language and zone."""
        one = self.first
        language = one.user.language if one.user else one.contact.language if one.contact else ""
        zone = quiet_of(one.user, self.workspace).zone if one.user else self.workspace.timezone
        with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
            yield


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a letter, in the active language."""

    notice: Notice
    told: Told
    url: str  # "" for a contact, while nothing gives them pages
    answer_url: str = ""  # where they can answer without signing in

    @property
    def next(self) -> str:
        if self.notice.contact is not None and self.notice.kind == "void":
            return _("You will get a letter if you are asked again.")
        if self.notice.contact is not None and not self.url:
            return _("Ask %(workspace)s for the link to it.") % {"workspace": self.notice.workspace.name}
        return self.told.next


def lines(letter: Letter) -> list[Line]:
    return [Line(one, told := tell(one), _url(one, told), _answer(letter, one)) for one in letter.notices]


def subject(told: Sequence[Line]) -> str:
    """Of several: how many of what. One line."""
    kinds = {line.notice.kind for line in told}
    count = len(told)
    if count == 1:
        return " ".join(told[0].told.sentence.split())
    if kinds <= {"review", "reminder"}:
        return ngettext("%(n)s post waits for your answer", "%(n)s posts wait for your answer", count) % {
            "n": count
        }
    if len(kinds) == 1:
        return f"{KINDS[kinds.pop()].title} ({count})"
    return ngettext("%(n)s notice", "%(n)s notices", count) % {"n": count}


def _url(notice: Notice, told: Told) -> str:
    return offers.page_of_contact(notice.contact, notice) if notice.contact else told.url


def _answer(letter: Letter, notice: Notice) -> str:
    return link_in_letter(notice) if letter.way == Way.EMAIL else ""


def why_told(workspace: Workspace) -> str:
    return _("You are told because of your settings in %(workspace)s.") % {"workspace": workspace.name}
