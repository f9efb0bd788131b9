"""A post: its words go from draft to agreed, version by version."""

from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import User, Workspace
from planner.posts.content import Content
from planner.posts.versions import Attachment, Variant, Version
from planner.states import Stateful, WrongState, check_moves
from planner.walltime import When

__all__ = ["Attachment", "Overtaken", "Post", "Variant", "Version"]


class Overtaken(Exception):
    """Somebody saved a newer version in the meantime."""


class PostQuerySet(models.QuerySet["Post"]):
    @transaction.atomic
    def write(self, workspace: Workspace, by: Actor, content: Content, **labels: object) -> "Post":
        """A new post with its first version."""
        post = Post(workspace=workspace, author_id=by.user_id, **labels)
        post.save()
        post.head = Version.objects.make(post.pk, 1, by, content.tidy())
        post.save(update_fields=["head"])
        record(workspace.pk, by, "post.written", post, title=post.head.title)
        return post

    def locked(self, pk: int) -> "Post":
        """The post, held against other writers until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("head", "workspace").get(pk=pk)


class Post(Stateful):
    """Something we want to say, wherever it goes. Its state is about words: are they agreed?"""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES = "changes", _("Changes asked")
        REJECTED = "rejected", _("Rejected")
        APPROVED = "approved", _("Approved")
        ARCHIVED = "archived", _("Archived")

    class Kind(models.TextChoices):
        TIMELY = "timely", _("Timely")
        SEASONAL = "seasonal", _("Seasonal")
        EVERGREEN = "evergreen", _("Evergreen")

    MOVES: ClassVar = {
        "draft": frozenset({"in_review", "approved", "archived"}),
        "in_review": frozenset({"draft", "changes", "rejected", "approved", "archived"}),
        "changes": frozenset({"in_review", "draft", "approved", "archived"}),
        "rejected": frozenset({"archived"}),
        "approved": frozenset({"draft", "archived"}),
        "archived": frozenset({"draft"}),
    }

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="posts")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="posts")
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="assigned")
    head = models.ForeignKey("planner.Version", models.PROTECT, null=True, related_name="+")
    approved_version = models.ForeignKey(
        "planner.Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_round = models.PositiveSmallIntegerField(default=1)  # answers of earlier rounds do not count
    asked_at = models.DateTimeField(null=True, blank=True)  # for a review, last
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    steps_done = models.PositiveSmallIntegerField(default=0)  # of steps_asked; as it was when last looked at
    steps_asked = models.PositiveSmallIntegerField(default=1)
    planned_at = models.DateTimeField(null=True, blank=True)  # when it should go out, or did
    planned_wall = models.CharField(max_length=19, blank=True)
    planned_zone = models.CharField(max_length=64, blank=True)
    planned_fold = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)  # on hold: it keeps its time, nothing goes out
    hold_reason = models.CharField(max_length=300, blank=True)
    queue = models.ForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="queued")
    slot_at = models.DateTimeField(null=True, blank=True)  # of the slot it took, where it tries another hour
    series = models.ForeignKey("planner.Series", models.SET_NULL, null=True, blank=True, related_name="posts")
    series_wall = models.CharField(max_length=19, blank=True)  # its time by the rule
    evergreen = models.ForeignKey(
        "planner.Evergreen", models.SET_NULL, null=True, blank=True, related_name="repeats"
    )
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="posts")
    pillar = models.ForeignKey(Pillar, models.SET_NULL, null=True, blank=True, related_name="posts")
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TIMELY)
    valid_until = models.DateTimeField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=200, null=True, blank=True)
    example = models.BooleanField(default=False)  # made by "example content"
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "planned_at"], name="posts_by_plan"),
            models.Index(fields=["workspace", "state", "-id"], name="posts_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "external_id"], name="external_ids"),
            models.UniqueConstraint(
                fields=["series", "series_wall"],
                condition=models.Q(series__isnull=False),
                name="one_post_a_time_of_a_series",
            ),
        ]

    def __str__(self) -> str:
        return (self.head.name if self.head else "") or f"post {self.pk}"

    @transaction.atomic
    def rewrite(self, by: Actor, content: Content, based_on: int | None = None) -> "Version | None":
        """Save new words as a new version; None when nothing changed.

        An approval covers one version, so a new one drops it. `based_on` is the number of the version
        that the writer saw: raises Overtaken when it is no longer the newest.
        """
        post = Post.objects.locked(self.pk)
        head = post._newest()
        content = content.tidy()
        if content.digest() == head.digest:
            return None
        if based_on is not None and based_on != head.number:
            raise Overtaken(f"Version {head.number} was saved in the meantime.")
        if post.state == "archived":
            raise WrongState("This post is archived. Bring it back before you change it.")
        if post.state == "rejected":
            raise WrongState(gettext("This post was rejected. Duplicate it to try again with other words."))
        version = Version.objects.make(post.pk, head.number + 1, by, content)
        Post.objects.filter(pk=post.pk).update(head=version, updated_at=timezone.now())
        post.head = version
        if post.state == "approved":
            post.move("draft", approved_version=None)
        record(post.workspace_id, by, "post.changed", post, version=version.number)
        self.refresh_from_db()
        return version

    @transaction.atomic
    def submit(self, by: Actor) -> None:
        self.insist_on_words()
        self.move("in_review", asked_at=timezone.now())
        self.asked_by_id = by.user_id
        self.save(update_fields=["asked_by"])
        record(self.workspace_id, by, "post.submitted", self, version=self._newest().number)

    @transaction.atomic
    def withdraw(self, by: Actor) -> None:
        self.move("draft", approved_version=None, review_round=self.review_round + 1)
        record(self.workspace_id, by, "post.withdrawn", self)

    @transaction.atomic
    def archive(self, by: Actor) -> None:
        self.move("archived", approved_version=None, review_round=self.review_round + 1)
        record(self.workspace_id, by, "post.archived", self)

    @transaction.atomic
    def bring_back(self, by: Actor) -> None:
        self.move("draft")
        record(self.workspace_id, by, "post.brought_back", self)

    def plan_for(self, when: When | None) -> None:
        """Remember when it should go out. Not material: the words stay agreed.

        At another time it no longer stands in the slot that it took.
        """
        fields = ["planned_at", "planned_wall", "planned_zone", "planned_fold"]
        if self.planned_at != (when.at if when else None):
            self.queue, self.slot_at = None, None
            fields += ["queue", "slot_at"]
        self.planned_at = when.at if when else None
        self.planned_wall, self.planned_zone = (when.wall, when.zone) if when else ("", "")
        self.planned_fold = when.fold if when else 0
        self.save(update_fields=fields)

    def insist_on_words(self) -> None:
        """Nobody is asked to agree to nothing. Raises WrongState."""
        if self.newest.content().is_blank:
            raise WrongState(gettext("It says nothing yet. Write a few words or add a picture first."))

    def _newest(self) -> "Version":
        if self.head is None:
            raise WrongState("This post has no words yet.")
        return self.head

    @property
    def newest(self) -> "Version":
        """The version that people see and edit."""
        return self._newest()


check_moves(Post, Post.State.values)
