"""Programs that talk to the API, and what they send."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from planner.history.models import Actor
from planner.people import tokens

EVERYTHING = ["read", "write", "schedule", "approve", "publish", "admin"]

# The least that an operation wants to hear.
BODIES = {
    "notes.change": {"text": "Mine"},
    "events.change": {"name": "Mine"},
    "campaigns.change": {"name": "Mine"},
    "policies.change": {"four_eyes": True},
    "steps.change": {"name": "Mine"},
    "groups.change": {"name": "Mine"},
    "contacts.add": {"name": "Mine", "email": "mine@example.org"},
    "contacts.change": {"name": "Mine", "email": "mine@example.org"},
    "routes.change": {"when": "price", "group": 1},
    "posts.approve": {"version": 1},
    "posts.request_changes": {"version": 1, "note": "Look again"},
    "reviews.reject": {"version": 1, "note": "We never say this."},
    "reviews.approve_urgently": {"version": 1, "note": "It cannot wait."},
    "freshness.care": {"season_first": ""},
    "goals.add": {"metric": "posts", "target": 9, "from_on": "2030-01-01", "until_on": "2030-02-01"},
    "report_links.make": {"month": "2026-10"},
    "report_letters.add": {"kind": "month", "contact": 1},
    "report_letters.mine": {"kinds": ["digest"]},
    "evergreen.change": {"paused": True},
    "posts.schedule": {"at": "2030-01-01T00:00"},
    "remarks.begin": {"text": "Really?"},
    "remarks.reply": {"text": "Really."},
    "remarks.suggest": {"text": "Boats"},
    "deliveries.move": {"at": "2030-01-01T00:00"},
    "deliveries.resolve": {"outcome": "drop"},
    "deliveries.correct": {"text": "Mine"},
    "deliveries.answer": {"answer": "corn"},
    "readers.bring": {"asked": True, "readers": [{"address": "mine@example.org"}]},
    "readers.change": {"state": "left"},
    "letters.change": {"do": "stop"},
    "slots.replace": {"slots": [{"weekday": 0, "wall": "10:00"}]},
    "experiments.set": {"is_on": True},
    "queue.reorder": {"posts": [1]},
    "series.begin": {"rule": "FREQ=DAILY"},
    "posts.change": {"title": "Mine"},
    "channels.change": {"name": "Mine"},
    "assets.change": {"name": "Mine"},
    "webhooks.change": {"is_on": False},
    "facts.change": {"name": "Mine"},
    "facts.use": {"posts": [1]},
    "freshness.override": {"reason": "The lawyer said so."},
}

# And the headers without which it does not listen.
HEADERS = {"uploads.receive": {"Upload_Offset": "0"}}


def token_of(workspace: Any, user: Any, scopes: list[str] = EVERYTHING) -> str:
    """A new token's secret."""
    by, now = Actor(user.pk, str(user)), timezone.now()
    return tokens.issue(workspace, user, by, "a program", scopes, now + timedelta(days=1), now)[1]


@dataclass
class Program:
    """Talks JSON, with a token. Answers are (status, body)."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.raw(method, path, body, **headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", data, "application/json", headers=sent
        )

    def upload(self, data: bytes, name: str = "fog.png", **fields: str) -> Any:
        sent = {"file": SimpleUploadedFile(name, data), **fields}
        return Client().post("/api/v1/assets", sent, headers={"Authorization": f"Bearer {self.secret}"})


def png(width: int = 4, height: int = 3, color: str = "navy", **how: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG", **how)
    return out.getvalue()
