"""Pinterest: a board, to which pins are added. A pin is one picture, or two to five to leaf through.

Pictures travel inside of the one request that makes the pin, so there is nothing to upload ahead. Videos,
product pins and new boards are not built; comments and mentions cannot be read by the API.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HasAccounts,
    Measurable,
    Publisher,
    ReadsAddresses,
)
from publishers.headings import heading_of
from publishers.limits import Budget
from publishers.links import tagged
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt
from publishers.pinterest import answers, boards, declared, numbers, pins
from publishers.pinterest.api import Api
from publishers.pinterest.credentials import Credentials
from publishers.pinterest.declared import LEADS_TO, SECTION
from publishers.pinterest.notes import notes, softened
from publishers.pinterest.signing_in import SignsInToPinterest, next_tokens
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.renewing import Renewing
from publishers.styled import styled
from publishers.text import split_thread

__all__ = ["Credentials", "Pinterest"]

PIN = re.compile(
    r"https://(?:\w+\.)?pinterest\.(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})/pin/(\d+)/?(?:[?#]|$)"
)


class Pinterest(
    Publisher,
    SignsInToPinterest,
    HasAccounts,
    Renewing,
    Findable,
    ReadsAddresses,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
):
    name = "pinterest"
    title = "Pinterest"
    icon = "pinterest"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING
    asking = Budget(500, 86400, of_app=True)  # half of what an app with trial access may ask in a day

    def check(self) -> Account:
        return boards.account(self._api)

    def prepare(self, message: Message) -> Payload:
        words = styled(split_thread(message.text)[0], message.links, spelled=True)
        chosen = tagged(message.option(LEADS_TO).strip(), message.link_parameters)
        fields = {
            "title": message.title.strip() or heading_of("", words.text),
            LEADS_TO: chosen or words.first_link,
            SECTION: message.option(SECTION).strip(),
        }
        limits = self.limits
        parts = parts_of(message, plainly(len, limits.characters, fields.items()), threads=False)
        found = (
            *softened(problems(limits, parts, self.title)),
            *notes(message, parts[0], self.account),
        )
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Pictures leave with the pin, but are fetched here: a slow store must not hold up the commit."""
        wanted = dict(part.fields).get(SECTION, "")
        section = boards.section(self._api, self.account.id, wanted) if wanted else ""
        return Parcel(part, handle=section, bodies=tuple(image.read() for image in part.images))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        body, size = pins.body_of(self.account.id, parcel), sum(len(raw) for raw in parcel.bodies)
        return answers.receipt(self._api.post("pins", body, deadline, size))

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        return pins.find(self._api, self.account.id, parcel, since, known)

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        """An address does not tell whose pin it is; but of others' pins Pinterest tells us no numbers."""
        found = PIN.match(url)
        return found[1] if found and account.id else ""

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return numbers.reach_of(self._api, receipt_ids)

    def followers(self) -> int | None:
        return boards.followers(self._api)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        words, path = pins.words_of(part), f"pins/{receipt_id}"
        if len(part.images) != 1:
            del words["alt_text"]
        if self._api.ask("PATCH", path, json=words, is_extra=True, or_missing=True).status == 404:
            raise answers.gone()
        return Receipt(receipt_id, answers.address(receipt_id))

    def delete(self, receipt_id: str) -> None:
        self._api.ask("DELETE", f"pins/{receipt_id}", is_extra=True, or_missing=True)

    def accounts(self) -> tuple[Account, ...]:
        return boards.accounts(self._api)

    def of_account(self, account_id: str) -> dict[str, str]:
        return {"board": account_id}

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)
