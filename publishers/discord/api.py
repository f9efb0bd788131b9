"""The two ways to reach a channel: a webhook's address, which is its own key, or a bot with a token."""

import json as json_library
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.discord import answers
from publishers.errors import Expired, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.forms import File
from publishers.web import Web

VERSION = "v10"
# Discord docs, reference: a bot says who it is in this form, or may be kept out.
USER_AGENT = "DiscordBot (self-hosted Almanac, 1)"
WEBHOOK = re.compile(
    r"(?P<origin>https?://[\w.-]+(?::\d{1,5})?)/api(?:/v\d+)?/webhooks/(?P<id>\d+)/(?P<token>[\w.-]+)/?"
)
CHANNEL = re.compile(r"(?:https?://[\w.]+/channels/\d+/)?(\d{5,20})/?")
LARGEST = 4_000_000  # bytes of an answer: a hundred messages with their authors


@dataclass(frozen=True, slots=True)
class Credentials:
    """A webhook's address, or a bot's token and a channel; a bot goes first where both are there."""

    webhook: str = typed(
        _("Webhook address"),
        _(
            "The simple way: it only posts. Such as https://discord.com/api/webhooks/… Leave it empty where "
            "a bot posts."
        ),
        default="",
        secret=True,
    )
    bot_token: str = typed(
        _("Bot token"),
        _("The better way: a bot can also look whether a post is there, and read answers."),
        default="",
        secret=True,
    )
    channel: str = typed(
        _("Channel of the bot"),
        _("Its link, such as https://discord.com/channels/…, or its number. A webhook has its own."),
        default="",
    )
    server: str = typed(_("Another server than Discord's"), default="", private=True)


def is_webhook(credentials: Any) -> bool:
    """False also where there are no credentials, as for a preview."""
    return credentials is not None and not credentials.bot_token.strip()


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    @property
    def is_bot(self) -> bool:
        return not is_webhook(self.credentials)

    @property
    def channel(self) -> str:
        """The number of the bot's channel. Raises Expired where none was entered."""
        found = CHANNEL.fullmatch(self.credentials.channel.strip())
        if not found:
            raise Expired(
                Sentence(_("This is no channel of Discord. Copy the channel's link from its menu.")),
                code="channel",
            )
        return found[1]

    @property
    def webhook(self) -> str:
        """The path of the webhook. Raises Expired where neither a webhook nor a bot was entered."""
        found = WEBHOOK.fullmatch(self.credentials.webhook.strip())
        if not found:
            raise Expired(
                Sentence(
                    _(
                        "Enter a webhook's address, as “Copy Webhook URL” gives it, or a bot's token and its "
                        "channel."
                    )
                ),
                code="webhook",
            )
        return f"/webhooks/{found['id']}/{found['token']}"

    def ask(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON of what does no harm when it is repeated."""
        return answers.told(self.answer(method, path, json=json, params=params))

    def answer(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Answer:
        return self.web.ask(
            method, self._url(path), headers=self._headers, json=json, params=params, max_bytes=LARGEST
        )

    def post(
        self,
        path: str,
        body: dict[str, Any],
        files: Mapping[str, File],
        deadline: float,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """The one request that publishes: JSON, or a form where pictures come along."""
        url, headers = self._url(path), self._headers
        if not files:
            return self.web.request("POST", url, headers=headers, json=body, params=params, deadline=deadline)
        form = {"payload_json": json_library.dumps(body, ensure_ascii=False, separators=(",", ":"))}
        patience = self.web.patience(sum(len(raw) for _name, raw, _kind in files.values()))
        how: dict[str, Any] = {"params": params, "deadline": deadline, "timeout": patience}
        return self.web.request("POST", url, headers=headers, data=form, files=files, **how)

    def message(self, receipt_id: str, home: str) -> tuple[str, dict[str, str]]:
        """Where one message is read, changed and deleted. `home` is the channel that we post in."""
        channel, _slash, number = receipt_id.rpartition("/")
        if self.is_bot:
            return f"/channels/{quote(channel)}/messages/{quote(number)}", {}
        return f"{self.webhook}/messages/{quote(number)}", {"thread_id": channel} if channel != home else {}

    def demand_bot(self) -> None:
        if not self.is_bot:
            raise Rejected(
                Sentence(_("A webhook only posts. To read answers, connect the channel with a bot's token.")),
                code="no_bot",
            )

    def _url(self, path: str) -> str:
        if self.is_bot:
            origin = self.credentials.server.strip().rstrip("/") or answers.SITE
        else:
            found = WEBHOOK.fullmatch(self.credentials.webhook.strip())
            origin = found["origin"] if found else answers.SITE
        return f"{origin}/api/{VERSION}{path}"

    @property
    def _headers(self) -> dict[str, str]:
        headers = {"user-agent": USER_AGENT}
        if self.is_bot:
            headers["authorization"] = f"Bot {self.credentials.bot_token.strip()}"
        return headers
