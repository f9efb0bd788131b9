"""What a report is held against, who may read it without an account, and who is sent it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planner.campaigns.models import Campaign
from planner.channels.models import Channel
from planner.people.groups import Contact
from planner.people.models import User, Workspace


class Goal(models.Model):
    """What shall be reached until a day: by a channel, by a campaign, or by all together."""

    class Metric(models.TextChoices):
        POSTS = "posts", _("Posts out")
        ENGAGEMENT = "engagement", _("Engagement")
        CLICKS = "clicks", _("Clicks")
        FOLLOWERS = "followers", _("Followers")
        ON_TIME = "on_time", _("On time, %")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="goals")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, related_name="goals")
    metric = models.CharField(max_length=12, choices=Metric)
    target = models.PositiveBigIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()  # its last day
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["until_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_goal_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="a_goal_is_of_one_thing", condition=Q(channel=None) | Q(campaign=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.target} until {self.until_on}"


class ReportLink(models.Model):
    """A way to one report without an account. Its secret is not here, only the SHA-256 of it (links.py)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="report_links")
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, related_name="+")
    month = models.CharField(max_length=7, blank=True)  # 2026-10, where it is no campaign's
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, default="en")
    made_at = models.DateTimeField()
    # Null where a letter brings it; a person who leaves stays as a number, as in links for reviews.
    made_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")  # whose letter
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_report_link_is_of_one_report",
                condition=Q(campaign=None) & ~Q(month="") | Q(campaign__isnull=False, month=""),
            ),
            models.UniqueConstraint(
                fields=["contact", "month"],
                condition=Q(revoked_at=None, contact__isnull=False),
                name="one_report_link_of_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk} to the report of {self.campaign or self.month}"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class Subscription(models.Model):
    """Somebody who is sent reports by e-mail: a member, or a client's contact."""

    class Kind(models.TextChoices):
        MONTH = "month", _("The month before, on the first working day")
        WEEK = "week", _("The month so far, every Monday")
        DIGEST = "digest", _("What to do next, every Monday")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="report_subscriptions")
    kind = models.CharField(max_length=8, choices=Kind)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_subscription_is_of_one_reader",
                condition=Q(contact__isnull=False, user=None) | Q(contact=None, user__isnull=False),
            ),
            models.UniqueConstraint(fields=["workspace", "kind", "user"], name="one_subscription_of_a_user"),
            models.UniqueConstraint(fields=["kind", "contact"], name="one_subscription_of_a_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.reader}"

    @property
    def reader(self) -> User | Contact:
        found = self.user or self.contact
        assert found is not None
        return found


class Sending(models.Model):
    """One letter of a subscription about one period: there is never a second."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"  # a worker has it until `lease_until`; null: the server has it, until `due_at`
        SENT = "sent"
        FAILED = "failed"  # for good, or nobody knows
        DROPPED = "dropped"  # there was nothing to say, or nobody to say it to

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="sendings")
    period = models.CharField(max_length=10)  # 2026-10, or 2026-W45
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the next try
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "period"], name="a_report_is_sent_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=("waiting", "sending")), name="reports_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} of {self.subscription_id}"
