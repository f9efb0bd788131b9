"""Whose yes is still missing: steps, the seats in them, and the answers that fill them. Pure.

A step asks some people, each in a seat of their own. A yes fills a seat for what exactly was answered about:
a channel and the fingerprint of what would go out there. So a yes holds for a later version too, on every
channel that the version leaves as it was, and for no other.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Prints = Mapping[int, str]  # channel id → fingerprint of what would go out there now
NOWHERE = 0  # the channel of a post that has none yet: what it says is agreed to all the same


def seat_of(user_id: int) -> str:
    return f"user:{user_id}"


def seat_of_contact(contact_id: int) -> str:
    return f"contact:{contact_id}"


@dataclass(frozen=True, slots=True)
class Step:
    """Who is asked about which channels, and how many of them must agree."""

    key: str  # "step:7", "route:2"; "" where no steps are set and anybody who reviews may answer
    name: str
    seats: frozenset[str]
    channels: frozenset[int]
    rule: str = "any"  # "any", "all" or "quorum"
    quorum: int = 1
    is_legal: bool = False
    is_skipped: bool = False  # its time ran out, and its policy passes it over

    @property
    def needed(self) -> int:
        """How many different people. A step without a seat is never agreed: somebody must be found."""
        return {"any": 1, "all": max(1, len(self.seats)), "quorum": max(1, self.quorum)}[self.rule]


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes that was said: by whom, in whose seat, about what. An urgent one stands for all steps."""

    step: str
    seat: str
    voter: str
    covers: frozenset[tuple[int, str]]
    is_urgent: bool = False

    def holds(self, channel: int, print_: str) -> bool:
        return (channel, print_) in self.covers


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a step is: `missing` are the channels that need a yes, `said` the fewest on any of them."""

    step: Step
    missing: frozenset[int]
    said: int
    seats_left: frozenset[str]  # that have not answered about what is missing

    @property
    def is_done(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Standing:
    """How far a post is: its steps in order."""

    stands: tuple[Stand, ...]
    is_unsaid: bool  # nobody at all has said yes to some channel that is asked about

    @cached_property
    def open(self) -> tuple[Stand, ...]:
        """The steps that wait now: no earlier step about one of their channels is still missing a yes."""
        busy: set[int] = set()
        found = []
        for one in self.stands:
            if one.missing and not busy & one.step.channels:
                found.append(one)
            busy |= one.missing
        return tuple(found)

    @property
    def is_agreed(self) -> bool:
        return not self.is_unsaid and all(one.is_done for one in self.stands)

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.stands)


def standing(steps: Iterable[Step], prints: Prints, yeses: Collection[Yes]) -> Standing:
    """How far a post with these fingerprints is. A passed-over step counts, but never alone."""
    steps = tuple(steps)
    last_for = {channel: step.key for step in steps for channel in step.channels & prints.keys()}
    unsaid = {channel for channel in last_for if not _said_anywhere(steps, channel, prints[channel], yeses)}
    stands = []
    for step in steps:
        channels = step.channels & prints.keys()
        counts = {channel: filled(step, channel, prints[channel], yeses) for channel in channels}
        missing = {
            channel
            for channel, count in counts.items()
            if count < step.needed
            and not (step.is_skipped and not (channel in unsaid and last_for[channel] == step.key))
        }
        said = min((counts[channel] for channel in missing), default=step.needed)
        stands.append(Stand(step, frozenset(missing), said, _left(step, missing, prints, yeses)))
    return Standing(tuple(stands), bool(unsaid) or (bool(steps) and not last_for))


def filled(step: Step, channel: int, print_: str, yeses: Iterable[Yes]) -> int:
    """How many different people fill seats of this step, each one seat and each seat once.

    Who answered in their own place and in somebody else's counts once: a quorum is of people.
    """
    heard = [yes for yes in yeses if yes.holds(channel, print_)]
    if any(yes.is_urgent and (not step.is_legal or yes.seat in step.seats) for yes in heard):
        return step.needed
    wishes: dict[str, list[str]] = {}
    for yes in heard:
        if yes.step == step.key and yes.seat in step.seats:
            wishes.setdefault(yes.voter, []).append(yes.seat)
    return _most_seated(wishes)


def _most_seated(wishes: Mapping[str, Collection[str]]) -> int:
    """The most people that can sit at once: each in one of the seats they spoke for (augmenting paths)."""
    sits: dict[str, str] = {}

    def finds(person: str, tried: set[str]) -> bool:
        for seat in wishes[person]:
            if seat not in tried:
                tried.add(seat)
                if seat not in sits or finds(sits[seat], tried):
                    sits[seat] = person
                    return True
        return False

    return sum(finds(person, set()) for person in wishes)


def _left(step: Step, missing: Iterable[int], prints: Prints, yeses: Iterable[Yes]) -> frozenset[str]:
    missing = set(missing)
    answered = {
        yes.seat for yes in yeses if yes.step == step.key and any(yes.holds(c, prints[c]) for c in missing)
    }
    everywhere = {
        seat
        for seat in answered
        if all(
            any(yes.step == step.key and yes.seat == seat and yes.holds(c, prints[c]) for yes in yeses)
            for c in missing
        )
    }
    return (step.seats - everywhere) if missing else frozenset()


def _said_anywhere(steps: Iterable[Step], channel: int, print_: str, yeses: Iterable[Yes]) -> bool:
    seated = {(step.key, seat) for step in steps for seat in step.seats if channel in step.channels}
    return any(
        yes.holds(channel, print_) and ((yes.step, yes.seat) in seated or yes.is_urgent) for yes in yeses
    )
