"""Somebody acts while a post is being sent: in another thread, with a database connection of their own."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, connections, transaction

from media import store
from planner.channels.models import Channel
from planner.deliveries import agree, clock, compose, edit, pause, plan, points, reconcile, send
from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import Actor, Entry
from planner.people import members
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post, Version
from planner.reviews.policies import ReviewStep
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.walltime import of_instant
from tests.fakes.mastodon import FakeMastodon
from tests.hands import OVER, Hands
from tests.torture.verdict import broken_stories

POINTS = ("C0", "C1", "C2", "C3a", "C3", "C6", "C7")  # C0: before it is claimed
WORDS_SETTLED = {"approve", "edit", "cancel", "archive", "move"}  # refused from the intent on
AT_ONCE = 0.05  # seconds between the commit of an intent and our knowing of it
LINGER = 0.08  # seconds that an act stands still in the middle of its transaction


@dataclass
class Act:
    """What somebody did, when they were told that it is done, or that it is refused."""

    name: str
    done_at: float = 0.0  # monotonic; 0 when it was refused
    refused: str = ""
    changed_nothing: bool = True


@dataclass
class Rivals:
    """A post on its way and those who have other plans for it."""

    hands: Hands
    network: FakeMastodon
    channel: Channel
    writer: Any  # a membership, that of the author
    reader: Any = None  # the membership of the first of two who must agree, where steps are set
    number: int = 0
    asset: Any = None  # of the post on its way
    intents: list[tuple[float, str, bool]] = field(default_factory=list)  # when, payload, was it approved
    acts: list[Act] = field(default_factory=list)
    lingering: list[threading.Thread] = field(default_factory=list)
    resumed_at: float = 0.0

    # --- A post on its way --------------------------------------------------------------------------

    def plan(self, asset: Any = None) -> Delivery:
        """With a picture where there is one; its bytes must arrive as they were agreed to."""
        self.number += 1
        self.asset = asset
        self.intents, self.acts, self.lingering = [], [], []
        by = Actor(self.writer.user_id, "Ada")
        content = self._content(f"Post {self.number} v1")
        post = Post.objects.write(self.hands.workspace, by, content)
        self._agree_to(post)
        delivery = self.hands.schedule(post, 1)[0]
        self.hands.time.pass_(3)
        return delivery

    def _content(self, words: str) -> Content:
        shown = (Picture(self.asset.pk, f"What {words} shows"),) if self.asset else ()
        return Content(text=words, wordings=(Wording(self.channel.pk),), pictures=shown)

    def ask_two(self, reader: Any) -> None:
        """From now on two must agree, one after the other: the reader, then who does everything here."""
        self.reader, workspace = reader, self.hands.workspace
        workspace.review_policy = "steps"
        workspace.save()
        for position, user_id in enumerate((reader.user_id, self.hands.by.user_id)):
            step = ReviewStep.objects.create(workspace=workspace, name=f"Step {position}", position=position)
            step.users.add(user_id)

    def _agree_to(self, post: Post) -> None:
        now = self.hands.time.wall
        agree.ask(post, self.hands.by, now)
        if self.reader is not None:
            agree.approve(post, Actor(self.reader.user_id, "Grace"), post.newest.number, now)
        agree.approve(post, self.hands.by, post.newest.number, now)

    def send(self, delivery: Delivery, meanwhile: dict[str, Callable[[], None]]) -> None:
        """Claim and send; at each point do what `meanwhile` says."""

        def watch(point: str, delivery_id: int) -> None:
            if point == "C3a":
                self._note_intent(delivery_id)
            meanwhile.pop(point, lambda: None)()

        meanwhile.pop("C0", lambda: None)()
        points.watch = watch
        try:
            for one in clock.claim(self.hands.time.wall):
                (reconcile.look if one.look else send.deliver)(one.delivery_id, one.fence)
        finally:
            points.watch = None
            for thread in self.lingering:
                thread.join(20)

    def _note_intent(self, delivery_id: int) -> None:
        at = time.monotonic()
        delivery = Delivery.objects.select_related("post").get(pk=delivery_id)
        if delivery.state != "sending":
            return
        agreed = (
            delivery.post.state == "approved" and delivery.post.approved_version_id == delivery.version_id
        )
        pinned = delivery.version.pins.filter(channel=delivery.channel_id, digest=delivery.digest).exists()
        version = Version.objects.complete().get(pk=delivery.version_id)
        text = compose.payload_for(version, self.channel).parts[delivery.part].text
        self.intents.append((at, text, agreed and pinned))

    # --- Others ---------------------------------------------------------------------------------------

    def whole(self, name: str, delivery: Delivery) -> None:
        """Somebody acts from beginning to end while the worker stands still."""
        thread = threading.Thread(target=self._act, args=(name, delivery, None))
        thread.start()
        thread.join(20)

    def begun(self, name: str, delivery: Delivery, after: int) -> None:
        """Somebody stands in the middle of the act, after so many locks, while the worker goes on."""
        standing = threading.Event()
        thread = threading.Thread(target=self._act, args=(name, delivery, Halt(after, standing)))
        thread.start()
        standing.wait(20)
        self.lingering.append(thread)

    def _act(self, name: str, delivery: Delivery, halt: "Halt | None") -> None:
        act = Act(name)
        self.acts.append(act)
        alone = halt is None and not self.lingering  # else the other's rows may come in between
        before = self._rows(delivery) if alone else None
        try:
            if halt is None:
                getattr(self, name)(delivery)
            else:
                with connection.execute_wrapper(halt), transaction.atomic():
                    getattr(self, name)(delivery)
                    halt.stand()
            act.done_at = time.monotonic()
        except (WrongState, NotYours) as refused:
            act.refused = str(refused)
            act.changed_nothing = before is None or before == self._rows(delivery)
        finally:
            if halt is not None:
                halt.standing.set()
            connections.close_all()

    def _rows(self, delivery: Delivery) -> list[Any]:
        return [
            list(Delivery.objects.filter(post=delivery.post_id).values()),
            list(Post.objects.filter(pk=delivery.post_id).values()),
            list(Version.objects.filter(post=delivery.post_id).values()),
            Step.objects.count(),
            Entry.objects.count(),
        ]

    def approve(self, delivery: Delivery) -> None:
        """Newer words, agreed to."""
        with transaction.atomic():
            self.edit(delivery)
            post = Post.objects.get(pk=delivery.post_id)
            self._agree_to(post)

    def edit(self, delivery: Delivery) -> None:
        post = Post.objects.get(pk=delivery.post_id)
        words = f"Post {self.number} v{post.newest.number + 1}"
        edit.edit(post, self.hands.by, self._content(words))

    def cancel(self, delivery: Delivery) -> None:
        plan.cancel(Delivery.objects.get(pk=delivery.pk), self.hands.by, self.hands.time.wall)

    def archive(self, delivery: Delivery) -> None:
        edit.archive(Post.objects.get(pk=delivery.post_id), self.hands.by, self.hands.time.wall)

    def move(self, delivery: Delivery) -> None:
        when = of_instant(self.hands.time.wall + timedelta(seconds=600), "Europe/Moscow")
        plan.move(Delivery.objects.get(pk=delivery.pk), when, self.hands.by, self.hands.time.wall)

    def leave(self, _delivery: Delivery) -> None:
        mine = self.writer.workspace.memberships.get(user=self.hands.by.user_id)
        found = type(mine).objects.filter(pk=self.writer.pk).first()
        if found is not None:
            with suppress(type(mine).DoesNotExist):  # another act has just removed it
                members.remove(found, mine, self.hands.by, self.hands.time.wall)

    def demote(self, _delivery: Delivery) -> None:
        """Who agreed first may no longer agree: what was agreed stays, what is asked anew does not count."""
        changer = self.writer.workspace.memberships.get(user=self.hands.by.user_id)
        reader = type(changer).objects.select_related("user", "workspace").get(pk=self.reader.pk)
        members.change_role(reader, "viewer", changer, self.hands.by, self.hands.time.wall)

    def pause_channel(self, _delivery: Delivery) -> None:
        Channel.objects.get(pk=self.channel.pk).pause(self.hands.by, "a rest")

    def pause_workspace(self, _delivery: Delivery) -> None:
        pause.pause_workspace(self.hands.workspace, self.hands.by, "a rest", self.hands.time.wall)

    def other_account(self, _delivery: Delivery) -> None:
        Channel.objects.filter(pk=self.channel.pk).update(account_id="2")

    # --- What must hold -----------------------------------------------------------------------------

    def check_while_it_stands_still(self) -> None:
        """What was confirmed before the intent holds for as long as it is not taken back."""
        count = len(self.network.published)
        stopping = {act.name for act in self.acts if act.done_at}
        if stopping & {"pause_channel", "pause_workspace", "cancel", "archive"}:
            points.watch = lambda point, pk: self._note_intent(pk) if point == "C3a" else None
            self.hands.tick()
            points.watch = None
            assert len(self.network.published) == count, self.acts

    def back_to_normal(self) -> None:
        self.resumed_at = time.monotonic()
        channel = Channel.objects.get(pk=self.channel.pk)
        if channel.state == "paused":
            channel.resume(self.hands.by)
        Channel.objects.filter(pk=self.channel.pk).update(account_id="1", failures=0, rest_until=None)
        self.hands.workspace.refresh_from_db()
        if self.hands.workspace.paused_at:
            pause.resume_workspace(self.hands.workspace, self.hands.by, self.hands.time.wall)
        self.writer.workspace.memberships.get_or_create(user=self.writer.user, defaults={"role": "author"})
        self.writer = self.writer.workspace.memberships.get(user=self.writer.user)
        if self.reader is not None:
            type(self.reader).objects.filter(pk=self.reader.pk).update(role="editor")

    def check(self, delivery: Delivery) -> Counter[str]:
        """Everything has an end, and every promise was kept. What came of it, to be counted."""
        self.back_to_normal()
        self.hands.until_over(ticks=4, seconds=100)
        self.hands.until_over(ticks=14, seconds=500)
        arrived = [one for one in self.network.arrivals if one["text"].startswith(f"Post {self.number} v")]
        new = [one for one in arrived if not one["repeat"]]
        story = [list(one.story.values_list("what", flat=True)) for one in self._all(delivery)]
        told = (self.acts, story)
        assert len(new) <= 1, told
        assert all(agreed for _at, _text, agreed in self.intents), told
        for one in new:
            version = delivery.post.versions.get(text=one["text"])  # byte for byte
            pins = set(version.pins.filter(channel=self.channel).values_list("digest", flat=True))
            sent = self._all(delivery).get(version=version)
            pictures = [self.network.media[number] for number in one.get("media_ids", [])]
            shown = [(found["file"][1], found["description"]) for found in pictures]
            assert shown == self._agreed(one["text"]), told
            assert self.network.statuses[one["id"]].at >= sent.due_at.timestamp(), told
            assert {sent.digest} == pins == {step.details["payload"] for step in self._intents_of(sent)}, told
        for act in self.acts:
            assert act.changed_nothing, told
            self._check_promise(act, arrived, told)
        for one in self._all(delivery):
            there = [status.id for status in self.network.published if status.text == one.version.text]
            assert one.state in OVER, told
            assert (one.state == "published") == bool(there), (one.state, there, told)
            assert one.state != "published" or [one.receipt_id] == there, told
        assert not broken_stories()
        self.hands.time.pass_(400)
        return Counter(
            schedules=1,
            arrived=bool(new),
            with_picture=bool(new and self.asset),
            refused=any(act.refused for act in self.acts),
            done=any(act.done_at for act in self.acts),
            in_the_middle=bool(self.lingering),
        )

    def _agreed(self, words: str) -> list[tuple[bytes, str]]:
        """The pictures as they were agreed to: bytes, and what describes them."""
        if self.asset is None:
            return []
        return [(store.read(self.asset.path), f"What {words} shows")]

    def _check_promise(self, act: Act, arrived: list[dict[str, Any]], told: Any) -> None:
        if not act.done_at:
            return
        if act.name in {"cancel", "archive"}:
            assert not [one for one in arrived if one["monotonic"] > act.done_at], told
        if act.name in {"approve", "edit"}:
            old = [one for one in arrived if one["text"].endswith("v1")]
            assert not old, told
        if act.name in {"pause_channel", "pause_workspace"}:
            meant = [
                at for at, _text, _agreed in self.intents if act.done_at + AT_ONCE < at < self.resumed_at
            ]
            assert not meant, told

    @staticmethod
    def _all(delivery: Delivery) -> Any:
        return Delivery.objects.filter(post=delivery.post_id).select_related("version").order_by("pk")

    @staticmethod
    def _intents_of(delivery: Delivery) -> list[Step]:
        return list(delivery.story.filter(what__in=("intent", "repeated")))


@dataclass
class Halt:
    """Stands still after the act has taken its n-th lock (or written its n-th row), and at its end."""

    after: int
    standing: threading.Event
    locks: int = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if re.search(r"\b(UPDATE|INSERT|DELETE)\b", sql):
            self.locks += 1
            if self.locks == self.after:
                self.stand()
        return answer

    def stand(self) -> None:
        if not self.standing.is_set():
            self.standing.set()
            time.sleep(LINGER)


ACTS = (
    "approve", "edit", "cancel", "archive", "leave", "pause_channel", "pause_workspace", "other_account",
    "move",
)  # fmt: skip


def two_acts(luck: random.Random, acts: Sequence[str] = ACTS) -> list[tuple[str, str, int]]:
    """A schedule: at which point who does what; 0 is the whole act, else after how many locks it stands."""
    where = luck.sample(POINTS, 2)
    return [(point, luck.choice(acts), luck.choice((0, 0, 1, 2, 3, 99))) for point in where]
