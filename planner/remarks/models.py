"""What people say about a post's words: threads at those words, and other words that they suggest."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.people.groups import Contact
from planner.people.models import User
from planner.posts.models import Post
from planner.remarks.anchor import Anchor
from planner.states import Stateful, check_moves


class Thread(models.Model):
    """A conversation about some words of a post, or about the whole of it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="threads")
    version = models.PositiveIntegerField()  # the number of the one whose words are quoted
    where = models.CharField(max_length=24, default="text")  # planner/remarks/places.py
    quote = models.TextField(blank=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField(default=0)  # code points
    is_for_client = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    resolved_by_name = models.CharField(max_length=200, blank=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["begun_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["post", "resolved_at"], name="threads_of_a_post")]

    def __str__(self) -> str:
        return f"about “{self.quote[:40]}”" if self.quote else f"about {self.post}"

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.quote, self.before, self.after, self.start)

    @anchor.setter
    def anchor(self, to: Anchor) -> None:
        self.quote, self.before, self.after, self.start = to.quote, to.before, to.after, to.start


class Remark(models.Model):
    """What one person said in a thread. Its writer may change it, which shows, or take it away."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="remarks")
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # then it has no text

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.text[:40]}"


class Mention(models.Model):
    """Somebody is named in a remark; `spelt` is how."""

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    spelt = models.CharField(max_length=260)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["remark", "user"], name="one_mention_of_a_person")
        ]

    def __str__(self) -> str:
        return self.spelt


class Suggestion(Stateful):
    """Other words in the place of a thread's. An accepted one is a new version."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        STALE = "stale", _("Its words are gone")

    MOVES: ClassVar = {
        "open": frozenset({"accepted", "rejected", "stale"}),
        "stale": frozenset({"accepted", "rejected"}),  # the words may come back
        "accepted": frozenset(),
        "rejected": frozenset(),
    }

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="suggestions")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    words = models.TextField()  # those that it replaces, as they were
    replacement = models.TextField(blank=True)  # nothing: take them out
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    made_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"“{self.replacement[:40]}” in place of “{self.words[:40]}”"


check_moves(Suggestion, Suggestion.State.values)
