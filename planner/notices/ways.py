"""The ways out that a workspace gives: its bot in Telegram with the chats linked to it, and its webhooks."""

import base64
import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from planner import vault
from planner.people.models import User, Workspace
from publishers.telegram.api import SERVER, Credentials


class Sealed(models.Model):
    """A row with one secret, sealed for this very row."""

    sealed = models.TextField(blank=True)

    class Meta:
        abstract = True

    def lock_in(self, secret: str) -> None:
        """Seal and save it. The row must exist."""
        self.sealed = vault.seal({"secret": secret}, self._row)
        self.save(update_fields=["sealed"])

    def take_out(self) -> str:
        """Raises vault.Locked."""
        return vault.unseal(self.sealed, self._row)["secret"]

    def reseal(self) -> bool:
        """Seal it anew with the current key; False when somebody was first. Raises vault.Locked."""
        before, sealed = self.sealed, vault.seal({"secret": self.take_out()}, self._row)
        self.sealed = sealed
        return bool(type(self)._default_manager.filter(pk=self.pk, sealed=before).update(sealed=sealed))

    @property
    def _row(self) -> str:
        return f"{self._meta.model_name}:{self.pk}:secret"


class TelegramBot(Sealed):
    """A workspace's bot, which writes notices and hears buttons. `offset`: of the next update to read."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="telegram_bot")
    username = models.CharField(max_length=64)
    server = models.CharField(max_length=200, default=SERVER)
    offset = models.BigIntegerField(default=0)
    listening_until = models.DateTimeField(null=True)  # the lease of whoever reads its updates
    trouble = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"@{self.username}"

    @property
    def credentials(self) -> Credentials:
        return Credentials(bot_token=self.take_out(), chat="", server=self.server)


class TelegramChat(models.Model):
    """A person's chat with the bot. Linked by a code that they send to it; only the code's hash is kept."""

    bot = models.ForeignKey(TelegramBot, models.CASCADE, related_name="chats")
    user = models.ForeignKey(User, models.CASCADE, related_name="telegram_chats")
    chat_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120, blank=True)  # as Telegram shows it
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bot", "user"], name="one_chat_each"),
            models.UniqueConstraint(
                fields=["bot", "chat_id"], condition=Q(chat_id__isnull=False), name="one_person_a_chat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} by {self.bot}"

    def is_waiting(self, now: datetime) -> bool:
        """For the code to be sent to the bot."""
        return bool(self.code_hash) and self.code_until is not None and now < self.code_until


class Webhook(Sealed):
    """A program of theirs that is told. Off when nothing arrived for a day, and admins hear of it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list)  # of kinds.KINDS; empty: all of them
    is_on = models.BooleanField(default=True)
    failures = models.PositiveSmallIntegerField(default=0)  # tries in a row
    failing_since = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)
    last_sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.url

    def wants(self, kind: str) -> bool:
        return self.is_on and (not self.kinds or kind in self.kinds)


def new_signing_secret() -> str:
    """As the Standard Webhooks rules want it: whsec_ and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
