"""Policies as people set them: terms for some of the posts, their steps, and rules that add a step."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.campaigns.models import Campaign, Tag
from planner.channels.models import Channel
from planner.people.groups import Group
from planner.people.models import User, Workspace
from planner.people.terms import Terms


class Policy(Terms):
    """Terms in place of the workspace's, for a channel, a campaign or a label: exactly one of them."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="policies")
    channel = models.OneToOneField(Channel, models.CASCADE, null=True, blank=True, related_name="policy")
    campaign = models.OneToOneField(Campaign, models.CASCADE, null=True, blank=True, related_name="policy")
    tag = models.OneToOneField(Tag, models.CASCADE, null=True, blank=True, related_name="policy")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_policy_is_for_one_thing",
                condition=(
                    models.Q(channel__isnull=False, campaign__isnull=True, tag__isnull=True)
                    | models.Q(channel__isnull=True, campaign__isnull=False, tag__isnull=True)
                    | models.Q(channel__isnull=True, campaign__isnull=True, tag__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"policy for {self.channel or self.campaign or self.tag}"


class Asking(models.Model):
    """Who is asked, how many of them must agree, by when, and what happens when nobody answers in time."""

    class Rule(models.TextChoices):
        ANY = "any", _("One of them")
        ALL = "all", _("All of them")
        QUORUM = "quorum", _("This many of them")

    class Since(models.TextChoices):
        SLOT = "slot", _("before the post's time")
        ASKED = "asked", _("after they are asked")

    class Timeout(models.TextChoices):
        NOTIFY = "notify", _("Everybody is told")
        ESCALATE = "escalate", _("Another group is asked as well")
        SKIP = "skip", _("The step is passed over, and it is said so")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    rule = models.CharField(max_length=8, choices=Rule, default=Rule.ANY)
    quorum = models.PositiveSmallIntegerField(default=1)
    is_legal = models.BooleanField(default=False)  # never passed over
    deadline_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_since = models.CharField(max_length=8, choices=Since, default=Since.SLOT)
    on_timeout = models.CharField(max_length=10, choices=Timeout, default=Timeout.NOTIFY)
    escalate_to = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_legal_is_never_skipped",
                condition=models.Q(is_legal=False) | ~models.Q(on_timeout="skip"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReviewStep(Asking):
    """One step of a policy, or of the workspace's own terms where `policy` is null."""

    policy = models.ForeignKey(Policy, models.CASCADE, null=True, blank=True, related_name="steps")
    position = models.PositiveSmallIntegerField()
    users = models.ManyToManyField(User, blank=True, related_name="+")
    groups = models.ManyToManyField(Group, blank=True, related_name="steps")

    class Meta(Asking.Meta):
        abstract = False
        ordering: ClassVar = ["position", "pk"]


class Route(Asking):
    """A rule that adds a step to some posts: a price in it → Legal; a campaign → its client."""

    class When(models.TextChoices):
        PRICE = "price", _("It names a price")
        CLAIM = "claim", _("It makes a promise or a claim")
        MEDICAL = "medical", _("It speaks of health")
        WORDS = "words", _("It has one of these words")
        CAMPAIGN = "campaign", _("It belongs to a campaign")
        TAG = "tag", _("It has a label")
        CHANNEL = "channel", _("It goes to a channel")

    when = models.CharField(max_length=10, choices=When)
    words = models.TextField(blank=True)  # one a line
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="routes")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="routes")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, blank=True, related_name="routes")
    group = models.ForeignKey(Group, models.PROTECT, related_name="routes")

    class Meta(Asking.Meta):
        abstract = False
        ordering: ClassVar = ["pk"]
