"""Matrix: a room of any homeserver that is not encrypted, in the name of one account.

The transaction id makes a repeat harmless while the server remembers it; a mark in the event lets us find it
after that.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Option,
    Publisher,
    ReadsAddresses,
)
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.limits import Guarantee, Limits, Promise
from publishers.matrix import events, find, room
from publishers.matrix.api import Api, Credentials, event_id, in_room
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Reach, Receipt, Remark
from publishers.prepared import COMMENTING, parts_of, plainly
from publishers.problems import problems

__all__ = ["Credentials", "Matrix"]

POST = re.compile(r"https://matrix\.to/#/(![^/\s?]+)/(\$[^/\s?]+)")


class Matrix(
    Publisher,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
    ReadsAddresses,
):
    name = "matrix"
    title = "Matrix"
    icon = "matrix"
    Credentials = Credentials
    # An event is at most 65,536 bytes with everything around the words, which stand in it twice.
    limits = Limits(
        characters=30_000,
        unit="bytes",
        images=10,
        image_bytes=10_000_000,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        video_types=("video/mp4", "video/quicktime"),
        video_bytes=50_000_000,
        video_alone=False,
        thread_parts=25,
        text_required=False,
    )
    # Synapse forgets transactions after 30 minutes at the soonest (http/…/transactions.py: CLEANUP_PERIOD).
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once. The server knows our mark for half an hour: after a lost answer we send the "
                "same mark again within 25 minutes, or look in the room."
            )
        ),
        readable=True,
        repeat_after=5,
        window=1500,
    )
    options = (
        Option(
            "msgtype",
            Sentence(_("Kind of message")),
            (("", Sentence(_("Message"))), ("m.notice", Sentence(_("Notice, which rings for nobody")))),
        ),
        COMMENTING,
    )
    steps = (
        Sentence(_("Make an account for Almanac on your homeserver, and invite it to the room.")),
        Sentence(
            _(
                "Sign in with it in Element, open Settings, Help & About, and copy the access token. Do not "
                "sign out there afterwards: that ends the token. Close the window instead."
            )
        ),
        Sentence(_("The room must not be encrypted.")),
    )
    editing = Sentence(_("The words, at any time. Pictures stay, and people see that it was changed."))
    most_measured = 1

    def check(self) -> Account:
        return room.account(self._api, self.credentials.room)

    def prepare(self, message: Message) -> Payload:
        fields = (("language", message.language), ("msgtype", message.option("msgtype")))
        draw = plainly(
            lambda text: len(text.encode("utf-8", "surrogatepass")),
            self.limits.characters,
            fields,
            html_with=message.links,
        )
        parts = parts_of(message, draw)
        limits = self.limits.adjusted(self.account.facts)
        found = (*problems(limits, parts, self.title), *_notes(parts))
        return Payload(self.name, self.account.id, events.parts_with_pictures(parts), found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        addresses: list[str] = []
        for image in part.images:
            name = f"media:{image.sha256}"
            address = kept.get(name) or self._api.upload(image.read(), image.content_type, image.filename)
            keep(name, address)
            addresses.append(address)
        return Parcel(part, media_ids=tuple(addresses))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        content = events.content(parcel, key, is_answer=self._is_answer(parcel))
        answer = self._api.send(self.account.id, events.mark(key), content, deadline)
        return self._receipt(event_id(answer), server_date=answer.date)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        found = find.by_mark(self._api, self.account.id, events.mark(key), since, known)
        return self._receipt(str(found["event_id"])) if found else None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = ((one, find.one(self._api, self.account.id, one)) for one in receipt_ids)
        return {one: find.reach(self._api, self.account.id, event) for one, event in found if event}

    def followers(self) -> int | None:
        return room.members(self._api, self.account.id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        before = find.one(self._api, self.account.id, receipt_id)
        if before is None:
            raise Rejected(Sentence(_("Matrix does not find the post. Somebody may have deleted it.")))
        content = events.edited(before["content"], part)
        content["m.relates_to"] = {"rel_type": "m.replace", "event_id": receipt_id}
        once = fingerprint(f"{receipt_id} {part.text} {part.html}", 40)
        self._api.ask("PUT", in_room(self.account.id, f"/send/m.room.message/{once}"), json=content)
        return self._receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        path = f"/redact/{quote(receipt_id, safe='')}/{fingerprint(receipt_id, 40)}"
        self._api.ask("PUT", in_room(self.account.id, path), json={})

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        told = find.answers(self._api, self.account.id, receipt_id, self._me, since)
        return tuple(replace(remark, reply_to=receipt_id) for remark in told)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return find.mentions(self._api, self.account.id, self._me, since)

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return found[2] if found and found[1] == account.id else ""

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _me(self) -> str:
        return dict(self.account.facts).get("user", "")

    @staticmethod
    def _is_answer(parcel: Parcel) -> bool:
        """Later pictures stand in the room itself, below the words; parts of a thread stand in it."""
        return bool(parcel.part.text)

    def _receipt(self, event: str, server_date: datetime | None = None) -> Receipt:
        return Receipt(event, find.address(self.account.id, event), server_date=server_date)


def _notes(parts: Sequence[Part]) -> Iterator[Problem]:
    if parts[0].images and parts[0].text:
        yield Problem(
            "images_not_described",
            Sentence(_("On Matrix the words stand where a picture's description would, so nobody hears it.")),
            Sentence(_("Say in the text what matters in the first picture.")),
            blocking=False,
        )
    if len(parts[0].images) > 1:
        yield Problem(
            "pictures_follow",
            Sentence(_("A message on Matrix holds one picture: the others follow as messages of their own.")),
            Sentence(_("Keep the best one, if they should not.")),
            blocking=False,
        )
