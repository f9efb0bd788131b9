"""Google Business Profile: what a business says of itself on Google Search and Maps, location by location.

Only updates (“STANDARD”); events, offers and alerts are not built. Google takes no files: it fetches pictures
from an address. It tells no numbers of posts any more, and nobody can write below them. It looks at each post
after it took it, and refuses some: only what it then shows is out.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from publishers import afterwards
from publishers.base import Deletable, Editable, Findable, HasAccounts, Publisher
from publishers.errors import Rejected, Sentence, Uncertain, Unreachable
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
from publishers.taken_back import taken_back
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

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        return self.known(part, kept)

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        """With the number that Google gave it, where it has taken it before."""
        return Parcel(part, handle=kept.get(_name(part), ""))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """What follows the one request only asks what Google makes of the post.

        One that is gone there is posted again: only a person's word leads here with its number.
        """
        if parcel.handle and (there := self._read(parcel.handle)):
            return self._settled(parcel.part, *there)
        answer = self._api.post(f"v4/{self.account.id}/localPosts", posts.body_of(parcel.part), deadline)
        return self._settled(parcel.part, *answers.taken(answer, self.account.url))

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """By its number where we have it: None where Google has refused it. Else by its words.

        Raises CannotLook where the number is gone: Google may have shown it before.
        """
        if not parcel.handle:
            return posts.find(self._api, self.account, parcel, since, known)
        there = self._read(parcel.handle)
        if there is None:
            raise taken_back(self.title)
        if there[1] == answers.REFUSED_STATE or parcel.handle in known:
            return None
        if there[1] == answers.AT_IT:
            raise Unreachable(Sentence(answers.STILL_AT_IT), code=answers.AT_IT)
        return there[0]

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

    def _settled(self, part: Part, receipt: Receipt, state: str) -> Receipt:
        """The receipt, where Google shows the post within some seconds."""
        if state == answers.AT_IT:
            there = afterwards.told(
                lambda: self._read(receipt.id), lambda there: there is None or there[1] != answers.AT_IT
            )
            receipt, state = there or (receipt, state)
        if state == answers.REFUSED_STATE:
            raise Rejected(Sentence(answers.REFUSED_LATER), code=state)
        if state == answers.AT_IT:
            raise Uncertain(Sentence(answers.STILL_AT_IT), code=state, kept={_name(part): receipt.id})
        return receipt

    def _read(self, number: str) -> tuple[Receipt, str] | None:
        """A post as it is now, with its state; None where it is gone."""
        answer = self._api.ask("GET", self._place(number), or_missing=True)
        return answers.taken(answer, self.account.url) if answer.ok else None

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    def _place(self, receipt_id: str) -> str:
        return f"v4/{self.account.id}/localPosts/{receipt_id}"


def _name(part: Part) -> str:
    """Under which name the number of what Google still looks at is kept."""
    return f"post:{part.mark}"


def _fields(message: Message) -> dict[str, str]:
    """A button to call leads to the phone number of the profile, and no other has an address for itself."""
    button = message.option(BUTTON)
    words = styled(split_thread(message.text)[0], message.links, spelled=True)
    chosen = tagged(message.option(LEADS_TO).strip(), message.link_parameters)
    link = (chosen or words.first_link) if button and button != CALL else ""
    return {"language": message.language, BUTTON: button, LEADS_TO: link}
