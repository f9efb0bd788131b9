"""Facebook: a page. Posts are made ahead, unseen, and published by their number.

Facebook shows a post under the time at which it was made; a post with a video is made up to 20 minutes before
its own. Stories, reels, places, targeting and groups are not built.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from publishers.answer import Answer
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HasAccounts,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.errors import AlreadyThere, PublisherError, Rejected, Sentence, Uncertain
from publishers.errors import gettext_noop as _
from publishers.facebook import declared, page
from publishers.facebook.credentials import Credentials
from publishers.facebook.drafts import VIDEO, PageDrafts, is_out, publishing
from publishers.facebook.signing_in import SignsInToFacebook
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.meta import answers, usage
from publishers.meta.containers import OUT
from publishers.meta.graph import Graph
from publishers.meta.listing import COMMENT
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.styled import Styled

__all__ = ["Credentials", "Facebook"]


class Facebook(
    Publisher,
    SignsInToFacebook,
    HasAccounts,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
):
    name = "facebook"
    title = "Facebook"
    icon = "facebook"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def check(self) -> Account:
        found = page.account(self._graph)
        page.insist_on_lasting(self._graph)
        return found

    def prepare(self, message: Message) -> Payload:
        with_link = not message.images and message.option(declared.LINK) != "none"

        def draw(piece: Styled) -> Part:
            link = piece.first_link if with_link else ""
            return plainly(len, self.limits.characters, [(declared.LINK, link)])(piece)

        parts = parts_of(message, draw, threads=False, draw_comment=plainly(len, 0))
        return Payload(self.name, self.account.id, parts, problems(self.limits, parts, self.title))

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        if part.is_comment:
            return Parcel(part)
        return Parcel(part, handle=self._drafts(keep, kept).made(part))

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        """The draft whose number was kept; a look makes none."""
        drafts = self._drafts(lambda name, value: None, kept)
        return Parcel(part, handle="" if part.is_comment else drafts.known(part))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        if parcel.part.is_comment:
            path, given = f"{page.node(parcel.reply_to)}/comments", {"message": parcel.part.text}
            answer = self._graph.post(path, given, deadline)
            number = f"{parcel.reply_to}{COMMENT}{answers.published(answer, self.title)}"
        else:
            number = parcel.handle.removeprefix(OUT)
            if number != parcel.handle:
                said = Sentence(_("{network} has published this already."), {"network": self.title})
                raise AlreadyThere(said, receipt_id=number, url=self._address(number))
            answer = self._graph.post(*publishing(number), deadline)
            if not self._is_published(number, answer):
                raise Uncertain(Sentence(_("Facebook did not say that the post is out.")), code="no_success")
        return Receipt(
            number, self._address(number), server_date=answer.date, allowance=usage.used_up(answer)
        )

    def _is_published(self, number: str, answer: Answer) -> bool:
        """Where Facebook has the words already it is asked whether that is this very post."""
        try:
            return answers.committed(answer, self.title).get("success") is True
        except Rejected as trouble:
            if not answers.is_duplicate(trouble):
                raise
            try:
                is_ours = is_out(self._graph, number)
            except PublisherError as silence:
                raise Uncertain(trouble.sentence, code=trouble.code) from silence
            if not is_ours:
                raise
            return True

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Is our draft out? None of one that was never made; Unreachable of one that cannot be seen."""
        if parcel.part.is_comment:
            return page.find_comment(self._graph, self.account.id, parcel, since, known)
        number = parcel.handle.removeprefix(OUT)
        if number and is_out(self._graph, number) and number not in known:
            return Receipt(number, self._address(number))
        return None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        posts = [number for number in receipt_ids if COMMENT not in number]
        found = ((number, page.reach(self._graph, number)) for number in posts)
        return {number: reach for number, reach in found if reach is not None}

    def followers(self) -> int | None:
        return page.followers(self._graph, self.account.id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        is_video = receipt_id.startswith(VIDEO) and COMMENT not in receipt_id
        given = {"description" if is_video else "message": part.text}
        self._graph.ask("POST", page.node(receipt_id), given)
        return Receipt(receipt_id, self._address(receipt_id))

    def delete(self, receipt_id: str) -> None:
        self._graph.delete(page.node(receipt_id))

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        if COMMENT in receipt_id:
            return ()  # answers to a comment are heard below the post
        return page.remarks(self._graph, self.account.id, receipt_id, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return page.mentions(self._graph, self.account.id, since)

    def accounts(self) -> tuple[Account, ...]:
        return tuple(account for account, _token in page.pages(self._graph).values())

    def of_account(self, account_id: str) -> dict[str, str]:
        """The page's own token takes the place of the person's."""
        found = page.pages(self._graph).get(account_id)
        if found is None:
            raise Rejected(Sentence(_("This person may not post as the page.")), code="no_page")
        return {"access_token": found[1]}

    def _drafts(self, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> PageDrafts:
        return PageDrafts(self._graph, self._at(self.credentials.videos), self.account.id, keep, kept)

    @property
    def _graph(self) -> Graph:
        return self._at(self.credentials.api)

    def _at(self, address: str) -> Graph:
        token, secret = self.credentials.access_token, self.credentials.app_secret
        return Graph(self.title, address, token, self.web, secret)

    def _address(self, receipt_id: str) -> str:
        return page.address(receipt_id, self.account.id)
