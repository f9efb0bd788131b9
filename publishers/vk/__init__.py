"""VK: a community posts to its wall.

Two keys, because VK splits what they may do: the community's own key posts text and comments, and only a
person's token brings pictures, changes, deletes, and reads what is there.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsReplies,
    Measurable,
    Option,
    Publisher,
    ReadsAddresses,
)
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import COMMENTING, parts_of
from publishers.problems import problems
from publishers.styled import Styled
from publishers.vk import answers, community, wall
from publishers.vk.api import Api, Credentials
from publishers.vk.media import upload_photo
from publishers.vk.notes import notes
from publishers.vk.text import first_link, length

__all__ = ["VK", "Credentials"]

CHOICES = ("signed", "close_comments", "mute_notifications")
NO_YES = (("", Sentence(_("No"))), ("1", Sentence(_("Yes"))))


POST = re.compile(r"https?://(?:m\.)?vk\.(?:com|ru)/(?:[\w.]+\?w=)?wall-(\d+)_(\d+)", re.IGNORECASE)


class VK(Publisher, Findable, Measurable, CountsFollowers, Deletable, Editable, HearsReplies, ReadsAddresses):
    name = "vk"
    title = "VK"
    icon = "vk"
    Credentials = Credentials
    # VK writes down no length of a text and no size of a picture, so there is no bound here to hold a post
    # back; it keeps 2560 × 2048 pixels of a picture. At most 10 attachments (VK docs, wall.post).
    limits = Limits(
        images=10,
        image_keeps=2560 * 2048,
        image_types=("image/jpeg", "image/png", "image/gif"),
        text_required=False,
    )
    # How long a guid is remembered is written nowhere, so a repeat comes within a quarter of an hour.
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once, as far as VK keeps its word: after a lost answer we send the same mark again "
                "within 15 minutes, and with an administrator's token we look at the wall."
            )
        ),
        readable=True,
        repeat_after=60,
        window=15 * 60,
    )
    options = (
        Option(
            "link",
            Sentence(_("Card of the first link")),
            (("", Sentence(_("Yes, where there are no pictures"))), ("none", Sentence(_("No")))),
        ),
        Option("signed", Sentence(_("Sign with the author's name")), NO_YES),
        Option("close_comments", Sentence(_("Close the comments")), NO_YES),
        Option("mute_notifications", Sentence(_("Without notifications")), NO_YES),
        COMMENTING,
    )
    steps = (
        Sentence(
            _("In your community: Manage, API usage, Access tokens, Create token, with “manage” and “wall”.")
        ),
        Sentence(
            _(
                "For pictures, changes, deleting, numbers and comments: the token of an administrator, made "
                "by a standalone application of yours with wall, photos, groups, stats and offline. Those of "
                "VK ID do not work. Without it the channel posts words and links, and nothing else."
            )
        ),
    )
    editing = Sentence(_("The words, while VK lets an administrator change the post."))
    most_measured = 100

    def check(self) -> Account:
        return community.account(self._api)

    def prepare(self, message: Message) -> Payload:
        chosen = {name: message.option(name) for name in CHOICES if message.option(name) == "1"}
        with_link = not message.images and message.option("link") != "none"
        # The language is not sent: VK has no place for it, but who agrees sees it.
        spoken = {"language": message.language}

        def draw(piece: Styled) -> Part:
            link = first_link(piece) if with_link else ""
            return _part(piece, chosen | spoken | {"link": link})

        parts = parts_of(message, draw, threads=False, draw_comment=lambda piece: _part(piece, spoken))
        can_picture = "person" in dict(self.account.facts)
        found = (*problems(self.limits, parts, self.title), *notes(parts, can_picture=can_picture))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        photos = (upload_photo(self._api, self.account.id, image, keep, kept) for image in part.images)
        return Parcel(part, media_ids=tuple(photos))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        given = {"owner_id": self._wall, "message": parcel.part.text, "guid": key}
        if parcel.answers:  # the same guid, so that an answered captcha cannot make a second post
            given["captcha_sid"], given["captcha_key"] = parcel.answers[-1]
        if parcel.part.is_comment:
            post = parcel.reply_to.partition("?")[0]
            given |= {"post_id": post, "from_group": self.account.id}
            answer = self._api.post("wall.createComment", given, deadline)
            return answers.comment_receipt(answer, self.account.id, post)
        fields = dict(parcel.part.fields)
        given |= {"from_group": "1"} | {name: fields[name] for name in CHOICES if name in fields}
        attachments = [*parcel.media_ids, *([fields["link"]] if "link" in fields else [])]
        if attachments:
            given["attachments"] = ",".join(attachments)
        return answers.receipt(self._api.post("wall.post", given, deadline), self.account.id)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        look = wall.find_comment if parcel.part.is_comment else wall.find_post
        return look(self._api, self.account.id, parcel, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        posts = [number for number in receipt_ids if "?" not in number]
        return wall.reach_of(self._api, self.account.id, posts) if posts else {}

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return found[2] if found and found[1] == account.id else ""

    def followers(self) -> int | None:
        return community.members(self._api, self.account.id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        post, _reply, comment = receipt_id.partition("?reply=")
        given = {"owner_id": self._wall, "post_id": post, "message": part.text}
        if comment:
            self._api.ask("wall.editComment", {**given, "comment_id": comment})
            return Receipt(receipt_id, answers.address(self.account.id, receipt_id))
        there = wall.posts_there(self._api, self.account.id, [post])
        if not there:
            raise Rejected(Sentence(_("VK does not find the post.")), code=str(answers.NOT_FOUND))
        # What is not named again is taken away.
        fields = {name: value for name, value in part.fields if name in ("signed", "close_comments")}
        attached = ",".join(wall.attached(there[0]))
        given |= fields | ({"attachments": attached} if attached else {})
        self._api.ask("wall.edit", given)
        return Receipt(post, answers.address(self.account.id, post))

    def delete(self, receipt_id: str) -> None:
        post, _reply, comment = receipt_id.partition("?reply=")
        given = {"owner_id": self._wall} | ({"comment_id": comment} if comment else {"post_id": post})
        try:
            self._api.ask("wall.deleteComment" if comment else "wall.delete", given)
        except Rejected as error:
            if error.code == "no_user_token" or wall.is_there(self._api, self.account.id, receipt_id):
                raise

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        if "?" in receipt_id:
            return ()  # answers to a comment stand below the post
        return wall.remarks(self._api, self.account.id, receipt_id, since)

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _wall(self) -> str:
        """A community is an owner with a sign before its number."""
        return f"-{self.account.id}"


def _part(piece: Styled, fields: Mapping[str, str]) -> Part:
    sent = tuple(sorted((name, value) for name, value in fields.items() if value))
    return Part(piece.text, fields=sent, count=length(piece.text))
