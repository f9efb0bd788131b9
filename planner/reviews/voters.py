"""Whose answer may count: members who review, clients' contacts, and who stands in for whom."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from planner.people.groups import Absence, Contact, Group
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import VERBS, Role, Verb
from planner.reviews.policy import Step, seat_of, seat_of_contact

REVIEWERS = [role for role, verbs in VERBS.items() if Verb.REVIEW in verbs]


class Voters:
    """The people of a workspace as they are now; each table is read once, and only where it is needed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def delegators(self, user_id: int, now: datetime) -> list[int]:
        """In whose place this person may answer now: the team's for the team, a client's for a client."""
        return [
            one.user_id
            for one in self._absences
            if one.delegate_id == user_id and one.is_now(now) and self._same_side(one.user_id, user_id)
        ]

    def delegates(self, user_id: int, now: datetime) -> list[int]:
        """Who may answer now in this member's place."""
        return [
            one.delegate_id
            for one in self._absences
            if one.user_id == user_id and one.is_now(now) and self._is_stood_in_for(one)
        ]

    def can_answer(self, step: Step, now: datetime) -> bool:
        """Is there anybody who could say yes in this step now, or somebody who stands in for them?"""
        away = {seat_of(one.user_id): one for one in self._absences if one.is_now(now)}
        return any(seat not in away or self._is_stood_in_for(away[seat]) for seat in step.seats)

    @cached_property
    def reviewers(self) -> frozenset[str]:
        """The seats of everybody whose role may answer at all."""
        members = Membership.objects.filter(
            workspace=self.workspace, role__in=REVIEWERS, user__is_active=True
        )
        return frozenset(seat_of(pk) for pk in members.values_list("user_id", flat=True))

    @cached_property
    def anybody(self) -> frozenset[str]:
        """Who may answer where no steps are set: every reviewer.

        But where clients are told apart by groups, none of them: one would read what another asks for.
        """
        if not Group.objects.filter(workspace=self.workspace, is_client=True).exists():
            return self.reviewers
        return self.reviewers - self.clients

    @cached_property
    def clients(self) -> frozenset[str]:
        """The seats of the members whose role is Client."""
        members = Membership.objects.filter(workspace=self.workspace, role=Role.CLIENT)
        return frozenset(seat_of(pk) for pk in members.values_list("user_id", flat=True))

    @cached_property
    def voters(self) -> frozenset[str]:
        """Everybody whose answer may count: reviewers, and the contacts of clients."""
        return self.reviewers | {seat_of_contact(one.pk) for one in self._people_outside}

    def beside(self, seat: str) -> frozenset[str]:
        """This client's person, and whoever is in one of their groups with them."""
        groups = Group.objects.filter(workspace=self.workspace, is_client=True).prefetch_related("users")
        theirs = (people for group in groups if seat in (people := self._in_group(group)))
        return frozenset({seat}.union(*theirs))

    def seats_of(self, users: Iterable[int], groups: Iterable[Group]) -> set[str]:
        """The seats of these members and of everybody in these groups, each person once."""
        seats = {seat_of(pk) for pk in users}.union(*(self._in_group(group) for group in groups))
        return self.once_each(seats & self.voters)

    def once_each(self, seats: set[str]) -> set[str]:
        """One seat for each person: whoever is there twice by one address has one, as a member before all."""
        contacts = [one for one in self._people_outside if seat_of_contact(one.pk) in seats]
        if not contacts:
            return seats
        ids = [int(seat.partition(":")[2]) for seat in seats if seat.startswith("user:")]
        there = {email.lower() for email in User.objects.filter(pk__in=ids).values_list("email", flat=True)}
        twice = set()
        for contact in contacts:
            if contact.email.lower() in there:
                twice.add(seat_of_contact(contact.pk))
            there.add(contact.email.lower())
        return seats - twice

    def _in_group(self, group: Group) -> set[str]:
        """Members on the group's own side, as their roles are now, and its contacts."""
        members = {seat_of(user.pk) for user in group.users.all()}
        own = members & self.clients if group.is_client else members - self.clients
        return own | {seat_of_contact(one.pk) for one in self._people_outside if one.group_id == group.pk}

    def _is_stood_in_for(self, absence: Absence) -> bool:
        stands_in = seat_of(absence.delegate_id) in self.voters
        return stands_in and self._same_side(absence.user_id, absence.delegate_id)

    def _same_side(self, one: int, other: int) -> bool:
        return (seat_of(one) in self.clients) == (seat_of(other) in self.clients)

    @cached_property
    def _absences(self) -> list[Absence]:
        return list(Absence.objects.filter(workspace=self.workspace))

    @cached_property
    def _people_outside(self) -> list[Contact]:
        """Contacts that are still asked, the oldest first."""
        return list(Contact.objects.filter(workspace=self.workspace, removed_at=None).order_by("pk"))
