"""LinkedIn: a person's profile, or a page that they look after.

Every request names a version of the API, and LinkedIn switches each off about a year after it came. Ours is
the constant VERSION in credentials.py. Publishers have no settings, so another version is entered with the
channel (“API version”); when ours is ten months old, the preview of every post says so; and when LinkedIn
refuses it, the channel asks to be connected again with a newer one.

Videos, documents and polls are not built; neither are mentions of us, for which LinkedIn has no question.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HasAccounts,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.limits import Budget
from publishers.linkedin import answers, declared, find, numbers, people
from publishers.linkedin.api import Api, named
from publishers.linkedin.credentials import PAGE, Credentials
from publishers.linkedin.media import upload_image
from publishers.linkedin.notes import notes, softened
from publishers.linkedin.record import post_body
from publishers.linkedin.signing_in import SignsInToLinkedIn, next_tokens
from publishers.linkedin.text import little, shielded, unmentioned
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import COMMENT, parts_of, plainly
from publishers.problems import problems
from publishers.renewing import Renewing
from publishers.utf16 import units

__all__ = ["Credentials", "LinkedIn"]


class LinkedIn(
    Publisher,
    SignsInToLinkedIn,
    HasAccounts,
    Renewing,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
):
    name = "linkedin"
    title = "LinkedIn"
    icon = "linkedin"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)  # only approved apps get refresh tokens
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING
    most_measured = 20
    asking = Budget(200, 86400)  # a profile's posts take four requests each

    def check(self) -> Account:
        return people.account(self._api)

    def prepare(self, message: Message) -> Payload:
        limits = self.limits
        chosen = {
            "visibility": message.option("visibility") or "PUBLIC",
            "reshare": message.option("reshare"),
        }
        options = tuple(
            (name, unmentioned(value) if name == COMMENT else value) for name, value in message.options
        )
        parts = parts_of(
            replace(message, text=shielded(message.text), options=options),
            plainly(units, limits.characters, chosen.items()),
            threads=False,
            draw_comment=plainly(units, limits.comment_characters),
        )
        card_left_out = bool(message.card and message.images)
        if card_left_out:
            parts = (replace(parts[0], card=None), *parts[1:])
        found = (
            *softened(problems(limits, parts, self.title), parts),
            *notes(parts, self.account, card_left_out=card_left_out),
        )
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        api, author = self._api, self._author
        ids = tuple(upload_image(api, author, image, keep, kept) for image in part.images)
        shown = part.card.image if part.card else None
        return Parcel(
            part, media_ids=ids, handle=upload_image(api, author, shown, keep, kept) if shown else ""
        )

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        if parcel.part.is_comment:
            post = parcel.reply_to
            said = {"actor": self._author, "object": post, "message": {"text": parcel.part.text}}
            path = f"/rest/socialActions/{named(post)}/comments"
            return answers.comment_receipt(self._api.post(path, said, deadline), post)
        return answers.receipt(self._api.post("/rest/posts", post_body(self._author, parcel), deadline))

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Of a page. Nobody may read a profile's posts: there it raises CannotLook."""
        look = find.find_comment if parcel.part.is_comment else find.find_post
        return look(self._api, self._author, parcel, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return numbers.reach_of(self._api, self._author, receipt_ids)

    def followers(self) -> int | None:
        return numbers.followers(self._api, self._author)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        comment = answers.COMMENT.fullmatch(receipt_id)
        if comment:
            patch: dict[str, Any] = {"patch": {"message": {"$set": {"text": part.text}}}}
        else:
            patch = {"patch": {"$set": {"commentary": little(part.text)}}}
        path, right = self._place(receipt_id), self._writing
        self._api.ask("POST", path, json=patch, kind="PARTIAL_UPDATE", right=right)
        return Receipt(receipt_id, answers.address(receipt_id))

    def delete(self, receipt_id: str) -> None:
        path = self._place(receipt_id)
        self._api.ask("DELETE", path, kind="DELETE", right=self._writing, or_missing=True)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        if answers.COMMENT.fullmatch(receipt_id):
            return ()  # answers to a comment stand below the post
        return find.remarks(self._api, self._author, receipt_id, since)

    def accounts(self) -> tuple[Account, ...]:
        return people.accounts(self._api)

    def of_account(self, account_id: str) -> dict[str, str]:
        return {"author": account_id}

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _author(self) -> str:
        author: str = self.credentials.author_urn
        return author or self.account.id

    @property
    def _writing(self) -> str:
        return "w_organization_social" if self._author.startswith(PAGE) else "w_member_social"

    def _place(self, urn: str) -> str:
        """Where a post or a comment is changed and deleted."""
        comment = answers.COMMENT.fullmatch(urn)
        if comment is None:
            return f"/rest/posts/{named(urn)}"
        actor = named(self._author)
        return f"/rest/socialActions/{named(comment['post'])}/comments/{comment['number']}?actor={actor}"
