"""Discord: a channel of a server, reached by a webhook that only posts, or by a bot.

The two differ in what can be promised. A bot's message has a nonce, so a repeat gives the first one; and a
bot can read the channel. A webhook has neither, so a person is asked; it cannot hang one message below
another either, so a thread's parts just follow each other. In a forum a post is a thread with a title.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.discord import answers, body, channel, declared, find, heard
from publishers.discord.api import Api, Credentials, is_webhook
from publishers.discord.notes import notes, tags_of, title_of
from publishers.discord.text import content_of, part_of
from publishers.errors import CannotLook
from publishers.limits import Guarantee, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import parts_of
from publishers.problems import problems
from publishers.web import Web

__all__ = ["Credentials", "Discord"]


class Discord(
    Publisher,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
):
    name = "discord"
    title = "Discord"
    icon = "discord"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.BOT
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def __init__(self, credentials: Any, account: Account, web: Web) -> None:
        super().__init__(credentials, account, web)
        if is_webhook(credentials):
            self.guarantee = declared.WEBHOOK
        elif self._is_forum:
            self.guarantee = declared.FORUM

    def check(self) -> Account:
        return channel.account(self._api)

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        fields = {
            "disable_notification": message.option("silent"),
            "preview": message.option("preview"),
            "language": message.language,  # not sent: Discord has no place for it, but who agrees sees it
        }
        parts = parts_of(message, lambda piece: part_of(piece, fields), spelled=False)
        title = title_of(message, self.account)
        if title:
            tags, _unknown = tags_of(message, self.account)
            heading = {"title": title} | ({"applied_tags": ",".join(tags)} if tags else {})
            first = dict(parts[0].fields) | heading
            parts = (replace(parts[0], fields=tuple(sorted(first.items()))), *parts[1:])
        found = (*problems(limits, parts, self.title), *notes(message, parts, self.account))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Pictures leave with the post, but are fetched here: a slow store must not hold up the commit."""
        return Parcel(part, bodies=tuple(image.read() for image in part.images))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        files = body.files_of(parcel)
        message = body.message_of(parcel.part)
        where, _slash, above = parcel.reply_to.rpartition("/")
        guild = self._facts.get("guild", "")
        if not self._api.is_bot:
            params = {"wait": "true"} | ({"thread_id": where} if where not in ("", self.account.id) else {})
            message |= body.heading_of(parcel.part, "thread_name")
            answer = self._api.post(self._api.webhook, message, files, deadline, params)
            return answers.receipt(answer, guild)
        if self._is_forum and not above:
            thread = body.heading_of(parcel.part, "name") | {"message": message}
            path = f"/channels/{self.account.id}/threads"
            return answers.receipt(self._api.post(path, thread, files, deadline), guild)
        message |= {"nonce": find.nonce_of(key), "enforce_nonce": True}
        if above:
            message["message_reference"] = {"message_id": above}
        path = f"/channels/{where or self.account.id}/messages"
        return answers.receipt(self._api.post(path, message, files, deadline), guild)

    def guarantee_for(self, part: Part) -> Guarantee:
        """Pictures may take so long that a repeat would meet the first request on its way."""
        longer = part.images and self.guarantee.promise is Promise.KEYED
        return replace(self.guarantee, repeat_after=declared.REPEAT_PICTURES) if longer else self.guarantee

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """By a bot; of a webhook's posts nobody can ask, and it raises CannotLook."""
        if not self._api.is_bot:
            raise CannotLook(declared.WEBHOOK.sentence, code="no_bot")
        if self._is_forum and not parcel.reply_to:
            return find.find_in_forum(self._api, self.account, parcel, since, known)
        return find.find_message(self._api, self.account, parcel, key, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = {one: heard.reach_of(self._api, self.account, one) for one in receipt_ids}
        return {one: reach for one, reach in found.items() if reach is not None}

    def followers(self) -> int | None:
        return channel.members(self._api, self._facts["guild"]) if self._api.is_bot else None

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        path, params = self._api.message(receipt_id, self.account.id)
        words = {"content": content_of(part), "allowed_mentions": body.NOBODY}
        self._api.ask("PATCH", path, json=words, params=params)
        return Receipt(receipt_id, answers.address(self._facts.get("guild", ""), receipt_id))

    def delete(self, receipt_id: str) -> None:
        """Of a post in a forum the whole thread, where the bot may."""
        thread, _slash, number = receipt_id.rpartition("/")
        in_thread = thread != self.account.id
        if self._api.is_bot and thread == number:
            answer = self._api.answer("DELETE", f"/channels/{thread}")
            if answer.ok or answers.is_gone(answer, in_thread=True):
                return
        path, params = self._api.message(receipt_id, self.account.id)
        answer = self._api.answer("DELETE", path, params=params)
        if not answers.is_gone(answer, in_thread=in_thread):
            answers.told(answer)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return heard.replies(self._api, self.account, receipt_id, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return heard.mentions(self._api, self.account, since)

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _facts(self) -> dict[str, str]:
        return dict(self.account.facts)

    @property
    def _is_forum(self) -> bool:
        return "forum" in self._facts
