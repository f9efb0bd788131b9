"""How allauth behaves in this house."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from planner.people import second_steps, sessions
from planner.people.confirm import proved_lately


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by set-up or by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.begin(request, user, timezone.now())

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Signing in a moment ago proves as much as typing the password again."""
        return not proved_lately(context.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By our own address: the Host of a request is the asker's word."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.PUBLIC_URL) + path.replace("UID-KEY", quote(key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("me")

    def format_email_subject(self, subject: str) -> str:
        return f"Almanac: {subject}"

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """No "you have signed in": people can see that."""
        if "account/messages/logged" not in str(args[:1] or kwargs.get("message_template", "")):
            super().add_message(request, level, *args, **kwargs)


class MfaAdapter(DefaultMFAAdapter):
    """Seeds of authenticator apps and recovery codes are sealed like every other secret."""

    def encrypt(self, text: str) -> str:
        return second_steps.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_steps.unseal(encrypted_text)
