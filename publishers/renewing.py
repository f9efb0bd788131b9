"""Tokens of OAuth 2 that another follows, as long as there is a refresh token."""

from datetime import datetime
from typing import Any, ClassVar

from publishers.answer import read_moment
from publishers.base import Refreshable
from publishers.web import Web


class Renewing(Refreshable):
    """Its credentials hold `ends_at` (ISO, UTC) and `refresh_token`, both "" where a token was typed."""

    credentials: Any
    web: Web
    next_tokens: "ClassVar[staticmethod[[Any, Web, datetime], dict[str, str]]]"

    def ends_at(self) -> datetime | None:
        return read_moment(self.credentials.ends_at)

    def refreshed(self, now: datetime) -> dict[str, str]:
        return type(self).next_tokens(self.credentials, self.web, now) if self.renews else {}

    @property
    def renews(self) -> bool:
        return bool(self.credentials.refresh_token)
