"""One seed: three workers, several people, one network, and luck. Every step is checked."""

import random
from collections import Counter
from datetime import timedelta

from planner.channels.models import Channel
from planner.deliveries import agree, clock, edit, keys, pause, plan, points, reconcile, resolve, send, sweep
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor
from planner.people.models import Membership, User, Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.walltime import of_instant
from tests.hands import OVER, HandClock
from tests.simulation.network import KINDS, Crash, Network, Posted, connect

ACTS = {  # what can happen, and how often beside the others
    "time_passes": 30,
    "work": 35,
    "tick": 25,
    "write": 14,
    "answer": 5,
    "edit": 4,
    "resume_channels": 3,
    "resume_all": 3,
    "retry": 3,
    "cancel": 2,
    "move": 2,
    "die": 2,
    "pause_channel": 2,
    "pause_all": 1,
    "archive": 1,
    "forget_the_queue": 1,
    "rings_twice": 1,
}
DEEPEST = 2  # how far the world may go on inside a worker's pause


class Broken(AssertionError):
    """An invariant does not hold."""


class World:
    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.time = HandClock()
        self.time.install()
        self.network = Network(
            self.luck, lambda: self.time.wall, lambda: self.time.ticks, self.meanwhile, self.check_arrival
        )
        connect(self.network)
        points.watch = self.at_point
        self.counts: Counter[str] = Counter()
        self.approved: set[str] = set()
        self.cancelled: set[str] = set()  # words whose cancelling was confirmed
        self.queue: list[clock.Claim] = []
        self.owners = ["w1", "w2", "w3"]
        self.born = 3
        self.dead: set[str] = set()
        self.depth = 0
        self.quiet = False
        self._people(seed)

    def _people(self, seed: int) -> None:
        user = User.objects.create_user(f"sim{seed}@example.org", None)
        self.by = Actor(user.pk, "Sim", via="command")
        self.workspace = Workspace.objects.create(name="Sim", slug=f"sim-{seed}", timezone="Europe/Moscow")
        Membership.objects.create(workspace=self.workspace, user=user, role="owner")
        self.channels = [
            Channel.objects.create(
                workspace=self.workspace, network=kind.name, name=kind.name, account_id="1"
            )
            for kind in KINDS
        ]
        self.posts = 0

    # --- What can happen ---------------------------------------------------------------------------

    def step(self) -> None:
        """Something happens."""
        act = getattr(self, self.luck.choices(list(ACTS), list(ACTS.values()))[0])
        self.counts[act.__name__] += 1
        try:
            act()
        except (WrongState, plan.NotPlanned, NotYours):
            self.counts["refused"] += 1
        except Crash:  # at a point that a sweep reached, too
            self.counts["crashes"] += 1
            self._dies(keys.called)

    def time_passes(self) -> None:
        self.time.pass_(self.luck.choice([0.2, 1, 3, 10, 30, 60, 130, 200]))

    def tick(self) -> None:
        keys.called = self.luck.choice(self.owners)
        sweep.take_over_from_the_dead(self.time.wall, lambda owner: owner in self.dead)
        sweep.sweep(self.time.wall)
        self.queue += clock.claim(self.time.wall, 6) + clock.claim_looks(self.time.wall, 6)

    def work(self) -> None:
        if not self.queue:
            return
        claim = self.queue.pop(self.luck.randrange(len(self.queue)))
        name = keys.called = self.luck.choice(self.owners)
        try:
            (reconcile.look if claim.look else send.deliver)(claim.delivery_id, claim.fence)
        except Crash:
            self.counts["crashes"] += 1
            self._dies(name)

    def rings_twice(self) -> None:
        if self.queue:
            self.queue.append(self.luck.choice(self.queue))

    def write(self) -> None:
        if self.posts >= 20:
            return
        self.posts += 1
        channel = self.luck.choice(self.channels)
        words = f"post {self.posts} v1" + (
            f"\n\n---\n\npost {self.posts} v1 part 2" if self.luck.random() < 0.2 else ""
        )
        post = Post.objects.write(
            self.workspace, self.by, Content(text=words, wordings=(Wording(channel.pk),))
        )
        if self.luck.random() < 0.9:
            self._approve(post)
        when = of_instant(
            self.time.wall + timedelta(seconds=self.luck.choice([0, 5, 60, 300])), "Europe/Moscow"
        )
        plan.schedule(post, plan.Plan(when), self.by, self.time.wall)

    def edit(self) -> None:
        delivery = self._any()
        if delivery is None:
            return
        post = Post.objects.get(pk=delivery.post_id)
        number = post.newest.number + 1
        words = f"post {post.newest.text.split()[1]} v{number}"
        edit.edit(post, self.by, Content(text=words, wordings=(Wording(delivery.channel_id),)))
        post.refresh_from_db()
        if self.luck.random() < 0.7:
            self._approve(post)

    def cancel(self) -> None:
        delivery = self._any()
        if delivery is not None:
            plan.cancel(delivery, self.by, self.time.wall)
            for part in Delivery.objects.filter(
                post=delivery.post_id, version=delivery.version_id, state="cancelled"
            ):
                self.cancelled.add(self._words(part))

    def move(self) -> None:
        delivery = self._any()
        if delivery is not None:
            at = self.time.wall + timedelta(seconds=self.luck.choice([1, 100, 1000]))
            plan.move(delivery, of_instant(at, "Europe/Moscow"), self.by, self.time.wall)

    def archive(self) -> None:
        delivery = self._any()
        if delivery is not None:
            edit.archive(Post.objects.get(pk=delivery.post_id), self.by, self.time.wall)

    def retry(self) -> None:
        lost = Delivery.objects.filter(state__in=("failed", "missed", "blocked")).first()
        if lost is not None:
            plan.retry(lost, self.by, self.time.wall)

    def answer(self) -> None:
        held = Delivery.objects.filter(state="held").first()
        if held is not None:
            found = self._out(held)
            resolve.resolve(held, "published" if found else "absent", found, self.by, self.time.wall)

    def die(self) -> None:
        self._dies(self.luck.choice(self.owners))

    def forget_the_queue(self) -> None:
        self.queue.clear()

    def pause_channel(self) -> None:
        channel = self.luck.choice(self.channels)
        channel.refresh_from_db()
        channel.pause(self.by, "sim")

    def resume_channels(self) -> None:
        for channel in Channel.objects.exclude(state="active"):
            channel.resume(self.by)

    def pause_all(self) -> None:
        self.workspace.refresh_from_db()
        pause.pause_workspace(self.workspace, self.by, "sim", self.time.wall)

    def resume_all(self) -> None:
        self.workspace.refresh_from_db()
        pause.resume_workspace(self.workspace, self.by, self.time.wall)

    # --- Pauses and deaths ---------------------------------------------------------------------------

    def at_point(self, _point: str, _delivery: int) -> None:
        if self.quiet:
            return
        if self.luck.random() < 0.05:
            raise Crash
        self.meanwhile()

    def meanwhile(self) -> None:
        """This worker is frozen for a while, and the world goes on."""
        if self.quiet or self.depth >= DEEPEST or self.luck.random() > 0.12:
            return
        self.depth += 1
        name = keys.called
        self.counts["pauses"] += 1
        try:
            for _ in range(self.luck.randrange(1, 7)):
                self.step()
        finally:
            self.depth -= 1
            keys.called = name

    def _dies(self, name: str) -> None:
        """A process dies; another with a name of its own takes its place."""
        if name in self.owners:
            self.born += 1
            self.dead.add(name)
            self.owners[self.owners.index(name)] = f"w{self.born}"

    # --- Invariants --------------------------------------------------------------------------------------

    def check_arrival(self, posted: Posted) -> None:
        """Held at the very moment in which the network takes a post."""
        self.counts["arrivals"] += 1
        delivery = next(
            (one for one in Delivery.objects.select_related("version") if self._words(one) == posted.text),
            None,
        )
        if delivery is None or posted.text not in self.approved:
            raise Broken(f"never approved: {posted}")
        if posted.text in self.cancelled:
            raise Broken(f"after its cancelling was confirmed: {posted}")
        if delivery.due_at > self.time.wall:
            raise Broken(f"early: {posted}")
        if delivery.intent_at is None and delivery.state != "uncertain":
            raise Broken(f"without an intent: {posted}")
        if sum(one.text == posted.text for one in self.network.posts) > 1:
            raise Broken(f"twice: {posted}")

    def check_states(self) -> None:
        """Held when all is over."""
        for delivery in Delivery.objects.select_related("version"):
            there = self._out(delivery)
            if delivery.state not in OVER:
                raise Broken(f"stuck: {delivery.state}")
            if (delivery.state == "published") != bool(there) or (there and delivery.receipt_id != there):
                raise Broken(f"{delivery.state} is not true, the network has {there or 'nothing'}")
            if delivery.state in IN_DOUBT:
                raise Broken("in doubt for ever")

    def drain(self) -> None:
        """No more trouble: everything must come to a true end."""
        self.quiet, self.network.trouble = True, 0.0
        self.workspace.refresh_from_db()
        if self.workspace.paused_at:
            self.resume_all()
        for _ in range(150):
            self.resume_channels()
            if not Delivery.objects.exclude(state__in=OVER).exists():
                return
            self.tick()
            while self.queue:
                self.work()
            while Delivery.objects.filter(state="held").exists():
                self.answer()
            self.time.pass_(45)

    def _approve(self, post: Post) -> None:
        for part in post.newest.text.split("\n\n---\n\n"):
            self.approved.add(part)
        if post.state != "in_review":
            post.submit(self.by)
        agree.approve(post, self.by, post.newest.number, self.time.wall)

    def _any(self) -> Delivery | None:
        live = list(Delivery.objects.live().exclude(state="published").order_by("pk"))
        return self.luck.choice(live) if live else None

    def _out(self, delivery: Delivery) -> str:
        words = self._words(delivery)
        return next((one.id for one in self.network.posts if one.text == words), "")

    @staticmethod
    def _words(delivery: Delivery) -> str:
        parts = delivery.version.text.split("\n\n---\n\n")
        return parts[delivery.part] if delivery.part < len(parts) else ""
