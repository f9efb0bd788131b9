"""Groups of people who agree together, a client's people without an account, and who stands in for whom."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from planner.people.models import User, Workspace


class Group(models.Model):
    """Some of a workspace's people, or a client: who may say yes in a step."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=80)
    is_client = models.BooleanField(default=False)  # sees only posts that ask for it, and no internal words
    users = models.ManyToManyField(User, blank=True, related_name="review_groups")

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_group_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A client's person without an account: reached by links, bound to this name and address."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="contacts")
    group = models.ForeignKey(Group, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    removed_at = models.DateTimeField(null=True, blank=True)  # kept: their answers name them

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=models.Q(removed_at__isnull=True),
                name="one_contact_of_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Absence(models.Model):
    """Out of office: until then the delegate may answer in this person's place."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="absences")
    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    delegate = models.ForeignKey(User, models.CASCADE, related_name="stands_in")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="absences_end", condition=models.Q(until_at__gt=models.F("from_at"))),
            models.CheckConstraint(
                name="somebody_else_stands_in", condition=~models.Q(user=models.F("delegate"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.user}"

    def is_now(self, now: datetime) -> bool:
        return self.from_at <= now < self.until_at
