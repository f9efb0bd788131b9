"""The clock and the workers, done by hand in one thread, with time turned by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from media import intake
from planner.channels.models import Channel
from planner.deliveries import agree, clock, now, plan, reconcile, resolve, send, sweep
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.states import WrongState
from planner.walltime import of_instant
from tests.media.hostile.films import film
from tests.media.pictures import photo

# A morning soon: pages that a test opens read the real clock, and must find these times ahead of them.
BEGIN = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=2)
# What a person must choose before a network takes a post; there a post has a video, too.
CHOSEN = {"tiktok": (("privacy", "SELF_ONLY"),)}
OVER = ("published", "failed", "cancelled", "missed", "blocked")


@dataclass
class HandClock:
    """Wall time and monotonic time, moved together unless a test says otherwise."""

    wall: datetime = BEGIN
    ticks: float = field(default_factory=time.monotonic)  # never behind the real one, which the web reads

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds

    def install(self) -> None:
        now.source = lambda: self.wall
        now.ticking = lambda: self.ticks

    @staticmethod
    def remove() -> None:
        now.source, now.ticking = None, time.monotonic


@dataclass
class Hands:
    """Everything that people and machines do, one thing at a time."""

    workspace: Workspace
    by: Actor
    time: HandClock
    truth: Callable[[Delivery], str] = field(default=lambda delivery: "")  # its receipt id on the network

    def plan(self, channel: Channel, words: str = "Fog over the harbour", after: float = 10) -> Delivery:
        """A post, agreed to and on the calendar, `after` seconds from now."""
        wording = Wording(channel.pk, options=CHOSEN.get(channel.network, ()))
        content = Content(text=words, wordings=(wording,), pictures=self._needed_by(channel))
        post = Post.objects.write(self.workspace, self.by, content)
        post.submit(self.by)
        agree.approve(post, self.by, 1, self.time.wall)
        return self.schedule(post, after)[0]

    def schedule(self, post: Post, after: float = 10) -> list[Delivery]:
        when = of_instant(self.time.wall + timedelta(seconds=after), "Europe/Moscow")
        return plan.schedule(post, plan.Plan(when), self.by, self.time.wall)

    def _needed_by(self, channel: Channel) -> tuple[Picture, ...]:
        """Where words alone are no post, a picture or a video."""
        limits = channel.kind.limits
        if limits.video_required or channel.network in CHOSEN:
            asset = intake.take_in(self.workspace.library, "fog.mp4", film())
        elif limits.picture_required:
            asset = intake.take_in(self.workspace.library, "fog.jpg", photo(320, 320))
        else:
            return ()
        return (Picture(asset.pk, "Fog"),)

    def tick(self) -> int:
        """Sweep, claim what is due and send it, look where it is time. Returns how much was done."""
        sweep.sweep(self.time.wall)
        claims = clock.claim(self.time.wall) + clock.claim_looks(self.time.wall)
        for one in claims:
            (reconcile.look if one.look else send.deliver)(one.delivery_id, one.fence)
        return len(claims)

    def until_over(self, ticks: int = 120, seconds: float = 20) -> None:
        """Let time pass until every delivery has an end; a person answers what only a person can."""
        for _ in range(ticks):
            if not Delivery.objects.exclude(state__in=OVER).exists():
                return
            self.tick()
            self.answer()
            self.time.pass_(seconds)

    def answer(self) -> None:
        for held in Delivery.objects.filter(state="held"):
            found = self.truth(held)
            try:
                resolve.resolve(held, "published" if found else "absent", found, self.by, self.time.wall)
            except WrongState:
                continue
