"""A network that there is not: pigeons. One file; `add` is the one line. Tokens end, riddles are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import publishers
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    Measurable,
    Publisher,
    Refreshable,
)
from publishers.errors import Challenge, Expired, Rejected, Sentence, Unreachable
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import COMMENTING, SPLITTING, parts_of, plainly
from publishers.problems import problems, unreachable_media
from publishers.text import graphemes

LIVES = timedelta(hours=1)


@dataclass
class Loft:
    """What the world of pigeons knows."""

    letters: dict[str, str] = field(default_factory=dict)
    refreshed: list[str] = field(default_factory=list)  # refresh tokens that were used up
    token: str = "access-0"
    puzzle: str = "riddle-1"
    riddle: str = ""  # a letter leaves only with the answer to it
    changed: dict[str, datetime] = field(default_factory=dict)  # letters that others wrote over, and when
    views: dict[str, int] = field(default_factory=dict)  # of letters that are read more or less than usual
    asked: list[int] = field(default_factory=list)  # letters in each question for numbers
    weather: str = ""  # "storm": nobody comes through; "over": the sign-in has ended; "fussy": refused
    renews: bool = True  # False: it gives no next token, and only a person can sign in again
    gives_empty: bool = False  # a careless server: no new refresh token
    before_refresh: Callable[[], None] = lambda: None
    before_counting: Callable[[], None] = lambda: None


LOFT = Loft()


@dataclass(frozen=True, slots=True)
class Credentials:
    ring: str = field(metadata={"label": Sentence("Number on the ring"), "kind": "text"})
    refresh_token: str = field(default="first", repr=False, metadata={"label": "", "hidden": True})
    access_token: str = field(default="", repr=False, metadata={"label": "", "hidden": True})
    expires_at: str = field(default="", metadata={"label": "", "hidden": True})


class Pigeon(Publisher, Refreshable, Measurable, CountsFollowers, Deletable, Editable, HearsReplies):
    name = "pigeon"
    title = "Pigeon"
    Credentials = Credentials
    limits = Limits(characters=40, unit="graphemes", thread_parts=5, budgets=(Budget(3, 86400),))
    guarantee = Guarantee(Promise.NONE, Sentence("A pigeon comes or does not; nobody can know."))
    options = (SPLITTING, COMMENTING)
    steps = (Sentence("Read the number on the ring of your pigeon."),)
    editing = Sentence("While the pigeon rests.")
    most_measured = 2

    def check(self) -> Account:
        self._insist()
        return Account("pigeon-1", "@pigeon", "Pigeon", "https://loft.example/pigeon")

    def prepare(self, message: Message) -> Payload:
        parts = parts_of(message, plainly(graphemes, self.limits.characters))
        found = problems(self.limits, parts, self.title)
        if self.fetches_media:
            found += unreachable_media(parts, self.title)
        return Payload(self.name, self.account.id, parts, found)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        self._insist()
        if LOFT.weather == "no corn":
            raise Expired(Sentence("There is no corn left."), code="402", is_certain=True)
        if LOFT.riddle and dict(parcel.answers).get(LOFT.puzzle) != LOFT.riddle:
            picture = "https://loft.example/riddle"
            raise Challenge(Sentence("The loft asks a riddle."), puzzle=LOFT.puzzle, picture=picture)
        number = f"letter-{len(LOFT.letters) + 1}"
        LOFT.letters[number] = parcel.part.text
        return Receipt(number, f"https://loft.example/{number}")

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        assert len(receipt_ids) <= self.most_measured
        LOFT.asked.append(len(receipt_ids))
        LOFT.before_counting()
        if LOFT.weather == "fog":
            raise Unreachable(Sentence("Nobody sees the loft."))
        return {one: self._reach(one) for one in receipt_ids if one in LOFT.letters}

    def followers(self) -> int | None:
        if LOFT.weather == "fog":
            raise Unreachable(Sentence("Nobody sees the loft."))
        return 40 + len(LOFT.letters)

    def delete(self, receipt_id: str) -> None:
        LOFT.letters.pop(receipt_id, None)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        LOFT.letters[receipt_id] = part.text
        return Receipt(receipt_id)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return (Remark("1", "Coo <b>coo</b>", "@dove", datetime.now(UTC)),)

    def ends_at(self) -> datetime | None:
        return datetime.fromisoformat(self.credentials.expires_at) if self.credentials.expires_at else None

    @property
    def renews(self) -> bool:
        return LOFT.renews

    def refreshed(self, now: datetime) -> dict[str, str]:
        if not LOFT.renews:
            return {}
        LOFT.before_refresh()
        if LOFT.weather == "storm":
            raise Unreachable(Sentence("Nobody flies in this weather."))
        used = self.credentials.refresh_token
        if LOFT.weather == "fussy":
            raise Rejected(Sentence("The loft does not like this question."), code="fussy")
        if LOFT.weather == "over" or used in LOFT.refreshed:
            raise Expired(Sentence("The loft does not know this ring any more."))
        LOFT.refreshed.append(used)
        LOFT.token = f"access-{len(LOFT.refreshed)}"
        new: Mapping[str, str] = {
            "access_token": LOFT.token,
            "refresh_token": "" if LOFT.gives_empty else f"refresh-{len(LOFT.refreshed)}",
            "expires_at": (now + LIVES).isoformat(),
        }
        return dict(new)

    def _reach(self, letter: str) -> Reach:
        views = LOFT.views.get(letter, len(LOFT.letters[letter]))
        return Reach(views=views, likes=0, edited_at=LOFT.changed.get(letter), raw={"seen": views})

    def _insist(self) -> None:
        if self.credentials.access_token != LOFT.token:
            raise Expired(Sentence("The loft does not know this token."), code="401")


def add() -> None:
    """Known in this process, and never in the product."""
    publishers.PUBLISHERS["pigeon"] = Pigeon
    LOFT.__dict__.update(Loft().__dict__)  # an empty one


def remove() -> None:
    publishers.PUBLISHERS.pop("pigeon", None)
