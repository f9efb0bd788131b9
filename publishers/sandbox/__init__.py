"""A network that exists only here: for demonstrations, dry runs and tests. It fails on demand."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publishers.base import CountsFollowers, Deletable, Findable, Measurable, Option, Publisher
from publishers.credentials import typed
from publishers.errors import Expired, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Payload, Reach, Receipt
from publishers.prepared import COMMENTING, SPLITTING, parts_of, plainly
from publishers.problems import problems
from publishers.sandbox import store
from publishers.sandbox.faults import FAULTS, Faults
from publishers.text import graphemes


@dataclass(frozen=True, slots=True)
class Credentials:
    folder: str = typed(_("Folder"))
    handle: str = typed(_("Name"), default="sandbox")
    address: str = typed(_("Address"), _("Where its posts can be read, if anywhere."), default="", kind="url")


class Sandbox(Publisher, Findable, Measurable, CountsFollowers, Deletable):
    name = "sandbox"
    title = "Sandbox"
    Credentials = Credentials
    limits = Limits(
        characters=500,
        unit="graphemes",
        images=4,
        image_bytes=16_000_000,
        alt_characters=1_500,
        thread_parts=25,
        text_required=False,
    )
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(_("Exactly once. The sandbox knows every key for ever, and can be looked through.")),
        readable=True,
        settle=1,
        repeat_after=1,
    )
    options = (Option("fault", Sentence(_("Trouble to make")), FAULTS), SPLITTING, COMMENTING)

    def check(self) -> Account:
        if not self.credentials.handle.strip():
            raise Rejected(Sentence(_("The sandbox needs a name.")))
        if Faults(self.credentials.folder).standing() == "expired":
            raise Expired(Sentence(_("The sandbox pretends that our sign-in ended.")))
        with store.opened(self.credentials.folder):
            pass
        place = str(Path(self.credentials.folder).expanduser().resolve())
        number = hashlib.sha256(f"{place}\n{self.credentials.handle}".encode()).hexdigest()[:16]
        return Account(number, f"@{self.credentials.handle}", self.credentials.handle, self._address(""))

    def prepare(self, message: Message) -> Payload:
        fields = (("fault", message.option("fault")), ("language", message.language))
        parts = parts_of(message, plainly(graphemes, self.limits.characters, fields))
        return Payload(self.name, self.account.id, parts, problems(self.limits, parts, self.title))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        faults = Faults(self.credentials.folder)
        fault = faults.strike(dict(parcel.part.fields).get("fault", ""), deadline)
        with store.opened(self.credentials.folder) as posts:
            row = store.put(posts, parcel, key, datetime.now(UTC))
        if fault == "no_answer":
            raise faults.silence()
        return self._receipt(row)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        with store.opened(self.credentials.folder) as posts:
            row = store.by_key(posts, key)
        return self._receipt(row) if row and not row.deleted and row.id not in known else None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        """Numbers that grow as real ones do, fast at first, and are the same whenever they are asked for."""
        with store.opened(self.credentials.folder) as posts:
            rows = [store.by_id(posts, receipt_id) for receipt_id in receipt_ids]
        now = datetime.now(UTC)
        return {row.id: store.reach(row, now) for row in rows if row is not None and not row.deleted}

    def followers(self) -> int | None:
        """Those of the first day, and a few more for each post that is up."""
        with store.opened(self.credentials.folder) as posts:
            return 240 + 3 * store.count(posts)

    def delete(self, receipt_id: str) -> None:
        with store.opened(self.credentials.folder) as posts:
            store.mark_deleted(posts, receipt_id)

    def _receipt(self, row: store.Row) -> Receipt:
        return Receipt(row.id, self._address(f"/{row.id}"), row.published_at, datetime.now(UTC))

    def _address(self, path: str) -> str:
        base = self.credentials.address.rstrip("/")
        return f"{base}/@{self.credentials.handle}{path}" if base else ""
