"""Nostr: notes signed with the account's own key, at any relays that take them.

A note's id is made of what it says, so it is the same note wherever and however often it is sent. A commit
goes to one relay after another: that doubles nothing, because a relay that has a note already keeps it.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from publishers.base import (
    Deletable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Option,
    Publisher,
    ReadsAddresses,
)
from publishers.errors import CannotLook, Expired, PublisherError, Rejected, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Reach, Receipt, Remark
from publishers.nostr import account, bech32, blossom, events, heard, pinned, relays, text
from publishers.nostr.account import MEDIA
from publishers.nostr.credentials import STEPS, Credentials
from publishers.nostr.events import DELETION, NOTE, Event, Key
from publishers.prepared import COMMENTING, SPLITTING, parts_of, plainly
from publishers.problems import problems

__all__ = ["Credentials", "Nostr"]

WARNING = "content_warning"


class Nostr(Publisher, Findable, Measurable, Deletable, HearsReplies, HearsMentions, ReadsAddresses):
    name = "nostr"
    title = "Nostr"
    Credentials = Credentials
    # Relays bound the whole event, most at 64 KB and more; what one says itself (NIP-11) wins.
    limits = Limits(
        characters=10_000,
        images=10,
        image_bytes=10_000_000,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        video_types=("video/mp4", "video/quicktime"),
        video_bytes=50_000_000,
        video_alone=False,
        thread_parts=25,
        text_required=False,
    )
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once. A note's number is made of its words and its time, which we keep: however "
                "often and to however many relays we send it, it is one note. It is published as soon as one "
                "relay took it."
            )
        ),
        readable=True,
        settle=60.0,
        repeat_after=0.0,
    )
    options = (SPLITTING, Option(WARNING, Sentence(_("Content warning"))), COMMENTING)
    steps = STEPS
    most_measured = 20

    def check(self) -> Account:
        has_media = bool(self.credentials.media_server.strip())
        return account.account(self.web, self._relays, self._key.public, has_media=has_media)

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        fields = (("language", message.language), (WARNING, message.option(WARNING)))
        parts = parts_of(message, plainly(len, limits.characters, fields))
        found = (*problems(limits, parts, self.title), *_without_media_server(parts, self.account))
        return Payload(self.name, self.account.id, parts, found)

    def bring(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Without the note's second: it is that of its own time."""
        now, server = int(datetime.now(UTC).timestamp()), self.credentials.media_server
        brought = (
            blossom.bring(self.web, server, self._key, image, keep, kept, now) for image in part.images
        )
        return Parcel(part, media_ids=tuple(brought))

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        brought, now = self.bring(part, keep, kept), int(datetime.now(UTC).timestamp())
        return replace(brought, handle=str(pinned.second(part, now, keep, kept, self._may_be_out)))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        event = self._event(parcel, key)
        relays.publish(self.web, self._relays, event, deadline)
        return self._receipt(event)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        event = self._event(parcel, key)
        try:
            found, troubles = relays.ask(self.web, self._relays, [{"ids": [event["id"]]}])
            if any(one["id"] == event["id"] for one in found):
                return None if event["id"] in known else self._receipt(event)
            if troubles:
                raise relays.worst(troubles)
        except Expired as error:
            raise CannotLook(error.sentence, code=error.code) from error
        return None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return heard.reaches(self.web, self._relays, receipt_ids, self._key.public)

    def delete(self, receipt_id: str) -> None:
        """NIP-09 asks the relays. Raises where one that may have it was not told."""
        tags = [["e", receipt_id], ["k", str(NOTE)]]
        event = self._key.signed(DELETION, "", tags, int(datetime.now(UTC).timestamp()))
        with _harmless():
            troubles = relays.publish(self.web, self._relays, event, None)
            untold = [one for one in troubles if not isinstance(one, Rejected | Expired)]
            if untold:
                raise relays.worst(untold)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return heard.replies(self.web, self._relays, receipt_id, self._key.public, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return heard.mentions(self.web, self._relays, self._key.public, since)

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        """Only an nevent says whose note it is."""
        name = url.partition("?")[0].rstrip("/").rpartition("/")[2].removeprefix("nostr:")
        try:
            number, author = bech32.event_of(name)
        except ValueError:
            return ""
        return number if author == account.id else ""

    @property
    def _key(self) -> Key:
        return events.key(self.credentials.nsec)

    @property
    def _relays(self) -> tuple[str, ...]:
        return relays.named(self.credentials.relays)

    def _event(self, parcel: Parcel, key: str) -> Event:
        """Nothing in it changes from one try to the next."""
        me = self._key
        tags = text.tags(parcel, me.public, fingerprint(key, 20))
        return me.signed(NOTE, text.content(parcel), tags, int(parcel.handle))

    def _may_be_out(self, at: int) -> bool:
        """Whether a note of ours with this second may be at a relay."""
        asked = {"authors": [self._key.public], "kinds": [NOTE], "since": at, "until": at}
        try:
            found, troubles = relays.ask(self.web, self._relays, [asked])
        except PublisherError:
            return True
        return bool(troubles) or bool(found)

    def _receipt(self, event: Event) -> Receipt:
        at = datetime.fromtimestamp(event["created_at"], UTC)
        url = heard.address(event["id"], event["pubkey"], self._relays)
        return Receipt(event["id"], url, published_at=at)


def _without_media_server(parts: Sequence[Part], account: Account) -> Iterator[Problem]:
    for number, part in enumerate(parts):
        if part.images and MEDIA not in dict(account.facts):
            yield Problem(
                "no_media_server",
                Sentence(_("Nostr itself holds no pictures, and this channel has no media server.")),
                Sentence(
                    _("Type a Blossom server at the channel, or leave the picture out for this channel.")
                ),
                number,
            )


@contextlib.contextmanager
def _harmless() -> Iterator[None]:
    """What may be repeated is never in doubt."""
    try:
        yield
    except Uncertain as error:
        raise Unreachable(error.sentence, code=error.code) from error
