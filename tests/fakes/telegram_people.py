"""Telegram as a bot that writes to people meets it: private chats, /start, buttons that are pressed."""

import itertools
import time
from typing import Any

from tests.fakes.multipart import File
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_bot import Refusal


class FakeTelegramPeople(FakeTelegram):
    """`say` and `press` are what a person does; `sent`: what the bot wrote, `told`: answers to presses."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.sent: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self._queries = itertools.count(1)
        self.bot.do_answerCallbackQuery = self._told  # type: ignore[attr-defined]

    def person(self, number: int, name: str) -> None:
        """Somebody opens a chat with the bot."""
        self.bot.chats.by_id[number] = {"id": number, "type": "private", "first_name": name, "username": name}
        self.bot.chats.status[number] = "member"

    def say(self, number: int, text: str) -> None:
        chat = self.bot.chats.by_id[number]
        who = {"id": number, "is_bot": False, "first_name": chat.get("first_name", "")}
        message = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": who, "text": text}
        self.bot.updates.add("message", message)

    def press(self, number: int, data: str, chat: int | None = None) -> None:
        """The press carries the chat of the message; who forges it is another person than the chat's."""
        where = {"message_id": 1, "date": 1, "chat": self.bot.chats.by_id[number if chat is None else chat]}
        who = {"id": number, "is_bot": False, "first_name": "X"}
        query = {
            "id": str(next(self._queries)),
            "from": who,
            "message": where,
            "chat_instance": "1",
            "data": data,
        }
        self.bot.updates.add("callback_query", query)

    def block(self, number: int) -> None:
        """The person stops the bot."""
        self.bot.chats.status[number] = "kicked"

    def _arrived(self, posted: list[dict[str, Any]], given: dict[str, Any]) -> None:
        super()._arrived(posted, given)
        self.sent.append(
            {**posted[0], **({"reply_markup": given["reply_markup"]} if "reply_markup" in given else {})}
        )

    def _told(self, given: dict[str, Any], files: dict[str, File]) -> bool:
        if not str(given.get("callback_query_id", "")):
            raise Refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self.told.append(given)
        return True
