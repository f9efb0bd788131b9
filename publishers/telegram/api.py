"""Asking the Bot API. The bot's token is part of every address, so no address may come to light."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import Expired, Refused, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.forms import File
from publishers.telegram import answers
from publishers.web import Web

SERVER = "https://api.telegram.org"
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{10,100}")


@dataclass(frozen=True, slots=True)
class Credentials:
    bot_token: str = typed(_("Bot token"), _("From @BotFather, such as 12345678:AAF…"), secret=True)
    chat: str = typed(
        _("Channel or group"), _("Its @name or t.me address; or its number, if it is private: -100…")
    )
    comments: str = typed(
        _("Read comments"),
        _(
            "Tick this if only Almanac uses this bot, and it is in the group of the channel's "
            "comments. Another program that reads the bot's messages would lose them."
        ),
        default="",
        kind="checkbox",
    )
    server: str = typed(
        _("Bot API server"),
        _("Only if you run a Bot API server of your own."),
        default=SERVER,
        kind="url",
        private=True,
    )


class Api:
    """Calls of the Bot API's methods with one bot's token."""

    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, **given: Any) -> Any:
        """The result of a method that does no harm when it is repeated."""
        return answers.result(self.answer(method, **given), Unreachable)

    def answer(self, method: str, **given: Any) -> Answer:
        address = self._address(method)
        try:
            return self.web.ask("POST", address, json=given)
        except Refused as error:
            raise self._without_token(error) from None

    def post(
        self, method: str, given: Mapping[str, Any], files: Mapping[str, File], deadline: float
    ) -> Answer:
        """The one request that publishes: JSON, or a form where pictures come along."""
        address = self._address(method)
        try:
            if not files:
                return self.web.request("POST", address, json=dict(given), deadline=deadline)
            form = [(name, one if isinstance(one, str) else _json(one)) for name, one in given.items()]
            patience = self.web.patience(sum(len(raw) for _name, raw, _kind in files.values()))
            how: dict[str, Any] = {"deadline": deadline, "timeout": patience}
            return self.web.request("POST", address, data=form, files=files, **how)
        except Refused as error:
            raise self._without_token(error) from None

    def _address(self, method: str) -> str:
        token = self.credentials.bot_token.strip()
        if not TOKEN.fullmatch(token):
            raise Expired(
                Sentence(_("This is not a bot's token. Copy it from @BotFather: digits, a colon, letters.")),
                code="token",
            )
        server = self.credentials.server.strip().rstrip("/") or SERVER
        return f"{server if '://' in server else f'https://{server}'}/bot{token}/{method}"

    def _without_token(self, error: Refused) -> Refused:
        """Our guard shows an address that it cannot read."""
        if self.credentials.bot_token.strip() not in str(error):
            return error
        return Refused(Sentence(_("The address of the Bot API server cannot be read.")), code="server")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
