"""Who the bot is, and where: a channel, its discussion group, a plain group; and what it may do there."""

from typing import Any

BOT = {"id": 12345678, "is_bot": True, "first_name": "Harbour news", "username": "harbour_bot"}
CHANNEL, DISCUSSION, GROUP = -1001000000001, -1001000000002, -4001
RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")
OTHER_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    "can_delete_stories",
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class Chats:
    def __init__(self) -> None:
        self.by_id: dict[int, dict[str, Any]] = {
            CHANNEL: {"id": CHANNEL, "type": "channel", "title": "Harbour", "username": "harbour"},
            DISCUSSION: {"id": DISCUSSION, "type": "supergroup", "title": "Harbour talk"},
            GROUP: {"id": GROUP, "type": "group", "title": "Crew"},
        }
        self.status = dict.fromkeys(self.by_id, "administrator")
        self.rights = {number: set(RIGHTS) for number in self.by_id}
        self.members = {CHANNEL: 1200, DISCUSSION: 300, GROUP: 12}
        self.moved: dict[int, int] = {}
        self.linked = True

    def find(self, chat_id: Any) -> dict[str, Any] | None:
        """By number, or by @name in any case."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            names = {chat.get("username", "").lower(): chat for chat in self.by_id.values()}
            return names.get(chat_id[1:].lower() or "nobody")
        try:
            return self.by_id.get(int(chat_id))
        except (TypeError, ValueError):
            return None

    def move(self, old: int, new: int) -> None:
        """A group becomes a supergroup: another number, and the old one only says so."""
        self.by_id[new] = {**self.by_id[old], "id": new, "type": "supergroup"}
        self.status[new], self.rights[new] = self.status[old], self.rights[old]
        self.members[new] = self.members[old]
        self.moved[old] = new

    @staticmethod
    def short(chat: dict[str, Any]) -> dict[str, Any]:
        return dict(chat)

    def full(self, chat: dict[str, Any]) -> dict[str, Any]:
        linked = {CHANNEL: DISCUSSION, DISCUSSION: CHANNEL}.get(chat["id"]) if self.linked else None
        return {
            **chat,
            **({"linked_chat_id": linked} if linked else {}),
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(GIFTS, False),
        }

    def member(self, chat_id: int) -> dict[str, Any]:
        status = self.status[chat_id]
        member: dict[str, Any] = {"status": status, "user": BOT}
        if status == "administrator":
            held = {right: right in self.rights[chat_id] for right in RIGHTS}
            member |= dict.fromkeys(OTHER_RIGHTS, False) | held
        if status == "restricted":
            member |= {"is_member": True, "can_send_messages": False}
        if status == "kicked":
            member["until_date"] = 0
        return member
