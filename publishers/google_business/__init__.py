"""Google Business Profile: what a business says of itself on Google Search and Maps, location by location.

Only updates (“STANDARD”); events, offers and alerts are not built. Google takes no files: it fetches pictures
from an address. It tells no numbers of posts any more, and nobody can write below them. It looks at each post
after it took it: what it then refuses is seen only by who looks at the profile.
"""

from collections.abc import Collection
from datetime import datetime

from publishers.base import Deletable, Editable, Findable, HasAccounts, Publisher
from publishers.errors import Rejected, Sentence
from publishers.google import next_tokens
from publishers.google_business import answers, declared, locations, posts
from publishers.google_business.api import Api
from publishers.google_business.credentials import Credentials
from publishers.google_business.declared import BUTTON, CALL, LEADS_TO, SignsInToBusinesses
from publishers.google_business.notes import notes, softened
from publishers.links import tagged
from publishers.message import Account, Message, Parcel, Part, Payload, Receipt
from publishers.prepared import parts_of, plainly
from publishers.problems import problems, unreachable_media
from publishers.renewing import Renewing
from publishers.styled import styled
from publishers.text import split_thread

__all__ = ["Credentials", "GoogleBusiness"]


class GoogleBusiness(
    Publisher,
    SignsInToBusinesses,
    HasAccounts,
    Renewing,
    Findable,
    Deletable,
    Editable,
):
    name = "google_business"
    title = "Google Business Profile"
    icon = "googlemybusiness"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)
    limits = declared.LIMITS
    fetches_media = True
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def check(self) -> Account:
        return locations.account(self._api)

    def prepare(self, message: Message) -> Payload:
        limits = self.limits
        parts = parts_of(message, plainly(len, limits.characters, _fields(message).items()), threads=False)
        found = (
            *softened(problems(limits, parts, self.title)),
            *unreachable_media(parts, self.title),
            *notes(parts[0], self.account),
        )
        return Payload(self.name, self.account.id, parts, found)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        answer = self._api.post(f"v4/{self.account.id}/localPosts", posts.body_of(parcel.part), deadline)
        return answers.receipt(answer, self.account.url)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        return posts.find(self._api, self.account, parcel, since, known)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        answer = self._api.ask(
            "PATCH",
            self._place(receipt_id),
            {"updateMask": "summary"},
            json={"summary": part.text},
            or_missing=True,
        )
        if answer.status == 404:
            raise Rejected(Sentence(answers.POST_GONE), code="404")
        return answers.receipt_of(answers.object_of(answer), self.account.url) or Receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        self._api.ask("DELETE", self._place(receipt_id), or_missing=True)

    def accounts(self) -> tuple[Account, ...]:
        return locations.accounts(self._api)

    def of_account(self, account_id: str) -> dict[str, str]:
        return {"location": account_id}

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    def _place(self, receipt_id: str) -> str:
        return f"v4/{self.account.id}/localPosts/{receipt_id}"


def _fields(message: Message) -> dict[str, str]:
    """A button to call leads to the phone number of the profile, and no other has an address for itself."""
    button = message.option(BUTTON)
    words = styled(split_thread(message.text)[0], message.links, spelled=True)
    chosen = tagged(message.option(LEADS_TO).strip(), message.link_parameters)
    link = (chosen or words.first_link) if button and button != CALL else ""
    return {"language": message.language, BUTTON: button, LEADS_TO: link}
