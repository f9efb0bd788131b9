"""What a workspace says again and again, and the words that it watches."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace


class Phrase(models.Model):
    """Words to put into a post: a snippet, hashtags, named link tags; or a whole post to start from."""

    class Kind(models.TextChoices):
        SNIPPET = "snippet", _("Snippet")
        HASHTAGS = "hashtags", _("Hashtags")
        TAGS = "tags", _("Link tags")
        TEMPLATE = "template", _("Template")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="phrases")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    form = models.JSONField(default=dict, blank=True)  # of a template: what the composer begins with
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["kind", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "name"], name="phrases_by_name")
        ]

    def __str__(self) -> str:
        return self.name

    def use(self, now: datetime) -> None:
        """Count that somebody took it. No act of its own: the post that it went into has its entries."""
        Phrase.objects.filter(pk=self.pk).update(used=F("used") + 1, used_at=now)

    @transaction.atomic
    def keep(self, by: Actor) -> None:
        """Save it, new or changed."""
        is_new = self.pk is None
        self.save()
        act = "phrase.written" if is_new else "phrase.changed"
        record(self.workspace_id, by, act, self, kind=self.kind, name=self.name)

    @transaction.atomic
    def take_away(self, by: Actor) -> None:
        record(self.workspace_id, by, "phrase.removed", self, kind=self.kind, name=self.name)
        self.delete()


class HouseWord(models.Model):
    """A word that the house does not use, or one that it spells in one way."""

    class Kind(models.TextChoices):
        BANNED = "banned", _("We do not say it")
        NAME = "name", _("Spelt exactly so")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="house_words")
    kind = models.CharField(max_length=10, choices=Kind)
    word = models.CharField(max_length=120)
    instead = models.CharField(max_length=200, blank=True)  # what to say in its place
    stops = models.BooleanField(default=False)  # nothing goes out with it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["kind", "word", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "word"], name="house_words_once")
        ]

    def __str__(self) -> str:
        return self.word

    @transaction.atomic
    def keep(self, by: Actor) -> None:
        self.save()
        record(self.workspace_id, by, "house_word.written", self, kind=self.kind, word=self.word)

    @transaction.atomic
    def take_away(self, by: Actor) -> None:
        record(self.workspace_id, by, "house_word.removed", self, kind=self.kind, word=self.word)
        self.delete()


def typed_of_template(form: dict[str, Any]) -> dict[str, list[str]]:
    """A template's form as the composer reads it; whatever is not lists of words is left out."""
    return {
        str(name): [str(one) for one in values] for name, values in form.items() if isinstance(values, list)
    }
