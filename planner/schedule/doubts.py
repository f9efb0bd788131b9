"""What speaks against a move: not forbidden, but somebody should have heard it first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from planner.ahead import planned
from planner.deliveries.models import Delivery
from planner.people.models import Workspace
from planner.posts import days_said
from planner.posts.models import Post, Variant
from planner.posts.written_for import day_of
from planner.walltime import When
from planner.writing.checklist import day_sentence


@dataclass(frozen=True, slots=True)
class Doubts:
    """The moves that are asked for together, weighed together."""

    workspace: Workspace
    posts: Sequence[Post]
    whens: Mapping[int, When | None]
    planned: Mapping[int, list[Delivery]]
    now: datetime

    def sentences(self) -> list[str]:
        """Each reason once, in the order in which they matter."""
        said = [
            *self._taken_off(),
            *self._no_longer_valid(),
            *self._days_said(),
            *self._at_once(),
            *self._too_much(),
        ]
        return list(dict.fromkeys([*said, *self._slots_left()]))

    def _moving(self) -> Iterator[tuple[Post, When]]:
        for post in self.posts:
            when = self.whens[post.pk]
            if when is not None and when.at != post.planned_at:
                yield post, when

    def _taken_off(self) -> Iterator[str]:
        for post in self.posts:
            if self.whens[post.pk] is None and self.planned[post.pk]:
                yield _("“%(name)s” is scheduled. Without a time it does not go out.") % _name(post)

    def _no_longer_valid(self) -> Iterator[str]:
        for post, when in self._moving():
            if post.valid_until is not None and post.valid_until <= when.at:
                until = date_format(post.valid_until.astimezone(self.workspace.zone), "j E")
                yield _("“%(name)s” is valid until %(until)s, so it would not go out then.") % {
                    **_name(post),
                    "until": until,
                }

    def _days_said(self) -> Iterator[str]:
        """“Tomorrow” in the words, which on the new day would be another day."""
        for post, when in self._moving():
            planned_at = when.at.astimezone(self.workspace.zone)
            written_for = day_of(post)
            for finding in days_said.findings(post.newest.text, planned_at, written_for):
                if not days_said.is_settled(finding):
                    yield day_sentence(finding, planned_at, written_for)

    def _at_once(self) -> Iterator[str]:
        """Another post on the same channel at the very same minute."""
        moving = list(self._moving())
        ats = {when.at for _post, when in moving}
        if not ats:
            return
        others = Post.objects.filter(workspace=self.workspace, planned_at__in=ats).exclude(state="archived")
        there = others.exclude(pk__in=[post.pk for post in self.posts]).select_related("head")
        standing = {(post.planned_at, pk): post for post in there[:50] for pk in _channels(post)}
        names = dict(self.workspace.channels.values_list("pk", "name"))
        for post, when in moving:
            for channel_id in _channels(post):
                if other := standing.get((when.at, channel_id)):
                    yield _("“%(other)s” goes out on %(channel)s at that very minute.") % {
                        "other": _name(other)["name"],
                        "channel": names.get(channel_id, ""),
                    }

    def _too_much(self) -> Iterator[str]:
        """More than the network takes in a time."""
        gone: list[tuple[int, datetime]] = []
        come: list[tuple[int, datetime]] = []
        for post, when in self._moving():
            for one in self.planned[post.pk]:
                gone.append((one.channel_id, one.due_at))
                come.append((one.channel_id, when.at))
        channels = {one.channel_id: one.channel for those in self.planned.values() for one in those}
        for channel, over in planned.overflows_of_moves(channels, gone, come, self.now):
            free_at = date_format(over.free_at.astimezone(self.workspace.zone), "j E, H:i")
            yield _(
                "%(channel)s would have more than its network takes then. It is free again at %(at)s."
            ) % {
                "channel": channel.name,
                "at": free_at,
            }

    def _slots_left(self) -> Iterator[str]:
        for post, _when in self._moving():
            if post.queue is not None:
                yield _("“%(name)s” gives up its slot on %(channel)s.") % {
                    **_name(post),
                    "channel": post.queue.name,
                }


def _name(post: Post) -> dict[str, str]:
    return {"name": post.newest.name or _("Untitled")}


def _channels(post: Post) -> list[int]:
    return list(Variant.objects.filter(version=post.head_id).values_list("channel_id", flat=True))
