"""Telegram: a bot posts to a channel or a group, through the Bot API.

Nothing tells us afterwards what the bot has posted, and there is no key for a repeat: the promise is NONE.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    Option,
    Publisher,
    ReadsAddresses,
)
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Receipt, Remark
from publishers.of_account import is_same
from publishers.prepared import COMMENTING, SPLITTING, parts_of
from publishers.problems import problems
from publishers.styled import Styled
from publishers.telegram import answers, chat, comments
from publishers.telegram.api import Api, Credentials
from publishers.telegram.parts import TEXT, notes, with_pictures
from publishers.telegram.sending import choices, request
from publishers.telegram.text import drawn
from publishers.utf16 import units

__all__ = ["Credentials", "Telegram"]


POST = re.compile(r"https?://t\.me/(?:s/)?([A-Za-z0-9_]+)/(\d+)", re.IGNORECASE)


class Telegram(Publisher, CountsFollowers, Deletable, Editable, HearsReplies, ReadsAddresses):
    name = "telegram"
    title = "Telegram"
    icon = "telegram"
    Credentials = Credentials
    # Bot API docs (sendPhoto, sendMediaGroup): 10 MB, width + height 10 000, sides at most 1 to 20, albums
    # of 2 to 10. We take 3 MB, since all pictures of an album leave in one request; Telegram keeps 2560 px.
    limits = Limits(
        characters=TEXT,
        images=10,
        image_bytes=3_000_000,
        image_keeps=2560 * 2560,
        image_side=5_000,
        image_narrowest=50,
        image_widest=20_000,
        image_types=("image/jpeg", "image/png"),
        thread_parts=25,
        text_required=False,
        budgets=(Budget(20, 60),),  # reported for groups, and to hold for channels too; 429 tells the truth
    )
    guarantee = Guarantee(
        Promise.NONE,
        Sentence(
            _(
                "At most once. Telegram does not tell a bot what it has posted: if an answer is lost, we ask "
                "you whether the post is there, and never send it again by ourselves."
            )
        ),
    )
    options = (
        Option(
            "silent",
            Sentence(_("Without a sound")),
            (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
        ),
        Option(
            "protect",
            Sentence(_("Forbid forwarding and saving")),
            (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
        ),
        Option(
            "preview",
            Sentence(_("Preview of the link")),
            (
                ("", Sentence(_("As Telegram likes"))),
                ("large", Sentence(_("Large"))),
                ("above", Sentence(_("Large, above the text"))),
                ("none", Sentence(_("None"))),
            ),
        ),
        SPLITTING,
        COMMENTING,
    )
    steps = (
        Sentence(_("Write /newbot to @BotFather in Telegram, and copy the token that it gives you.")),
        Sentence(
            _(
                "In your channel: Administrators, Add administrator, your bot, with the rights to post, edit "
                "and delete messages. In a group it is enough to add it."
            )
        ),
        Sentence(
            _("To read comments, also make the bot an administrator of the group where they are written.")
        ),
    )
    editing = Sentence(_("The words, also below pictures, at any time."))

    def check(self) -> Account:
        return chat.account(self._api)

    def prepare(self, message: Message) -> Payload:
        fields = {
            "disable_notification": message.option("silent"),
            "protect_content": message.option("protect"),
            "preview": message.option("preview"),
            "language": message.language,  # not sent: Telegram has no place for it, but who agrees sees it
        }
        sent = tuple(sorted((name, value) for name, value in fields.items() if value))

        def draw(piece: Styled) -> Part:
            text, html = drawn(piece)
            return Part(text, html, fields=sent, count=units(text), limit=TEXT)

        parts = with_pictures(parts_of(message, draw, spelled=False))
        found = (*problems(self.limits, parts, self.title), *notes(parts))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Pictures leave with the post, but are fetched here: a slow store must not hold up the commit.

        Only a plain group is asked for, because it may have moved.
        """
        bodies = tuple(image.read() for image in part.images)
        if self._is_supergroup:
            return Parcel(part, bodies=bodies)
        found, _has_moved = chat.found(self._api, self._chat_id)
        return Parcel(part, handle=str(found.get("id", "")), bodies=bodies)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        method, content, files = request(parcel)
        where = int(parcel.handle or self._chat_id)
        given: dict[str, Any] = {"chat_id": where, **content, **choices(parcel.part)}
        if parcel.reply_to:
            given["reply_parameters"] = {"message_id": int(_ids(parcel.reply_to)[0])}
        answer = self._api.post(method, given, files, deadline)
        return answers.receipt(answer, self._facts.get("username", ""))

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return found[2] if found and is_same(found[1], account.handle) else ""

    def followers(self) -> int | None:
        return chat.members(self._api, self._chat_id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        self._demand("edit")
        given: dict[str, Any] = {"chat_id": self._chat_id, "message_id": int(_ids(receipt_id)[0])}
        given["parse_mode"] = "HTML"
        preview = {k: v for k, v in choices(part).items() if k == "link_preview_options"}
        text = "editMessageText", {"text": part.html, **preview}
        caption = "editMessageCaption", {"caption": part.html}
        (method, words), (other, other_words) = (caption, text) if part.images else (text, caption)
        answer = self._api.answer(method, **given, **words)
        if answers.is_elsewhere(answer):
            answer = self._api.answer(other, **given, **other_words)
        if not answers.is_unchanged(answer):
            answers.result(answer, Unreachable)
        first = _ids(receipt_id)[0]
        url = answers.address(self._chat_id, self._facts.get("username", ""), first)
        return Receipt(receipt_id, url, server_date=answer.date)

    def delete(self, receipt_id: str) -> None:
        self._demand("delete")
        ids = [int(number) for number in _ids(receipt_id)]
        if len(ids) > 1:  # this one passes over what is gone already
            self._api.ask("deleteMessages", chat_id=self._chat_id, message_ids=ids)
            return
        answer = self._api.answer("deleteMessage", chat_id=self._chat_id, message_id=ids[0])
        if not answers.is_gone(answer):
            answers.result(answer, Unreachable)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        discussion = self._facts.get("discussion", "")
        if not discussion:
            return ()  # nobody can comment on a channel without a group
        return comments.remarks(
            self._api, discussion, receipt_id, since, in_group=discussion == str(self._chat_id)
        )

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _facts(self) -> dict[str, str]:
        return dict(self.account.facts)

    @property
    def _chat_id(self) -> int:
        """Where the chat is now: a group that became a supergroup has another number than our account."""
        return int(self._facts.get("chat_id") or self.account.id)

    @property
    def _is_supergroup(self) -> bool:
        """A channel or a supergroup, whose number stays."""
        return str(self._chat_id).startswith("-100")

    def _demand(self, right: str) -> None:
        if right in self._facts.get("missing", "").split():
            raise Rejected(chat.NEEDED[right], code=f"no_right_to_{right}")


def _ids(receipt_id: str) -> list[str]:
    return receipt_id.split(",")
