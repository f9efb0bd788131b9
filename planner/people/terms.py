"""On what terms posts go out: who must agree, and what an agreement covers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewPolicy(models.TextChoices):
    NONE = "none", _("Nobody needs to agree")
    OPTIONAL = "optional", _("Who wants may ask; nobody needs to agree")
    REQUIRED = "required", _("Somebody must agree")
    STEPS = "steps", _("Several steps, one after the other")


class AfterEdit(models.TextChoices):
    DRAFT = "draft", _("It is a draft again, until somebody asks for a review")
    REVIEW = "review", _("It is asked for a review again at once")


class Terms(models.Model):
    """The terms of a workspace, or of a policy that stands in their place for some of its posts.

    `earlier_hours` and `later_hours` are the window of an approval: by how many hours a post may go out
    before or after the time that was shown to whoever approved it. Null: at any time.
    """

    review_policy = models.CharField(max_length=12, choices=ReviewPolicy, default=ReviewPolicy.REQUIRED)
    four_eyes = models.BooleanField(default=False)  # neither author nor last editor approves
    schedules_itself = models.BooleanField(default=True)  # with the last yes, where a time was proposed
    after_edit = models.CharField(max_length=8, choices=AfterEdit, default=AfterEdit.DRAFT)
    earlier_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    later_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    urgent_path = models.BooleanField(default=False)  # one approver with a reason; others look afterwards

    class Meta:
        abstract = True

    @property
    def needs_review(self) -> bool:
        """Must somebody agree before a post goes out?"""
        return self.review_policy in {ReviewPolicy.REQUIRED, ReviewPolicy.STEPS}
