"""Reddit: posts in a subreddit, in one account's name. It knows no key, so we look at the account's posts."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from publishers.answer import read_moment
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Option,
    Publisher,
    ReadsAddresses,
    Refreshable,
)
from publishers.commonmark import drawn
from publishers.errors import Rejected, Sentence, Uncertain
from publishers.errors import gettext_noop as _
from publishers.headings import about_title, heading_of
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Reach, Receipt, Remark
from publishers.prepared import COMMENTING, parts_of
from publishers.problems import problems
from publishers.reddit import find, media, place
from publishers.reddit.api import Api, confirmed
from publishers.reddit.credentials import Credentials
from publishers.reddit.signing_in import SignsInToReddit, next_tokens
from publishers.styled import Styled, styled

__all__ = ["Credentials", "Reddit"]

TITLE = 300
SETTLE_PICTURES = 600.0  # seconds
POST = re.compile(r"https?://(?:www\.|old\.|new\.)?reddit\.com/r/(\w+)/comments/(\w+)", re.IGNORECASE)
HAS_PICTURES = _(
    "Reddit would take the pictures out of the post if its words were changed from here. Change them on "
    "Reddit."
)
NO_YES = (("", Sentence(_("No"))), ("true", Sentence(_("Yes"))))


class Reddit(
    Publisher,
    SignsInToReddit,
    Refreshable,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
    ReadsAddresses,
):
    name = "reddit"
    title = "Reddit"
    icon = "reddit"
    Credentials = Credentials
    limits = Limits(
        characters=40_000,
        images=20,
        image_bytes=20_000_000,
        image_types=("image/jpeg", "image/png", "image/gif"),
        title=True,
        text_required=False,
        comment_characters=10_000,
    )
    guarantee = Guarantee(
        Promise.READ_BACK,
        Sentence(
            _("Once. After a lost answer we look at the account's own posts before anything is sent again.")
        ),
        readable=True,
    )
    options = (
        Option("flair", Sentence(_("Flair, by its words"))),
        Option("nsfw", Sentence(_("Only for adults")), NO_YES),
        Option("spoiler", Sentence(_("It gives something away")), NO_YES),
        COMMENTING,
    )
    steps = (
        Sentence(
            _(
                "At reddit.com/prefs/apps press “create another app”, choose “web app”, and enter the "
                "address to come back to that is shown here."
            )
        ),
        Sentence(
            _(
                "Reddit looks at new apps before they may use its API: ask for that under the Responsible "
                "Builder Policy, and say that you post for yourself."
            )
        ),
        Sentence(
            _(
                "Copy the client ID, which stands under the app's name, and the secret, and sign in as the "
                "account that posts."
            )
        ),
    )
    editing = Sentence(
        _("The words of a text without pictures, at any time. Titles, links and pictures stay as they are.")
    )
    most_measured = 100

    def check(self) -> Account:
        return place.account(self._api, self.credentials.place)

    def prepare(self, message: Message) -> Payload:
        facts = dict(self.account.facts)
        limits = self.limits.adjusted(self.account.facts)
        title = " ".join(message.title.split())  # as Reddit writes it, so that we know it again
        heading = " ".join(heading_of(title, styled(message.text, spelled=True).text).split())
        chosen = {name: message.option(name).strip() for name in ("flair", "nsfw", "spoiler")}

        def draw(piece: Styled) -> Part:
            raw = drawn(piece)
            return Part(piece.text, fields=_fields({"raw": raw}), count=len(raw), limit=limits.characters)

        first, *others = parts_of(message, draw, spelled=False, threads=False, draw_comment=self._comment)
        # The language is not sent: Reddit has no place for it, but who agrees sees it.
        fields = dict(first.fields) | chosen | {"title": heading[:TITLE], "language": message.language}
        first = Part(first.text, "", first.images, _fields(fields), first.count, first.limit)
        parts = (first, *others)
        found = (*problems(limits, parts, self.title), *self._notes(message, heading, facts, first))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Pictures stand below the words of a text: of posts of that kind Reddit says the number."""
        fields = dict(part.fields)
        wanted = fields.get("flair", "")
        number = place.flair(self._api, self.account.id, wanted) if wanted else ""
        assets = tuple(media.bring(self._api, image, keep, kept) for image in part.images)
        written = media.richtext(self._api, fields.get("raw", ""), part.images, assets) if assets else ""
        return Parcel(part, media_ids=assets, handle=json.dumps({"flair": number, "richtext": written}))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        if parcel.part.is_comment:
            return self._say(parcel, deadline)
        fields, ahead = dict(parcel.part.fields), json.loads(parcel.handle or "{}")
        form = {
            "sr": self.account.id,
            "api_type": "json",
            "kind": "self",
            "title": fields["title"],
            "nsfw": fields.get("nsfw", "false"),
            "spoiler": fields.get("spoiler", "false"),
            "sendreplies": "true",
        }
        form |= {"flair_id": ahead["flair"]} if ahead.get("flair") else {}
        rich = ahead.get("richtext")
        form |= {"richtext_json": rich} if rich else {"text": fields.get("raw", "")}
        found = find.receipt_of(confirmed(self._api.submit("/api/submit", form, deadline)))
        if found is None:
            raise Uncertain(Sentence(_("Reddit answered without saying where the post is.")), code="no_id")
        return found

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        if parcel.part.is_comment:
            raw = dict(parcel.part.fields).get("raw", "")
            return find.own_comment(self._api, self._me, parcel.reply_to, raw, since, known)
        return find.own_post(self._api, self._me, self.account.id, parcel.part, since, known)

    def guarantee_for(self, part: Part) -> Guarantee:
        """A post with pictures may show up minutes after Reddit took it."""
        return replace(self.guarantee, settle=SETTLE_PICTURES) if part.images else self.guarantee

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return find.reach(self._api, receipt_ids)

    def followers(self) -> int | None:
        return place.subscribers(self._api, self.account.id)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Reddit takes the words alone, and so would drop the pictures that stand among them."""
        if part.images:
            raise Rejected(Sentence(HAS_PICTURES), code="has_pictures")
        text = dict(part.fields).get("raw", part.text)
        self._api.tell("/api/editusertext", api_type="json", thing_id=receipt_id, text=text)
        return Receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        self._api.tell("/api/del", id=receipt_id)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return find.answers(self._api, receipt_id, self._me, since)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        return find.mentions(self._api, since)

    def ends_at(self) -> datetime | None:
        return read_moment(self.credentials.ends_at)

    def refreshed(self, now: datetime) -> dict[str, str]:
        return next_tokens(self.credentials, self.web, now)

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return f"t3_{found[2].lower()}" if found and found[1].lower() == account.id else ""

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    @property
    def _me(self) -> str:
        return dict(self.account.facts).get("user", "")

    def _comment(self, piece: Styled) -> Part:
        raw = drawn(piece)
        limit = self.limits.comment_characters
        return Part(piece.text, fields=_fields({"raw": raw}), count=len(raw), limit=limit)

    def _say(self, parcel: Parcel, deadline: float) -> Receipt:
        raw = dict(parcel.part.fields).get("raw", "")
        form = {"api_type": "json", "thing_id": parcel.reply_to, "text": raw}
        data = confirmed(self._api.submit("/api/comment", form, deadline))
        things = data.get("things")
        first = things[0] if isinstance(things, list) and things and isinstance(things[0], dict) else {}
        found = find.receipt_of(first.get("data", {})) if isinstance(first.get("data"), dict) else None
        if found is None:
            raise Uncertain(Sentence(_("Reddit answered without saying where the post is.")), code="no_id")
        return found

    def _notes(
        self, message: Message, heading: str, facts: Mapping[str, str], first: Part
    ) -> Iterator[Problem]:
        least, most = (facts.get(name, "") for name in ("title_least", "title_most"))
        yield from about_title(
            message.title.strip(),
            self.title,
            instead=heading,
            least=int(least) if least.isdecimal() else 0,
            most=min(int(most) if most.isdecimal() else TITLE, TITLE),
        )
        if facts.get("flair") and not message.option("flair").strip():
            yield Problem(
                "no_flair",
                Sentence(_("The subreddit wants a flair on every post.")),
                Sentence(_("Write one of its flairs under “Flair, by its words”.")),
                blocking=False,
            )
        if facts.get("words") == "none":
            yield Problem(
                "links_only",
                Sentence(_("The subreddit takes links only, and no posts with words.")),
                Sentence(
                    _("Choose another subreddit, or check the channel again once its rules have changed.")
                ),
            )
        if facts.get("pictures") == "none" and first.images:
            yield Problem(
                "no_pictures_there",
                Sentence(_("The subreddit takes no pictures.")),
                Sentence(_("Leave the pictures out for this channel.")),
                blocking=False,
            )


def _fields(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in given.items() if value))
