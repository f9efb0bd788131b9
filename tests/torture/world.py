"""The workspace that is tortured: three channels, many posts, and a person who changes their mind."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from planner import walltime
from planner.channels.models import Channel
from planner.deliveries import agree, edit, plan
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.models import Membership, User, Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.states import WrongState
from tests.torture.networks import CLASSES


@dataclass
class World:
    """What was promised to people, written down beside the product, to be held against it at the end."""

    workspace: Workspace
    by: Actor
    channels: list[Channel]
    approved: dict[int, list[tuple[float, str]]] = field(default_factory=dict)  # post → (when, words)
    cancelled: dict[int, float] = field(default_factory=dict)  # delivery → when it was confirmed

    def plan_post(self, number: int, due: datetime) -> None:
        """On the calendar for `due`, or for the next second where writing them all took longer."""
        channel = self.channels[number % len(self.channels)]
        content = Content(text=f"post {number} version 1", wordings=(Wording(channel.pk),))
        post = Post.objects.write(self.workspace, self.by, content)
        self._approve(post, 1)
        now = datetime.now(UTC)
        when = walltime.of_instant(max(due, now + timedelta(seconds=1)), "Europe/Moscow")
        plan.schedule(post, plan.Plan(when), self.by, now)

    def change_something(self, luck: random.Random) -> str:
        """Cancel, or edit and approve again, something that has not left yet. Says what it did."""
        waiting = Delivery.objects.filter(state__in=("scheduled", "claimed", "waiting"))
        delivery = waiting.select_related("post__head").order_by("?").first()
        if delivery is None:
            return ""
        try:
            if luck.random() < 0.4:
                plan.cancel(delivery, self.by, datetime.now(UTC))
                self.cancelled[delivery.pk] = datetime.now(UTC).timestamp()
                return "cancelled"
            return self._edit(delivery)
        except (WrongState, plan.NotPlanned):
            return "refused"

    def _edit(self, delivery: Delivery) -> str:
        post = delivery.post
        number = post.newest.number + 1
        words = post.newest.text.rsplit(" ", 1)[0] + f" {number}"
        edit.edit(post, self.by, Content(text=words, wordings=(Wording(delivery.channel_id),)))
        post.refresh_from_db()
        self._approve(post, number)
        return "edited"

    def _approve(self, post: Post, number: int) -> None:
        self.approved.setdefault(post.pk, []).append((datetime.now(UTC).timestamp(), post.newest.text))
        if post.state != "in_review":
            post.submit(self.by)
        agree.approve(post, self.by, number, datetime.now(UTC))


def make_world(instances: list[str]) -> World:
    user = User.objects.create_user("torture@example.org", None)
    workspace = Workspace.objects.create(name="Torture", slug="torture", timezone="Europe/Moscow")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    channels = []
    for kind, instance in zip(CLASSES, instances, strict=True):
        channel = Channel.objects.create(
            workspace=workspace, network=kind.name, name=kind.name, account_id="1", account_handle="ada"
        )
        channel.lock_in({"instance": instance, "access_token": "token"})
        channels.append(channel)
    return World(workspace, Actor(user.pk, "Torture", via="command"), channels)


def due_times(count: int, begin: datetime, seconds: float) -> list[datetime]:
    """Evenly over the time in which processes are killed."""
    return [begin + timedelta(seconds=seconds * number / max(count, 1)) for number in range(count)]
