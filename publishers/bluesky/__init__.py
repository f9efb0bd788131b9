"""Bluesky, and every personal data server that speaks its protocol (AT).

What is out is not changed: the app goes on showing the first words, so there is no editing here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from publishers.answer import read_moment
from publishers.base import (
    CountsFollowers,
    Deletable,
    Findable,
    FindsPeople,
    HearsMentions,
    HearsReplies,
    Measurable,
    Option,
    Refreshable,
)
from publishers.bluesky import answers, hearing, naming, pinned, session
from publishers.bluesky.connected import Connected
from publishers.bluesky.credentials import Credentials
from publishers.bluesky.prepare import prepared
from publishers.bluesky.record import POSTS, record, uri
from publishers.bluesky.tid import moment_for, tid_for
from publishers.errors import Expired, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Person, Reach, Receipt, Remark
from publishers.prepared import COMMENTING, SPLITTING

__all__ = ["Bluesky", "Credentials"]


class Bluesky(
    Connected,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    HearsReplies,
    HearsMentions,
    FindsPeople,
    Refreshable,
):
    name = "bluesky"
    title = "Bluesky"
    icon = "bluesky"
    Credentials = Credentials
    most_measured = 25
    shows_cards = True
    limits = Limits(
        characters=300,
        unit="graphemes",
        images=4,
        image_bytes=2_000_000,
        image_types=("image/jpeg", "image/png", "image/webp"),
        thread_parts=25,
        text_required=False,
        budgets=(Budget(5_000, 3_600, each=answers.POINTS), Budget(35_000, 86_400, each=answers.POINTS)),
    )
    # The name of a record is ours to choose, and writing the same record under the same name again changes
    # nothing: for ever, and also when both come at once.
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(
            _(
                "Exactly once. We choose the post's name on Bluesky before we send it: after a lost answer "
                "we look under that name, or send the same again, which changes nothing."
            )
        ),
        readable=True,
        settle=60,
        repeat_after=5,
    )
    options = (
        Option("language", Sentence(_("Language"))),
        Option(
            "labels",
            Sentence(_("Content warning")),
            (
                ("", Sentence(_("None"))),
                ("sexual", Sentence(_("Suggestive"))),
                ("nudity", Sentence(_("Nudity that is not sexual"))),
                ("porn", Sentence(_("Adult content"))),
                ("graphic-media", Sentence(_("Graphic pictures"))),
            ),
        ),
        SPLITTING,
        COMMENTING,
    )
    steps = (
        Sentence(_("In the app open Settings, Privacy and security, App passwords, Add app password.")),
        Sentence(_("Name it after Almanac, and do not allow it to read your direct messages.")),
        Sentence(_("Copy it to here with your handle. You can take it back there at any time.")),
    )

    def check(self) -> Account:
        """Where the session is refused the app password decides: a session may end by itself."""
        now = datetime.now(UTC)
        if not self._is_over(now):
            try:
                return self._who()
            except Expired as error:
                if error.code in answers.CLOSED:
                    raise
        self._sign_in(now)
        return self._who()

    def ends_at(self) -> datetime | None:
        return read_moment(self.credentials.ends_at)

    def refreshed(self, now: datetime) -> dict[str, str]:
        token = self.credentials.refresh_token
        found = session.renewed(self.web.ask, self._home(), token, now) if token else None
        return (found or self._sign_in(now)).fields()

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        return prepared(message, self.account, limits, (self.name, self.title))

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        now = datetime.now(UTC)
        if self._is_over(now):
            self._sign_in(now)
        images = part.images or ((part.card.image,) if part.card and part.card.image else ())
        blobs = tuple(pinned.blob(self._ask, image, now, keep, kept) for image in images)
        pins = pinned.pin(part, now, keep, kept, self._wrote_at, self._did_of)
        return Parcel(part, media_ids=blobs, handle=pins.written())

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        rkey, created, made = self._made(parcel, key)
        answer = self.web.request(
            "POST",
            self._url("com.atproto.repo.putRecord"),
            headers=self._headers(),
            json={
                "repo": self.account.id,
                "collection": POSTS,
                "rkey": rkey,
                "record": made,
                "validate": True,
                "swapRecord": None,  # only where there is none yet; the same record again is no change
            },
            deadline=deadline,
        )
        return answers.receipt(answer, rkey, created)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        rkey, created, _made = self._made(parcel, key)
        where = {"repo": self.account.id, "collection": POSTS, "rkey": rkey}
        answer = self._look("GET", "com.atproto.repo.getRecord", params=where)
        if answer.status == 400 and answers.words(answer)[0] == "RecordNotFound":
            return None
        cid = answers.text_in(answers.asked(answer), "cid")
        if not cid:
            raise Unreachable(Sentence(_("Bluesky answered without saying where the post is.")), code="no_id")
        found = answers.receipt_id(rkey, cid)
        page = answers.page(uri(self.account.id, rkey))
        return Receipt(found, page, created, answer.date) if found not in known else None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        ids = {uri(self.account.id, receipt_id.partition("/")[0]): receipt_id for receipt_id in receipt_ids}
        asked = urlencode([("uris", one) for one in ids])
        return answers.reaches(self._query(f"app.bsky.feed.getPosts?{asked}"), ids)

    def followers(self) -> int | None:
        actor = urlencode({"actor": self.account.id})
        return answers.followers(self._query(f"app.bsky.actor.getProfile?{actor}"))

    def delete(self, receipt_id: str) -> None:
        where = {"repo": self.account.id, "collection": POSTS, "rkey": receipt_id.partition("/")[0]}
        answers.asked(self._ask("POST", "com.atproto.repo.deleteRecord", json=where))

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        post = uri(self.account.id, receipt_id.partition("/")[0])
        try:
            return hearing.replies(self._query, post, self.account.id, since)
        except Rejected as error:
            if error.code == "NotFound":  # the post is gone, or nobody may see it
                return ()
            raise

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return hearing.mentions(self._query, self.account.id, since)

    def find_people(self, letters: str) -> tuple[Person, ...]:
        return naming.people(self._query, letters)

    def _who(self) -> Account:
        who = self._query("com.atproto.server.getSession")
        return answers.account(who, answers.asked(self._look("GET", "com.atproto.server.describeServer")))

    def _made(self, parcel: Parcel, key: str) -> tuple[str, datetime, dict[str, Any]]:
        """The record's name, its time, and the record itself: the same for the same parcel and key."""
        pins = pinned.read(parcel.handle)
        if pins is None:
            raise Unreachable(Sentence(_("The post was not made ready for Bluesky.")), code="not_pinned")
        created = moment_for(key, pins.at)
        return tid_for(key, pins.at), created, record(parcel, pins, created, self.account.id)
