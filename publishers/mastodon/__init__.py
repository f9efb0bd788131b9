"""Mastodon, and what speaks its language: GoToSocial, Pleroma, Akkoma, Friendica."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from publishers.answers import asked
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    FindsPeople,
    HearsMentions,
    HearsReplies,
    Measurable,
    Publisher,
    ReadsAddresses,
)
from publishers.credentials import typed
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.mastodon import answers, heard, naming
from publishers.mastodon.address import on_server
from publishers.mastodon.extras import OPTIONS, about_extras, spread, with_extras
from publishers.mastodon.find import find_status
from publishers.mastodon.media import upload_image
from publishers.mastodon.signing_in import SignsInToMastodon
from publishers.mastodon.text import length
from publishers.message import Account, Message, Parcel, Part, Payload, Person, Reach, Receipt, Remark
from publishers.of_account import is_same
from publishers.prepared import parts_of, plainly
from publishers.problems import problems


@dataclass(frozen=True, slots=True)
class Credentials:
    instance: str = typed(_("Server"), _("Its address, such as https://mastodon.social"), kind="url")
    access_token: str = typed(
        _("Access token"), _("On your server: Preferences, Development, New application."), secret=True
    )


POST = re.compile(r"(https?://[^/\s]+/@[^/@\s]+)/(\d+)", re.IGNORECASE)


class Mastodon(
    Publisher,
    SignsInToMastodon,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
    FindsPeople,
    ReadsAddresses,
):
    name = "mastodon"
    title = "Mastodon"
    icon = "mastodon"
    Credentials = Credentials
    limits = Limits(
        characters=500,
        unit="graphemes",
        images=4,
        image_bytes=16_777_216,
        image_pixels=33_177_600,
        image_keeps=8_294_400,
        video_types=("video/mp4", "video/quicktime"),
        video_bytes=103_809_024,
        alt_characters=1_500,
        thread_parts=25,
        text_required=False,
    )
    # A key is remembered for an hour. Older servers post twice when the same key comes twice at once, so a
    # repeat waits a minute; and it stops well before the hour, because the server's clock is its own.
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once. Mastodon remembers what it received for an hour: after a lost answer we send "
                "the same key again within 45 minutes, or look at the account's posts."
            )
        ),
        readable=True,
        settle=60,
        repeat_after=60,
        window=45 * 60,
    )
    options = OPTIONS
    most_measured = 20
    editing = Sentence(_("At any time. Who saw the old words can look them up there."))

    steps = (
        Sentence(_("Sign in on your server and open Preferences, Development, New application.")),
        Sentence(
            _(
                "Tick the scopes read:accounts, read:statuses, read:notifications, write:statuses and "
                "write:media, and save."
            )
        ),
        Sentence(_("Open the application you made and copy “Your access token” to here.")),
    )

    def check(self) -> Account:
        who = asked(self._ask("GET", "/api/v1/accounts/verify_credentials"), self.title)
        about = asked(self._ask("GET", "/api/v2/instance"), self.title)
        return answers.account(who, about)

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        per_url = int(dict(self.account.facts).get("per_url", "23"))
        warning = message.option("spoiler_text").strip()
        fields = {
            "visibility": message.option("visibility", "public") or "public",
            "spoiler_text": warning,
            "sensitive": "true" if message.option("sensitive") == "true" else "",
            "language": message.option("language") or message.language,
            "quote_approval_policy": message.option("quote_approval_policy"),
        }
        draw = plainly(lambda text: length(text, warning, per_url), limits.characters, fields.items())
        parts = with_extras(parts_of(message, draw), message)
        found = (*problems(limits, parts, self.title), *about_extras(message))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        ids = tuple(upload_image(self._ask, image, keep, kept) for image in part.images)
        return Parcel(part, media_ids=ids)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        form = [("status", parcel.part.text), *spread(parcel.part.fields)]
        form += [("media_ids[]", media_id) for media_id in parcel.media_ids]
        if parcel.reply_to:
            form.append(("in_reply_to_id", parcel.reply_to))
        answer = self.web.request(
            "POST",
            self._url("/api/v1/statuses"),
            headers={"authorization": f"Bearer {self.credentials.access_token}", "idempotency-key": key},
            data=form,
            deadline=deadline,
        )
        return answers.receipt(answer)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        return find_status(self._ask, self.account.id, parcel, since, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        """Many at once where the server can (4.3), else one by one."""
        if len(receipt_ids) > 1:
            many = "&".join(f"id[]={one}" for one in receipt_ids)
            answer = self._ask("GET", f"/api/v1/statuses?{many}", max_bytes=8_000_000)
            if answer.status not in (404, 405):
                return answers.reaches(asked(answer, self.title))
        found: dict[str, Reach] = {}
        for receipt_id in receipt_ids:
            answer = self._ask("GET", f"/api/v1/statuses/{receipt_id}")
            if answer.status != 404:
                found[receipt_id] = answers.reach(asked(answer, self.title))
        return found

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return found[2] if found and is_same(found[1], account.url.rstrip("/")) else ""

    def followers(self) -> int | None:
        return answers.followers(asked(self._ask("GET", "/api/v1/accounts/verify_credentials"), self.title))

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Pictures stay only where they are named again."""
        before = asked(self._ask("GET", f"/api/v1/statuses/{receipt_id}"), self.title)
        media = before.get("media_attachments") if isinstance(before, dict) else None
        kept = [str(one.get("id")) for one in media or () if isinstance(one, dict)]
        form = [("status", part.text)]
        form += [pair for pair in part.fields if pair[0] in ("spoiler_text", "sensitive", "language")]
        form += [("media_ids[]", number) for number in kept]
        answer = self._ask("PUT", f"/api/v1/statuses/{receipt_id}", data=form)
        found = answers.status_receipt(asked(answer, self.title), answer)
        return found or Receipt(receipt_id)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return heard.replies(self._ask, receipt_id, self.account.id, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return heard.mentions(self._ask, self.account.id, since)

    def find_people(self, letters: str) -> tuple[Person, ...]:
        return naming.people(self._ask, letters)

    def delete(self, receipt_id: str) -> None:
        answer = self._ask("DELETE", f"/api/v1/statuses/{receipt_id}")
        if answer.status != 404:  # already gone is what was wanted
            asked(answer, self.title)

    def _ask(self, method: str, path: str, **how: object) -> answers.Answer:
        headers = {"authorization": f"Bearer {self.credentials.access_token}"}
        return self.web.ask(method, self._url(path), headers=headers, **how)

    def _url(self, path: str) -> str:
        return on_server(self.credentials.instance, path)
