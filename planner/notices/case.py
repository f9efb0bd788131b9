"""One act, with everything that decides who is told of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.people.groups import Contact
from planner.people.models import Membership, Workspace
from planner.people.permissions import Role, Verb
from planner.posts.models import Post

CONNECTED = ("channel.connected", "channel.reconnected")


@dataclass
class Room:
    """The people of a workspace, read once for many acts."""

    workspace: Workspace

    @cached_property
    def members(self) -> dict[int, Membership]:
        found = Membership.objects.filter(workspace=self.workspace, user__is_active=True)
        return {one.user_id: one for one in found.select_related("user").order_by("pk")}

    @cached_property
    def contacts(self) -> dict[int, Contact]:
        found = Contact.objects.filter(workspace=self.workspace, removed_at__isnull=True)
        return {one.pk: one for one in found}

    def who_may(self, verb: Verb) -> list[int]:
        return [pk for pk, one in self.members.items() if one.may(verb)]

    def is_client(self, user_id: int | None) -> bool:
        """A member who sees only what asks them."""
        one = self.members.get(user_id) if user_id is not None else None
        return one is not None and one.role == Role.CLIENT

    def owners(self) -> list[int]:
        return [pk for pk, one in self.members.items() if one.role == Role.OWNER]


@dataclass
class Case:
    """An entry of the history, or a step of a delivery's story (then `delivery` is set)."""

    room: Room
    act: str
    key: str
    doer: int | None = None  # they know it themselves
    details: Mapping[str, Any] = field(default_factory=dict)
    post: Post | None = None
    delivery: Delivery | None = None
    channel: Channel | None = None
    entry: Entry | None = None
    thing_id: int | None = None

    @property
    def is_internal(self) -> bool:
        """Words of the house, which clients do not see."""
        return self.act.startswith(("remark.", "suggestion.")) and not self.details.get("for_client")

    def ids(self, name: str) -> list[int]:
        """User or contact ids from the details; whatever else stands there is passed over."""
        given = self.details.get(name)
        given = given if isinstance(given, list) else [given]
        return [one for one in given if type(one) is int]

    @property
    def earlier(self) -> "QuerySet[Entry]":
        """What was recorded before in this workspace."""
        entries = Entry.objects.filter(workspace=self.room.workspace)
        return entries.filter(number__lt=self.entry.number) if self.entry else entries

    def channel_owner(self) -> list[int]:
        """Who connected the channel last, or each channel that the post goes to; else the owners."""
        if self.channel is not None:
            return self._owner_of(self.channel.pk)
        newest = self.post.head if self.post else None
        channels = [one.channel_id for one in newest.wordings] if newest else []
        return list(dict.fromkeys(pk for one in channels for pk in self._owner_of(one))) or self.room.owners()

    def _owner_of(self, channel_id: int) -> list[int]:
        entries = Entry.objects.filter(thing="channel", thing_id=channel_id, act__in=CONNECTED)
        for user_id in entries.order_by("-number").values_list("user_id", flat=True)[:5]:
            if user_id in self.room.members:
                return [user_id]
        return self.room.owners()

    def members_only(self, ids: Iterable[int | None]) -> list[int]:
        """Those who are still here, each once, and not clients where it is not for them."""
        here = self.room.members
        found = [pk for pk in dict.fromkeys(ids) if pk is not None and pk in here]
        if self.is_internal:
            found = [pk for pk in found if not self.room.is_client(pk)]
        return found
