"""Slack: a channel of a workspace, where an app posts with its bot token."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Reach, Receipt, Remark
from publishers.prepared import parts_of
from publishers.problems import problems
from publishers.slack import answers, channel, declared, find
from publishers.slack.api import Api, Credentials
from publishers.slack.body import blocks_of, images_in, message_of
from publishers.slack.media import upload_image
from publishers.slack.text import SECTION, mrkdwn_of, part_of

__all__ = ["Credentials", "Slack"]


class Slack(Publisher, Findable, Measurable, CountsFollowers, Deletable, Editable, HearsReplies):
    name = "slack"
    title = "Slack"
    icon = "slack"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def check(self) -> Account:
        return channel.account(self._api)

    def prepare(self, message: Message) -> Payload:
        fields = {
            "preview": message.option("preview"),
            "language": message.language,  # not sent: Slack has no place for it, but who agrees sees it
        }
        parts = parts_of(message, lambda piece: part_of(piece, fields), spelled=False)
        if parts[0].images:
            parts = (replace(parts[0], limit=SECTION), *parts[1:])
        found = (*problems(self.limits, parts, self.title), *self._notes())
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        return Parcel(part, media_ids=tuple(upload_image(self._api, one, keep, kept) for one in part.images))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        given = message_of(parcel, self.account.id, key)
        return answers.receipt(self._api.post(given, deadline), self._team)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        return find.find_message(self._api, self.account, parcel, key, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = ((number, find.one(self._api, self.account.id, number)) for number in receipt_ids)
        return {number: find.reach_of(message) for number, message in found if message is not None}

    def followers(self) -> int | None:
        return channel.members(self._api, self.account.id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Pictures stay only where they are named again."""
        before = find.one(self._api, self.account.id, receipt_id)
        if before is None:
            raise Rejected(Sentence(answers.REFUSED["message_not_found"]), code="message_not_found")
        blocks = blocks_of(part, images_in(before))
        words = {"text": mrkdwn_of(part), "blocks": blocks}
        self._api.ask("chat.update", channel=self.account.id, ts=receipt_id, **words)
        thread = str(before.get("thread_ts") or "")
        return Receipt(receipt_id, answers.address(self._team, self.account.id, receipt_id, thread))

    def delete(self, receipt_id: str) -> None:
        try:
            self._api.ask("chat.delete", channel=self.account.id, ts=receipt_id)
        except Rejected as error:
            if error.code not in answers.GONE:
                raise

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return find.replies(self._api, self.account, receipt_id, since)

    def _notes(self) -> Iterator[Problem]:
        if "outside" in dict(self.account.facts):
            yield Problem(
                "not_in_channel",
                Sentence(_("The app is not in this channel: it can post, but not look or read answers.")),
                Sentence(_("Write “/invite” and the app's name in the channel, and check it here.")),
                blocking=False,
            )

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _team(self) -> str:
        return dict(self.account.facts).get("team", "")
