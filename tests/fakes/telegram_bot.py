"""What Telegram's bot can do and what it is refused, apart from how it is asked."""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.fakes import telegram_html
from tests.fakes.multipart import File
from tests.fakes.telegram_chats import BOT, CHANNEL, DISCUSSION, Chats
from tests.fakes.telegram_updates import Updates

TEXT, CAPTION = 4096, 1024  # characters after entities are parsed
PHOTO_BYTES = 10_000_000


class Refusal(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class Bot:
    """`posted` is told what the bot has just posted: one message, or all of an album."""

    def __init__(self, posted: Callable[[list[dict[str, Any]], dict[str, Any]], None]) -> None:
        self.chats = Chats()
        self.updates = Updates()
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.not_ours: set[tuple[int, int]] = set()  # what people said, and copies that appear by themselves
        self.uploaded: dict[str, File] = {}  # by file_id
        self.another_poller = False
        self.webhook = ""
        self.newest: dict[int, int] = defaultdict(int)  # message id, by chat
        self._posted = posted
        self._files, self._albums = itertools.count(1), itertools.count(1)

    @property
    def published(self) -> list[dict[str, Any]]:
        """What the bot has posted anywhere and what is still there, in its order."""
        return [message for place, message in self.messages.items() if place not in self.not_ours]

    @property
    def posts(self) -> list[list[dict[str, Any]]]:
        """The same, with the messages of an album together."""
        found: dict[Any, list[dict[str, Any]]] = {}
        for message in self.published:
            alone = message["chat"]["id"], message["message_id"]
            found.setdefault(message.get("media_group_id", alone), []).append(message)
        return list(found.values())

    def keep(self, message: dict[str, Any]) -> None:
        chat_id, number = message["chat"]["id"], message["message_id"]
        self.messages[chat_id, number] = message
        self.newest[chat_id] = max(self.newest[chat_id], number)

    def do_getMe(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}

    def do_getChat(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        return self.chats.full(self._chat(given))

    def do_getChatMember(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        return self.chats.member(self._chat(given)["id"])

    def do_getChatMemberCount(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        return self.chats.members[self._chat(given)["id"]]

    def do_getWebhookInfo(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}

    def do_getUpdates(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if self.another_poller:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return self.updates.take(given)

    def do_sendMessage(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        chat = self._may_post(given)
        parsed = self._parsed(given, given.get("text"), TEXT, "message is too long")
        if not parsed.text:
            raise Refusal(400, "Bad Request: message text is empty")
        return self._post(chat, given, [{"text": parsed.text, "entities": parsed.entities}])[0]

    def do_sendPhoto(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        chat = self._may_post(given)
        photo = self._photo(given.get("photo"), files.get("photo"))
        return self._post(chat, given, [{"photo": photo, **self._caption(given)}])[0]

    def do_sendMediaGroup(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        chat, media = self._may_post(given), given.get("media") or []
        if not 2 <= len(media) <= 10:
            raise Refusal(400, "Bad Request: wrong number of media items: must include 2-10 items")
        album, pieces = str(next(self._albums)), []
        for item in media:
            if item.get("type") != "photo":
                raise Refusal(400, "Bad Request: unsupported type of media")
            name = str(item.get("media", "")).removeprefix("attach://")
            photo = self._photo(item.get("media"), files.get(name))
            pieces.append({"photo": photo, "media_group_id": album, **self._caption(item)})
        return self._post(chat, given, pieces)

    def do_editMessageText(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        message = self._editable(given, "text")
        parsed = self._parsed(given, given.get("text"), TEXT, "message is too long")
        return self._edited(message, "text", "entities", parsed)

    def do_editMessageCaption(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        message = self._editable(given, "photo")
        parsed = self._parsed(given, given.get("caption"), CAPTION, "message caption is too long")
        return self._edited(message, "caption", "caption_entities", parsed)

    def do_deleteMessage(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        chat = self._chat(given)
        if (chat["id"], given["message_id"]) not in self.messages:
            raise Refusal(400, "Bad Request: message to delete not found")
        self._may(chat, "can_delete_messages", "message can't be deleted")
        del self.messages[chat["id"], given["message_id"]]
        return True

    def do_deleteMessages(self, given: dict[str, Any], files: dict[str, File]) -> Any:  # noqa: N802
        """Messages that are not there are passed over."""
        chat, ids = self._chat(given), given["message_ids"]
        if not 1 <= len(ids) <= 100:
            raise Refusal(400, "Bad Request: wrong number of message identifiers")
        self._may(chat, "can_delete_messages", "message can't be deleted")
        for number in ids:
            self.messages.pop((chat["id"], number), None)
        return True

    def comment(self, on: int, text: str, name: str = "Mallory") -> int:
        """Somebody says something under the copy of a channel post in the discussion group."""
        copy = next(
            m
            for m in self.messages.values()
            if m.get("forward_origin", {}).get("message_id") == on and m["chat"]["id"] == DISCUSSION
        )
        said = self._new(self.chats.by_id[DISCUSSION], {"text": text})
        self.not_ours.add((DISCUSSION, said["message_id"]))
        said |= {"from": {"id": 777, "is_bot": False, "first_name": name}}
        said |= {"reply_to_message": {k: v for k, v in copy.items() if k != "reply_to_message"}}
        self.updates.add("message", said)
        return int(said["message_id"])

    def react(self, message_id: int, *counts: int, chat_id: int = CHANNEL) -> None:
        """So many people have reacted so far, by sign."""
        signs = [
            {"type": {"type": "emoji", "emoji": s}, "total_count": n}
            for s, n in zip("👍❤🔥", counts, strict=False)
        ]
        what = {"message_id": message_id, "date": int(time.time()), "reactions": signs}
        self.updates.add("message_reaction_count", what | {"chat": self.chats.by_id[chat_id]})

    def _post(self, chat: dict[str, Any], given: dict[str, Any], pieces: list[dict[str, Any]]) -> Any:
        above = self._above(chat, given)
        posted = []
        for piece in pieces:
            message = self._new(chat, piece)
            if above is not None:
                message["reply_to_message"] = {k: v for k, v in above.items() if k != "reply_to_message"}
            if given.get("protect_content"):
                message["has_protected_content"] = True
            if "link_preview_options" in given:
                message["link_preview_options"] = given["link_preview_options"]
            posted.append(message)
            if chat["type"] == "channel" and self.chats.linked:
                self._forward(message)
        self._posted(posted, given)
        return posted

    def _new(self, chat: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
        message = {
            "message_id": self.newest[chat["id"]] + 1,
            "date": int(time.time()),
            "chat": self.chats.short(chat),
        }
        if chat["type"] == "channel":
            message["sender_chat"] = self.chats.short(chat)
        message |= {name: value for name, value in piece.items() if value not in ("", [])}
        self.keep(message)
        return message

    def _forward(self, message: dict[str, Any]) -> None:
        """The copy that appears by itself in the group where the channel is discussed."""
        same = {k: v for k, v in message.items() if k in ("text", "entities", "photo", "caption")}
        copy = self._new(self.chats.by_id[DISCUSSION], same)
        self.not_ours.add((DISCUSSION, copy["message_id"]))
        copy["is_automatic_forward"] = True
        copy["sender_chat"] = message["chat"]
        copy["forward_origin"] = {
            "type": "channel",
            "chat": message["chat"],
            "message_id": message["message_id"],
            "date": message["date"],
        }
        self.updates.add("message", copy)

    def _above(self, chat: dict[str, Any], given: dict[str, Any]) -> dict[str, Any] | None:
        reply = given.get("reply_parameters")
        if not reply:
            return None
        where: int = self._chat(reply)["id"] if "chat_id" in reply else chat["id"]
        above = self.messages.get((where, int(reply["message_id"])))
        if above is None and not reply.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        return above

    def _caption(self, given: dict[str, Any]) -> dict[str, Any]:
        parsed = self._parsed(given, given.get("caption"), CAPTION, "message caption is too long")
        return {"caption": parsed.text, "caption_entities": parsed.entities}

    def _parsed(self, given: dict[str, Any], text: Any, most: int, too_long: str) -> telegram_html.Parsed:
        if given.get("parse_mode") not in (None, "HTML"):
            raise Refusal(400, "Bad Request: unsupported parse_mode")
        try:
            source = str(text or "")
            is_html = given.get("parse_mode") == "HTML"
            parsed = telegram_html.parse(source) if is_html else telegram_html.Parsed(source.strip())
        except telegram_html.CannotParse as wrong:
            raise Refusal(400, f"Bad Request: can't parse entities: {wrong}") from None
        if len(parsed.text) > most:  # code points; whether the network counts so is not written anywhere
            raise Refusal(400, f"Bad Request: {too_long}")
        parsed.entities = parsed.entities[: telegram_html.MOST_ENTITIES]
        return parsed

    def _photo(self, named: Any, file: File | None) -> list[dict[str, Any]]:
        if file is None:
            if named not in self.uploaded:
                raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
            file = self.uploaded[named]
        if len(file[1]) > PHOTO_BYTES:
            raise Refusal(413, "Request Entity Too Large")
        if not file[1]:
            raise Refusal(400, "Bad Request: file must be non-empty")
        number = f"photo-{next(self._files)}"
        self.uploaded[number] = file
        return [{"file_id": number, "file_unique_id": number, "width": 8, "height": 8}]

    def _editable(self, given: dict[str, Any], holds: str) -> dict[str, Any]:
        chat = self._chat(given)
        message = self.messages.get((chat["id"], given.get("message_id", 0)))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if holds not in message:
            what = "caption" if holds == "photo" else "text"
            raise Refusal(400, f"Bad Request: there is no {what} in the message to edit")
        self._may(chat, "can_edit_messages", "message can't be edited")
        return message

    def _edited(
        self, message: dict[str, Any], name: str, entities: str, parsed: telegram_html.Parsed
    ) -> dict[str, Any]:
        if (message.get(name, ""), message.get(entities, [])) == (parsed.text, parsed.entities):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message",
            )
        message |= {name: parsed.text, entities: parsed.entities, "edit_date": int(time.time())}
        return message

    def _chat(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self.chats.find(given.get("chat_id"))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat["id"] in self.chats.moved:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.chats.moved[chat["id"]],
            )
        return chat

    def _may_post(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(given)
        member = self.chats.member(chat["id"])
        if member["status"] == "kicked":
            raise Refusal(403, f"Forbidden: bot was kicked from the {chat['type']} chat")
        if member["status"] == "left":
            raise Refusal(403, f"Forbidden: bot is not a member of the {chat['type']} chat")
        if chat["type"] == "channel":
            self._may(chat, "can_post_messages", "need administrator rights in the channel chat")
        elif member["status"] == "restricted":
            raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
        return chat

    def _may(self, chat: dict[str, Any], right: str, otherwise: str) -> None:
        member = self.chats.member(chat["id"])
        if chat["type"] == "channel" and not member.get(right):
            raise Refusal(400, f"Bad Request: {otherwise}")
