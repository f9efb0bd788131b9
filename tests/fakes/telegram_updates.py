"""What getUpdates gives: a queue, confirmed by asking for what comes after."""

import itertools
from typing import Any

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    def __init__(self) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.allowed: list[str] = []
        self._ids = itertools.count(1000)

    def add(self, kind: str, what: dict[str, Any]) -> None:
        """Kinds that nobody asked for are never kept."""
        if kind in self.allowed or (not self.allowed and kind not in NOT_BY_DEFAULT):
            self.waiting.append({"update_id": next(self._ids), kind: what})

    def take(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if "allowed_updates" in given:
            self.allowed = list(given["allowed_updates"])
        offset = int(given.get("offset", 0))
        if offset > 0:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        elif offset < 0:  # from the end; what is before is forgotten
            self.waiting = self.waiting[offset:]
        return self.waiting[: min(int(given.get("limit", 100)), 100)]
