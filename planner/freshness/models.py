"""Facts that posts state, addresses that they name, who looks after them, and what renews what."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planner.people.models import User, Workspace
from planner.posts.models import Post
from planner.posts.versions import Version


class Fact(models.Model):
    """Something that posts say and that may change: a price, who holds a post, a figure, what a law says."""

    class Kind(models.TextChoices):
        PRICE = "price", _("Price")
        PERSON = "person", _("Person or role")
        STATISTIC = "statistic", _("Figure")
        LAW = "law", _("Law or rule")
        OTHER = "other", pgettext_lazy("kind of a fact", "Something else")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    ttl_days = models.PositiveSmallIntegerField()  # so long somebody's word that it is right is believed
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="facts")
    changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="fact_names")]

    def __str__(self) -> str:
        return self.name


class OldValue(models.Model):
    """What a fact was before."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="old_values")
    value = models.CharField(max_length=200)
    until = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-until", "-pk"]

    def __str__(self) -> str:
        return self.value


class FactUse(models.Model):
    """A post states a fact, as somebody said. It is right as the fact stood at `seen_at`."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="fact_uses")
    fact = models.ForeignKey(Fact, models.CASCADE, related_name="uses")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "fact"], name="one_use_of_a_fact")]

    def __str__(self) -> str:
        return f"{self.fact_id} in {self.post_id}"


class LinkCheck(models.Model):
    """An address that posts of a workspace name, and what was seen there, over time."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="link_checks")
    print = models.CharField(max_length=64)  # of the address, as in planner/ahead/link_looks.py
    address = models.CharField(max_length=2000)
    host = models.CharField(max_length=255)
    state = models.CharField(max_length=10, default="")  # of known.LINKS; "" until it is looked at
    why = models.CharField(max_length=40, blank=True)  # what was seen last (links.Seen.kind)
    since = models.DateTimeField(null=True)  # that the state is this one
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    failed_since = models.DateTimeField(null=True)
    final = models.CharField(
        max_length=2000, blank=True
    )  # where it leads in the end, where that is elsewhere
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()  # when to look again

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_at"], name="links_to_look_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "print"], name="one_check_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.state or '?'}"


class LinkUse(models.Model):
    """A post names an address, in this version of its words."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="link_uses")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    check_of = models.ForeignKey(LinkCheck, models.CASCADE, related_name="uses")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "check_of"], name="one_use_of_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} in {self.post_id}"


class Care(models.Model):
    """Who looks after a post, when they last did, and the weeks of the year in which it is of use."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="care")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="cared_for")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    season_first = models.CharField(max_length=5, blank=True)  # "12-01"
    season_last = models.CharField(max_length=5, blank=True)

    def __str__(self) -> str:
        return f"care of {self.post_id}"


class Refresh(models.Model):
    """A post that says anew what an older one said."""

    old = models.ForeignKey(Post, models.CASCADE, related_name="renewed_by")
    new = models.OneToOneField(Post, models.CASCADE, related_name="renews")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    lines = models.JSONField(default=list)  # what was to be mended then, as in Judged
    percentile = models.FloatField(null=True)  # of the old one's success, as far as it was known
    worked = models.JSONField(default=list)  # and what of it did (worked.py)

    def __str__(self) -> str:
        return f"{self.new_id} renews {self.old_id}"
