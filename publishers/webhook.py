"""A signed message to a program of your own, by the Standard Webhooks 1.0.0 rules.

The promise is KEYED, because those rules make repeats normal: every repeat has the same `webhook-id`, and a
receiver must let only the first count. We cannot see whether it does, and the sentence says so. NONE would be
safer against careless receivers, but would ask a person after every lost answer, which nobody who runs a
program at the other end wants.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from publishers.answer import Answer
from publishers.answers import trouble
from publishers.base import Publisher
from publishers.credentials import typed
from publishers.errors import Expired, PublisherError, Rejected, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Payload, Problem, Receipt
from publishers.prepared import parts_of, plainly
from publishers.problems import problems


@dataclass(frozen=True, slots=True)
class Credentials:
    url: str = typed(
        _("Address"), _("Where your program listens, such as https://example.org/almanac"), kind="url"
    )
    secret: str = typed(
        _("Signing secret"),
        _("whsec_ and 24 to 64 random bytes in base64. Two, with a blank between, rotate."),
        secret=True,
    )


class Webhook(Publisher):
    name = "webhook"
    title = "Webhook"
    Credentials = Credentials
    limits = Limits(characters=15_000, unit="bytes", thread_parts=25, title=True)
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once, if your receiver ignores a webhook-id that it has seen before. "
                "After a lost answer the same message is sent again with the same webhook-id."
            )
        ),
        settle=60,
        repeat_after=60,
        window=24 * 3600,
    )

    steps = (
        Sentence(_("Write a program that takes messages by the Standard Webhooks rules.")),
        Sentence(_("Give it a secret of whsec_ and 24 to 64 random bytes in base64, and the same one here.")),
    )

    def check(self) -> Account:
        """Sends a signed message of the type `ping`: whoever takes it knows the secret."""
        key = "ping_" + hashlib.sha256(f"{self.credentials.url}{time.time_ns()}".encode()).hexdigest()[:24]
        try:
            self._deliver("ping", {}, key, None)
        except Uncertain as error:
            raise Unreachable(error.sentence, code=error.code) from error
        address = self.credentials.url.strip()
        host = address.partition("://")[2].partition("/")[0]
        return Account(id=hashlib.sha256(address.encode()).hexdigest()[:16], handle=host, name=host)

    def prepare(self, message: Message) -> Payload:
        fields = (
            ("title", message.title),
            ("language", message.language),
            ("images", _described(message)),
        )
        draw = plainly(
            lambda text: len(text.encode()),
            self.limits.characters,
            fields,
            html_with=message.links,
        )
        parts = parts_of(message, draw)
        found = problems(self.limits, parts, self.title)
        if message.images:
            found += (
                Problem(
                    "images_described",
                    Sentence(_("A webhook tells about the pictures, but does not carry them.")),
                    Sentence(_("Let your program fetch them another way.")),
                    blocking=False,
                ),
            )
        return Payload(self.name, self.account.id, parts, found)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        fields = dict(parcel.part.fields)
        data: dict[str, object] = {
            "id": key,
            "text": parcel.part.text,
            "html": parcel.part.html,
            "title": fields.get("title", ""),
            "language": fields.get("language", ""),
            "images": json.loads(fields.get("images", "[]")),
            "part": parcel.number,
            "reply_to": parcel.reply_to,
        }
        answer = self._deliver("post.published", data, key, deadline)
        return Receipt(id=key, published_at=answer.date, server_date=answer.date)

    def _deliver(self, kind: str, data: dict[str, object], key: str, deadline: float | None) -> Answer:
        now = time.time()
        moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        body = json.dumps(
            {"type": kind, "timestamp": moment, "data": data}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        headers = {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now)),
            "webhook-signature": sign(self.credentials.secret, key, int(now), body),
        }
        answer = self.web.request(
            "POST", self.credentials.url.strip(), headers=headers, content=body, deadline=deadline
        )
        if not answer.ok:
            raise _refusal(answer)
        return answer


def sign(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """The webhook-signature header: one signature for each secret, so that secrets can rotate."""
    signed = f"{key}.{timestamp}.".encode() + body
    signatures = []
    for one in secret.split():
        try:
            raw = base64.b64decode(one.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not raw:
            raise Expired(Sentence(_("The signing secret is not whsec_ and base64.")), code="secret")
        digest = hmac.new(raw, signed, hashlib.sha256).digest()
        signatures.append("v1," + base64.b64encode(digest).decode())
    if not signatures:
        raise Expired(Sentence(_("The signing secret is missing.")), code="secret")
    return " ".join(signatures)


def _refusal(answer: Answer) -> PublisherError:
    if answer.status == 410:
        return Expired(Sentence(_("The webhook's receiver wants no more messages (410 Gone).")), code="410")
    if 300 <= answer.status < 400:
        return Rejected(
            Sentence(_("The webhook has moved. Enter its new address: redirects are not followed.")),
            code=str(answer.status),
        )
    return trouble(answer, "Webhook", Uncertain)


def _described(message: Message) -> str:
    if not message.images:
        return ""
    return json.dumps(
        [
            {
                "sha256": image.sha256,
                "type": image.content_type,
                "width": image.width,
                "height": image.height,
                "bytes": image.size,
                "alt": image.alt,
            }
            for image in message.images
        ],
        ensure_ascii=False,
    )
