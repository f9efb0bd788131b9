"""How allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by set-up or by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
